#include "timelinepainter.h"

#include <ui/statepainter.h>

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct TimelineWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::Timeline)
};

/// A bar of the writes and the gap after it.
constexpr qreal BarPitch = 4;
constexpr qreal BarGap = 1;
/// Half of the small arrow below the handle's label.
constexpr qreal Arrow = 5;

void drawText(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text)
{
    painter.drawText(rect, int(alignment | Qt::TextSingleLine), text);
}

} // namespace

QString shownMoment(const QDateTime &moment)
{
    const QDateTime utc = moment.toUTC();
    const bool hasSeconds = utc.time().second() != 0;
    return TimelineWords::tr("%1 UTC").arg(QLocale().toString(
        utc, hasSeconds ? u"ddd d MMM yyyy, HH:mm:ss"_s : u"ddd d MMM yyyy, HH:mm"_s));
}

TimelinePainter::TimelinePainter(QPainter &painter,
                                 const Theme &theme,
                                 const TimelinePicture &picture)
    : m_painter(painter)
    , m_theme(theme)
    , m_picture(picture)
{}

bool TimelinePainter::hasHandle() const
{
    return m_picture.scale.shows(m_picture.moment);
}

void TimelinePainter::paint() const
{
    m_painter.setRenderHint(QPainter::Antialiasing);
    paintSpans();
    paintGrid();
    paintWrites();
    paintNames();
    paintHandleLine(); // words stay readable over it
    paintEvents();
    paintNow();
    paintHandle();
    paintLegend();
}

// What cannot be reached any more, and what would be rewound.
void TimelinePainter::paintSpans() const
{
    const QRectF plot = m_picture.layout.plot();
    const auto inside = [&plot](qreal x) { return std::clamp(x, plot.left(), plot.right()); };
    if (m_picture.oldest.isValid()) {
        QRectF gone = plot;
        gone.setRight(inside(m_picture.scale.x(m_picture.oldest)));
        m_painter.fillRect(gone, m_theme.window);
    }
    if (!m_picture.moment.isValid())
        return;
    QRectF rewound = plot;
    rewound.setLeft(inside(m_picture.scale.x(m_picture.moment)));
    rewound.setRight(inside(m_picture.scale.x(m_picture.now)));
    if (rewound.width() > 0)
        m_painter.fillRect(rewound, m_theme.errorTint);
}

void TimelinePainter::paintGrid() const
{
    const TimelineLayout &layout = m_picture.layout;
    const QRectF plot = layout.plot();
    const QFontMetricsF metrics(m_painter.font());
    const QColor line = mixed(m_theme.base, m_theme.border, 0.7);
    const QString now = TimelineWords::tr("now");
    const qreal nowWidth
        = QFontMetricsF(typeFont(TypeRole::Strong, m_painter.font())).horizontalAdvance(now);
    const qreal nowAt = m_picture.scale.x(m_picture.now);
    for (const TimelineTick &tick :
         m_picture.scale.ticks(metrics.horizontalAdvance(u"00 MMM 00"_s))) {
        m_painter.fillRect(QRectF(std::round(tick.x), plot.top(), LineWidth::Rule, plot.height()),
                           line);
        const qreal width = metrics.horizontalAdvance(tick.label);
        if (std::abs(tick.x - nowAt) < (width + nowWidth) / 2 + Space::Small)
            continue; // "now" stands here
        const QRectF label(tick.x - width, layout.axis.top(), 2 * width, layout.axis.height());
        m_painter.setPen(m_theme.text2);
        drawText(m_painter, label, Qt::AlignCenter, tick.label);
    }
    for (const QRectF &lane : layout.lanes)
        m_painter.fillRect(QRectF(layout.names.left() + Space::Page,
                                  std::round(lane.bottom()),
                                  lane.right() - layout.names.left() - Space::Page,
                                  LineWidth::Rule),
                           line);
}

void TimelinePainter::paintWrites() const
{
    const TimelineScale &scale = m_picture.scale;
    const QRectF lane = m_picture.layout.lane(TimelineLane::Writes);
    const int buckets = int(lane.width() / BarPitch);
    const QList<double> rows
        = m_picture.model.writesPerBucket(scale.at(lane.left()), scale.at(lane.right()), buckets);
    const double most = rows.isEmpty() ? 0 : *std::max_element(rows.begin(), rows.end());
    if (most < 0) {
        m_painter.setPen(m_theme.text2);
        drawText(m_painter,
                 lane.adjusted(Space::Small, 0, 0, 0),
                 Qt::AlignLeft | Qt::AlignVCenter,
                 TimelineWords::tr("unknown: two backups are needed to tell"));
        return;
    }
    const QColor calm = mixed(m_theme.base, m_theme.accent, 0.65);
    const qreal room = lane.height() - Space::Small;
    for (int i = 0; i < rows.size(); ++i) {
        if (rows.at(i) < 0)
            continue;
        const qreal left = lane.left() + i * BarPitch;
        const bool goes = m_picture.moment.isValid() && scale.at(left) >= m_picture.moment;
        const qreal height = std::max(most > 0 ? room * rows.at(i) / most : 0, qreal(1));
        m_painter.fillRect(QRectF(left, lane.bottom() - height, BarPitch - BarGap, height),
                           goes ? m_theme.accent : calm);
    }
}

void TimelinePainter::paintNames() const
{
    const TimelineLayout &layout = m_picture.layout;
    m_painter.setPen(m_theme.text);
    for (int i = 0; i < TimelineLaneCount; ++i) {
        QRectF name = layout.lanes[size_t(i)];
        name.setLeft(layout.names.left() + Space::Page);
        name.setRight(layout.names.right());
        drawText(m_painter, name, Qt::AlignLeft | Qt::AlignVCenter, laneName(TimelineLane(i)));
    }
    m_painter.setPen(m_theme.text2);
    drawText(m_painter,
             layout.handle.adjusted(Space::Page, 0, 0, 0),
             Qt::AlignLeft | Qt::AlignVCenter,
             m_picture.reach);
}

void TimelinePainter::paintEvents() const
{
    const StatePainter marks(m_theme);
    for (const PlacedEvent &placed : m_picture.events) {
        const TimelineEvent &event = m_picture.model.rows().at(placed.row);
        if (event.lane == TimelineLane::Backups) {
            paintBackup(placed.centre, event.state == ShownState::Verified);
            continue;
        }
        QRectF mark(0, 0, StateMarkSize, StateMarkSize);
        mark.moveCenter(placed.centre);
        marks.paint(m_painter, mark, event.state);
        m_painter.setPen(m_theme.text);
        drawText(m_painter, placed.label, Qt::AlignLeft | Qt::AlignVCenter, placed.text);
    }
}

// Verified and not are told apart without colour: filled and hollow.
void TimelinePainter::paintBackup(const QPointF &centre, bool isVerified) const
{
    QRectF box(0, 0, StateMarkSize * 0.6, StateMarkSize * 0.75);
    box.moveCenter(centre);
    m_painter.setPen(QPen(isVerified ? m_theme.ok : m_theme.text2, 1.4));
    m_painter.setBrush(isVerified ? m_theme.ok : m_theme.base);
    m_painter.drawRoundedRect(box, 2, 2);
    m_painter.setBrush(Qt::NoBrush);
}

void TimelinePainter::paintNow() const
{
    if (!m_picture.scale.shows(m_picture.now))
        return;
    const QRectF plot = m_picture.layout.plot();
    const qreal x = std::round(m_picture.scale.x(m_picture.now)) + 0.5;
    m_painter.setPen(QPen(m_theme.text2, 1, Qt::DashLine));
    m_painter.drawLine(QPointF(x, plot.top() - Space::Tiny), QPointF(x, plot.bottom()));
    const QRectF &axis = m_picture.layout.axis;
    const QFont before = m_painter.font();
    m_painter.setFont(typeFont(TypeRole::Strong, before));
    m_painter.setPen(m_theme.text);
    drawText(m_painter,
             QRectF(x - Space::Welcome, axis.top(), 2 * Space::Welcome, axis.height()),
             Qt::AlignCenter,
             TimelineWords::tr("now"));
    m_painter.setFont(before);
}

void TimelinePainter::paintHandleLine() const
{
    if (!hasHandle())
        return;
    const QRectF plot = m_picture.layout.plot();
    const qreal x = std::round(m_picture.scale.x(m_picture.moment));
    m_painter.fillRect(QRectF(x - 1, plot.top() - Arrow, LineWidth::Focus, plot.height() + Arrow),
                       m_theme.accent);
}

void TimelinePainter::paintHandle() const
{
    if (!hasHandle())
        return;
    const QRectF area = m_picture.layout.handle;
    const qreal x = std::round(m_picture.scale.x(m_picture.moment));
    const QFont before = m_painter.font();
    m_painter.setFont(typeFont(TypeRole::Strong, before));
    const QFontMetricsF metrics(m_painter.font());
    const QString text = shownMoment(m_picture.moment);
    QRectF label(0,
                 0,
                 metrics.horizontalAdvance(text) + 2 * Space::Small + 2,
                 metrics.height() + Space::Small);
    label.moveCenter({ x, area.center().y() });
    label.moveLeft(std::clamp(label.left(),
                              area.left() + Space::Tiny,
                              std::max(area.right() - Space::Tiny - label.width(), area.left())));
    m_painter.setPen(Qt::NoPen);
    m_painter.setBrush(m_theme.accent);
    m_painter.drawRoundedRect(label, Radius::Button, Radius::Button);
    m_painter.drawPolygon(QPolygonF{ { x - Arrow, label.bottom() - 1 },
                                     { x + Arrow, label.bottom() - 1 },
                                     { x, label.bottom() - 1 + Arrow } });
    m_painter.setBrush(Qt::NoBrush);
    m_painter.setPen(m_theme.onAccent);
    drawText(m_painter, label, Qt::AlignCenter, text);
    m_painter.setFont(before);
}

qreal TimelinePainter::paintLegendItem(qreal left, ShownState state, const QString &word) const
{
    const QRectF &legend = m_picture.layout.legend;
    const QPointF centre(left + StateMarkSize / 2.0, legend.center().y());
    if (state == ShownState::Verified || state == ShownState::NotVerified) {
        paintBackup(centre, state == ShownState::Verified);
    } else if (state == ShownState::Rewound) {
        m_painter.fillRect(QRectF(left, centre.y() - 6, 12, 12), m_theme.errorTint);
    } else {
        QRectF mark(0, 0, StateMarkSize, StateMarkSize);
        mark.moveCenter(centre);
        StatePainter(m_theme).paint(m_painter, mark, state);
    }
    QRectF text = legend;
    text.setLeft(left + StateMarkSize + Space::Small);
    m_painter.setPen(m_theme.text2);
    drawText(m_painter, text, Qt::AlignLeft | Qt::AlignVCenter, word);
    return text.left() + QFontMetricsF(m_painter.font()).horizontalAdvance(word) + Space::Group;
}

void TimelinePainter::paintLegend() const
{
    const QRectF &legend = m_picture.layout.legend;
    if (legend.isEmpty())
        return;
    qreal left = legend.left();
    left = paintLegendItem(left, ShownState::Verified, TimelineWords::tr("verified backup"));
    left = paintLegendItem(left, ShownState::NotVerified, TimelineWords::tr("not verified"));
    left = paintLegendItem(left, ShownState::OutsideChange, TimelineWords::tr("outside change"));
    left = paintLegendItem(left, ShownState::Rewound, TimelineWords::tr("would be rewound"));
    const QString keys = TimelineWords::tr("← → 1 minute · Shift 1 hour · Ctrl next event");
    if (left + QFontMetricsF(m_painter.font()).horizontalAdvance(keys) > legend.right())
        return;
    m_painter.setPen(m_theme.text2);
    drawText(m_painter, legend, Qt::AlignRight | Qt::AlignVCenter, keys);
}

} // namespace tidemark
