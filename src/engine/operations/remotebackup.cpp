#include "remotebackup.h"

#include "conducts.h"

#include <engine/base/claimedfolder.h>
#include <engine/base/files.h>
#include <engine/recovery/querycopy.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A database that is always written to will never stand still.
constexpr int MostCopies = 2;

// Outside the listed folders: a copy in the making is no backup.
QString copyFolder(const QString &backups, const Target &target)
{
    return backups + u"/.unfinished/"_s + sha256(target.key().toUtf8()).left(16);
}

struct Bracketed {
    QString file;
    QString before;
    QString after;
};

// The bookmark of before a copy lies beside it for as long as it is in the making, so that one that is gone on with can
// still be told to be of one moment.
QCoro::Task<Result<QString>> bookmarkBefore(RemotePlace place, QString file, std::stop_token stop)
{
    const QString note = file + u".bookmark"_s;
    QFile noted(note);
    if (QFile::exists(file) && noted.open(QIODevice::ReadOnly))
        co_return QString::fromLatin1(noted.readAll());
    QFile::remove(file);
    const auto bookmark = co_await place.account.bookmark(place.database, std::nullopt, stop);
    if (!bookmark)
        co_return bookmark.error();
    if (auto written = writeFileAtomically(note, bookmark->toLatin1()); !written)
        co_return written.error();
    co_return *bookmark;
}

QCoro::Task<Result<Bracketed>>
copyBetweenBookmarks(DatabasePointer database, RemotePlace place, QString file, Conduct conduct)
{
    const auto stop = conduct.stop;
    Bracketed copy{ .file = file, .before = {}, .after = {} };
    for (int round = 1; round <= MostCopies; ++round) {
        const auto before = co_await bookmarkBefore(place, file, stop);
        if (!before)
            co_return before.error();
        const auto copied = co_await copyByQueries(database, file, conduct);
        if (!copied)
            co_return copied.error();
        const auto after = co_await place.account.bookmark(place.database, std::nullopt, stop);
        if (!after)
            co_return after.error();
        copy.before = *before;
        copy.after = *after;
        if (copy.before == copy.after || round == MostCopies)
            break;
        QFile::remove(file + u".bookmark"_s);
    }
    co_return copy;
}

} // namespace

QCoro::Task<Result<RemotePlace>>
remotePlace(EnginePointer engine, Target target, QString what, std::stop_token stop)
{
    if (target.place != PlaceOfTarget::Remote) {
        co_return Error{ .kind = Error::Kind::Usage,
                         .message
                         = u"%1 is for D1 databases at Cloudflare; %2 is a local one."_s.arg(
                             what, target.name),
                         .remedy = u"Add --remote, or restore a backup of the local database."_s };
    }
    const auto database = co_await openRemote(engine->cloudflare, target, stop);
    if (!database)
        co_return database.error();
    const D1DatabasePointer &opened = *database;
    RemotePlace place{ D1Account(opened->client(), opened->account()), opened->id() };
    co_return place;
}

QCoro::Task<Result<Backup>>
backUpRemote(EnginePointer engine, Observation observation, BackupRequest request, Conduct conduct)
{
    const Target target = observation.target();
    const QString what = u"A bookmark"_s;
    const auto place = co_await remotePlace(engine, target, what, conduct.stop);
    if (!place)
        co_return place.error();
    const QString resumable = copyFolder(request.folder, target);
    if (const auto made = makePrivateDirectory(resumable); !made)
        co_return made.error();
    // A copy that was cut off is gone on with; beside one that is being made, another begins anew.
    const auto hold = FolderHold::take(resumable);
    std::optional<ClaimedFolder> beside;
    if (!hold) {
        auto made = ClaimedFolder::makeScratch(QFileInfo(resumable).path());
        if (!made)
            co_return made.error();
        beside.emplace(std::move(*made));
    }
    const QString folder = beside ? beside->path() : resumable;
    const QString file = folder + u"/remote.sqlite"_s;
    const auto copy = co_await copyBetweenBookmarks(observation.database, *place, file, conduct);
    if (!copy)
        co_return copy.error();
    request.bookmarkBefore = copy->before;
    request.bookmarkAfter = copy->after;
    const Conduct forWorker = fromWorker(conduct);
    const auto describing = [file, request, forWorker]() -> Result<Backup> {
        SqliteOptions options;
        options.access = SqliteOptions::Access::ReadOnly;
        auto connection = SqliteConnection::open(file, options);
        if (!connection)
            return connection.error();
        return takeBackup(*connection, request, forWorker);
    };
    const auto backup = co_await engine->worker->run(describing);
    QDir(folder).removeRecursively();
    co_return backup;
}

} // namespace tidemark
