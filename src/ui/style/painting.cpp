#include "painting.h"

#include <QPainter>
#include <QPainterPath>

namespace tidemark {

namespace {

/// Half the pen's width inwards, so that the line covers whole pixels.
QRectF inset(const QRect &rect, qreal penWidth)
{
    const qreal half = penWidth / 2;
    return QRectF(rect).adjusted(half, half, -half, -half);
}

} // namespace

void Brushwork::panel(const QRect &rect,
                      const QColor &fill,
                      const QColor &outline,
                      int radius) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(QPen(outline, LineWidth::Rule));
    painter.drawRoundedRect(inset(rect, LineWidth::Rule), radius, radius);
    painter.restore();
}

void Brushwork::focusRing(const QRect &rect, int radius) const
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, LineWidth::Focus));
    painter.drawRoundedRect(inset(rect, LineWidth::Focus), radius, radius);
    painter.restore();
}

void Brushwork::chevron(const QRectF &rect, Qt::ArrowType direction, const QColor &colour) const
{
    constexpr qreal Reach = 3.5;
    QPolygonF points{ { -Reach, -Reach / 2 }, { 0, Reach / 2 }, { Reach, -Reach / 2 } };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.translate(rect.center());
    if (direction == Qt::UpArrow)
        painter.rotate(180);
    else if (direction == Qt::RightArrow)
        painter.rotate(-90);
    else if (direction == Qt::LeftArrow)
        painter.rotate(90);
    painter.setPen(QPen(colour, 1.3, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(points);
    painter.restore();
}

void Brushwork::tick(const QRectF &box, const QColor &colour) const
{
    const auto at = [&box](qreal x, qreal y) {
        return QPointF(box.left() + x * box.width(), box.top() + y * box.height());
    };
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colour, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPolyline(QPolygonF{ { at(0.24, 0.52), at(0.43, 0.71), at(0.77, 0.31) } });
    painter.restore();
}

void Brushwork::rule(const QRect &rect) const
{
    painter.fillRect(rect, theme.border);
}

} // namespace tidemark
