#include "bars.h"

#include "emphasis.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QStyleOption>

namespace tidemark {

namespace {

constexpr int MinimumSlider = 28;
constexpr int SliderInset = 3;

} // namespace

void Bars::pageTab(const QStyleOptionTab &tab) const
{
    const QRect r = tab.rect;
    if (isOn(tab.state, QStyle::State_Selected)) {
        painter.fillRect(r, theme.base);
        rule({ r.left(), r.top(), LineWidth::Rule, r.height() });
        rule({ r.right(), r.top(), LineWidth::Rule, r.height() });
        painter.fillRect(QRect(r.left(), r.top(), r.width(), LineWidth::Focus), theme.accent);
        return;
    }
    if (isOn(tab.state, QStyle::State_MouseOver))
        painter.fillRect(r, mixed(theme.window, theme.base, 0.6));
    rule({ r.left(), r.bottom(), r.width(), LineWidth::Rule });
}

void Bars::inPageTab(const QStyleOptionTab &tab) const
{
    const QRect r = tab.rect;
    rule({ r.left(), r.bottom(), r.width(), LineWidth::Rule });
    const bool current = isOn(tab.state, QStyle::State_Selected);
    if (!current && !isOn(tab.state, QStyle::State_MouseOver))
        return;
    const QRect line(
        r.left() + Space::Small / 2, r.bottom() - 1, r.width() - Space::Small, LineWidth::Focus);
    painter.fillRect(line, current ? theme.accent : theme.border);
}

void Bars::header(const QStyleOption &option) const
{
    painter.fillRect(option.rect, theme.alt);
    const QRect r = option.rect;
    rule({ r.left(), r.bottom(), r.width(), LineWidth::Rule });
}

void Bars::scrollBar(const QStyleOptionSlider &bar, const QRect &slider) const
{
    painter.fillRect(bar.rect, bar.palette.brush(QPalette::Base));
    if (bar.minimum == bar.maximum)
        return;
    const bool grabbed = bar.activeSubControls.testFlag(QStyle::SC_ScrollBarSlider)
                         && (bar.state & (QStyle::State_Sunken | QStyle::State_MouseOver));
    const QColor fill = grabbed ? theme.strong : mixed(theme.base, theme.strong, 0.6);
    const QRect body = bar.orientation == Qt::Vertical
                           ? slider.adjusted(SliderInset, 1, -SliderInset, -1)
                           : slider.adjusted(1, SliderInset, -1, -SliderInset);
    panel(body, fill, fill, Radius::Chip);
}

void Bars::menuBarItem(const QStyleOption &option) const
{
    painter.fillRect(option.rect, theme.window);
    if (option.state & (QStyle::State_Selected | QStyle::State_Sunken))
        panel(option.rect.adjusted(1, 2, -1, -2), theme.selection, theme.selection, Radius::Button);
}

void Bars::statusBar(const QStyleOption &option) const
{
    painter.fillRect(option.rect, theme.window);
    rule({ option.rect.left(), option.rect.top(), option.rect.width(), LineWidth::Rule });
}

void Bars::progress(const QRect &rect, qreal share) const
{
    const int radius = qMin(Radius::Chip, rect.height() / 2);
    panel(rect, theme.border, theme.border, radius);
    QRect done = rect;
    done.setWidth(qRound(rect.width() * qBound(0.0, share, 1.0)));
    if (done.width() > 1)
        panel(done, theme.accent, theme.accent, radius);
}

void Bars::treeBranch(const QStyleOption &option) const
{
    if (!isOn(option.state, QStyle::State_Children))
        return;
    const bool open = isOn(option.state, QStyle::State_Open);
    const bool mirrored = option.direction == Qt::RightToLeft;
    chevron(option.rect,
            open       ? Qt::DownArrow
            : mirrored ? Qt::LeftArrow
                       : Qt::RightArrow,
            theme.text2);
}

void Bars::itemPanel(const QStyleOption &option, const QWidget *view) const
{
    const auto *item = qstyleoption_cast<const QStyleOptionViewItem *>(&option);
    if (!item)
        return;
    if (item->backgroundBrush.style() != Qt::NoBrush)
        painter.fillRect(item->rect, item->backgroundBrush);
    if (!isOn(item->state, QStyle::State_Selected)) {
        if (isOn(item->state, QStyle::State_MouseOver))
            painter.fillRect(item->rect, mixed(theme.base, theme.text, 0.035));
        return;
    }
    painter.fillRect(item->rect, theme.selection);
    using Position = QStyleOptionViewItem::ViewItemPosition;
    if (item->viewItemPosition != Position::Beginning
        && item->viewItemPosition != Position::OnlyOne)
        return;
    const bool hasKeyboard = view && view->hasFocus();
    QRect bar = item->rect;
    bar.setWidth(LineWidth::RowBar);
    if (item->direction == Qt::RightToLeft)
        bar.moveRight(item->rect.right());
    painter.fillRect(bar, hasKeyboard ? theme.accent : theme.strong);
}

int leadingMargin(const QStyleOptionHeader &header, const QWidget *widget)
{
    const bool isLeading = header.orientation == Qt::Horizontal && header.section == 0
                           && !(header.textAlignment & Qt::AlignRight) && !isInGrid(widget);
    return isLeading ? Space::Small : 0;
}

QRect scrollBarPart(const QStyleOptionSlider &bar, QStyle::SubControl part)
{
    const bool vertical = bar.orientation == Qt::Vertical;
    const int length = vertical ? bar.rect.height() : bar.rect.width();
    const qint64 range = qint64(bar.maximum) - bar.minimum;
    int slider = length;
    if (range > 0)
        slider = qBound(qMin(MinimumSlider, length),
                        int(qint64(bar.pageStep) * length / (range + bar.pageStep)),
                        length);
    const int start = QStyle::sliderPositionFromValue(
        bar.minimum, bar.maximum, bar.sliderPosition, length - slider, bar.upsideDown);
    const auto piece = [&bar, vertical](int from, int size) {
        return vertical ? QRect(bar.rect.left(), bar.rect.top() + from, bar.rect.width(), size)
                        : QRect(bar.rect.left() + from, bar.rect.top(), size, bar.rect.height());
    };
    switch (part) {
    case QStyle::SC_ScrollBarGroove:
        return bar.rect;
    case QStyle::SC_ScrollBarSlider:
        return piece(start, slider);
    case QStyle::SC_ScrollBarSubPage:
        return piece(0, start);
    case QStyle::SC_ScrollBarAddPage:
        return piece(start + slider, length - start - slider);
    default:
        return {};
    }
}

} // namespace tidemark
