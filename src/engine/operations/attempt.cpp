#include "attempt.h"

namespace tidemark {

std::optional<Schema> attempt(SqliteConnection &scratch, const QByteArray &statement)
{
    if (!scratch.run("SAVEPOINT attempt") || !scratch.run(statement))
        return std::nullopt;
    const auto now = scratch.schema();
    return now ? std::optional(*now) : std::nullopt;
}

Result<> endAttempt(SqliteConnection &scratch, bool keep)
{
    return scratch.run(keep ? "RELEASE attempt" : "ROLLBACK TO attempt; RELEASE attempt");
}

} // namespace tidemark
