#include "remedydelegate.h"

#include <QPainter>

namespace tidemark {

void RemedyDelegate::paintCell(QPainter &painter, const Cell &cell) const
{
    if (cell.index.column() != cell.index.model()->columnCount() - 1) {
        StateDelegate::paintCell(painter, cell);
        return;
    }
    const QColor &ink = cell.isSelected() ? cell.theme.selectedText : cell.theme.accent;
    paintText(painter, cell, contentRect(cell), cell.option.text, cell.ink(ink));
}

} // namespace tidemark
