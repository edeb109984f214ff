#include "timelinescale.h"

#include <QCoreApplication>
#include <QLocale>

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct TimelineScaleWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::Timeline)
};

constexpr qint64 Minute = 60'000;
constexpr qint64 Hour = 60 * Minute;
constexpr qint64 Day = 24 * Hour;

constexpr std::array ScaleSteps{ 1 * Minute,  2 * Minute, 5 * Minute, 10 * Minute, 15 * Minute,
                                 30 * Minute, 1 * Hour,   2 * Hour,   3 * Hour,    6 * Hour,
                                 12 * Hour,   1 * Day,    2 * Day,    3 * Day,     7 * Day,
                                 14 * Day,    28 * Day };

QString tickLabel(const QDateTime &at, qint64 step)
{
    const bool startsDay = at.time() == QTime(0, 0);
    return QLocale().toString(at, step >= Day || startsDay ? u"d MMM"_s : u"HH:mm"_s);
}

} // namespace

qint64 milliseconds(TimelineZoom zoom)
{
    switch (zoom) {
    case TimelineZoom::Month:
        return 30 * Day;
    case TimelineZoom::Week:
        return 7 * Day;
    case TimelineZoom::Day:
        return Day;
    case TimelineZoom::Hour:
        return Hour;
    }
    Q_UNREACHABLE();
}

QString zoomName(TimelineZoom zoom)
{
    switch (zoom) {
    case TimelineZoom::Month:
        return TimelineScaleWords::tr("30 days");
    case TimelineZoom::Week:
        return TimelineScaleWords::tr("7 days");
    case TimelineZoom::Day:
        return TimelineScaleWords::tr("24 hours");
    case TimelineZoom::Hour:
        return TimelineScaleWords::tr("1 hour");
    }
    Q_UNREACHABLE();
}

qreal TimelineScale::x(const QDateTime &at) const
{
    return left + (right - left) * qreal(at.toMSecsSinceEpoch() - from) / qreal(to - from);
}

QDateTime TimelineScale::at(qreal x) const
{
    const qreal share = right > left ? (x - left) / (right - left) : 0;
    return QDateTime::fromMSecsSinceEpoch(from + qint64(share * qreal(to - from)), Qt::UTC);
}

bool TimelineScale::shows(const QDateTime &at) const
{
    const qint64 time = at.toMSecsSinceEpoch();
    return at.isValid() && time >= from && time <= to;
}

QList<TimelineTick> TimelineScale::ticks(qreal labelWidth) const
{
    const qreal perPixel = qreal(to - from) / std::max(right - left, qreal(1));
    const auto wide = std::find_if(ScaleSteps.begin(), ScaleSteps.end(), [&](qint64 step) {
        return qreal(step) >= labelWidth * perPixel;
    });
    const qint64 step = wide == ScaleSteps.end() ? ScaleSteps.back() : *wide;
    QList<TimelineTick> ticks;
    for (qint64 time = (from + step - 1) / step * step; time <= to; time += step) {
        const auto at = QDateTime::fromMSecsSinceEpoch(time, Qt::UTC);
        ticks.append({ x(at), tickLabel(at, step) });
    }
    return ticks;
}

} // namespace tidemark
