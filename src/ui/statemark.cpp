#include "statemark.h"

namespace tidemark {

namespace {

MarkShape shapeOf(ShownState state)
{
    using enum ShownState;
    switch (state) {
    case UpToDate:
    case Applied:
    case Present:
    case Passed:
    case Verified:
    case Same:
    case Back:
    case Baseline:
    case Adopted:
    case Done:
        return MarkShape::DiscTick;
    case Behind:
    case Pending:
    case ComesLater:
    case Waiting:
        return MarkShape::RingClock;
    case Running:
    case Checking:
    case Rehearsing:
        return MarkShape::OpenArc;
    case Note:
    case Renamed:
    case EditedCommentsOnly:
    case Rewound:
        return MarkShape::DiscInfo;
    case Drifted:
    case NotVerified:
    case Ahead:
    case OutOfOrder:
    case Warning:
        return MarkShape::TriangleWarning;
    case Changed:
    case Edited:
    case Diverged:
    case ChangeNotSent:
        return MarkShape::DiamondUnequal;
    case Unexpected:
    case OutsideChange:
    case Future:
        return MarkShape::DiamondPlus;
    case DuplicateNumber:
        return MarkShape::DiamondBars;
    case Failed:
    case FailedCheck:
    case RecordedNoEffect:
    case Aborted:
        return MarkShape::OctagonCross;
    case Blocked:
    case BlockingFinding:
        return MarkShape::OctagonBar;
    case Missing:
        return MarkShape::DashedRingBar;
    case Unknown:
    case OutcomeUnknown:
    case NoLedger:
    case Empty:
        return MarkShape::RingQuestion;
    case Unreachable:
    case Offline:
        return MarkShape::RingStroke;
    case Locked:
    case ReadOnly:
        return MarkShape::Padlock;
    case RolledBack:
        return MarkShape::CurvedArrow;
    }
    Q_UNREACHABLE();
}

ColourToken colourOf(MarkShape shape)
{
    using enum MarkShape;
    switch (shape) {
    case DiscTick:
        return ColourToken::Ok;
    case RingClock:
    case OpenArc:
    case DiscInfo:
        return ColourToken::Info;
    case TriangleWarning:
    case DiamondUnequal:
    case DiamondPlus:
    case DiamondBars:
        return ColourToken::Warning;
    case OctagonCross:
    case OctagonBar:
    case DashedRingBar:
        return ColourToken::Error;
    case RingQuestion:
    case RingStroke:
    case Padlock:
    case CurvedArrow:
        return ColourToken::Text2;
    }
    Q_UNREACHABLE();
}

} // namespace

StateMark stateMark(ShownState state)
{
    const auto shape = shapeOf(state);
    const auto colour = colourOf(shape);
    // Whether something was written is not known: nothing is broken, but someone has to look.
    const auto wordColour = state == ShownState::OutcomeUnknown ? ColourToken::Warning : colour;
    return { .shape = shape, .colour = colour, .wordColour = wordColour, .word = stateWord(state) };
}

} // namespace tidemark
