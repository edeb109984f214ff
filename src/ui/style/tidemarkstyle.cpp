#include "tidemarkstyle.h"

#include "bars.h"
#include "controls.h"
#include "emphasis.h"

#include <QAbstractItemView>
#include <QAbstractScrollArea>
#include <QAbstractSpinBox>
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QScrollBar>
#include <QStyleOption>
#include <QTabBar>
#include <QToolButton>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

bool reactsToPointer(const QWidget *widget)
{
    return qobject_cast<const QAbstractButton *>(widget) || qobject_cast<const QTabBar *>(widget)
           || qobject_cast<const QScrollBar *>(widget) || qobject_cast<const QComboBox *>(widget)
           || qobject_cast<const QHeaderView *>(widget);
}

/// The line edit inside a combo or spin box: its owner paints the frame.
bool isInnerField(const QWidget *widget)
{
    const auto *owner = widget ? widget->parentWidget() : nullptr;
    return qobject_cast<const QComboBox *>(owner) || qobject_cast<const QAbstractSpinBox *>(owner);
}

/// Views that select whole rows show the current one by its bar.
bool selectsRows(const QWidget *widget)
{
    const auto *view = qobject_cast<const QAbstractItemView *>(widget);
    return view
           && (view->selectionBehavior() == QAbstractItemView::SelectRows
               || !view->inherits("QTableView"));
}

void drawSortArrow(const Bars &bars,
                   const QStyleOption &option,
                   const QWidget *widget,
                   const QColor &colour)
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(&option);
    const bool down = header && header->sortIndicator == QStyleOptionHeader::SortDown;
    QRect beside = option.rect; // Fusion has it above the name
    if (header && header->orientation == Qt::Horizontal && widget)
        beside.moveTop((widget->height() - beside.height()) / 2);
    bars.chevron(beside, down ? Qt::DownArrow : Qt::UpArrow, colour);
}

} // namespace

TidemarkStyle::TidemarkStyle(const Theme &theme)
    : QProxyStyle(u"Fusion"_s)
    , m_themes(theme)
{}

void TidemarkStyle::polish(QApplication *application)
{
    QProxyStyle::polish(application);
    QApplication::setFont(typeFont(TypeRole::SmallStrong), "QHeaderView");
    QApplication::setFont(typeFont(TypeRole::Small), "QStatusBar");
}

void TidemarkStyle::polish(QWidget *widget)
{
    QProxyStyle::polish(widget);
    if (reactsToPointer(widget))
        widget->setAttribute(Qt::WA_Hover);
}

void TidemarkStyle::unpolish(QWidget *widget)
{
    if (reactsToPointer(widget))
        widget->setAttribute(Qt::WA_Hover, false);
    QProxyStyle::unpolish(widget);
}

QPalette TidemarkStyle::standardPalette() const
{
    return theme().palette();
}

void TidemarkStyle::drawPrimitive(PrimitiveElement element,
                                  const QStyleOption *option,
                                  QPainter *painter,
                                  const QWidget *widget) const
{
    if (!drawControlPrimitive(element, *option, *painter, widget)
        && !drawViewPrimitive(element, *option, *painter, widget))
        QProxyStyle::drawPrimitive(element, option, painter, widget);
}

bool TidemarkStyle::drawControlPrimitive(PrimitiveElement element,
                                         const QStyleOption &option,
                                         QPainter &painter,
                                         const QWidget *widget) const
{
    const Controls controls{ { theme(), painter } };
    const bool enabled = isOn(option.state, State_Enabled);
    switch (element) {
    case PE_PanelButtonCommand:
        controls.pushButton(option, emphasisOf(widget));
        return true;
    case PE_PanelButtonTool:
        controls.toolButton(option);
        return true;
    case PE_PanelLineEdit: {
        const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(&option);
        if (frame && frame->lineWidth > 0)
            controls.field(option);
        else if (!isInnerField(widget))
            painter.fillRect(option.rect, option.palette.brush(QPalette::Base));
        return true;
    }
    case PE_FrameLineEdit:
        return true; // painted with the panel
    case PE_IndicatorCheckBox:
    case PE_IndicatorItemViewItemCheck:
        controls.checkMark(option);
        return true;
    case PE_IndicatorRadioButton:
        controls.radioMark(option);
        return true;
    case PE_IndicatorArrowDown:
        controls.chevron(option.rect, Qt::DownArrow, enabled ? theme().text2 : theme().disabled);
        return true;
    case PE_IndicatorArrowLeft:
        controls.chevron(option.rect, Qt::LeftArrow, enabled ? theme().text2 : theme().disabled);
        return true;
    case PE_IndicatorArrowRight:
        controls.chevron(option.rect, Qt::RightArrow, enabled ? theme().text2 : theme().disabled);
        return true;
    default:
        return false;
    }
}

bool TidemarkStyle::drawViewPrimitive(PrimitiveElement element,
                                      const QStyleOption &option,
                                      QPainter &painter,
                                      const QWidget *widget) const
{
    const Bars bars{ { theme(), painter } };
    switch (element) {
    case PE_FrameFocusRect:
        if (!selectsRows(widget))
            bars.focusRing(option.rect,
                           qobject_cast<const QAbstractItemView *>(widget) ? 0 : Radius::Button);
        return true;
    case PE_Frame:
        Controls{ { theme(), painter } }.frame(option.rect, widget && widget->hasFocus());
        return true;
    case PE_PanelItemViewItem:
        bars.itemPanel(option, widget);
        return true;
    case PE_IndicatorBranch:
        bars.treeBranch(option);
        return true;
    case PE_IndicatorHeaderArrow:
        drawSortArrow(bars, option, widget, theme().text2);
        return true;
    case PE_PanelScrollAreaCorner: // part of the page, not a box of its own
        painter.fillRect(option.rect, option.palette.brush(QPalette::Base));
        return true;
    case PE_FrameTabBarBase:
        bars.rule(
            { option.rect.left(), option.rect.bottom(), option.rect.width(), LineWidth::Rule });
        return true;
    case PE_PanelTipLabel:
        bars.panel(option.rect, theme().raised, theme().strong, 0);
        return true;
    case PE_PanelStatusBar:
        bars.statusBar(option);
        return true;
    case PE_FrameStatusBarItem:
        return true;
    case PE_IndicatorToolBarSeparator:
        bars.rule({ option.rect.center().x(),
                    option.rect.top() + Space::Tiny,
                    LineWidth::Rule,
                    option.rect.height() - Space::Small });
        return true;
    case PE_IndicatorDockWidgetResizeHandle:
        painter.fillRect(option.rect, theme().window);
        bars.rule(
            isOn(option.state, State_Horizontal)
                ? QRect(option.rect.left(), option.rect.top(), option.rect.width(), LineWidth::Rule)
                : QRect(
                    option.rect.right(), option.rect.top(), LineWidth::Rule, option.rect.height()));
        return true;
    default:
        return false;
    }
}

void TidemarkStyle::drawControl(ControlElement element,
                                const QStyleOption *option,
                                QPainter *painter,
                                const QWidget *widget) const
{
    if (!drawBar(element, *option, *painter, widget)
        && !drawLabel(element, *option, *painter, widget))
        QProxyStyle::drawControl(element, option, painter, widget);
}

bool TidemarkStyle::drawBar(ControlElement element,
                            const QStyleOption &option,
                            QPainter &painter,
                            const QWidget *widget) const
{
    const Bars bars{ { theme(), painter } };
    switch (element) {
    case CE_TabBarTabShape:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(&option))
            isInPage(widget) ? bars.inPageTab(*tab) : bars.pageTab(*tab);
        return true;
    case CE_HeaderSection:
    case CE_HeaderEmptyArea:
        bars.header(option);
        return true;
    case CE_MenuBarEmptyArea:
    case CE_ToolBar:
        painter.fillRect(option.rect, theme().window);
        return true;
    case CE_Splitter:
        bars.rule(option.rect);
        return true;
    case CE_ProgressBarGroove:
        return true; // painted with the contents
    case CE_ProgressBarContents: {
        const auto *progress = qstyleoption_cast<const QStyleOptionProgressBar *>(&option);
        if (!progress || progress->maximum <= progress->minimum)
            return false;
        bars.progress(option.rect,
                      qreal(progress->progress - progress->minimum)
                          / (progress->maximum - progress->minimum));
        return true;
    }
    default:
        return false;
    }
}

void TidemarkStyle::drawTabLabel(const QStyleOptionTab &tab,
                                 QPainter &painter,
                                 const QWidget *widget) const
{
    QStyleOptionTab label = tab;
    const bool current = isOn(tab.state, State_Selected);
    label.palette.setColor(QPalette::WindowText, current ? theme().text : theme().text2);
    painter.save();
    if (current && isInPage(widget))
        painter.setFont(typeFont(TypeRole::Strong, painter.font()));
    QProxyStyle::drawControl(CE_TabBarTabLabel, &label, &painter, widget);
    painter.restore();
}

bool TidemarkStyle::drawLabel(ControlElement element,
                              const QStyleOption &option,
                              QPainter &painter,
                              const QWidget *widget) const
{
    switch (element) {
    case CE_PushButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option)) {
            QStyleOptionButton label = *button;
            const Controls controls{ { theme(), painter } };
            label.palette.setColor(QPalette::ButtonText,
                                   controls.buttonText(emphasisOf(widget), option.state));
            if (!label.icon.isNull())
                label.text.prepend(u' '); // Fusion's gap alone is 4 px
            QProxyStyle::drawControl(element, &label, &painter, widget);
        }
        return true;
    case CE_ToolButtonLabel:
        if (const auto *button = qstyleoption_cast<const QStyleOptionToolButton *>(&option)) {
            QStyleOptionToolButton label = *button;
            if (!label.icon.isNull() && label.toolButtonStyle == Qt::ToolButtonTextBesideIcon)
                label.text.prepend(u' ');
            QProxyStyle::drawControl(element, &label, &painter, widget);
        }
        return true;
    case CE_TabBarTabLabel:
        if (const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(&option))
            drawTabLabel(*tab, painter, widget);
        return true;
    case CE_HeaderLabel:
        if (const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(&option)) {
            QStyleOptionHeader label = *header;
            label.palette.setColor(QPalette::ButtonText, theme().text2);
            // The margin is meant for the sides; above and below it would cut the letters.
            label.rect.adjust(leadingMargin(label, widget), -Space::Small, 0, Space::Small);
            QProxyStyle::drawControl(element, &label, &painter, widget);
        }
        return true;
    case CE_MenuBarItem:
        if (const auto *item = qstyleoption_cast<const QStyleOptionMenuItem *>(&option)) {
            Bars{ { theme(), painter } }.menuBarItem(option);
            const bool mnemonics = styleHint(SH_UnderlineShortcut, &option, widget);
            drawItemText(&painter,
                         option.rect,
                         Qt::AlignCenter
                             | (mnemonics ? Qt::TextShowMnemonic : Qt::TextHideMnemonic),
                         option.palette,
                         isOn(option.state, State_Enabled),
                         item->text,
                         QPalette::WindowText);
        }
        return true;
    default:
        return false;
    }
}

void TidemarkStyle::drawComplexControl(ComplexControl control,
                                       const QStyleOptionComplex *option,
                                       QPainter *painter,
                                       const QWidget *widget) const
{
    const Controls controls{ { theme(), *painter } };
    const auto part = [this, control, option, widget](SubControl which) {
        return proxy()->subControlRect(control, option, which, widget);
    };
    if (const auto *combo = qstyleoption_cast<const QStyleOptionComboBox *>(option))
        controls.comboBox(*combo, part(SC_ComboBoxArrow));
    else if (const auto *spin = qstyleoption_cast<const QStyleOptionSpinBox *>(option))
        controls.spinBox(*spin, part(SC_SpinBoxUp), part(SC_SpinBoxDown));
    else if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option);
             bar && control == CC_ScrollBar)
        Bars{ { theme(), *painter } }.scrollBar(*bar, part(SC_ScrollBarSlider));
    else
        QProxyStyle::drawComplexControl(control, option, painter, widget);
}

} // namespace tidemark
