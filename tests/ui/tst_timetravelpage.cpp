#include "travelbench.h"
#include "windowtest.h"

#include <models/backupmodel.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/actions/actionregistry.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/pages/timetravelpage.h>
#include <ui/timeline/timelineview.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/commandbox.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/namefield.h>
#include <ui/widgets/pagefoot.h>
#include <ui/widgets/statelabel.h>

#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QMainWindow>
#include <QPushButton>
#include <QTableView>
#include <QWindow>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace tidemark;

namespace {

/// A window with the one page, which does for it what the shell does.
class Host : public QMainWindow
{
public:
    explicit Host(DatabaseSession &database)
        : m_actions(this)
        , m_page(new TimeTravelPage(&database, m_actions, m_syntax, this))
    {
        setCentralWidget(m_page);
        connect(&m_actions, &ActionRegistry::pageActionTriggered, m_page, &Page::perform);
        connect(m_page, &Page::described, m_page, &Page::updateActions);
        connect(action(u"backupTake"_s), &QAction::triggered, m_page, [this] {
            m_page->perform(u"backupTake"_s);
        });
        resize(1176, 780);
        show();
        activateWindow();
        m_actions.disablePageActions({});
        m_page->updateActions();
        m_page->setFocus();
    }

    [[nodiscard]] TimeTravelPage &page() const { return *m_page; }
    [[nodiscard]] QAction *action(const QString &id) const { return m_actions.action(id); }

private:
    SyntaxLibrary m_syntax;
    ActionRegistry m_actions;
    TimeTravelPage *m_page;
};

} // namespace

/// The page of backups and Time Travel under the hands, on a real sandbox and on a real file.
class tst_TimeTravelPage : public WindowTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() {} // each opens what it needs
    void cleanup();
    void restoresAndUndoesByKeys();
    void goesWhereTheMouseDrags();
    void readsAMomentThatIsTyped();
    void refusesWhatIsNoMoment();
    void looksUpTheOldestMoment();
    void backsUpAndSaysWhere();
    void comparesABackupAndPutsItsRowsBack();
    void showsTheEventsAsAList();
    void namesTheMigrationsThatWouldVanish();
    void saysThatNobodyAnswers();
    void writesNothingBehindThePadlock();
    void putsABackupBackOverAFile();

private:
    /// A page on a database that had two people, who were deleted ten minutes later, which is ten minutes ago.
    void openPage();
    [[nodiscard]] bool settles() const { return m_bench->settles(); }
    template<typename T>
    [[nodiscard]] T *part(const QString &name) const
    {
        return m_host->findChild<T *>(name);
    }
    [[nodiscard]] TimelineView &timeline() const { return *part<TimelineView>(u"timeline"_s); }
    [[nodiscard]] QString bannerTitle() const { return part<Banner>(u"restoreBanner"_s)->title(); }
    [[nodiscard]] QString people() const { return m_bench->value("SELECT count(*) FROM people"); }
    void press(int key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(
            m_host->focusWidget() ? m_host->focusWidget() : m_host.get(), Qt::Key(key), modifiers);
    }
    /// Types the name into the open review sheet and confirms by key; it is closed afterwards.
    static void confirm(QWidget *window, const QString &name);

    std::unique_ptr<TravelBench> m_bench;
    std::unique_ptr<Host> m_host;
};

void tst_TimeTravelPage::cleanup()
{
    m_host.reset();
    m_bench.reset();
    m_window.reset();
    QTRY_VERIFY(m_engine.expired());
}

void tst_TimeTravelPage::openPage()
{
    m_bench = std::make_unique<TravelBench>();
    QVERIFY(m_bench->applies());
    m_bench->sql("INSERT INTO people VALUES (1, 'Ann'), (2, 'Bob')");
    m_bench->pass(10min);
    m_bench->sql("DELETE FROM people");
    m_bench->pass(10min);
    m_host = std::make_unique<Host>(m_bench->database());
    QVERIFY(QTest::qWaitForWindowActive(m_host.get()));
    QTRY_VERIFY(!m_host->page().travel()->activity()->isRunning());
}

void tst_TimeTravelPage::confirm(QWidget *window, const QString &name)
{
    ReviewDialog *sheet = nullptr;
    QTRY_VERIFY((sheet = window->findChild<ReviewDialog *>()) != nullptr);
    sheet->windowHandle()->requestActivate(); // the key that opened it was released over the page
    QTRY_COMPARE(QGuiApplication::focusWindow(), sheet->windowHandle());
    auto *verb = sheet->findChild<QPushButton *>(u"reviewConfirm"_s);
    if (!name.isEmpty()) {
        auto *field = sheet->findChild<NameField *>(u"reviewName"_s)->findChild<QLineEdit *>();
        QTest::keyClicks(field, name.chopped(1));
        QVERIFY(!verb->isEnabled());
        QTest::keyClicks(field, name.last(1));
    }
    QVERIFY(verb->isEnabled());
    QTest::keyClick(sheet, Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(!window->findChild<ReviewDialog *>());
}

void tst_TimeTravelPage::restoresAndUndoesByKeys()
{
    openPage();
    TimeTravelSession &travel = *m_host->page().travel();
    QVERIFY(timeline().hasFocus());
    for (int minute = 0; minute < 15; ++minute)
        press(Qt::Key_Left);
    QTRY_COMPARE(travel.resolution(), TimeTravelSession::Resolution::Resolved);
    QVERIFY(!part<ElidedLabel>(u"bookmark"_s)->text().isEmpty());

    press(Qt::Key_Return);
    QTRY_VERIFY(travel.subject());
    QCOMPARE(part<QTableView>(u"restoreEffects"_s)->model()->rowCount(), 2);
    QCOMPARE(people(), u"0"_s);
    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(m_host->findChild<ReviewDialog *>());
    auto *sheet = m_host->findChild<ReviewDialog *>();
    QVERIFY(
        sheet->findChild<QLabel *>(u"reviewQuestion"_s)->text().startsWith(u"Restore shop to "_s));
    confirm(m_host.get(), u"shop"_s);
    QTRY_VERIFY(travel.outcome());
    QVERIFY(m_bench->settles());
    QCOMPARE(people(), u"2"_s);

    QTRY_VERIFY2(bannerTitle().startsWith(u"Restored to "_s), qPrintable(bannerTitle()));
    QCOMPARE(part<ElidedLabel>(u"bookmark"_s)->text(), travel.outcome()->wayBack);
    const QString command = m_host->findChild<CommandBox *>()->command();
    QVERIFY2(command.startsWith(
                 u"tidemark-cli --remote --database DB time-travel restore --bookmark "_s),
             qPrintable(command));
    QTRY_VERIFY(!travel.activity()->isRunning());
    m_host->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_host.get()));
    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(m_host->findChild<ReviewDialog *>());
    const QString lost
        = m_host->findChild<ReviewDialog *>()->findChild<StateLabel *>(u"reviewWarning"_s)->text();
    QVERIFY2(lost.contains(u"What was written since then, an unknown number of rows, is lost"_s),
             qPrintable(lost));
    confirm(m_host.get(), u"shop"_s);
    QTRY_VERIFY(bannerTitle().startsWith(u"The restore was undone"_s));

    QCOMPARE(people(), u"0"_s);
    QCOMPARE(travel.restoresLeft(), 8);
}

void tst_TimeTravelPage::goesWhereTheMouseDrags()
{
    openPage();
    timeline().setZoom(TimelineZoom::Hour);
    const QDateTime there = m_bench->now().addSecs(-900);
    const QPoint from(int(timeline().positionOf(timeline().moment())), 60);
    const QPoint to(int(timeline().positionOf(there)), 60);

    QTest::mousePress(&timeline(), Qt::LeftButton, {}, from);
    QTest::mouseMove(&timeline(), to);
    QTest::mouseRelease(&timeline(), Qt::LeftButton, {}, to);
    QTRY_COMPARE(m_host->page().travel()->resolution(), TimeTravelSession::Resolution::Resolved);
    QTest::mouseClick(part<QPushButton>(u"momentPreviewButton"_s), Qt::LeftButton);
    QTRY_VERIFY(m_host->page().travel()->subject());

    QVERIFY(qAbs(m_host->page().travel()->moment().secsTo(there)) <= 120);
    QTest::mouseClick(part<QPushButton>(u"bookmarkCopyButton"_s), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), m_host->page().travel()->bookmark());
}

void tst_TimeTravelPage::readsAMomentThatIsTyped()
{
    openPage();
    const QDateTime there = minuteBefore(m_bench->now().addSecs(-900));
    const QString text = there.toString(u"yyyy-MM-dd HH:mm"_s);

    QTest::keyClicks(&timeline(), text.left(1));
    auto *field = part<QLineEdit>(u"momentField"_s);
    QVERIFY(field->hasFocus());
    QTest::keyClicks(field, text.mid(1));
    QTest::keyClick(field, Qt::Key_Return);

    QCOMPARE(timeline().moment(), there);
    QTRY_VERIFY(m_host->page().travel()->subject());
    QCOMPARE(m_host->page().travel()->subject()->at, there);
}

void tst_TimeTravelPage::refusesWhatIsNoMoment()
{
    openPage();
    const QDateTime before = timeline().moment();
    press(Qt::Key_G, Qt::ControlModifier);
    auto *field = part<QLineEdit>(u"momentField"_s);
    QVERIFY(field->hasFocus());

    QTest::keyClicks(field, u"yesterday"_s);
    QTest::keyClick(field, Qt::Key_Return);

    QVERIFY(bannerTitle().contains(u"yesterday"_s));
    QCOMPARE(timeline().moment(), before);
}

// What is within reach goes on with the time, and must not take the handle along.
void tst_TimeTravelPage::looksUpTheOldestMoment()
{
    openPage();
    TimeTravelSession &travel = *m_host->page().travel();
    m_bench->pass(31 * 24h);
    m_host->page().perform(u"pageRefresh"_s);
    QTRY_VERIFY(!travel.activity()->isRunning());

    timeline().setFocus();
    press(Qt::Key_Home);
    const QDateTime oldest = timeline().moment();
    QTRY_COMPARE(travel.resolution(), TimeTravelSession::Resolution::Resolved);
    press(Qt::Key_Return);
    QTRY_VERIFY(travel.subject());

    QCOMPARE(travel.subject()->at, oldest);
    QCOMPARE(timeline().moment(), oldest);
}

void tst_TimeTravelPage::backsUpAndSaysWhere()
{
    openPage();
    QVERIFY(part<QLabel>(u"backupsEmpty"_s)->isVisible());

    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(part<QTableView>(u"backups"_s)->model()->rowCount(), 1);
    QTRY_VERIFY(!m_host->page().travel()->activity()->isRunning());

    QVERIFY(!part<QLabel>(u"backupsEmpty"_s)->isVisible());
    QVERIFY2(bannerTitle().startsWith(u"Backed up and verified"_s), qPrintable(bannerTitle()));
    QCOMPARE(m_host->findChild<CommandBox *>()->command(),
             u"tidemark-cli --remote --database DB backup"_s);
    QVERIFY(QFileInfo::exists(part<Banner>(u"restoreBanner"_s)->text()));
}

void tst_TimeTravelPage::comparesABackupAndPutsItsRowsBack()
{
    openPage();
    m_bench->sql("INSERT INTO people VALUES (7, 'Gus'), (8, 'Hal')");
    press(Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_COMPARE(part<QTableView>(u"backups"_s)->model()->rowCount(), 1);
    QTRY_VERIFY(!m_host->page().travel()->activity()->isRunning());
    m_bench->sql("DELETE FROM people WHERE id = 7");

    QTest::mouseClick(part<QPushButton>(u"backupCompareButton"_s), Qt::LeftButton);
    QTRY_VERIFY(m_host->page().travel()->subject());
    QCOMPARE(bannerTitle(), u"The schema is the same"_s);
    const auto *effects = part<QTableView>(u"restoreEffects"_s)->model();
    QVERIFY(
        effects->index(0, RestorePreviewModel::BackColumn).data().toString().startsWith(u"1 "_s));
    QTest::mouseClick(part<QPushButton>(u"backupRepairRowsButton"_s), Qt::LeftButton);
    confirm(m_host.get(), u"shop"_s);
    QTRY_VERIFY(m_host->page().travel()->outcome());

    QCOMPARE(m_bench->value("SELECT group_concat(name) FROM people"), u"Gus,Hal"_s);
    QVERIFY(bannerTitle().contains(u"put back"_s));
    QTRY_VERIFY(!m_host->page().travel()->activity()->isRunning());
}

void tst_TimeTravelPage::showsTheEventsAsAList()
{
    openPage();
    auto *events = part<QTableView>(u"timelineEvents"_s);
    QVERIFY(!events->isVisible());

    press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(events->isVisible());
    QVERIFY(events->hasFocus());
    QVERIFY(m_host->action(u"timelineShowAsList"_s)->isChecked());
    const TimelineEvent applied = m_host->page().travel()->timeline()->rows().first();
    events->setCurrentIndex(events->model()->index(0, 0));
    QTest::keyClick(events, Qt::Key_Return);

    QCOMPARE(m_host->page().travel()->moment(), minuteBefore(applied.at));
    press(Qt::Key_I, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(timeline().isVisible());
}

void tst_TimeTravelPage::namesTheMigrationsThatWouldVanish()
{
    openPage();
    m_bench->writeMigration(u"0002_rooms"_s, "CREATE TABLE rooms (id INTEGER PRIMARY KEY);\n");
    QVERIFY(m_bench->applies());
    m_host->page().perform(u"pageRefresh"_s);
    QTRY_VERIFY(!m_host->page().travel()->activity()->isRunning());

    timeline().setMoment(m_bench->now().addSecs(-300));
    press(Qt::Key_Return);
    QTRY_VERIFY(m_host->page().travel()->subject());

    QCOMPARE(part<Banner>(u"restoreBanner"_s)->state(), ShownState::Warning);
    QVERIFY(part<Banner>(u"restoreBanner"_s)->text().contains(u"0002_rooms"_s));
}

void tst_TimeTravelPage::saysThatNobodyAnswers()
{
    openPage();
    m_bench->sandbox().kill();

    press(Qt::Key_Left);
    QTRY_COMPARE(m_host->page().travel()->resolution(), TimeTravelSession::Resolution::Failed);

    QCOMPARE(part<Banner>(u"restoreBanner"_s)->state(), ShownState::Offline);
    QVERIFY(part<QPushButton>(u"lookNow"_s)->isVisible());
    QVERIFY(timeline().spokenValue().endsWith(u"no bookmark"_s));
}

void tst_TimeTravelPage::writesNothingBehindThePadlock()
{
    openPage();
    QVERIFY(m_host->action(u"restoreToMoment"_s)->isEnabled());

    m_bench->lock();
    m_host->page().updateActions();

    QVERIFY(!m_host->action(u"restoreToMoment"_s)->isEnabled());
    QVERIFY(m_host->action(u"restoreToMoment"_s)->toolTip().contains(u"Read-only"_s));
    QVERIFY(m_host->action(u"momentPreview"_s)->isEnabled());
}

void tst_TimeTravelPage::putsABackupBackOverAFile()
{
    openWindow();
    applyAll();
    const auto run = [this](const QByteArray &sql) {
        auto connection = SqliteConnection::open(session().target().file);
        return connection ? connection->run(sql) : Result<>(connection.error());
    };
    const auto users = [this] {
        auto connection = SqliteConnection::open(session().target().file);
        const auto result = connection->query({ "SELECT count(*) FROM user" });
        return result ? result->rows.first().first().toInteger() : -1;
    };
    QVERIFY(run("INSERT INTO user (id, name, email, createdAt, updatedAt) "
                "VALUES ('u1', 'Ann', 'a@example.org', 1, 1)"));
    m_window->openPage(
        { .kind = NavigatorKind::TimeTravel, .targetKey = session().target().key() });
    auto *page = m_window->findChild<TimeTravelPage *>();
    QVERIFY(page);
    QVERIFY(!page->findChild<TimelineView *>()->isVisible());
    const auto rests = [page] { return !page->travel()->activity()->isRunning(); };
    QTRY_VERIFY(rests());
    QTest::keyClick(m_window.get(), Qt::Key_B, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(page->travel()->backups()->rowCount() > 0);
    QTRY_VERIFY(rests());
    QVERIFY(run("DELETE FROM user"));

    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    confirm(m_window.get(), session().target().name);
    QTRY_VERIFY(page->travel()->outcome());
    QCOMPARE(users(), 1);
    QTRY_VERIFY(rests());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    confirm(m_window.get(), session().target().name);
    QTRY_VERIFY(users() == 0);
    QTRY_VERIFY(rests());
}

TIDEMARK_TEST(tst_TimeTravelPage)
#include "tst_timetravelpage.moc"
