#include "behaviour.h"
#include "sqlitedatabase.h"

#include <engine/base/files.h>

#include <QFile>
#include <QFileInfo>

#include <cstdio>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int PagesAStep = 256;
constexpr int MaxRestarts
    = 3; // a source that is written all the time would never be copied in steps

Error notCopied(const QString &destination, const QString &why, const QString &remedy)
{
    return { .kind = Error::Kind::Safety,
             .message = u"The database could not be copied to %1: %2"_s.arg(destination, why),
             .remedy
             = remedy.isEmpty()
                   ? u"Check the free space of the disk and the permissions of the folder."_s
                   : remedy,
             .where = { .file = destination } };
}

Error notCopied(const QString &destination, const Error &cause)
{
    return cause.kind == Error::Kind::Cancelled
               ? cause
               : notCopied(destination, cause.message, cause.remedy);
}

/// Removes the unfinished copy, unless it was put in its place.
class PartFile
{
public:
    explicit PartFile(const QString &destination)
        : m_path(destination + u".part"_s)
    {
        remove();
    }
    ~PartFile() { remove(); }
    PartFile(const PartFile &) = delete;
    PartFile &operator=(const PartFile &) = delete;

    [[nodiscard]] const QString &path() const { return m_path; }

private:
    void remove() const
    {
        for (const auto &suffix : { u""_s, u"-journal"_s, u"-wal"_s, u"-shm"_s })
            QFile::remove(m_path + suffix);
    }

    QString m_path;
};

using Backup = std::unique_ptr<sqlite3_backup, decltype(&sqlite3_backup_finish)>;

class Copier
{
public:
    Copier(SqliteConnection &source, SqliteConnection &copy)
        : m_copy(copy)
        , m_backup(sqlite3_backup_init(copy.handle(), "main", source.handle(), "main"),
                   sqlite3_backup_finish)
    {}

    [[nodiscard]] Result<> copyAll(const Conduct &conduct)
    {
        if (!m_backup)
            return m_copy.lastError();
        int code = SQLITE_OK;
        while (code != SQLITE_DONE) {
            if (conduct.stop.stop_requested())
                return cancelled();
            code = sqlite3_backup_step(m_backup.get(), m_restarts > MaxRestarts ? -1 : PagesAStep);
            if (code != SQLITE_OK
                && code != SQLITE_DONE) // BUSY: the busy handler has waited already
                return sqliteCodeError(code, QString::fromUtf8(sqlite3_errstr(code)));
            noteProgress(conduct);
        }
        return finish();
    }

private:
    void noteProgress(const Conduct &conduct)
    {
        const int total = sqlite3_backup_pagecount(m_backup.get());
        const int done = total - sqlite3_backup_remaining(m_backup.get());
        if (done <= m_done)
            ++m_restarts; // no page further: somebody wrote to the source and SQLite began anew
        m_done = done;
        report(conduct.progress,
               { .text = u"Copying the database"_s, .done = done, .total = total });
    }

    Result<> finish()
    {
        const int code = sqlite3_backup_finish(m_backup.release());
        if (code != SQLITE_OK)
            return m_copy.lastError();
        return Ok{};
    }

    SqliteConnection &m_copy;
    Backup m_backup;
    int m_done = 0;
    int m_restarts = 0;
};

/// A copy of a WAL database says so in its header; it is to be one file.
Result<> leaveWal(const QString &path)
{
    auto copy = SqliteConnection::open(path, {});
    if (!copy)
        return copy.error();
    const auto mode = copy->query({ "PRAGMA journal_mode=DELETE" });
    if (!mode)
        return mode.error();
    if (mode->rows.isEmpty() || mode->rows.first().first().toString() != "delete"_L1)
        return Error{ .message = u"The copy could not be made a single file."_s };
    return Ok{};
}

Result<> copyPages(SqliteConnection &source, const QString &path, const Conduct &conduct)
{
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    auto copy = SqliteConnection::open(path, options);
    if (!copy)
        return copy.error();
    return Copier(source, *copy).copyAll(conduct);
}

} // namespace

Result<> copyDatabase(SqliteConnection &source, const QString &destination, const Conduct &conduct)
{
    if (conduct.stop.stop_requested())
        return cancelled();
    if (QFileInfo(destination).isDir())
        return notCopied(destination, u"it is a folder."_s, u"Name a file."_s);
    const SqliteInterrupt interrupt(source, conduct.stop);
    const PartFile part(destination);
    if (auto copied = copyPages(source, part.path(), conduct); !copied)
        return notCopied(destination, copied.error());
    if (auto left = leaveWal(part.path()); !left)
        return notCopied(destination, left.error());
    if (auto synced = syncToDisk(part.path()); !synced)
        return notCopied(destination, synced.error());
    if (std::rename(QFile::encodeName(part.path()).constData(),
                    QFile::encodeName(destination).constData())
        != 0)
        return notCopied(destination, qt_error_string() + u'.', {});
    return syncToDisk(destination);
}

} // namespace tidemark
