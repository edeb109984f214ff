#include "recentdelegate.h"

#include <models/recentmodel.h>
#include <ui/statepainter.h>

#include <QIcon>
#include <QPainter>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int PlaceIconSize = 16;

} // namespace

QSize RecentDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return { RowDelegate::sizeHint(option, index).width(),
             option.fontMetrics.height() + RowPadding::ListRow };
}

void RecentDelegate::paintCell(QPainter &painter, const Cell &cell) const
{
    const QRect content = contentRect(cell);
    QRect icon(content.left(), 0, PlaceIconSize, PlaceIconSize);
    icon.moveCenter({ icon.center().x(), content.center().y() });
    const bool isProject
        = cell.index.data(KindRole).value<NavigatorKind>() == NavigatorKind::Project;
    QIcon::fromTheme(isProject ? u"window"_s : u"server-database"_s)
        .paint(&painter, QStyle::visualRect(cell.option.direction, content, icon));
    QRect text
        = content.adjusted(PlaceIconSize + Space::Small, 0, -StateMarkSize - Space::Small, 0);
    const QColor &ink = cell.isSelected() ? cell.theme.selectedText : cell.theme.text;
    const int name = std::min(cell.option.fontMetrics.horizontalAdvance(cell.option.text) + 1,
                              text.width() * 3 / 5);
    paintText(painter,
              cell,
              QRect(text.left(), text.top(), name, text.height()),
              cell.option.text,
              cell.ink(ink));
    text.setLeft(text.left() + name + Space::Medium);
    paintText(painter,
              cell,
              text,
              cell.index.data(RecentModel::DetailRole).toString(),
              cell.ink(cell.isSelected() ? cell.theme.selectedText : cell.theme.text2));
    const QVariant state = cell.index.data(RecentModel::LastStateRole);
    if (!state.isValid())
        return;
    QRect mark(content.right() - StateMarkSize + 1, 0, StateMarkSize, StateMarkSize);
    mark.moveCenter({ mark.center().x(), content.center().y() });
    paintMark(painter,
              cell,
              QStyle::visualRect(cell.option.direction, content, mark),
              state.value<ShownState>());
}

int RecentDelegate::contentWidth(const Cell &cell) const
{
    return PlaceIconSize + StateMarkSize + 3 * Space::Small + RowDelegate::contentWidth(cell)
           + cell.option.fontMetrics.horizontalAdvance(
               cell.index.data(RecentModel::DetailRole).toString());
}

} // namespace tidemark
