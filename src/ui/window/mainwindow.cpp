#include "mainwindow.h"

#include "activitypane.h"
#include "gotodialog.h"
#include "navigatorpane.h"
#include "statusplace.h"
#include "windowmemory.h"
#include "windowtools.h"
#include "workspace.h"

#include <models/shownstates.h>
#include <models/sqldocument.h>
#include <ui/pages/databasepage.h>
#include <ui/recovery/recoverydesk.h>
#include <ui/statepainter.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/themeprovider.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/environmentband.h>
#include <ui/widgets/statelabel.h>

#include <QActionGroup>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenuBar>
#include <QPushButton>
#include <QStatusBar>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

MainWindow::MainWindow(EnginePointer engine, Appearance &appearance, WindowMemory *memory)
    : m_project(std::move(engine))
    , m_actions(this)
    , m_appearance(appearance)
    , m_memory(memory)
    , m_band(new EnvironmentBand(this))
    , m_tools(new WindowTools(m_project, m_actions, m_appearance, memory, this))
    , m_workspace(new Workspace({ .project = m_project,
                                  .actions = m_actions,
                                  .syntax = m_syntax,
                                  .memory = memory,
                                  .recent = &m_tools->recent() },
                                this))
{
    setWindowTitle(tr("Tidemark"));
    setMinimumSize(1024, 640);
    setContextMenuPolicy(Qt::NoContextMenu); // Qt's own would hide the environment band
    resize(1280, 800);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_workspace);
    setCentralWidget(centre);

    makeToolBar();
    makeNavigator();
    makeActivityPanel();
    makeMenus();
    makeStatusBar();
    makeRecovery();
    connectActions();
    connectTabActions();
    connect(&m_project, &ProjectSession::opened, this, &MainWindow::projectOpened);
    connect(&m_project, &ProjectSession::changed, this, &MainWindow::projectChanged);
    connect(m_workspace, &Workspace::pageChanged, this, &MainWindow::pageChanged);
    connect(m_workspace, &Workspace::described, this, &MainWindow::describePage);
    connect(m_workspace, &Workspace::openRequested, this, &MainWindow::openPage);
    connect(m_project.activities(), &ActivityModel::runningChanged, this, &MainWindow::showStatus);
    connect(m_project.activities(),
            &ActivityModel::runningChanged,
            this,
            &MainWindow::closeWhenWritten);
    connect(m_tools, &WindowTools::openRequested, this, &MainWindow::openPage);
    openPage({ .kind = NavigatorKind::Connect });
    pageChanged();
    restoreFrame();
}

MainWindow::~MainWindow()
{
    // What goes would tell a window that is half gone: pages while they are deleted, sessions while something runs.
    m_workspace->disconnect(this);
    m_project.disconnect(this);
    m_project.activities()->disconnect(this);
    // Pages show what the members below them hold; they go first.
    delete takeCentralWidget();
}

void MainWindow::makeMenus()
{
    m_actions.fill(menuBar());
    makeAppearanceMenu();
}

void MainWindow::makeAppearanceMenu()
{
    auto *view = m_actions.menu(MenuPlace::View);
    view->addSeparator();
    QMenu *appearance = view->addMenu(tr("Appearance"));
    auto *choices = new QActionGroup(this);
    const auto choice = [this, appearance, choices](const QString &id, Appearance::Choice value) {
        QAction *action = m_actions.action(id);
        action->setCheckable(true);
        action->setChecked(m_appearance.choice() == value);
        choices->addAction(action);
        appearance->addAction(action);
        connect(action, &QAction::triggered, this, [this, value] { m_appearance.choose(value); });
    };
    choice(u"appearanceSystem"_s, Appearance::Choice::System);
    choice(u"appearanceLight"_s, Appearance::Choice::Light);
    choice(u"appearanceDark"_s, Appearance::Choice::Dark);
}

void MainWindow::makeToolBar()
{
    m_toolBar = addToolBar(tr("Tools"));
    QToolBar *bar = m_toolBar;
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->addActions({ m_actions.action(u"projectOpen"_s),
                      m_actions.action(u"pageRefresh"_s),
                      m_actions.action(u"sqlNew"_s),
                      m_actions.action(u"backupTake"_s),
                      m_actions.action(u"verifyRun"_s) });
    const auto addGap = [bar] {
        auto *gap = new QWidget(bar);
        gap->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
        bar->addWidget(gap);
    };
    addGap();
    bar->addAction(m_actions.action(u"goTo"_s));
    addGap();
    bar->addWidget(m_tools->padlock());
    bar->addWidget(recoveryButton(bar));
    addToolBarBreak();
    auto *band = addToolBar(tr("Environment"));
    band->setObjectName(u"bandBar"_s);
    band->setMovable(false);
    band->setContentsMargins(0, 0, 0, 0);
    band->layout()->setContentsMargins(0, 0, 0, 0);
    band->layout()->setSpacing(0);
    m_band->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    band->addWidget(m_band);
    band->setFixedHeight(m_band->sizeHint().height());
    bar->layout()->setContentsMargins(Space::Small, Space::Tiny, Space::Small, Space::Tiny);
}

// A button and not a tool: the way into recovery is seen from anywhere.
QWidget *MainWindow::recoveryButton(QWidget *parent)
{
    QAction *action = m_actions.action(u"recoveryStart"_s);
    auto *button = new QPushButton(action->text(), parent);
    button->setObjectName(u"recoveryStartButton"_s);
    const auto takeTheme = [button] {
        button->setIcon(markIcon(MarkShape::TriangleWarning, ColourToken::Error, themeOf(button)));
    };
    takeTheme();
    if (const ThemeProvider *themes = themeProviderOf(this))
        connect(themes, &ThemeProvider::changed, button, takeTheme);
    button->setToolTip(action->toolTip());
    setEmphasis(button, Emphasis::Emergency);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

void MainWindow::makeNavigator()
{
    m_navigator = new NavigatorPane(&m_navigatorModel, this);
    m_dock = new QDockWidget(tr("Navigator"), this);
    m_dock->setObjectName(u"navigatorDock"_s);
    m_dock->setFeatures(QDockWidget::NoDockWidgetFeatures);
    m_dock->setTitleBarWidget(new QWidget(m_dock)); // the pane needs no title
    m_dock->setWidget(m_navigator);
    m_dock->setMinimumWidth(200);
    m_dock->setMaximumWidth(420);
    addDockWidget(Qt::LeftDockWidgetArea, m_dock);
    resizeDocks({ m_dock }, { 264 }, Qt::Horizontal);
    connect(m_navigator, &NavigatorPane::opened, this, &MainWindow::openPage);
}

void MainWindow::makeActivityPanel()
{
    auto *pane = new ActivityPane(m_project.activities(), this);
    m_activityDock = new QDockWidget(tr("Activity"), this);
    m_activityDock->setObjectName(u"activityDock"_s);
    m_activityDock->setFeatures(QDockWidget::NoDockWidgetFeatures);
    m_activityDock->setTitleBarWidget(new QWidget(m_activityDock));
    m_activityDock->setWidget(pane);
    addDockWidget(Qt::BottomDockWidgetArea, m_activityDock);
    setCorner(Qt::BottomLeftCorner, Qt::LeftDockWidgetArea);
    resizeDocks({ m_activityDock }, { 160 }, Qt::Vertical);
    m_activityDock->hide();
}

void MainWindow::makeStatusBar()
{
    m_where = new StatusPlace(this);
    m_where->setObjectName(u"where"_s);
    m_note = new ElidedLabel(TypeRole::Small, ElidedLabel::Ink::Secondary, this);
    m_note->setObjectName(u"note"_s);
    m_doing = new StateLabel(this);
    m_doing->setObjectName(u"activity"_s);
    statusBar()->setSizeGripEnabled(false);
    statusBar()->setContentsMargins(Space::Small, 0, Space::Small, 0);
    statusBar()->addWidget(m_where);
    statusBar()->addWidget(m_note, 1);
    for (QWidget *widget : m_tools->statusWidgets())
        statusBar()->addPermanentWidget(widget);
    statusBar()->addPermanentWidget(m_doing);
}

void MainWindow::makeRecovery()
{
    m_recovery = new RecoveryDesk(m_project, m_syntax, this);
    connect(m_actions.action(u"recoveryStart"_s), &QAction::triggered, this, [this] {
        m_recovery->start(session());
    });
    connect(m_recovery, &RecoveryDesk::verificationRequested, this, [this](const QString &key) {
        openPage({ .kind = NavigatorKind::Verification, .targetKey = key });
        activateWindow();
    });
}

// In a narrow window the tools keep their icons and drop their texts.
void MainWindow::resizeEvent(QResizeEvent *event)
{
    constexpr int Narrow = 1200;
    QMainWindow::resizeEvent(event);
    m_toolBar->setToolButtonStyle(width() < Narrow ? Qt::ToolButtonIconOnly
                                                   : Qt::ToolButtonTextBesideIcon);
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    // Queued, so that this window does not come to the front after it.
    if (!std::exchange(m_wasShown, true))
        QMetaObject::invokeMethod(m_recovery, &RecoveryDesk::resume, Qt::QueuedConnection);
}

void MainWindow::connectActions()
{
    const auto on = [this](const QString &id, void (MainWindow::*slot)()) {
        connect(m_actions.action(id), &QAction::triggered, this, slot);
    };
    on(u"projectOpen"_s, &MainWindow::chooseProject);
    on(u"databaseOpen"_s, &MainWindow::chooseDatabase);
    on(u"paneNext"_s, &MainWindow::moveToNextPane);
    on(u"panePrevious"_s, &MainWindow::moveToNextPane); // there are two
    connect(m_actions.action(u"windowClose"_s), &QAction::triggered, this, &QWidget::close);
    on(u"verifyRun"_s, &MainWindow::verifyCurrent);
    connect(m_actions.action(u"navigatorToggle"_s), &QAction::triggered, this, [this] {
        m_dock->setVisible(!m_dock->isVisible());
    });
    connect(m_actions.action(u"activityToggle"_s), &QAction::triggered, this, [this] {
        m_activityDock->setVisible(!m_activityDock->isVisible());
    });
    connect(m_actions.action(u"runCancel"_s), &QAction::triggered, this, [this] {
        if (Page *page = m_workspace->page(); page && page->activity())
            page->activity()->cancel();
    });
    connect(m_actions.action(u"goTo"_s), &QAction::triggered, this, [this] { goTo({}); });
    connect(
        m_actions.action(u"commandPalette"_s), &QAction::triggered, this, [this] { goTo(u">"_s); });
    connect(&m_actions, &ActionRegistry::pageActionTriggered, this, [this](const QString &id) {
        if (Page *page = m_workspace->page())
            page->perform(id);
    });
}

void MainWindow::connectTabActions()
{
    const auto on = [this](const QString &id, auto act) {
        connect(m_actions.action(id), &QAction::triggered, m_workspace, act);
    };
    on(u"tabClose"_s, &Workspace::closeCurrent);
    on(u"tabReopen"_s, &Workspace::reopenClosed);
    on(u"historyBack"_s, &Workspace::back);
    on(u"historyForward"_s, &Workspace::forward);
    on(u"tabNext"_s, [this] { m_workspace->step(1); });
    on(u"tabPrevious"_s, [this] { m_workspace->step(-1); });
    on(u"migrationsOpen"_s, [this] { openCurrent(NavigatorKind::Migrations); });
    on(u"verificationOpen"_s, [this] { openCurrent(NavigatorKind::Verification); });
    on(u"backupTake"_s, [this] {
        openCurrent(NavigatorKind::TimeTravel);
        if (Page *page = m_workspace->page())
            page->perform(u"backupTake"_s);
    });
    on(u"timeTravelOpen"_s, [this] { openCurrent(NavigatorKind::TimeTravel); });
    on(u"tablesOpen"_s, [this] { openCurrent(NavigatorKind::Tables); });
    on(u"sqlOpen"_s, [this] { openCurrent(NavigatorKind::Sql); });
    on(u"sqlNew"_s, [this] {
        if (session())
            openPage({ .kind = NavigatorKind::Sql,
                       .targetKey = session()->target().key(),
                       .object = SqlDocument::newName(session()->engine()) });
    });
}

void MainWindow::open(const QString &path)
{
    m_workspace->keep();
    m_tools->recent().remember(m_project); // as it was left
    m_project.open(path);
    if (m_project.error())
        openPage({ .kind = NavigatorKind::Connect }); // it says why, and shows other ways in
}

void MainWindow::chooseProject()
{
    const QString folder
        = QFileDialog::getExistingDirectory(this, tr("Open project"), m_project.path());
    if (!folder.isEmpty())
        open(folder);
}

void MainWindow::chooseDatabase()
{
    const QString file = QFileDialog::getOpenFileName(
        this,
        tr("Open database"),
        m_project.path(),
        tr("SQLite databases (*.sqlite *.sqlite3 *.db);;All files (*)"));
    if (!file.isEmpty())
        open(file);
}

void MainWindow::projectOpened()
{
    m_closing = false; // what it waited for went with the project before
    m_workspace->closeAll();
    setWindowTitle(tr("%1 – Tidemark").arg(m_project.name()));
    m_navigatorModel.show(m_project);
    m_workspace->restore();
    m_tools->recent().remember(m_project);
    if (m_workspace->count() == 0)
        openFirstPage();
}

// Of several databases the board; of a single one its migrations.
void MainWindow::openFirstPage()
{
    const auto databases = m_project.databases();
    if (databases.size() != 1)
        openPage({ .kind = NavigatorKind::StatusBoard });
    else
        openPage({ .targetKey = databases.first()->target().key() });
}

void MainWindow::projectChanged()
{
    m_navigatorModel.show(m_project);
    showStatus();
}

void MainWindow::openCurrent(NavigatorKind kind)
{
    if (session())
        openPage({ .kind = kind, .targetKey = session()->target().key() });
}

void MainWindow::openPage(const PageAddress &address)
{
    if (address.kind == NavigatorKind::Project)
        open(address.object);
    else if (m_workspace->open(address))
        m_navigator->select(address);
}

void MainWindow::verifyCurrent()
{
    DatabaseSession *current = session();
    if (!current)
        return;
    openPage({ .kind = NavigatorKind::Verification, .targetKey = current->target().key() });
    current->verify(false);
}

DatabaseSession *MainWindow::session() const
{
    const Page *page = m_workspace->page();
    return page ? page->selectedDatabase() : nullptr;
}

void MainWindow::pageChanged()
{
    if (m_workspace->page())
        m_navigator->select(m_workspace->address());
    describePage();
}

void MainWindow::describePage()
{
    const Page *page = m_workspace->page();
    const auto target = page ? page->target() : std::nullopt;
    m_band->setEnvironment(target ? std::optional(target->environment) : std::nullopt);
    updateActions();
    showStatus();
}

void MainWindow::updateActions()
{
    Page *page = m_workspace->page();
    const QString noDatabase = tr("Open a database first.");
    const auto ofDatabase
        = { u"migrationsOpen"_s, u"verificationOpen"_s, u"timeTravelOpen"_s, u"tablesOpen"_s,
            u"sqlOpen"_s,        u"sqlNew"_s,           u"verifyRun"_s,      u"backupTake"_s };
    for (const QString &id : ofDatabase)
        m_actions.setEnabled(id, session() != nullptr, noDatabase);
    m_actions.setEnabled(u"tabClose"_s,
                         page && !page->isWriting(),
                         page ? tr("It still writes. Esc stops it at the next safe point.")
                              : tr("No tab is open."));
    m_actions.setEnabled(u"tabReopen"_s, m_workspace->mayReopen(), tr("No tab was closed."));
    const QString oneTab = tr("There is one tab.");
    m_actions.setEnabled(u"tabNext"_s, m_workspace->count() > 1, oneTab);
    m_actions.setEnabled(u"tabPrevious"_s, m_workspace->count() > 1, oneTab);
    m_actions.setEnabled(
        u"historyBack"_s, m_workspace->mayGoBack(), tr("There is nothing to go back to."));
    m_actions.setEnabled(
        u"historyForward"_s, m_workspace->mayGoForward(), tr("There is nothing to go forward to."));
    m_actions.disablePageActions(page ? tr("Not on this page.") : noDatabase);
    if (page)
        page->updateActions();
    const bool isBusy = page && page->activity() && page->activity()->isRunning();
    m_actions.action(u"runCancel"_s)->setVisible(isBusy);
}

void MainWindow::showStatus()
{
    Page *page = m_workspace->page();
    m_tools->show(session());
    m_where->setTarget(page ? page->target() : std::nullopt);
    const Activity *activity = page ? page->activity() : nullptr;
    const bool isBusy = activity && activity->isRunning();
    const int running = m_project.activities()->running();
    m_doing->setVisible(isBusy || running > 0);
    if (isBusy)
        m_doing->setState(ShownState::Running,
                          activity->progress().text.isEmpty() ? activity->title()
                                                              : activity->progress().text);
    else if (running > 0)
        m_doing->setState(ShownState::Running, tr("%n thing(s) going on", nullptr, running));
    if (m_closing)
        m_note->setText(tr("The run stops at the next safe point; then the window closes."));
    else
        m_note->setText(page ? page->note() : QString());
}

QList<Activity *> MainWindow::writing() const
{
    using Phase = DatabaseSession::Phase;
    QList<Activity *> all;
    const auto databases = m_project.databases();
    for (DatabaseSession *database : databases) {
        if (database->phase() == Phase::Running || database->phase() == Phase::Settling)
            all.append(database->activity());
    }
    const auto pages = m_workspace->builtPages();
    for (const Page *page : pages) {
        if (page->isWriting())
            all.append(page->activity());
    }
    return all;
}

bool MainWindow::isRecovering() const
{
    const RecoveryWindow *window = m_recovery->window();
    return window && window->session() && window->session()->acting()->isRunning();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (isRecovering()) {
        event->ignore();
        m_recovery->start(nullptr); // its window comes to the front and says how far it is
        return;
    }
    const auto going = writing();
    if (going.isEmpty()) {
        m_workspace->keep();
        m_tools->recent().remember(m_project);
        rememberFrame();
        QMainWindow::closeEvent(event);
        return;
    }
    event->ignore();
    if (std::exchange(m_closing, true))
        return;
    for (Activity *activity : going)
        activity->cancel();
    showStatus();
}

// Queued, so that whoever waits for the end of an activity hears of it first, and has ended as well when this looks.
void MainWindow::closeWhenWritten()
{
    const auto look = [this] {
        if (!m_closing || !writing().isEmpty())
            return;
        m_closing = false;
        close();
    };
    QMetaObject::invokeMethod(this, look, Qt::QueuedConnection);
}

void MainWindow::goTo(const QString &typed)
{
    auto *dialog = new GoToDialog(m_project, m_actions, typed, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &GoToDialog::pageChosen, this, &MainWindow::openPage);
    connect(dialog, &GoToDialog::actionChosen, this, [this](const QString &id) {
        m_actions.action(id)->trigger();
    });
    dialog->open();
}

void MainWindow::moveToNextPane()
{
    QWidget *focused = focusWidget();
    const bool inNavigator = focused && m_dock->isAncestorOf(focused);
    QWidget *next = m_navigator;
    if (inNavigator)
        next = m_workspace->page();
    if (next)
        next->setFocus(Qt::ShortcutFocusReason);
}

} // namespace tidemark
