#include "arcticker.h"

#include <ui/statepainter.h>

#include <QAbstractItemView>
#include <QStyle>

#include <chrono>

using namespace std::chrono_literals;

namespace tidemark {

namespace {

constexpr auto StepTime = 1000ms / ArcSteps;

} // namespace

ArcTicker::ArcTicker()
{
    m_since.start();
    m_next.setSingleShot(true);
    m_next.setInterval(StepTime);
    connect(&m_next, &QTimer::timeout, this, [this] {
        if (m_viewport)
            m_viewport->update();
    });
}

int ArcTicker::stepFor(const QWidget *view)
{
    const auto *itemView = qobject_cast<const QAbstractItemView *>(view);
    if (!itemView || !itemView->style()->styleHint(QStyle::SH_Widget_Animate, nullptr, itemView))
        return 0;
    m_viewport = itemView->viewport();
    if (!m_next.isActive())
        m_next.start();
    return int(m_since.elapsed() / StepTime.count() % ArcSteps);
}

} // namespace tidemark
