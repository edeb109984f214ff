#pragma once

#include "timelinelayout.h"

#include <ui/theme.h>

class QPainter;

namespace tidemark {

/// Everything one picture of the timeline needs.
struct TimelinePicture {
    const TimelineModel &model;
    const TimelineScale &scale;
    const TimelineLayout &layout;
    const QList<PlacedEvent> &events;
    QDateTime moment; ///< invalid: no handle
    QDateTime now;
    QDateTime oldest; ///< nothing is kept before; invalid: as far as one sees
    QString reach; ///< "Time Travel window: 30 days"
};

/// Draws it, in the colours of @p theme.
class TimelinePainter
{
public:
    TimelinePainter(QPainter &painter, const Theme &theme, const TimelinePicture &picture);

    void paint() const;

private:
    void paintSpans() const;
    void paintGrid() const;
    void paintWrites() const;
    void paintNames() const;
    void paintEvents() const;
    void paintBackup(const QPointF &centre, bool isVerified) const;
    void paintNow() const;
    void paintHandleLine() const;
    void paintHandle() const;
    void paintLegend() const;
    /// A mark and its word, from @p left on; returns where the next one starts.
    [[nodiscard]] qreal paintLegendItem(qreal left, ShownState state, const QString &word) const;
    [[nodiscard]] bool hasHandle() const;

    QPainter &m_painter;
    const Theme &m_theme;
    const TimelinePicture &m_picture;
};

/// "Sat 14 Nov 2026, 16:20 UTC"; with seconds where there are any.
[[nodiscard]] QString shownMoment(const QDateTime &moment);

} // namespace tidemark
