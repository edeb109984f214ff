#include "statelabel.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QApplication>
#include <QHelpEvent>
#include <QPainter>
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
    painter.drawText(textRect(),
                     QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter),
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
    if (fontMetrics().horizontalAdvance(m_text) > textRect().width())
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), m_text, this);
    else
        event->ignore();
    return true;
}

void StateLabel::updateTurning()
{
    const bool turns = isVisible() && stateMark(m_state).shape == MarkShape::OpenArc
                       && QApplication::isEffectEnabled(Qt::UI_General);
    if (turns && !m_turning.isActive())
        m_turning.start(StepMilliseconds, this);
    else if (!turns)
        m_turning.stop();
}

} // namespace tidemark
