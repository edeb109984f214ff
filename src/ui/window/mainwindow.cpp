#include "mainwindow.h"

#include "navigatorpane.h"
#include "statusplace.h"
#include "windowmemory.h"

#include <models/shownstates.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/pages/migrationspage.h>
#include <ui/pages/verificationpage.h>
#include <ui/pages/welcomepage.h>
#include <ui/theme.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/environmentband.h>
#include <ui/widgets/pagetabs.h>
#include <ui/widgets/statelabel.h>

#include <QActionGroup>
#include <QCloseEvent>
#include <QDockWidget>
#include <QFileDialog>
#include <QMenuBar>
#include <QStackedWidget>
#include <QStatusBar>
#include <QToolBar>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString pageKey(const QString &targetKey, NavigatorKind kind)
{
    return (kind == NavigatorKind::Verification ? u"verification "_s : u"migrations "_s)
           + targetKey;
}

} // namespace

MainWindow::MainWindow(EnginePointer engine, Appearance &appearance, WindowMemory *memory)
    : m_project(std::move(engine))
    , m_actions(this)
    , m_appearance(appearance)
    , m_memory(memory)
    , m_band(new EnvironmentBand(this))
    , m_content(new QStackedWidget(this))
    , m_welcome(new WelcomePage(m_actions, this))
    , m_tabs(new PageTabs(this))
{
    setWindowTitle(tr("Tidemark"));
    setMinimumSize(1024, 640);
    setContextMenuPolicy(Qt::NoContextMenu); // Qt's own would hide the environment band
    resize(1280, 800);
    m_content->addWidget(m_welcome);
    m_content->addWidget(m_tabs);
    auto *centre = new QWidget(this);
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_content);
    setCentralWidget(centre);

    makeToolBar();
    makeNavigator();
    makeMenus();
    makeStatusBar();
    connectActions();
    connectRunActions();
    connect(&m_project, &ProjectSession::opened, this, &MainWindow::projectOpened);
    connect(&m_project, &ProjectSession::changed, this, &MainWindow::projectChanged);
    connect(m_tabs, &PageTabs::currentChanged, this, &MainWindow::pageChanged);
    connect(m_tabs, &PageTabs::closeRequested, this, &MainWindow::closePage);
    pageChanged(-1);
    restoreFrame();
}

MainWindow::~MainWindow()
{
    // Pages show what the members below them hold; they go first.
    delete takeCentralWidget();
}

void MainWindow::makeMenus()
{
    const auto menu = [this](const QString &title, const QStringList &ids) {
        QMenu *made = menuBar()->addMenu(title);
        for (const QString &id : ids) {
            if (id.isEmpty())
                made->addSeparator();
            else
                made->addAction(m_actions.action(id));
        }
        return made;
    };
    menu(tr("&File"), { u"projectOpen"_s, u"databaseOpen"_s, {}, u"tabClose"_s, u"windowClose"_s });
    QMenu *view = menu(tr("&View"),
                       { u"pageRefresh"_s,
                         {},
                         u"navigatorToggle"_s,
                         u"tabNext"_s,
                         u"tabPrevious"_s,
                         u"paneNext"_s,
                         u"panePrevious"_s });
    menu(tr("&Database"), { u"migrationsOpen"_s, u"verificationOpen"_s, {}, u"verifyRun"_s });
    menu(tr("&Migrations"),
         { u"migrationRehearse"_s,
           {},
           u"migrationApplyOne"_s,
           u"migrationApplyTo"_s,
           u"migrationApplyAll"_s,
           {},
           u"migrationRollBack"_s,
           {},
           u"runCancel"_s });
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
    auto *bar = addToolBar(tr("Tools"));
    bar->setObjectName(u"toolBar"_s);
    bar->setMovable(false);
    bar->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    bar->addActions({ m_actions.action(u"projectOpen"_s),
                      m_actions.action(u"pageRefresh"_s),
                      m_actions.action(u"migrationRehearse"_s),
                      m_actions.action(u"verifyRun"_s) });
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
    connect(m_navigator, &NavigatorPane::opened, this, &MainWindow::openFromNavigator);
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
    statusBar()->addPermanentWidget(m_doing);
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
    connect(m_actions.action(u"pageRefresh"_s),
            &QAction::triggered,
            &m_project,
            &ProjectSession::refresh);
    connect(m_actions.action(u"navigatorToggle"_s), &QAction::triggered, this, [this] {
        m_dock->setVisible(!m_dock->isVisible());
    });
    connect(m_actions.action(u"tabClose"_s), &QAction::triggered, this, [this] {
        closePage(m_tabs->currentIndex());
    });
    const auto step = [this](int by) {
        if (m_tabs->count() > 0)
            m_tabs->setCurrentIndex((m_tabs->currentIndex() + by + m_tabs->count())
                                    % m_tabs->count());
    };
    connect(m_actions.action(u"tabNext"_s), &QAction::triggered, this, [step] { step(1); });
    connect(m_actions.action(u"tabPrevious"_s), &QAction::triggered, this, [step] { step(-1); });
    connect(m_actions.action(u"migrationsOpen"_s), &QAction::triggered, this, [this] {
        openCurrent(NavigatorKind::Migrations);
    });
    connect(m_actions.action(u"verificationOpen"_s), &QAction::triggered, this, [this] {
        openCurrent(NavigatorKind::Verification);
    });
}

void MainWindow::connectRunActions()
{
    const auto selectedId = [this] {
        const auto *migrations = qobject_cast<MigrationsPage *>(page());
        return migrations && migrations->selected() ? migrations->selected()->id : QString();
    };
    connect(m_actions.action(u"migrationRehearse"_s), &QAction::triggered, this, [this] {
        if (!session())
            return;
        disconnect(m_reviewing);
        session()->rehearse({});
    });
    connect(m_actions.action(u"migrationApplyAll"_s), &QAction::triggered, this, [this] {
        applySelected({});
    });
    connect(m_actions.action(u"migrationApplyTo"_s), &QAction::triggered, this, [this, selectedId] {
        applySelected({ .upTo = selectedId() });
    });
    connect(m_actions.action(u"migrationApplyOne"_s),
            &QAction::triggered,
            this,
            [this, selectedId] { applySelected({ .only = selectedId() }); });
    connect(
        m_actions.action(u"migrationRollBack"_s), &QAction::triggered, this, &MainWindow::rollBack);
    connect(m_actions.action(u"runCancel"_s), &QAction::triggered, this, [this] {
        if (session())
            session()->cancel();
    });
    connect(m_actions.action(u"verifyRun"_s), &QAction::triggered, this, [this] {
        DatabaseSession *current = session();
        if (!current)
            return;
        openPage(current->target().key(), NavigatorKind::Verification);
        current->verify(false);
    });
}

void MainWindow::open(const QString &path)
{
    rememberPages();
    m_project.open(path);
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
    while (m_tabs->count() > 0)
        closePage(0);
    setWindowTitle(tr("%1 – Tidemark").arg(m_project.name()));
    m_content->setCurrentWidget(m_tabs);
    m_navigatorModel.show(m_project);
    restorePages();
    const auto databases = m_project.databases();
    if (!databases.isEmpty() && m_tabs->count() == 0)
        openPage(databases.first()->target().key(), NavigatorKind::Migrations);
}

void MainWindow::projectChanged()
{
    m_navigatorModel.show(m_project);
    m_welcome->showError(m_project.error() ? &*m_project.error() : nullptr);
    showStatus();
}

void MainWindow::openFromNavigator(const QString &targetKey, NavigatorKind kind)
{
    if (!targetKey.isEmpty())
        openPage(targetKey, kind == NavigatorKind::Verification ? kind : NavigatorKind::Migrations);
}

void MainWindow::openCurrent(NavigatorKind kind)
{
    if (session())
        openPage(session()->target().key(), kind);
}

void MainWindow::openPage(const QString &targetKey, NavigatorKind kind)
{
    const int index = tabOf(targetKey, kind);
    if (index < 0)
        return;
    m_tabs->setCurrentIndex(index);
    m_navigator->select(targetKey, kind);
}

int MainWindow::tabOf(const QString &targetKey, NavigatorKind kind)
{
    DatabaseSession *database = m_project.database(targetKey);
    if (!database)
        return -1;
    const QString key = pageKey(targetKey, kind);
    if (const auto index = m_pageKeys.indexOf(key); index >= 0)
        return static_cast<int>(index);
    const bool isVerification = kind == NavigatorKind::Verification;
    const QString title = isVerification ? tr("Verification · %1").arg(database->target().stream)
                                         : tr("Migrations · %1").arg(database->target().stream);
    m_pageKeys.append(key);
    return m_tabs->addPage({ .title = title, .environment = shownEnvironment(database->target()) },
                           [this, database, isVerification](QWidget *parent) -> QWidget * {
                               if (isVerification)
                                   return new VerificationPage(database, m_actions, parent);
                               auto *page
                                   = new MigrationsPage(database, m_actions, m_syntax, parent);
                               if (m_memory)
                                   m_memory->restoreSplitters(*page);
                               return page;
                           });
}

void MainWindow::closePage(int index)
{
    if (index < 0 || index >= m_tabs->count())
        return;
    if (const QWidget *built = m_tabs->page(index); built && m_memory)
        m_memory->keepSplitters(*built);
    m_pageKeys.removeAt(index);
    m_tabs->removePage(index);
}

DatabasePage *MainWindow::page() const
{
    const int index = m_tabs->currentIndex();
    return index < 0 ? nullptr : qobject_cast<DatabasePage *>(m_tabs->page(index));
}

DatabaseSession *MainWindow::session() const
{
    return page() ? page()->session() : nullptr;
}

void MainWindow::pageChanged(int index)
{
    Q_UNUSED(index)
    DatabaseSession *current = session();
    m_band->setEnvironment(current ? std::optional(shownEnvironment(current->target()))
                                   : std::nullopt);
    const QString why = tr("Open a database first.");
    for (const QString &id : { u"migrationsOpen"_s, u"verificationOpen"_s, u"tabClose"_s })
        m_actions.setEnabled(id, current != nullptr, why);
    m_actions.setEnabled(u"tabNext"_s, m_tabs->count() > 1, tr("There is one tab."));
    m_actions.setEnabled(u"tabPrevious"_s, m_tabs->count() > 1, tr("There is one tab."));
    if (current) {
        page()->updateActions();
    } else {
        m_actions.disableRuns(why);
        m_actions.setEnabled(u"verifyRun"_s, false, why);
        m_actions.setEnabled(u"pageRefresh"_s, m_project.isOpen(), why);
        m_actions.action(u"runCancel"_s)->setVisible(false);
    }
    showStatus();
}

void MainWindow::showStatus()
{
    const DatabaseSession *current = session();
    m_where->setTarget(current ? std::optional(shownTarget(current->target())) : std::nullopt);
    const bool isBusy = current && current->activity() != DatabaseSession::Activity::Idle;
    m_doing->setVisible(isBusy);
    if (isBusy)
        m_doing->setState(ShownState::Running, current->progress().text);
    if (m_closing)
        m_note->setText(tr("The run stops at the next safe point; then the window closes."));
    else if (current && current->prepared())
        m_note->setText(tr("Plan %1, %n step(s)",
                           nullptr,
                           static_cast<int>(current->prepared()->plan.steps.size()))
                            .arg(current->prepared()->plan.hash().left(6)));
    else
        m_note->setText({});
}

void MainWindow::applySelected(const UpGoal &goal)
{
    // A part of the plan is another plan: it is rehearsed by itself before the review.
    if (session() && session()->mayRun())
        rehearseAndReview(session(), { .up = goal });
}

void MainWindow::rollBack()
{
    const auto *migrations = qobject_cast<MigrationsPage *>(page());
    if (migrations && migrations->selected())
        rehearseAndReview(
            session(),
            { .direction = PlanStep::Action::RollBack, .downTo = migrations->selected()->id });
}

void MainWindow::rehearseAndReview(DatabaseSession *database, const RunGoal &goal)
{
    // A rehearsal that failed leaves its connection behind; the next one must not open two sheets.
    disconnect(m_reviewing);
    m_reviewing = connect(
        database,
        &DatabaseSession::rehearsed,
        this,
        [this, database] { review(database); },
        Qt::SingleShotConnection);
    database->rehearse(goal);
}

void MainWindow::review(DatabaseSession *database)
{
    if (!database->mayRun())
        return; // the page shows what forbids it
    auto *dialog = new ReviewDialog(reviewOf(*database->prepared()), m_syntax, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, database, &DatabaseSession::execute);
    dialog->open();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    const auto databases = m_project.databases();
    const auto running
        = std::find_if(databases.begin(), databases.end(), [](const DatabaseSession *database) {
              return database->activity() == DatabaseSession::Activity::Running;
          });
    if (running == databases.end()) {
        rememberPages();
        rememberFrame();
        QMainWindow::closeEvent(event);
        return;
    }
    event->ignore();
    if (std::exchange(m_closing, true))
        return;
    connect(
        *running,
        &DatabaseSession::runFinished,
        this,
        [this] {
            m_closing = false;
            close();
        },
        Qt::SingleShotConnection);
    (*running)->cancel();
    showStatus();
}

void MainWindow::moveToNextPane()
{
    QWidget *focused = focusWidget();
    const bool inNavigator = focused && m_dock->isAncestorOf(focused);
    QWidget *next = m_navigator;
    if (inNavigator)
        next = page();
    if (next)
        next->setFocus(Qt::ShortcutFocusReason);
}

} // namespace tidemark
