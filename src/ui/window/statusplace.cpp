#include "statusplace.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QPainter>
#include <QStyle>

namespace tidemark {

using namespace Qt::StringLiterals;

StatusPlace::StatusPlace(QWidget *parent)
    : QWidget(parent)
{
    setFont(typeFont(TypeRole::SmallStrong));
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void StatusPlace::setTarget(const std::optional<ShownTarget> &target)
{
    m_target = target;
    setAccessibleName(text());
    updateGeometry();
    update();
}

QString StatusPlace::text() const
{
    return m_target ? u"%1 · %2 · %3"_s.arg(
               environmentWord(m_target->environment, m_target->environmentName),
               m_target->place,
               m_target->name)
                    : QString();
}

QSize StatusPlace::sizeHint() const
{
    return { EnvironmentMarkSize + 2 * Space::Small + fontMetrics().horizontalAdvance(text()) + 1,
             fontMetrics().height() + RowPadding::Bar - Space::Tiny };
}

void StatusPlace::paintEvent(QPaintEvent *)
{
    if (!m_target)
        return;
    const Theme &theme = themeOf(this);
    QPainter painter(this);
    QRect mark(0, 0, EnvironmentMarkSize, EnvironmentMarkSize);
    mark.moveTop((height() - EnvironmentMarkSize) / 2);
    StatePainter(theme).paint(painter,
                              QRectF(QStyle::visualRect(layoutDirection(), rect(), mark)),
                              m_target->environment);
    painter.setPen(theme.text);
    const QRect words = rect().adjusted(EnvironmentMarkSize + Space::Small, 0, 0, 0);
    painter.drawText(QStyle::visualRect(layoutDirection(), rect(), words),
                     int(QStyle::visualAlignment(layoutDirection(), Qt::AlignLeft))
                         | Qt::AlignVCenter,
                     text());
}

} // namespace tidemark
