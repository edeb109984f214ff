#include "statelabel.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QTimerEvent>
#include <QToolTip>

namespace tidemark {

namespace {

constexpr int StepMilliseconds = 1000 / ArcSteps;

} // namespace

StateLabel::StateLabel(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setState(ShownState::Unknown);
    if (const auto *themes = themeProviderOf(this))
        connect(themes, &ThemeProvider::changed, this, &StateLabel::updateTurning);
}

void StateLabel::setState(ShownState state, const QString &text)
{
    m_state = state;
    const auto word = stateWord(state);
    m_text = text.isEmpty() ? word : text;
    setAccessibleName(text.isEmpty() ? word : tr("%1: %2", "state: sentence").arg(word, text));
    updateTurning();
    updateGeometry();
    update();
}

void StateLabel::setWordWrap(bool wrap)
{
    m_wraps = wrap;
    auto policy = sizePolicy();
    policy.setHeightForWidth(wrap);
    policy.setVerticalPolicy(wrap ? QSizePolicy::Minimum : QSizePolicy::Fixed);
    setSizePolicy(policy);
}

int StateLabel::heightForWidth(int width) const
{
    const QRect room(0, 0, width - StateMarkSize - Space::Small, QWIDGETSIZE_MAX);
    return qMax(sizeHint().height(),
                fontMetrics().boundingRect(room, Qt::TextWordWrap, m_text).height());
}

QSize StateLabel::sizeHint() const
{
    return { StateMarkSize + Space::Small + fontMetrics().horizontalAdvance(m_text) + 1,
             qMax(StateMarkSize, fontMetrics().height()) };
}

QSize StateLabel::minimumSizeHint() const
{
    return { qMin(sizeHint().width(),
                  StateMarkSize + Space::Small + fontMetrics().averageCharWidth() * 8),
             sizeHint().height() };
}

QRect StateLabel::textRect() const
{
    const QRect text = rect().adjusted(StateMarkSize + Space::Small, 0, 0, 0);
    return QStyle::visualRect(layoutDirection(), rect(), text);
}

void StateLabel::paintEvent(QPaintEvent *)
{
    const auto &theme = themeOf(this);
    QPainter painter(this);
    QRect mark(0, 0, StateMarkSize, StateMarkSize);
    mark.moveCenter({ StateMarkSize / 2, rect().center().y() });
    StatePainter(theme).paint(
        painter, QStyle::visualRect(layoutDirection(), rect(), mark), m_state, m_step);
    painter.setPen(theme.colour(stateMark(m_state).wordColour));
    const auto alignment
        = QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter);
    if (m_wraps)
        painter.drawText(textRect(), int(alignment) | Qt::TextWordWrap, m_text);
    else
        painter.drawText(textRect(),
                         int(alignment),
                         fontMetrics().elidedText(m_text, Qt::ElideRight, textRect().width()));
}

void StateLabel::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_turning.timerId())
        return;
    m_step = (m_step + 1) % ArcSteps;
    update();
}

void StateLabel::showEvent(QShowEvent *)
{
    updateTurning();
}

void StateLabel::hideEvent(QHideEvent *)
{
    updateTurning();
}

bool StateLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty())
        return QWidget::event(event);
    if (!m_wraps && fontMetrics().horizontalAdvance(m_text) > textRect().width())
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), m_text, this);
    else
        event->ignore();
    return true;
}

void StateLabel::updateTurning()
{
    const bool turns = isVisible() && stateMark(m_state).shape == MarkShape::OpenArc
                       && style()->styleHint(QStyle::SH_Widget_Animate, nullptr, this);
    if (turns && !m_turning.isActive())
        m_turning.start(StepMilliseconds, this);
    else if (!turns)
        m_turning.stop();
}

} // namespace tidemark
