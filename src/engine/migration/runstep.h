#pragma once

#include "runner.h"

#include <memory>

namespace tidemark::runstep {

// What a run knows while it goes on, and the batches it sends. Shared by the ways a script can run: in one batch,
// statement by statement ("transaction none"), or as a file that D1 imports.

struct Run {
    RunRequest request;
    QString planHash; ///< taken once: it goes over all steps
    Conduct conduct;
    qint64 head = 0; ///< the ledger's greatest seq as this run left it
    bool ledgerExists = false;
    bool tablesMade = false; ///< ledger and mirror were part of a batch of this run
    QList<BoundStatement> durations = {};

    [[nodiscard]] const PlanStep &step(int index) const { return request.plan.steps.at(index); }
};
using RunPointer = std::shared_ptr<Run>;

/// A batch, and where the migration's statements lie in it.
struct Batch {
    QList<BoundStatement> statements;
    qsizetype first = 0; ///< place of the first of them in @c statements
    qsizetype count = 0;
    qsizetype scriptStatement = 0; ///< which statement of the script that is
    LedgerEntry entry; ///< the row it records
};

/// The row a completed step leaves.
[[nodiscard]] LedgerEntry entryFor(const Run &run, int index);
/// Guards, statements @p from to @p from + @p count of the script, the row, the mirror if the step is complete with it.
[[nodiscard]] Batch
batchFor(const Run &run, int index, qsizetype from, qsizetype count, const LedgerEntry &entry);
/// Guards alone, for a statement that cannot run inside a transaction.
[[nodiscard]] QList<BoundStatement> guardOnly(const Run &run);

/// Sends it and keeps the head. A lost answer is settled by reading the ledger; what did not arrive is sent again. The
/// answer is empty if the batch is known to have arrived but its answer was lost. Errors are the database's own.
[[nodiscard]] QCoro::Task<Result<QList<ResultSet>>> deliver(RunPointer run, Batch batch);
/// What the database says about its migrations now.
[[nodiscard]] QCoro::Task<Result<LedgerState>> reread(RunPointer run);

/// @p raw with the migration's file, line and statement; a failed guard is told as a lost lock or a moved ledger.
[[nodiscard]] QCoro::Task<Error> explain(RunPointer run, int index, Batch batch, Error raw);
/// Why a guard failed: a lost lock or a moved ledger.
[[nodiscard]] QCoro::Task<Error> explainGuard(RunPointer run);

/// Adds what @p answers say of rows and times.
void takeFigures(StepOutcome &outcome, const Batch &batch, const QList<ResultSet> &answers);

/// Runs a "transaction none" script statement by statement, from where it stopped the last time.
[[nodiscard]] QCoro::Task<StepOutcome> runPiecemeal(RunPointer run, int index);
/// Lets D1 import the script with guards, ledger row and mirror row in the same file. Whatever is answered, or is not, what
/// came of it is read: the row is there, or the schema is what it was and the file's mark is not there, or it is
/// Indeterminate and recorded so.
[[nodiscard]] QCoro::Task<StepOutcome> runImported(RunPointer run, int index);

} // namespace tidemark::runstep
