#pragma once

#include "migrationrun.h"

namespace tidemark {

/// Writes what a run does into the journal: on the disk before the first write and after the last.
class RunJournal
{
public:
    RunJournal(EnginePointer engine, RunIdentity identity, Target target);

    [[nodiscard]] Result<> runStarted(const Plan &plan, const SafetyPoint &safetyPoint) const;
    [[nodiscard]] Result<> runFinished(const CompletedRun &completed) const;
    /// Notes each step; a step's line that cannot be written does not stop the run, runFinished() will tell.
    [[nodiscard]] RunObserver observer() const;

    /// One event about this run's target. One that starts something names the process (interruptedruns.h).
    [[nodiscard]] Result<> note(const QString &event, const QJsonObject &details) const;

private:
    EnginePointer m_engine;
    RunIdentity m_identity;
    Target m_target;
};

/// The error of a line that could not be written after the database was changed: what was done stays.
[[nodiscard]] Error afterTheFact(Error error);

/// "done", "failed", "skipped", "indeterminate": the words of the JSON.
[[nodiscard]] QString outcomeName(StepOutcome::Outcome outcome);
/// "apply", "roll-back".
[[nodiscard]] QString actionName(PlanStep::Action action);
/// "batch", "import".
[[nodiscard]] QString channelName(PlanStep::Channel channel);

} // namespace tidemark
