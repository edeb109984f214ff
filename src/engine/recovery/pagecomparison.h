#pragma once

#include <engine/base/progress.h>
#include <engine/base/result.h>

#include <QString>

namespace tidemark {

/// What reading two SQLite files side by side told.
struct PageComparison {
    /// Every page is the same, but for what SQLite counts up in the header of whatever it writes. False as well if the first
    /// file alone is not its database (a write-ahead log lies beside it) or cannot be read.
    bool same = false;
    QString sha256; ///< of the copy's file
};

/// The caller holds a snapshot of the database in @p source, so that nobody writes into that file. Any thread. Fails if the copy
/// cannot be read, with Cancelled.
[[nodiscard]] Result<PageComparison>
comparePages(const QString &source, const QString &copy, const Conduct &conduct);

} // namespace tidemark
