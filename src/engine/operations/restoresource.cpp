#include "restoresource.h"

#include <engine/transfer/sqldump.h>

#include <QDir>
#include <QFile>
#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

// A dump becomes a database file, so that there is one way to restore. The file is new and goes if this fails: it needs no
// journal, and is synced as a whole by whoever keeps it.
Result<QStringList> importDump(const QString &dump, const QString &file, const Conduct &conduct)
{
    QFile in(dump);
    if (!in.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"%1 cannot be read: %2."_s.arg(dump, in.errorString()),
                      .remedy = u"Check the path."_s,
                      .where = { .file = dump } };
    }
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    auto connection = SqliteConnection::open(file, options);
    if (!connection)
        return connection.error();
    if (auto set = connection->run("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF"); !set)
        return set.error();
    auto imported = importSql(*connection, in, conduct);
    if (!imported) {
        Error error = imported.error();
        error.databaseState = DatabaseState::Unchanged; // none was there before
        if (error.where.file.isEmpty())
            error.where.file = dump;
        return error;
    }
    return imported->repairs + imported->doubts;
}

namespace {

Result<RestoreSource> withoutNotes(const Result<Backup> &backup)
{
    if (!backup)
        return backup.error();
    return RestoreSource{ .backup = *backup };
}

} // namespace

Result<RestoreSource> readRestoreSource(const QString &source,
                                        const QString &scratch,
                                        const Target &target,
                                        const QDateTime &now,
                                        const Conduct &conduct)
{
    if (QFileInfo(source).isDir())
        return withoutNotes(openBackup(source));
    if (QFileInfo(source).fileName() == "database.sqlite"_L1
        && QFileInfo::exists(QFileInfo(source).dir().filePath(u"manifest.json"_s)))
        return withoutNotes(openBackup(QFileInfo(source).path()));
    QFile in(source);
    if (!in.open(QIODevice::ReadOnly)) {
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"There is no backup or dump %1."_s.arg(source),
                      .remedy = u"`tidemark-cli backups` lists those that are known."_s,
                      .where = { .file = source } };
    }
    const DumpKind kind = recogniseDump(in);
    in.close();
    QString file = source;
    QStringList notes;
    if (kind != DumpKind::SqliteDatabase) {
        file = QDir(scratch).filePath(u"dump.sqlite"_s);
        const auto imported = importDump(source, file, conduct);
        if (!imported)
            return imported.error();
        notes = *imported;
    }
    SqliteOptions options;
    options.access = SqliteOptions::Access::ReadOnly;
    auto connection = SqliteConnection::open(file, options);
    if (!connection)
        return connection.error();
    const auto backup = takeBackup(
        *connection,
        { .target = target, .folder = scratch, .reason = u"read from "_s + source, .now = now },
        conduct);
    if (!backup)
        return backup.error();
    return RestoreSource{ .backup = *backup, .notes = notes };
}

} // namespace tidemark
