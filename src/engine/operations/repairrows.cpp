#include "repairrows.h"

#include "leasekeeper.h"
#include "runjournal.h"
#include "runmigrations.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QCoro::Task<Result<RowRepair>>
compared(EnginePointer engine, Observation observation, RepairRows::Wish wish, Conduct conduct)
{
    const QString path = wish.backup;
    const auto opening = [path] { return openBackup(path); };
    const auto backup = co_await engine->worker->run(opening);
    if (!backup)
        co_return backup.error();
    const RowRepairRequest request{ .live = observation.database,
                                    .schema = observation.input.live,
                                    .backupFile = backup->databaseFile(),
                                    .tables = wish.tables,
                                    .mostRows = wish.mostRows };
    co_return co_await findMissingRows(request, conduct);
}

/// What a repair carries from step to step.
struct RepairRun {
    EnginePointer engine;
    Observation observation;
    RepairRows::Wish wish;
    RepairRows::Outcome outcome;
    int keep = 0;
    RunIdentity identity;
};

QCoro::Task<Result<RepairRows::Outcome>>
repairUnderLease(RepairRun repair, DatabasePointer database, Conduct conduct)
{
    const auto engine = repair.engine;
    RepairRows::Outcome outcome = repair.outcome;
    const auto request
        = safetyPointRequest(engine, repair.observation, u"before rows were put back"_s);
    const auto access = repair.observation.access;
    const auto point = co_await access->takeSafetyPoint(request, repair.keep, conduct);
    if (!point)
        co_return point.error();
    outcome.safetyPoint = *point;
    const RunJournal journal(engine, repair.identity, repair.observation.target());
    const QJsonObject start{ { u"from"_s, repair.wish.backup },
                             { u"rows"_s, outcome.repair.rows() },
                             { u"safety_point"_s, point->value } };
    if (const auto noted = journal.note(u"repair-started"_s, start); !noted)
        co_return noted.error();
    const auto put = co_await putRowsBack(database, outcome.repair, conduct);
    const QJsonObject end{ { u"outcome"_s, put ? u"done"_s : u"failed"_s } };
    const auto noted = journal.note(u"repair-finished"_s, end);
    if (!put)
        co_return put.error();
    if (!noted)
        co_return afterTheFact(noted.error());
    outcome.putBack = *put;
    outcome.done = true;
    co_return outcome;
}

} // namespace

QCoro::Task<Result<RepairRows::Outcome>>
RepairRows::run(SelectedTarget selected, Wish wish, bool dryRun, Conduct conduct) const
{
    const auto engine = m_engine;
    const LeaseTimes times = leaseTimesFor(engine, m_selection, selected.target);
    const int keep = m_selection.policy.safetyPointsKeep;
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (!observed->database)
        co_return missingDatabase(selected.target);
    const auto missing = co_await compared(engine, *observed, wish, conduct);
    if (!missing)
        co_return missing.error();
    Outcome outcome{ .repair = *missing };
    if (dryRun || missing->rows() == 0)
        co_return outcome;

    const auto access = observed->access;
    const auto database = co_await access->openForWriting();
    if (!database)
        co_return database.error();
    const RepairRun repair{ engine, *observed, wish, outcome, keep, engine->identity() };
    const auto lease = co_await acquireLease(*database, repair.identity, times, conduct.stop);
    if (!lease)
        co_return lease.error();
    auto keeper = std::make_unique<LeaseKeeper>(*database, *lease, times);
    const auto repaired = co_await repairUnderLease(repair, *database, conduct);
    keeper.reset();
    const auto released = co_await releaseLease(*database, *lease);
    Q_UNUSED(released) // an unreleased lease expires by itself
    co_return repaired;
}

} // namespace tidemark
