#include "readers.h"

#include <thread>
#include <utility>

namespace tidemark {

namespace {

constexpr int MaxAttempts = 5;

std::optional<SqliteConnection> openSecond(const SqliteConnection &source, int most)
{
    const bool pays = most > 1 || (most == 0 && std::thread::hardware_concurrency() > 1);
    if (!pays || source.path().isEmpty())
        return std::nullopt;
    // While the first reader holds its snapshot, a writer may wait for it: the second must not wait for the writer.
    auto second = SqliteConnection::open(
        source.path(),
        { .access = SqliteOptions::Access::ReadOnly, .busyTimeout = std::chrono::milliseconds(0) });
    if (!second)
        return std::nullopt; // one reader will do
    return std::move(*second);
}

// "The integer values returned by two invocations of PRAGMA data_version from the same connection will be different if
// changes were committed to the database by any other connection in the interim" (sqlite.org/pragma.html).
std::optional<qint64> dataVersion(SqliteConnection &connection)
{
    const auto found = connection.query({ "PRAGMA data_version" });
    if (!found || found->rows.isEmpty())
        return std::nullopt;
    return found->rows.first().first().toInteger();
}

} // namespace

Result<Readers> Readers::begin(SqliteConnection &source, int most)
{
    Readers readers(source);
    if (source.inTransaction())
        return readers;
    readers.m_isOwnTransaction = true;
    readers.m_second = openSecond(source, most);
    for (int attempt = 0; attempt < MaxAttempts; ++attempt) {
        // The first reader's snapshot lies between two looks of the second one; if nobody committed between those, all
        // three see the same. No writer is held up, and it holds for a rollback journal as for a WAL.
        const auto before = readers.look();
        if (auto pinned = readers.pin(); !pinned)
            return pinned.error();
        if (!before || readers.lookAndStay() == before)
            return readers;
        readers.unpin();
    }
    readers.m_second.reset();
    if (auto pinned = readers.pin(); !pinned)
        return pinned.error();
    return readers;
}

Readers::Readers(Readers &&other) noexcept
    : m_source(other.m_source)
    , m_second(std::move(other.m_second))
    , m_isOwnTransaction(std::exchange(other.m_isOwnTransaction, false))
{
    other.m_second.reset();
}

Readers::~Readers()
{
    unpin();
}

Result<> Readers::pin()
{
    // BEGIN alone takes no snapshot: the first read does (SQLite, "Transactions", deferred).
    return m_source->run("BEGIN; SELECT count(*) FROM sqlite_schema");
}

// A second reader that cannot look now (a writer wants the file for itself) is done without.
std::optional<qint64> Readers::look()
{
    const auto version = m_second ? dataVersion(*m_second) : std::nullopt;
    if (!version)
        m_second.reset();
    return version;
}

std::optional<qint64> Readers::lookAndStay()
{
    return m_second->run("BEGIN") ? dataVersion(*m_second) : std::nullopt;
}

// Nothing was written that could be lost.
void Readers::unpin()
{
    if (m_second && m_second->inTransaction())
        static_cast<void>(m_second->run("COMMIT"));
    if (m_isOwnTransaction && m_source->inTransaction())
        static_cast<void>(m_source->run("COMMIT"));
}

} // namespace tidemark
