#pragma once

#include <QDateTime>
#include <QList>

namespace tidemark {

/// How much time the timeline shows at once.
enum class TimelineZoom { Month, Week, Day, Hour };
inline constexpr int TimelineZoomCount = int(TimelineZoom::Hour) + 1;

[[nodiscard]] qint64 milliseconds(TimelineZoom zoom);
/// "30 days", "7 days", "24 hours", "1 hour".
[[nodiscard]] QString zoomName(TimelineZoom zoom);

/// A labelled line of the axis.
struct TimelineTick {
    qreal x = 0;
    QString label;
};

/// Which time is where: from left to right, in every language.
struct TimelineScale {
    qint64 from = 0; ///< ms since 1970 at @c left
    qint64 to = 1; ///< and at @c right
    qreal left = 0;
    qreal right = 1;

    [[nodiscard]] qreal x(const QDateTime &at) const;
    [[nodiscard]] QDateTime at(qreal x) const;
    [[nodiscard]] bool shows(const QDateTime &at) const;
    /// At round times, as dense as labels of @p labelWidth pixels allow.
    [[nodiscard]] QList<TimelineTick> ticks(qreal labelWidth) const;
};

} // namespace tidemark
