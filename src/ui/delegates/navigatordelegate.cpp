#include "navigatordelegate.h"

#include <models/roles.h>
#include <ui/statepainter.h>
#include <ui/style/painting.h>

#include <QPainter>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int RowIconSize = 16;
constexpr int TextLeft = RowIconSize + Space::Small;

QString iconName(NavigatorKind kind)
{
    switch (kind) {
    case NavigatorKind::Project:
        return u"window"_s;
    case NavigatorKind::StatusBoard:
        return u"view-grid"_s;
    case NavigatorKind::Environment:
        return {};
    case NavigatorKind::Database:
        return u"server-database"_s;
    case NavigatorKind::Migrations:
        return u"vcs-commit"_s;
    case NavigatorKind::Verification:
        return u"dialog-ok-apply"_s;
    case NavigatorKind::TimeTravel:
        return u"chronometer"_s;
    case NavigatorKind::Sql:
        return u"code-context"_s;
    case NavigatorKind::Tables:
    case NavigatorKind::Table:
        return u"table"_s;
    case NavigatorKind::View:
        return u"view-visible"_s;
    case NavigatorKind::Index:
        return u"database-index"_s;
    case NavigatorKind::InternalTables:
        return u"view-hidden"_s;
    case NavigatorKind::Connect:
        return u"server-database"_s;
    }
    Q_UNREACHABLE();
}

QRect centred(const QRect &in, int left, int side)
{
    return { left, in.center().y() - side / 2, side, side };
}

} // namespace

QSize NavigatorDelegate::sizeHint(const QStyleOptionViewItem &option,
                                  const QModelIndex &index) const
{
    return { RowDelegate::sizeHint(option, index).width(),
             option.fontMetrics.height() + RowPadding::TableRow };
}

void NavigatorDelegate::paintBackground(QPainter &painter, const Cell &cell) const
{
    const bool isUnderPointer = cell.option.state & QStyle::State_MouseOver;
    if (!cell.isSelected() && !isUnderPointer)
        return;
    const bool hasKeyboard = cell.option.widget && cell.option.widget->hasFocus();
    const Brushwork brush{ cell.theme, painter };
    const QRect pill = cell.option.rect.adjusted(0, 0, -Space::Small / 2, 0);
    const auto fill = cell.isSelected() ? cell.theme.selection : cell.theme.alt;
    brush.panel(pill, fill, fill, Radius::Button);
    if (cell.isSelected() && hasKeyboard)
        brush.focusRing(pill, Radius::Button);
}

void NavigatorDelegate::paintCell(QPainter &painter, const Cell &cell) const
{
    const QRect content = contentRect(cell);
    paintLead(painter, cell, content);
    const int tail = paintTail(painter, cell);
    const QRect text = content.adjusted(TextLeft, 0, tail ? -tail - Space::Small : 0, 0);
    const bool heads = cell.index.data(KindRole).value<NavigatorKind>() == NavigatorKind::Project;
    auto font = cell.option.font;
    font.setWeight(heads ? QFont::DemiBold : QFont::Normal);
    painter.setFont(font);
    paintText(painter,
              cell,
              QStyle::visualRect(cell.option.direction, content, text),
              cell.option.text,
              cell.ink(cell.isSelected() ? cell.theme.selectedText : cell.theme.text));
}

void NavigatorDelegate::paintLead(QPainter &painter, const Cell &cell, const QRect &rect) const
{
    const QRect lead
        = QStyle::visualRect(cell.option.direction, rect, centred(rect, rect.left(), RowIconSize));
    const auto kind = cell.index.data(KindRole).value<NavigatorKind>();
    if (kind == NavigatorKind::Environment) {
        QRectF mark(0, 0, EnvironmentMarkSize, EnvironmentMarkSize);
        mark.moveCenter(QRectF(lead).center());
        StatePainter(cell.theme)
            .paint(painter, mark, cell.index.data(EnvironmentRole).value<ShownEnvironment>());
        return;
    }
    QIcon::fromTheme(iconName(kind)).paint(&painter, lead);
}

int NavigatorDelegate::paintTail(QPainter &painter, const Cell &cell) const
{
    const QRect content = contentRect(cell);
    int right = content.right() + 1;
    const auto state = cell.index.data(StateRole);
    const int count = cell.index.data(BadgeCountRole).toInt();
    const auto &colour = state.isValid()
                             ? cell.theme.colour(stateMark(state.value<ShownState>()).colour)
                         : cell.isSelected() ? cell.theme.selectedText
                                             : cell.theme.text2;
    if (count > 0) {
        painter.setFont(typeFont(TypeRole::Strong, cell.option.font));
        const auto text = QLocale().toString(count);
        const int width = painter.fontMetrics().horizontalAdvance(text);
        const QRect place(right - width, content.top(), width, content.height());
        painter.setPen(cell.ink(colour));
        painter.drawText(
            QStyle::visualRect(cell.option.direction, content, place), Qt::AlignCenter, text);
        right -= width + Space::Tiny;
    }
    if (state.isValid()) {
        right -= StateMarkSize;
        const QRect mark = centred(content, right, StateMarkSize);
        paintMark(painter,
                  cell,
                  QStyle::visualRect(cell.option.direction, content, mark),
                  state.value<ShownState>());
    }
    return content.right() + 1 - right;
}

int NavigatorDelegate::contentWidth(const Cell &cell) const
{
    int width = TextLeft + RowDelegate::contentWidth(cell);
    if (cell.index.data(StateRole).isValid())
        width += StateMarkSize + Space::Small;
    if (const int count = cell.index.data(BadgeCountRole).toInt(); count > 0)
        width
            += cell.option.fontMetrics.horizontalAdvance(QLocale().toString(count)) + Space::Small;
    return width;
}

} // namespace tidemark
