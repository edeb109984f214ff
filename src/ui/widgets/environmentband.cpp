#include "environmentband.h"

#include <ui/themeprovider.h>

#include <QPainter>

namespace tidemark {

EnvironmentBand::EnvironmentBand(QWidget *parent)
    : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void EnvironmentBand::setEnvironment(std::optional<ShownEnvironment> environment,
                                     const QString &name)
{
    m_environment = environment;
    setAccessibleName(environment ? tr("Environment %1").arg(environmentWord(*environment, name))
                                  : QString());
    updateGeometry();
    update();
}

QSize EnvironmentBand::sizeHint() const
{
    return { 0, m_environment ? LineWidth::Band : LineWidth::Rule };
}

void EnvironmentBand::paintEvent(QPaintEvent *)
{
    const auto &theme = themeOf(this);
    QPainter(this).fillRect(rect(),
                            m_environment ? theme.environment(*m_environment).fill : theme.border);
}

} // namespace tidemark
