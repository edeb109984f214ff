#include "ledgersql.h"
#include "runstep.h"

namespace tidemark::runstep {

using namespace Qt::StringLiterals;

namespace {

using Outcome = StepOutcome::Outcome;

constexpr auto CountGuards = "SELECT count(*) FROM _tidemark_guard";

// The row stands behind the script in the file.
constexpr auto Proof = "SELECT count(*) FROM _tidemark_ledger "
                       "WHERE stream = ?1 AND id = ?2 AND run_id = ?3 AND seq = ?4";

// A file has no parameters, and no statement in it may be as long as a script can be: the ledger gets the text in parts.
Batch fileFor(const Run &run, int index)
{
    LedgerEntry entry = entryFor(run, index);
    const bool applies = run.step(index).action == PlanStep::Action::Apply;
    const auto parts = applies ? ledgersql::appendScript(entry) : QList<BoundStatement>();
    entry.sql.clear();
    Batch file = batchFor(run, index, 0, run.step(index).script().statements.size(), entry);
    const auto last = file.statements.takeLast(); // empties the guards
    file.statements += parts;
    file.statements.append(last);
    return file;
}

BoundStatement proofOf(const Run &run, const LedgerEntry &entry)
{
    return { Proof,
             { Value::text(entry.stream),
               Value::text(entry.id),
               Value::text(entry.runId),
               Value::integer(run.head + 1) } };
}

/// What the database says after an import.
struct Aftermath {
    LedgerState ledger;
    Schema schema;
    bool marked = false; ///< guards are left, which no batch and no import that ended leaves
};

QCoro::Task<Result<Aftermath>> lookAfter(RunPointer run)
{
    const auto database = run->request.database;
    const auto schema = co_await database->schema();
    if (!schema)
        co_return schema.error();
    const auto ledger = co_await readLedger(database, run->request.names, *schema);
    if (!ledger)
        co_return ledger.error();
    const BoundStatement counting{ CountGuards };
    const auto guards = co_await database->query(counting);
    if (!guards)
        co_return guards.error();
    const bool marked = !guards->rows.isEmpty() && guards->rows.first().value(0).toReal() > 0;
    co_return Aftermath{ *ledger, *schema, marked };
}

bool isRecorded(const Run &run, const LedgerEntry &sent, const LedgerState &ledger)
{
    const LedgerEntry *found = ledger.entry(sent.id);
    return found && found->runId == sent.runId && found->seq == run.head + 1;
}

bool isOurs(const Run &run, const LedgerState &ledger)
{
    const Lease &lease = run.request.lease;
    return ledger.lock && ledger.lock->owner == lease.owner && ledger.lock->token == lease.token
           && ledger.head == run.head;
}

Error halfWay(const Run &run, const PlanStep &step)
{
    const QString point = run.request.safetyPoint;
    Error error{
        .kind = Error::Kind::Database,
        .message
        = u"%1: D1 stopped the import half way and did not put the database back: a part of it is there."_s
              .arg(step.migration.id),
        .remedy = point.isEmpty()
                      ? u"Restore the database to a time before the run with `tidemark-cli "
                        u"time-travel restore --at TIME`."_s
                      : u"`tidemark-cli time-travel restore --bookmark %1` puts back what was "
                        u"before the run."_s.arg(point)
    };
    error.where.file = step.script().file;
    error.databaseState = DatabaseState::Changed;
    return error;
}

Error silence(const QString &id)
{
    return { .kind = Error::Kind::Database,
             .message
             = u"D1 says that the import of %1 is complete, but nothing of it is there."_s.arg(id),
             .remedy = u"Run the command again."_s };
}

// So that nobody runs it once more over its own half, and `status` says why. Best effort: what is known is told anyway.
QCoro::Task<> noteHalfWay(RunPointer run, int index, QString message)
{
    LedgerEntry entry = entryFor(*run, index);
    entry.state = LedgerEntry::State::Indeterminate;
    entry.statementsApplied = 0;
    entry.error = message;
    run->conduct.stop = {};
    const Batch batch = batchFor(*run, index, 0, 0, entry);
    static_cast<void>(co_await deliver(run, batch));
}

/// What a step is told of that left nothing behind.
struct Failure {
    Error error;
    bool lostLock = false; ///< or the ledger moved
};

QCoro::Task<StepOutcome>
undone(RunPointer run, int index, StepOutcome outcome, Batch file, Failure failure)
{
    Error error = failure.error;
    error.databaseState = DatabaseState::Unchanged;
    const bool cancelled = error.kind == Error::Kind::Cancelled;
    auto task
        = failure.lostLock && !cancelled ? explainGuard(run) : explain(run, index, file, error);
    outcome.error = co_await task;
    outcome.outcome = cancelled ? Outcome::Skipped : Outcome::Failed;
    co_return outcome;
}

void takeIn(Run &run)
{
    run.head += 1;
    run.ledgerExists = true;
    run.tablesMade = true;
    run.request.lease.renewedAt = std::chrono::steady_clock::now();
}

QCoro::Task<StepOutcome> unknown(RunPointer run, int index, StepOutcome outcome, Error error)
{
    error.kind = Error::Kind::Database;
    error.databaseState = DatabaseState::Unknown;
    error.remedy.clear();
    outcome.error = co_await explain(run, index, {}, error);
    outcome.outcome = Outcome::Indeterminate;
    co_return outcome;
}

QCoro::Task<StepOutcome> stoppedHalfWay(RunPointer run, int index, StepOutcome outcome)
{
    const Error error = halfWay(*run, run->step(index));
    outcome.error = error;
    outcome.outcome = Outcome::Indeterminate;
    co_await noteHalfWay(run, index, error.message);
    co_return outcome;
}

} // namespace

QCoro::Task<StepOutcome> runImported(RunPointer run, int index)
{
    const PlanStep step = run->step(index);
    StepOutcome outcome{ .id = step.migration.id,
                         .action = step.action,
                         .outcome = Outcome::Failed };
    const auto before = co_await run->request.database->schema();
    if (!before) {
        outcome.error = before.error();
        co_return outcome;
    }
    const Batch file = fileFor(*run, index);
    const BoundStatement proof = proofOf(*run, file.entry);
    const auto statements = file.statements;
    const Conduct conduct = run->conduct;
    const auto imported = co_await run->request.import(statements, proof, conduct);
    // Whatever was answered: what is there decides.
    const Error told = imported ? silence(outcome.id) : imported.error();
    const auto after = co_await lookAfter(run);
    if (!after) {
        const Error cause = imported ? after.error() : told;
        co_return co_await unknown(run, index, outcome, cause);
    }
    if (isRecorded(*run, file.entry, after->ledger)) {
        takeIn(*run);
        outcome.statements = int(file.count);
        outcome.outcome = Outcome::Done;
        co_return outcome;
    }
    if (after->marked || after->schema.userPart() != before->userPart())
        co_return co_await stoppedHalfWay(run, index, outcome);
    const Failure failure{ told, !isOurs(*run, after->ledger) };
    co_return co_await undone(run, index, outcome, file, failure);
}

} // namespace tidemark::runstep
