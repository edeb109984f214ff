#include "chip.h"

#include <ui/themeprovider.h>

#include <QEvent>
#include <QPainter>

namespace tidemark {

Chip::Chip(QWidget *parent)
    : QWidget(parent)
{
    setFont(typeFont(TypeRole::Chip));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setEnvironment(ShownEnvironment::Local);
}

void Chip::setEnvironment(ShownEnvironment environment, const QString &name)
{
    m_environment = environment;
    m_text = environmentWord(environment, name);
    setAccessibleName(tr("Environment %1").arg(m_text));
    updateGeometry();
    update();
}

QSize Chip::sizeHint() const
{
    return { fontMetrics().horizontalAdvance(m_text) + 2 * Space::Small,
             fontMetrics().height() + Space::Tiny };
}

void Chip::paintEvent(QPaintEvent *)
{
    const auto &colours = themeOf(this).environment(m_environment);
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colours.fill);
    painter.drawRoundedRect(rect(), Radius::Chip, Radius::Chip);
    painter.setPen(colours.onFill);
    painter.drawText(rect(), Qt::AlignCenter, m_text);
}

void Chip::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::ApplicationFontChange)
        setFont(typeFont(TypeRole::Chip));
    QWidget::changeEvent(event);
}

} // namespace tidemark
