#include "connecttest.h"

#include <engine/secrets/tokenvault.h>
#include <models/practicesession.h>
#include <models/recentplaces.h>
#include <support/await.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/dialogs/settingsdialog.h>
#include <ui/dialogs/shortcutsdialog.h>
#include <ui/pages/statusboardpage.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/pagetabs.h>

#include <QAction>
#include <QComboBox>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QProcess>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// The ways into a database, and what is set for all of them.
class tst_Connect : public ConnectTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() { startSandbox(); }
    void cleanup() { close(); }
    void isThereWhileNothingIsOpen();
    void connectsByKeyboardAlone();
    void keepsTheTokenInTheKeychainAndNowhereElse();
    void namesThePermissionThatIsMissing();
    void refusesATokenThatNobodyKnows();
    void saysWhatCannotBeAToken();
    void doesNotGuessWhatItCannotKnow();
    void offersTheAccountsOfTheToken();
    void findsDatabasesByNameAmongMany();
    void opensProjectsAgainWithoutAskingAnybody();
    void forgetsAPlace();
    void keepsTheTokenForTheSittingWithoutAKeychain();
    void practisesOnASandboxOfItsOwn();
    void practisesAgainAfterItsSandboxDied();
    void saysOnceThatItsSandboxDidNotStart();
    void setsTheSafeModeOfNewDatabases();
    void refusesAShortcutThatIsTaken();
    void remembersAShortcut();
};

void tst_Connect::isThereWhileNothingIsOpen()
{
    QCOMPARE(m_window->findChild<PageTabs *>()->tab(0).title, u"Welcome"_s);
    QCOMPARE(child<QLineEdit>(u"accountToken"_s)->echoMode(), QLineEdit::Password);
    QVERIFY(!child<QPushButton>(u"accountConnectButton"_s)->isEnabled());
    QVERIFY(child<QAbstractButton>(u"projectOpenButton"_s)->isVisible());
    QVERIFY(m_sandbox->requests().isEmpty());
}

void tst_Connect::connectsByKeyboardAlone()
{
    configureToken(u"writer-token-wQ4k"_s, { { u"reads_itself"_s, true } });
    child<QLineEdit>(u"accountName"_s)->setFocus();
    QTest::keyClicks(child<QLineEdit>(u"accountName"_s), u"Corner shop"_s);
    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    QTest::keyClicks(QApplication::focusWidget(), u"writer-token-wQ4k"_s);

    QTest::keyClick(QApplication::focusWidget(), Qt::Key_Return); // tests
    QTRY_COMPARE(child<QPushButton>(u"accountConnectButton"_s)->isEnabled(), true);
    QCOMPARE(result(0), u"Granted, without an end"_s);
    QCOMPARE(result(1), u"Granted, 1 database"_s);
    QCOMPARE(result(2), u"Granted"_s);
    QCOMPARE(result(3), u"Granted"_s);
    QVERIFY(!child<Banner>(u"tokenVerdict"_s)->isVisible());
    QCOMPARE(child<QLineEdit>(u"accountId"_s)->text(), m_account);
    QTest::keyClick(child<QLineEdit>(u"accountToken"_s), Qt::Key_Return); // connects

    auto *list = child<QTableView>(u"accountDatabases"_s);
    QTRY_VERIFY(list->isVisible());
    QTRY_COMPARE(list->model()->rowCount(), 1);
    list->setFocus();
    QTest::keyClick(list, Qt::Key_Down);
    list->selectRow(0);
    QTest::keyClick(list, Qt::Key_Return);
    QTRY_COMPARE(m_window->windowTitle(), u"Corner shop – Tidemark"_s);
    QTRY_VERIFY(m_window->project().databases().first()->isKnown());
    QVERIFY(m_window->project().databases().first()->schema().table(u"goods"_s));
}

void tst_Connect::keepsTheTokenInTheKeychainAndNowhereElse()
{
    const QString token = u"secret-token-7Hx2pQ"_s;
    configureToken(token, {});
    type(u"accountToken"_s, token);
    QTest::mouseClick(child<QPushButton>(u"tokenTestButton"_s), Qt::LeftButton);
    QTRY_VERIFY(child<QPushButton>(u"accountConnectButton"_s)->isEnabled());

    QTest::mouseClick(child<QPushButton>(u"accountConnectButton"_s), Qt::LeftButton);
    QTRY_VERIFY(child<QTableView>(u"accountDatabases"_s)->isVisible());

    QVERIFY(!child<Banner>(u"accountTrouble"_s)->isVisible());
    const auto kept = await(TokenVault().read(m_account));
    QVERIFY(kept && kept->has_value());
    QCOMPARE((*kept)->reveal(), token.toUtf8());
    m_settings->sync();
    QVERIFY(!m_folder->read(u"settings.ini"_s).contains(token.toUtf8()));
    QVERIFY(!m_folder->read(u"state/journal.jsonl"_s).contains(token.toUtf8()));
    QVERIFY(m_folder->read(u"state/journal.jsonl"_s).contains("token-stored"));
}

void tst_Connect::namesThePermissionThatIsMissing()
{
    configureToken(u"reader"_s, { { u"read_only"_s, true }, { u"reads_itself"_s, true } });
    type(u"accountToken"_s, u"reader"_s);
    m_sandbox->clearLog();

    QTest::mouseClick(child<QPushButton>(u"tokenTestButton"_s), Qt::LeftButton);

    auto *banner = child<Banner>(u"tokenVerdict"_s);
    QTRY_VERIFY(banner->isVisible());
    QCOMPARE(banner->title(), u"This token can look, not change: “D1 Edit” is missing"_s);
    QCOMPARE(result(2), u"Missing"_s);
    QCOMPARE(child<QPushButton>(u"accountConnectButton"_s)->text(), u"&Connect read-only"_s);
    for (const auto &request : m_sandbox->requests())
        QCOMPARE(request.toObject()[u"method"_s].toString(), u"GET"_s);
    QTest::mouseClick(child<QPushButton>(u"accountConnectButton"_s), Qt::LeftButton);
    auto *list = child<QTableView>(u"accountDatabases"_s);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    list->selectRow(0);
    QTest::mouseClick(child<QPushButton>(u"accountOpenButton"_s), Qt::LeftButton);
    QTRY_COMPARE(m_window->project().databases().size(), 1);
    QCOMPARE(m_window->project().databases().first()->safeMode(), SafeMode::ReadOnly);
}

void tst_Connect::refusesATokenThatNobodyKnows()
{
    type(u"accountToken"_s, u"nobody-knows-it"_s);
    type(u"accountId"_s, m_account);

    QTest::keyClick(child<QLineEdit>(u"accountId"_s), Qt::Key_Return);

    auto *banner = child<Banner>(u"tokenVerdict"_s);
    QTRY_VERIFY(banner->isVisible());
    QVERIFY(!child<QPushButton>(u"accountConnectButton"_s)->isEnabled());
}

void tst_Connect::saysWhatCannotBeAToken()
{
    type(u"accountToken"_s, u"Bearer abc"_s);

    QVERIFY(!child<QPushButton>(u"tokenTestButton"_s)->isEnabled());
    QVERIFY(!child<QLabel>(u"hint"_s)->text().contains(u"abc"_s));
    QCOMPARE(child<QLabel>(u"reason"_s)->text(), u"A token is needed."_s);
}

void tst_Connect::doesNotGuessWhatItCannotKnow()
{
    configureToken(u"usual"_s, { { u"narrow"_s, true } });
    type(u"accountToken"_s, u"usual"_s);
    type(u"accountId"_s, m_account);

    QTest::keyClick(m_window.get(), Qt::Key_F5);

    QTRY_COMPARE(result(2), u"Unknown until the first write"_s);
    QCOMPARE(child<QPushButton>(u"accountConnectButton"_s)->text(), u"&Connect"_s);
    const auto *table = child<QTableView>(u"permissions"_s);
    QCOMPARE(table->model()->index(2, 0).data(Qt::AccessibleTextRole).toString(),
             u"Account · D1 · Edit: Unknown until the first write. Needed for migrations, restore, "
             "import"_s);
}

void tst_Connect::offersTheAccountsOfTheToken()
{
    m_sandbox->configure(
        { { u"accounts"_s,
            QJsonArray{ QJsonObject{ { u"id"_s, u"0123456789abcdef0123456789abcdef"_s },
                                     { u"name"_s, u"Second"_s } } } } });
    configureToken(u"both"_s, {});
    type(u"accountToken"_s, u"both"_s);

    QTest::mouseClick(child<QPushButton>(u"accountChooseButton"_s), Qt::LeftButton);
    QTRY_VERIFY(child<QMenu>(u"accountMenu"_s));
    auto *menu = child<QMenu>(u"accountMenu"_s);
    QTRY_VERIFY(menu->isVisible());
    QCOMPARE(menu->actions().size(), 2);
    menu->actions().last()->trigger();
    menu->close();

    QCOMPARE(child<QLineEdit>(u"accountId"_s)->text(), u"0123456789abcdef0123456789abcdef"_s);
    QCOMPARE(child<QLineEdit>(u"accountName"_s)->text(), u"Second"_s);
}

void tst_Connect::findsDatabasesByNameAmongMany()
{
    for (int i = 0; i < 30; ++i)
        m_sandbox->createDatabase(u"tenant-%1"_s.arg(i));
    configureToken(u"many"_s, {});
    type(u"accountToken"_s, u"many"_s);
    QTest::mouseClick(child<QPushButton>(u"tokenTestButton"_s), Qt::LeftButton);
    QTRY_VERIFY(child<QPushButton>(u"accountConnectButton"_s)->isEnabled());
    QTest::mouseClick(child<QPushButton>(u"accountConnectButton"_s), Qt::LeftButton);
    auto *list = child<QTableView>(u"accountDatabases"_s);
    QTRY_COMPARE(list->model()->rowCount(), 31);

    type(u"accountFilter"_s, u"tenant-2"_s);

    QTRY_COMPARE(list->model()->rowCount(), 11); // tenant-2 and tenant-20 to -29
    list->selectAll();
    QCOMPARE(child<QPushButton>(u"accountOpenButton"_s)->text(), u"&Open 11 databases"_s);
    QTest::mouseClick(child<QPushButton>(u"accountOpenButton"_s), Qt::LeftButton);
    QTRY_COMPARE(m_window->project().databases().size(), 11);
    QTRY_VERIFY(m_window->findChild<StatusBoardPage *>());
}

void tst_Connect::opensProjectsAgainWithoutAskingAnybody()
{
    const ScratchDatabase notes("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    m_window->open(notes.file());
    QTRY_VERIFY(m_window->project().databases().first()->isKnown());
    m_window->close();
    m_window.reset();
    m_sandbox->clearLog();

    openWindow();
    auto *places = child<QListView>(u"recentPlaces"_s);

    QVERIFY(places->isVisible());
    QCOMPARE(places->model()->rowCount(), 1);
    QCOMPARE(places->model()->index(0, 0).data().toString(), u"scratch.sqlite"_s);
    QVERIFY(places->model()->index(0, 0).data(RecentModel::LastStateRole).isValid());
    QVERIFY(m_sandbox->requests().isEmpty());
    QVERIFY(!m_window->project().isOpen());
    places->setFocus();
    places->setCurrentIndex(places->model()->index(0, 0));
    QTest::keyClick(places, Qt::Key_Return);
    QTRY_COMPARE(m_window->windowTitle(), u"scratch.sqlite – Tidemark"_s);
}

void tst_Connect::forgetsAPlace()
{
    const ScratchDatabase notes("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    m_window->open(notes.file());
    QTRY_VERIFY(m_window->project().databases().first()->isKnown());
    child<QAction>(u"accountConnect"_s)->trigger();
    auto *places = child<QListView>(u"recentPlaces"_s);
    QTRY_VERIFY(places && places->isVisible());
    places->setFocus();
    places->setCurrentIndex(places->model()->index(0, 0));

    QTest::keyClick(places, Qt::Key_Delete);

    QTRY_COMPARE(places->model()->rowCount(), 0);
}

void tst_Connect::keepsTheTokenForTheSittingWithoutAKeychain()
{
    m_keychain->lock();
    configureToken(u"kept"_s, {});
    type(u"accountToken"_s, u"kept"_s);
    QTest::mouseClick(child<QPushButton>(u"tokenTestButton"_s), Qt::LeftButton);
    QTRY_VERIFY(child<QPushButton>(u"accountConnectButton"_s)->isEnabled());

    QTest::mouseClick(child<QPushButton>(u"accountConnectButton"_s), Qt::LeftButton);

    auto *banner = child<Banner>(u"accountTrouble"_s);
    QTRY_VERIFY(banner->isVisible());
    QCOMPARE(banner->title(),
             u"No keychain answers. The token is kept until you close Tidemark."_s);
    QTRY_COMPARE(child<QTableView>(u"accountDatabases"_s)->model()->rowCount(), 1);
    m_keychain->unlock();
    QTest::mouseClick(child<QPushButton>(u"keychainTryAgain"_s), Qt::LeftButton);
    QTRY_VERIFY(!banner->isVisible());
    const auto kept = await(TokenVault().read(m_account));
    QVERIFY(kept && kept->has_value());
}

void tst_Connect::practisesOnASandboxOfItsOwn()
{
    m_sandbox->clearLog();

    QTest::mouseClick(child<QPushButton>(u"sandboxStartButton"_s), Qt::LeftButton);

    QTRY_COMPARE(m_window->windowTitle(), u"nanotype – Tidemark"_s);
    QCOMPARE(m_window->project().databases().size(), 6);
    DatabaseSession *production = m_window->project().databases().last();
    QVERIFY(production->target().production);
    QTRY_VERIFY(production->isKnown());
    QCOMPARE(production->status().pending(), 1);
    QVERIFY(m_sandbox->requests().isEmpty()); // it has its own

    const ScratchDatabase notes("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    m_window->open(notes.file());
    configureToken(u"writer"_s, {});
    child<QAction>(u"accountConnect"_s)->trigger();
    type(u"accountToken"_s, u"writer"_s);
    QTest::mouseClick(child<QPushButton>(u"tokenTestButton"_s), Qt::LeftButton);
    QTRY_VERIFY(child<QPushButton>(u"accountConnectButton"_s)->isEnabled());
    QVERIFY(!m_sandbox->requests().isEmpty()); // and what was meant before is meant again
}

void tst_Connect::practisesAgainAfterItsSandboxDied()
{
    auto *practice = m_window->findChild<PracticeSession *>();
    QVERIFY(practice);
    const QSignalSpy started(practice, &PracticeSession::started);
    const QSignalSpy failed(practice, &PracticeSession::failed);
    practice->start();
    QTRY_COMPARE(started.size(), 1);
    QTRY_COMPARE(m_window->windowTitle(), u"nanotype – Tidemark"_s);

    practice->findChild<QProcess *>()->kill();
    QTRY_VERIFY(!practice->isRunning());
    practice->start();
    QTRY_COMPARE(started.size(), 2);
    QTRY_VERIFY(m_window->project().databases().last()->isKnown());
    const ScratchDatabase notes("CREATE TABLE notes (id INTEGER PRIMARY KEY)");
    m_window->open(notes.file());

    QTRY_VERIFY(!practice->isRunning());
    QCOMPARE(failed.size(), 0); // it was told to end
}

void tst_Connect::saysOnceThatItsSandboxDidNotStart()
{
    auto *practice = m_window->findChild<PracticeSession *>();
    QVERIFY(practice);
    auto *process = practice->findChild<QProcess *>();
    const QSignalSpy failed(practice, &PracticeSession::failed);

    practice->start();
    QVERIFY(process->waitForStarted());
    process->kill(); // before it has said where it is
    QTRY_COMPARE(failed.size(), 1);
    QTRY_VERIFY(!practice->isRunning());
    m_folder->write(u"data/practice"_s, "in the way of the copy");
    practice->start();
    QTRY_COMPARE(failed.size(), 2);

    QTRY_VERIFY(!practice->isRunning());
    QCOMPARE(failed.size(), 2);
    closeDialogs();
}

void tst_Connect::setsTheSafeModeOfNewDatabases()
{
    QTest::keyClick(m_window.get(), Qt::Key_Comma, Qt::ControlModifier);
    auto *dialog = m_window->findChild<SettingsDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    auto *remote = dialog->findChild<QComboBox *>(u"safeRemote"_s);
    QCOMPARE(remote->currentText(), u"Ask on write"_s);
    QCOMPARE(dialog->findChild<QComboBox *>(u"safeProduction"_s)->count(), 2);

    remote->setFocus();
    QTest::keyClick(remote, Qt::Key_Down);

    QCOMPARE(m_window->project().safeModes()->defaultOf(SafeModeScope::Remote),
             SafeMode::AskAndTypeName);
    QCOMPARE(m_settings->value(u"safeMode/defaults/remote"_s).toString(), u"type-name"_s);
    closeDialogs();
}

void tst_Connect::refusesAShortcutThatIsTaken()
{
    child<QAction>(u"shortcutsShow"_s)->trigger();
    auto *dialog = m_window->findChild<ShortcutsDialog *>();
    QVERIFY(dialog && dialog->isVisible());
    auto *list = dialog->findChild<QTableView *>(u"shortcuts"_s);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"filter"_s), u"About Tidemark"_s);
    QCOMPARE(list->model()->rowCount(), 1);
    list->setCurrentIndex(list->model()->index(0, 0));

    dialog->findChild<QKeySequenceEdit *>(u"keys"_s)->setKeySequence(QKeySequence(u"Ctrl+O"_s));
    emit dialog->findChild<QKeySequenceEdit *>(u"keys"_s)->editingFinished();

    QVERIFY(!dialog->findChild<QPushButton *>(u"assign"_s)->isEnabled());
    QVERIFY(dialog->findChild<QLabel *>(u"trouble"_s)->text().contains(u"Open project…"_s));
    closeDialogs();
}

void tst_Connect::remembersAShortcut()
{
    child<QAction>(u"shortcutsShow"_s)->trigger();
    auto *dialog = m_window->findChild<ShortcutsDialog *>();
    auto *list = dialog->findChild<QTableView *>(u"shortcuts"_s);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"filter"_s), u"About Tidemark"_s);
    list->setCurrentIndex(list->model()->index(0, 0));
    dialog->findChild<QKeySequenceEdit *>(u"keys"_s)->setKeySequence(
        QKeySequence(u"Ctrl+Alt+F12"_s));
    emit dialog->findChild<QKeySequenceEdit *>(u"keys"_s)->editingFinished();

    QTest::mouseClick(dialog->findChild<QPushButton *>(u"assign"_s), Qt::LeftButton);
    closeDialogs();
    QCOMPARE(child<QAction>(u"aboutShow"_s)->shortcut(), QKeySequence(u"Ctrl+Alt+F12"_s));
    m_window.reset();
    openWindow();

    QCOMPARE(child<QAction>(u"aboutShow"_s)->shortcut(), QKeySequence(u"Ctrl+Alt+F12"_s));
}

TIDEMARK_PREPARED_TEST(tst_Connect, startConnectKeychain)
#include "tst_connect.moc"
