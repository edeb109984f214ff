#include "rowdelegate.h"

#include <models/roles.h>
#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QTableView>
#include <QToolTip>

namespace tidemark {

RowDelegate::RowDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{}

QColor RowDelegate::Cell::ink(const QColor &colour) const
{
    return option.state & QStyle::State_Enabled ? colour : theme.disabled;
}

RowDelegate::Cell RowDelegate::cellOf(const QStyleOptionViewItem &option,
                                      const QModelIndex &index) const
{
    QStyleOptionViewItem full = option;
    initStyleOption(&full, index);
    if (index.data(MonospaceRole).toBool()) {
        full.font = typeFont(TypeRole::Mono, full.font);
        full.fontMetrics = QFontMetrics(full.font);
        full.textElideMode = Qt::ElideMiddle;
    }
    if (index.data(NumberRole).toBool())
        full.displayAlignment = Qt::AlignRight | Qt::AlignVCenter;
    const bool isGroup = index.model()->hasChildren(index);
    const bool isLoss = index.data(LossRole).toBool();
    if (isGroup || isLoss) {
        full.font = typeFont(TypeRole::Strong, full.font);
        full.fontMetrics = QFontMetrics(full.font);
    }
    return { full, themeOf(option.widget), index, isGroup, isLoss };
}

void RowDelegate::paint(QPainter *painter,
                        const QStyleOptionViewItem &option,
                        const QModelIndex &index) const
{
    const Cell cell = cellOf(option, index);
    const auto *style = option.widget ? option.widget->style() : QApplication::style();
    painter->save();
    paintBackground(*painter, cell);
    painter->setFont(cell.option.font);
    paintCell(*painter, cell);
    painter->restore();
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect ring;
        ring.QStyleOption::operator=(option);
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &ring, painter, option.widget);
    }
}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Cell cell = cellOf(option, index);
    return { contentWidth(cell) + 2 * margin() + lead(cell),
             option.fontMetrics.height() + RowPadding::TableRow };
}

bool RowDelegate::helpEvent(QHelpEvent *event,
                            QAbstractItemView *view,
                            const QStyleOptionViewItem &option,
                            const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    if (const auto told = index.data(Qt::ToolTipRole).toString(); !told.isEmpty())
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const Cell cell = cellOf(option, index);
    if (contentWidth(cell) <= contentRect(cell).width())
        QToolTip::hideText();
    else
        QToolTip::showText(event->globalPos(), fullText(cell), view);
    return true;
}

void RowDelegate::paintBackground(QPainter &painter, const Cell &cell) const
{
    const auto *view = cell.option.widget;
    const auto *style = view ? view->style() : QApplication::style();
    style->drawPrimitive(QStyle::PE_PanelItemViewItem, &cell.option, &painter, view);
    const QRect r = cell.option.rect;
    if (!cell.isSelected())
        painter.fillRect(QRect(r.left(), r.bottom(), r.width(), LineWidth::Rule),
                         cell.theme.border);
}

void RowDelegate::paintCell(QPainter &painter, const Cell &cell) const
{
    const auto &colour = cell.isLoss         ? cell.theme.error
                         : cell.isSelected() ? cell.theme.selectedText
                         : cell.isGroup      ? cell.theme.text2
                                             : cell.theme.text;
    paintText(painter, cell, contentRect(cell), cell.option.text, cell.ink(colour));
}

int RowDelegate::contentWidth(const Cell &cell) const
{
    return cell.option.fontMetrics.horizontalAdvance(cell.option.text) + 1;
}

QString RowDelegate::fullText(const Cell &cell) const
{
    return cell.option.text;
}

void RowDelegate::paintText(
    QPainter &painter, const Cell &cell, const QRect &rect, const QString &text, const QColor &ink)
{
    painter.setPen(ink);
    const Qt::Alignment horizontal = cell.option.displayAlignment & Qt::AlignHorizontal_Mask;
    const auto alignment
        = QStyle::visualAlignment(cell.option.direction, horizontal | Qt::AlignVCenter);
    const QFontMetrics metrics(painter.font());
    painter.drawText(
        rect, int(alignment), metrics.elidedText(text, cell.option.textElideMode, rect.width()));
}

void RowDelegate::paintMark(QPainter &painter,
                            const Cell &cell,
                            const QRect &rect,
                            ShownState state) const
{
    const bool turns = stateMark(state).shape == MarkShape::OpenArc;
    const int step = turns ? m_arc.stepFor(cell.option.widget) : 0;
    StatePainter(cell.theme).paint(painter, rect, state, step);
}

QRect RowDelegate::contentRect(const Cell &cell)
{
    const QRect content = cell.option.rect.adjusted(margin() + lead(cell), 0, -margin(), 0);
    return QStyle::visualRect(cell.option.direction, cell.option.rect, content);
}

int RowDelegate::lead(const Cell &cell)
{
    // A tree has its indentation instead.
    const bool isTable = qobject_cast<const QTableView *>(cell.option.widget) != nullptr;
    return isTable && cell.index.column() == 0 ? Space::Page - margin() : 0;
}

} // namespace tidemark
