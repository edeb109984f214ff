#include "waybutton.h"

#include <ui/style/painting.h>
#include <ui/themeprovider.h>

#include <QPainter>

namespace tidemark {

namespace {

constexpr int WayIconSize = 16;
constexpr int WayTextLeft = Space::Page + WayIconSize + Space::Medium;

} // namespace

WayButton::WayButton(const QIcon &icon,
                     const QString &title,
                     const QString &detail,
                     const QKeySequence &shortcut,
                     QWidget *parent)
    : QAbstractButton(parent)
    , m_detail(detail)
    , m_keys(shortcut.toString(QKeySequence::NativeText))
{
    setIcon(icon);
    setText(title);
    setAccessibleName(title);
    setAccessibleDescription(m_keys.isEmpty() ? detail : tr("%1, %2").arg(detail, m_keys));
    setFocusPolicy(Qt::StrongFocus);
    setAttribute(Qt::WA_Hover);
    setToolTip(detail);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

int WayButton::wholeWidth() const
{
    const QFontMetrics strong(typeFont(TypeRole::Strong, font()));
    const QFontMetrics small(typeFont(TypeRole::Small, font()));
    const int words = std::max(strong.horizontalAdvance(text()), small.horizontalAdvance(m_detail));
    return WayTextLeft + words + Space::Group + small.horizontalAdvance(m_keys) + Space::Page;
}

// It gives way: the keys go first, then the line about it.
QSize WayButton::sizeHint() const
{
    const QFontMetrics strong(typeFont(TypeRole::Strong, font()));
    const QFontMetrics small(typeFont(TypeRole::Small, font()));
    return { WayTextLeft + strong.horizontalAdvance(text()) + Space::Page,
             strong.height() + small.height() + Space::UnderTitle + 2 * Space::Medium };
}

QSize WayButton::minimumSizeHint() const
{
    return sizeHint();
}

void WayButton::paintEvent(QPaintEvent *)
{
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    const Brushwork brush{ theme, painter };
    const QColor fill = isChecked()                ? theme.selection
                        : underMouse() || isDown() ? theme.alt
                                                   : theme.raised;
    brush.panel(rect(), fill, isChecked() ? theme.accent : theme.border, Radius::Card);
    if (hasFocus())
        brush.focusRing(rect(), Radius::Card);
    icon().paint(&painter,
                 QRect(Space::Page, (height() - WayIconSize) / 2, WayIconSize, WayIconSize));

    const QColor ink = isChecked() ? theme.selectedText : theme.text;
    const QFont strong = typeFont(TypeRole::Strong, font());
    const QFont small = typeFont(TypeRole::Small, font());
    const bool hasRoom = width() >= wholeWidth();
    const int keys = hasRoom ? QFontMetrics(small).horizontalAdvance(m_keys) : 0;
    QRect line(WayTextLeft,
               Space::Medium,
               width() - WayTextLeft - Space::Page - keys - (keys > 0 ? Space::Group : 0),
               QFontMetrics(strong).height());
    painter.setFont(strong);
    painter.setPen(ink);
    painter.drawText(line,
                     int(Qt::AlignLeft) | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text(), Qt::ElideRight, line.width()));
    line.translate(0, line.height() + Space::UnderTitle);
    line.setHeight(QFontMetrics(small).height());
    painter.setFont(small);
    painter.setPen(isChecked() ? theme.selectedText : theme.text2);
    painter.drawText(line,
                     int(Qt::AlignLeft) | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(m_detail, Qt::ElideRight, line.width()));
    if (hasRoom)
        painter.drawText(
            rect().adjusted(0, 0, -Space::Page, 0), int(Qt::AlignRight) | Qt::AlignVCenter, m_keys);
}

} // namespace tidemark
