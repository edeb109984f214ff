#include "elidedlabel.h"

#include <ui/themeprovider.h>

#include <QEvent>
#include <QHelpEvent>
#include <QPainter>
#include <QStyle>
#include <QToolTip>

namespace tidemark {

namespace {

/// Below this many characters a text says nothing any more.
constexpr int LeastCharacters = 4;

} // namespace

ElidedLabel::ElidedLabel(TypeRole role, Ink ink, QWidget *parent)
    : QFrame(parent)
    , m_role(role)
    , m_ink(ink)
{
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    updateFont();
}

void ElidedLabel::setText(const QString &text)
{
    if (text == m_text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    update();
}

void ElidedLabel::setElideMode(Qt::TextElideMode mode)
{
    m_elideMode = mode;
    update();
}

void ElidedLabel::setFirm(bool firm)
{
    m_isFirm = firm;
    updateGeometry();
}

bool ElidedLabel::isElided() const
{
    return fontMetrics().horizontalAdvance(m_text) > contentsRect().width();
}

QSize ElidedLabel::sizeHint() const
{
    return { fontMetrics().horizontalAdvance(m_text) + 1, fontMetrics().height() };
}

QSize ElidedLabel::minimumSizeHint() const
{
    if (m_isFirm)
        return sizeHint();
    const int least = fontMetrics().averageCharWidth() * LeastCharacters;
    return { qMin(least, sizeHint().width()), fontMetrics().height() };
}

void ElidedLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &theme = themeOf(this);
    painter.setPen(!isEnabled()              ? theme.disabled
                   : m_ink == Ink::Secondary ? theme.text2
                                             : theme.text);
    painter.drawText(
        contentsRect(),
        int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft | Qt::AlignVCenter)),
        fontMetrics().elidedText(m_text, m_elideMode, contentsRect().width()));
}

void ElidedLabel::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ApplicationFontChange)
        updateFont();
    QFrame::changeEvent(event);
}

bool ElidedLabel::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !toolTip().isEmpty())
        return QFrame::event(event);
    if (isElided())
        QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(), m_text, this);
    else
        event->ignore();
    return true;
}

void ElidedLabel::updateFont()
{
    setFont(typeFont(m_role));
    updateGeometry();
}

} // namespace tidemark
