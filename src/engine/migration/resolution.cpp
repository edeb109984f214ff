#include "adoption.h"

#include <engine/base/clock.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error contradiction(const QString &message, const QString &remedy)
{
    return { .kind = Error::Kind::History, .message = message, .remedy = remedy };
}

Error nothingToResolve(const QString &message)
{
    return { .kind = Error::Kind::Usage,
             .message = message,
             .remedy = u"`tidemark-cli status` shows the state of every migration."_s };
}

Error unknownMigration(const StatusInput &input, const QString &id)
{
    if (input.ledger.entry(id))
        return contradiction(
            u"%1 is in the history, but its file is missing, so that nothing can be "
            "checked."_s.arg(id),
            u"Restore the file from version control, then resolve it."_s);
    QStringList ids;
    for (const Migration &migration : input.stream.migrations)
        ids.append(migration.id);
    return { .kind = Error::Kind::Usage,
             .message
             = u"The stream %1 has no migration \"%2\"."_s.arg(input.stream.config.name, id),
             .remedy = ids.isEmpty()
                           ? u"Its folder %1 has none at all."_s.arg(input.stream.config.directory)
                           : u"It has %1."_s.arg(ids.join(u", "_s)) };
}

QString effectInWords(Effect effect)
{
    return effect == Effect::Absent ? u"the schema does not show it"_s
                                    : u"the schema shows only part of it"_s;
}

/// The evidence and the row there is, for one migration that exists.
struct Question {
    const StatusInput &input;
    const Migration &migration;
    const LedgerEntry *entry;
    Effect effect;
};

Result<LedgerEntry> resolveApplied(const Question &question, LedgerEntry fresh)
{
    const QString &id = question.migration.id;
    if (question.effect == Effect::Absent || question.effect == Effect::Partial)
        return contradiction(
            u"%1 cannot be marked as applied: %2."_s.arg(id, effectInWords(question.effect)),
            u"Bring the database to what the file says, or mark it as pending and run "
            "`tidemark-cli up`."_s);
    if (question.entry && question.entry->state == LedgerEntry::State::Applied)
        return nothingToResolve(u"%1 is recorded as applied already."_s.arg(id));
    return fresh;
}

Result<LedgerEntry> resolvePending(const Question &question, LedgerEntry fresh)
{
    const QString &id = question.migration.id;
    if (question.effect == Effect::Present || question.effect == Effect::Partial)
        return contradiction(
            u"%1 cannot be marked as pending: %2."_s.arg(id,
                                                         question.effect == Effect::Present
                                                             ? u"the schema shows it"_s
                                                             : effectInWords(question.effect)),
            u"Undo it with its down script or by hand, or mark it as applied."_s);
    if (!question.input.ledger.isRecorded(question.migration, question.input.stream.layout))
        return nothingToResolve(u"%1 is pending already."_s.arg(id));
    if (question.entry) // what ran stays on record
        fresh.kind = question.entry->kind;
    fresh.state = LedgerEntry::State::RolledBack;
    fresh.statementsApplied = 0;
    fresh.fingerprintBefore = fingerprint(question.input.live);
    fresh.fingerprintAfter = fresh.fingerprintBefore;
    return fresh;
}

Result<LedgerEntry> resolveEdit(const Question &question)
{
    const auto &script = question.migration.up;
    const LedgerEntry *entry = question.entry;
    if (!entry || entry->state != LedgerEntry::State::Applied)
        return nothingToResolve(u"%1 is not recorded as applied; there is no edit to accept."_s.arg(
            question.migration.id));
    if (entry->checksum == script.checksum)
        return nothingToResolve(
            u"%1 is as it was when it was applied; there is no edit to accept."_s.arg(
                question.migration.id));
    if (question.effect == Effect::Absent || question.effect == Effect::Partial)
        return contradiction(
            u"The edit of %1 cannot be accepted: it was applied as it was before, and of "
            "what the file says now, %2."_s.arg(question.migration.id,
                                                effectInWords(question.effect)),
            u"Restore the file, and put the change into a new migration."_s);
    LedgerEntry accepted = *entry; // its time, run and the SQL that ran stay true
    accepted.checksum = script.checksum;
    accepted.tokenChecksum = script.tokenChecksum();
    return accepted;
}

bool isAcceptedEdit(const LedgerEntry &entry, const LedgerEntry *recorded)
{
    return recorded && recorded->state == LedgerEntry::State::Applied
           && entry.state == LedgerEntry::State::Applied && recorded->runId == entry.runId
           && recorded->checksum != entry.checksum;
}

/// Leaves seq alone: an accepted edit does not change the order in which migrations would be undone.
BoundStatement acceptEdit(const LedgerEntry &entry)
{
    return { "UPDATE _tidemark_ledger SET checksum = ?1, token_checksum = ?2, error = ?3 "
             "WHERE stream = ?4 AND id = ?5",
             { Value::text(entry.checksum),
               Value::text(entry.tokenChecksum),
               Value::text(entry.error),
               Value::text(entry.stream),
               Value::text(entry.id) } };
}

QList<BoundStatement>
statementsFor(const LedgerNames &names, const StatusInput &input, const LedgerEntry &entry)
{
    if (isAcceptedEdit(entry, input.ledger.entry(entry.id)))
        return { acceptEdit(entry) };
    const Migration *migration = input.stream.find(entry.id);
    const bool applied = entry.state == LedgerEntry::State::Applied;
    QList<BoundStatement> statements{ applied ? ledgersql::record(entry)
                                              : ledgersql::recordRollBack(entry) };
    if (migration)
        statements += applied ? ledgersql::mirrorApplied(names, *migration, entry.finishedAt)
                              : ledgersql::mirrorRolledBack(names, *migration);
    return statements;
}

Error guardFailed()
{
    return { .kind = Error::Kind::Lock,
             .message
             = u"Another run took over or recorded something meanwhile; nothing was recorded."_s,
             .remedy = u"Look at `tidemark-cli status`, then try again."_s };
}

} // namespace

Result<LedgerEntry> resolveEntry(const StatusInput &input,
                                 const QString &id,
                                 Resolution resolution,
                                 const QString &reason,
                                 const RunIdentity &identity,
                                 const QDateTime &now)
{
    const Migration *migration = input.stream.find(id);
    if (!migration)
        return unknownMigration(input, id);
    if (reason.trimmed().isEmpty())
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"There is no reason for resolving %1."_s.arg(id),
                      .remedy = u"Add --reason with one sentence; it is kept in the history."_s };
    auto replayed = input.replay ? Result<Replay>(*input.replay) : replay(input.stream.migrations);
    if (!replayed)
        return replayed.error();
    const LedgerEntry *entry = input.ledger.entry(id);
    const Question question{
        input, *migration, entry, effectInStream(*replayed, id, streamSchema(input))
    };
    const LedgerEntry fresh
        = recordedEntry(input, *migration, LedgerEntry::Kind::Adopt, identity, now);
    auto resolved = resolution == Resolution::Applied   ? resolveApplied(question, fresh)
                    : resolution == Resolution::Pending ? resolvePending(question, fresh)
                                                        : resolveEdit(question);
    if (!resolved)
        return resolved.error();
    resolved->error
        = u"Resolved by %1 at %2: %3"_s.arg(identity.actor, rfc3339(now), reason.trimmed());
    return resolved;
}

QCoro::Task<Result<>> recordEntries(DatabasePointer database,
                                    LedgerNames names,
                                    Lease lease,
                                    StatusInput input,
                                    QList<LedgerEntry> entries)
{
    if (entries.isEmpty())
        co_return Ok{};
    auto batch = leasesql::guard(lease, input.ledger.head, input.ledger.exists);
    batch += ledgersql::createLedger(names);
    for (const LedgerEntry &entry : entries)
        batch += statementsFor(names, input, entry);
    batch.append(leasesql::clearGuard());
    const auto recorded = co_await database->execute(batch);
    if (recorded)
        co_return Ok{};
    if (leasesql::isGuardFailure(recorded.error()))
        co_return guardFailed();
    co_return recorded.error();
}

} // namespace tidemark
