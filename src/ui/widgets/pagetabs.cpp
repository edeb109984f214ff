#include "pagetabs.h"

#include <ui/statepainter.h>
#include <ui/themeprovider.h>

#include <QSignalBlocker>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

using namespace Qt::StringLiterals;

namespace tidemark {

PageTabs::PageTabs(QWidget *parent)
    : QWidget(parent)
    , m_bar(new QTabBar(this))
    , m_stack(new QStackedWidget(this))
{
    m_bar->setAccessibleName(tr("Pages"));
    m_bar->setExpanding(false);
    m_bar->setMovable(false);
    m_bar->setElideMode(Qt::ElideNone); // the bar scrolls
    m_bar->setUsesScrollButtons(true);
    // The widest page, shown or not, must not push the navigator aside; the window's own least size is for all.
    m_stack->setMinimumSize(1, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_bar);
    column->addWidget(m_stack, 1);
    connect(m_bar, &QTabBar::currentChanged, this, &PageTabs::show);
    connect(m_bar, &QTabBar::tabCloseRequested, this, &PageTabs::closeRequested);
    if (const auto *themes = themeProviderOf(this))
        connect(themes, &ThemeProvider::changed, this, &PageTabs::describeAll);
}

int PageTabs::addPage(const PageTab &tab, Factory build)
{
    m_pages.push_back({ .tab = tab, .build = std::move(build) });
    const int index = m_bar->addTab(tab.title);
    describe(index);
    if (index == m_bar->currentIndex())
        show(index);
    return index;
}

void PageTabs::removePage(int index)
{
    auto *widget = m_pages.at(size_t(index)).widget;
    m_pages.erase(m_pages.begin() + index);
    if (widget) {
        m_stack->removeWidget(widget);
        widget->deleteLater();
    }
    m_bar->removeTab(index);
}

void PageTabs::clear()
{
    const QSignalBlocker turning(m_bar);
    while (count() > 0)
        removePage(count() - 1);
    emit currentChanged(-1);
}

void PageTabs::setTab(int index, const PageTab &tab)
{
    m_pages.at(size_t(index)).tab = tab;
    describe(index);
}

void PageTabs::setCurrentIndex(int index)
{
    m_bar->setCurrentIndex(index);
}

int PageTabs::count() const
{
    return int(m_pages.size());
}

int PageTabs::currentIndex() const
{
    // While a page is taken away the bar still has its tab.
    return m_bar->currentIndex() < count() ? m_bar->currentIndex() : -1;
}

QWidget *PageTabs::page(int index) const
{
    return m_pages.at(size_t(index)).widget;
}

void PageTabs::show(int index)
{
    // The bar has its first tab before the page is known here.
    if (index >= count())
        return;
    if (index >= 0) {
        auto &page = m_pages.at(size_t(index));
        if (!page.widget) {
            page.widget = page.build(m_stack);
            m_stack->addWidget(page.widget);
        }
        m_stack->setCurrentWidget(page.widget);
    }
    emit currentChanged(index);
}

void PageTabs::describe(int index)
{
    const auto &tab = m_pages.at(size_t(index)).tab;
    m_bar->setTabText(index, QString(tab.title).replace(u'&', u"&&"_s)); // no mnemonic
    const auto name
        = tab.environment
              ? tr("%1, %2", "page, environment")
                    .arg(tab.title, environmentWord(*tab.environment, tab.environmentName))
              : tab.title;
    m_bar->setAccessibleTabName(index, name);
    m_bar->setTabToolTip(index, name);
    m_bar->setTabIcon(index,
                      tab.environment ? environmentIcon(*tab.environment, themeOf(this)) : QIcon());
}

void PageTabs::describeAll()
{
    for (int index = 0; index < count(); ++index)
        describe(index);
}

} // namespace tidemark
