#include "pilldelegate.h"

#include <models/roles.h>
#include <ui/statemark.h>

#include <QPainter>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

int pillWidth(const QString &pill)
{
    const QFontMetrics metrics(typeFont(TypeRole::Chip));
    return pill.isEmpty() ? 0 : metrics.horizontalAdvance(pill) + 2 * Space::Small;
}

} // namespace

void PillDelegate::paintCell(QPainter &painter, const Cell &cell) const
{
    const auto pill = cell.index.data(PillRole).toString();
    const int width = pillWidth(pill);
    const QRect content = contentRect(cell);
    const QRect text = content.adjusted(0, 0, width ? -width - Space::Small : 0, 0);
    paintText(painter,
              cell,
              QStyle::visualRect(cell.option.direction, content, text),
              cell.option.text,
              cell.ink(cell.isSelected() ? cell.theme.selectedText : cell.theme.text));
    if (pill.isEmpty())
        return;

    const auto state = cell.index.data(StateRole);
    const auto token
        = state.isValid() ? stateMark(state.value<ShownState>()).colour : ColourToken::Text2;
    painter.setFont(typeFont(TypeRole::Chip));
    QRect bar(
        content.right() - width + 1, 0, width, painter.fontMetrics().height() + Space::UnderTitle);
    bar.moveCenter({ bar.center().x(), content.center().y() });
    bar = QStyle::visualRect(cell.option.direction, content, bar);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(cell.theme.tint(token));
    painter.drawRoundedRect(bar, Radius::Chip, Radius::Chip);
    painter.setPen(cell.ink(cell.theme.colour(token)));
    painter.drawText(bar, Qt::AlignCenter, pill);
}

int PillDelegate::contentWidth(const Cell &cell) const
{
    const int pill = pillWidth(cell.index.data(PillRole).toString());
    return RowDelegate::contentWidth(cell) + (pill ? pill + Space::Small : 0);
}

QString PillDelegate::fullText(const Cell &cell) const
{
    const auto pill = cell.index.data(PillRole).toString();
    return pill.isEmpty() ? cell.option.text : cell.option.text % u" · " % pill;
}

} // namespace tidemark
