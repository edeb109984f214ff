#pragma once

#include <engine/base/progress.h>
#include <engine/database/database.h>

namespace tidemark {

/// Rows of a backup that the live table does not have, told by the key.
struct MissingRows {
    QString table;
    QByteArray insert; ///< one parameter per value of a row
    QList<Row> rows = {};
};

/// What a repair would put back.
struct RowRepair {
    QList<MissingRows> tables = {}; ///< parents first; tables that miss nothing are left out
    QStringList compared = {}; ///< names of the tables whose rows were compared
    QStringList notCompared
        = {}; ///< not in both, or without a key, or of another shape; why, in words

    [[nodiscard]] qint64 rows() const;
};

struct RowRepairRequest {
    DatabasePointer live;
    Schema schema; ///< of the live database
    QString backupFile; ///< a SQLite file
    QStringList tables = {}; ///< empty: all
    qint64 mostRows = 10'000; ///< a repair of more is a restore
};

/// Compares key by key; reads both, writes nothing. Live rows that changed are not missing. Fails with Policy if more than
/// mostRows are missing, with MissingInput or BadInput for the backup, and like the live database.
[[nodiscard]] QCoro::Task<Result<RowRepair>> findMissingRows(RowRepairRequest request,
                                                             Conduct conduct);

/// Inserts them, @p rowsPerBatch at a time, each batch all or nothing. Returns how many are in. After a failure the Error
/// says Changed if a batch before it was carried out; the rows that are in stay, and a new repair finds the rest.
[[nodiscard]] QCoro::Task<Result<qint64>>
putRowsBack(DatabasePointer live, RowRepair repair, Conduct conduct, qsizetype rowsPerBatch = 50);

} // namespace tidemark
