#include "runmigrations.h"

#include "interruptedruns.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString goalOf(const RunGoal &goal)
{
    if (goal.direction == PlanStep::Action::RollBack)
        return goal.downTo;
    return goal.up.only.isEmpty() ? goal.up.upTo : goal.up.only;
}

// An id belongs to one stream: the databases of the others are left alone. A goal that no stream knows is kept, so that
// planning can name the nearest.
QList<SelectedTarget> concerned(const QList<SelectedTarget> &targets, const QString &goal)
{
    QList<SelectedTarget> found;
    for (const SelectedTarget &selected : targets) {
        if (selected.stream.find(goal))
            found.append(selected);
    }
    return found.isEmpty() ? targets : found;
}

bool mayRun(const TargetResult<PreparedRun> &prepared)
{
    return prepared.outcome && !prepared.outcome->rehearsal.blocks();
}

StepOutcome skippedStep(const PlanStep &step)
{
    return { .id = step.migration.id, .action = step.action };
}

// What is reported of a target that was not run: its own error, or that another one held it back.
Result<CompletedRun> notRun(const TargetResult<PreparedRun> &prepared)
{
    if (!prepared.outcome)
        return prepared.outcome.error();
    CompletedRun completed{ .prepared = *prepared.outcome };
    completed.status = completed.prepared.observation.status;
    for (const PlanStep &step : completed.prepared.plan.steps)
        completed.report.steps.append(skippedStep(step));
    if (completed.prepared.rehearsal.blocks())
        completed.error = policyError(completed.prepared.rehearsal);
    return completed;
}

} // namespace

QCoro::Task<Result<QList<TargetResult<PreparedRun>>>> RunMigrations::prepare(Selection selection,
                                                                             Conduct conduct) const
{
    const auto engine = m_engine;
    const auto goal = m_goal;
    if (conduct.stop.stop_requested())
        co_return cancelled();
    // Side by side: each task runs until it first has to wait.
    const auto targets = concerned(selection.targets, goalOf(goal));
    std::vector<QCoro::Task<Result<PreparedRun>>> preparing;
    for (const SelectedTarget &selected : targets)
        preparing.push_back(prepareRun(engine, selection, selected, goal, conduct));
    QList<TargetResult<PreparedRun>> prepared;
    for (qsizetype i = 0; i < targets.size(); ++i) {
        auto outcome = co_await preparing[size_t(i)];
        prepared.append({ targets.at(i).target, std::move(outcome) });
    }
    co_return prepared;
}

QCoro::Task<Result<QList<TargetResult<CompletedRun>>>> RunMigrations::execute(
    Selection selection, QList<TargetResult<PreparedRun>> prepared, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto goal = m_goal;
    bool goOn = std::all_of(prepared.cbegin(), prepared.cend(), mayRun);
    QList<TargetResult<CompletedRun>> results;
    for (const TargetResult<PreparedRun> &target : prepared) {
        // With nothing to do no lease is taken; what can be said of a dead run is said all the same.
        if (target.outcome) {
            const auto noted = noteInterruptedRuns(engine, target.outcome->observation, Alone::No);
            Q_UNUSED(noted) // a journal that cannot be written stops the run where it starts
        }
        if (!goOn || target.outcome->plan.isEmpty()) {
            results.append({ target.target, notRun(target) });
            continue;
        }
        auto completed = co_await executeRun(engine, selection, *target.outcome, goal, conduct);
        goOn = completed && !completed->error;
        results.append({ target.target, std::move(completed) });
    }
    co_return results;
}

} // namespace tidemark
