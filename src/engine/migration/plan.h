#pragma once

#include "status.h"

namespace tidemark {

struct PlanStep {
    enum class Action { Apply, RollBack };
    /// How it reaches the database: in one batch, or as a file that D1's import runs, which stops the database for everybody.
    enum class Channel { Batch, Import };

    Action action = Action::Apply;
    Migration migration;
    bool outOfOrder = false;
    Channel channel = Channel::Batch;
    /// Statements that a run which stopped has carried out; only a "transaction none" script goes on behind them.
    qsizetype carriedOut = 0;

    [[nodiscard]] const MigrationScript &script() const;
};

/// An immutable list of steps from the observed state to the goal.
struct Plan {
    QString stream;
    PlanStep::Action direction = PlanStep::Action::Apply;
    QList<PlanStep> steps = {};
    qint64 head = 0; ///< the ledger's greatest seq when it was made; guarded in every batch
    bool ledgerExists = false;
    QString fingerprint = {}; ///< of the live schema when it was made
    QStringList warnings = {};

    [[nodiscard]] bool isEmpty() const { return steps.isEmpty(); }
    /// SHA-256 over stream, steps (ids, actions, checksums, imports), head and fingerprint: the same state and goal give the
    /// same.
    [[nodiscard]] QString hash() const;
};

/// How far `up` goes.
struct UpGoal {
    QString upTo = {}; ///< a number ("5") or an id; empty: everything
    QString only = {}; ///< a number or an id: this one alone
    bool allowOutOfOrder = false;
};

/// Fails with History (exit 4) if the state does not allow a write: duplicates, edited, missing, recorded but not
/// effective, failed, unmanaged, out of order without leave; with Usage (the nearest ids named) if the goal is not
/// there. Names what to do in each case.
[[nodiscard]] Result<Plan>
planUp(const StatusInput &input, const StreamStatus &status, const UpGoal &goal);

/// Undoes everything after @p downTo (a number, an id, or "0" for all), newest applied first. Fails with History before
/// anything runs if one of them has no down script.
[[nodiscard]] Result<Plan>
planDown(const StatusInput &input, const StreamStatus &status, const QString &downTo);

} // namespace tidemark
