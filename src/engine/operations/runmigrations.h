#pragma once

#include "migrationrun.h"

namespace tidemark {

/// `up` and `down`: rehearses every target first, and runs none if one of them must not run.
class RunMigrations
{
public:
    RunMigrations(EnginePointer engine, RunGoal goal)
        : m_engine(std::move(engine))
        , m_goal(std::move(goal))
    {}

    /// Plans and rehearses all targets (those of the stream alone that has the id, if the goal is one); writes nothing.
    [[nodiscard]] QCoro::Task<Result<QList<TargetResult<PreparedRun>>>>
    prepare(Selection selection, Conduct conduct) const;

    /// Takes each prepared target's lease, looks again, takes the safety point, runs, verifies, releases. Stops at the
    /// first target that fails; those after it are untouched. Nothing runs if a preparation failed or is forbidden.
    [[nodiscard]] QCoro::Task<Result<QList<TargetResult<CompletedRun>>>>
    execute(Selection selection, QList<TargetResult<PreparedRun>> prepared, Conduct conduct) const;

private:
    EnginePointer m_engine;
    RunGoal m_goal;
};

/// Runs one prepared target from lease to release. The journal is on the disk around it.
[[nodiscard]] QCoro::Task<Result<CompletedRun>> executeRun(
    EnginePointer engine, Selection selection, PreparedRun prepared, RunGoal goal, Conduct conduct);

/// The folder in which a target's safety points are kept, for listing and pruning.
[[nodiscard]] BackupRequest safetyPointRequest(const EnginePointer &engine,
                                               const Observation &observation,
                                               const QString &reason);

} // namespace tidemark
