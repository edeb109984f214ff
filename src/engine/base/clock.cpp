#include "clock.h"

namespace tidemark {

namespace {

// Seconds reach this value in the year 5138, milliseconds passed it in 1973.
constexpr qint64 FirstMilliseconds = 100'000'000'000;

} // namespace

QString rfc3339(const QDateTime &time)
{
    return time.isValid() ? time.toUTC().toString(Qt::ISODateWithMs) : QString();
}

QDateTime parseTime(const QString &text)
{
    bool isNumber = false;
    const qint64 number = text.trimmed().toLongLong(&isNumber);
    if (isNumber) {
        return number < FirstMilliseconds ? QDateTime::fromSecsSinceEpoch(number, Qt::UTC)
                                          : QDateTime::fromMSecsSinceEpoch(number, Qt::UTC);
    }
    QDateTime time = QDateTime::fromString(text.trimmed(), Qt::ISODateWithMs);
    if (time.isValid() && time.timeSpec() == Qt::LocalTime)
        time.setTimeSpec(Qt::UTC); // SQLite's and D1's times carry no zone and mean UTC
    return time.toUTC();
}

} // namespace tidemark
