#pragma once

#include <engine/base/result.h>
#include <engine/database/database.h>

namespace tidemark {

/// The file that makes importFile() do what Database::execute() would do with @p statements: one after the other, their
/// parameters (?, ?1, ?2 …) as literals. Each is a transaction of its own there. Fails with where.statement if one is not a
/// statement, or is larger than D1 takes.
[[nodiscard]] Result<QByteArray> d1ImportScript(const QList<BoundStatement> &statements);

} // namespace tidemark
