#include "conducts.h"
#include "leasekeeper.h"
#include "runjournal.h"
#include "runmigrations.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Everything one run carries from step to step.
struct RunContext {
    EnginePointer engine;
    Selection selection;
    RunGoal goal;
    Conduct conduct;
    RunIdentity identity;
    LeaseTimes times;
    std::shared_ptr<SqliteDatabase> database;
    Lease lease = {};
};

bool hasNothingToLose(const Observation &observation)
{
    return observation.input.live.userPart().isEmpty() && !observation.input.ledger.exists;
}

QCoro::Task<Result<SafetyPoint>> secure(RunContext context, Observation observation)
{
    if (!context.goal.safetyPoint || hasNothingToLose(observation))
        co_return SafetyPoint{ .kind = SafetyPoint::Kind::None,
                               .value = {},
                               .takenAt = context.engine->clock() };
    const Progress progress{ .text = u"Taking a safety point"_s,
                             .done = 0,
                             .total = 0,
                             .database = observation.target().stream };
    report(context.conduct.progress, progress);
    // A connection of its own, so that the lease can be renewed meanwhile.
    SqliteOptions options;
    options.access = SqliteOptions::Access::ReadOnly;
    const auto source = co_await SqliteDatabase::open(observation.target().file, options);
    if (!source)
        co_return source.error();
    const auto request = safetyPointRequest(
        context.engine, observation, u"before run "_s + context.identity.runId);
    const int keep = context.selection.policy.safetyPointsKeep;
    const Conduct conduct = fromWorker(context.conduct);
    const auto securing = [request, keep, conduct](SqliteConnection &connection) {
        return takeSafetyPoint(connection, request, keep, conduct);
    };
    co_return co_await (*source)->with(securing);
}

// What the ledger stores as the schema after each step: the replayed one, so that drift that was there before the run
// stays visible after it.
QCoro::Task<Result<QStringList>> fingerprintsAfter(RunContext context, PreparedRun prepared)
{
    QStringList fingerprints;
    if (!prepared.observation.status.drifted) {
        for (const RehearsedStep &step : prepared.rehearsal.steps)
            fingerprints.append(step.fingerprintAfter);
        co_return fingerprints;
    }
    QList<Migration> migrations;
    for (const MigrationStatus &status : prepared.observation.status.migrations) {
        const Migration *migration = prepared.observation.input.stream.find(status.id);
        if (status.inEffect && migration)
            migrations.append(*migration);
    }
    const qsizetype before = migrations.size();
    const bool forward = prepared.plan.direction == PlanStep::Action::Apply;
    for (const PlanStep &step : prepared.plan.steps) {
        if (forward)
            migrations.append(step.migration);
    }
    const auto profile = prepared.observation.profile();
    const auto replaying = [migrations, profile] { return replay(migrations, profile); };
    const auto replayed = co_await context.engine->worker->run(replaying);
    if (!replayed)
        co_return replayed.error();
    for (qsizetype i = 0; i < prepared.plan.steps.size(); ++i) {
        const qsizetype index = forward ? before + i : before - i - 2;
        fingerprints.append(index >= 0 ? replayed->steps.value(index).fingerprintAfter
                                       : fingerprint({}));
    }
    co_return fingerprints;
}

// Our own lease is no state of the database that anybody needs to see.
StreamStatus statusBesideLease(const RunContext &context, Observation observation)
{
    const auto &lock = observation.input.ledger.lock;
    if (!lock || lock->owner != context.lease.owner)
        return observation.status;
    observation.input.ledger.lock.reset();
    return evaluateStatus(observation.input);
}

QList<RowExpectation> expectationsOf(const Plan &plan)
{
    QList<RowExpectation> expectations;
    for (const PlanStep &step : plan.steps)
        expectations += step.script().header.expectations;
    return expectations;
}

// The headers' "expect rows(…)", against the live counts before and after the run.
QCoro::Task<QMap<QString, qint64>> countExpected(DatabasePointer database,
                                                 QList<RowExpectation> expectations)
{
    QMap<QString, qint64> counts;
    for (const RowExpectation &expectation : expectations) {
        const BoundStatement statement{ "SELECT count(*) FROM " + quoted(expectation.table), {} };
        const auto counted = co_await database->query(statement);
        if (counted)
            counts.insert(expectation.table, counted->rows.value(0).value(0).toInteger());
    }
    co_return counts;
}

QList<Check> checkedExpectations(const QList<RowExpectation> &expectations,
                                 const QMap<QString, qint64> &before,
                                 const QMap<QString, qint64> &after)
{
    QList<Check> checks;
    for (const RowExpectation &expectation : expectations) {
        const bool known = after.contains(expectation.table);
        const qint64 now = after.value(expectation.table);
        const qint64 then = before.value(expectation.table);
        checks.append(
            { .name = u"rows"_s,
              .subject = expectation.table,
              .passed = known && expectation.holds(then, now),
              .detail = u"%1; %2 before, %3 after"_s.arg(expectation.text()).arg(then).arg(now) });
    }
    return checks;
}

QCoro::Task<QList<Check>> verifyRun(RunContext context, Observation after, PreparedRun prepared)
{
    VerificationRequest request{ .database = context.database, .live = after.input.live };
    if (after.status.pending() == 0) {
        request.expectations = prepared.observation.selected.expectations;
        request.expectations.rows.clear(); // how many rows there are is not the run's doing
    }
    for (const RowChange &change : prepared.rehearsal.rowChanges)
        request.changedTables.append(change.table);
    for (const SchemaDifference &difference : prepared.rehearsal.schemaChanges) {
        if (difference.object == SchemaDifference::Object::Table)
            request.changedTables.append(difference.name);
    }
    auto checks = co_await verify(request, context.conduct);
    co_return checks.valueOr({});
}

Error expectationError(const QList<Check> &checks)
{
    const auto failed = std::find_if(
        checks.begin(), checks.end(), [](const Check &check) { return !check.passed; });
    return {
        .kind = Error::Kind::Policy,
        .message = u"The migrations ran, but a check failed afterwards: %1 %2: %3"_s.arg(
            failed->name, failed->subject, failed->detail),
        .remedy
        = u"Look with `tidemark-cli verify`; the safety point taken before the run can be restored."_s,
        .databaseState = DatabaseState::Changed
    };
}

QCoro::Task<CompletedRun> runUnderLease(RunContext context, CompletedRun completed)
{
    const auto engine = context.engine;
    const PreparedRun prepared = completed.prepared;
    const auto safetyPoint = co_await secure(context, prepared.observation);
    if (!safetyPoint) {
        completed.error = safetyPoint.error();
        co_return completed;
    }
    completed.safetyPoint = *safetyPoint;
    const auto fingerprints = co_await fingerprintsAfter(context, prepared);
    if (!fingerprints) {
        completed.error = fingerprints.error();
        co_return completed;
    }
    const RunJournal journal(engine, context.identity, prepared.observation.target());
    if (const auto started = journal.runStarted(prepared.plan, *safetyPoint); !started) {
        completed.error = started.error();
        co_return completed;
    }
    const auto expectations = expectationsOf(prepared.plan);
    const auto before = co_await countExpected(context.database, expectations);
    RunRequest request{ .database = context.database,
                        .plan = prepared.plan,
                        .names = ledgerNames(prepared.observation.input.stream),
                        .lease = context.lease,
                        .times = context.times,
                        .identity = context.identity,
                        .safetyPoint = safetyPoint->value,
                        .fingerprintsAfter = *fingerprints,
                        .clock = engine->clock,
                        .observer = journal.observer() };
    completed.report = co_await runPlan(request, context.conduct);
    completed.error = completed.report.error;
    const auto after = co_await observeAgain(engine, prepared.observation);
    if (after)
        completed.status = statusBesideLease(context, *after);
    if (!completed.error && after) {
        completed.verification = co_await verifyRun(context, *after, prepared);
        const auto counts = co_await countExpected(context.database, expectations);
        completed.verification += checkedExpectations(expectations, before, counts);
        if (!allPassed(completed.verification))
            completed.error = expectationError(completed.verification);
    }
    if (const auto finished = journal.runFinished(completed); !finished && !completed.error)
        completed.error = finished.error();
    co_return completed;
}

// Under the lease the target is looked at again: whoever held it before may have applied the same migrations.
QCoro::Task<Result<CompletedRun>> lookAgainAndRun(RunContext context, PreparedRun prepared)
{
    Observation observation = prepared.observation;
    observation.database = context.database;
    auto observed = co_await observeAgain(context.engine, observation);
    if (!observed)
        co_return observed.error();
    auto again = co_await prepareObserved(
        context.engine, context.selection, *observed, context.goal, context.conduct);
    if (!again)
        co_return again.error();
    CompletedRun completed{ .prepared = *again };
    completed.status = statusBesideLease(context, again->observation);
    if (again->rehearsal.blocks()) {
        completed.error = policyError(again->rehearsal);
        co_return completed;
    }
    if (again->plan.isEmpty())
        co_return completed;
    co_return co_await runUnderLease(context, completed);
}

} // namespace

BackupRequest safetyPointRequest(const EnginePointer &engine,
                                 const Observation &observation,
                                 const QString &reason)
{
    QString head;
    for (const LedgerEntry &entry : observation.input.ledger.entries) {
        if (entry.state == LedgerEntry::State::Applied)
            head = entry.id;
    }
    return { .target = observation.target(),
             .folder = engine->paths.safetyPoints(),
             .reason = reason,
             .now = engine->clock(),
             .ledgerHead = head };
}

QCoro::Task<Result<CompletedRun>> executeRun(
    EnginePointer engine, Selection selection, PreparedRun prepared, RunGoal goal, Conduct conduct)
{
    RunContext context{ .engine = engine,
                        .selection = selection,
                        .goal = goal,
                        .conduct = conduct,
                        .identity = engine->identity(),
                        .times = engine->leaseTimes,
                        .database = {} };
    context.times.waitAtMost = selection.policy.lockTimeout;
    const auto database = co_await openForWriting(prepared.observation.target());
    if (!database)
        co_return database.error();
    context.database = *database;
    const auto lease
        = co_await acquireLease(context.database, context.identity, context.times, conduct.stop);
    if (!lease)
        co_return lease.error();
    context.lease = *lease;
    if (!lease->tookOverFrom.isEmpty()) {
        const RunJournal journal(engine, context.identity, prepared.observation.target());
        const QJsonObject details{ { u"from"_s, lease->tookOverFrom } };
        const auto noted = journal.note(u"lock-taken-over"_s, details);
        Q_UNUSED(noted) // a journal that cannot be written stops the run where it starts
    }
    auto keeper = std::make_unique<LeaseKeeper>(context.database, context.lease, context.times);
    auto completed = co_await lookAgainAndRun(context, prepared);
    keeper.reset();
    const auto durations = completed ? completed->report.durations : QList<BoundStatement>();
    const auto released = co_await releaseLease(context.database, context.lease, durations);
    Q_UNUSED(released) // an unreleased lease expires by itself
    co_return completed;
}

} // namespace tidemark
