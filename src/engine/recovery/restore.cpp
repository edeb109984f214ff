#include "backup.h"
#include "contentcopy.h"
#include "description.h"
#include "newdatabase.h"
#include "tablescan.h"

#include <engine/base/files.h>
#include <engine/sql/identifier.h>

#include <QFile>
#include <QFileInfo>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr auto OwnerOnly = QFile::ReadOwner | QFile::WriteOwner;

/// A connection setting for as long as this object lives. Foreign keys can be switched outside of transactions only.
class Switched
{
public:
    Switched(SqliteConnection &connection, int option, bool on)
        : m_handle(connection.handle())
        , m_option(option)
    {
        sqlite3_db_config(m_handle, m_option, -1, &m_before);
        sqlite3_db_config(m_handle, m_option, on ? 1 : 0, nullptr);
    }
    ~Switched() { sqlite3_db_config(m_handle, m_option, m_before, nullptr); }
    Switched(const Switched &) = delete;
    Switched &operator=(const Switched &) = delete;

private:
    sqlite3 *m_handle;
    int m_option;
    int m_before = 0;
};

/// What the destination must hold before COMMIT: the manifest's word for the user's tables, the backup's own for the rest,
/// which the manifest does not list.
Result<Description>
expectedContent(SqliteConnection &copy, const Backup &backup, const Conduct &conduct)
{
    auto own = describe(copy, conduct);
    if (!own)
        return own.error();
    return Description{ backup.manifest.fingerprint,
                        backup.manifest.tables,
                        own->bookkeeping,
                        backup.manifest.foreignKeyViolations };
}

/// The write may have reached the disk before the failure was noticed: what is complete in a write-ahead log counts as soon as
/// somebody opens the database anew.
Result<> commit(SqliteConnection &destination)
{
    auto committed = destination.run("COMMIT");
    if (!committed && (sqlite3_errcode(destination.handle()) & 0xff) == SQLITE_IOERR) {
        committed.error().databaseState = DatabaseState::Unknown;
        committed.error().message
            = u"It is not known whether the restore was written: "_s + committed.error().message;
        committed.error().remedy = u"Check the disk, then compare the database with the backup; "
                                   u"the same restore may be run again."_s;
    }
    return committed;
}

Result<> replaceAndCompare(SqliteConnection &destination,
                           const BackupContent &content,
                           const Description &expected,
                           const Conduct &conduct)
{
    if (auto replaced = content.replaceIn(destination, conduct); !replaced)
        return replaced;
    const auto found = describe(destination, conduct);
    if (!found)
        return found.error();
    if (const QStringList wrong = differences(expected, *found); !wrong.isEmpty()) {
        return Error{
            .kind = Error::Kind::Database,
            .message
            = u"The restored content is not what the backup says: %1. Nothing was changed."_s.arg(
                wrong.join(u"; "_s)),
            .remedy = u"Use another backup, or restore this one into a new database."_s
        };
    }
    if (conduct.stop.stop_requested())
        return cancelled();
    return commit(destination);
}

Error undone(SqliteConnection &destination, Error error)
{
    if (error.databaseState != DatabaseState::Unknown)
        error.databaseState = DatabaseState::Unchanged;
    if (destination.inTransaction() && !destination.run("ROLLBACK")) {
        error.databaseState = DatabaseState::Unknown;
        error.remedy = u"The restore could not be undone. Close other programs that use the file "
                       u"and look at the "
                       "database before running anything else."_s;
    }
    return error;
}

Error unwritable(const QString &file, const QString &why)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 cannot be written: %2."_s.arg(file, why),
             .remedy = u"Check the permissions and the free space of the disk."_s,
             .where = { .file = file } };
}

Result<> clearLocks(const QString &file)
{
    auto database = SqliteConnection::open(file);
    if (!database)
        return database.error();
    const auto schema = database->schema();
    if (!schema)
        return schema.error();
    for (const Table &table : schema->tables) {
        if (!isLockOrGuard(table.name))
            continue;
        if (auto cleared = database->run(QByteArray("DELETE FROM " + quoted(table.name))); !cleared)
            return cleared;
    }
    return Ok{};
}

Result<> fillFrom(const Backup &backup, const QString &part)
{
    QFile source(backup.databaseFile());
    if (!source.copy(part))
        return unwritable(part, source.errorString());
    QFile::setPermissions(part, OwnerOnly);
    const auto hash = sha256OfFile(part);
    if (!hash)
        return hash.error();
    if (*hash != backup.manifest.sha256) {
        return Error{ .kind = Error::Kind::BadInput,
                      .message
                      = u"The backup is damaged: its file is not the one of its manifest."_s,
                      .remedy = u"Use another backup; `tidemark-cli backups` lists them."_s,
                      .where = { .file = backup.databaseFile() } };
    }
    return clearLocks(part);
}

} // namespace

Result<> restoreInto(SqliteConnection &destination,
                     const Backup &backup,
                     const Conduct &conduct,
                     const QList<BoundStatement> &first)
{
    auto copy = SqliteConnection::open(backup.databaseFile(),
                                       { .access = SqliteOptions::Access::ReadOnly });
    if (!copy)
        return copy.error();
    // All that can be read before the lock is: `wrangler dev` fails even to read while somebody holds it.
    const auto content = BackupContent::of(*copy);
    if (!content)
        return content.error();
    const auto expected = expectedContent(*copy, backup, conduct);
    if (!expected)
        return expected.error();
    if (conduct.stop.stop_requested())
        return cancelled();

    const Switched foreignKeys(destination, SQLITE_DBCONFIG_ENABLE_FKEY, false);
    const Switched defensive(
        destination, SQLITE_DBCONFIG_DEFENSIVE, false); // shadow tables are written directly
    const SqliteInterrupt interrupt(destination, conduct.stop);
    if (auto begun = destination.run("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    for (const BoundStatement &statement : first) {
        if (const auto held = destination.query(statement); !held)
            return undone(destination, held.error());
    }
    if (auto replaced = replaceAndCompare(destination, *content, *expected, conduct); !replaced)
        return undone(destination, replaced.error());
    return Ok{};
}

Result<> restoreAsNew(const QString &file, const Backup &backup, const Conduct &conduct)
{
    report(conduct.progress, { .text = u"Restoring into %1"_s.arg(file) });
    return makeDatabaseFile(file, [&backup, &conduct](const QString &part) -> Result<> {
        return conduct.stop.stop_requested() ? Result<>(cancelled()) : fillFrom(backup, part);
    });
}

Result<QList<RestorePreviewRow>> previewRestore(SqliteConnection &destination, const Backup &backup)
{
    const auto schema = destination.schema();
    if (!schema)
        return schema.error();
    QList<RestorePreviewRow> rows;
    for (const TableManifest &table : backup.manifest.tables)
        rows.append({ .table = table.name, .now = {}, .then = table.rows });
    for (const Table &table : schema->userPart().tables) {
        const auto count = destination.query({ "SELECT count(*) FROM " + quoted(table.name) });
        if (!count)
            return count.error();
        const qint64 now = count->rows.first().first().toInteger();
        const auto known
            = std::find_if(rows.begin(), rows.end(), [&table](const RestorePreviewRow &row) {
                  return row.table.compare(table.name, Qt::CaseInsensitive) == 0;
              });
        if (known != rows.end())
            known->now = now;
        else
            rows.append({ .table = table.name, .now = now, .then = {} });
    }
    return rows;
}

} // namespace tidemark
