#pragma once

#include <models/navigatormodel.h>
#include <models/pageaddress.h>
#include <models/projectsession.h>
#include <ui/actions/actionregistry.h>
#include <ui/appearance.h>
#include <ui/editor/syntaxlibrary.h>

#include <QMainWindow>

class QDockWidget;
class QToolBar;

namespace tidemark {

class ElidedLabel;
class EnvironmentBand;
class NavigatorPane;
class RecoveryDesk;
class StateLabel;
class StatusPlace;
class WindowMemory;
class WindowTools;
class Workspace;

/// The shell: menus, toolbar, navigator, pages under tabs, activity panel, status bar. It forwards actions to the page in
/// front; what a page is about is the page's own business.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// @p appearance and @p memory outlive the window; without a memory nothing is kept of it.
    MainWindow(EnginePointer engine, Appearance &appearance, WindowMemory *memory = nullptr);
    ~MainWindow() override;

    /// A project's folder or an SQLite file.
    void open(const QString &path);
    [[nodiscard]] ProjectSession &project() { return m_project; }
    /// Opens (or goes to) a page.
    void openPage(const PageAddress &address);
    [[nodiscard]] const SyntaxLibrary &syntax() const { return m_syntax; }

protected:
    /// What writes is not left alone: the window goes once that has stopped at a safe point, and not in a recovery.
    void closeEvent(QCloseEvent *event) override;
    /// The first time, a recovery that was cut off is gone on with.
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeMenus();
    void makeAppearanceMenu();
    void makeToolBar();
    void makeRecovery();
    [[nodiscard]] QWidget *recoveryButton(QWidget *parent);
    void makeNavigator();
    void makeActivityPanel();
    void makeStatusBar();
    void connectActions();
    void connectTabActions();

    void restoreFrame();
    void rememberFrame();
    void projectOpened();
    void openFirstPage();
    void projectChanged();
    void pageChanged();
    void describePage();
    void updateActions();
    void openCurrent(NavigatorKind kind);
    void chooseProject();
    void chooseDatabase();
    void verifyCurrent();
    void moveToNextPane();
    void goTo(const QString &typed);
    void showStatus();
    /// What is not left alone: runs, changes of a history, and what pages write.
    [[nodiscard]] QList<Activity *> writing() const;
    /// The recovery window does what it cannot be left at.
    [[nodiscard]] bool isRecovering() const;
    void closeWhenWritten();
    /// That the page in front means; nullptr if it means none.
    [[nodiscard]] DatabaseSession *session() const;

    ProjectSession m_project;
    NavigatorModel m_navigatorModel;
    SyntaxLibrary m_syntax;
    ActionRegistry m_actions;
    Appearance &m_appearance;
    WindowMemory *m_memory;
    EnvironmentBand *m_band;
    WindowTools *m_tools;
    QToolBar *m_toolBar = nullptr;
    Workspace *m_workspace;
    RecoveryDesk *m_recovery = nullptr;
    NavigatorPane *m_navigator = nullptr;
    QDockWidget *m_dock = nullptr;
    QDockWidget *m_activityDock = nullptr;
    StatusPlace *m_where = nullptr;
    ElidedLabel *m_note = nullptr;
    StateLabel *m_doing = nullptr;
    bool m_closing = false; ///< once nothing writes any more
    bool m_wasShown = false;
};

} // namespace tidemark
