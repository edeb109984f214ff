#pragma once

#include <engine/migration/runner.h>
#include <support/await.h>
#include <support/scratch.h>

#include <atomic>

namespace tidemark::bench {

// What the tests of ledger, lease, runner, status and plan share: migrations from text, and a real database to run them on.

inline MigrationScript script(const QString &file, const QByteArray &text)
{
    auto parsed = parseScript(file, text);
    if (!parsed)
        qFatal("%s", qPrintable(parsed.error().message));
    return std::move(*parsed);
}

/// "0004_rooms_table": with its number and name as a stream would have read them.
inline Migration migration(const QString &id, const QByteArray &up, const QByteArray &down = {})
{
    Migration result{ .id = id };
    const auto underscore = id.indexOf(u'_');
    bool isNumber = false;
    result.number = id.left(underscore).toLongLong(&isNumber);
    result.version = isNumber ? id.left(underscore) : QString();
    result.name = isNumber ? id.mid(underscore + 1) : id;
    result.up = script(u'/' + id + QStringLiteral(".sql"), up);
    if (!down.isEmpty())
        result.down = script(u'/' + id + QStringLiteral(".rollback.sql"), down);
    return result;
}

/// A migration that makes the table of its name, and takes it away again.
inline Migration table(const QString &id)
{
    const QByteArray name = "t_" + id.toUtf8();
    return migration(id, "CREATE TABLE " + name + "(id INTEGER);", "DROP TABLE " + name + ";");
}

inline Stream stream(const QList<Migration> &migrations, LayoutKind layout = LayoutKind::Wrangler)
{
    Stream result;
    result.config.name = QStringLiteral("AUTH_DB");
    result.layout.kind = layout;
    result.migrations = migrations;
    return result;
}

/// A clock for the database's unixepoch(), that tests turn.
using ServerClock = std::shared_ptr<std::atomic<qint64>>;

inline ServerClock serverClock()
{
    return std::make_shared<std::atomic<qint64>>(1'800'000'000);
}

inline SqliteOptions withClock(const ServerClock &clock)
{
    SqliteOptions options;
    options.unixSeconds = [clock] { return clock->load(); };
    return options;
}

inline RunIdentity identity(const QString &run)
{
    RunIdentity result = RunIdentity::current();
    result.runId = run;
    result.actor = run + QStringLiteral("@example");
    return result;
}

/// Fails at once instead of waiting.
inline LeaseTimes impatient()
{
    LeaseTimes times;
    times.waitAtMost = std::chrono::seconds(0);
    times.pollEvery = std::chrono::milliseconds(1);
    return times;
}

/// Somebody who runs migrations on a database.
struct Runner {
    DatabasePointer database;
    Stream stream;
    RunIdentity who = identity(QStringLiteral("ann"));
    QStringList fingerprintsAfter = {};

    [[nodiscard]] LedgerState ledger() const
    {
        const auto schema = await(database->schema());
        const auto state = schema ? await(readLedger(database, ledgerNames(stream), *schema))
                                  : Result<LedgerState>(schema.error());
        if (!state)
            qFatal("%s", qPrintable(state.error().message));
        return *state;
    }

    [[nodiscard]] StatusInput input() const
    {
        return { .stream = stream, .ledger = ledger(), .live = *await(database->schema()) };
    }

    [[nodiscard]] Result<Plan> plan(const UpGoal &goal = {}) const
    {
        const auto facts = input();
        return planUp(facts, evaluateStatus(facts), goal);
    }

    [[nodiscard]] Result<Plan> planBack(const QString &to) const
    {
        const auto facts = input();
        return planDown(facts, evaluateStatus(facts), to);
    }

    [[nodiscard]] Lease lease() const
    {
        auto lease = await(acquireLease(database, who, impatient()));
        if (!lease)
            qFatal("%s", qPrintable(lease.error().message));
        return *lease;
    }

    [[nodiscard]] RunRequest request(const Plan &plan, const Lease &lease) const
    {
        RunRequest request{ .database = database, .plan = plan };
        request.names = ledgerNames(stream);
        request.lease = lease;
        request.identity = who;
        request.fingerprintsAfter = fingerprintsAfter;
        return request;
    }

    [[nodiscard]] RunReport run(const Plan &plan) const
    {
        const Lease held = lease();
        const auto report = awaitValue(runPlan(request(plan, held), {}));
        if (!await(releaseLease(database, held, report.durations)))
            qFatal("The lease could not be released.");
        return report;
    }

    RunReport up(const UpGoal &goal = {}) const
    {
        const auto made = plan(goal);
        if (!made)
            return { .error = made.error() };
        return run(*made);
    }

    RunReport down(const QString &to) const
    {
        const auto made = planBack(to);
        if (!made)
            return { .error = made.error() };
        return run(*made);
    }
};

/// Runs a batch and expects it to work.
inline void execute(const DatabasePointer &database, const QList<BoundStatement> &batch)
{
    const auto done = await(database->execute(batch));
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
}

} // namespace tidemark::bench
