#pragma once

#include "livefacts.h"
#include "observation.h"

#include <engine/migration/runner.h>
#include <engine/recovery/safetypoint.h>
#include <engine/safety/rehearsal.h>
#include <engine/safety/verification.h>

namespace tidemark {

/// What a run is to achieve on every selected target.
struct RunGoal {
    PlanStep::Action direction = PlanStep::Action::Apply;
    UpGoal up = {};
    QString downTo = {};
    QStringList allowedRules = {};
    bool withData = false;
    qint64 rowBudget = 1'000'000; ///< rows that a rehearsal with data may read of a remote database
    bool safetyPoint = true;
    QStringList imports
        = {}; ///< ids or numbers of migrations that go through D1's import (plannedchannels.h)
    QString planHash = {}; ///< only this plan may run; empty: any
};

/// A plan that was rehearsed and has touched nothing.
struct PreparedRun {
    Observation observation;
    Plan plan;
    RehearsalReport rehearsal;
    LiveFacts facts; ///< what was asked of the live rows, to be asked again under the lease
    /// As the rehearsal gave them, before the probes were put.
    QList<Finding> findingsBeforeProbes = {};
};

/// What a run did to one target.
struct CompletedRun {
    PreparedRun prepared;
    SafetyPoint safetyPoint = {};
    RunReport report = {};
    QList<Check> verification = {};
    StreamStatus status = {}; ///< afterwards
    /// Why it stopped; empty if every step is done and every check passed.
    std::optional<Error> error = {};
};

/// Observes, plans and rehearses one target; writes nothing anywhere. Findings that forbid the run are in the report, not
/// an error. Fails with History if no plan is possible.
[[nodiscard]] QCoro::Task<Result<PreparedRun>> prepareRun(EnginePointer engine,
                                                          Selection selection,
                                                          SelectedTarget selected,
                                                          RunGoal goal,
                                                          Conduct conduct);

/// What a run is about and how it is watched, apart from the target.
struct RunSetting {
    EnginePointer engine;
    Selection selection;
    RunGoal goal;
    Conduct conduct;
};

/// The same for a target that was observed already; @p known saves the questions it answers. What was rehearsed @p earlier
/// is not rehearsed again if plan, schema and row counts are still the same.
[[nodiscard]] QCoro::Task<Result<PreparedRun>> prepareObserved(RunSetting setting,
                                                               Observation observation,
                                                               LiveFacts known,
                                                               std::optional<PreparedRun> earlier
                                                               = std::nullopt);

/// The "expect rows(…)" lines of a plan's headers.
[[nodiscard]] QList<RowExpectation> expectationsOf(const Plan &plan);

/// The Error of a rehearsal that forbids its run: Policy, with the first finding's place.
[[nodiscard]] Error policyError(const RehearsalReport &rehearsal);

} // namespace tidemark
