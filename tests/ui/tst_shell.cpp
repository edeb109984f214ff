#include "windowtest.h"

#include <support/await.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/pages/databasepage.h>
#include <ui/widgets/pagetabs.h>
#include <ui/window/completionnotices.h>
#include <ui/window/gotodialog.h>
#include <ui/window/workspace.h>

#include <QDockWidget>
#include <QLineEdit>
#include <QMenuBar>
#include <QSignalSpy>
#include <QTableView>

using namespace tidemark;
using namespace Qt::StringLiterals;

class Told : public DesktopNotifier
{
public:
    explicit Told(QStringList &list)
        : m_list(list)
    {}
    void notify(const QString &summary, const QString &body) override
    {
        m_list.append(body.isEmpty() ? summary : summary + u" | "_s + body);
    }

private:
    QStringList &m_list;
};

/// Getting about in the window: tabs, the way back, "Go to…", commands, and the panel of what goes on.
class tst_Shell : public WindowTest
{
    Q_OBJECT

private slots:
    void reopensClosedTabs();
    void goesBackAndForward();
    void goesToAPageByAFewLetters();
    void escapeLeavesTheListAlone();
    void runsACommandByName();
    void doesNotRunWhatIsOff();
    void findsMigrations();
    void findsSafetyPoints();
    void keepsWhatIsChosenWhenMoreIsFound();
    void keepsTheListOpen();
    void showsWhatGoesOn();
    void showsWhatAPageDoes();
    void pageActionsAreOffWithAReason();
    void tellsTheDesktopWhenNobodyLooks();

private:
    [[nodiscard]] GoToDialog *list() const { return m_window->findChild<GoToDialog *>(); }
    [[nodiscard]] PageTabs *tabs() const { return m_window->findChild<PageTabs *>(); }
    [[nodiscard]] QString current() const { return tabs()->tab(tabs()->currentIndex()).title; }
    void type(const QString &text) const
    {
        QTest::keyClicks(list()->findChild<QLineEdit *>(u"goToField"_s), text);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(list()->findChild<QLineEdit *>(u"goToField"_s), key, modifiers);
    }
    void openList(Qt::KeyboardModifiers modifiers = Qt::ControlModifier) const
    {
        QTest::keyClick(m_window.get(), Qt::Key_P, modifiers);
        QTRY_VERIFY(list());
    }
};

void tst_Shell::reopensClosedTabs()
{
    const int before = tabs()->count();
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier | Qt::AltModifier);
    QCOMPARE(tabs()->count(), before + 1);
    QTest::keyClick(m_window.get(), Qt::Key_W, Qt::ControlModifier);
    QCOMPARE(tabs()->count(), before);

    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);

    QCOMPARE(tabs()->count(), before + 1);
    QCOMPARE(current(), u"Verification · AUTH_DB"_s);
}

void tst_Shell::goesBackAndForward()
{
    const QString before = current();
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(!action(u"historyForward"_s)->isEnabled());

    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QCOMPARE(current(), before);
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);

    QCOMPARE(current(), u"Verification · AUTH_DB"_s);
    QVERIFY(action(u"historyBack"_s)->isEnabled());
}

void tst_Shell::goesToAPageByAFewLetters()
{
    openList();

    type(u"verif aut"_s);
    press(Qt::Key_Return);

    QTRY_VERIFY(!list());
    QVERIFY2(current().startsWith(u"Verification"_s), qPrintable(current()));
}

void tst_Shell::escapeLeavesTheListAlone()
{
    const QString before = current();
    openList();
    type(u"veri"_s);

    press(Qt::Key_Escape);

    QTRY_VERIFY(!list());
    QCOMPARE(current(), before);
}

void tst_Shell::runsACommandByName()
{
    openList(Qt::ControlModifier | Qt::ShiftModifier);

    type(u"rehea"_s);
    press(Qt::Key_Return);

    QTRY_VERIFY(!list());
    QVERIFY(settles());
    QVERIFY(session().prepared());
}

void tst_Shell::doesNotRunWhatIsOff()
{
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
    openList(Qt::ControlModifier | Qt::ShiftModifier);

    type(u"apply all"_s);
    press(Qt::Key_Return);

    QVERIFY(list());
    const auto *table = list()->findChild<QTableView *>(u"goToList"_s);
    QCOMPARE(table->model()->index(0, GoToModel::Where).data().toString(), u"Rehearse first."_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!list());
}

void tst_Shell::findsMigrations()
{
    openList();

    type(u"@room"_s);

    const auto *table = list()->findChild<QTableView *>(u"goToList"_s);
    QCOMPARE(table->model()->index(0, GoToModel::What).data().toString(), u"0004_rooms_table"_s);
    QVERIFY(table->model()->index(0, GoToModel::Where).data().toString().startsWith(u"Pending"_s));
    press(Qt::Key_Escape);
}

void tst_Shell::findsSafetyPoints()
{
    applyAll();
    openList();

    type(u"#"_s);

    const auto *table = list()->findChild<QTableView *>(u"goToList"_s);
    // The first run began with an empty database: there was nothing to save.
    QTRY_COMPARE(table->model()->rowCount(), 0);
    press(Qt::Key_Escape);
}

void tst_Shell::keepsWhatIsChosenWhenMoreIsFound()
{
    openList();
    const auto *table = list()->findChild<QTableView *>(u"goToList"_s);
    type(u"#"_s); // backups are being listed from here on
    press(Qt::Key_Backspace);
    type(u"ver"_s);
    press(Qt::Key_Down);
    press(Qt::Key_Down);
    QCOMPARE(table->currentIndex().row(), 2);

    // What the worker was asked before is answered before.
    const auto nothing = [] { return Result<>(Ok{}); };
    for (int i = 0; i < 5; ++i)
        QVERIFY(await(m_window->project().engine()->worker->run(nothing)));

    QCOMPARE(table->currentIndex().row(), 2);
    press(Qt::Key_Escape);
}

void tst_Shell::keepsTheListOpen()
{
    openList();
    type(u"verification auth"_s);

    press(Qt::Key_Return, Qt::ControlModifier);

    QVERIFY(list());
    QCOMPARE(current(), u"Verification · AUTH_DB"_s);
    press(Qt::Key_Escape);
    QTRY_VERIFY(!list());
}

void tst_Shell::showsWhatGoesOn()
{
    auto *dock = child<QDockWidget>(u"activityDock"_s);
    QVERIFY(!dock->isVisible());

    QTest::keyClick(m_window.get(), Qt::Key_F9, Qt::ShiftModifier);
    rehearse();

    QVERIFY(dock->isVisible());
    const auto *table = dock->findChild<QTableView *>(u"activities"_s);
    QCOMPARE(table->model()->index(0, ActivityModel::What).data().toString(), u"Rehearsing"_s);
    QCOMPARE(table->model()->index(0, ActivityModel::State).data().toString(), u"Done"_s);
    QTest::keyClick(m_window.get(), Qt::Key_F9, Qt::ShiftModifier);
    QVERIFY(!dock->isVisible());
}

void tst_Shell::showsWhatAPageDoes()
{
    applyAll();
    m_window->openPage(
        { .kind = NavigatorKind::TimeTravel, .targetKey = session().target().key() });

    m_window->findChild<Workspace *>()->page()->perform(u"backupTake"_s);

    const auto *activities = m_window->project().activities();
    const auto backups = [activities] {
        return activities->match(activities->index(0, ActivityModel::What),
                                 Qt::DisplayRole,
                                 u"Backing up"_s,
                                 1,
                                 Qt::MatchExactly);
    };
    QTRY_VERIFY(!backups().isEmpty());
    QTRY_COMPARE(backups().first().siblingAtColumn(ActivityModel::State).data().toString(),
                 u"Done"_s);
}

void tst_Shell::pageActionsAreOffWithAReason()
{
    QTest::keyClick(m_window.get(), Qt::Key_3, Qt::ControlModifier | Qt::AltModifier);

    QVERIFY(!action(u"migrationRehearse"_s)->isEnabled());
    QCOMPARE(action(u"migrationRehearse"_s)->toolTip(), u"Not on this page."_s);
    QVERIFY(action(u"verifyRun"_s)->isEnabled());
}

void tst_Shell::tellsTheDesktopWhenNobodyLooks()
{
    QStringList told;
    ActivityModel activities;
    QWidget window;
    const CompletionNotices notices(
        activities, std::make_unique<Told>(told), &window, std::chrono::milliseconds(0));
    Activity activity(u"AUTH_DB · local"_s);
    activities.watch(&activity);
    const auto run = [&activity](const std::optional<Error> &error) {
        (void)activity.begin(u"Backing up"_s);
        activity.finish(error);
    };

    m_window->activateWindow();
    QVERIFY(!window.isActiveWindow());
    run({});
    run(Error{ .message = u"The disk is full."_s });
    run(cancelled());
    window.show();
    window.activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&window));
    run({}); // seen by the person

    QCOMPARE(told,
             QStringList({ u"Backing up (AUTH_DB · local): finished"_s,
                           u"Backing up (AUTH_DB · local): failed | The disk is full."_s,
                           u"Backing up (AUTH_DB · local): stopped"_s }));
}

TIDEMARK_TEST(tst_Shell)
#include "tst_shell.moc"
