#pragma once

#include <engine/base/result.h>

#include <QString>

#include <functional>

namespace tidemark {

/// Makes the database file @p file (mode 600): @p fill writes FILE.part, which is synced and only then gets the name; what
/// is there is never replaced, and after a failure nothing is left. Fails with Usage if the file, or a -wal file beside
/// it, exists; with Safety if it cannot be written; or as @p fill does.
[[nodiscard]] Result<> makeDatabaseFile(const QString &file,
                                        const std::function<Result<>(const QString &part)> &fill);

} // namespace tidemark
