#pragma once

#include "actionregistry.h"

#include <models/navigatormodel.h>
#include <models/projectsession.h>
#include <ui/appearance.h>
#include <ui/editor/syntaxlibrary.h>

#include <QMainWindow>

class QDockWidget;
class QStackedWidget;

namespace tidemark {

class DatabasePage;
class ElidedLabel;
class EnvironmentBand;
class NavigatorPane;
class PageTabs;
class StateLabel;
class StatusPlace;
class WelcomePage;
class WindowMemory;

/// The shell: menus, toolbar, navigator, pages under tabs, status bar. It stacks pages and forwards actions; what a page
/// is about is the page's own business.
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
    /// Opens (or goes to) a page of a database.
    void openPage(const QString &targetKey, NavigatorKind kind);

protected:
    /// A run is not left alone: the window goes once it has stopped at a safe point.
    void closeEvent(QCloseEvent *event) override;

private:
    void makeMenus();
    void makeToolBar();
    void makeNavigator();
    void makeStatusBar();
    void connectActions();
    void connectRunActions();

    void restoreFrame();
    void restorePages();
    void rememberFrame();
    void rememberPages();
    /// The index of the page's tab, made if there is none yet; -1 if there is no such database.
    int tabOf(const QString &targetKey, NavigatorKind kind);
    void projectOpened();
    void projectChanged();
    void pageChanged(int index);
    void closePage(int index);
    void openFromNavigator(const QString &targetKey, NavigatorKind kind);
    void openCurrent(NavigatorKind kind);
    void chooseProject();
    void chooseDatabase();
    void moveToNextPane();

    void applySelected(const UpGoal &goal);
    /// Rehearses @p goal on @p database and, if nothing forbids it, asks whether it may run.
    void rehearseAndReview(DatabaseSession *database, const RunGoal &goal);
    void review(DatabaseSession *database);
    void rollBack();
    void showStatus();
    [[nodiscard]] DatabasePage *page() const;
    [[nodiscard]] DatabaseSession *session() const;

    ProjectSession m_project;
    NavigatorModel m_navigatorModel;
    SyntaxLibrary m_syntax;
    ActionRegistry m_actions;
    Appearance &m_appearance;
    WindowMemory *m_memory;
    EnvironmentBand *m_band;
    QStackedWidget *m_content;
    WelcomePage *m_welcome;
    PageTabs *m_tabs;
    NavigatorPane *m_navigator = nullptr;
    QDockWidget *m_dock = nullptr;
    StatusPlace *m_where = nullptr;
    ElidedLabel *m_note = nullptr;
    StateLabel *m_doing = nullptr;
    QMetaObject::Connection m_reviewing; ///< what waits for a rehearsal to review
    bool m_closing = false;
    QStringList m_pageKeys; ///< target key and kind of each tab
};

} // namespace tidemark
