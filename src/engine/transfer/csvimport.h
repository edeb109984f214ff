#pragma once

#include "csvprogress.h"

namespace tidemark {

struct CsvImportRequest {
    CsvPlan plan;
    QString rejects = {}; ///< a file for bad rows; empty: the first one ends the import
    bool mayOverwriteRejects = false;
    std::optional<CsvProgress> from
        = {}; ///< go on there, with its plan as @c plan; file and conflict policy may be others
    QString safetyPoint = {}; ///< noted in the progress
    /// Carried out in each chunk's transaction, first and last: whoever holds a lease proves and renews it so.
    QList<BoundStatement> before = {};
    QList<BoundStatement> after = {};
    qint64 chunkRows = 100'000;
    qint64 chunkBytes = qint64(8) << 20; ///< of text
};

struct CsvImportReport {
    CsvCounts counts;
    int chunks = 0; ///< committed by this run
    qint64 resumedAt = 0; ///< the line at which it went on; 0: it began anew
    qint64 rowsBefore = 0;
    qint64 rowsAfter = -1; ///< -1: it was stopped while counting; every row is in
    QString rejects = {};
};

/// Writes the file's rows into the table, chunk by chunk, each a transaction of its own with the progress in it. A bad row
/// goes to the rejects, or ends the import. Stopped or failed, the database holds the chunks that were committed and the
/// record to go on from; the Error says Changed if there are any. Blocking; the connection has no transaction open.
///
/// Fails with BadInput (a bad row, with its line; the file changed since), Lock, Database, Safety (the rejects file),
/// Cancelled.
[[nodiscard]] Result<CsvImportReport> importCsv(SqliteConnection &connection,
                                                const CsvImportRequest &request,
                                                const Conduct &conduct = {});

} // namespace tidemark
