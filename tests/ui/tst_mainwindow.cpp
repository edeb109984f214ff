#include <models/navigatormodel.h>
#include <support/scratchengine.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/editor/syntaxlibrary.h>
#include <ui/pages/migrationspage.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/pagefoot.h>
#include <ui/widgets/pagetabs.h>
#include <ui/widgets/targetbar.h>
#include <ui/window/mainwindow.h>

#include <QAbstractButton>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMenuBar>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTest>
#include <QTreeView>

#include <app/windowapplication.h>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// The whole window on a real project: keys and clicks on real widgets, then a look at the database.
class tst_MainWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void opensAProjectAtItsFirstDatabase();
    void tellsWhyAFolderCannotBeOpened();
    void opensAnotherProjectOverTheFirst();
    void showsTheSelectedMigration();
    void rehearsesByKey();
    void cancelIsTheDefaultOfTheReview();
    void appliesAllByKey();
    void appliesUpToASelectedMigration();
    void rollsBackToARow();
    void rollsBackNothingToTheLastRow();
    void verifiesByKey();
    void blocksByAFindingAndSaysWhy();
    void choosesAFindingsLine();
    void stopsByEscape();
    void asksToRehearseAgainWhenTheDatabaseMoved();
    void opensNoReviewLongAfterAFailedRehearsal();
    void actionsBelongToThePageThatIsSeen();
    void asksForTheNameOfAProductionDatabase();
    void switchesTheThemeUnderADialog();
    void navigatorFoldsInternals();
    void navigatorKeepsFoldsWhenTheTreeIsBuiltAnew();
    void navigatorFindsByName();
    void navigatorOpensPages();
    void closesWhenTheRunHasStopped();
    void countsInEnglish_data();
    void countsInEnglish();
    void everyShortcutIsOfOneAction();
    void everyActionIsInAMenu();
    void everyControlIsNamed_data();
    void everyControlIsNamed();
    void fitsASmallScreen();

private:
    template<typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        return m_window->findChild<T *>(name);
    }
    [[nodiscard]] QAction *action(const QString &id) const { return child<QAction>(id); }
    [[nodiscard]] DatabaseSession &session() const
    {
        return *m_window->project().databases().first();
    }
    [[nodiscard]] bool settles() const;
    [[nodiscard]] ReviewDialog *review() const { return m_window->findChild<ReviewDialog *>(); }
    [[nodiscard]] PageFoot *foot() const { return m_window->findChild<PageFoot *>(); }
    void select(const QString &migration) const;
    void rehearse() const;
    /// By the keys a person would use; the run has ended afterwards.
    void applyAll() const;
    void writeBlockedMigration() const;
    [[nodiscard]] bool hasTable(const QString &name) const;

    std::unique_ptr<WindowApplication> m_setUp;
    std::unique_ptr<ScratchFolder> m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void tst_MainWindow::initTestCase()
{
    m_setUp = std::make_unique<WindowApplication>();
    m_setUp->appearance().start(Appearance::Choice::Light);
}

void tst_MainWindow::init()
{
    m_folder = std::make_unique<ScratchFolder>();
    const QString project = m_folder->copyFromCheckout(u"migrations/nanotype"_s, u"project"_s);
    m_window = std::make_unique<MainWindow>(scratchEngine(*m_folder), m_setUp->appearance());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->open(project);
    QVERIFY(settles());
}

void tst_MainWindow::cleanup()
{
    m_window.reset();
}

bool tst_MainWindow::settles() const
{
    return QTest::qWaitFor(
        [this] {
            const auto databases = m_window->project().databases();
            return std::all_of(databases.begin(), databases.end(), [](const auto *database) {
                return database->activity() == DatabaseSession::Activity::Idle;
            });
        },
        20'000);
}

void tst_MainWindow::select(const QString &migration) const
{
    auto *list = child<QTreeView>(u"migrations"_s);
    const QModelIndex index = session().migrations()->indexOf(migration);
    QVERIFY2(index.isValid(), qPrintable(migration));
    list->scrollTo(index);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
    QCOMPARE(list->currentIndex().siblingAtColumn(0), index);
}

void tst_MainWindow::rehearse() const
{
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(session().activity(), DatabaseSession::Activity::Rehearsing);
    QVERIFY(settles());
}

void tst_MainWindow::applyAll() const
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());
    QTest::keyClick(review(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(session().completed());
    QVERIFY(settles());
    QTRY_VERIFY(!review());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MainWindow::writeBlockedMigration() const
{
    m_folder->write(u"project/migrations/0007_user_tier_required.sql"_s,
                    "CREATE TABLE user_next (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL);\n"
                    "INSERT INTO user_next SELECT id, name FROM user;\n"
                    "DROP TABLE user;\n"
                    "ALTER TABLE user_next RENAME TO user;\n");
}

bool tst_MainWindow::hasTable(const QString &name) const
{
    auto connection = SqliteConnection::open(session().target().file);
    if (!connection)
        return false;
    const auto found = connection->query(
        { .sql = "SELECT 1 FROM sqlite_schema WHERE name = '" + name.toUtf8() + '\'' });
    return found && !found->rows.isEmpty();
}

void tst_MainWindow::opensAProjectAtItsFirstDatabase()
{
    auto *tabs = m_window->findChild<PageTabs *>();

    QCOMPARE(m_window->windowTitle(), u"nanotype – Tidemark"_s);
    QCOMPARE(tabs->count(), 1);
    QCOMPARE(tabs->tab(0).title, u"Migrations · AUTH_DB"_s);
    QCOMPARE(foot()->verdict(), u"Rehearse first."_s);
    const ShownTarget target = m_window->findChild<TargetBar *>()->target();
    QCOMPARE(target.name, u"nanotype-auth"_s);
    QVERIFY2(target.account.startsWith(u".wrangler/"_s), qPrintable(target.account));
}

void tst_MainWindow::tellsWhyAFolderCannotBeOpened()
{
    const ScratchFolder empty;
    MainWindow window(scratchEngine(empty), m_setUp->appearance());
    window.show();

    window.open(empty.path());

    auto *banner = window.findChild<QWidget *>(u"welcomePage"_s)->findChild<Banner *>();
    QVERIFY(banner->isVisible());
    QVERIFY(!banner->text().isEmpty());
    QVERIFY(!window.findChild<QAction *>(u"migrationApplyAll"_s)->isEnabled());
    QVERIFY(window.findChild<QAction *>(u"projectOpen"_s)->isEnabled());
}

void tst_MainWindow::opensAnotherProjectOverTheFirst()
{
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier | Qt::AltModifier);
    auto *tabs = m_window->findChild<PageTabs *>();
    QCOMPARE(tabs->count(), 2);

    m_window->open(m_folder->copyFromCheckout(u"migrations/d1-native"_s, u"other"_s));
    QVERIFY(settles());

    QCOMPARE(tabs->count(), 1);
    QVERIFY(!m_window->windowTitle().startsWith(u"nanotype"_s));
}

void tst_MainWindow::showsTheSelectedMigration()
{
    auto *script = child<QPlainTextEdit>(u"script"_s);

    select(u"0004_rooms_table"_s);

    QVERIFY(script->toPlainText().contains(u"CREATE TABLE rooms"_s));
    QVERIFY(script->accessibleName().contains(u"0004_rooms_table"_s));
    QTest::keyClick(child<QTreeView>(u"migrations"_s), Qt::Key_Up);
    QVERIFY(!script->toPlainText().contains(u"CREATE TABLE rooms"_s));
    auto *tabs = child<QTabBar>(u"scriptTabs"_s);
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
    QVERIFY(script->toPlainText().contains(u"DROP COLUMN"_s));
}

void tst_MainWindow::rehearsesByKey()
{
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
    QCOMPARE(action(u"migrationApplyAll"_s)->toolTip(), u"Rehearse first."_s);

    rehearse();

    QVERIFY(action(u"migrationApplyAll"_s)->isEnabled());
    QCOMPARE(action(u"migrationApplyAll"_s)->text(), u"Apply all 5…"_s);
    QVERIFY2(foot()->verdict().endsWith(u"is rehearsed and matches what is live."_s),
             qPrintable(foot()->verdict()));
    QVERIFY(!QFile::exists(session().target().file));
}

void tst_MainWindow::cancelIsTheDefaultOfTheReview()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());
    auto *cancel = child<QAbstractButton>(u"reviewCancel"_s);
    QTRY_VERIFY(cancel->hasFocus());

    QTest::keyClick(cancel, Qt::Key_Return);

    QTRY_VERIFY(!review());
    QCOMPARE(session().activity(), DatabaseSession::Activity::Idle);
    QVERIFY(!session().completed());
    QVERIFY(!QFile::exists(session().target().file));
}

void tst_MainWindow::appliesAllByKey()
{
    applyAll();

    QVERIFY(hasTable(u"permissions"_s));
    QCOMPARE(session().status().pending(), 0);
    QCOMPARE(foot()->verdict(), u"Nothing is pending."_s);
    QVERIFY(child<QPlainTextEdit>(u"runLog"_s)->toPlainText().contains(u"0005_add_permissions"_s));
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
}

void tst_MainWindow::appliesUpToASelectedMigration()
{
    rehearse();
    select(u"0002_api_keys"_s);

    QTest::mouseClick(child<QAbstractButton>(u"migrationApplyToButton"_s), Qt::LeftButton);
    QTRY_VERIFY(review());
    QCOMPARE(child<QListWidget>(u"reviewSteps"_s)->count(), 2);
    QTest::mouseClick(child<QAbstractButton>(u"reviewConfirm"_s), Qt::LeftButton);
    QTRY_VERIFY(session().completed());
    QVERIFY(settles());

    QVERIFY(hasTable(u"api_keys"_s));
    QVERIFY(!hasTable(u"rooms"_s));
}

void tst_MainWindow::rollsBackToARow()
{
    applyAll();
    select(u"0002_api_keys"_s);
    QVERIFY(action(u"migrationRollBack"_s)->isEnabled());

    QTest::mouseClick(child<QAbstractButton>(u"migrationRollBackButton"_s), Qt::LeftButton);
    QTRY_VERIFY(review());
    QCOMPARE(child<QLabel>(u"reviewQuestion"_s)->text(),
             u"Roll back 3 migrations of nanotype-auth?"_s);
    QTest::keyClick(review(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(!hasTable(u"rooms"_s));
    QVERIFY(settles());

    QCOMPARE(session().status().applied(), 2);
    QVERIFY(hasTable(u"api_keys"_s));
}

void tst_MainWindow::rollsBackNothingToTheLastRow()
{
    applyAll();

    select(u"0005_add_permissions_table"_s);

    QVERIFY(!action(u"migrationRollBack"_s)->isEnabled());
    QCOMPARE(action(u"migrationRollBack"_s)->toolTip(),
             u"Nothing was applied after 0005_add_permissions_table."_s);
}

void tst_MainWindow::verifiesByKey()
{
    applyAll();

    QTest::keyClick(m_window.get(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(session().activity(), DatabaseSession::Activity::Verifying);
    QVERIFY(settles());

    auto *checks = child<QTableView>(u"checks"_s);
    QVERIFY(checks->isVisible());
    QVERIFY(checks->model()->rowCount() > 0);
}

void tst_MainWindow::blocksByAFindingAndSaysWhy()
{
    applyAll();
    writeBlockedMigration();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QVERIFY(settles());

    rehearse();

    const QString why = u"Nothing can be applied until the blocking finding is resolved or allowed "
                        "with a reason in the file."_s;
    QCOMPARE(foot()->verdict(), why);
    for (const QString &id :
         { u"migrationApplyAll"_s, u"migrationApplyTo"_s, u"migrationApplyOne"_s }) {
        QVERIFY2(!action(id)->isEnabled(), qPrintable(id));
        QCOMPARE(action(id)->toolTip(), why);
        QCOMPARE(child<QAbstractButton>(id + u"Button"_s)->toolTip(), why);
    }
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(!review());
    QCOMPARE(session().status().pending(), 1);
}

void tst_MainWindow::choosesAFindingsLine()
{
    applyAll();
    writeBlockedMigration();
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QVERIFY(settles());
    rehearse();
    auto *findings = child<QTableView>(u"findings"_s);
    select(u"auth_init"_s);

    findings->setFocus();
    findings->setCurrentIndex(findings->model()->index(0, 0));
    QTest::keyClick(findings, Qt::Key_Return);

    auto *script = child<QPlainTextEdit>(u"script"_s);
    QVERIFY(script->toPlainText().contains(u"user_next"_s));
    QCOMPARE(script->textCursor().blockNumber() + 1, session().findings()->rows().first().line);
}

void tst_MainWindow::stopsByEscape()
{
    QVERIFY(!action(u"runCancel"_s)->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    QVERIFY(child<QAbstractButton>(u"runCancelButton"_s)->isVisible());

    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(settles());

    QVERIFY(session().error());
    QCOMPARE(session().error()->kind, Error::Kind::Cancelled);
    QVERIFY(!session().mayRun());
    QVERIFY(!child<QAbstractButton>(u"runCancelButton"_s)->isVisible());
}

void tst_MainWindow::asksToRehearseAgainWhenTheDatabaseMoved()
{
    rehearse();
    m_folder->write(u"project/migrations/0008_rooms_note.sql"_s,
                    "ALTER TABLE rooms ADD COLUMN note TEXT;\n");

    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QVERIFY(settles());

    QVERIFY2(foot()->verdict().endsWith(u"Rehearse again."_s), qPrintable(foot()->verdict()));
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
}

void tst_MainWindow::opensNoReviewLongAfterAFailedRehearsal()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(settles());
    QVERIFY(!review());

    rehearse();

    QVERIFY(!review());
}

void tst_MainWindow::actionsBelongToThePageThatIsSeen()
{
    rehearse();
    QVERIFY(action(u"migrationApplyAll"_s)->isEnabled());
    DatabaseSession *other = m_window->project().databases().last();

    m_window->openPage(other->target().key(), NavigatorKind::Migrations);
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
    session().refresh();
    QVERIFY(settles());
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());

    QTest::keyClick(m_window.get(), Qt::Key_Tab, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(action(u"migrationApplyAll"_s)->isEnabled());
}

void tst_MainWindow::asksForTheNameOfAProductionDatabase()
{
    rehearse();
    PreparedRun prepared = *session().prepared();
    prepared.observation.selected.target.place = PlaceOfTarget::Remote;
    prepared.observation.selected.target.production = true;
    const SyntaxLibrary library;
    ReviewDialog dialog(reviewOf(prepared), library, m_window.get());
    const QSignalSpy accepted(&dialog, &QDialog::accepted);
    dialog.open();
    auto *confirm = dialog.findChild<QAbstractButton *>(u"reviewConfirm"_s);
    auto *name = dialog.findChild<QLineEdit *>();
    QTRY_VERIFY(name->hasFocus());
    QVERIFY(!confirm->isEnabled());
    QCOMPARE(emphasisOf(confirm), Emphasis::Danger);

    QTest::keyClicks(name, u"nanotype-aut"_s);
    QTest::keyClick(&dialog, Qt::Key_Return, Qt::ControlModifier);
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(!confirm->isEnabled());
    QVERIFY(dialog.isVisible());

    QTest::keyClicks(name, u"h"_s);
    QVERIFY(confirm->isEnabled());
    QTest::keyClick(name, Qt::Key_Return);
    QVERIFY(accepted.isEmpty());
    QTest::mouseClick(confirm, Qt::LeftButton);
    QCOMPARE(accepted.size(), 1);
    QVERIFY(!session().completed()); // the sheet only answers
}

void tst_MainWindow::switchesTheThemeUnderADialog()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());

    action(u"appearanceDark"_s)->trigger();

    QTRY_COMPARE(review()->palette().color(QPalette::Base), Theme::dark().base);
    QTRY_COMPARE(m_window->palette().color(QPalette::Window), Theme::dark().window);
    const QImage picture = review()->grab().toImage();
    QCOMPARE(picture.pixelColor(picture.width() - 3, picture.height() - 3), Theme::dark().base);
    action(u"appearanceLight"_s)->trigger();
    QTRY_COMPARE(review()->palette().color(QPalette::Base), Theme::light().base);
    review()->reject();
}

void tst_MainWindow::navigatorFoldsInternals()
{
    applyAll();
    auto *tree = child<QTreeView>(u"navigator"_s);

    const auto kindOf
        = [](const QModelIndex &index) { return index.data(KindRole).value<NavigatorKind>(); };
    const QModelIndex local = tree->model()->index(0, 0, tree->model()->index(0, 0));
    QVERIFY(tree->isExpanded(local));
    for (int database = 0; database < tree->model()->rowCount(local); ++database) {
        const QModelIndex index = tree->model()->index(database, 0, local);
        QVERIFY(tree->isExpanded(index));
        for (int row = 0; row < tree->model()->rowCount(index); ++row)
            QVERIFY(!tree->isExpanded(tree->model()->index(row, 0, index)));
    }
    const QModelIndex auth = tree->model()->index(0, 0, local);
    const QModelIndex last = tree->model()->index(tree->model()->rowCount(auth) - 1, 0, auth);
    QCOMPARE(kindOf(last), NavigatorKind::InternalTables);
    QVERIFY(last.data(BadgeCountRole).toInt() > 0);
}

void tst_MainWindow::navigatorKeepsFoldsWhenTheTreeIsBuiltAnew()
{
    auto *tree = child<QTreeView>(u"navigator"_s);
    const auto database = [tree](int row) {
        const QModelIndex local = tree->model()->index(0, 0, tree->model()->index(0, 0));
        return tree->model()->index(row, 0, local);
    };
    tree->setCurrentIndex(database(1));
    tree->setFocus();
    QTest::keyClick(tree, Qt::Key_Left);
    QVERIFY(!tree->isExpanded(database(1)));
    QSignalSpy reset(tree->model(), &QAbstractItemModel::modelReset);

    applyAll();

    QVERIFY(!reset.isEmpty());
    QVERIFY(!tree->isExpanded(database(1)));
    QVERIFY(tree->isExpanded(database(0)));
    QCOMPARE(tree->currentIndex().data().toString(), u"Migrations"_s);
}

void tst_MainWindow::navigatorFindsByName()
{
    applyAll();
    auto *tree = child<QTreeView>(u"navigator"_s);
    auto *filter = child<QLineEdit>(u"navigatorFilter"_s);

    QTest::keyClicks(filter, u"api_keys"_s);

    QStringList seen;
    for (QModelIndex index = tree->model()->index(0, 0); index.isValid();
         index = tree->indexBelow(index))
        seen.append(index.data().toString());
    QVERIFY2(seen.contains(u"api_keys"_s), qPrintable(seen.join(u' ')));
    QVERIFY(!seen.contains(u"rooms"_s));
    filter->clear();
    QVERIFY(tree->model()->rowCount(tree->model()->index(0, 0)) > 0);
}

void tst_MainWindow::navigatorOpensPages()
{
    auto *tree = child<QTreeView>(u"navigator"_s);
    auto *tabs = m_window->findChild<PageTabs *>();
    QTest::keyClick(m_window.get(), Qt::Key_F6);
    QTRY_VERIFY(tree->hasFocus());

    QTest::keyClick(tree, Qt::Key_Down);
    QCOMPARE(tree->currentIndex().data().toString(), u"Verification"_s);
    QTest::keyClick(tree, Qt::Key_Return);

    QCOMPARE(tabs->count(), 2);
    QCOMPARE(tabs->tab(1).title, u"Verification · AUTH_DB"_s);
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs->count(), 1);
}

void tst_MainWindow::closesWhenTheRunHasStopped()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());
    bool wasKept = false;
    connect(&session(), &DatabaseSession::changed, m_window.get(), [this, &wasKept] {
        if (wasKept || session().activity() != DatabaseSession::Activity::Running)
            return;
        wasKept = true;
        wasKept = !m_window->close();
    });

    QTest::keyClick(review(), Qt::Key_Return, Qt::ControlModifier);

    QTRY_VERIFY(wasKept);
    QTRY_VERIFY(!m_window->isVisible());
    QVERIFY(settles());
}

void tst_MainWindow::countsInEnglish_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("verb");
    QTest::newRow("one") << 1 << u"Apply 1 migration"_s;
    QTest::newRow("seven") << 7 << u"Apply 7 migrations"_s;
}

void tst_MainWindow::countsInEnglish()
{
    QFETCH(int, count);
    QFETCH(QString, verb);
    PreparedRun prepared;
    prepared.observation.selected.target.name = u"nanotype-auth"_s;
    prepared.plan.steps.resize(count);

    const ReviewRequest request = reviewOf(prepared);

    QCOMPARE(request.verb, verb);
    QCOMPARE(request.question, QString(verb + u" to nanotype-auth?"_s));
}

void tst_MainWindow::everyShortcutIsOfOneAction()
{
    QHash<QKeySequence, QString> owners;
    const auto actions = m_window->actions();
    QVERIFY(actions.size() > 20);

    for (const QAction *one : actions) {
        for (const QKeySequence &keys : one->shortcuts()) {
            QVERIFY2(!owners.contains(keys),
                     qPrintable(keys.toString() + u": "_s + owners.value(keys) + u", "_s
                                + one->objectName()));
            owners.insert(keys, one->objectName());
        }
    }
}

void tst_MainWindow::everyActionIsInAMenu()
{
    QSet<const QAction *> inMenus;
    const auto menus = m_window->menuBar()->findChildren<QMenu *>();
    for (const QMenu *menu : menus) {
        for (const QAction *one : menu->actions())
            inMenus.insert(one);
    }

    for (const QAction *one : m_window->actions())
        QVERIFY2(inMenus.contains(one), qPrintable(one->objectName()));
}

void tst_MainWindow::everyControlIsNamed_data()
{
    QTest::addColumn<int>("page");
    QTest::newRow("migrations") << static_cast<int>(NavigatorKind::Migrations);
    QTest::newRow("verification") << static_cast<int>(NavigatorKind::Verification);
}

void tst_MainWindow::everyControlIsNamed()
{
    QFETCH(int, page);
    applyAll();
    m_window->openPage(session().target().key(), static_cast<NavigatorKind>(page));

    const auto widgets = m_window->findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (!widget->isVisible() || widget->focusPolicy() == Qt::NoFocus || widget->focusProxy())
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        // A label that can be selected is named by its own text.
        if (const auto *label = qobject_cast<const QLabel *>(widget);
            label && !label->text().isEmpty())
            continue;
        const QString name = widget->accessibleName().isEmpty() && button
                                 ? button->text()
                                 : widget->accessibleName();
        QVERIFY2(!name.isEmpty(),
                 qPrintable(QString::fromLatin1(widget->metaObject()->className()) + u' '
                            + widget->objectName()));
        QVERIFY2(!button || button->focusPolicy() & Qt::TabFocus || button->icon().isNull(),
                 qPrintable(name));
    }
}

void tst_MainWindow::fitsASmallScreen()
{
    m_window->resize(1024, 640);
    rehearse();

    QCOMPARE(m_window->size(), QSize(1024, 640));
    for (const QAbstractButton *button : m_window->findChildren<QAbstractButton *>()) {
        if (!button->isVisible() || button->text().isEmpty())
            continue;
        QTRY_VERIFY2(button->width() >= button->minimumSizeHint().width(),
                     qPrintable(button->text()));
        const QRect place(button->mapTo(m_window.get(), QPoint()), button->size());
        QVERIFY2(m_window->rect().contains(place), qPrintable(button->text()));
    }
    for (const Banner *banner : m_window->findChildren<Banner *>()) {
        QVERIFY2(!banner->isVisible() || banner->height() >= banner->minimumSizeHint().height(),
                 qPrintable(banner->title()));
    }
}

QTEST_MAIN(tst_MainWindow)
#include "tst_mainwindow.moc"
