#include "migrationfiles.h"
#include "numbering.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Rename {
    QString from;
    QString to;
};

/// Never replaces a file that appeared in the meantime (renameat2, RENAME_NOREPLACE).
Result<> renameFile(const Rename &rename)
{
    const QByteArray from = QFile::encodeName(rename.from);
    const QByteArray to = QFile::encodeName(rename.to);
    if (::renameat2(AT_FDCWD, from.constData(), AT_FDCWD, to.constData(), RENAME_NOREPLACE) == 0)
        return Ok{};
    const int reason = errno;
    return Error{
        .kind = reason == ENOENT ? Error::Kind::MissingInput : Error::Kind::BadInput,
        .message
        = u"%1 cannot be renamed to %2: %3."_s.arg(rename.from,
                                                   QFileInfo(rename.to).fileName(),
                                                   QString::fromLocal8Bit(std::strerror(reason))),
        .remedy
        = u"Nothing was renamed. Check the folder's permissions and whether the new name is taken."_s,
        .where = { .file = rename.from }
    };
}

Result<> renameAll(const QList<Rename> &renames)
{
    for (qsizetype done = 0; done < renames.size(); ++done) {
        auto renamed = renameFile(renames.at(done));
        if (renamed)
            continue;
        for (qsizetype back = done - 1; back >= 0; --back) {
            const Rename &undone = renames.at(back);
            if (!renameFile({ .from = undone.to, .to = undone.from }))
                renamed.error().remedy
                    = u"%1 could not be renamed back to %2: do so by hand."_s.arg(undone.to,
                                                                                  undone.from);
        }
        return renamed.error();
    }
    return Ok{};
}

Rename renamed(const Stream &stream, const QString &file, const QString &from, const QString &to)
{
    const QDir directory(stream.config.directory);
    QString relative = directory.relativeFilePath(file);
    // The number starts a path segment: "0004_x.sql", "down/0004_x.sql", "0004_x/migration.sql".
    const qsizetype at = relative.startsWith(from) ? 0 : relative.indexOf(QString(u'/' + from)) + 1;
    relative.replace(at, from.size(), to);
    return { .from = file, .to = directory.filePath(relative) };
}

/// The number of a renumbering that was cut short between its two files: a down script of this name, but of a later number
/// that no up script has.
QString versionOfRenamedDown(const Stream &stream, const Migration &migration)
{
    if (migration.down)
        return {};
    const FolderListing listing = listFolder(stream.config.directory, stream.config.pattern);
    for (const MigrationFile &down : listing.downs) {
        const bool isOrphan
            = std::none_of(listing.ups.cbegin(),
                           listing.ups.cend(),
                           [&down](const MigrationFile &up) { return up.stem == down.stem; });
        if (isOrphan && down.name == migration.name && down.number > migration.number)
            return down.version;
    }
    return {};
}

Error unknownId(const Stream &stream, const QString &id)
{
    QStringList ids;
    for (const Migration &migration : stream.migrations)
        ids.append(migration.id);
    return { .kind = Error::Kind::Usage,
             .message = u"The stream %1 has no migration \"%2\"."_s.arg(stream.config.name, id),
             .remedy = ids.isEmpty() ? u"Its folder %1 is empty."_s.arg(stream.config.directory)
                                     : u"It has %1."_s.arg(ids.join(u", "_s)) };
}

} // namespace

Result<QString> renumber(const Stream &stream, const QString &id)
{
    const Migration *migration = stream.find(id);
    if (!migration)
        return unknownId(stream, id);
    if (migration->isInit || migration->version.isEmpty() || id.section(u'/', 0, -2).size() > 0)
        return Error{ .kind = Error::Kind::Usage,
                      .message
                      = u"%1 has no number in its file name that could be changed."_s.arg(id),
                      .remedy = u"Rename it by hand before it is applied anywhere."_s,
                      .where = { .file = migration->up.file } };
    const QString begun = versionOfRenamedDown(stream, *migration);
    const QString version
        = begun.isEmpty() ? nextVersion(stream, QDateTime::currentDateTimeUtc()) : begun;
    // The up script last: what ends between the two is taken up again by the same command, which still finds its id.
    QList<Rename> renames;
    if (migration->down)
        renames.append(renamed(stream, migration->down->file, migration->version, version));
    renames.append(renamed(stream, migration->up.file, migration->version, version));
    if (auto done = renameAll(renames); !done)
        return done.error();
    return migrationFile(stream.config.directory,
                         QDir(stream.config.directory).relativeFilePath(renames.last().to))
        .id;
}

} // namespace tidemark
