#pragma once

#include <sandbox/api/outcome.h>

struct sqlite3;

namespace tidemark::sandbox {

/// The last failure of @p handle as the service words it: "<message>[ at offset N]: SQLITE_X[ (extended: SQLITE_X_Y)]".
[[nodiscard]] ApiError engineError(sqlite3 *handle);

/// What the service answers to BEGIN, COMMIT, SAVEPOINT and their like.
[[nodiscard]] ApiError transactionRefused();

[[nodiscard]] ApiError notAuthorized();
[[nodiscard]] ApiError timeLimitExceeded();

} // namespace tidemark::sandbox
