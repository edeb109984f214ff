#pragma once

#include "lease.h"
#include "plan.h"

#include <engine/base/clock.h>

#include <functional>

namespace tidemark {

struct StepOutcome {
    enum class Outcome { Done, Failed, Skipped, Indeterminate };

    QString id;
    PlanStep::Action action = PlanStep::Action::Apply;
    Outcome outcome = Outcome::Skipped;
    std::chrono::milliseconds duration{};
    QList<std::chrono::microseconds> statementDurations = {};
    int statements = 0;
    qint64 rowsRead = -1;
    qint64 rowsWritten = -1;
    std::optional<Error> error = {};
};

/// Told of each step as it happens, on the thread of the caller. What the journal and the windows hear.
struct RunObserver {
    std::function<void(const PlanStep &)> stepStarting = {};
    std::function<void(const StepOutcome &)> stepFinished = {};
};

/// Carries out statements outside of a batch, all or none of them all the same (importremotely.h): the statements, a question
/// whose answer is not 0 once the last of them has taken effect, and what it may take.
using ImportChannel
    = std::function<QCoro::Task<Result<>>(QList<BoundStatement>, BoundStatement, Conduct)>;

struct RunRequest {
    DatabasePointer database;
    Plan plan;
    LedgerNames names;
    Lease lease;
    LeaseTimes times = {};
    RunIdentity identity;
    QString safetyPoint = {};
    /// By step, from the rehearsal or replay: what the ledger stores as fingerprint_after.
    QStringList fingerprintsAfter = {};
    Clock clock = systemClock();
    RunObserver observer = {};
    ImportChannel import = {}; ///< for steps of Channel::Import; a plan with one needs it
};

struct RunReport {
    QList<StepOutcome> steps; ///< every step of the plan; those not reached are Skipped
    /// The error that ended the run, with file, line and statement of the migration; empty if all was done.
    std::optional<Error> error = {};
    /// What releaseLease() takes as @c also: the steps' durations, so that they cost no transaction of their own.
    QList<BoundStatement> durations = {};
};

/// Carries out a plan. Each step is one batch: guards, the migration's statements, its ledger row, its mirror row, all or
/// nothing; a script with "transaction none" runs statement by statement, its progress recorded after each; one that is
/// imported is a file with the same parts, and what came of it is read from ledger and schema. The
/// lease is renewed by each batch. The lease is not released here; after an Indeterminate step let it run out.
/// After a lost answer the ledger is read: what arrived is Done, what did not is sent again (its guard lets it in once), and
/// if that cannot be found out the step is Indeterminate. A stopped run undoes the running step, which is Skipped.
[[nodiscard]] QCoro::Task<RunReport> runPlan(RunRequest request, Conduct conduct);

} // namespace tidemark
