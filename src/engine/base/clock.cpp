#include "clock.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Seconds reach this value in the year 5138, milliseconds passed it in 1973.
constexpr qint64 FirstMilliseconds = 100'000'000'000;

/// The number of the @p count digits from @p at; -1 if there are others among them.
int digitsAt(QStringView text, qsizetype at, qsizetype count)
{
    int number = 0;
    for (const QChar c : text.sliced(at, count)) {
        if (c < u'0' || c > u'9')
            return -1;
        number = number * 10 + (c.unicode() - u'0');
    }
    return number;
}

/// The reverse: as many digits as asked for, the last ones of @p number.
void writeDigits(QString &text, qsizetype at, qsizetype count, int number)
{
    for (qsizetype place = at + count - 1; place >= at; --place, number /= 10)
        text[place] = QChar(u'0' + number % 10);
}

/// "2026-11-21T03:14:02.123Z" as we write it, "2026-11-21 03:14:02" as SQLite does: most times there are, read by the thousand.
/// Invalid for any other form, and for what is no time.
QDateTime parseUsual(QStringView text)
{
    constexpr qsizetype WithSeconds = 19;
    constexpr qsizetype WithMilliseconds = 23;
    const QStringView time = text.endsWith(u'Z') ? text.chopped(1) : text;
    const bool precise = time.size() == WithMilliseconds && time.at(WithSeconds) == u'.';
    if (!precise && time.size() != WithSeconds)
        return {};
    const bool separated = time.at(4) == u'-' && time.at(7) == u'-' && time.at(13) == u':'
                           && time.at(16) == u':' && (time.at(10) == u'T' || time.at(10) == u' ');
    const int milliseconds = precise ? digitsAt(time, WithSeconds + 1, 3) : 0;
    const QDate day(digitsAt(time, 0, 4), digitsAt(time, 5, 2), digitsAt(time, 8, 2));
    const QTime clock(
        digitsAt(time, 11, 2), digitsAt(time, 14, 2), digitsAt(time, 17, 2), milliseconds);
    if (!separated || !day.isValid() || !clock.isValid())
        return {};
    return { day, clock, Qt::UTC };
}

} // namespace

QString rfc3339(const QDateTime &time)
{
    if (!time.isValid())
        return {};
    const QDateTime utc = time.toUTC();
    const QDate day = utc.date();
    if (day.year() < 0 || day.year() > 9999)
        return utc.toString(Qt::ISODateWithMs);
    const QTime clock = utc.time();
    QString text = u"0000-00-00T00:00:00.000Z"_s;
    writeDigits(text, 0, 4, day.year());
    writeDigits(text, 5, 2, day.month());
    writeDigits(text, 8, 2, day.day());
    writeDigits(text, 11, 2, clock.hour());
    writeDigits(text, 14, 2, clock.minute());
    writeDigits(text, 17, 2, clock.second());
    writeDigits(text, 20, 3, clock.msec());
    return text;
}

QDateTime parseTime(const QString &text)
{
    if (const QDateTime usual = parseUsual(text); usual.isValid())
        return usual;
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
