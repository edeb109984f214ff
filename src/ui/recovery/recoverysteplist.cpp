#include "recoverysteplist.h"

#include <models/recoverystepmodel.h>
#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QPainter>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int Badge = Space::Group + Space::Tiny;
constexpr int StepTextLeft = Space::Medium + Badge + Space::Medium;
/// The list is as wide as this many characters.
constexpr int Characters = 32;

QFont summaryFont()
{
    return typeFont(TypeRole::Small);
}

QFont titleFont()
{
    QFont font = typeFont(TypeRole::Section);
    font.setWeight(QFont::Medium);
    return font;
}

/// Where the words are in a step as wide as @p width.
QRect summaryRect(const QString &summary, int width)
{
    const QFontMetrics metrics(summaryFont());
    const QRect room(0, 0, std::max(width - StepTextLeft - Space::Small, 1), metrics.height() * 3);
    return metrics.boundingRect(room, Qt::TextWordWrap, summary);
}

bool isCurrent(const QModelIndex &index)
{
    return index.data(RecoveryStepModel::CurrentRole).toBool();
}

/// To come, or going on now: a number says more than a mark.
bool isNumbered(const QModelIndex &index)
{
    return isCurrent(index) || index.data(StateRole).value<ShownState>() == ShownState::ComesLater;
}

} // namespace

void RecoveryStepDelegate::paintBadge(QPainter &painter,
                                      const QStyleOptionViewItem &option,
                                      const QModelIndex &index,
                                      const QRect &badge) const
{
    const Theme &theme = themeOf(option.widget);
    painter.setRenderHint(QPainter::Antialiasing);
    if (!isNumbered(index)) {
        const QRectF mark = QRectF(badge).adjusted(2, 2, -2, -2);
        StatePainter(theme).paint(painter, mark, index.data(StateRole).value<ShownState>());
        return;
    }
    const bool current = isCurrent(index);
    painter.setPen(current ? QPen(Qt::NoPen) : QPen(theme.strong, 1.5));
    painter.setBrush(current ? QBrush(theme.accent) : QBrush(Qt::NoBrush));
    painter.drawEllipse(QRectF(badge).adjusted(1, 1, -1, -1));
    painter.setPen(current ? theme.onAccent : theme.text2);
    painter.setFont(typeFont(TypeRole::Strong));
    painter.drawText(badge, Qt::AlignCenter, QString::number(index.row() + 1));
}

void RecoveryStepDelegate::paint(QPainter *painter,
                                 const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const
{
    const Theme &theme = themeOf(option.widget);
    const QRect area = option.rect.adjusted(0, Space::Tiny, 0, -Space::Tiny);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (isCurrent(index)) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.selection);
        painter->drawRoundedRect(area, Radius::Button, Radius::Button);
    }
    const auto visual = [&option, &area](const QRect &rect) {
        return QStyle::visualRect(option.direction, area, rect);
    };
    QRect badge(area.left() + Space::Medium, 0, Badge, Badge);
    badge.moveTop(area.top() + Space::Small);
    paintBadge(*painter, option, index, visual(badge));

    const QFont title = titleFont();
    painter->setFont(title);
    const bool isLater = !isCurrent(index) && isNumbered(index);
    painter->setPen(isCurrent(index) ? theme.selectedText : isLater ? theme.text2 : theme.text);
    const QRect words = area.adjusted(StepTextLeft, Space::Small, -Space::Small, 0);
    const int titleHeight = QFontMetrics(title).height();
    const auto left = QStyle::visualAlignment(option.direction, Qt::AlignLeft | Qt::AlignTop);
    painter->drawText(visual(words), int(left), index.data().toString());
    painter->setFont(summaryFont());
    painter->setPen(isCurrent(index) ? theme.selectedText : theme.text2);
    painter->drawText(visual(words.adjusted(0, titleHeight + Space::UnderTitle, 0, 0)),
                      int(left) | Qt::TextWordWrap,
                      index.data(RecoveryStepModel::SummaryRole).toString());
    painter->restore();
}

QSize RecoveryStepDelegate::sizeHint(const QStyleOptionViewItem &option,
                                     const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = view ? view->viewport()->width() : option.rect.width();
    const QString summary = index.data(RecoveryStepModel::SummaryRole).toString();
    const int words = QFontMetrics(titleFont()).height() + Space::UnderTitle
                      + summaryRect(summary, width).height();
    return { width, std::max(words, Badge) + 2 * Space::Small + 2 * Space::Tiny };
}

RecoveryStepList::RecoveryStepList(QWidget *parent)
    : QListView(parent)
{
    setItemDelegate(new RecoveryStepDelegate(this));
    setSelectionMode(QAbstractItemView::NoSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    viewport()->setAutoFillBackground(false);
    setFocusPolicy(Qt::TabFocus);
}

QSize RecoveryStepList::sizeHint() const
{
    return { fontMetrics().averageCharWidth() * Characters, QListView::sizeHint().height() };
}

void RecoveryStepList::resizeEvent(QResizeEvent *event)
{
    QListView::resizeEvent(event);
    scheduleDelayedItemsLayout(); // lines break elsewhere
}

} // namespace tidemark
