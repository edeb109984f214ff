#pragma once

#include "backup.h"

namespace tidemark {

/// A proven way back, taken before a run.
struct SafetyPoint {
    enum class Kind { None, Bookmark, Backup };

    Kind kind = Kind::None;
    QString value; ///< the backup's path or the bookmark; empty for None
    QDateTime takenAt;
};
[[nodiscard]] QString kindName(SafetyPoint::Kind kind); ///< "none", "bookmark", "backup"

/// The folder below @p root (Paths::safetyPoints()) that is a target's own.
[[nodiscard]] QString safetyPointFolder(const QString &root, const Target &target);

/// A verified backup in a folder of the target's own below @p request.folder (Paths::safetyPoints() if that is empty); older
/// ones are pruned to @p keep. Blocking. A database that is empty needs none: Kind::None with no error. Fails with Safety,
/// also if the backup could not be verified: nothing may run.
[[nodiscard]] Result<SafetyPoint> takeSafetyPoint(SqliteConnection &source,
                                                  const BackupRequest &request,
                                                  int keep,
                                                  const Conduct &conduct = {});

} // namespace tidemark
