#pragma once

#include "csvplan.h"
#include "csvsource.h"

namespace tidemark {

struct CsvCounts {
    qint64 read = 0; ///< records, the header and empty lines left out
    qint64 written = 0; ///< rows inserted, replaced or updated
    qint64 skipped = 0; ///< left alone because their key was there
    qint64 rejected = 0;

    bool operator==(const CsvCounts &other) const = default;
};

/// How far an import has come. It is kept in the database that is imported into, and written by the transaction that writes
/// the rows: whatever ends the process, it is neither ahead of them nor behind. It goes with the last rows.
struct CsvProgress {
    CsvPlan plan;
    CsvSource::Mark mark = {};
    CsvCounts counts = {};
    qint64 rowsBefore = 0; ///< in the table when the import began
    QString rejects = {}; ///< the file of bad rows; empty: there is none
    qint64 rejectsBytes = 0; ///< of it that belong to the rows before the mark
    QString safetyPoint = {};
};

/// The unfinished import into a table, if there is one. Fails with Database; with BadInput if the record cannot be read.
[[nodiscard]] Result<std::optional<CsvProgress>> readCsvProgress(SqliteConnection &connection,
                                                                 const QString &table);

// Inside the transaction of the rows.
[[nodiscard]] Result<> writeCsvProgress(SqliteConnection &connection, const CsvProgress &progress);
/// Removes the record, and its table if it was the last one.
[[nodiscard]] Result<> removeCsvProgress(SqliteConnection &connection, const QString &table);

} // namespace tidemark
