#include "remoteaccess.h"

#include <engine/recovery/querycopy.h>

#include <QDir>

namespace tidemark {

using namespace Qt::StringLiterals;

QCoro::Task<Result<DatabasePointer>> RemoteAccess::open()
{
    if (!m_database) {
        const auto database = co_await openRemote(m_cloudflare, m_target);
        if (!database)
            co_return database.error();
        m_database = *database;
    }
    const DatabasePointer pointer = m_database;
    co_return pointer;
}

QCoro::Task<Result<DatabasePointer>> RemoteAccess::openForWriting()
{
    co_return co_await open();
}

QCoro::Task<Result<SafetyPoint>>
RemoteAccess::takeSafetyPoint(BackupRequest request, int, Conduct conduct)
{
    const auto opened = co_await open();
    if (!opened)
        co_return opened.error();
    const D1Account account(m_database->client(), m_database->account());
    const auto bookmark = co_await account.bookmark(m_database->id(), std::nullopt, conduct.stop);
    if (!bookmark) {
        Error error = bookmark.error();
        if (error.kind != Error::Kind::Cancelled)
            error.kind = Error::Kind::Safety;
        error.message
            = u"No safety point could be taken of %1: %2"_s.arg(request.target.name, error.message);
        co_return error;
    }
    const SafetyPoint point{ .kind = SafetyPoint::Kind::Bookmark,
                             .value = *bookmark,
                             .takenAt = request.now };
    co_return point;
}

QCoro::Task<Result<QString>> RemoteAccess::contentFile(QString scratch, Conduct conduct)
{
    const auto opened = co_await open();
    if (!opened)
        co_return opened.error();
    const QString file = QDir(scratch).filePath(u"remote.sqlite"_s);
    const DatabasePointer &database = *opened;
    const auto copied = co_await copyByQueries(database, file, conduct);
    if (!copied)
        co_return copied.error();
    co_return file;
}

} // namespace tidemark
