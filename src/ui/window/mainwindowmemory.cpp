#include "mainwindow.h"
#include "windowmemory.h"

#include <QDockWidget>
#include <QScreen>

namespace tidemark {

// What MainWindow keeps in its WindowMemory, and takes from it.

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

} // namespace tidemark
