#include "pagehead.h"

#include "elidedlabel.h"
#include "folding.h"
#include "statelabel.h"

#include <ui/themeprovider.h>

#include <QBoxLayout>
#include <QPainter>
#include <QProgressBar>

#include <chrono>

using namespace std::chrono_literals;

namespace tidemark {

namespace {

/// A bar for something that is over sooner would only flicker.
constexpr auto LoadingDelay = 300ms;
constexpr int HeadProgressHeight = 3;
/// Room the title keeps beside the buttons.
constexpr int TitleCharacters = 40;

} // namespace

PageHead::PageHead(QWidget *parent)
    : QWidget(parent)
    , m_title(new ElidedLabel(TypeRole::PageTitle, ElidedLabel::Ink::Plain, this))
    , m_facts(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_refreshing(new StateLabel(this))
    , m_row(new QBoxLayout(QBoxLayout::LeftToRight))
    , m_controlArea(new QWidget(this))
    , m_controls(new QBoxLayout(QBoxLayout::LeftToRight, m_controlArea))
    , m_progress(new QProgressBar(this))
{
    m_refreshing->setState(ShownState::Checking);
    m_refreshing->hide();
    auto *facts = new QHBoxLayout;
    facts->setSpacing(Space::Small);
    facts->addWidget(m_refreshing);
    facts->addWidget(m_facts, 1);
    auto *words = new QVBoxLayout;
    words->setSpacing(Space::UnderTitle);
    words->addWidget(m_title);
    words->addLayout(facts);

    m_controls->setContentsMargins(0, 0, 0, 0);
    m_controls->setSpacing(Space::Small);
    m_row->setSpacing(Space::Small);
    m_row->addLayout(words, 1);
    m_row->addWidget(m_controlArea);

    m_progress->setRange(0, 0);
    m_progress->setTextVisible(false);
    m_progress->setFixedHeight(HeadProgressHeight);
    m_progress->hide();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Space::Page, Space::Page, Space::Page, Space::Page);
    column->addLayout(m_row);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    m_loading.setSingleShot(true);
    m_loading.setInterval(LoadingDelay);
    connect(&m_loading, &QTimer::timeout, m_progress, &QWidget::show);
}

void PageHead::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

QString PageHead::title() const
{
    return m_title->text();
}

void PageHead::setFacts(const QString &facts)
{
    m_facts->setText(facts);
    setAccessibleDescription(facts);
}

void PageHead::setRefreshing(bool refreshing)
{
    m_refreshing->setVisible(refreshing);
}

void PageHead::setLoading(bool loading)
{
    m_progress->setAccessibleName(tr("Loading"));
    if (loading) {
        m_loading.start();
        return;
    }
    m_loading.stop();
    m_progress->hide();
}

void PageHead::addControl(QWidget *control)
{
    m_controls->addWidget(control);
    refold();
}

void PageHead::paintEvent(QPaintEvent *)
{
    const auto &theme = themeOf(this);
    QPainter painter(this);
    painter.fillRect(rect(), theme.base);
    painter.fillRect(QRect(0, height() - LineWidth::Rule, width(), LineWidth::Rule), theme.border);
}

void PageHead::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    m_progress->setGeometry(0, height() - HeadProgressHeight, width(), HeadProgressHeight);
    refold();
}

void PageHead::refold()
{
    const int title = fontMetrics().averageCharWidth() * TitleCharacters;
    const bool folded
        = foldWhenNarrow(m_row, width(), title + m_controls->sizeHint().width() + 3 * Space::Page);
    m_row->setAlignment(m_controlArea, folded ? Qt::AlignLeft : Qt::AlignVCenter);
}

} // namespace tidemark
