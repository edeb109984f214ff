#include "runstep.h"

#include <engine/sql/tokenizer.h>

namespace tidemark::runstep {

using namespace Qt::StringLiterals;

namespace {

Error changedHistory(const PlanStep &step, qsizetype statement)
{
    const MigrationScript &script = step.script();
    Error error{ .kind = Error::Kind::History,
                 .message = u"%1: history changed at statement %2, which has already run."_s.arg(
                     step.migration.id, QString::number(statement + 1)),
                 .remedy = u"Put that statement back as it ran, or settle the migration with "
                           u"`tidemark-cli resolve %1`."_s.arg(step.migration.id) };
    error.where = { .file = script.file, .statement = int(statement) + 1 };
    if (statement < script.statements.size())
        error.where.line = script.statements.at(statement).line;
    return error;
}

// The first of the statements that ran which is another one now; empty if all are the same. Comments do not count.
std::optional<qsizetype> firstChange(const LedgerEntry &entry, const MigrationScript &script)
{
    const auto ran = splitScript(entry.sql);
    for (qsizetype i = 0; i < entry.statementsApplied; ++i) {
        if (i >= ran.size() || i >= script.statements.size())
            return entry.checksum == script.checksum ? std::nullopt : std::optional(i);
        if (tokenForm(ran.at(i).text) != tokenForm(script.statements.at(i).text))
            return i;
    }
    return std::nullopt;
}

// How many statements a former run has carried out.
QCoro::Task<Result<qsizetype>> resumePoint(RunPointer run, int index)
{
    const PlanStep step = run->step(index);
    if (step.action != PlanStep::Action::Apply)
        co_return qsizetype(0);
    const auto state = co_await reread(run);
    if (!state)
        co_return state.error();
    const LedgerEntry *entry = state->entry(step.migration.id);
    if (!entry || entry->state != LedgerEntry::State::Failed)
        co_return qsizetype(0);
    if (const auto change = firstChange(*entry, step.script()))
        co_return changedHistory(step, *change);
    co_return qsizetype(entry->statementsApplied);
}

// SQLite runs VACUUM outside transactions only; PRAGMA foreign_keys and journal_mode do nothing, or fail, inside one.
bool needsOwnTransaction(const Statement &statement)
{
    const auto tokens = significantTokens(statement.text);
    return statementKind(statement.text) == StatementKind::Pragma
           || (!tokens.isEmpty() && isKeyword(statement.text, tokens.first(), "VACUUM"));
}

// A row that is there after a crash too: with k of n it says where to go on. A half done roll back has no such way.
LedgerEntry progressEntry(const Run &run, int index, qsizetype done)
{
    const PlanStep &step = run.step(index);
    const qsizetype total = step.script().statements.size();
    LedgerEntry entry = entryFor(run, index);
    if (done == total)
        return entry;
    const bool applies = step.action == PlanStep::Action::Apply;
    entry.state = applies ? LedgerEntry::State::Failed : LedgerEntry::State::Indeterminate;
    entry.statementsApplied = int(done);
    entry.error = u"It stopped after statement %1 of %2."_s.arg(done).arg(total);
    return entry;
}

// Statement @p place with its progress row. One that needs its own transaction is recorded right after it: a crash
// between the two repeats a VACUUM or a PRAGMA, which does no harm.
QCoro::Task<Result<StepOutcome>>
runPiece(RunPointer run, int index, qsizetype place, StepOutcome outcome)
{
    const Statement statement = run->step(index).script().statements.at(place);
    const bool apart = needsOwnTransaction(statement);
    const LedgerEntry entry = progressEntry(*run, index, place + 1);
    if (apart) {
        const Batch alone{ .statements = { { statement.text } },
                           .count = 1,
                           .scriptStatement = place };
        const auto guards = guardOnly(*run);
        const auto guarded = co_await run->request.database->execute(guards);
        if (!guarded)
            co_return co_await explain(run, index, alone, guarded.error());
        const BoundStatement text = alone.statements.first();
        auto answer = co_await run->request.database->query(text, run->conduct.stop);
        if (!answer) {
            answer.error().where.statement = 1;
            co_return co_await explain(run, index, alone, answer.error());
        }
        const QList<ResultSet> answers{ *answer };
        takeFigures(outcome, alone, answers);
    }
    const Batch batch = batchFor(*run, index, apart ? place + 1 : place, apart ? 0 : 1, entry);
    const auto answers = co_await deliver(run, batch);
    if (!answers)
        co_return co_await explain(run, index, batch, answers.error());
    takeFigures(outcome, batch, *answers);
    co_return outcome;
}

// Best effort: the row with k of n is there already, this adds what went wrong.
QCoro::Task<Result<>> noteFailure(RunPointer run, int index, qsizetype done, QString message)
{
    LedgerEntry entry = progressEntry(*run, index, done);
    entry.error = message;
    run->conduct.stop = {}; // a stopped run writes its last word too
    const Batch batch = batchFor(*run, index, done, 0, entry);
    const auto noted = co_await deliver(run, batch);
    if (!noted)
        co_return noted.error();
    co_return Ok{};
}

StepOutcome failed(StepOutcome outcome, Error error, qsizetype done)
{
    const bool unknown = error.databaseState == DatabaseState::Unknown;
    if (done > 0 && !unknown) {
        error.databaseState = DatabaseState::Changed;
        if (error.kind == Error::Kind::Database) {
            error.remedy = u"%1 statement(s) before it stay. Correct this one and run "
                           u"`tidemark-cli up` again: it goes "
                           u"on here."_s.arg(done);
        }
    }
    outcome.outcome = unknown ? StepOutcome::Outcome::Indeterminate : StepOutcome::Outcome::Failed;
    if (error.kind == Error::Kind::Cancelled && done == 0)
        outcome.outcome = StepOutcome::Outcome::Skipped;
    outcome.error = error;
    return outcome;
}

// A pragma sets the connection, not the file: one that a former run has carried out is not in force in this one.
QCoro::Task<Result<>> repeatPragmas(RunPointer run, int index, qsizetype done)
{
    const auto statements = run->step(index).script().statements.mid(0, done);
    for (const auto &statement : statements) {
        if (statementKind(statement.text) != StatementKind::Pragma)
            continue;
        const BoundStatement pragma{ statement.text };
        const auto set = co_await run->request.database->query(pragma);
        if (!set)
            co_return set.error();
    }
    co_return Ok{};
}

QCoro::Task<StepOutcome> runFrom(RunPointer run, int index, qsizetype first, StepOutcome outcome)
{
    const qsizetype total = run->step(index).script().statements.size();
    for (qsizetype done = first; done < total; ++done) {
        if (run->conduct.stop.stop_requested())
            co_return failed(outcome, cancelled(), done);
        const auto piece = co_await runPiece(run, index, done, outcome);
        if (!piece) {
            const Error &error = piece.error();
            const bool ours = error.kind == Error::Kind::Database
                              && error.databaseState != DatabaseState::Unknown;
            if (done > 0 && ours)
                static_cast<void>(co_await noteFailure(run, index, done, error.message));
            co_return failed(outcome, error, done);
        }
        outcome = *piece;
    }
    outcome.outcome = StepOutcome::Outcome::Done;
    co_return outcome;
}

// A script that turns foreign keys off must not turn them off for the steps after it, least of all when it failed.
bool touchesForeignKeys(const MigrationScript &script)
{
    return std::any_of(
        script.statements.cbegin(), script.statements.cend(), [](const auto &statement) {
            return statementKind(statement.text) == StatementKind::Pragma
                   && statement.text.toLower().contains("foreign_keys");
        });
}

} // namespace

QCoro::Task<StepOutcome> runPiecemeal(RunPointer run, int index)
{
    const PlanStep step = run->step(index);
    StepOutcome outcome{ .id = step.migration.id, .action = step.action };
    const auto resume = co_await resumePoint(run, index);
    if (!resume)
        co_return failed(outcome, resume.error(), 0);
    const auto repeated = co_await repeatPragmas(run, index, *resume);
    if (repeated)
        outcome = co_await runFrom(run, index, *resume, outcome);
    else
        outcome = failed(outcome, repeated.error(), *resume);
    if (touchesForeignKeys(step.script())) {
        const BoundStatement enforce{ "PRAGMA foreign_keys = ON" };
        static_cast<void>(co_await run->request.database->query(enforce));
    }
    co_return outcome;
}

} // namespace tidemark::runstep
