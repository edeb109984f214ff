#pragma once

#include "timelinescale.h"

#include <models/timelinemodel.h>

#include <QRectF>

#include <array>

class QFontMetrics;

namespace tidemark {

/// Where the parts of the timeline are, all heights from the font. In a low widget the legend goes first, then the lanes
/// come closer.
struct TimelineLayout {
    QRectF handle; ///< the label of the moment moves in here
    std::array<QRectF, TimelineLaneCount> lanes; ///< of the plot, without the names
    QRectF names; ///< the column of lane names, as high as the lanes
    QRectF axis;
    QRectF legend; ///< empty: there is no room

    /// From the top of the first lane to the bottom of the last.
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] const QRectF &lane(TimelineLane lane) const { return lanes[size_t(lane)]; }
};

[[nodiscard]] TimelineLayout timelineLayout(const QRectF &area, const QFontMetrics &metrics);
[[nodiscard]] QSize timelineSizeHint(const QFontMetrics &metrics);
[[nodiscard]] QSize timelineMinimumSize(const QFontMetrics &metrics);

/// An event that is seen.
struct PlacedEvent {
    int row = 0; ///< of the model
    QPointF centre;
    QRectF label = {}; ///< empty: mark only
    QString text = {}; ///< what stands in @c label
};

/// Side of the area in which a mark is hit.
[[nodiscard]] qreal markReach();

/// Labels stand right of their marks, or left; those that would touch another mark or label are left out. Trouble comes
/// first, then what is newer.
[[nodiscard]] QList<PlacedEvent> placeEvents(const TimelineModel &model,
                                             const TimelineScale &scale,
                                             const TimelineLayout &layout,
                                             const QFontMetrics &metrics);

} // namespace tidemark
