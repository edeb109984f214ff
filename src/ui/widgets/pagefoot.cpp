#include "pagefoot.h"

#include "statelabel.h"

#include <ui/themeprovider.h>

#include <QHBoxLayout>
#include <QPainter>
#include <QProgressBar>

namespace tidemark {

namespace {

constexpr int ProgressWidth = 220;
constexpr int ProgressHeight = 6;

} // namespace

PageFoot::PageFoot(QWidget *parent)
    : QWidget(parent)
    , m_verdict(new StateLabel(this))
    , m_progress(new QProgressBar(this))
    , m_row(new QHBoxLayout(this))
{
    m_verdict->setWordWrap(true);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(ProgressHeight);
    m_progress->setMinimumWidth(ProgressWidth);
    m_progress->hide();
    m_row->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Small);
    m_row->setSpacing(Space::Small);
    m_row->addWidget(m_verdict, 1);
    m_row->addWidget(m_progress);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void PageFoot::setVerdict(ShownState state, const QString &sentence)
{
    m_verdict->setState(state, sentence);
    setAccessibleName(m_verdict->accessibleName());
}

QString PageFoot::verdict() const
{
    return m_verdict->text();
}

void PageFoot::setProgress(int step, int steps, const QString &subject)
{
    const auto sentence = tr("Step %1 of %2: %3").arg(step).arg(steps).arg(subject);
    setVerdict(ShownState::Running, sentence);
    m_progress->setAccessibleName(sentence);
    m_progress->setRange(0, steps);
    m_progress->setValue(step - 1);
    m_progress->show();
}

void PageFoot::endProgress()
{
    m_progress->hide();
}

void PageFoot::addControl(QWidget *control)
{
    m_row->addWidget(control);
}

void PageFoot::paintEvent(QPaintEvent *)
{
    const auto &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, 0, width(), LineWidth::Rule), theme.border);
}

} // namespace tidemark
