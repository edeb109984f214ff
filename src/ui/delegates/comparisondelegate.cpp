#include "comparisondelegate.h"

#include <models/schemacomparisonmodel.h>

#include <QPainter>

namespace tidemark {

namespace {

ShownState rowState(const QModelIndex &index)
{
    return index.data(SchemaComparisonModel::RowStateRole).value<ShownState>();
}

} // namespace

void ComparisonDelegate::paintBackground(QPainter &painter, const Cell &cell) const
{
    StateDelegate::paintBackground(painter, cell);
    const ShownState state = rowState(cell.index);
    if (state == ShownState::Same || cell.isSelected())
        return;
    const QRect above = cell.option.rect.adjusted(0, 0, 0, -LineWidth::Rule);
    painter.fillRect(above, cell.theme.tint(stateMark(state).colour));
}

void ComparisonDelegate::paintCell(QPainter &painter, const Cell &cell) const
{
    const bool isSame = rowState(cell.index) == ShownState::Same;
    const int column = cell.index.column();
    if (column == SchemaComparisonModel::ResultColumn)
        return StateDelegate::paintCell(painter, cell);
    if (!isSame && column == SchemaComparisonModel::NameColumn)
        painter.setFont(typeFont(TypeRole::Strong, cell.option.font));
    const bool stepsBack = isSame && column != SchemaComparisonModel::NameColumn;
    const QColor &ink = cell.isSelected() ? cell.theme.selectedText
                        : stepsBack       ? cell.theme.text2
                                          : cell.theme.text;
    paintText(painter, cell, contentRect(cell), cell.option.text, cell.ink(ink));
}

} // namespace tidemark
