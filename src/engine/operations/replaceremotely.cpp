#include "replaceremotely.h"

#include "conducts.h"
#include "interruptedruns.h"
#include "leasekeeper.h"
#include "livefacts.h"
#include "remotebackup.h"
#include "replacementfile.h"
#include "runjournal.h"
#include "runmigrations.h"

#include <engine/database/d1/d1transfer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// What a replacement carries from step to step.
struct Replacement {
    EnginePointer engine;
    Observation observation;
    QString source;
    SentContent content;
    ReplacementFile file;
    RunIdentity identity;
    Lease lease = {};
};

/// How things were before, twice: to go back to, and to look into.
struct Before {
    SafetyPoint bookmark;
    Backup backup;
};

Error notVerified(const Backup &backup)
{
    return { .kind = Error::Kind::Safety,
             .message
             = u"The backup of the present state, %1, differs from it. Nothing was replaced."_s.arg(
                 backup.path),
             .remedy = u"Try again when nothing else writes."_s };
}

QString wayBackText(const Target &target, const SafetyPoint &point)
{
    return u"The state of before: `tidemark-cli time-travel restore --bookmark %1 --remote "
           u"--database %2`."_s.arg(point.value, target.stream);
}

Error explained(Error error, const QString &wayBack)
{
    if (error.databaseState != DatabaseState::Unchanged) {
        error.remedy = wayBack;
    } else if (leasesql::isGuardFailure(error)) {
        error.kind = Error::Kind::Lock;
        error.message = u"Another run took the lock on this database over; nothing was replaced."_s;
        error.remedy = u"Look with `tidemark-cli lock show` and `tidemark-cli status`."_s;
    }
    return error;
}

QCoro::Task<Result<QList<RestorePreviewRow>>> previewOver(Observation observation, Backup backup)
{
    QStringList tables;
    for (const Table &table : observation.input.live.userPart().tables) {
        if (table.kind != Table::Kind::Shadow)
            tables.append(table.name);
    }
    const LiveFacts nothing;
    const auto facts = co_await withCounts(observation.database, nothing, tables);
    if (!facts)
        co_return facts.error();
    QMap<QString, RestorePreviewRow> rows;
    for (auto count = facts->counts.begin(); count != facts->counts.end(); ++count)
        rows.insert(count.key(), { .table = count.key(), .now = count.value(), .then = {} });
    for (const TableManifest &table : backup.manifest.tables) {
        RestorePreviewRow &row = rows[table.name];
        row.table = table.name;
        row.then = table.rows;
    }
    co_return rows.values();
}

QCoro::Task<Result<Before>> secured(Replacement replacement, int keep, Conduct conduct)
{
    const auto engine = replacement.engine;
    const Observation observation = replacement.observation;
    BackupRequest request = safetyPointRequest(engine, observation, u"before a restore"_s);
    request.folder = engine->paths.backups();
    const auto backup = co_await backUpRemote(engine, observation, request, conduct);
    if (!backup)
        co_return backup.error();
    if (!backup->manifest.verified)
        co_return notVerified(*backup);
    const auto access = observation.access;
    const auto point = co_await access->takeSafetyPoint(request, keep, conduct);
    if (!point)
        co_return point.error();
    co_return Before{ *point, *backup };
}

// D1 puts back what a failing import did. That is looked after: the file's guards are its mark.
QCoro::Task<Error> unlessHalfDone(DatabasePointer database, Schema before, Error error)
{
    const auto after = co_await database->schema();
    const BoundStatement counting{ "SELECT count(*) FROM _tidemark_guard" };
    const auto guards = co_await database->query(counting);
    const bool isKnown = after && guards && !guards->rows.isEmpty();
    if (isKnown && *after == before && guards->rows.first().value(0).toReal() == 0)
        co_return error;
    error.databaseState = isKnown ? DatabaseState::Changed : DatabaseState::Unknown;
    error.kind = Error::Kind::Database;
    if (isKnown)
        error.message += u" D1 did not put the database back: a part of the import is there."_s;
    co_return error;
}

QCoro::Task<Result<>> import(Replacement replacement, Conduct conduct)
{
    const auto database = std::dynamic_pointer_cast<D1Database>(replacement.observation.database);
    const auto live = co_await database->schema();
    if (!live)
        co_return live.error();
    const auto names = ledgerNames(replacement.observation.input.stream);
    const auto ledger = co_await readLedger(database, names, *live);
    if (!ledger)
        co_return ledger.error();
    const auto guards = leasesql::guard(replacement.lease, ledger->head, ledger->exists);
    const ReplacementFile part = replacement.file;
    const Lease lease = replacement.lease;
    const Schema &schema = *live;
    const auto completing
        = [part, schema, guards, lease] { return part.complete(schema, guards, lease); };
    const auto file = co_await replacement.engine->worker->run(completing);
    if (!file)
        co_return file.error();
    const Progress progress{ .text
                             = u"D1 imports the backup; nobody can use the database meanwhile"_s };
    report(conduct.progress, progress);
    const D1ImportWish wish{ .file = *file, .proof = isHandedOver(lease) };
    const auto imported = co_await importFile(database, wish, {}, {}, conduct);
    if (imported)
        co_return Ok{};
    const Error &error = imported.error();
    if (error.databaseState != DatabaseState::Unchanged)
        co_return error;
    co_return co_await unlessHalfDone(database, schema, error);
}

// The two lines of the journal are around the import: what stands between them is found at the next start.
QCoro::Task<Result<Before>> replaceUnderLease(Replacement replacement, int keep, Conduct conduct)
{
    const auto engine = replacement.engine;
    const Target target = replacement.observation.target();
    const auto noted = noteInterruptedRuns(engine, replacement.observation, Alone::UnderLease);
    if (!noted)
        co_return noted.error();
    const auto before = co_await secured(replacement, keep, conduct);
    if (!before)
        co_return before.error();
    const RunJournal journal(engine, replacement.identity, target);
    const QJsonObject start{ { u"from"_s, replacement.source },
                             { u"kind"_s, u"content"_s },
                             { u"backup"_s, before->backup.path },
                             { u"safety_point"_s, before->bookmark.value } };
    if (const auto started = journal.note(u"restore-started"_s, start); !started)
        co_return started.error();
    const auto imported = co_await import(replacement, conduct);
    const QString failure = imported ? QString() : stateName(imported.error().databaseState);
    const bool unchanged = !imported && imported.error().databaseState == DatabaseState::Unchanged;
    // The way back of before counts for `time-travel restore --undo` unless nothing happened.
    QJsonObject end{ { u"kind"_s, u"content"_s },
                     { u"outcome"_s,
                       imported    ? u"done"_s
                       : unchanged ? u"failed"_s
                                   : failure } };
    if (!unchanged)
        end.insert(u"previous_bookmark"_s, before->bookmark.value);
    const auto finished = journal.note(u"restore-finished"_s, end);
    if (!imported)
        co_return explained(imported.error(), wayBackText(target, before->bookmark));
    if (!finished)
        co_return afterTheFact(finished.error());
    co_return *before;
}

QCoro::Task<Result<Before>>
importedOver(Replacement replacement, Selection selection, Conduct conduct)
{
    const auto engine = replacement.engine;
    const auto database = replacement.observation.database;
    const auto times = leaseTimesFor(engine, selection, replacement.observation.target());
    const auto lease = co_await acquireLease(database, replacement.identity, times, conduct.stop);
    if (!lease)
        co_return lease.error();
    replacement.lease = *lease;
    auto keeper = std::make_unique<LeaseKeeper>(database, *lease, times);
    const int keep = selection.policy.safetyPointsKeep;
    const auto done = co_await replaceUnderLease(replacement, keep, conduct);
    keeper.reset();
    // What failed may have come as far as the content, and its lease, or not.
    for (const Lease &held : { succeeding(*lease), *lease }) {
        const auto released = co_await releaseLease(database, held);
        Q_UNUSED(released) // an unreleased lease expires by itself
        if (done)
            break;
    }
    co_return done;
}

Error differs(const Target &target, const SafetyPoint &point, const QStringList &differences)
{
    return {
        .kind = Error::Kind::Database,
        .message
        = u"The import is complete, but the database is not what the backup holds: %1. Somebody may have written since."_s
              .arg(differences.join(u"; "_s)),
        .remedy = wayBackText(target, point),
        .databaseState = DatabaseState::Changed
    };
}

Error notComparable(Error error, const Target &target, const SafetyPoint &point)
{
    error.message
        = u"The import is complete, but it could not be compared with the backup: %1"_s.arg(
            error.message);
    error.kind = Error::Kind::Database;
    error.remedy = wayBackText(target, point);
    error.databaseState = DatabaseState::Changed;
    return error;
}

QCoro::Task<Result<Replacement>>
preparedReplacement(EnginePointer engine, SelectedTarget selected, QString source, Conduct conduct)
{
    const auto content = co_await prepareContent(engine, source, selected.target, conduct);
    if (!content)
        co_return content.error();
    const SentContent &sending = *content;
    const Conduct forWorker = fromWorker(conduct);
    const auto writing
        = [sending, forWorker] { return ReplacementFile::write(sending, forWorker); };
    const auto file = co_await engine->worker->run(writing);
    if (!file)
        co_return file.error();
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    co_return Replacement{ .engine = engine,
                           .observation = *observed,
                           .source = source,
                           .content = sending,
                           .file = *file,
                           .identity = engine->identity() };
}

} // namespace

QCoro::Task<Result<Backups::RestoreOutcome>> replaceRemotely(EnginePointer engine,
                                                             Selection selection,
                                                             SelectedTarget selected,
                                                             QString source,
                                                             bool dryRun,
                                                             Conduct conduct)
{
    const Target target = selected.target;
    const auto replacement = co_await preparedReplacement(engine, selected, source, conduct);
    if (!replacement)
        co_return replacement.error();
    const RestoreSource read = replacement->content.source;
    const auto rows = co_await previewOver(replacement->observation, read.backup);
    if (!rows)
        co_return rows.error();
    Backups::RestoreOutcome outcome{ .from = read.backup, .notes = read.notes, .preview = *rows };
    if (dryRun)
        co_return outcome;

    const auto before = co_await importedOver(*replacement, selection, conduct);
    if (!before)
        co_return before.error();
    outcome.safetyPoint = before->bookmark;
    outcome.backupOfBefore = before->backup.path;
    outcome.done = true;
    const auto database = replacement->observation.database;
    const SentContent content = replacement->content;
    const auto differences = co_await differencesFrom(engine, content, database, conduct);
    if (!differences)
        co_return notComparable(differences.error(), target, before->bookmark);
    if (!differences->isEmpty())
        co_return differs(target, before->bookmark, *differences);
    const auto after = co_await observe(engine, selected);
    if (after)
        outcome.status = after->status;
    co_return outcome;
}

} // namespace tidemark
