#pragma once

#include <ui/theme.h>

#include <QStyle>

class QPainter;
class QRect;
class QRectF;

namespace tidemark {

/// What the parts of TidemarkStyle paint with.
struct Brushwork {
    const Theme &theme;
    QPainter &painter;

    /// A filled panel with a 1 px outline that lies on whole pixels.
    void panel(const QRect &rect, const QColor &fill, const QColor &outline, int radius) const;
    /// The 2 px ring of the widget with the keyboard, inside @p rect.
    void focusRing(const QRect &rect, int radius) const;
    void chevron(const QRectF &rect, Qt::ArrowType direction, const QColor &colour) const;
    void tick(const QRectF &box, const QColor &colour) const;
    void rule(const QRect &rect) const;
};

[[nodiscard]] inline bool isOn(const QStyle::State state, QStyle::StateFlag flag)
{
    return state.testFlag(flag);
}

} // namespace tidemark
