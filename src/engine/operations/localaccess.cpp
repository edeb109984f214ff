#include "localaccess.h"

#include "conducts.h"

#include <QFileInfo>

namespace tidemark {

namespace {

QCoro::Task<Result<DatabasePointer>> opened(Target target, SqliteOptions::Access access)
{
    const SqliteOptions options = optionsFor(target, access);
    const auto database = co_await SqliteDatabase::open(target.file, options);
    if (!database)
        co_return database.error();
    const DatabasePointer pointer = *database;
    co_return pointer;
}

} // namespace

QCoro::Task<Result<DatabasePointer>> LocalAccess::open()
{
    // A database that was never used has no file yet; looking at it must not make one.
    const Target target = m_target;
    if (target.kind == DatabaseKind::D1 && !QFileInfo::exists(target.file))
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
