#pragma once

#include <engine/base/progress.h>
#include <engine/database/database.h>

#include <QMap>

namespace tidemark {

/// What a copy made by queries holds.
struct QueryCopy {
    QMap<QString, qint64> rows = {}; ///< by table, shadow tables included
    qint64 pages = 0; ///< reads it took
    qint64 resumedRows = 0; ///< of them, those that were there from a copy that was cut off

    [[nodiscard]] qint64 total() const;
};

/// Copies the whole content of @p source into the SQLite file @p file by SELECTs in key order, page by page: rowids, AUTOINCREMENT
/// counters, statistics and the shadow tables of virtual tables (FTS5) included, values exact as far as Database::read() is.
/// A file that a cut-off copy left is gone on with, table by table behind the greatest key it has, if its schema is still the
/// source's; else it is made anew.
///
/// The pages are not of one snapshot where the source cannot give one: the caller compares bookmarks taken before and after,
/// or counts. Fails like the source, with Safety if the file cannot be written, with Cancelled; what was copied stays for
/// the next try.
[[nodiscard]] QCoro::Task<Result<QueryCopy>>
copyByQueries(DatabasePointer source, QString file, Conduct conduct);

} // namespace tidemark
