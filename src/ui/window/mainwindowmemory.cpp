#include "mainwindow.h"
#include "windowmemory.h"

#include <ui/widgets/pagetabs.h>

#include <QDockWidget>
#include <QScreen>

namespace tidemark {

using namespace Qt::StringLiterals;

// What MainWindow keeps in its WindowMemory, and takes from it.

namespace {

NavigatorKind kindOf(const QString &pageKey)
{
    return pageKey.startsWith("verification "_L1) ? NavigatorKind::Verification
                                                  : NavigatorKind::Migrations;
}

} // namespace

void MainWindow::restoreFrame()
{
    if (!m_memory)
        return;
    const WindowMemory::Frame frame = m_memory->frame(screen()->availableSize());
    if (frame.size.isValid())
        resize(frame.size);
    if (frame.maximised)
        setWindowState(windowState() | Qt::WindowMaximized);
    if (frame.navigatorWidth > 0)
        resizeDocks({ m_dock }, { frame.navigatorWidth }, Qt::Horizontal);
    m_dock->setVisible(frame.navigatorVisible);
}

void MainWindow::rememberFrame()
{
    if (!m_memory)
        return;
    m_memory->keepFrame({ .size = isMaximized() ? normalGeometry().size() : size(),
                          .maximised = isMaximized(),
                          .navigatorWidth = m_dock->width(),
                          .navigatorVisible = m_dock->isVisible() });
}

void MainWindow::restorePages()
{
    if (!m_memory)
        return;
    const WindowMemory::Pages pages = m_memory->pages(m_project.path());
    for (const QString &key : pages.keys)
        tabOf(key.section(u' ', 1), kindOf(key));
    const QString current = pages.keys.value(pages.current);
    if (m_pageKeys.contains(current))
        openPage(current.section(u' ', 1), kindOf(current));
}

void MainWindow::rememberPages()
{
    if (!m_memory || !m_project.isOpen())
        return;
    m_memory->keepPages(m_project.path(),
                        { .keys = m_pageKeys, .current = m_tabs->currentIndex() });
    for (int index = 0; index < m_tabs->count(); ++index) {
        if (const QWidget *built = m_tabs->page(index))
            m_memory->keepSplitters(*built);
    }
}

} // namespace tidemark
