#include "databasesession.h"

#include <engine/base/run.h>

namespace tidemark {

namespace {

QList<Check> failedFirst(QList<Check> checks)
{
    std::stable_partition(
        checks.begin(), checks.end(), [](const Check &check) { return !check.passed; });
    return checks;
}

QString titleOf(DatabaseSession::Phase phase)
{
    switch (phase) {
    case DatabaseSession::Phase::Idle:
        break;
    case DatabaseSession::Phase::Reading:
        return DatabaseSession::tr("Reading the schema");
    case DatabaseSession::Phase::Rehearsing:
        return DatabaseSession::tr("Rehearsing");
    case DatabaseSession::Phase::Running:
        return DatabaseSession::tr("Running migrations");
    case DatabaseSession::Phase::Verifying:
        return DatabaseSession::tr("Verifying");
    case DatabaseSession::Phase::Settling:
        return DatabaseSession::tr("Settling the history");
    }
    return {};
}

QString placeOf(const Target &target)
{
    return target.stream + QStringLiteral(" · ") + target.environmentWord();
}

} // namespace

DatabaseSession::DatabaseSession(EnginePointer engine,
                                 Selection selection,
                                 const SafeModes &safeModes,
                                 QObject *parent)
    : QObject(parent)
    , m_engine(std::move(engine))
    , m_selection(std::move(selection))
    , m_safeModes(safeModes)
    , m_activity(placeOf(m_selection.targets.first().target))
    , m_verification(m_engine, m_selection)
{
    connect(&m_activity, &Activity::changed, this, &DatabaseSession::showProgress);
    connect(&m_safeModes, &SafeModes::changed, this, &DatabaseSession::changed);
}

DatabaseSession::~DatabaseSession()
{
    m_activity.cancel();
}

const Stream &DatabaseSession::stream() const
{
    return m_observation ? m_observation->input.stream : m_selection.targets.first().stream;
}

const StreamStatus &DatabaseSession::status() const
{
    static const StreamStatus unknown{ .state = TargetState::Unreachable };
    return m_observation ? m_observation->status : unknown;
}

const Schema &DatabaseSession::schema() const
{
    static const Schema none;
    return m_observation ? m_observation->input.live : none;
}

bool DatabaseSession::mayRun() const
{
    return m_phase == Phase::Idle && safeMode() != SafeMode::ReadOnly && m_prepared && !m_outdated
           && !m_prepared->plan.isEmpty() && !m_prepared->rehearsal.blocks();
}

Conduct DatabaseSession::begin(Phase phase)
{
    m_phase = phase;
    m_unreached.reset();
    return m_activity.begin(titleOf(phase));
}

void DatabaseSession::finish(const std::optional<Error> &error)
{
    m_phase = Phase::Idle;
    m_activity.finish(error);
}

void DatabaseSession::showProgress()
{
    const Progress &now = progress();
    if (m_phase == Phase::Running && m_prepared && now.total == m_prepared->plan.steps.size()
        && now.done < now.total)
        m_migrations.setRunning(m_prepared->plan.steps.at(now.done).migration.id);
    emit changed();
}

void DatabaseSession::cancel()
{
    m_activity.cancel();
}

void DatabaseSession::refresh()
{
    if (m_phase != Phase::Idle)
        return;
    [[maybe_unused]] const Conduct conduct = begin(Phase::Reading);
    reloadStream();
    run(this,
        observe(m_engine, m_selection.targets.first()),
        [this](const Result<Observation> &observation) { observed(observation); });
}

void DatabaseSession::setUnreached(const Error &why)
{
    if (m_phase != Phase::Idle)
        return;
    m_unreached = why;
    emit changed();
}

void DatabaseSession::reloadStream()
{
    reread(m_selection);
}

bool DatabaseSession::wouldPlanDiffer() const
{
    const StatusInput &input = m_observation->input;
    const StreamStatus &status = m_observation->status;
    const auto plan = m_goal.direction == PlanStep::Action::Apply
                          ? planUp(input, status, m_goal.up)
                          : planDown(input, status, m_goal.downTo);
    return !plan || plan->hash() != m_prepared->plan.hash();
}

void DatabaseSession::observed(const Result<Observation> &observation)
{
    if (!observation) {
        finish(observation.error());
        return;
    }
    m_observation = *observation;
    m_checkedAt = m_engine->clock();
    m_migrations.setStatus(observation->status);
    m_outdated = m_prepared && wouldPlanDiffer();
    finish(std::nullopt);
}

void DatabaseSession::rehearse(const RunGoal &goal)
{
    if (m_phase != Phase::Idle)
        return;
    m_goal = goal;
    const Conduct conduct = begin(Phase::Rehearsing);
    reloadStream();
    run(this,
        prepareRun(m_engine, m_selection, m_selection.targets.first(), goal, conduct),
        [this](const Result<PreparedRun> &prepared) { rehearsalDone(prepared); });
}

void DatabaseSession::rehearsalDone(const Result<PreparedRun> &prepared)
{
    m_prepared.reset();
    m_outdated = false;
    if (!prepared) {
        m_findings.setRows({});
        m_rowChanges.setRows({});
        m_schemaChanges.setRows({});
        finish(prepared.error());
        return;
    }
    m_prepared = *prepared;
    m_rehearsedAt = m_engine->clock();
    m_observation = prepared->observation;
    m_migrations.setStatus(prepared->observation.status);
    m_findings.setRows(prepared->rehearsal.findings);
    m_rowChanges.setRows(prepared->rehearsal.rowChanges);
    m_schemaChanges.setRows(prepared->rehearsal.schemaChanges);
    finish(std::nullopt);
    emit rehearsed();
}

void DatabaseSession::execute()
{
    if (!mayRun())
        return;
    const PreparedRun prepared = *m_prepared;
    const Conduct conduct = begin(Phase::Running);
    RunGoal goal = m_goal;
    goal.planHash = prepared.plan.hash(); // what was reviewed runs, or nothing
    run(this,
        executeRun(m_engine, m_selection, prepared, goal, conduct),
        [this](const Result<CompletedRun> &completed) { runDone(completed); });
}

void DatabaseSession::runDone(const Result<CompletedRun> &completed)
{
    if (!completed) {
        finish(completed.error());
        emit runFinished();
        return;
    }
    m_completed = *completed;
    m_completedGoal = m_goal;
    m_prepared.reset();
    m_outdated = false;
    if (m_observation)
        m_observation->status = completed->status;
    m_migrations.setStatus(completed->status);
    m_checks.setRows(failedFirst(completed->verification));
    finish(completed->error);
    emit runFinished();
    if (!completed->error)
        refresh();
}

void DatabaseSession::verify(bool full)
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Verifying);
    reloadStream();
    m_verification.setSelected(selected());
    run(this,
        m_verification.compare(full, conduct),
        [this](const Result<ComparisonReport> &report) {
            if (!report) {
                finish(report.error());
                return;
            }
            m_checks.setRows(failedFirst(report->checks));
            m_verification.take(*report, m_engine->clock());
            m_verification.findChoices();
            finish(std::nullopt);
            emit verified();
        });
}

} // namespace tidemark
