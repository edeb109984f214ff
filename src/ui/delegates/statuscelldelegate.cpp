#include "statuscelldelegate.h"

#include <models/statusboardmodel.h>
#include <ui/statepainter.h>
#include <ui/style/painting.h>
#include <ui/themeprovider.h>

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace tidemark {

namespace {

constexpr int FactCount = 4;
constexpr int FactMarkSize = StateMarkSize - Space::UnderTitle;

/// Where things stand in a card.
struct CardLayout {
    CardLayout(const QWidget *widget, const QRect &cell)
        : small(typeFont(TypeRole::Small, widget->font()))
        , lineHeight(QFontMetrics(small).height() + Space::UnderTitle)
        , card(cell.adjusted(Space::Tiny, Space::Tiny, -Space::Tiny, -Space::Tiny))
        , title(card.left() + Space::Medium,
                card.top() + Space::Small,
                card.width() - 2 * Space::Medium,
                QFontMetrics(typeFont(TypeRole::Strong, widget->font())).height()
                    + Space::UnderTitle)
    {
        const QFontMetrics metrics(small);
        for (int kind = 0; kind < FactCount; ++kind)
            names = std::max(names, metrics.horizontalAdvance(factName(BoardFact::Kind(kind))));
    }

    [[nodiscard]] QRect fact(int row) const
    {
        const int left = title.left() + StateMarkSize + Space::Small;
        return { left,
                 title.bottom() + Space::Tiny + row * lineHeight,
                 title.right() - left + 1,
                 lineHeight };
    }
    /// Where the text of a fact begins, after its name.
    [[nodiscard]] int textLeft() const { return fact(0).left() + names + Space::Medium; }

    QFont small;
    int lineHeight;
    QRect card;
    QRect title;
    int names = 0;
};

bool isTinted(ColourToken token)
{
    return token == ColourToken::Error || token == ColourToken::Warning;
}

const QColor &stateInk(const Theme &theme, ShownState state)
{
    const StateMark mark = stateMark(state);
    return mark.colour == ColourToken::Ok ? theme.text : theme.colour(mark.wordColour);
}

} // namespace

StatusCellDelegate::StatusCellDelegate(QObject *parent)
    : QStyledItemDelegate(parent)
{}

int StatusCellDelegate::rowHeight(const QWidget *widget)
{
    const CardLayout layout(widget, QRect(0, 0, 0, 0));
    const int facts = FactCount * layout.lineHeight;
    return 2 * Space::Tiny + 2 * Space::Small + layout.title.height() + Space::Tiny + facts;
}

QSize StatusCellDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    return { option.rect.width(), rowHeight(option.widget) };
}

void StatusCellDelegate::paint(QPainter *painter,
                               const QStyleOptionViewItem &option,
                               const QModelIndex &index) const
{
    const Theme &theme = themeOf(option.widget);
    painter->save();
    painter->fillRect(option.rect, theme.base); // the ring says which cell is chosen
    const QVariant state = index.data(StateRole);
    if (!state.isValid()) {
        painter->setPen(theme.text2);
        painter->drawText(option.rect.adjusted(Space::Page, 0, -Space::Page, 0),
                          int(Qt::AlignCenter) | Qt::TextWordWrap,
                          index.data().toString());
        if (option.state & QStyle::State_HasFocus) {
            const QRect ring
                = option.rect.adjusted(Space::Tiny, Space::Tiny, -Space::Tiny, -Space::Tiny);
            Brushwork{ theme, *painter }.focusRing(ring, Radius::Card);
        }
        painter->restore();
        return;
    }
    const auto shownState = state.value<ShownState>();
    paintCard(*painter, option, shownState);
    const CardLayout layout(option.widget, option.rect);
    QRect mark(layout.title.left(), 0, StateMarkSize, StateMarkSize);
    mark.moveCenter({ mark.center().x(), layout.title.center().y() });
    const bool turns = stateMark(shownState).shape == MarkShape::OpenArc;
    StatePainter(theme).paint(*painter, mark, shownState, turns ? m_arc.stepFor(option.widget) : 0);
    painter->setFont(typeFont(TypeRole::Strong, option.font));
    painter->setPen(stateInk(theme, shownState));
    const QRect words = layout.title.adjusted(StateMarkSize + Space::Small, 0, 0, 0);
    painter->drawText(
        words,
        int(Qt::AlignLeft) | Qt::AlignVCenter,
        painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, words.width()));
    paintFacts(*painter, option, index.data(StatusBoardModel::FactsRole).value<QList<BoardFact>>());
    painter->restore();
}

void StatusCellDelegate::paintCard(QPainter &painter,
                                   const QStyleOptionViewItem &option,
                                   ShownState state) const
{
    const Theme &theme = themeOf(option.widget);
    const ColourToken token = stateMark(state).colour;
    const bool tinted = isTinted(token);
    const QColor fill = tinted ? theme.tint(token) : theme.raised;
    const QColor line = tinted ? mixed(theme.tint(token), theme.colour(token), 0.4) : theme.border;
    const QRect card = option.rect.adjusted(Space::Tiny, Space::Tiny, -Space::Tiny, -Space::Tiny);
    const Brushwork brush{ theme, painter };
    brush.panel(card, fill, line, Radius::Card);
    if (option.state & (QStyle::State_HasFocus | QStyle::State_Selected))
        brush.focusRing(card, Radius::Card);
}

void StatusCellDelegate::paintFacts(QPainter &painter,
                                    const QStyleOptionViewItem &option,
                                    const QList<BoardFact> &facts) const
{
    const Theme &theme = themeOf(option.widget);
    const CardLayout layout(option.widget, option.rect);
    QFont bold = layout.small;
    bold.setWeight(QFont::DemiBold);
    constexpr int Alignment = int(Qt::AlignLeft) | Qt::AlignVCenter;
    for (int row = 0; row < facts.size(); ++row) {
        const BoardFact &fact = facts.at(row);
        const QRect line = layout.fact(row);
        painter.setFont(layout.small);
        painter.setPen(theme.text2);
        painter.drawText(line, Alignment, factName(fact.kind));
        QRect text(
            layout.textLeft(), line.top(), line.right() - layout.textLeft() + 1, line.height());
        painter.setPen(theme.text);
        if (fact.state) {
            QRect mark(text.left(), 0, FactMarkSize, FactMarkSize);
            mark.moveCenter({ mark.center().x(), text.center().y() });
            StatePainter(theme).paint(painter, mark, *fact.state);
            text.setLeft(mark.right() + 1 + Space::Tiny + Space::UnderTitle);
            painter.setFont(bold);
        }
        painter.drawText(text,
                         Alignment,
                         painter.fontMetrics().elidedText(fact.text, Qt::ElideRight, text.width()));
    }
}

std::optional<BoardFact> StatusCellDelegate::factAt(const QWidget *widget,
                                                    const QRect &cell,
                                                    QPoint position,
                                                    const QModelIndex &index) const
{
    const CardLayout layout(widget, cell);
    const auto facts = index.data(StatusBoardModel::FactsRole).value<QList<BoardFact>>();
    for (int row = 0; row < facts.size(); ++row) {
        if (layout.fact(row).contains(position))
            return facts.at(row);
    }
    return std::nullopt;
}

bool StatusCellDelegate::helpEvent(QHelpEvent *event,
                                   QAbstractItemView *view,
                                   const QStyleOptionViewItem &option,
                                   const QModelIndex &index)
{
    if (event->type() != QEvent::ToolTip)
        return QStyledItemDelegate::helpEvent(event, view, option, index);
    const auto fact = factAt(view, option.rect, event->pos(), index);
    const CardLayout layout(view, option.rect);
    const int room = layout.fact(0).right() - layout.textLeft() - FactMarkSize - Space::Small;
    if (fact && QFontMetrics(layout.small).horizontalAdvance(fact->text) > room)
        QToolTip::showText(event->globalPos(), fact->text, view);
    else
        QToolTip::hideText();
    return true;
}

} // namespace tidemark
