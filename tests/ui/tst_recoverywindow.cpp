#include <engine/base/files.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/recovery/recoverydesk.h>
#include <ui/recovery/recoverystepwidget.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/statelabel.h>
#include <ui/window/mainwindow.h>

#include <QAction>
#include <QCheckBox>
#include <QFileDialog>
#include <QLineEdit>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include <app/windowapplication.h>
#include <recoverybench.h>

using namespace Qt::StringLiterals;
using namespace tidemark;

using Step = RecoverySession::Step;
using Where = RecoveryBench::Place;

/// The recovery window as a person meets it: keys and clicks on real widgets, a real sandbox and files behind them.
class tst_RecoveryWindow : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void init();
    void cleanup();
    void recoversByKeyboardAlone_data();
    void recoversByKeyboardAlone();
    void repairsRowsByKeyboardAlone();
    void leavingChangesNothing();
    void escapeAsksInTheRightWords();
    void freezesTheOtherWindows();
    void undoesWithAKey();
    void savesTheReportWhereItIsWanted();
    void movesTheMomentFromTheTableOfSuspects();
    void aMomentThatIsBeingTypedIsNotGoneTo();
    void triesTheBookmarkAgain();
    void countsOneRowAsOne();
    void opensByItselfAfterACrash();
    void asksAboutARestoreThatWasCutOff();
    void needsNoProject();
    void saysWhenNoTokenIsFound();
    void showsAFailedCheck();
    void saysThatItIsADrill();
    void returnOnAnotherButtonMeansThatButton();
    void everyControlHasAName();

private:
    [[nodiscard]] RecoveryWindow *window() const;
    [[nodiscard]] RecoverySession &session() const { return *window()->session(); }
    template<typename T>
    [[nodiscard]] T *child(const QString &name) const
    {
        return window()->findChild<T *>(name);
    }
    /// A key press of the person, in whatever window is in front; counted.
    void press(int key, Qt::KeyboardModifiers modifiers = {});
    /// Return, as soon as the primary button is on.
    void goOn();
    /// Offscreen no window comes to the front by itself when the one before it goes.
    void bringToFront(QWidget *window) const;
    /// The window on the bench's database, opened from the main window by its key.
    void start(Where place, const QByteArray &settings = {});
    void reach(Step step);
    /// Types the name into the sheet that asks for it, and Return.
    void confirm();
    [[nodiscard]] bool proves() const;

    std::unique_ptr<WindowApplication> m_setUp;
    std::unique_ptr<RecoveryBench> m_bench;
    std::unique_ptr<MainWindow> m_main;
    int m_keys = 0;
};

void tst_RecoveryWindow::initTestCase()
{
    m_setUp = std::make_unique<WindowApplication>();
    m_setUp->appearance().start(Appearance::Choice::Light);
}

void tst_RecoveryWindow::init()
{
    m_keys = 0;
}

void tst_RecoveryWindow::cleanup()
{
    m_main.reset();
    m_bench.reset();
}

RecoveryWindow *tst_RecoveryWindow::window() const
{
    return m_main->findChild<RecoveryWindow *>();
}

void tst_RecoveryWindow::press(int key, Qt::KeyboardModifiers modifiers)
{
    ++m_keys;
    QTRY_VERIFY(QApplication::activeWindow());
    QWidget *active = QApplication::activeWindow();
    QWidget *focused = active->focusWidget();
    QTest::keyClick(focused ? focused : active, Qt::Key(key), modifiers);
    QTest::qWait(0); // what the key set going is taken up
}

void tst_RecoveryWindow::bringToFront(QWidget *window) const
{
    window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(window));
    QTRY_COMPARE(QApplication::activeWindow(), window);
    QTRY_VERIFY(QApplication::focusWidget() && window->isAncestorOf(QApplication::focusWidget()));
}

void tst_RecoveryWindow::goOn()
{
    auto *next = child<QPushButton>(u"recoveryNext"_s);
    QVERIFY2(QTest::qWaitFor([next] { return next->isEnabled(); }, PatienceMs),
             qPrintable(next->toolTip()));
    bringToFront(window());
    press(Qt::Key_Return);
}

void tst_RecoveryWindow::start(Where place, const QByteArray &settings)
{
    m_bench = std::make_unique<RecoveryBench>(place, settings);
    m_bench->breakIt();
    m_main = std::make_unique<MainWindow>(m_bench->engine(), m_setUp->appearance());
    m_main->show();
    m_main->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_main.get()));
    m_main->open(place == Where::File ? m_bench->file() : m_bench->project());
    const QString key = m_bench->target().note.target.key();
    QTRY_VERIFY(m_main->project().database(key));
    m_main->openPage({ .kind = NavigatorKind::Migrations, .targetKey = key });
    press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(window() && window()->session());
    bringToFront(window());
    QCOMPARE(session().target().key(), key);
}

void tst_RecoveryWindow::reach(Step step)
{
    for (int i = 0; i < int(Step::Prove) && session().step() < step; ++i)
        goOn();
    QCOMPARE(session().step(), step);
}

void tst_RecoveryWindow::confirm()
{
    QTRY_VERIFY(window()->findChild<ReviewDialog *>());
    auto *sheet = window()->findChild<ReviewDialog *>();
    bringToFront(sheet);
    auto *name = sheet->findChild<QLineEdit *>(u"name"_s);
    QTRY_VERIFY(name->hasFocus());
    QTest::keyClicks(name, session().target().name);
    press(Qt::Key_Return);
    QTRY_VERIFY(!window()->findChild<ReviewDialog *>());
    bringToFront(window());
}

bool tst_RecoveryWindow::proves() const
{
    return QTest::qWaitFor(
        [this] {
            return session().proof() && !session().acting()->isRunning()
                   && !session().looking()->isRunning();
        },
        PatienceMs);
}

void tst_RecoveryWindow::recoversByKeyboardAlone_data()
{
    QTest::addColumn<Where>("place");
    QTest::newRow("remote") << Where::Remote;
    QTest::newRow("file") << Where::File;
}

void tst_RecoveryWindow::recoversByKeyboardAlone()
{
    QFETCH(Where, place);
    start(place);

    goOn(); // photograph
    goOn(); // find the moment
    QTRY_VERIFY(session().models().suspects.rowCount() > 1);
    press(Qt::Key_Down);
    press(Qt::Key_Up); // the suspect that was chosen already
    goOn(); // preview
    QTRY_VERIFY(child<QRadioButton>(u"repairRows"_s)->isEnabled());
    press(Qt::Key_Down);
    press(Qt::Key_Up); // the whole database
    goOn(); // restore…
    confirm();
    QVERIFY(proves());
    QCOMPARE(m_bench->value("SELECT count(*) FROM people"), u"3"_s);
    const QString report = session().note().report;
    goOn(); // unfreeze and close

    QTRY_VERIFY(!window());
    QVERIFY2(m_keys <= 15, qPrintable(QString::number(m_keys)));
    QVERIFY(readFile(report).valueOr({}).contains("**All "));
    QVERIFY(!m_main->project().safeModes()->isFrozen());
    QCOMPARE(m_bench->value("SELECT count(*) FROM notes"), u"2"_s);
}

void tst_RecoveryWindow::repairsRowsByKeyboardAlone()
{
    start(Where::File);
    reach(Step::Preview);
    QTRY_VERIFY(child<QRadioButton>(u"repairRows"_s)->isEnabled());

    press(Qt::Key_Down);
    QCOMPARE(session().note().choice, RecoverySession::Choice::Rows);
    goOn();
    QTRY_VERIFY(window()->findChild<ReviewDialog *>());
    bringToFront(window()->findChild<ReviewDialog *>());
    press(Qt::Key_Return, Qt::ControlModifier); // no name is asked for on this computer
    QVERIFY(proves());

    QCOMPARE(m_bench->value("SELECT count(*) FROM people"), u"3"_s);
    QCOMPARE(m_bench->value("SELECT count(*) FROM notes"), u"3"_s); // nothing was rewound
    QVERIFY(m_keys <= 15);
}

void tst_RecoveryWindow::leavingChangesNothing()
{
    start(Where::File);
    const QByteArray before = readFile(m_bench->file()).valueOr({});
    reach(Step::Preview);
    QTRY_VERIFY(session().preview());

    QTest::mouseClick(child<QRadioButton>(u"leaveAsIs"_s), Qt::LeftButton, {}, { 8, 8 });
    QCOMPARE(child<QPushButton>(u"recoveryNext"_s)->text().remove(u'&'), u"Finish"_s);
    goOn();
    QVERIFY(proves());
    const QString report = session().note().report;
    goOn();

    QTRY_VERIFY(!window());
    QCOMPARE(readFile(m_bench->file()).valueOr({}), before);
    QVERIFY(readFile(report).valueOr({}).contains("Nothing was written to the database."));
}

void tst_RecoveryWindow::escapeAsksInTheRightWords()
{
    start(Where::File);
    goOn();

    press(Qt::Key_Escape);
    auto *question = child<QMessageBox>(u"recoveryLeaveQuestion"_s);
    QVERIFY(question);
    QCOMPARE(question->text(), u"Leave? Nothing was changed; the photograph is kept."_s);
    QTest::keyClick(question, Qt::Key_Escape); // stays
    QTRY_VERIFY(!child<QMessageBox>(u"recoveryLeaveQuestion"_s));
    QVERIFY(window()->isVisible());
    bringToFront(window());
    press(Qt::Key_Escape);
    question = child<QMessageBox>(u"recoveryLeaveQuestion"_s);
    for (QAbstractButton *button : question->buttons()) {
        if (question->buttonRole(button) == QMessageBox::DestructiveRole)
            QTest::mouseClick(button, Qt::LeftButton);
    }

    QTRY_VERIFY(!window());
    QVERIFY(!m_main->project().safeModes()->isFrozen());
    QVERIFY(RecoveryNotes(m_bench->crashedEngine()).unfinished().isEmpty());
}

void tst_RecoveryWindow::freezesTheOtherWindows()
{
    start(Where::File);

    const auto &database = *m_main->project().databases().first();
    QCOMPARE(database.safeMode(), SafeMode::ReadOnly);
    QVERIFY(!m_main->project().safeModes()->whyFixed(database.target()).isEmpty());

    reach(Step::Preview);
    QTRY_VERIFY(session().preview());
    QTest::mouseClick(child<QRadioButton>(u"leaveAsIs"_s), Qt::LeftButton, {}, { 8, 8 });
    goOn();
    QVERIFY(proves());
    QTest::mouseClick(child<QCheckBox>(u"recoveryKeepReadOnly"_s), Qt::LeftButton, {}, { 8, 8 });
    goOn();

    QTRY_VERIFY(!window());
    QCOMPARE(database.safeMode(), SafeMode::ReadOnly); // kept so
}

void tst_RecoveryWindow::undoesWithAKey()
{
    start(Where::Remote);
    reach(Step::Preview);
    goOn();
    confirm();
    QVERIFY(proves());

    press(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
    confirm();
    QTRY_COMPARE(session().doing(), RecoverySession::Doing::Nothing);
    QVERIFY(proves());

    QCOMPARE(m_bench->value("SELECT count(*) FROM people"), u"0"_s);
    QCOMPARE(m_bench->value("SELECT count(*) FROM notes"), u"3"_s);
    QVERIFY(session().mayUndo());
}

void tst_RecoveryWindow::savesTheReportWhereItIsWanted()
{
    start(Where::File);
    reach(Step::Preview);
    goOn();
    confirm();
    QVERIFY(proves());
    const QString wanted = m_bench->folder().path(u"wanted.md"_s);

    press(Qt::Key_S, Qt::ControlModifier);
    auto *dialog = child<QFileDialog>(u"reportDialog"_s);
    QVERIFY(dialog);
    emit dialog->fileSelected(wanted);

    QVERIFY(readFile(wanted).valueOr({}).startsWith("# Recovery of shop"));
    dialog->reject();
}

void tst_RecoveryWindow::movesTheMomentFromTheTableOfSuspects()
{
    start(Where::Remote);
    reach(Step::Moment);
    QTRY_COMPARE(session().momentState(), RecoverySession::MomentState::Resolved);
    QTRY_VERIFY(!session().photographing()->isRunning() && !session().looking()->isRunning());
    const QDateTime before = session().momentAt();
    QVERIFY(child<QTableView>(u"suspects"_s)->hasFocus());

    press(Qt::Key_Left);
    QVERIFY(session().momentAt() < before);
    QVERIFY(before.secsTo(session().momentAt()) >= -60);
    QTRY_VERIFY(session().momentState() != RecoverySession::MomentState::Resolving);

    press(Qt::Key_Right, Qt::ControlModifier);
    QTRY_COMPARE(session().momentState(), RecoverySession::MomentState::Resolved);
    QVERIFY(child<QTableView>(u"suspects"_s)->currentIndex().row() == 1);
}

void tst_RecoveryWindow::aMomentThatIsBeingTypedIsNotGoneTo()
{
    start(Where::Remote);
    reach(Step::Moment);
    QTRY_COMPARE(session().momentState(), RecoverySession::MomentState::Resolved);
    QTRY_VERIFY(!session().photographing()->isRunning() && !session().looking()->isRunning());
    auto *field = child<QLineEdit>(u"moment"_s);
    const QDateTime now = session().now();

    field->setFocus();
    field->selectAll();
    QTest::keyClicks(field, now.toString(u"yyyy-MM-dd"_s));
    press(Qt::Key_Return);
    QCOMPARE(session().step(), Step::Moment);
    QVERIFY(!child<QPushButton>(u"recoveryNext"_s)->isEnabled());

    QTest::keyClicks(field, now.toString(u" HH:mm:ss.zzz"_s));
    QTRY_COMPARE(session().momentState(), RecoverySession::MomentState::Resolved);
    goOn();
    QCOMPARE(session().step(), Step::Preview);
}

void tst_RecoveryWindow::triesTheBookmarkAgain()
{
    start(Where::Remote);
    m_bench->sandbox().addFault({ { u"path"_s, u"time_travel/bookmark"_s },
                                  { u"drop"_s, u"before"_s },
                                  { u"times"_s, -1 } });
    goOn();
    auto *trouble = window()->findChild<Banner *>(u"trouble"_s);
    for (auto *banner : window()->findChildren<Banner *>(u"trouble"_s)) {
        if (banner->parentWidget()->objectName() == "photographStep"_L1)
            trouble = banner;
    }
    QTRY_VERIFY(trouble->isVisible());
    QCOMPARE(trouble->title(), u"No bookmark could be read. Trying again in 5 s."_s);
    QVERIFY(!child<QPushButton>(u"recoveryNext"_s)->isEnabled());

    m_bench->sandbox().clearFaults();
    QTest::mouseClick(child<QPushButton>(u"recoveryRetry"_s), Qt::LeftButton);

    goOn();
    QCOMPARE(session().step(), Step::Moment);
    QVERIFY(!session().note().photograph.bookmark.isEmpty());
}

void tst_RecoveryWindow::countsOneRowAsOne()
{
    start(Where::File);
    m_bench->sql("DELETE FROM notes WHERE id > 1");

    goOn();
    QTRY_VERIFY(session().note().photograph.backup);

    QCOMPARE(child<StateLabel>(u"counts"_s)->text(), u"Schema and counts: 2 tables, 1 row"_s);
    QCOMPARE(session().models().steps.rows().value(1).summary, u"2 tables, 1 row, verified"_s);
}

void tst_RecoveryWindow::opensByItselfAfterACrash()
{
    m_bench = std::make_unique<RecoveryBench>(Where::Remote);
    m_bench->breakIt();
    {
        const auto crashed = RecoveryBench::begin(m_bench->target(), m_bench->crashedEngine());
        QVERIFY(reachesPreview(*crashed));
    }

    m_main = std::make_unique<MainWindow>(m_bench->engine(), m_setUp->appearance());
    m_main->show();
    QTRY_VERIFY(window() && window()->session());
    bringToFront(window());
    QCOMPARE(session().step(), Step::Preview);
    QVERIFY(m_main->project().safeModes()->isFrozen());

    goOn();
    confirm();
    QVERIFY(proves());
    QCOMPARE(m_bench->value("SELECT count(*) FROM people"), u"3"_s);
}

void tst_RecoveryWindow::asksAboutARestoreThatWasCutOff()
{
    m_bench = std::make_unique<RecoveryBench>(Where::Remote);
    m_bench->breakIt();
    {
        const auto crashed = RecoveryBench::begin(m_bench->target(), m_bench->crashedEngine());
        QVERIFY(reachesPreview(*crashed));
        RecoveryNote note = crashed->note();
        note.step = Step::Prove;
        note.isSent = true;
        note.wayBack = { .at = note.photograph.at, .bookmark = note.photograph.bookmark };
        QVERIFY(RecoveryNotes(m_bench->crashedEngine()).keep(note));
    }

    m_main = std::make_unique<MainWindow>(m_bench->engine(), m_setUp->appearance());
    m_main->show();
    QTRY_VERIFY(window() && window()->session());
    bringToFront(window());
    auto *verdict = child<Banner>(u"verdict"_s);
    QVERIFY(verdict->isVisible());
    QVERIFY(verdict->title().startsWith(u"A restore was in progress at "_s));
    QVERIFY(verdict->text().contains(u"It is not known whether it finished"_s));

    press(Qt::Key_Return); // Verify is the default
    QVERIFY(proves());
    QVERIFY(verdict->title().contains(u"passed"_s));
}

void tst_RecoveryWindow::needsNoProject()
{
    m_bench = std::make_unique<RecoveryBench>(Where::Remote);
    m_bench->breakIt();
    m_main = std::make_unique<MainWindow>(m_bench->engine(), m_setUp->appearance());
    m_main->show();
    m_main->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_main.get()));

    press(Qt::Key_E, Qt::ControlModifier | Qt::AltModifier);
    QTRY_VERIFY(window());
    QVERIFY(QTest::qWaitForWindowActive(window()));
    auto *account = child<QLineEdit>(u"account"_s);
    QTRY_VERIFY(account->hasFocus());
    QTest::keyClicks(account, m_bench->sandbox().account());
    press(Qt::Key_Return);
    auto *list = child<QListWidget>(u"databases"_s);
    QTRY_COMPARE(list->count(), 1);
    goOn(); // start
    QTRY_VERIFY(window()->session());
    reach(Step::Preview);
    goOn();
    confirm();
    QVERIFY(proves());

    QCOMPARE(m_bench->value("SELECT count(*) FROM people"), u"3"_s);
    QCOMPARE(session().proof()->failed(), 0);
}

void tst_RecoveryWindow::saysWhenNoTokenIsFound()
{
    m_bench = std::make_unique<RecoveryBench>(Where::Remote);
    auto engine = std::make_shared<Engine>(*m_bench->engine());
    CloudflareRequest request;
    request.apiUrl = m_bench->sandbox().baseUrl().toString();
    engine->cloudflare = std::make_shared<Cloudflare>(request);
    m_main = std::make_unique<MainWindow>(engine, m_setUp->appearance());
    m_main->show();
    m_main->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_main.get()));
    press(Qt::Key_E, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(window());
    QVERIFY(QTest::qWaitForWindowActive(window()));

    QTest::keyClicks(child<QLineEdit>(u"account"_s), m_bench->sandbox().account());
    press(Qt::Key_Return);
    auto *trouble = child<Banner>(u"trouble"_s);
    QTRY_VERIFY_WITH_TIMEOUT(trouble->isVisible(), 40'000);
    QVERIFY(!trouble->title().isEmpty());

    QTest::keyClicks(child<QLineEdit>(u"account"_s), {});
    child<QLineEdit>(u"token"_s)->setFocus();
    QTest::keyClicks(child<QLineEdit>(u"token"_s), QString::fromUtf8(m_bench->sandbox().token()));
    press(Qt::Key_Return);
    QTRY_COMPARE(child<QListWidget>(u"databases"_s)->count(), 1);
    QVERIFY(!trouble->isVisible());
    QVERIFY(child<QLineEdit>(u"token"_s)->text().isEmpty());
}

void tst_RecoveryWindow::showsAFailedCheck()
{
    start(Where::Remote,
          "[streams.DB]\nlayout = \"numbered\"\n[expect.DB]\ntables = [\"people\", \"orders\"]\n");
    reach(Step::Preview);
    goOn();
    confirm();
    QVERIFY(proves());

    auto *verdict = child<Banner>(u"verdict"_s);
    QTRY_COMPARE(verdict->state(), ShownState::FailedCheck);
    QVERIFY(verdict->title().contains(u" failed."_s));
    QVERIFY(child<QPushButton>(u"recoveryOtherMoment"_s));
    const QByteArray report = readFile(session().note().report).valueOr({});
    QVERIFY(report.split('\n').value(2).contains("failed.**"));

    QTest::mouseClick(child<QPushButton>(u"recoveryOtherMoment"_s), Qt::LeftButton);
    QCOMPARE(session().step(), Step::Moment);
}

void tst_RecoveryWindow::saysThatItIsADrill()
{
    start(Where::Remote);

    QVERIFY(session().isDrill());
    QVERIFY(child<QWidget>(u"band"_s)->accessibleName().contains(u"DRILL · sandbox"_s));
}

void tst_RecoveryWindow::returnOnAnotherButtonMeansThatButton()
{
    start(Where::File);
    reach(Step::Moment);
    QTRY_COMPARE(session().momentState(), RecoverySession::MomentState::Resolved);

    child<QPushButton>(u"recoveryBack"_s)->setFocus();
    press(Qt::Key_Return);

    QCOMPARE(session().step(), Step::Photograph);
}

void tst_RecoveryWindow::everyControlHasAName()
{
    start(Where::File);
    reach(Step::Preview);
    goOn();
    confirm();
    QVERIFY(proves());

    const auto widgets = window()->findChildren<QWidget *>();
    for (const QWidget *widget : widgets) {
        if (widget->focusPolicy() == Qt::NoFocus || qobject_cast<const RecoveryStepWidget *>(widget)
            || widget->objectName().startsWith(u"qt_"_s) || widget->objectName().isEmpty())
            continue;
        const auto *button = qobject_cast<const QAbstractButton *>(widget);
        const bool isNamed
            = !widget->accessibleName().isEmpty() || (button && !button->text().isEmpty());
        const bool hasBuddy = widget->objectName() == "file"_L1
                              || widget->objectName() == "account"_L1
                              || widget->objectName() == "token"_L1;
        QVERIFY2(isNamed || hasBuddy, qPrintable(widget->objectName()));
    }
}

TIDEMARK_TEST(tst_RecoveryWindow)
#include "tst_recoverywindow.moc"
