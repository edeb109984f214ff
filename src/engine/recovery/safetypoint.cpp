#include "safetypoint.h"

#include <engine/base/files.h>
#include <engine/base/paths.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int FolderNameLength = 16;

// Lock and guard are made before the first run, so they do not count; nor does what SQLite and D1 keep for themselves.
Result<bool> hasContent(SqliteConnection &source)
{
    const auto found
        = source.query({ "SELECT count(*) FROM sqlite_schema WHERE lower(name) NOT GLOB 'sqlite_*' "
                         "AND lower(name) NOT GLOB '_cf_*' AND tbl_name NOT IN ('_tidemark_lock', "
                         "'_tidemark_guard')" });
    if (!found)
        return found.error();
    return found->rows.first().first().toInteger() > 0;
}

QString folderOf(const BackupRequest &request)
{
    const QString root
        = request.folder.isEmpty() ? Paths::fromEnvironment().safetyPoints() : request.folder;
    return safetyPointFolder(root, request.target);
}

} // namespace

QString safetyPointFolder(const QString &root, const Target &target)
{
    return root + u'/' + sha256(target.key().toUtf8()).left(FolderNameLength);
}

QString kindName(SafetyPoint::Kind kind)
{
    switch (kind) {
    case SafetyPoint::Kind::None:
        return u"none"_s;
    case SafetyPoint::Kind::Bookmark:
        return u"bookmark"_s;
    case SafetyPoint::Kind::Backup:
        return u"backup"_s;
    }
    return u"none"_s;
}

Result<SafetyPoint> takeSafetyPoint(SqliteConnection &source,
                                    const BackupRequest &request,
                                    int keep,
                                    const Conduct &conduct)
{
    const auto isNeeded = hasContent(source);
    if (!isNeeded) {
        Error error = isNeeded.error();
        if (error.kind != Error::Kind::Cancelled)
            error.kind = Error::Kind::Safety;
        return error;
    }
    if (!*isNeeded)
        return SafetyPoint{ .kind = SafetyPoint::Kind::None, .value = {}, .takenAt = request.now };

    BackupRequest own = request;
    own.folder = folderOf(request);
    const auto backup = takeBackup(source, own, conduct);
    if (!backup)
        return backup.error();
    if (!backup->manifest.verified) {
        return Error{
            .kind = Error::Kind::Safety,
            .message
            = u"The safety point %1 does not hold what the database holds: it could not be verified."_s
                  .arg(backup->path),
            .remedy
            = u"Check the disk, then run the command again. The copy is kept for inspection."_s
        };
    }
    pruneBackups(own.folder, keep);
    return SafetyPoint{ .kind = SafetyPoint::Kind::Backup,
                        .value = backup->path,
                        .takenAt = backup->manifest.takenAt };
}

} // namespace tidemark
