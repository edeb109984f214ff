#include "migrationrun.h"
#include "rowsource.h"

#include <engine/sql/identifier.h>
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

QCoro::Task<Result<QMap<QString, qint64>>> countRows(DatabasePointer database, QStringList tables)
{
    QMap<QString, qint64> counts;
    if (!database || tables.isEmpty())
        co_return counts;
    QList<BoundStatement> statements;
    for (const QString &table : tables)
        statements.append({ "SELECT count(*) FROM " + quoted(table), {} });
    const auto results = co_await database->read(statements);
    if (!results)
        co_return results.error();
    for (qsizetype i = 0; i < tables.size(); ++i)
        counts.insert(tables.at(i), results->at(i).rows.value(0).value(0).toInteger());
    co_return counts;
}

// Puts the questions to the target that only its rows can answer; what hits becomes a finding.
QCoro::Task<Result<RehearsalReport>> answerProbes(DatabasePointer database,
                                                  RehearsalReport rehearsal)
{
    for (const Probe &probe : rehearsal.probes) {
        if (!database)
            break;
        const BoundStatement statement{ probe.sql, {} };
        const auto answer = co_await database->query(statement);
        if (!answer)
            continue; // the table may only come to be during the run; its canaries said what there is to say
        if (!answer->rows.isEmpty())
            rehearsal.findings.prepend(probe.finding);
    }
    co_return rehearsal;
}

} // namespace

QCoro::Task<Result<PreparedRun>> prepareRun(EnginePointer engine,
                                            Selection selection,
                                            SelectedTarget selected,
                                            RunGoal goal,
                                            Conduct conduct)
{
    auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    co_return co_await prepareObserved(engine, selection, *observed, goal, conduct);
}

QCoro::Task<Result<PreparedRun>> prepareObserved(EnginePointer engine,
                                                 Selection selection,
                                                 Observation observation,
                                                 RunGoal goal,
                                                 Conduct conduct)
{
    const auto plan = planFor(observation, goal);
    if (!plan)
        co_return plan.error();
    PreparedRun prepared{ .observation = observation, .plan = *plan, .rehearsal = {} };
    prepared.rehearsal.planHash = plan->hash();
    if (plan->isEmpty())
        co_return prepared;

    const Progress progress{ .text = u"Rehearsing %1 steps"_s.arg(plan->steps.size()),
                             .done = 0,
                             .total = plan->steps.size(),
                             .database = observation.target().stream };
    report(conduct.progress, progress);
    const QStringList touched = touchedTables(*plan, observation.input.live);
    const auto counts = co_await countRows(observation.database, touched);
    if (!counts)
        co_return counts.error();
    RehearsalRequest request{ .plan = *plan,
                              .stream = observation.input.stream,
                              .live = observation.input.live,
                              .profile = observation.profile(),
                              .rows = {},
                              .liveCounts = *counts,
                              .allowedRules = goal.allowedRules,
                              .owners = selection.owners };
    if (goal.withData && observation.database)
        request.rows = rowsOf(observation.target());
    const Conduct quiet{ .progress = {}, .stop = conduct.stop }; // the sink belongs to this thread

    const auto rehearsing = [request, quiet] { return rehearse(request, quiet); };
    auto rehearsed = co_await engine->worker->run(rehearsing);
    if (!rehearsed)
        co_return rehearsed.error();
    auto answered = co_await answerProbes(observation.database, *rehearsed);
    if (!answered)
        co_return answered.error();
    prepared.rehearsal = *answered;
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
