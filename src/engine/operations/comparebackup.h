#pragma once

#include "selection.h"

#include <engine/base/progress.h>
#include <engine/recovery/backup.h>
#include <engine/recovery/rowrepair.h>
#include <engine/sql/schemadiff.h>

namespace tidemark {

/// What distinguishes a backup from the database as it is now.
struct BackupComparison {
    Backup backup;
    QList<SchemaDifference> schema = {}; ///< expected is the backup, found the database
    QList<RestorePreviewRow> rows = {}; ///< counts of both, exact; then: of the backup
    QMap<QString, qint64> missing
        = {}; ///< by table that was compared: rows of the backup whose key the database does not have
    QStringList notCompared = {}; ///< tables whose rows could not be told apart, and why, in words
    bool isCutShort = false; ///< more rows are missing than were looked for: @c missing is empty
};

/// Compares schema, counts, and rows by their key. Reads the database (remote: every key of tables that the backup has),
/// writes nothing. Fails with MissingInput (no database), or as openBackup() and the database do.
[[nodiscard]] QCoro::Task<Result<BackupComparison>>
compareBackup(EnginePointer engine, SelectedTarget selected, QString folder, Conduct conduct);

} // namespace tidemark
