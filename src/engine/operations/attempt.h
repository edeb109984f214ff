#pragma once

#include <engine/database/sqlite/connection.h>

namespace tidemark {

/// What @p statement makes of @p scratch, still inside a savepoint that endAttempt() ends; nothing if it does not run.
[[nodiscard]] std::optional<Schema> attempt(SqliteConnection &scratch, const QByteArray &statement);

/// Keeps what the last attempt() did, or takes it back.
[[nodiscard]] Result<> endAttempt(SqliteConnection &scratch, bool keep);

} // namespace tidemark
