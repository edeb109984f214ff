#pragma once

#include "statemark.h"

#include <QIcon>

namespace tidemark {

/// Side of a state mark in device-independent pixels, and of an environment mark.
inline constexpr int StateMarkSize = 15;
inline constexpr int EnvironmentMarkSize = 10;
/// Positions of the turning arc.
inline constexpr int ArcSteps = 10;

/// Paints marks as vectors on a grid of 16 units, so that they are crisp at every scale.
class StatePainter
{
public:
    explicit StatePainter(const Theme &theme)
        : m_theme(theme)
    {}

    /// @p step turns the open arc, 0 to ArcSteps - 1; other shapes ignore it.
    void paint(QPainter &painter, const QRectF &rect, ShownState state, int step = 0) const;
    void paint(QPainter &painter,
               const QRectF &rect,
               MarkShape shape,
               const QColor &ink,
               int step = 0) const;
    /// Circle, triangle, square or ring.
    void paint(QPainter &painter, const QRectF &rect, ShownEnvironment environment) const;

private:
    const Theme &m_theme;
};

/// The marks as icons, for tabs and buttons; made for one theme, to be made again when it changes.
[[nodiscard]] QIcon stateIcon(ShownState state, const Theme &theme);
/// A mark in another ink than its own: @p ink is a state's colour.
[[nodiscard]] QIcon markIcon(MarkShape shape, ColourToken ink, const Theme &theme);
[[nodiscard]] QIcon environmentIcon(ShownEnvironment environment, const Theme &theme);

} // namespace tidemark
