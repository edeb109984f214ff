#include "bookmark.h"

#include <QCryptographicHash>
#include <QRegularExpression>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 SecondsPerDay = 86'400;

QString hex(quint32 number)
{
    return QString::number(number, 16).rightJustified(8, u'0');
}

} // namespace

Bookmark Bookmark::fromString(const QString &text)
{
    return { text.section(u'-', 0, 0).toUInt(nullptr, 16),
             text.section(u'-', 1, 1).toUInt(nullptr, 16) };
}

bool Bookmark::isValid(const QString &text)
{
    static const QRegularExpression shape(u"^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{32}$"_s);
    return shape.match(text).hasMatch();
}

QString Bookmark::toString(const QDateTime &moment, const QByteArray &identity) const
{
    const auto day = static_cast<quint32>(moment.toSecsSinceEpoch() / SecondsPerDay);
    const QString counters = u"%1-%2-%3-"_s.arg(hex(m_generation), hex(m_sequence), hex(day));
    const QByteArray hashed
        = counters.toLatin1() + identity + QByteArray::number(moment.toMSecsSinceEpoch());
    return counters
           + QString::fromLatin1(QCryptographicHash::hash(hashed, QCryptographicHash::Md5).toHex());
}

} // namespace tidemark::sandbox
