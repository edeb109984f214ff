#include "backups.h"

#include "conducts.h"
#include "interruptedruns.h"
#include "leasekeeper.h"
#include "remotebackup.h"
#include "replaceremotely.h"
#include "restoresource.h"
#include "runjournal.h"
#include "runmigrations.h"

#include <engine/base/claimedfolder.h>
#include <engine/recovery/newdatabase.h>
#include <engine/transfer/sqldump.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QCoro::Task<Result<std::shared_ptr<SqliteDatabase>>> openPlain(QString file,
                                                               SqliteOptions::Access access)
{
    SqliteOptions options; // without D1's refusals: backups read internals and attach files
    options.access = access;
    co_return co_await SqliteDatabase::open(file, options);
}

bool isDump(const QString &source)
{
    QFile in(source);
    return QFileInfo(source).isFile() && in.open(QIODevice::ReadOnly)
           && recogniseDump(in) != DumpKind::SqliteDatabase;
}

Result<QStringList> importAsNew(const QString &dump, const QString &file, const Conduct &conduct)
{
    QStringList notes;
    const auto filling = [&](const QString &part) -> Result<> {
        auto imported = importDump(dump, part, conduct);
        if (!imported)
            return imported.error();
        notes = std::move(*imported);
        return Ok{};
    };
    if (auto made = makeDatabaseFile(file, filling); !made)
        return made.error();
    return notes;
}

// What a restore carries from step to step.
struct Restoration {
    EnginePointer engine;
    SelectedTarget selected;
    QString source;
    Backup backup;
    LeaseTimes times;
    int keep = 0;
    RunIdentity identity;
    Lease lease = {};

    /// The renewals wait while the backup is read, on the connection that restores.
    [[nodiscard]] QList<BoundStatement> proof() const
    {
        return { leasesql::renew(lease, times),
                 leasesql::guardLease(lease),
                 leasesql::clearGuard() };
    }
};

// The way back from the restore itself; none for a database that holds nothing.
QCoro::Task<Result<SafetyPoint>> wayBack(Restoration restoration, Conduct conduct)
{
    const auto engine = restoration.engine;
    const auto before = co_await observe(engine, restoration.selected);
    if (!before)
        co_return before.error();
    if (auto noted = noteInterruptedRuns(engine, *before, Alone::UnderLease); !noted)
        co_return noted.error();
    const bool isEmpty = before->input.live.userPart().isEmpty() && !before->input.ledger.exists;
    SafetyPoint none;
    none.takenAt = engine->clock();
    if (isEmpty)
        co_return none;
    const auto request = safetyPointRequest(engine, *before, u"before a restore"_s);
    const auto source = co_await openPlain(before->target().file, SqliteOptions::Access::ReadOnly);
    if (!source)
        co_return source.error();
    const int keep = restoration.keep;
    const Conduct forWorker = fromWorker(conduct);
    const auto securing = [request, keep, forWorker](SqliteConnection &connection) {
        return takeSafetyPoint(connection, request, keep, forWorker);
    };
    co_return co_await (*source)->with(securing);
}

QCoro::Task<Result<SafetyPoint>> restoreUnderLease(Restoration restoration,
                                                   std::shared_ptr<SqliteDatabase> database,
                                                   Conduct conduct)
{
    const auto point = co_await wayBack(restoration, conduct);
    if (!point)
        co_return point.error();
    const RunJournal journal(restoration.engine, restoration.identity, restoration.selected.target);
    const QJsonObject start{ { u"from"_s, restoration.source },
                             { u"safety_point"_s, point->value } };
    if (const auto noted = journal.note(u"restore-started"_s, start); !noted)
        co_return noted.error();
    const Conduct forWorker = fromWorker(conduct);
    const Backup backup = restoration.backup;
    const auto proof = restoration.proof();
    const auto restoring = [backup, forWorker, proof](SqliteConnection &connection) {
        return restoreInto(connection, backup, forWorker, proof);
    };
    auto restored = co_await database->with(restoring);
    if (!restored && leasesql::isGuardFailure(restored.error())) {
        const auto lost = co_await renewLease(database, restoration.lease, restoration.times);
        if (!lost)
            restored = lost.error(); // which says who has it now
    }
    const QJsonObject end{ { u"outcome"_s, restored ? u"done"_s : u"failed"_s } };
    if (const auto noted = journal.note(u"restore-finished"_s, end); !noted && restored)
        co_return afterTheFact(noted.error());
    if (!restored)
        co_return restored.error();
    co_return point;
}

// Nobody migrates meanwhile: lease, safety point, restore, release.
QCoro::Task<Result<SafetyPoint>> putBack(Restoration restoration, Conduct conduct)
{
    const auto database
        = co_await openPlain(restoration.selected.target.file, SqliteOptions::Access::Create);
    if (!database)
        co_return database.error();
    const auto lease
        = co_await acquireLease(*database, restoration.identity, restoration.times, conduct.stop);
    if (!lease)
        co_return lease.error();
    restoration.lease = *lease;
    auto keeper = std::make_unique<LeaseKeeper>(*database, *lease, restoration.times);
    const auto point = co_await restoreUnderLease(restoration, *database, conduct);
    keeper.reset();
    const auto released = co_await releaseLease(*database, *lease);
    Q_UNUSED(released) // a restored database has no lease row of ours any more
    co_return point;
}

QCoro::Task<Result<QList<RestorePreviewRow>>> preview(Target target, Backup backup)
{
    QList<RestorePreviewRow> rows;
    if (!QFileInfo::exists(target.file)) {
        for (const TableManifest &table : backup.manifest.tables)
            rows.append({ .table = table.name, .now = {}, .then = table.rows });
        co_return rows;
    }
    const auto database = co_await openPlain(target.file, SqliteOptions::Access::ReadOnly);
    if (!database)
        co_return database.error();
    const auto previewing
        = [backup](SqliteConnection &connection) { return previewRestore(connection, backup); };
    co_return co_await (*database)->with(previewing);
}

QCoro::Task<Result<Backup>> backUpFile(BackupRequest request, Conduct conduct)
{
    const auto source = co_await openPlain(request.target.file, SqliteOptions::Access::ReadOnly);
    if (!source)
        co_return source.error();
    const Conduct forWorker = fromWorker(conduct);
    const auto copying = [request, forWorker](SqliteConnection &connection) {
        return takeBackup(connection, request, forWorker);
    };
    co_return co_await (*source)->with(copying);
}

} // namespace

QCoro::Task<Result<Backup>>
Backups::take(SelectedTarget selected, QString folder, Conduct conduct) const
{
    const auto engine = m_engine;
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (!observed->database)
        co_return missingDatabase(selected.target);
    BackupRequest request = safetyPointRequest(engine, *observed, u"asked for"_s);
    request.folder = folder.isEmpty() ? engine->paths.backups() : folder;
    const bool isRemote = selected.target.place == PlaceOfTarget::Remote;
    auto task = isRemote ? backUpRemote(engine, *observed, request, conduct)
                         : backUpFile(request, conduct);
    const auto backup = co_await task;
    if (!backup)
        co_return backup.error();
    const RunJournal journal(engine, engine->identity(), selected.target);
    const QJsonObject details{ { u"path"_s, backup->path },
                               { u"verified"_s, backup->manifest.verified } };
    if (const auto noted = journal.note(u"backup-taken"_s, details); !noted)
        co_return noted.error();
    co_return backup;
}

QCoro::Task<Result<QList<Backup>>> Backups::list() const
{
    const Paths paths = m_engine->paths;
    QStringList names;
    for (const SelectedTarget &selected : m_selection.targets)
        names.append(selected.target.stream);
    const bool all = m_selection.targets.isEmpty();
    const auto listing
        = [paths] { return listBackups(paths.backups()) + listBackups(paths.safetyPoints()); };
    auto found = co_await m_engine->worker->run(listing);
    found.removeIf([all, names](const Backup &backup) {
        return !all && !names.contains(backup.manifest.stream);
    });
    std::stable_sort(found.begin(), found.end(), [](const Backup &left, const Backup &right) {
        return left.manifest.takenAt > right.manifest.takenAt;
    });
    co_return found;
}

QCoro::Task<Result<Backups::RestoreOutcome>>
Backups::replace(SelectedTarget selected, QString source, bool dryRun, Conduct conduct) const
{
    if (selected.target.place == PlaceOfTarget::Remote)
        co_return co_await replaceRemotely(
            m_engine, m_selection, selected, source, dryRun, conduct);
    const auto engine = m_engine;
    const LeaseTimes times = leaseTimesFor(engine, m_selection, selected.target);
    const int keep = m_selection.policy.safetyPointsKeep;
    const Target target = selected.target;
    auto folder = ClaimedFolder::makeScratch(engine->paths.scratch());
    if (!folder)
        co_return folder.error();
    const auto scratch = std::make_shared<ClaimedFolder>(std::move(*folder));
    const Conduct forWorker = fromWorker(conduct);
    const auto now = engine->clock();
    const auto reading = [source, scratch, target, now, forWorker] {
        return readRestoreSource(source, scratch->path(), target, now, forWorker);
    };
    const auto read = co_await engine->worker->run(reading);
    if (!read)
        co_return read.error();
    const auto rows = co_await preview(target, read->backup);
    if (!rows)
        co_return rows.error();
    RestoreOutcome outcome{ .from = read->backup, .notes = read->notes, .preview = *rows };
    if (dryRun)
        co_return outcome;

    const Restoration restoration{ .engine = engine,
                                   .selected = selected,
                                   .source = source,
                                   .backup = read->backup,
                                   .times = times,
                                   .keep = keep,
                                   .identity = engine->identity() };
    const auto point = co_await putBack(restoration, conduct);
    if (!point)
        co_return point.error();
    outcome.safetyPoint = *point;
    outcome.done = true;
    const auto after = co_await observe(engine, selected);
    if (after)
        outcome.status = after->status;
    co_return outcome;
}

QCoro::Task<Result<QStringList>>
Backups::restoreAsNewFile(QString source, QString file, Conduct conduct) const
{
    const Conduct forWorker = fromWorker(conduct);
    const auto now = m_engine->clock();
    const QString scratches = m_engine->paths.scratch();
    const auto making = [source, file, now, forWorker, scratches]() -> Result<QStringList> {
        // A run that was killed behind its last step left a folder, and the file that this one will not overwrite.
        ClaimedFolder::removeAbandoned(scratches);
        if (QFileInfo::exists(file)) {
            return Error{ .kind = Error::Kind::Usage,
                          .message = u"%1 exists already."_s.arg(file),
                          .remedy = u"Choose another name."_s,
                          .where = { .file = file } };
        }
        if (isDump(source))
            return importAsNew(source, file, forWorker);
        const auto scratch = ClaimedFolder::makeScratch(scratches);
        if (!scratch)
            return scratch.error();
        const auto read = readRestoreSource(source, scratch->path(), {}, now, forWorker);
        if (!read)
            return read.error();
        if (auto made = restoreAsNew(file, read->backup, forWorker); !made)
            return made.error();
        return read->notes;
    };
    co_return co_await m_engine->worker->run(making);
}

} // namespace tidemark
