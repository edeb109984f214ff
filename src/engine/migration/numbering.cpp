#include "numbering.h"

#include "migrationfiles.h"

#include <QDateTime>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int TimestampDigits = 14;

int usualWidth(LayoutKind kind)
{
    return kind == LayoutKind::Plain ? 3 : 4;
}

} // namespace

QString nextVersion(const Stream &stream, const QDateTime &now)
{
    const FolderListing listing = listFolder(stream.config.directory, stream.config.pattern);
    qint64 greatest = 0;
    auto width = usualWidth(stream.layout.kind);
    const auto see = [&](qint64 number, const QString &version) {
        if (version.isEmpty() || number < greatest)
            return;
        greatest = number;
        width = static_cast<int>(version.size());
    };
    for (const MigrationFile &file : listing.ups + listing.downs)
        see(file.number, file.version);
    for (const Migration &migration : stream.migrations) {
        if (!migration.isInit)
            see(migration.number, migration.version);
    }
    qint64 next = greatest + 1;
    if (width == TimestampDigits)
        next = std::max(next, now.toUTC().toString(u"yyyyMMddHHmmss"_s).toLongLong());
    return QString::number(next).rightJustified(width, u'0');
}

} // namespace tidemark
