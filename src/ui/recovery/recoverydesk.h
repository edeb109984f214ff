#pragma once

#include "recoverywindow.h"

#include <QObject>
#include <QPointer>

namespace tidemark {

class DatabaseSession;
class ProjectSession;

/// Opens the one recovery window of a main window: when somebody asks for it, and by itself when a recovery or a restore was
/// cut off. While it is open the project's databases are read-only.
class RecoveryDesk : public QObject
{
    Q_OBJECT

public:
    /// All of them outlive the desk.
    RecoveryDesk(ProjectSession &project, const SyntaxLibrary &syntax, QWidget *mainWindow);

    /// On @p database; without one it asks which. An open window comes to the front instead.
    void start(const DatabaseSession *database);
    /// If a program ended in the middle of a recovery, goes on with the newest.
    void resume();
    [[nodiscard]] RecoveryWindow *window() const { return m_window; }

signals:
    void verificationRequested(const QString &targetKey);

private:
    void lookForCutOffRestores();
    RecoveryWindow *open();

    ProjectSession &m_project;
    const SyntaxLibrary &m_syntax;
    QWidget *m_mainWindow;
    QPointer<RecoveryWindow> m_window;
};

} // namespace tidemark
