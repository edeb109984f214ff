#include "timelineview.h"

#include "timelineaccessible.h"
#include "timelinepainter.h"

#include <ui/themeprovider.h>

#include <QAccessible>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QPainter>
#include <QStyleOptionFocusRect>
#include <QToolTip>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 MsOfMinute = 60'000;
constexpr qint64 HourMs = 60 * MsOfMinute;
constexpr qint64 DayMs = 24 * HourMs;

QDateTime wholeMinute(const QDateTime &moment)
{
    return QDateTime::fromMSecsSinceEpoch(moment.toMSecsSinceEpoch() / MsOfMinute * MsOfMinute,
                                          Qt::UTC);
}

} // namespace

TimelineView::TimelineView(QWidget *parent)
    : QWidget(parent)
    , m_now(QDateTime::currentDateTimeUtc())
    , m_end(m_now)
    , m_moment(wholeMinute(m_now))
{
    setObjectName(u"timeline"_s);
    setAccessibleName(tr("Moment"));
    setAccessibleDescription(tr(
        "Arrow keys move by a minute, with Shift by an hour, with Alt by a day, with Ctrl to the "
        "next event. The events are also a list."));
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    setMouseTracking(true);
    installTimelineAccessibility();
}

void TimelineView::setModel(TimelineModel *model)
{
    if (m_model)
        m_model->disconnect(this);
    m_model = model;
    if (model)
        connect(model, &QAbstractItemModel::modelReset, this, qOverload<>(&QWidget::update));
    update();
}

void TimelineView::setNow(const QDateTime &now)
{
    const bool follows = m_end >= m_now;
    m_now = now.toUTC();
    setEnd(follows ? m_now : m_end);
    if (m_moment > m_now)
        setMoment(m_now);
}

void TimelineView::setOldest(const QDateTime &oldest)
{
    m_oldest = oldest.toUTC(); // it comes nearer all the time, and must not push the handle
    update();
}

QDateTime TimelineView::oldest() const
{
    return m_oldest.isValid() ? m_oldest : m_now.addMSecs(-milliseconds(TimelineZoom::Month));
}

void TimelineView::setReach(const QString &text)
{
    m_reach = text;
    update();
}

void TimelineView::setMoment(const QDateTime &moment)
{
    const QDateTime reachable = std::clamp(moment.toUTC(), std::min(oldest(), m_now), m_now);
    if (reachable == m_moment)
        return;
    m_moment = reachable;
    m_note.clear();
    showMoment();
    update();
    emit momentMoved(m_moment);
    QAccessibleValueChangeEvent event(this, spokenValue());
    QAccessible::updateAccessibility(&event);
}

void TimelineView::setMomentNote(const QString &note)
{
    if (note == m_note)
        return;
    m_note = note;
    QAccessibleValueChangeEvent event(this, spokenValue());
    QAccessible::updateAccessibility(&event);
}

QString TimelineView::spokenValue() const
{
    const bool hasSeconds = m_moment.time().second() != 0;
    const QString time = QLocale().toString(
        m_moment, hasSeconds ? u"d MMMM yyyy, HH:mm:ss"_s : u"d MMMM yyyy, HH:mm"_s);
    return m_note.isEmpty() ? tr("%1 UTC").arg(time) : tr("%1 UTC, %2").arg(time, m_note);
}

void TimelineView::setZoom(TimelineZoom zoom)
{
    if (zoom == m_zoom)
        return;
    zoomAround(int(zoom) - int(m_zoom), m_moment);
    showMoment();
}

void TimelineView::zoomIn()
{
    zoomAround(1, m_moment);
}

void TimelineView::zoomOut()
{
    zoomAround(-1, m_moment);
}

// What is at @p fixed stays where it is, as far as the ends of time let it.
void TimelineView::zoomAround(int steps, const QDateTime &fixed)
{
    const int wanted = std::clamp(int(m_zoom) + steps, 0, TimelineZoomCount - 1);
    if (wanted == int(m_zoom))
        return;
    const qreal share = qreal(fixed.msecsTo(m_end)) / qreal(milliseconds(m_zoom));
    m_zoom = TimelineZoom(wanted);
    setEnd(fixed.addMSecs(qint64(share * qreal(milliseconds(m_zoom)))));
    emit zoomChanged();
}

void TimelineView::setEnd(const QDateTime &end)
{
    const QDateTime first = std::min(oldest().addMSecs(milliseconds(m_zoom)), m_now);
    m_end = std::clamp(end, first, m_now);
    update();
}

void TimelineView::showMoment()
{
    const QDateTime begin = m_end.addMSecs(-milliseconds(m_zoom));
    if (m_moment > m_end)
        setEnd(m_moment);
    else if (m_moment < begin)
        setEnd(m_moment.addMSecs(milliseconds(m_zoom)));
}

QFontMetrics TimelineView::smallMetrics() const
{
    return { typeFont(TypeRole::Small, font()), this };
}

QSize TimelineView::sizeHint() const
{
    return timelineSizeHint(smallMetrics());
}

QSize TimelineView::minimumSizeHint() const
{
    return timelineMinimumSize(smallMetrics());
}

TimelineLayout TimelineView::layOut() const
{
    return timelineLayout(rect(), smallMetrics());
}

TimelineScale TimelineView::scale() const
{
    const QRectF plot = layOut().plot();
    return { .from = m_end.addMSecs(-milliseconds(m_zoom)).toMSecsSinceEpoch(),
             .to = m_end.toMSecsSinceEpoch(),
             .left = plot.left(),
             .right = plot.right() };
}

QList<PlacedEvent> TimelineView::placed() const
{
    return m_model ? placeEvents(*m_model, scale(), layOut(), smallMetrics())
                   : QList<PlacedEvent>();
}

QPointF TimelineView::markOf(int row) const
{
    for (const PlacedEvent &event : placed()) {
        if (event.row == row)
            return event.centre;
    }
    return { -1, -1 };
}

int TimelineView::rowAt(const QPointF &position) const
{
    int row = -1;
    qreal nearest = markReach() / 2;
    for (const PlacedEvent &event : placed()) {
        const QPointF away = event.centre - position;
        const bool hit = std::abs(away.y()) <= markReach() / 2 && std::abs(away.x()) <= nearest;
        if (!hit && !event.label.contains(position))
            continue;
        row = event.row;
        if (hit)
            nearest = std::abs(away.x());
    }
    return row;
}

QString TimelineView::toolTipAt(const QPointF &position) const
{
    const int row = rowAt(position);
    if (row < 0)
        return {};
    const TimelineEvent &event = m_model->rows().at(row);
    const QStringList lines{ event.label, shownMoment(event.at), event.origin };
    return lines.join(u'\n').trimmed();
}

void TimelineView::paintEvent(QPaintEvent *)
{
    if (!m_model)
        return;
    const TimelineLayout layout = layOut();
    const TimelineScale current = scale();
    const QList<PlacedEvent> events = placed();
    QPainter painter(this);
    painter.setFont(typeFont(TypeRole::Small, font()));
    const TimelinePicture picture{ .model = *m_model,
                                   .scale = current,
                                   .layout = layout,
                                   .events = events,
                                   .moment = m_moment,
                                   .now = m_now,
                                   .oldest = m_oldest,
                                   .reach = m_reach };
    TimelinePainter(painter, themeOf(this), picture).paint();
    if (hasFocus()) {
        QStyleOptionFocusRect ring;
        ring.initFrom(this);
        ring.rect = layout.plot().toAlignedRect().adjusted(-1, -1, 1, 1);
        style()->drawPrimitive(QStyle::PE_FrameFocusRect, &ring, &painter, this);
    }
}

bool TimelineView::event(QEvent *event)
{
    if (event->type() == QEvent::ShortcutOverride && isOwnKey(*static_cast<QKeyEvent *>(event))) {
        event->accept(); // Alt+Left goes a day back here, and not to the page before
        return true;
    }
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const QString text = toolTipAt(help->pos());
        if (text.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), text, this);
        return true;
    }
    return QWidget::event(event);
}

bool TimelineView::isOwnKey(const QKeyEvent &event) const
{
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        return true;
    case Qt::Key_Home:
    case Qt::Key_End:
    case Qt::Key_Return:
    case Qt::Key_Enter:
        return (event.modifiers() & ~Qt::KeypadModifier) == Qt::NoModifier;
    case Qt::Key_Plus:
    case Qt::Key_Minus:
        return !(event.modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    default:
        return false;
    }
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    const QString text = event->text();
    const bool isPlain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier));
    if (isOwnKey(*event) && moveByKey(*event))
        return;
    if (isPlain && text.size() == 1 && text.front().isDigit())
        emit typed(text);
    else
        QWidget::keyPressEvent(event);
}

bool TimelineView::moveByKey(const QKeyEvent &event)
{
    const bool forward = event.key() == Qt::Key_Right;
    const qint64 sign = forward ? 1 : -1;
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right:
        if (event.modifiers() & Qt::ControlModifier)
            moveToEvent(forward);
        else if (event.modifiers() & Qt::AltModifier)
            moveBy(sign * DayMs);
        else
            moveBy(sign * (event.modifiers() & Qt::ShiftModifier ? HourMs : MsOfMinute));
        return true;
    case Qt::Key_Home:
        setMoment(m_end.addMSecs(-milliseconds(m_zoom)));
        return true;
    case Qt::Key_End:
        setMoment(m_end);
        return true;
    case Qt::Key_Plus:
        zoomIn();
        return true;
    case Qt::Key_Minus:
        zoomOut();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        emit momentEntered();
        return true;
    default:
        return false;
    }
}

// From a moment between two minutes, a step lands on a whole one.
void TimelineView::moveBy(qint64 milliseconds)
{
    const QDateTime minute = wholeMinute(m_moment);
    const bool between = minute != m_moment;
    setMoment(minute.addMSecs(milliseconds + (between && milliseconds < 0 ? MsOfMinute : 0)));
}

void TimelineView::moveToEvent(bool forward)
{
    if (!m_model)
        return;
    QDateTime nearest;
    for (const TimelineEvent &event : m_model->rows()) {
        const QDateTime moment = momentBefore(event);
        const bool ahead = forward ? moment > m_moment : moment < m_moment;
        const bool nearer = !nearest.isValid() || (forward ? moment < nearest : moment > nearest);
        if (ahead && nearer)
            nearest = moment;
    }
    if (nearest.isValid())
        setMoment(nearest);
}

void TimelineView::moveTo(const QPointF &position)
{
    const TimelineScale current = scale();
    setMoment(wholeMinute(current.at(std::clamp(position.x(), current.left, current.right))));
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton || !m_model) {
        event->ignore();
        return;
    }
    const TimelineLayout layout = layOut();
    m_pressedRow = rowAt(event->position());
    m_isDragging = m_pressedRow < 0
                   && (layout.plot() | layout.handle | layout.axis).contains(event->position())
                   && event->position().x() >= layout.names.right();
    if (m_isDragging)
        moveTo(event->position());
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    if (m_isDragging) {
        moveTo(event->position());
        return;
    }
    setCursor(rowAt(event->position()) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    if (m_pressedRow >= 0 && m_model && rowAt(event->position()) == m_pressedRow)
        setMoment(momentBefore(m_model->rows().at(m_pressedRow)));
    m_pressedRow = -1;
    m_isDragging = false;
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    constexpr int Notch = 120; // an eighth of a degree each
    m_wheel += event->angleDelta().y();
    if (const int steps = m_wheel / Notch; steps != 0) {
        m_wheel -= steps * Notch;
        zoomAround(steps, scale().at(event->position().x()));
    }
    event->accept();
}

} // namespace tidemark
