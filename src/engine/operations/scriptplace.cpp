#include "scriptplace.h"

#include "targetaccess.h"

#include <QFileInfo>

#include <sqlite3.h>

namespace tidemark {

namespace {

qint64 bytesOf(const Row &row)
{
    qint64 bytes = 0;
    for (const Value &value : row)
        bytes += value.bytes().size();
    return bytes;
}

/// Steps through one statement on its connection's thread and keeps what fits. One that reads ends there; one that writes
/// goes on to its end.
Result<KeptResult> stepThrough(SqliteConnection &connection,
                               const BoundStatement &bound,
                               ScriptLimits limits,
                               const std::stop_token &stop)
{
    const auto started = std::chrono::steady_clock::now();
    const SqliteInterrupt interrupt(connection, stop);
    if (stop.stop_requested())
        return cancelled();
    auto statement = connection.prepare(bound.sql);
    if (!statement)
        return statement.error();
    for (int i = 0; i < bound.parameters.size(); ++i)
        statement->bind(i + 1, bound.parameters.at(i));
    KeptResult kept;
    for (int column = 0; column < statement->columnCount(); ++column)
        kept.set.columns.append(statement->columnName(column));
    const bool reads = !statement->isEmpty() && statement->isReadOnly();
    const qint64 before = sqlite3_total_changes64(connection.handle());
    Row row;
    auto more = statement->step();
    for (; more && *more && !(kept.hasMore && reads); more = statement->step()) {
        kept.hasMore = kept.hasMore || kept.set.rows.size() >= limits.rows || limits.bytes <= 0;
        if (kept.hasMore)
            continue;
        row = statement->row(row);
        kept.set.rows.append(row);
        limits.bytes -= bytesOf(kept.set.rows.last());
    }
    if (!more)
        return more.error();
    const bool changed = sqlite3_total_changes64(connection.handle()) != before;
    kept.set.changes = changed ? connection.changes() : 0;
    kept.set.rowsWritten = kept.set.changes;
    kept.set.rowsRead = std::max<qint64>(statement->rowsScanned(), 0);
    kept.set.duration = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started);
    return kept;
}

class LocalPlace final : public ScriptPlace
{
public:
    explicit LocalPlace(std::shared_ptr<SqliteDatabase> database)
        : m_database(std::move(database))
    {}

    QCoro::Task<Result<KeptResult>>
    run(BoundStatement bound, bool, ScriptLimits limits, std::stop_token stop) override
    {
        const auto database = m_database;
        const auto job = [bound, limits, stop](SqliteConnection &connection) {
            return stepThrough(connection, bound, limits, stop);
        };
        co_return co_await database->with(job);
    }

    QCoro::Task<Result<bool>> end() override
    {
        const auto database = m_database;
        const auto job = [](SqliteConnection &connection) -> Result<bool> {
            if (!connection.inTransaction())
                return false;
            if (const auto undone = connection.run("ROLLBACK"); !undone)
                return undone.error();
            return true;
        };
        co_return co_await database->with(job);
    }

private:
    std::shared_ptr<SqliteDatabase> m_database; // of this script alone: its transaction may last
};

class RemoteScriptPlace final : public ScriptPlace
{
public:
    explicit RemoteScriptPlace(DatabasePointer database)
        : m_database(std::move(database))
        , m_before(total())
    {}

    // D1 has no way to end a statement early, so what is too much is dropped here.
    QCoro::Task<Result<KeptResult>>
    run(BoundStatement bound, bool writes, ScriptLimits limits, std::stop_token stop) override
    {
        const auto database = m_database;
        const QList<BoundStatement> one{ bound };
        auto task = writes ? database->execute(one, stop) : database->read(one, stop);
        auto results = co_await task;
        if (!results)
            co_return results.error();
        KeptResult kept{ .set = std::move(results->first()) };
        qsizetype fits = 0;
        for (; fits < kept.set.rows.size() && fits < limits.rows && limits.bytes > 0; ++fits)
            limits.bytes -= bytesOf(kept.set.rows.at(fits));
        kept.hasMore = fits < kept.set.rows.size();
        kept.set.rows.resize(fits);
        co_return kept;
    }

    QCoro::Task<Result<bool>> end() override { co_return false; }
    bool countsAllReads() const override { return true; }

    D1Cost cost() const override
    {
        D1Cost cost = total();
        cost.requests -= m_before.requests;
        return cost;
    }

private:
    D1Cost total() const
    {
        const auto d1 = std::dynamic_pointer_cast<D1Database>(m_database);
        return d1 ? d1->cost() : D1Cost();
    }

    DatabasePointer m_database;
    D1Cost m_before;
};

} // namespace

QCoro::Task<Result<ScriptPlacePointer>>
openScriptPlace(EnginePointer engine, Target target, bool writes)
{
    if (target.place == PlaceOfTarget::Remote) {
        const auto access = accessTo(engine, target);
        const auto opened = co_await access->open();
        if (!opened)
            co_return opened.error();
        const ScriptPlacePointer remote = std::make_shared<RemoteScriptPlace>(*opened);
        co_return remote;
    }
    if (target.kind == DatabaseKind::D1 && !QFileInfo::exists(target.file))
        co_return missingDatabase(target);
    const auto access = writes ? SqliteOptions::Access::ReadWrite : SqliteOptions::Access::ReadOnly;
    const SqliteOptions options = optionsFor(target, access);
    const auto database = co_await SqliteDatabase::open(target.file, options);
    if (!database)
        co_return database.error();
    const ScriptPlacePointer local = std::make_shared<LocalPlace>(*database);
    co_return local;
}

} // namespace tidemark
