#include "codegutter.h"

#include "codeview.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QCoreApplication>
#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>

namespace tidemark {

namespace {

/// Room for three digits, so that short scripts stand under each other.
constexpr int LeastDigits = 3;

} // namespace

CodeGutter::CodeGutter(CodeView *view)
    : QWidget(view)
    , m_view(view)
{
    setCursor(Qt::ArrowCursor);
}

int CodeGutter::neededWidth() const
{
    const auto digits = qMax(LeastDigits, int(QString::number(m_view->blockCount()).size()));
    const int numbers = m_view->fontMetrics().horizontalAdvance(u'0') * digits;
    return Space::Tiny + StateMarkSize + Space::Small + numbers + Space::Medium;
}

QSize CodeGutter::sizeHint() const
{
    return { neededWidth(), 0 };
}

void CodeGutter::paintEvent(QPaintEvent *event)
{
    const auto &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(event->rect(), theme.base);
    painter.setFont(m_view->font());
    const auto bar = m_view->barLines();
    m_view->forEachVisibleLine([this, &painter, &theme, bar](int line, const QRect &band) {
        const auto *mark = m_view->markAt(line);
        if (mark && mark->tinted)
            painter.fillRect(QRect(0, band.top(), width(), band.height()),
                             theme.tint(stateMark(mark->state).colour));
        if (mark) {
            QRect place(Space::Tiny, 0, StateMarkSize, StateMarkSize);
            place.moveTop(band.top() + (m_view->fontMetrics().height() - StateMarkSize) / 2);
            StatePainter(theme).paint(painter, place, mark->state);
        }
        const bool isBarred = line >= bar.first && line <= bar.second;
        if (isBarred)
            painter.fillRect(QRect(width() - LineWidth::Rule - LineWidth::RowBar,
                                   band.top(),
                                   LineWidth::RowBar,
                                   band.height()),
                             theme.accent);
        painter.setPen(isBarred || m_view->currentLine() == line ? theme.text : theme.text2);
        painter.drawText(
            QRect(0, band.top(), width() - Space::Medium, m_view->fontMetrics().height()),
            Qt::AlignRight | Qt::AlignVCenter,
            QString::number(line));
    });
    painter.fillRect(QRect(width() - LineWidth::Rule, 0, LineWidth::Rule, height()), theme.border);
}

void CodeGutter::wheelEvent(QWheelEvent *event)
{
    QCoreApplication::sendEvent(m_view->viewport(), event);
}

void CodeGutter::mousePressEvent(QMouseEvent *event)
{
    const int line = m_view->lineAt(event->position().toPoint().y());
    if (line > 0)
        m_view->goToLine(line);
}

bool CodeGutter::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto *mark = m_view->markAt(m_view->lineAt(help->pos().y()));
    if (mark)
        QToolTip::showText(help->globalPos(), mark->text, this);
    else
        QToolTip::hideText();
    return true;
}

} // namespace tidemark
