#include "runstep.h"

#include <QFileInfo>

namespace tidemark::runstep {

using namespace Qt::StringLiterals;

namespace {

constexpr int MaxDeliveries = 3;

bool isComplete(const LedgerEntry &entry)
{
    return entry.state == LedgerEntry::State::Applied
           || entry.state == LedgerEntry::State::RolledBack;
}

QList<BoundStatement> ledgerStatements(const Run &run, int index, const LedgerEntry &entry)
{
    const PlanStep &step = run.step(index);
    const bool applies = step.action == PlanStep::Action::Apply;
    QList<BoundStatement> statements{ applies ? ledgersql::record(entry)
                                              : ledgersql::recordRollBack(entry) };
    if (!isComplete(entry))
        return statements;
    const auto &names = run.request.names;
    statements += applies ? ledgersql::mirrorApplied(names, step.migration, entry.finishedAt)
                          : ledgersql::mirrorRolledBack(names, step.migration);
    return statements;
}

// True if the row that the lost batch would have written is there. The run's id and the seq together cannot come from
// anything else.
QCoro::Task<Result<bool>> hasArrived(RunPointer run, LedgerEntry sent)
{
    const auto state = co_await reread(run);
    if (!state)
        co_return state.error();
    const LedgerEntry *found = state->entry(sent.id);
    co_return found && found->runId == sent.runId && found->seq == run->head + 1;
}

Error lostLock(const LedgerState &state)
{
    const auto holder = state.lock ? u"%1 (process %2 on %3) holds it now"_s.arg(
                            state.lock->actor, QString::number(state.lock->pid), state.lock->host)
                                   : u"nobody holds it now"_s;
    return { .kind = Error::Kind::Lock,
             .message
             = u"Another run took over: the lock on this database's migrations was lost; "_s
               + holder + u"."_s,
             .remedy = u"Look with `tidemark-cli status` what is applied, then run again."_s };
}

Error movedLedger()
{
    return { .kind = Error::Kind::History,
             .message
             = u"The ledger moved since the plan was made: another run recorded something."_s,
             .remedy = u"Make the plan again; `tidemark-cli status` shows what is applied now."_s };
}

QString defaultRemedy(const Error &raw)
{
    if (!raw.remedy.isEmpty())
        return raw.remedy;
    if (raw.databaseState == DatabaseState::Unknown)
        return u"Run `tidemark-cli status` when the database can be reached: the ledger says whether it was applied."_s;
    if (raw.kind != Error::Kind::Database)
        return {};
    if (raw.message.contains("within a transaction"_L1))
        return u"Write `-- tidemark: transaction none` at the top of the file (not for D1)."_s;
    return u"Correct the file and run the command again; nothing of this migration stayed."_s;
}

// D1 takes a statement apart once more, and not always well.
QString importInstead(const PlanStep &step)
{
    const bool applies = step.action == PlanStep::Action::Apply;
    return u"D1 cannot take the file apart; nothing of it stayed. With `tidemark-cli %1 --import "
           u"%2` D1 "
           u"runs it as a file, which stops the database for everybody meanwhile."_s.arg(
               applies ? u"up"_s : u"down"_s, step.migration.id);
}

// The failing spot in the file. Statements before and after the script's are ours: then the file is all there is to name.
Error placed(Error raw, const PlanStep &step, const Batch &batch)
{
    const MigrationScript &script = step.script();
    const QString file = QFileInfo(script.file).fileName();
    const qsizetype place = raw.where.statement - 1 - batch.first;
    const qint64 offset = raw.where.offset;
    const bool known = raw.where.statement > 0;
    raw.remedy = defaultRemedy(raw);
    raw.where = { .file = script.file };
    if (!known) {
        raw.message = u"%1: %2"_s.arg(file, raw.message);
    } else if (place < 0 || place >= batch.count) {
        raw.message = u"%1 was undone because the history could not be recorded: %2"_s.arg(
            file, raw.message);
    } else {
        const qsizetype number = batch.scriptStatement + place;
        const Statement &statement = script.statements.at(number);
        const auto spot = positionOf(script.text, statement.offset + std::max<qint64>(offset, 0));
        raw.where.line = spot.line;
        raw.where.statement = int(number) + 1;
        raw.where.offset = offset;
        raw.message = u"%1, line %2, statement %3 of %4: %5"_s.arg(
            file,
            QString::number(spot.line),
            QString::number(number + 1),
            QString::number(script.statements.size()),
            raw.message);
    }
    return raw;
}

} // namespace

LedgerEntry entryFor(const Run &run, int index)
{
    const PlanStep &step = run.step(index);
    const RunRequest &request = run.request;
    const bool applies = step.action == PlanStep::Action::Apply;
    const MigrationScript &up = step.migration.up;
    const auto now = request.clock();
    LedgerEntry entry;
    entry.stream = request.names.stream;
    entry.id = step.migration.id;
    entry.version = step.migration.version;
    entry.name = step.migration.name;
    entry.state = applies ? LedgerEntry::State::Applied : LedgerEntry::State::RolledBack;
    entry.outOfOrder = step.outOfOrder;
    entry.checksum = up.checksum;
    entry.tokenChecksum = up.tokenChecksum();
    entry.sql = up.text;
    entry.statementsTotal = int(up.statements.size());
    entry.statementsApplied = applies ? entry.statementsTotal : 0;
    entry.fingerprintBefore
        = index == 0 ? request.plan.fingerprint : request.fingerprintsAfter.value(index - 1);
    entry.fingerprintAfter = request.fingerprintsAfter.value(index);
    entry.safetyPoint = request.safetyPoint;
    entry.planHash = run.planHash;
    entry.runId = request.identity.runId;
    entry.actor = request.identity.actor;
    entry.toolVersion = QStringLiteral(TIDEMARK_VERSION);
    entry.startedAt = now;
    entry.finishedAt = now;
    return entry;
}

Batch batchFor(const Run &run, int index, qsizetype from, qsizetype count, const LedgerEntry &entry)
{
    const RunRequest &request = run.request;
    Batch batch{ .statements = leasesql::guard(request.lease, run.head, run.ledgerExists),
                 .count = count,
                 .scriptStatement = from,
                 .entry = entry };
    if (!run.tablesMade)
        batch.statements += ledgersql::createLedger(request.names);
    batch.first = batch.statements.size();
    for (const auto &statement : run.step(index).script().statements.mid(from, count))
        batch.statements.append({ statement.text });
    batch.statements += ledgerStatements(run, index, entry);
    batch.statements.append(leasesql::renew(request.lease, request.times));
    batch.statements.append(leasesql::clearGuard());
    return batch;
}

QList<BoundStatement> guardOnly(const Run &run)
{
    auto statements = leasesql::guard(run.request.lease, run.head, run.ledgerExists);
    statements.append(leasesql::renew(run.request.lease, run.request.times));
    statements.append(leasesql::clearGuard());
    return statements;
}

QCoro::Task<Result<LedgerState>> reread(RunPointer run)
{
    const auto schema = co_await run->request.database->schema();
    if (!schema)
        co_return schema.error();
    co_return co_await readLedger(run->request.database, run->request.names, *schema);
}

QCoro::Task<Result<QList<ResultSet>>> deliver(RunPointer run, Batch batch)
{
    QList<ResultSet> answers;
    for (int delivery = 1;; ++delivery) {
        const auto sent
            = co_await run->request.database->execute(batch.statements, run->conduct.stop);
        if (sent) {
            answers = *sent;
            break;
        }
        Error error = sent.error();
        // A delivery before this one may still turn up: a COMMIT whose sync failed is complete in the write-ahead log, and
        // counts as soon as somebody opens the database anew.
        if (delivery > 1)
            error.databaseState = DatabaseState::Unknown;
        // A guard that fails on a repetition says that the first delivery arrived after all, or that somebody else came first.
        const bool repeatedInVain = delivery > 1 && leasesql::isGuardFailure(error);
        if (error.databaseState != DatabaseState::Unknown && !repeatedInVain)
            co_return error;
        const auto arrived = co_await hasArrived(run, batch.entry);
        if (arrived && *arrived)
            break;
        if (!arrived || repeatedInVain || delivery == MaxDeliveries)
            co_return error;
    }
    run->head += 1;
    run->ledgerExists = true;
    run->tablesMade = true;
    run->request.lease.renewedAt = std::chrono::steady_clock::now();
    co_return answers;
}

QCoro::Task<Error> explainGuard(RunPointer run)
{
    const auto state = co_await reread(run);
    const Lease lease = run->request.lease;
    if (!state)
        co_return lostLock({});
    const auto &lock = state->lock;
    const bool ours = lock && lock->owner == lease.owner && lock->token == lease.token;
    if (ours && !lock->expired)
        co_return movedLedger();
    Error error = lostLock(*state);
    if (ours) {
        error.message = u"The lock on this database's migrations ran out before the next step "
                        u"began."_s;
    }
    co_return error;
}

QCoro::Task<Error> explain(RunPointer run, int index, Batch batch, Error raw)
{
    if (leasesql::isGuardFailure(raw))
        co_return co_await explainGuard(run);
    if (raw.kind == Error::Kind::Cancelled)
        co_return raw;
    if (run->request.import && raw.message.contains("incomplete input"_L1))
        raw.remedy = importInstead(run->step(index));
    co_return placed(raw, run->step(index), batch);
}

void takeFigures(StepOutcome &outcome, const Batch &batch, const QList<ResultSet> &answers)
{
    const auto add = [](qint64 &sum, qint64 figure) {
        if (figure >= 0)
            sum = std::max<qint64>(sum, 0) + figure;
    };
    outcome.statements += int(batch.count);
    for (const auto &answer : answers.mid(batch.first, batch.count)) {
        add(outcome.rowsRead, answer.rowsRead);
        add(outcome.rowsWritten, answer.rowsWritten);
        outcome.statementDurations.append(answer.duration);
    }
}

} // namespace tidemark::runstep
