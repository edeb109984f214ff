#include "columnmemory.h"

#include <QCryptographicHash>
#include <QSettings>
#include <QStringList>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const QLatin1StringView ColumnGroup = "columns/"_L1;
const QLatin1StringView RecentTables = "columns/recent"_L1;

} // namespace

ColumnMemory::ColumnMemory(QSettings *settings, const QString &table)
    : m_settings(settings)
    // A name may have slashes, which would make groups.
    , m_key(QString::fromLatin1(
          QCryptographicHash::hash(table.toUtf8(), QCryptographicHash::Sha256).toHex().left(16)))
{}

QHash<QString, double> ColumnMemory::widths() const
{
    QHash<QString, double> widths;
    if (!m_settings)
        return widths;
    const QStringList kept = m_settings->value(ColumnGroup + m_key).toStringList();
    for (qsizetype place = 0; place + 1 < kept.size(); place += 2) {
        if (const double width = kept.at(place + 1).toDouble(); width > 0)
            widths.insert(kept.at(place), width);
    }
    return widths;
}

void ColumnMemory::keep(const QString &column, double characters)
{
    if (!m_settings)
        return;
    QHash<QString, double> all = widths();
    all.insert(column, characters);
    QStringList kept;
    for (auto width = all.begin(); width != all.end(); ++width)
        kept << width.key() << QString::number(width.value(), 'f', 1);
    m_settings->setValue(ColumnGroup + m_key, kept);
    QStringList recent = m_settings->value(RecentTables).toStringList();
    recent.removeOne(m_key);
    recent.append(m_key);
    while (recent.size() > MostTables)
        m_settings->remove(ColumnGroup + recent.takeFirst());
    m_settings->setValue(RecentTables, recent);
}

} // namespace tidemark
