#include "conducts.h"
#include "importremotely.h"
#include "interruptedruns.h"
#include "leasekeeper.h"
#include "runjournal.h"
#include "runmigrations.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Everything one run carries from step to step.
struct RunContext {
    RunSetting setting;
    RunIdentity identity;
    LeaseTimes times;
    DatabasePointer database;
    Lease lease = {};
    /// What was asked in the batch that took the lease.
    LedgerQuestions questions = {};
    LiveFacts facts = {};

    const EnginePointer &engine() const { return setting.engine; }
    const Conduct &conduct() const { return setting.conduct; }
};

QCoro::Task<Result<SafetyPoint>> secure(RunContext context, Observation observation)
{
    // A bookmark costs nothing; a copy of nothing is no way back to anything.
    const bool isRemote = observation.target().place == PlaceOfTarget::Remote;
    if (!context.setting.goal.safetyPoint || (observation.isEmpty() && !isRemote))
        co_return SafetyPoint{ .kind = SafetyPoint::Kind::None,
                               .value = {},
                               .takenAt = context.engine()->clock() };
    const Progress progress{ .text = u"Taking a safety point"_s,
                             .done = 0,
                             .total = 0,
                             .database = observation.target().stream };
    report(context.conduct().progress, progress);
    const auto request = safetyPointRequest(
        context.engine(), observation, u"before run "_s + context.identity.runId);
    const int keep = context.setting.selection.policy.safetyPointsKeep;
    const Conduct conduct = context.conduct();
    co_return co_await observation.access->takeSafetyPoint(request, keep, conduct);
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
    const auto replayed = co_await context.engine()->worker->run(replaying);
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

// The headers' "expect rows(…)", against the live counts before and after the run.
QCoro::Task<QList<Check>> expectedRows(RunContext context, PreparedRun prepared, Schema after)
{
    const auto expectations = expectationsOf(prepared.plan);
    QStringList tables;
    for (const RowExpectation &expectation : expectations) {
        if (after.table(expectation.table))
            tables.append(expectation.table);
    }
    const LiveFacts nothing;
    const auto counted = co_await withCounts(context.database, nothing, tables);
    const QMap<QString, qint64> counts = counted ? counted->counts : QMap<QString, qint64>();
    co_return checkedExpectations(expectations, prepared.facts.counts, counts);
}

Check unchecked(const Error &error)
{
    return { .name = u"verification"_s,
             .subject = u"of the run"_s,
             .passed = false,
             .detail = u"could not be done: "_s + error.message };
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
    const Conduct conduct = context.conduct();
    auto checks = co_await verify(request, conduct);
    const auto rows = co_await expectedRows(context, prepared, after.input.live);
    co_return (checks ? *checks : QList<Check>{ unchecked(checks.error()) }) + rows;
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
    const auto engine = context.engine();
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
    RunRequest request{ .database = context.database,
                        .plan = prepared.plan,
                        .names = ledgerNames(prepared.observation.input.stream),
                        .lease = context.lease,
                        .times = context.times,
                        .identity = context.identity,
                        .safetyPoint = safetyPoint->value,
                        .fingerprintsAfter = *fingerprints,
                        .clock = engine->clock,
                        .observer = journal.observer(),
                        .import = importChannelOf(engine, context.database) };
    const Conduct conduct = context.conduct();
    completed.report = co_await runPlan(request, conduct);
    completed.error = completed.report.error;
    co_return completed;
}

// The state after a run came with the lease's release, or is read now.
QCoro::Task<Result<Observation>>
observeAfter(RunContext context, Observation before, QList<ResultSet> answers)
{
    before.database = context.database;
    if (!answers.isEmpty()) {
        const auto reading = readingFrom(context.questions, answers);
        if (reading)
            co_return co_await observeFrom(context.engine(), before, *reading);
    }
    co_return co_await observeAgain(context.engine(), before);
}

// Verifies what ran and notes its end.
QCoro::Task<CompletedRun>
concluded(RunContext context, CompletedRun completed, QList<ResultSet> answers)
{
    const PreparedRun prepared = completed.prepared;
    const auto after = co_await observeAfter(context, prepared.observation, answers);
    if (after)
        completed.status = statusBesideLease(context, *after);
    if (!completed.error) {
        if (after)
            completed.verification = co_await verifyRun(context, *after, prepared);
        else
            completed.verification = { unchecked(after.error()) };
        if (!allPassed(completed.verification))
            completed.error = expectationError(completed.verification);
    }
    const RunJournal journal(context.engine(), context.identity, prepared.observation.target());
    if (const auto finished = journal.runFinished(completed); !finished && !completed.error)
        completed.error = afterTheFact(finished.error());
    co_return completed;
}

// Under the lease the target is looked at again: whoever held it before may have applied the same migrations.
QCoro::Task<Result<PreparedRun>> lookAgain(RunContext context, PreparedRun prepared)
{
    Observation observation = prepared.observation;
    observation.database = context.database;
    const auto answers = context.lease.answers;
    const qsizetype asked = context.questions.statements.size();
    LiveFacts facts;
    std::optional<LedgerReading> reading;
    if (!answers.isEmpty()) {
        const auto read = readingFrom(context.questions, answers.first(asked));
        if (!read)
            co_return read.error();
        if (!isIncomplete(context.questions, read->schema))
            reading = *read;
        facts = context.facts.withAnswers(answers.mid(asked));
    }
    auto task = reading ? observeFrom(context.engine(), observation, *reading)
                        : observeAgain(context.engine(), observation);
    const auto observed = co_await task;
    if (!observed)
        co_return observed.error();
    const std::optional<PreparedRun> earlier(prepared);
    co_return co_await prepareObserved(context.setting, *observed, facts, earlier);
}

QCoro::Task<Result<CompletedRun>> lookAgainAndRun(RunContext context, PreparedRun prepared)
{
    const auto again = co_await lookAgain(context, prepared);
    if (!again)
        co_return again.error();
    const auto noted = noteInterruptedRuns(context.engine(), again->observation, Alone::UnderLease);
    if (!noted)
        co_return noted.error();
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

QCoro::Task<Result<Lease>> takeLease(RunContext context, PreparedRun prepared)
{
    const auto engine = context.engine();
    const auto questions = context.questions.statements + context.facts.questions();
    const auto stop = context.conduct().stop;
    const auto lease
        = co_await acquireLease(context.database, context.identity, context.times, stop, questions);
    if (lease && !lease->tookOverFrom.isEmpty()) {
        const RunJournal journal(engine, context.identity, prepared.observation.target());
        const QJsonObject details{ { u"from"_s, lease->tookOverFrom } };
        const auto noted = journal.note(u"lock-taken-over"_s, details);
        Q_UNUSED(noted) // a journal that cannot be written stops the run where it starts
    }
    co_return lease;
}

RunContext contextOf(const RunSetting &setting, const PreparedRun &prepared)
{
    const Observation &observation = prepared.observation;
    RunContext context{ .setting = setting,
                        .identity = setting.engine->identity(),
                        .times
                        = leaseTimesFor(setting.engine, setting.selection, observation.target()),
                        .database = {} };
    const LedgerNames names = ledgerNames(observation.input.stream);
    context.questions = questionsUnderLease(names, observation.input.live);
    // Locally nothing is saved by counting under the write lock, and others would wait for it.
    if (observation.target().place == PlaceOfTarget::Remote)
        context.facts = prepared.facts;
    return context;
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
    const RunSetting setting{ engine, selection, goal, conduct };
    RunContext context = contextOf(setting, prepared);
    const auto access = prepared.observation.access;
    const auto database = co_await access->openForWriting();
    if (!database)
        co_return database.error();
    context.database = *database;
    const auto lease = co_await takeLease(context, prepared);
    if (!lease)
        co_return lease.error();
    context.lease = *lease;
    auto keeper = std::make_unique<LeaseKeeper>(context.database, context.lease, context.times);
    const auto ran = co_await lookAgainAndRun(context, prepared);
    keeper.reset();

    const bool hasRun = ran && !ran->report.steps.isEmpty();
    // By now our tables are there, and what was asked for at the start may be too little.
    context.questions = ledgerQuestions(context.questions.names);
    const auto durations = hasRun ? ran->report.durations : QList<BoundStatement>();
    const auto questions = hasRun ? context.questions.statements : QList<BoundStatement>();
    const auto released
        = co_await releaseLease(context.database, context.lease, durations, questions);
    if (!hasRun) // an unreleased lease expires by itself
        co_return ran;
    const auto answers = released ? *released : QList<ResultSet>();
    const auto completed = co_await concluded(context, *ran, answers);
    co_return completed;
}

} // namespace tidemark
