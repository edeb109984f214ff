#pragma once

#include <QByteArray>

#include <sandbox/api/outcome.h>

namespace tidemark {
class SqliteConnection;
} // namespace tidemark

namespace tidemark::sandbox {

struct DumpOptions;

/// A dump as /export writes it, with the losses it has: integers pass through a double, an infinity is written as
/// Infinity, a backslash before n beside a line feed comes back as one, a child's table may stand before its parent's.
[[nodiscard]] Outcome<QByteArray> writeDump(SqliteConnection &connection,
                                            const DumpOptions &options);

} // namespace tidemark::sandbox
