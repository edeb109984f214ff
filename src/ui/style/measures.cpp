#include "bars.h"
#include "emphasis.h"
#include "tidemarkstyle.h"

#include <QAbstractScrollArea>
#include <QApplication>
#include <QStyleOption>

namespace tidemark {

namespace {

constexpr int ScrollBarWidth = 12;
constexpr int IconSize = 16;
/// Between a field's outline and its text, beyond what Fusion and QLineEdit keep.
constexpr int FieldMargin = Space::Tiny;
/// Wide enough for the pointer; painted as a rule of 1 px.
constexpr int DockSeparator = 4;

int buttonWidth(const QSize &contents, const QWidget *widget)
{
    const int side
        = emphasisOf(widget) == Emphasis::Link ? Space::Tiny : Space::Medium + LineWidth::Rule;
    return contents.width() + 2 * side;
}

/// The current tab of a page is written in a bolder weight; room for it keeps the tabs in place.
int weightGain(const QStyleOption *option, const QWidget *widget)
{
    const auto *tab = qstyleoption_cast<const QStyleOptionTab *>(option);
    if (!tab || !isInPage(widget))
        return 0;
    const QFontMetrics bold(typeFont(TypeRole::Strong, widget->font()));
    return qMax(0,
                bold.horizontalAdvance(tab->text) - tab->fontMetrics.horizontalAdvance(tab->text));
}

int headerGain(const QStyleOption *option, const QWidget *widget)
{
    const auto *header = qstyleoption_cast<const QStyleOptionHeader *>(option);
    return header ? leadingMargin(*header, widget) : 0;
}

} // namespace

QRect TidemarkStyle::subControlRect(ComplexControl control,
                                    const QStyleOptionComplex *option,
                                    SubControl part,
                                    const QWidget *widget) const
{
    if (control == CC_ScrollBar) {
        if (const auto *bar = qstyleoption_cast<const QStyleOptionSlider *>(option))
            return scrollBarPart(*bar, part);
    }
    const QRect rect = QProxyStyle::subControlRect(control, option, part, widget);
    if ((control == CC_ComboBox && part == SC_ComboBoxEditField)
        || (control == CC_SpinBox && part == SC_SpinBoxEditField))
        return option->direction == Qt::RightToLeft ? rect.adjusted(0, 0, -FieldMargin, 0)
                                                    : rect.adjusted(FieldMargin, 0, 0, 0);
    return rect;
}

QRect TidemarkStyle::subElementRect(SubElement element,
                                    const QStyleOption *option,
                                    const QWidget *widget) const
{
    const QRect rect = QProxyStyle::subElementRect(element, option, widget);
    if (element != SE_LineEditContents)
        return rect;
    const auto *frame = qstyleoption_cast<const QStyleOptionFrame *>(option);
    return frame && frame->lineWidth > 0 ? rect.adjusted(FieldMargin, 0, -FieldMargin, 0) : rect;
}

QSize TidemarkStyle::sizeFromContents(ContentsType type,
                                      const QStyleOption *option,
                                      const QSize &contents,
                                      const QWidget *widget) const
{
    const QSize size = QProxyStyle::sizeFromContents(type, option, contents, widget);
    const int text = option ? option->fontMetrics.height() : 0;
    switch (type) {
    case CT_PushButton: {
        const auto *button = qstyleoption_cast<const QStyleOptionButton *>(option);
        const int gap = button && !button->icon.isNull() ? Space::Tiny : 0;
        return { buttonWidth(contents, widget) + gap, text + RowPadding::Button };
    }
    case CT_LineEdit:
    case CT_ComboBox:
    case CT_SpinBox:
    case CT_ToolButton:
        return { size.width() + 2 * FieldMargin,
                 qMax(contents.height(), text + RowPadding::Button) };
    case CT_TabBarTab:
        return { contents.width() + weightGain(option, widget), text + RowPadding::Tab };
    case CT_HeaderSection:
        return { size.width() + headerGain(option, widget),
                 qMax(contents.height(), text + RowPadding::Header) };
    case CT_MenuBarItem:
        return { contents.width() + Space::Group, text + RowPadding::Bar };
    case CT_ItemViewItem:
        return { size.width(), qMax(size.height(), text + RowPadding::TableRow) };
    default:
        return size;
    }
}

int TidemarkStyle::pixelMetric(PixelMetric metric,
                               const QStyleOption *option,
                               const QWidget *widget) const
{
    switch (metric) {
    case PM_ScrollBarExtent:
        return ScrollBarWidth;
    case PM_SmallIconSize:
    case PM_ButtonIconSize:
    case PM_TabBarIconSize:
    case PM_ListViewIconSize:
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
    case PM_ToolBarIconSize:
        return IconSize;
    case PM_HeaderDefaultSectionSizeVertical:
        return QFontMetrics(QApplication::font()).height() + RowPadding::TableRow;
    case PM_DefaultFrameWidth:
        // Lists and editors keep room for the focus ring.
        return qobject_cast<const QAbstractScrollArea *>(widget) ? LineWidth::Focus
                                                                 : LineWidth::Rule;
    case PM_HeaderMargin:
    case PM_LayoutHorizontalSpacing:
    case PM_LayoutVerticalSpacing:
        return Space::Small;
    case PM_TabBarTabHSpace:
        return 2 * Space::Medium;
    case PM_TabBarTabVSpace:
    case PM_TabBarBaseHeight:
    case PM_TabBarBaseOverlap:
    case PM_TabBarTabOverlap:
    case PM_TabBarTabShiftVertical:
    case PM_TabBarTabShiftHorizontal:
    case PM_MenuBarPanelWidth:
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
        return 0;
    case PM_SplitterWidth:
        return LineWidth::Rule;
    case PM_DockWidgetSeparatorExtent:
        return DockSeparator;
    default:
        return QProxyStyle::pixelMetric(metric, option, widget);
    }
}

int TidemarkStyle::styleHint(StyleHint hint,
                             const QStyleOption *option,
                             const QWidget *widget,
                             QStyleHintReturn *answer) const
{
    switch (hint) {
    case SH_Widget_Animation_Duration:
    case SH_EtchDisabledText:
    case SH_DialogButtonBox_ButtonsHaveIcons:
    case SH_ItemView_ActivateItemOnSingleClick:
    case SH_ScrollBar_Transient:
    case SH_ItemView_ShowDecorationSelected:
        return 0;
    case SH_Widget_Animate:
        return m_themes.animates();
    case SH_Table_GridLineColor:
        return int(theme().border.rgb());
    default:
        return QProxyStyle::styleHint(hint, option, widget, answer);
    }
}

} // namespace tidemark
