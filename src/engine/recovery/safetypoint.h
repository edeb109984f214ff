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

/// A verified backup in Paths::safetyPoints(), in a folder of the target's; older ones are pruned to @p keep. Blocking. A database
/// file that does not exist yet, or is empty, needs none: Kind::None with no error. Fails with Safety: nothing may run.
[[nodiscard]] Result<SafetyPoint> takeSafetyPoint(SqliteConnection &source,
                                                  const BackupRequest &request,
                                                  int keep,
                                                  const Conduct &conduct = {});

} // namespace tidemark
