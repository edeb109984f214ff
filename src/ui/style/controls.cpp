#include "controls.h"

#include "emphasis.h"

#include <QPainter>
#include <QStyleOption>

namespace tidemark {

namespace {

/// How much text colour is mixed into a surface under the pointer and under the pressed button.
constexpr qreal HoverShare = 0.06;
constexpr qreal PressedShare = 0.12;

struct ButtonLook {
    QColor fill;
    QColor outline;
};

QColor touched(const QColor &surface, const QColor &ink, QStyle::State state)
{
    if (isOn(state, QStyle::State_Sunken))
        return mixed(surface, ink, PressedShare);
    return isOn(state, QStyle::State_MouseOver) ? mixed(surface, ink, HoverShare) : surface;
}

ButtonLook buttonLook(const Theme &theme, Emphasis emphasis, QStyle::State state)
{
    if (!isOn(state, QStyle::State_Enabled))
        return { mixed(theme.window, theme.text, 0.04), theme.border };
    switch (emphasis) {
    case Emphasis::Primary:
        return { touched(theme.accent, theme.text, state), theme.accent };
    case Emphasis::Danger:
        return { touched(theme.danger, theme.text, state), theme.danger };
    case Emphasis::Emergency:
        return { touched(theme.errorTint, theme.error, state), theme.error };
    case Emphasis::None:
    case Emphasis::Link:
        break;
    }
    if (isOn(state, QStyle::State_On))
        return { touched(theme.selection, theme.text, state), theme.accent };
    return { touched(theme.button, theme.text, state), theme.strong };
}

} // namespace

void Controls::pushButton(const QStyleOption &option, Emphasis emphasis) const
{
    const bool focused = isOn(option.state, QStyle::State_HasFocus);
    if (emphasis == Emphasis::Link) {
        if (focused)
            focusRing(option.rect, Radius::Button);
        return;
    }
    const auto look = buttonLook(theme, emphasis, option.state);
    const auto *button = qstyleoption_cast<const QStyleOptionButton *>(&option);
    const bool isDefault = button && button->features.testFlag(QStyleOptionButton::DefaultButton)
                           && isOn(option.state, QStyle::State_Enabled);
    if (!focused)
        return panel(
            option.rect, look.fill, isDefault ? theme.accent : look.outline, Radius::Button);

    // On a button filled with the accent the ring would drown: a gap of the surface behind keeps it apart.
    const bool filled = emphasis == Emphasis::Primary || emphasis == Emphasis::Danger;
    const int gap = filled ? LineWidth::Focus + 1 : 1;
    panel(option.rect.adjusted(gap, gap, -gap, -gap), look.fill, look.fill, Radius::Button);
    focusRing(option.rect, Radius::Button);
}

QColor Controls::buttonText(Emphasis emphasis, QStyle::State state) const
{
    if (!isOn(state, QStyle::State_Enabled))
        return theme.disabled;
    switch (emphasis) {
    case Emphasis::Primary:
        return theme.onAccent;
    case Emphasis::Danger:
        return theme.onDanger;
    case Emphasis::Emergency:
        return theme.error;
    case Emphasis::Link:
        return theme.accent;
    case Emphasis::None:
        break;
    }
    return isOn(state, QStyle::State_On) ? theme.selectedText : theme.text;
}

void Controls::toolButton(const QStyleOption &option) const
{
    const bool enabled = isOn(option.state, QStyle::State_Enabled);
    if (enabled && isOn(option.state, QStyle::State_On))
        panel(option.rect, theme.selection, theme.selection, Radius::Button);
    else if (enabled && (option.state & (QStyle::State_MouseOver | QStyle::State_Sunken))) {
        const auto fill = touched(theme.window, theme.text, option.state);
        panel(option.rect, fill, fill, Radius::Button);
    }
    if (isOn(option.state, QStyle::State_HasFocus))
        focusRing(option.rect, Radius::Button);
}

void Controls::field(const QStyleOption &option) const
{
    const bool enabled = isOn(option.state, QStyle::State_Enabled);
    panel(option.rect,
          enabled ? theme.base : theme.window,
          enabled ? theme.strong : theme.border,
          Radius::Button);
    if (isOn(option.state, QStyle::State_HasFocus))
        focusRing(option.rect, Radius::Button);
}

void Controls::comboBox(const QStyleOptionComboBox &option, const QRect &arrow) const
{
    field(option);
    const bool enabled = isOn(option.state, QStyle::State_Enabled);
    chevron(arrow, Qt::DownArrow, enabled ? theme.text2 : theme.disabled);
}

void Controls::spinBox(const QStyleOptionSpinBox &option, const QRect &up, const QRect &down) const
{
    field(option);
    const auto ink = [this, &option](QAbstractSpinBox::StepEnabledFlag step) {
        return option.stepEnabled.testFlag(step) ? theme.text2 : theme.disabled;
    };
    chevron(up, Qt::UpArrow, ink(QAbstractSpinBox::StepUpEnabled));
    chevron(down, Qt::DownArrow, ink(QAbstractSpinBox::StepDownEnabled));
}

void Controls::checkMark(const QStyleOption &option) const
{
    const bool enabled = isOn(option.state, QStyle::State_Enabled);
    const bool set = option.state & (QStyle::State_On | QStyle::State_NoChange);
    const auto fill = enabled ? theme.accent : theme.disabled;
    if (!set)
        return panel(option.rect, theme.base, enabled ? theme.strong : theme.border, Radius::Chip);

    panel(option.rect, fill, fill, Radius::Chip);
    if (isOn(option.state, QStyle::State_On))
        return tick(option.rect, theme.onAccent);
    const QPoint middle = option.rect.center();
    painter.fillRect(QRect(middle.x() - 3, middle.y(), 8, LineWidth::Focus), theme.onAccent);
}

void Controls::radioMark(const QStyleOption &option) const
{
    const bool enabled = isOn(option.state, QStyle::State_Enabled);
    const bool set = isOn(option.state, QStyle::State_On);
    const auto ink = !enabled ? theme.disabled : set ? theme.accent : theme.strong;
    const int round = option.rect.height() / 2;
    panel(option.rect, theme.base, ink, round);
    if (set)
        panel(option.rect.adjusted(4, 4, -4, -4), ink, ink, round);
}

void Controls::frame(const QRect &rect, bool focused) const
{
    painter.save();
    painter.setBrush(Qt::NoBrush);
    painter.setPen(theme.border);
    if (focused)
        focusRing(rect, 0);
    else
        painter.drawRect(rect.adjusted(0, 0, -1, -1));
    painter.restore();
}

} // namespace tidemark
