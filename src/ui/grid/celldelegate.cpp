#include "celldelegate.h"

#include <models/celltext.h>
#include <ui/themeprovider.h>

#include <QAbstractItemView>
#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace tidemark {

namespace {

constexpr qreal RuleShare = 0.35; ///< of the border's colour, between columns
constexpr int BarShare = 3; ///< a waiting cell's bar is so many times lower than its text
constexpr int MostTipCharacters = 2000;

const CellSource *sourceOf(const QModelIndex &index)
{
    return dynamic_cast<const CellSource *>(index.model());
}

void paintWaiting(QPainter &painter, const QStyleOptionViewItem &option, const Theme &theme)
{
    const int height = option.fontMetrics.height() / BarShare;
    QRect bar = option.rect.adjusted(Space::Small, 0, 0, 0);
    bar.setWidth(qMax(0, (option.rect.width() - 2 * Space::Small) * 2 / 3));
    bar.setTop(option.rect.center().y() - height / 2);
    bar.setHeight(height);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.border);
    painter.drawRoundedRect(
        QStyle::visualRect(option.direction, option.rect, bar), Radius::Chip, Radius::Chip);
}

} // namespace

CellDelegate::CellDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{}

CellDelegate::Look CellDelegate::lookOf(const QStyleOptionViewItem &option,
                                        const QModelIndex &index)
{
    const Theme &theme = themeOf(option.widget);
    const bool isSelected = option.state & QStyle::State_Selected;
    Look look{ .font = option.font,
               .ink = isSelected ? theme.selectedText : theme.text,
               .alignment = Qt::AlignLeft | Qt::AlignVCenter };
    const CellSource *source = sourceOf(index);
    const Value *value = source ? source->value(index.row(), index.column()) : nullptr;
    if (!value) {
        look.isWaiting = true;
        return look;
    }
    look.text = cellText(value, source->size(index.row(), index.column()));
    switch (valueKind(value)) {
    case ValueKind::Waiting:
        break;
    case ValueKind::Null:
    case ValueKind::EmptyText:
    case ValueKind::Blob:
        look.font.setItalic(true);
        look.ink = isSelected ? theme.selectedText : theme.text2;
        break;
    case ValueKind::Integer:
    case ValueKind::Real:
        look.font = typeFont(TypeRole::Mono, option.font);
        look.alignment = Qt::AlignRight | Qt::AlignVCenter;
        break;
    case ValueKind::Text:
        if (source->isName(index.column()))
            look.font = typeFont(TypeRole::Mono, option.font);
        break;
    }
    return look;
}

void CellDelegate::paint(QPainter *painter,
                         const QStyleOptionViewItem &option,
                         const QModelIndex &index) const
{
    const Theme &theme = themeOf(option.widget);
    const Look look = lookOf(option, index);
    const QRect &rect = option.rect;
    painter->save();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(rect, theme.selection);
    const int edge = option.direction == Qt::RightToLeft ? rect.left() : rect.right();
    painter->fillRect(QRect(edge, rect.top(), LineWidth::Rule, rect.height()),
                      mixed(theme.base, theme.border, RuleShare));
    if (look.isWaiting) {
        paintWaiting(*painter, option, theme);
    } else {
        const QRect content = rect.adjusted(Space::Small, 0, -Space::Small, 0);
        const QFontMetrics metrics(look.font);
        painter->setFont(look.font);
        painter->setPen(look.ink);
        const Qt::TextElideMode elide
            = look.alignment & Qt::AlignRight ? Qt::ElideLeft : Qt::ElideRight;
        painter->drawText(content,
                          int(QStyle::visualAlignment(option.direction, look.alignment)),
                          metrics.elidedText(look.text, elide, content.width()));
    }
    painter->restore();
    if (option.state & QStyle::State_HasFocus) {
        QStyleOptionFocusRect ring;
        ring.QStyleOption::operator=(option);
        const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
        style->drawPrimitive(QStyle::PE_FrameFocusRect, &ring, painter, option.widget);
    }
}

QSize CellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look look = lookOf(option, index);
    return { QFontMetrics(look.font).horizontalAdvance(look.text) + 2 * Space::Small + 1,
             option.fontMetrics.height() + RowPadding::TableRow };
}

bool CellDelegate::helpEvent(QHelpEvent *event,
                             QAbstractItemView *view,
                             const QStyleOptionViewItem &option,
                             const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const Look look = lookOf(option, index);
    const int width = QFontMetrics(look.font).horizontalAdvance(look.text);
    if (look.isWaiting || width <= option.rect.width() - 2 * Space::Small) {
        QToolTip::hideText();
        return true;
    }
    const Value *value = sourceOf(index)->value(index.row(), index.column());
    // A tooltip that looks like HTML would be taken for it.
    const QString whole = value->kind() == Value::Kind::Text ? value->toString() : look.text;
    QToolTip::showText(event->globalPos(),
                       QStringLiteral("<span style='white-space:pre-wrap'>")
                           + whole.left(MostTipCharacters).toHtmlEscaped()
                           + QStringLiteral("</span>"),
                       view);
    return true;
}

} // namespace tidemark
