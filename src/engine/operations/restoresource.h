#pragma once

#include <engine/base/progress.h>
#include <engine/recovery/backup.h>

namespace tidemark {

/// A backup to restore from, and what had to be mended to make one.
struct RestoreSource {
    Backup backup;
    QStringList notes = {};
};

/// A backup's folder, a database file, or an SQL dump, as a backup that can be restored; @p scratch holds what had to be made.
/// Blocking. Fails with MissingInput, and like openBackup(), importDump() and takeBackup().
[[nodiscard]] Result<RestoreSource> readRestoreSource(const QString &source,
                                                      const QString &scratch,
                                                      const Target &target,
                                                      const QDateTime &now,
                                                      const Conduct &conduct);

/// Makes the database @p file from an SQL dump; what was mended and what remains in doubt. Blocking. The file needs no journal,
/// since it is new and goes if this fails, and is synced as a whole by whoever keeps it.
[[nodiscard]] Result<QStringList>
importDump(const QString &dump, const QString &file, const Conduct &conduct);

} // namespace tidemark
