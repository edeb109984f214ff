#include "workspace.h"

#include <models/projectsession.h>
#include <ui/pages/page.h>

#include <QScopedValueRollback>
#include <QVBoxLayout>

namespace tidemark {

namespace {

constexpr qsizetype LongestTrail = 100;

} // namespace

Workspace::Workspace(const PageContext &context, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_tabs(new PageTabs(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_tabs);
    setFocusProxy(m_tabs);
    connect(m_tabs, &PageTabs::currentChanged, this, &Workspace::showTab);
    connect(m_tabs, &PageTabs::closeRequested, this, &Workspace::close);
}

Workspace::~Workspace() = default;

int Workspace::count() const
{
    return m_tabs->count();
}

Page *Workspace::page() const
{
    const int index = m_tabs->currentIndex();
    return index < 0 ? nullptr : qobject_cast<Page *>(m_tabs->page(index));
}

PageAddress Workspace::address() const
{
    return m_addresses.value(m_tabs->currentIndex());
}

QList<Page *> Workspace::builtPages() const
{
    QList<Page *> pages;
    for (int index = 0; index < m_tabs->count(); ++index) {
        if (auto *page = qobject_cast<Page *>(m_tabs->page(index)))
            pages.append(page);
    }
    return pages;
}

bool Workspace::open(const PageAddress &address)
{
    const int index = tabOf(address);
    if (index < 0)
        return false;
    const bool isInFront = index == m_tabs->currentIndex();
    m_tabs->setCurrentIndex(index);
    takeKeyboard();
    if (!address.where.isEmpty() && page())
        narrow(address.where, isInFront);
    return true;
}

// What the page showed until now belongs to the stop where it was in front last, what it shows from now on to a new one.
void Workspace::narrow(const QMap<QString, QString> &where, bool isInFront)
{
    const PageAddress here = address();
    const std::any before = page()->view();
    if (!page()->narrow(where))
        return;
    Stop *earlier = stopAt(here, isInFront ? m_place : m_place - 1);
    if (earlier && before.has_value()) {
        earlier->hasView = true;
        earlier->view = before;
    }
    if (isInFront)
        addStop(here);
    m_trail[m_place].hasView = true;
    emit described();
}

Workspace::Stop *Workspace::stopAt(const PageAddress &address, qsizetype place)
{
    for (; place >= 0; --place) {
        if (m_trail.at(place).address == address)
            return &m_trail[place];
    }
    return nullptr;
}

void Workspace::addStop(const PageAddress &address)
{
    m_trail.resize(m_place + 1);
    m_trail.append({ .address = address });
    if (m_trail.size() > LongestTrail)
        m_trail.removeFirst();
    m_place = m_trail.size() - 1;
}

int Workspace::tabOf(const PageAddress &address)
{
    if (const auto index = m_addresses.indexOf(address); index >= 0)
        return static_cast<int>(index);
    const auto tab = tabFor(address, m_context);
    if (!tab)
        return -1;
    m_addresses.append(address);
    m_addresses.last().where.clear(); // said once, when it is opened
    return m_tabs->addPage(*tab,
                           [this, address](QWidget *parent) { return build(address, parent); });
}

QWidget *Workspace::build(const PageAddress &address, QWidget *parent)
{
    Page *page = makePage(address, m_context, parent);
    if (m_context.memory)
        m_context.memory->restoreSplitters(*page);
    // What is done by the page itself is seen in the window as well; its database's doings are known.
    DatabaseSession *database = page->selectedDatabase();
    if (Activity *own = page->activity(); own && database && own != database->activity())
        m_context.project.activities()->watch(own);
    connect(page, &Page::openRequested, this, &Workspace::openRequested);
    connect(page, &Page::described, this, [this, page] {
        if (page == this->page())
            emit described();
    });
    return page;
}

void Workspace::showTab(int index)
{
    const PageAddress shown = m_addresses.value(index);
    const bool isNew = index >= 0 && !(m_place >= 0 && m_trail.at(m_place).address == shown);
    if (isNew && !m_isRetracing)
        addStop(shown);
    keepTabs();
    emit pageChanged();
}

void Workspace::close(int index)
{
    if (index < 0 || index >= m_tabs->count())
        return;
    if (auto *page = qobject_cast<Page *>(m_tabs->page(index)); page && !page->mayClose())
        return;
    m_closed.append(m_addresses.at(index));
    remove(index);
    keepTabs();
    takeKeyboard();
}

void Workspace::remove(int index)
{
    if (const QWidget *built = m_tabs->page(index); built && m_context.memory)
        m_context.memory->keepSplitters(*built);
    m_addresses.removeAt(index);
    m_tabs->removePage(index);
}

void Workspace::closeCurrent()
{
    close(m_tabs->currentIndex());
}

void Workspace::closeAll()
{
    const QScopedValueRollback changing(m_isChanging, true);
    const auto pages = builtPages();
    for (const Page *page : pages) {
        if (m_context.memory)
            m_context.memory->keepSplitters(*page);
    }
    m_addresses.clear();
    m_tabs->clear();
    m_closed.clear();
    m_trail.clear();
    m_place = -1;
}

void Workspace::reopenClosed()
{
    // What was deleted meanwhile is passed over.
    while (!m_closed.isEmpty() && !open(m_closed.takeLast())) {}
}

void Workspace::back()
{
    retrace(-1);
}

void Workspace::forward()
{
    retrace(1);
}

void Workspace::retrace(int by)
{
    const QScopedValueRollback retracing(m_isRetracing, true);
    const auto mayGo = [this, by] { return by < 0 ? mayGoBack() : mayGoForward(); };
    if (mayGo() && page() && m_trail.at(m_place).hasView
        && m_trail.at(m_place).address == address())
        m_trail[m_place].view = page()->view();
    bool isThere = false;
    while (!isThere && mayGo()) { // what was deleted meanwhile is passed over
        m_place += by;
        isThere = open(m_trail.at(m_place).address);
    }
    if (isThere && page() && m_trail.at(m_place).view.has_value())
        page()->showView(std::exchange(m_trail[m_place].view, {}));
    emit described();
}

void Workspace::step(int by)
{
    if (count() > 0)
        m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + count()) % count());
    takeKeyboard();
}

// Whoever asked for a page goes on typing there.
void Workspace::takeKeyboard()
{
    if (Page *shown = page();
        shown && !m_isChanging && !shown->isAncestorOf(window()->focusWidget()))
        shown->setFocus(Qt::OtherFocusReason);
}

void Workspace::restore()
{
    if (!m_context.memory)
        return;
    const WindowMemory::Pages kept = m_context.memory->pages(m_context.project.path());
    reopen(kept);
    takeKeyboard();
}

void Workspace::reopen(const WindowMemory::Pages &kept)
{
    const QScopedValueRollback changing(m_isChanging, true);
    for (const QString &text : kept.keys) {
        if (const auto address = PageAddress::fromText(text))
            tabOf(*address);
    }
    if (const auto current = PageAddress::fromText(kept.keys.value(kept.current)))
        open(*current);
}

void Workspace::keepTabs()
{
    if (m_isChanging || !m_context.memory || !m_context.project.isOpen())
        return;
    WindowMemory::Pages pages{ .current = m_tabs->currentIndex() };
    for (const PageAddress &address : m_addresses)
        pages.keys.append(address.toText());
    m_context.memory->keepPages(m_context.project.path(), pages);
}

void Workspace::keep()
{
    keepTabs();
    if (!m_context.memory || !m_context.project.isOpen())
        return;
    for (const Page *page : builtPages())
        m_context.memory->keepSplitters(*page);
}

} // namespace tidemark
