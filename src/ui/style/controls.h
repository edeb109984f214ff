#pragma once

#include "painting.h"

class QStyleOption;
class QStyleOptionButton;
class QStyleOptionComboBox;
class QStyleOptionSpinBox;
class QStyleOptionFrame;

namespace tidemark {

enum class Emphasis;

/// Buttons, fields and marks of TidemarkStyle.
struct Controls : Brushwork {
    void pushButton(const QStyleOption &option, Emphasis emphasis) const;
    [[nodiscard]] QColor buttonText(Emphasis emphasis, QStyle::State state) const;
    void toolButton(const QStyleOption &option) const;
    void field(const QStyleOption &option) const;
    void comboBox(const QStyleOptionComboBox &option, const QRect &arrow) const;
    void spinBox(const QStyleOptionSpinBox &option, const QRect &up, const QRect &down) const;
    void checkMark(const QStyleOption &option) const;
    void radioMark(const QStyleOption &option) const;
    /// The frame of lists and editors: 1 px, 2 px accent with the keyboard in it.
    void frame(const QRect &rect, bool focused) const;
};

} // namespace tidemark
