#include "recoverydesk.h"

#include <models/projectsession.h>

namespace tidemark {

RecoveryDesk::RecoveryDesk(ProjectSession &project,
                           const SyntaxLibrary &syntax,
                           QWidget *mainWindow)
    : QObject(mainWindow)
    , m_project(project)
    , m_syntax(syntax)
    , m_mainWindow(mainWindow)
{
    connect(&project, &ProjectSession::opened, this, &RecoveryDesk::lookForCutOffRestores);
}

RecoveryWindow *RecoveryDesk::open()
{
    m_window = new RecoveryWindow(m_project.engine(), m_syntax, {}, m_mainWindow);
    m_window->setAttribute(Qt::WA_DeleteOnClose);
    connect(m_window, &RecoveryWindow::frozenChanged, m_project.safeModes(), &SafeModes::setFrozen);
    connect(m_window,
            &RecoveryWindow::verificationRequested,
            this,
            &RecoveryDesk::verificationRequested);
    return m_window;
}

void RecoveryDesk::start(const DatabaseSession *database)
{
    if (!m_window) {
        open();
        if (database)
            m_window->begin(RecoveryTargets::ofSession(*database));
        else
            m_window->ask(m_project.isOpen() ? &m_project : nullptr, m_project.error());
    }
    m_window->show();
    m_window->raise();
    m_window->activateWindow();
}

void RecoveryDesk::resume()
{
    const RecoveryNotes notes(m_project.engine());
    const auto left = notes.unfinished();
    if (m_window || left.isEmpty())
        return;
    open()->begin({ .note = left.first(), .selection = notes.selectionOf(left.first()) });
    start(nullptr);
}

// A restore that was cut off elsewhere, from a page or the command line, is gone on with here.
void RecoveryDesk::lookForCutOffRestores()
{
    const RecoveryNotes notes(m_project.engine());
    const auto databases = m_project.databases();
    for (const DatabaseSession *database : databases) {
        const auto cutOff = notes.cutOffRestore(database->target());
        if (m_window || !cutOff)
            continue;
        RecoveryTarget target = RecoveryTargets::ofSession(*database);
        target.note.begunAt = cutOff->at;
        target.note.step = RecoveryNote::Step::Prove;
        target.note.isSent = true;
        target.note.wayBack = cutOff->wayBack;
        open()->begin(target);
        start(nullptr);
    }
}

} // namespace tidemark
