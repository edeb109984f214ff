#include "timelinelayout.h"

#include <ui/statepainter.h>
#include <ui/theme.h>

#include <QFontMetrics>

namespace tidemark {

namespace {

constexpr int MarkLanes = TimelineLaneCount - 1;
constexpr qreal LabelGap = 4;

int namesWidth(const QFontMetrics &metrics)
{
    int width = 0;
    for (int lane = 0; lane < TimelineLaneCount; ++lane)
        width = std::max(width, metrics.horizontalAdvance(laneName(TimelineLane(lane))));
    return width + Space::Page + Space::Medium;
}

int handleHeight(const QFontMetrics &metrics)
{
    return metrics.height() + RowPadding::Button + Space::Small;
}

int axisHeight(const QFontMetrics &metrics)
{
    return metrics.height() + RowPadding::TableRow;
}

bool isTrouble(const TimelineEvent &event)
{
    const ColourToken colour = stateMark(event.state).colour;
    return colour == ColourToken::Error || colour == ColourToken::Warning;
}

bool isFree(const QList<QRectF> &taken, const QRectF &wanted)
{
    return std::none_of(taken.begin(), taken.end(), [&wanted](const QRectF &each) {
        return each.intersects(wanted);
    });
}

/// Finds room for the labels of one lane.
void placeLabels(QList<PlacedEvent *> lane,
                 const TimelineModel &model,
                 const QRectF &room,
                 const QFontMetrics &metrics)
{
    QList<QRectF> taken;
    const qreal half = markReach() / 2;
    for (const PlacedEvent *event : lane)
        taken.append({ event->centre.x() - half, room.top(), markReach(), room.height() });
    std::stable_sort(lane.begin(), lane.end(), [&model](PlacedEvent *left, PlacedEvent *right) {
        const bool trouble = isTrouble(model.rows().at(left->row));
        if (trouble != isTrouble(model.rows().at(right->row)))
            return trouble;
        return left->row > right->row;
    });
    const int most = int(room.width() * 2 / 5);
    for (PlacedEvent *event : lane) {
        const QString text
            = metrics.elidedText(model.rows().at(event->row).label, Qt::ElideRight, most);
        const qreal width = metrics.horizontalAdvance(text) + 1;
        const qreal gap = half + LabelGap;
        const QRectF right(event->centre.x() + gap, room.top(), width, room.height());
        const QRectF left(event->centre.x() - gap - width, room.top(), width, room.height());
        const bool fitsRight = right.right() <= room.right() && isFree(taken, right);
        const bool fitsLeft = left.left() >= room.left() && isFree(taken, left);
        if (!fitsRight && !fitsLeft)
            continue;
        event->label = fitsRight ? right : left;
        event->text = text;
        taken.append(event->label.adjusted(-LabelGap, 0, LabelGap, 0));
    }
}

} // namespace

qreal markReach()
{
    return StateMarkSize + 3;
}

QRectF TimelineLayout::plot() const
{
    return lanes.front().united(lanes.back());
}

TimelineLayout timelineLayout(const QRectF &area, const QFontMetrics &metrics)
{
    const qreal line = metrics.height();
    const qreal fixed = handleHeight(metrics) + axisHeight(metrics);
    const qreal legend = line + RowPadding::ListRow;
    const qreal usual = timelineSizeHint(metrics).height() - fixed - legend;
    const bool hasLegend = area.height() >= fixed + legend + usual * 3 / 4;
    const qreal room = area.height() - fixed - (hasLegend ? legend : 0);
    const qreal unit = room / (MarkLanes + 2); // the bars take two lanes

    TimelineLayout layout;
    const qreal left = area.left() + namesWidth(metrics);
    const qreal right = area.right() - Space::Page - metrics.averageCharWidth() * 2;
    layout.handle = QRectF(area.left(), area.top(), area.width(), handleHeight(metrics));
    qreal top = layout.handle.bottom();
    for (size_t lane = 0; lane < layout.lanes.size(); ++lane) {
        const qreal height = lane == 0 ? 2 * unit : unit;
        layout.lanes[lane] = QRectF(left, top, right - left, height);
        top += height;
    }
    layout.names = QRectF(area.left(), layout.handle.bottom(), left - area.left(), room);
    layout.axis = QRectF(left, top, right - left, axisHeight(metrics));
    if (hasLegend)
        layout.legend = QRectF(left, layout.axis.bottom(), right - left, legend);
    return layout;
}

QSize timelineSizeHint(const QFontMetrics &metrics)
{
    const int lane = metrics.height() + RowPadding::Button;
    const int legend = metrics.height() + RowPadding::ListRow;
    return { namesWidth(metrics) * 5,
             handleHeight(metrics) + axisHeight(metrics) + legend + lane * (MarkLanes + 2) };
}

QSize timelineMinimumSize(const QFontMetrics &metrics)
{
    const int lane = metrics.height() + Space::Tiny;
    return { namesWidth(metrics) * 2,
             handleHeight(metrics) + axisHeight(metrics) + lane * (MarkLanes + 2) };
}

QList<PlacedEvent> placeEvents(const TimelineModel &model,
                               const TimelineScale &scale,
                               const TimelineLayout &layout,
                               const QFontMetrics &metrics)
{
    QList<PlacedEvent> placed;
    for (int row = 0; row < model.rows().size(); ++row) {
        const TimelineEvent &event = model.rows().at(row);
        if (scale.shows(event.at))
            placed.append(
                { .row = row,
                  .centre = { scale.x(event.at), layout.lane(event.lane).center().y() } });
    }
    for (const auto lane :
         { TimelineLane::Migrations, TimelineLane::Restores, TimelineLane::OutsideChanges }) {
        QList<PlacedEvent *> events;
        for (PlacedEvent &event : placed) {
            if (model.rows().at(event.row).lane == lane)
                events.append(&event);
        }
        placeLabels(events, model, layout.lane(lane), metrics);
    }
    return placed;
}

} // namespace tidemark
