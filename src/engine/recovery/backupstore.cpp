#include "backup.h"
#include "manifest.h"

#include <engine/base/claimedfolder.h>
#include <engine/base/files.h>

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error damaged(const QString &file, const QString &what)
{
    return { .kind = Error::Kind::BadInput,
             .message = u"The backup is damaged: %1."_s.arg(what),
             .remedy = u"Use another backup; `tidemark-cli backups` lists them."_s,
             .where = { .file = file } };
}

Result<Backup> readManifest(const QString &folder)
{
    const QString file = manifestFile(folder);
    if (!QFileInfo::exists(file)) {
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"%1 is not a backup: it has no manifest.json."_s.arg(folder),
                      .remedy
                      = u"Name the folder of a backup; `tidemark-cli backups` lists them."_s,
                      .where = { .file = folder } };
    }
    const auto json = readFile(file);
    if (!json)
        return json.error();
    auto manifest = manifestFromJson(*json, file);
    if (!manifest)
        return manifest.error();
    return Backup{ .path = folder, .manifest = std::move(*manifest) };
}

bool isPart(const QString &name)
{
    return name.endsWith(".part"_L1);
}

void appendBackups(QList<Backup> &backups, const QString &folder, int depth)
{
    const QDir dir(folder);
    for (const QString &name : dir.entryList(QDir::Dirs | QDir::NoDotAndDotDot)) {
        if (isPart(name))
            continue;
        if (auto backup = readManifest(dir.filePath(name)))
            backups.append(std::move(*backup));
        else if (depth > 0)
            appendBackups(backups, dir.filePath(name), depth - 1);
    }
}

void sortNewestFirst(QList<Backup> &backups)
{
    std::sort(backups.begin(), backups.end(), [](const Backup &a, const Backup &b) {
        return a.manifest.takenAt != b.manifest.takenAt ? a.manifest.takenAt > b.manifest.takenAt
                                                        : a.path > b.path;
    });
}

} // namespace

Result<Backup> openBackup(const QString &path)
{
    const QFileInfo given(path);
    if (!given.exists()) {
        return Error{ .kind = Error::Kind::MissingInput,
                      .message = u"There is no backup %1."_s.arg(path),
                      .remedy = u"Check the path; `tidemark-cli backups` lists them."_s,
                      .where = { .file = path } };
    }
    auto backup = readManifest(given.isDir() ? QDir(path).absolutePath() : given.absolutePath());
    if (!backup)
        return backup;
    const QString file = backup->databaseFile();
    const QFileInfo database(file);
    if (!database.isFile())
        return damaged(file, u"database.sqlite is missing"_s);
    if (database.size() != backup->manifest.bytes) {
        return damaged(file,
                       u"database.sqlite has %1 bytes instead of %2"_s.arg(database.size())
                           .arg(backup->manifest.bytes));
    }
    const auto hash = sha256OfFile(file);
    if (!hash)
        return hash.error();
    if (*hash != backup->manifest.sha256)
        return damaged(file,
                       u"database.sqlite was changed after it was written (its SHA-256 differs)"_s);
    return backup;
}

QList<Backup> listBackups(const QString &folder)
{
    QList<Backup> backups;
    appendBackups(backups, folder, 1);
    sortNewestFirst(backups);
    return backups;
}

void pruneBackups(const QString &folder, int keep)
{
    ClaimedFolder::removeAbandoned(folder);
    QList<Backup> backups;
    appendBackups(backups, folder, 0);
    sortNewestFirst(backups);
    int verified = 0;
    for (const Backup &backup : std::as_const(backups)) {
        if (!backup.manifest.verified)
            continue;
        if (++verified > std::max(keep, 1)) // the newest verified one is the way back
            QDir(backup.path).removeRecursively();
    }
}

} // namespace tidemark
