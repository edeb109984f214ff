#pragma once

#include "theme.h"

class QPainter;
class QRectF;

namespace tidemark {

enum class MarkShape {
    DiscTick,
    RingClock,
    OpenArc,
    DiscInfo,
    TriangleWarning,
    DiamondUnequal,
    DiamondPlus,
    DiamondBars,
    OctagonCross,
    OctagonBar,
    DashedRingBar,
    RingQuestion,
    RingStroke,
    Padlock,
    CurvedArrow,
};
inline constexpr int MarkShapeCount = int(MarkShape::CurvedArrow) + 1;

/// How a state is shown: always by shape, colour and word together.
struct StateMark {
    MarkShape shape = MarkShape::RingQuestion;
    ColourToken colour = ColourToken::Text2;
    ColourToken wordColour
        = ColourToken::Text2; ///< differs from the mark's for an unknown outcome only
    QString word;
};

[[nodiscard]] StateMark stateMark(ShownState state);

} // namespace tidemark
