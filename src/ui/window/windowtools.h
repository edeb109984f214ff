#pragma once

#include <models/pageaddress.h>
#include <models/recentplaces.h>

#include <QObject>

class QMainWindow;
class QMenu;
class QToolButton;

namespace tidemark {

class ActionRegistry;
class Appearance;
class DatabaseSession;
class ElidedLabel;
class PracticeSession;
class ProjectSession;
class StateLabel;
class WindowMemory;

/// What belongs to the window whatever page is in front: the padlock, what this sitting has cost, whether Cloudflare answers,
/// and the dialogs of settings, shortcuts and About.
class WindowTools : public QObject
{
    Q_OBJECT

public:
    /// Everything outlives the tools; without @p memory nothing is kept.
    WindowTools(ProjectSession &project,
                ActionRegistry &actions,
                Appearance &appearance,
                WindowMemory *memory,
                QMainWindow *window);

    /// In the toolbar.
    [[nodiscard]] QToolButton *padlock() const { return m_padlock; }
    /// In the status bar, from left to right.
    [[nodiscard]] QList<QWidget *> statusWidgets() const;
    [[nodiscard]] RecentPlaces &recent() { return m_recent; }

    /// @p current is the database that the page in front means; nullptr: none.
    void show(DatabaseSession *current);

signals:
    void openRequested(const PageAddress &address);

private:
    void makePadlock();
    void connectActions();
    void chooseSafeMode();
    void practise();
    void fillSafeModes();
    void showPadlock();
    void showReach();
    void showCost();

    ProjectSession &m_project;
    ActionRegistry &m_actions;
    Appearance &m_appearance;
    WindowMemory *m_memory;
    QMainWindow *m_window;
    RecentPlaces m_recent;
    PracticeSession *m_practice;
    QToolButton *m_padlock;
    QMenu *m_safeModes;
    StateLabel *m_reach;
    ElidedLabel *m_cost;
    QString m_currentKey; ///< the session may go before the next show()
};

} // namespace tidemark
