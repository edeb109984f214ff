#include "statemark.h"

#include <array>

namespace tidemark {

namespace {

struct Look {
    ShownState state;
    MarkShape shape;
};

/// In the order of ShownState.
constexpr std::array Looks{
    Look{ ShownState::UpToDate, MarkShape::DiscTick },
    Look{ ShownState::Applied, MarkShape::DiscTick },
    Look{ ShownState::Present, MarkShape::DiscTick },
    Look{ ShownState::Passed, MarkShape::DiscTick },
    Look{ ShownState::Verified, MarkShape::DiscTick },
    Look{ ShownState::Same, MarkShape::DiscTick },
    Look{ ShownState::Back, MarkShape::DiscTick },
    Look{ ShownState::Baseline, MarkShape::DiscTick },
    Look{ ShownState::Adopted, MarkShape::DiscTick },
    Look{ ShownState::Done, MarkShape::DiscTick },
    Look{ ShownState::Behind, MarkShape::RingClock },
    Look{ ShownState::Pending, MarkShape::RingClock },
    Look{ ShownState::ComesLater, MarkShape::RingClock },
    Look{ ShownState::Waiting, MarkShape::RingClock },
    Look{ ShownState::Running, MarkShape::OpenArc },
    Look{ ShownState::Checking, MarkShape::OpenArc },
    Look{ ShownState::Rehearsing, MarkShape::OpenArc },
    Look{ ShownState::Note, MarkShape::DiscInfo },
    Look{ ShownState::Renamed, MarkShape::DiscInfo },
    Look{ ShownState::EditedCommentsOnly, MarkShape::DiscInfo },
    Look{ ShownState::Rewound, MarkShape::DiscInfo },
    Look{ ShownState::Drifted, MarkShape::TriangleWarning },
    Look{ ShownState::NotVerified, MarkShape::TriangleWarning },
    Look{ ShownState::Ahead, MarkShape::TriangleWarning },
    Look{ ShownState::OutOfOrder, MarkShape::TriangleWarning },
    Look{ ShownState::Warning, MarkShape::TriangleWarning },
    Look{ ShownState::Changed, MarkShape::DiamondUnequal },
    Look{ ShownState::Edited, MarkShape::DiamondUnequal },
    Look{ ShownState::Diverged, MarkShape::DiamondUnequal },
    Look{ ShownState::ChangeNotSent, MarkShape::DiamondUnequal },
    Look{ ShownState::Unexpected, MarkShape::DiamondPlus },
    Look{ ShownState::OutsideChange, MarkShape::DiamondPlus },
    Look{ ShownState::Future, MarkShape::DiamondPlus },
    Look{ ShownState::DuplicateNumber, MarkShape::DiamondBars },
    Look{ ShownState::Failed, MarkShape::OctagonCross },
    Look{ ShownState::FailedCheck, MarkShape::OctagonCross },
    Look{ ShownState::RecordedNoEffect, MarkShape::OctagonCross },
    Look{ ShownState::Aborted, MarkShape::OctagonCross },
    Look{ ShownState::Blocked, MarkShape::OctagonBar },
    Look{ ShownState::BlockingFinding, MarkShape::OctagonBar },
    Look{ ShownState::Missing, MarkShape::DashedRingBar },
    Look{ ShownState::Unknown, MarkShape::RingQuestion },
    Look{ ShownState::OutcomeUnknown, MarkShape::RingQuestion },
    Look{ ShownState::NoLedger, MarkShape::RingQuestion },
    Look{ ShownState::Empty, MarkShape::RingQuestion },
    Look{ ShownState::Unreachable, MarkShape::RingStroke },
    Look{ ShownState::Offline, MarkShape::RingStroke },
    Look{ ShownState::Locked, MarkShape::Padlock },
    Look{ ShownState::ReadOnly, MarkShape::Padlock },
    Look{ ShownState::RolledBack, MarkShape::CurvedArrow },
};

constexpr bool isInOrder()
{
    for (size_t i = 0; i < Looks.size(); ++i) {
        if (Looks.at(i).state != ShownState(i))
            return false;
    }
    return Looks.size() == size_t(ShownStateCount);
}
static_assert(isInOrder(), "every state has its row, in the order of the enumeration");

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
    const auto shape = Looks.at(size_t(state)).shape;
    const auto colour = colourOf(shape);
    // Whether something was written is not known: nothing is broken, but someone has to look.
    const auto wordColour = state == ShownState::OutcomeUnknown ? ColourToken::Warning : colour;
    return { .shape = shape, .colour = colour, .wordColour = wordColour, .word = stateWord(state) };
}

} // namespace tidemark
