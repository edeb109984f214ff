#include "statedelegate.h"

#include <models/roles.h>
#include <ui/statepainter.h>

#include <QPainter>

namespace tidemark {

namespace {

constexpr int MarkAdvance = StateMarkSize + Space::Small;

bool hasState(const QModelIndex &index)
{
    return index.data(StateRole).isValid();
}

ShownState stateOf(const QModelIndex &index)
{
    return index.data(StateRole).value<ShownState>();
}

} // namespace

void StateDelegate::paintCell(QPainter &painter, const Cell &cell) const
{
    if (!hasState(cell.index))
        return RowDelegate::paintCell(painter, cell);
    const QRect content = contentRect(cell);
    QRect mark(content.left(), 0, StateMarkSize, StateMarkSize);
    mark.moveCenter({ mark.center().x(), content.center().y() });
    const auto state = stateOf(cell.index);
    paintMark(painter, cell, QStyle::visualRect(cell.option.direction, content, mark), state);
    const QRect text = content.adjusted(MarkAdvance, 0, 0, 0);
    paintText(painter,
              cell,
              QStyle::visualRect(cell.option.direction, content, text),
              fullText(cell),
              cell.ink(cell.theme.colour(stateMark(state).wordColour)));
}

int StateDelegate::contentWidth(const Cell &cell) const
{
    if (!hasState(cell.index))
        return RowDelegate::contentWidth(cell);
    return MarkAdvance + cell.option.fontMetrics.horizontalAdvance(fullText(cell)) + 1;
}

QString StateDelegate::fullText(const Cell &cell) const
{
    if (!hasState(cell.index))
        return RowDelegate::fullText(cell);
    const auto text = cell.index.data(StateTextRole).toString();
    return text.isEmpty() ? stateWord(stateOf(cell.index)) : text;
}

} // namespace tidemark
