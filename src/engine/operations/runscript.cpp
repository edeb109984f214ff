#include "runscript.h"

#include "scriptplace.h"
#include "targetaccess.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error readOnlyRefusal(int statement, int line)
{
    return { .kind = Error::Kind::Policy,
             .message = u"Statement %1 writes, and writing is not allowed. Nothing was sent."_s.arg(
                 statement),
             .remedy = u"Allow writing first."_s,
             .where = { .line = line, .statement = statement } };
}

/// What is not SQL, or not D1's, is no write that could be allowed.
Error notUnderstood(const ScriptFault &fault)
{
    return { .kind = Error::Kind::BadInput,
             .message = fault.message,
             .remedy = u"Nothing was sent."_s,
             .where
             = { .line = fault.line, .statement = fault.statement, .offset = fault.offset } };
}

Error emptyScript()
{
    return { .kind = Error::Kind::Usage, .message = u"There is no statement to run."_s };
}

bool isPlainSelect(const Statement &statement)
{
    return isKeyword(statement.text, tokenAt(statement.text, 0), "SELECT");
}

Result<QList<Value>> parametersOf(const Statement &statement, const QMap<QString, QString> &values)
{
    QList<Value> parameters;
    for (const QString &name : parameterNames(statement.text)) {
        const auto value = values.constFind(name);
        if (name.isEmpty())
            parameters.append(Value()); // ?3 without a ?2
        else if (value == values.constEnd())
            return Error{ .kind = Error::Kind::Usage,
                          .message = u"The parameter %1 has no value."_s.arg(name),
                          .remedy = u"Give it one under Parameters, or write the value."_s };
        else
            parameters.append(Value::text(*value));
    }
    return parameters;
}

QCoro::Task<Result<Schema>> readSchema(EnginePointer engine, Target target, std::stop_token stop)
{
    if (stop.stop_requested())
        co_return cancelled();
    const auto access = accessTo(engine, target);
    const auto opened = co_await access->open();
    if (!opened)
        co_return opened.error();
    const DatabasePointer &database = *opened;
    if (!database)
        co_return Schema();
    co_return co_await database->schema();
}

QCoro::Task<Result<QList<StatementFacts>>>
factsOf(EnginePointer engine, Target target, QList<Statement> statements, std::stop_token stop)
{
    const auto read = co_await readSchema(engine, target, stop);
    if (!read)
        co_return read.error();
    const Schema &schema = *read;
    const auto profile = profileOf(target);
    const auto examining = [schema, profile, statements, stop] {
        return examineStatements(schema, profile, statements, stop);
    };
    co_return co_await engine->worker->run(examining);
}

/// What is said of SELECTs, which need no second opinion: no request is spent on one.
QList<StatementFacts> factsOfSelects(const QList<Statement> &statements)
{
    QList<StatementFacts> facts;
    for (const Statement &statement : statements)
        facts.append({ .isUnderstood = true, .object = objectOf(statement.text) });
    return facts;
}

/// @p result with what @p error says of it, in the script's terms.
void fail(StatementResult &result, const Error &error)
{
    const bool isStop = error.kind == Error::Kind::Cancelled;
    result.state = isStop ? StatementResult::State::Cancelled : StatementResult::State::Failed;
    result.error = error;
    if (isStop)
        return;
    result.fault = faultOf(result.statement, result.number, error);
    result.error->where = { .line = result.fault->line,
                            .statement = result.number,
                            .offset = result.fault->offset };
}

ScriptOutcome prepared(const QList<Statement> &statements, const QList<StatementFacts> &facts)
{
    ScriptOutcome outcome;
    for (qsizetype i = 0; i < statements.size(); ++i)
        outcome.statements.append({ .number = static_cast<int>(i) + 1,
                                    .statement = statements.at(i),
                                    .object = facts.at(i).object,
                                    .writes = facts.at(i).writes });
    return outcome;
}

QCoro::Task<StatementResult> runOne(ScriptPlacePointer place,
                                    StatementResult result,
                                    ScriptRequest request,
                                    std::stop_token stop)
{
    const auto parameters = parametersOf(result.statement, request.parameters);
    if (!parameters) {
        fail(result, parameters.error());
        co_return result;
    }
    const BoundStatement bound{ result.statement.text, *parameters };
    const ScriptLimits limits{ request.mostRows, request.mostBytes };
    auto kept = co_await place->run(bound, result.writes, limits, stop);
    if (!kept) {
        fail(result, kept.error());
        co_return result;
    }
    result.state = StatementResult::State::Done;
    result.set = std::move(kept->set);
    result.hasMore = kept->hasMore;
    result.countsAllReads = place->countsAllReads();
    co_return result;
}

QCoro::Task<Result<ScriptOutcome>> runAll(ScriptPlacePointer place,
                                          ScriptOutcome outcome,
                                          ScriptRequest request,
                                          ScriptObserver observer,
                                          Conduct conduct)
{
    for (StatementResult &result : outcome.statements) {
        if (conduct.stop.stop_requested())
            break;
        const auto total = static_cast<qint64>(outcome.statements.size());
        const Progress progress{ u"Running statement %1 of %2"_s.arg(result.number).arg(total),
                                 result.number - 1,
                                 total };
        report(conduct.progress, progress);
        if (observer.starting)
            observer.starting(result);
        result = co_await runOne(place, result, request, conduct.stop);
        if (observer.finished)
            observer.finished(result);
        if (result.state != StatementResult::State::Done)
            break;
    }
    const auto ended = co_await place->end();
    if (!ended)
        co_return ended.error();
    outcome.wasUndone = *ended;
    const D1Cost cost = place->cost();
    outcome.requests = cost.requests;
    outcome.regions = cost.regions;
    co_return outcome;
}

QCoro::Task<ScriptDanger>
counted(DatabasePointer database, ScriptDanger danger, std::stop_token stop)
{
    const bool isTable = danger.kind == ScriptDanger::Kind::UpdatesAll
                         || danger.kind == ScriptDanger::Kind::DeletesAll
                         || danger.kind == ScriptDanger::Kind::DropsTable;
    if (!isTable)
        co_return danger;
    const BoundStatement question{ "SELECT count(*) FROM " + quoted(danger.object) };
    const auto answer = co_await database->query(question, stop);
    if (answer && !answer->rows.isEmpty())
        danger.rows = answer->rows.first().first().toInteger();
    co_return danger;
}

} // namespace

bool ScriptOutcome::wrote() const
{
    return std::ranges::any_of(statements, [](const StatementResult &result) {
        return result.writes && result.state != StatementResult::State::NotRun;
    });
}

bool ScriptExamination::writes() const
{
    return std::ranges::any_of(facts, &StatementFacts::writes);
}

QList<ScriptDanger> ScriptExamination::dangers() const
{
    QList<ScriptDanger> dangers;
    for (const StatementFacts &statement : facts) {
        if (statement.danger)
            dangers.append(*statement.danger);
    }
    return dangers;
}

QCoro::Task<Result<Schema>> RunScript::schema(Conduct conduct) const
{
    return readSchema(m_engine, m_selected.target, std::move(conduct.stop));
}

QCoro::Task<Result<ScriptExamination>> RunScript::examine(QByteArray script, Conduct conduct) const
{
    const auto engine = m_engine;
    const Target target = m_selected.target;
    ScriptExamination examination{ .statements = splitScript(script),
                                   .isProduction = target.production };
    if (examination.statements.isEmpty())
        co_return emptyScript();
    if (std::ranges::all_of(examination.statements, isPlainSelect)) {
        examination.facts = factsOfSelects(examination.statements);
        co_return examination;
    }
    const auto facts = co_await factsOf(engine, target, examination.statements, conduct.stop);
    if (!facts)
        co_return facts.error();
    examination.facts = *facts;
    if (examination.dangers().isEmpty())
        co_return examination;
    const auto access = accessTo(engine, target);
    const auto opened = co_await access->open();
    if (!opened)
        co_return opened.error();
    const DatabasePointer &database = *opened;
    for (StatementFacts &statement : examination.facts) {
        if (database && statement.danger)
            statement.danger = co_await counted(database, *statement.danger, conduct.stop);
    }
    co_return examination;
}

QCoro::Task<Result<ScriptOutcome>>
RunScript::run(ScriptRequest request, ScriptObserver observer, Conduct conduct) const
{
    const auto engine = m_engine;
    const Target target = m_selected.target;
    const QList<Statement> statements = splitScript(request.script);
    if (statements.isEmpty())
        co_return emptyScript();
    QList<StatementFacts> facts = factsOfSelects(statements);
    if (!std::ranges::all_of(statements, isPlainSelect)) {
        const auto found = co_await factsOf(engine, target, statements, conduct.stop);
        if (!found)
            co_return found.error();
        facts = *found;
    }
    const auto writing = std::ranges::find_if(facts, &StatementFacts::writes);
    if (writing != facts.end() && !request.mayWrite) {
        const Statement &statement = statements.at(writing - facts.begin());
        const int number = static_cast<int>(writing - facts.begin()) + 1;
        const bool isNoSql = statementKind(statement.text) == StatementKind::Other;
        if (writing->fault && isNoSql)
            co_return notUnderstood(*writing->fault);
        co_return readOnlyRefusal(number, statement.line);
    }
    const auto place = co_await openScriptPlace(engine, target, writing != facts.end());
    if (!place)
        co_return place.error();
    const ScriptOutcome outcome = prepared(statements, facts);
    co_return co_await runAll(*place, outcome, request, observer, conduct);
}

} // namespace tidemark
