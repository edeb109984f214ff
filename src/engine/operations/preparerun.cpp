#include "migrationrun.h"
#include "plannedchannels.h"
#include "rowbudget.h"
#include "rowsource.h"

#include <engine/base/claimedfolder.h>
#include <engine/sql/tokenizer.h>

#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Result<Plan> planFor(const Observation &observation, const RunGoal &goal)
{
    auto plan = goal.direction == PlanStep::Action::Apply
                    ? planUp(observation.input, observation.status, goal.up)
                    : planDown(observation.input, observation.status, goal.downTo);
    if (plan)
        plan = withChannels(*plan, observation, goal.imports);
    if (plan && !goal.planHash.isEmpty() && !plan->hash().startsWith(goal.planHash)) {
        return Error{ .kind = Error::Kind::Policy,
                      .message
                      = u"The plan is %1 now, not %2: files or database changed since."_s.arg(
                          plan->hash().left(12), goal.planHash),
                      .remedy = u"Look at it again with `tidemark-cli plan`."_s };
    }
    return plan;
}

// Live tables whose rows the plan may change: those its scripts name, and whoever references them.
QStringList touchedTables(const Plan &plan, const Schema &live)
{
    QSet<QString> words;
    for (const PlanStep &step : plan.steps) {
        const QByteArrayView text = step.script().text;
        for (const Token &token : significantTokens(text)) {
            if (token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted)
                words.insert(QString::fromUtf8(identifierName(text, token)).toLower());
        }
    }
    QStringList touched;
    const Schema user = live.userPart();
    for (const Table &table : user.tables) {
        if (words.contains(table.name.toLower()))
            touched.append(table.name);
    }
    for (qsizetype i = 0; i < touched.size(); ++i) {
        for (const ChildReference &reference : user.childrenOf(touched.at(i))) {
            if (!touched.contains(reference.child))
                touched.append(reference.child);
        }
    }
    return touched;
}

// What hits becomes a finding.
void judgeProbes(RehearsalReport &rehearsal, const LiveFacts &facts)
{
    for (const Probe &probe : std::as_const(rehearsal.probes)) {
        if (facts.probes.value(probe.sql))
            rehearsal.findings.prepend(probe.finding);
    }
}

// Tables whose rows are counted: those the plan touches, and those its headers expect something of.
QStringList countedTables(const Plan &plan, const Schema &live)
{
    QStringList tables = touchedTables(plan, live);
    for (const RowExpectation &expectation : expectationsOf(plan)) {
        if (live.table(expectation.table) && !tables.contains(expectation.table))
            tables.append(expectation.table);
    }
    return tables;
}

Progress rehearsing(const Plan &plan, const Target &target)
{
    const auto steps = plan.steps.size();
    return { .text = steps == 1 ? u"Rehearsing 1 step"_s : u"Rehearsing %1 steps"_s.arg(steps),
             .done = 0,
             .total = steps,
             .database = target.stream };
}

QMap<QString, QDateTime> appliedTimes(const StreamStatus &status)
{
    QMap<QString, QDateTime> times;
    for (const MigrationStatus &migration : status.migrations) {
        if (migration.inEffect && migration.appliedAt.isValid())
            times.insert(migration.id, migration.appliedAt);
    }
    return times;
}

// Real rows may have changed without their number telling; everything else a rehearsal depends on is compared.
bool holdsStill(const PreparedRun &earlier, const PreparedRun &now, bool withData)
{
    return !withData && !earlier.rehearsal.withData && earlier.plan.hash() == now.plan.hash()
           && earlier.facts.counts == now.facts.counts
           && earlier.observation.input.live.userPart() == now.observation.input.live.userPart();
}

QCoro::Task<Result<RowSource>>
liveRows(Observation observation, std::shared_ptr<ClaimedFolder> scratch, Conduct conduct)
{
    const QString folder = scratch->path();
    const auto file = co_await observation.access->contentFile(folder, conduct);
    if (!file)
        co_return file.error();
    const RowSource rows = rowsOf(*file);
    co_return rows;
}

RehearsalRequest requestFor(const RunSetting &setting, const PreparedRun &prepared, RowSource rows)
{
    const Observation &observation = prepared.observation;
    return { .plan = prepared.plan,
             .stream = observation.input.stream,
             .live = observation.input.live,
             .profile = observation.profile(),
             .rows = std::move(rows),
             .liveCounts = prepared.facts.counts,
             .allowedRules = setting.goal.allowedRules,
             .owners = setting.selection.owners,
             .appliedAt = appliedTimes(observation.status),
             .now = setting.engine->clock() };
}

// Every row that is read of a remote database is paid for, so it is said first how many there are.
QCoro::Task<Result<>> announceRows(RunSetting setting, PreparedRun prepared)
{
    const Target target = prepared.observation.target();
    if (target.place != PlaceOfTarget::Remote)
        co_return Ok{};
    const qint64 budget = setting.goal.rowBudget;
    const auto estimate = co_await withinRowBudget(prepared.observation.database,
                                                   prepared.observation.input.live,
                                                   prepared.facts.counts,
                                                   budget);
    if (!estimate)
        co_return estimate.error();
    const Progress progress{ .text
                             = u"Reading at most %1 rows of %2 tables; the budget is %3"_s.arg(
                                 QString::number(estimate->rows),
                                 QString::number(estimate->tables),
                                 QString::number(budget)),
                             .database = target.stream };
    report(setting.conduct.progress, progress);
    co_return Ok{};
}

QCoro::Task<Result<RehearsalReport>> rehearsed(RunSetting setting, PreparedRun prepared)
{
    std::shared_ptr<ClaimedFolder> scratch; // the rows lie in it
    RowSource rows;
    if (setting.goal.withData && prepared.observation.database) {
        const auto announced = co_await announceRows(setting, prepared);
        if (!announced)
            co_return announced.error();
        auto folder = ClaimedFolder::makeScratch(setting.engine->paths.scratch());
        if (!folder)
            co_return folder.error();
        scratch = std::make_shared<ClaimedFolder>(std::move(*folder));
        const auto live = co_await liveRows(prepared.observation, scratch, setting.conduct);
        if (!live)
            co_return live.error();
        rows = *live;
    }
    const RehearsalRequest request = requestFor(setting, prepared, rows);
    // The sink belongs to this thread.
    const Conduct quiet{ .progress = {}, .stop = setting.conduct.stop };
    const auto rehearsing = [request, quiet] { return rehearse(request, quiet); };
    co_return co_await setting.engine->worker->run(rehearsing);
}

} // namespace

QList<RowExpectation> expectationsOf(const Plan &plan)
{
    QList<RowExpectation> expectations;
    for (const PlanStep &step : plan.steps)
        expectations += step.script().header.expectations;
    return expectations;
}

QCoro::Task<Result<PreparedRun>> prepareRun(EnginePointer engine,
                                            Selection selection,
                                            SelectedTarget selected,
                                            RunGoal goal,
                                            Conduct conduct)
{
    auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    const RunSetting setting{ engine, selection, goal, conduct };
    const LiveFacts nothing;
    co_return co_await prepareObserved(setting, *observed, nothing);
}

QCoro::Task<Result<PreparedRun>> prepareObserved(RunSetting setting,
                                                 Observation observation,
                                                 LiveFacts known,
                                                 std::optional<PreparedRun> earlier)
{
    const auto plan = planFor(observation, setting.goal);
    if (!plan)
        co_return plan.error();
    PreparedRun prepared{ .observation = observation, .plan = *plan, .rehearsal = {}, .facts = {} };
    prepared.rehearsal.planHash = plan->hash();
    if (plan->isEmpty())
        co_return prepared;

    report(setting.conduct.progress, rehearsing(*plan, observation.target()));
    const QStringList tables = countedTables(*plan, observation.input.live);
    const auto facts = co_await withCounts(observation.database, known, tables);
    if (!facts)
        co_return facts.error();
    prepared.facts = *facts;
    if (earlier && holdsStill(*earlier, prepared, setting.goal.withData)) {
        prepared.rehearsal = earlier->rehearsal;
        prepared.rehearsal.findings = earlier->findingsBeforeProbes;
    } else {
        const auto rehearsal = co_await rehearsed(setting, prepared);
        if (!rehearsal)
            co_return rehearsal.error();
        prepared.rehearsal = *rehearsal;
    }
    prepared.findingsBeforeProbes = prepared.rehearsal.findings;
    const QList<Probe> probes = prepared.rehearsal.probes;
    prepared.facts = co_await withProbes(observation.database, *facts, probes);
    judgeProbes(prepared.rehearsal, prepared.facts);
    co_return prepared;
}

Error policyError(const RehearsalReport &rehearsal)
{
    QList<Finding> blocking;
    std::copy_if(rehearsal.findings.begin(),
                 rehearsal.findings.end(),
                 std::back_inserter(blocking),
                 [](const Finding &finding) { return finding.blocks(); });
    if (blocking.isEmpty())
        return { .message = u"The rehearsal forbids nothing."_s };
    // Lost rows are what a person must read first.
    const auto loss = std::find_if(blocking.begin(), blocking.end(), [](const Finding &finding) {
        return finding.rule == "S107"_L1;
    });
    const Finding worst = loss == blocking.end() ? blocking.first() : *loss;
    const QString others
        = blocking.size() > 1 ? u" (and %1 more)"_s.arg(blocking.size() - 1) : QString();
    return { .kind = Error::Kind::Policy,
             .message = u"%1 %2: %3%4"_s.arg(worst.rule, worst.title, worst.message, others),
             .remedy = worst.remedy,
             .where = { .file = worst.file, .line = worst.line, .statement = worst.statement } };
}

} // namespace tidemark
