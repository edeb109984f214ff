#include "localaccess.h"

#include "conducts.h"

#include <QFileInfo>

namespace tidemark {

namespace {

// What wrangler makes is in WAL mode, so what it finds is too, and one commit costs one sync instead of four. A file system that
// cannot do it leaves the other mode, which is as safe.
Result<> likeWranglers(SqliteConnection &connection)
{
    return connection.run("PRAGMA journal_mode = WAL");
}

QCoro::Task<Result<DatabasePointer>> opened(Target target, SqliteOptions::Access access)
{
    const bool isNew = target.kind == DatabaseKind::D1 && !QFileInfo::exists(target.file);
    const SqliteOptions options = optionsFor(target, access);
    const auto database = co_await SqliteDatabase::open(target.file, options);
    if (!database)
        co_return database.error();
    if (isNew) {
        const auto changed = co_await (*database)->with(likeWranglers);
        if (!changed)
            co_return changed.error();
    }
    const DatabasePointer pointer = *database;
    co_return pointer;
}

} // namespace

QCoro::Task<Result<DatabasePointer>> LocalAccess::open()
{
    // A database that was never used has no file yet; looking at it must not make one. Whoever only wants to read a file by
    // its name has been told by then that it is not there (select()).
    const Target target = m_target;
    if (!QFileInfo::exists(target.file))
        co_return DatabasePointer();
    co_return co_await opened(target, SqliteOptions::Access::ReadWrite);
}

QCoro::Task<Result<DatabasePointer>> LocalAccess::openForWriting()
{
    co_return co_await opened(m_target, SqliteOptions::Access::Create);
}

QCoro::Task<Result<SafetyPoint>>
LocalAccess::takeSafetyPoint(BackupRequest request, int keep, Conduct conduct)
{
    // A connection of its own, so that the lease can be renewed meanwhile; without D1's refusals, since a backup reads
    // internals.
    SqliteOptions options;
    options.access = SqliteOptions::Access::ReadOnly;
    const auto source = co_await SqliteDatabase::open(m_target.file, options);
    if (!source)
        co_return source.error();
    const Conduct forWorker = fromWorker(conduct);
    const auto securing = [request, keep, forWorker](SqliteConnection &connection) {
        return tidemark::takeSafetyPoint(connection, request, keep, forWorker);
    };
    co_return co_await (*source)->with(securing);
}

QCoro::Task<Result<QString>> LocalAccess::contentFile(QString, Conduct)
{
    const Target target = m_target;
    if (!QFileInfo::exists(target.file))
        co_return missingDatabase(target);
    co_return target.file;
}

} // namespace tidemark
