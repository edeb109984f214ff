#include "folding.h"

#include <QBoxLayout>

namespace tidemark {

bool foldWhenNarrow(QBoxLayout *row, int width, int needed)
{
    const bool folded = width < needed;
    const auto direction = folded ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (row->direction() != direction)
        row->setDirection(direction);
    return folded;
}

} // namespace tidemark
