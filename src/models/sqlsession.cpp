#include "sqlsession.h"

#include <engine/base/run.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QueryEntry::Outcome outcomeOf(StatementResult::State state)
{
    switch (state) {
    case StatementResult::State::Failed:
        return QueryEntry::Outcome::Failed;
    case StatementResult::State::Cancelled:
        return QueryEntry::Outcome::Cancelled;
    case StatementResult::State::NotRun:
    case StatementResult::State::Done:
        break;
    }
    return QueryEntry::Outcome::Done;
}

QList<StatementResult> waiting(const QByteArray &script)
{
    QList<StatementResult> results;
    for (const Statement &statement : splitScript(script))
        results.append({ .number = static_cast<int>(results.size()) + 1,
                         .statement = statement,
                         .object = objectOf(statement.text) });
    return results;
}

} // namespace

SqlSession::SqlSession(EnginePointer engine,
                       SelectedTarget selected,
                       const QString &document,
                       QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_selected(std::move(selected))
    , m_document(m_engine, m_selected.target.key(), document)
    , m_activity(u"%1 · %2"_s.arg(m_selected.target.stream, m_selected.target.environmentWord()))
    , m_history(m_engine)
{
    m_relock.setSingleShot(true);
    m_relock.setInterval(UnlockedFor);
    connect(&m_relock, &QTimer::timeout, this, &SqlSession::changed);
    connect(&m_activity, &Activity::changed, this, &SqlSession::changed);
}

SqlSession::~SqlSession()
{
    m_checkStop.request_stop();
}

QList<StatementResult> SqlSession::failures() const
{
    QList<StatementResult> failed;
    for (const StatementResult &result : m_summary.results()) {
        if (result.state == StatementResult::State::Failed)
            failed.append(result);
    }
    return failed;
}

void SqlSession::examine(const Script &script)
{
    if (m_activity.isRunning())
        return;
    m_mayWrite = false;
    const auto operation = std::make_shared<RunScript>(m_engine, m_selected);
    m_activity.start(
        tr("Looking at the script"),
        [operation, script](const Conduct &conduct) {
            return operation->examine(script.text, conduct);
        },
        [this, operation](const ScriptExamination &examination) { emit examined(examination); });
}

void SqlSession::run(const Script &script, bool mayWrite)
{
    if (m_activity.isRunning())
        return;
    m_script = script;
    m_mayWrite = mayWrite;
    m_verdict.clear();
    m_wasUndone = false;
    m_summary.begin(waiting(script.text), script.firstLine);
    const QPointer<SqlSession> self(this);
    ScriptObserver observer;
    observer.starting = [self](const StatementResult &result) {
        if (self)
            self->m_summary.setRunning(result.number);
    };
    observer.finished = [self](const StatementResult &result) {
        if (!self)
            return;
        self->m_summary.finish(result);
        emit self->statementFinished(result);
    };
    const ScriptRequest request{ .script = script.text,
                                 .mayWrite = mayWrite,
                                 .parameters = script.parameters };
    const auto operation = std::make_shared<RunScript>(m_engine, m_selected);
    emit runStarted();
    m_activity.start(
        tr("Running SQL"),
        [operation, request, observer](const Conduct &conduct) {
            return operation->run(request, observer, conduct);
        },
        [this, operation, mayWrite](const ScriptOutcome &outcome) { finished(outcome, mayWrite); });
}

void SqlSession::finished(const ScriptOutcome &outcome, bool mayWrite)
{
    m_summary.setCost(outcome.requests, outcome.regions);
    m_wasUndone = outcome.wasUndone;
    m_verdict = verdictOf(outcome);
    record();
    if (mayWrite && outcome.wrote())
        readSchema();
    emit changed();
    emit runFinished();
}

QString SqlSession::verdictOf(const ScriptOutcome &outcome) const
{
    const QString at = m_engine->clock().toUTC().toString(u"HH:mm:ss"_s);
    const auto is = [&outcome](StatementResult::State state) {
        return std::ranges::any_of(outcome.statements, [state](const StatementResult &result) {
            return result.state == state;
        });
    };
    if (is(StatementResult::State::Failed))
        return outcome.statements.size() > 1
                   ? tr("Run finished at %1 UTC, stopped at the first error").arg(at)
                   : tr("Failed at %1 UTC").arg(at);
    if (is(StatementResult::State::Cancelled) || is(StatementResult::State::NotRun))
        return tr("Stopped at %1 UTC").arg(at);
    return tr("Run finished at %1 UTC").arg(at);
}

void SqlSession::record()
{
    QList<QueryEntry> entries;
    for (const StatementResult &result : m_summary.results()) {
        if (result.state == StatementResult::State::NotRun)
            continue;
        entries.append({ .at = m_engine->clock(),
                         .targetKey = target().key(),
                         .target = target().label(),
                         .statement = result.statement.text,
                         .duration = result.set.duration,
                         .rowsRead = result.countsAllReads ? result.set.rowsRead : -1,
                         .outcome = outcomeOf(result.state),
                         .message = result.error ? result.error->message : QString() });
    }
    m_history.record(entries);
}

void SqlSession::readSchema()
{
    if (m_isReadingSchema)
        return;
    m_isReadingSchema = true;
    const auto operation = std::make_shared<RunScript>(m_engine, m_selected);
    const Conduct conduct;
    tidemark::run(
        this, operation->schema(conduct), [this, operation](const Result<Schema> &schema) {
            m_isReadingSchema = false;
            // Without one nothing is checked; whoever runs something is told why.
            if (!schema)
                return;
            m_schema = *schema;
            emit schemaRead();
        });
}

void SqlSession::check(const QByteArray &text, int position, ScriptExtent extent)
{
    if (!m_schema)
        return;
    m_checkStop.request_stop();
    m_checkStop = std::stop_source();
    const int id = ++m_checkId;
    tidemark::run(this,
                  checkScript(m_engine, *m_schema, target(), text, extent, m_checkStop.get_token()),
                  [this, id, position](const Result<QList<ScriptFault>> &faults) {
                      if (id == m_checkId && faults)
                          emit checked(*faults, position);
                  });
}

void SqlSession::unlock()
{
    m_relock.start();
    emit changed();
}

void SqlSession::lock()
{
    m_relock.stop();
    emit changed();
}

} // namespace tidemark
