#pragma once

#include <engine/base/progress.h>
#include <engine/database/sqlite/connection.h>

namespace tidemark {

/// What reading two SQLite files side by side told.
struct PageComparison {
    /// Every page is the same, but for what SQLite counts up in the header of whatever it writes. False as well if the first
    /// file alone is not its database (a write-ahead log lies beside it) or cannot be read.
    bool same = false;
    QString sha256; ///< of the copy's file
};

/// @p source holds a snapshot, so that nobody writes into its file, and is used by nobody else meanwhile; any thread. It is read
/// through its connection: a descriptor of ours would drop that connection's locks when it is closed (POSIX). Fails if the
/// copy cannot be read, with Cancelled.
[[nodiscard]] Result<PageComparison>
comparePages(const SqliteConnection &source, const QString &copy, const Conduct &conduct);

} // namespace tidemark
