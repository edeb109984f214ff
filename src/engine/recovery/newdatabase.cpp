#include "newdatabase.h"

#include <engine/base/files.h>

#include <QFile>
#include <QFileInfo>
#include <QScopeGuard>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error exists(const QString &file)
{
    return { .kind = Error::Kind::Usage,
             .message = u"%1 exists already."_s.arg(file),
             .remedy = u"Choose another name, or restore into the database that is there."_s,
             .where = { .file = file } };
}

Error notRenamed(const QString &file, const QString &why)
{
    return { .kind = Error::Kind::Safety,
             .message = u"%1 cannot be written: %2."_s.arg(file, why),
             .remedy = u"Check the permissions and the free space of the disk."_s,
             .where = { .file = file } };
}

} // namespace

Result<> makeDatabaseFile(const QString &file,
                          const std::function<Result<>(const QString &part)> &fill)
{
    // A -wal that was left behind would be read into the new file, and deleted rows would reappear.
    for (const QString &path : { file, QString(file + "-wal"_L1) }) {
        if (QFileInfo::exists(path))
            return exists(path);
    }
    if (auto made = makePrivateDirectory(QFileInfo(file).absolutePath()); !made)
        return made;
    const QString part = file + ".part"_L1;
    QFile::remove(part);
    const auto cleanUp = qScopeGuard([&part] { QFile::remove(part); });
    if (auto filled = fill(part); !filled)
        return filled;
    if (auto synced = syncToDisk(part); !synced)
        return synced;
    QFile renamed(part);
    if (!renamed.rename(file)) // never replaces
        return notRenamed(file, renamed.errorString());
    return syncToDisk(file);
}

} // namespace tidemark
