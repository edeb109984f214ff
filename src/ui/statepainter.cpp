#include "statepainter.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>

#include <functional>

namespace tidemark {

namespace {

constexpr qreal Grid = 16;
constexpr QPointF Centre{ 8, 8 };

QPen stroke(const QColor &colour, qreal width)
{
    return { colour, width, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin };
}

/// The painter's coordinates are the grid; what is cut out of a filled shape is painted in the page's base colour.
struct Ink {
    QPainter &painter;
    QColor colour;
    QColor cut;

    void fill(const QPolygonF &shape) const
    {
        painter.setPen(QPen(colour, 1.2, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        painter.setBrush(colour);
        painter.drawPolygon(shape);
    }
    void disc() const
    {
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(Centre, 7, 7);
    }
    void diamond() const { fill({ { 8, 1.4 }, { 14.6, 8 }, { 8, 14.6 }, { 1.4, 8 } }); }
    void octagon() const
    {
        fill({ { 5.2, 1.4 },
               { 10.8, 1.4 },
               { 14.6, 5.2 },
               { 14.6, 10.8 },
               { 10.8, 14.6 },
               { 5.2, 14.6 },
               { 1.4, 10.8 },
               { 1.4, 5.2 } });
    }
    void ring(const QPen &pen) const
    {
        painter.setPen(pen);
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(Centre, 6.2, 6.2);
    }
    void ring() const { ring(stroke(colour, 1.5)); }
    void line(qreal x1, qreal y1, qreal x2, qreal y2, const QColor &with, qreal width = 1.8) const
    {
        painter.setPen(stroke(with, width));
        painter.drawLine(QPointF(x1, y1), QPointF(x2, y2));
    }
    void path(const QPolygonF &points, const QColor &with, qreal width = 1.8) const
    {
        painter.setPen(stroke(with, width));
        painter.setBrush(Qt::NoBrush);
        painter.drawPolyline(points);
    }
    void dot(qreal x, qreal y, const QColor &with, qreal radius = 1.1) const
    {
        painter.setPen(Qt::NoPen);
        painter.setBrush(with);
        painter.drawEllipse(QPointF(x, y), radius, radius);
    }
};

void paintDashedRing(const Ink &ink)
{
    QPen pen(ink.colour, 1.6, Qt::CustomDashLine, Qt::FlatCap);
    pen.setDashPattern({ 1.9, 1.15 });
    ink.ring(pen);
    ink.line(5.2, 8, 10.8, 8, ink.colour);
}

void paintQuestion(const Ink &ink)
{
    ink.ring();
    QPainterPath hook(QPointF(6.2, 6.6));
    hook.cubicTo(6.2, 4.2, 9.9, 4.2, 9.9, 6.5);
    hook.cubicTo(9.9, 7.8, 8, 7.8, 8, 9.3);
    ink.painter.setPen(stroke(ink.colour, 1.4));
    ink.painter.drawPath(hook);
    ink.dot(8, 11.4, ink.colour, 0.9);
}

void paintPadlock(const Ink &ink)
{
    QPainterPath shackle(QPointF(5, 8));
    shackle.lineTo(5, 5.2);
    shackle.arcTo(QRectF(5, 2.2, 6, 6), 180, -180);
    shackle.lineTo(11, 8);
    ink.painter.setPen(QPen(ink.colour, 1.6));
    ink.painter.setBrush(Qt::NoBrush);
    ink.painter.drawPath(shackle);
    ink.painter.setPen(Qt::NoPen);
    ink.painter.setBrush(ink.colour);
    ink.painter.drawRoundedRect(QRectF(3, 7.2, 10, 7), 1.2, 1.2);
}

void paintCurvedArrow(const Ink &ink)
{
    QPainterPath arrow(QPointF(3.4, 6));
    arrow.lineTo(9.4, 6);
    arrow.cubicTo(15, 6, 15, 13.4, 9.4, 13.4);
    arrow.lineTo(5, 13.4);
    ink.painter.setPen(stroke(ink.colour, 1.6));
    ink.painter.setBrush(Qt::NoBrush);
    ink.painter.drawPath(arrow);
    ink.path({ { 6, 2.8 }, { 2.8, 6 }, { 6, 9.2 } }, ink.colour, 1.6);
}

void paintTriangle(const Ink &ink)
{
    ink.fill({ { 8, 1.9 }, { 15, 14.1 }, { 1, 14.1 } });
    ink.line(8, 6, 8, 9.6, ink.cut);
    ink.dot(8, 12, ink.cut, 1);
}

void paintArc(const Ink &ink, int step)
{
    constexpr int FullCircle = 360 * 16; // QPainter counts sixteenths of a degree
    ink.painter.setPen(stroke(ink.colour, 1.8));
    ink.painter.setBrush(Qt::NoBrush);
    const int start = FullCircle / 4 - step % ArcSteps * FullCircle / ArcSteps;
    ink.painter.drawArc(QRectF(2, 2, 12, 12), start, -FullCircle * 3 / 4);
}

void paintFilled(const Ink &ink, MarkShape shape)
{
    switch (shape) {
    case MarkShape::DiscTick:
        ink.disc();
        return ink.path({ { 4.7, 8.2 }, { 7, 10.5 }, { 11.3, 5.8 } }, ink.cut);
    case MarkShape::DiscInfo:
        ink.disc();
        ink.line(8, 7.6, 8, 11.4, ink.cut);
        return ink.dot(8, 4.7, ink.cut);
    case MarkShape::DiamondUnequal:
        ink.diamond();
        ink.line(5.4, 6.7, 10.6, 6.7, ink.cut, 1.3);
        ink.line(5.4, 9.3, 10.6, 9.3, ink.cut, 1.3);
        return ink.line(9.4, 4.9, 6.6, 11.1, ink.cut, 1.1);
    case MarkShape::DiamondPlus:
        ink.diamond();
        ink.line(5.2, 8, 10.8, 8, ink.cut);
        return ink.line(8, 5.2, 8, 10.8, ink.cut);
    case MarkShape::DiamondBars:
        ink.diamond();
        ink.line(6.6, 5.6, 6.6, 10.4, ink.cut);
        return ink.line(9.4, 5.6, 9.4, 10.4, ink.cut);
    case MarkShape::OctagonCross:
        ink.octagon();
        ink.line(5.7, 5.7, 10.3, 10.3, ink.cut);
        return ink.line(10.3, 5.7, 5.7, 10.3, ink.cut);
    default:
        ink.octagon();
        return ink.line(4.8, 8, 11.2, 8, ink.cut, 2.2);
    }
}

void paintShape(const Ink &ink, MarkShape shape, int step)
{
    using enum MarkShape;
    switch (shape) {
    case RingClock:
        ink.ring();
        return ink.path({ { 8, 4.6 }, { 8, 8.2 }, { 10.4, 9.4 } }, ink.colour, 1.5);
    case OpenArc:
        return paintArc(ink, step);
    case TriangleWarning:
        return paintTriangle(ink);
    case DashedRingBar:
        return paintDashedRing(ink);
    case RingQuestion:
        return paintQuestion(ink);
    case RingStroke:
        ink.ring();
        return ink.line(4, 12, 12, 4, ink.colour, 1.5);
    case Padlock:
        return paintPadlock(ink);
    case CurvedArrow:
        return paintCurvedArrow(ink);
    case DiscTick:
    case DiscInfo:
    case DiamondUnequal:
    case DiamondPlus:
    case DiamondBars:
    case OctagonCross:
    case OctagonBar:
        return paintFilled(ink, shape);
    }
}

using PaintFunction = std::function<void(QPainter &, const QRectF &)>;

/// Draws at the size and scale it is asked for, where a pixmap would be blurred.
class MarkIconEngine : public QIconEngine
{
public:
    explicit MarkIconEngine(PaintFunction paintMark)
        : m_paint(std::move(paintMark))
    {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode, QIcon::State) override
    {
        m_paint(*painter, QRectF(rect));
    }
    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State state) override
    {
        QPixmap pixmap(size);
        pixmap.fill(Qt::transparent);
        QPainter painter(&pixmap);
        paint(&painter, QRect(QPoint(), size), mode, state);
        return pixmap;
    }
    QIconEngine *clone() const override { return new MarkIconEngine(*this); }

private:
    PaintFunction m_paint;
};

} // namespace

void StatePainter::paint(QPainter &painter, const QRectF &rect, ShownState state, int step) const
{
    const auto mark = stateMark(state);
    paint(painter, rect, mark.shape, m_theme.colour(mark.colour), step);
}

void StatePainter::paint(
    QPainter &painter, const QRectF &rect, MarkShape shape, const QColor &ink, int step) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.topLeft());
    painter.scale(rect.width() / Grid, rect.height() / Grid);
    paintShape({ painter, ink, m_theme.base }, shape, step);
    painter.restore();
}

void StatePainter::paint(QPainter &painter, const QRectF &rect, ShownEnvironment environment) const
{
    const auto &mark = m_theme.environment(environment).mark;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing, environment != ShownEnvironment::Production);
    painter.setPen(Qt::NoPen);
    painter.setBrush(mark);
    switch (environment) {
    case ShownEnvironment::Local:
        painter.drawEllipse(rect);
        break;
    case ShownEnvironment::Staging:
        painter.drawPolygon(QPolygonF{
            { QPointF(rect.center().x(), rect.top()), rect.bottomRight(), rect.bottomLeft() } });
        break;
    case ShownEnvironment::Production:
        painter.drawRect(rect);
        break;
    case ShownEnvironment::Other:
        painter.setPen(QPen(mark, 2));
        painter.setBrush(Qt::NoBrush);
        painter.drawEllipse(rect.adjusted(1, 1, -1, -1));
        break;
    }
    painter.restore();
}

QIcon stateIcon(ShownState state, const Theme &theme)
{
    return QIcon(new MarkIconEngine([state, theme](QPainter &painter, const QRectF &rect) {
        StatePainter(theme).paint(painter, rect, state);
    }));
}

QIcon markIcon(MarkShape shape, ColourToken ink, const Theme &theme)
{
    return QIcon(new MarkIconEngine([shape, ink, theme](QPainter &painter, const QRectF &rect) {
        StatePainter(theme).paint(painter, rect, shape, theme.colour(ink));
    }));
}

QIcon environmentIcon(ShownEnvironment environment, const Theme &theme)
{
    return QIcon(new MarkIconEngine([environment, theme](QPainter &painter, const QRectF &rect) {
        const qreal side = rect.width() * EnvironmentMarkSize / 16.0;
        QRectF mark(0, 0, side, side);
        mark.moveCenter(rect.center());
        StatePainter(theme).paint(painter, mark, environment);
    }));
}

} // namespace tidemark
