#include "stream.h"

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

QString Layout::name() const
{
    switch (kind) {
    case LayoutKind::Wrangler:
        return u"wrangler"_s;
    case LayoutKind::Numbered:
        return u"numbered"_s;
    case LayoutKind::Plain:
        return u"plain"_s;
    case LayoutKind::Drizzle:
        return u"drizzle"_s;
    }
    return {};
}

QString Layout::downFileName(const QString &upFileName) const
{
    const QString stem = upFileName.endsWith(".sql"_L1) ? upFileName.chopped(4) : upFileName;
    switch (kind) {
    case LayoutKind::Numbered:
        return stem + u".rollback.sql"_s;
    case LayoutKind::Plain:
        return stem + u"_rollback.sql"_s;
    case LayoutKind::Wrangler:
        // Wrangler runs every *.sql of its folder forward, but does not look into folders below it.
        return u"down/"_s + stem + u".sql"_s;
    case LayoutKind::Drizzle:
        return {};
    }
    return {};
}

QString Layout::mirrorTable(const StreamConfig &config) const
{
    switch (kind) {
    case LayoutKind::Wrangler:
        return config.mirrorTable.isEmpty() ? u"d1_migrations"_s : config.mirrorTable;
    case LayoutKind::Numbered:
        return u"_migrations"_s;
    case LayoutKind::Drizzle:
        return u"__drizzle_migrations"_s;
    case LayoutKind::Plain:
        return {};
    }
    return {};
}

const Migration *Stream::find(const QString &id) const
{
    const auto found
        = std::find_if(migrations.cbegin(), migrations.cend(), [&id](const Migration &migration) {
              return migration.id == id;
          });
    return found == migrations.cend() ? nullptr : &*found;
}

QList<const Migration *> Stream::withNumber(qint64 number) const
{
    QList<const Migration *> found;
    for (const Migration &migration : migrations) {
        if (migration.number == number && !migration.version.isEmpty())
            found.append(&migration);
    }
    return found;
}

bool Stream::isDeclaredDuplicate(const QString &id) const
{
    return std::any_of(config.duplicates.cbegin(),
                       config.duplicates.cend(),
                       [&id](const QStringList &pair) { return pair.contains(id); });
}

} // namespace tidemark
