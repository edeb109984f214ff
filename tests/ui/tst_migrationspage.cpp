#include "windowtest.h"

#include <models/databasesession.h>
#include <models/migrationmodel.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/dialogs/newmigrationdialog.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/dialogs/settledialog.h>
#include <ui/editor/codeview.h>
#include <ui/pages/migrationspage.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/commandbox.h>

#include <QAbstractButton>
#include <QCheckBox>
#include <QComboBox>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// Trouble on the migrations page: what is said about it, and each remedy by key and by mouse, with a look at the engine behind.
class tst_MigrationsPage : public WindowTest
{
    Q_OBJECT

private slots:
    void showsTheFileAgainstWhatRan();
    void acceptsAnEditByKeyboard();
    void asksForAReasonFirst();
    void putsTheFileBackByMouse();
    void putsAMissingFileBack();
    void keepsBothOfADuplicate();
    void saysWhyThreeCannotBeKept();
    void renumbersADuplicate();
    void marksAsPendingAndRunsAgain();
    void runsAfterTheLaterOnes();
    void writesANewMigrationByKeyboard();
    void saysWhyANameIsNotTaken();
    void adoptsWhatIsThere();
    void setsABaseline();
    void saysThatThereAreNoMigrations();
    void saysWhoHoldsTheLease();
    void replacesAScriptByItsSafeRewrite();
    void endsARunWithTheWayBackAndTheCommand();
    void forbidsRemediesUnderTheReadOnlyPadlock();
    void leavesTheHistoryAloneOnEscape();
    void asksNothingAfterARehearsalThatFailed();

private:
    void sql(const QByteArray &script) const;
    [[nodiscard]] QString value(const QByteArray &query) const;
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const;
    void refresh() const;
    void reopen();
    /// The pair with number 4 is a mistake again.
    void undeclare();
    void edit(const QString &migration, const QByteArray &addition) const;
    void press(const QString &remedy) const;
    [[nodiscard]] SettleDialog *sheet() const { return m_window->findChild<SettleDialog *>(); }
    /// Opens the menu of remedies with F8 and takes the one of that name.
    void takeByKey(const QString &remedy);
    void giveReason(const QString &reason);
    void confirmByKey();
    [[nodiscard]] MigrationState stateOf(const QString &id) const;
    [[nodiscard]] QString fileOf(const QString &migration) const;
};

void tst_MigrationsPage::sql(const QByteArray &script) const
{
    const QString file = session().target().file;
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    QVERIFY(connection);
    const auto ran = connection->run(script);
    QVERIFY2(ran, ran ? "" : qPrintable(ran.error().message));
}

QString tst_MigrationsPage::value(const QByteArray &query) const
{
    auto connection = SqliteConnection::open(session().target().file);
    const auto result = connection->query({ .sql = query });
    return result && !result->rows.isEmpty() ? result->rows.first().first().toString() : QString();
}

void tst_MigrationsPage::key(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QTest::keyClick(m_window.get(), key, modifiers);
}

void tst_MigrationsPage::refresh() const
{
    key(Qt::Key_F5);
    QVERIFY(settles());
}

void tst_MigrationsPage::reopen()
{
    m_window->open(m_folder->path(u"project"_s));
    QVERIFY(settles());
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    m_window->openPage({ .targetKey = session().target().key() });
    QVERIFY(settles());
}

void tst_MigrationsPage::undeclare()
{
    const QString toml = u"project/tidemark.toml"_s;
    QByteArray settings = m_folder->read(toml);
    settings.replace("duplicates = [[\"0004_add_user_tier\", \"0004_rooms_table\"]]\n", "");
    m_folder->write(toml, settings);
    refresh();
    QCOMPARE(stateOf(u"0004_rooms_table"_s), MigrationState::Duplicate);
}

QString tst_MigrationsPage::fileOf(const QString &migration) const
{
    return u"project/migrations/%1.sql"_s.arg(migration);
}

void tst_MigrationsPage::edit(const QString &migration, const QByteArray &addition) const
{
    m_folder->write(fileOf(migration), m_folder->read(fileOf(migration)) + addition);
    refresh();
    select(migration);
}

void tst_MigrationsPage::press(const QString &remedy) const
{
    auto *button = child<QPushButton>(remedy);
    QVERIFY2(button, qPrintable(remedy));
    QTest::mouseClick(button, Qt::LeftButton);
}

void tst_MigrationsPage::takeByKey(const QString &remedy)
{
    key(Qt::Key_F8);
    QTRY_VERIFY(m_window->findChild<QMenu *>(u"remedies"_s));
    auto *menu = m_window->findChild<QMenu *>(u"remedies"_s);
    QTRY_VERIFY(menu->isVisible());
    const auto entries = menu->actions();
    const auto wanted = std::find_if(entries.begin(), entries.end(), [&remedy](QAction *entry) {
        return entry->objectName() == remedy + u"Entry"_s;
    });
    QVERIFY(wanted != entries.end());
    for (qsizetype step = 0; step <= wanted - entries.begin(); ++step)
        QTest::keyClick(menu, Qt::Key_Down);
    QCOMPARE(menu->activeAction(), *wanted);
    QTest::keyClick(menu, Qt::Key_Return);
}

void tst_MigrationsPage::giveReason(const QString &reason)
{
    QTRY_VERIFY(sheet());
    auto *field = sheet()->findChild<QLineEdit *>(u"settleReason"_s);
    QTRY_VERIFY(field->hasFocus());
    QTest::keyClicks(field, reason);
    QTest::keyClick(sheet(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());
    QTRY_VERIFY(!sheet());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void tst_MigrationsPage::confirmByKey()
{
    QTRY_VERIFY(sheet());
    QTRY_COMPARE(QApplication::activeWindow(), sheet());
    QTest::keyClick(sheet(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());
    QVERIFY2(!session().error(), session().error() ? qPrintable(session().error()->message) : "");
}

MigrationState tst_MigrationsPage::stateOf(const QString &id) const
{
    for (const MigrationStatus &migration : session().status().migrations) {
        if (migration.id == id)
            return migration.state;
    }
    return MigrationState::Future;
}

void tst_MigrationsPage::showsTheFileAgainstWhatRan()
{
    applyAll();
    edit(u"0002_api_keys"_s, "CREATE INDEX idx_more ON api_keys(id);\n");

    key(Qt::Key_F4);

    auto *script = child<CodeView>(u"script"_s);
    QVERIFY(script->toPlainText().contains(u"+ CREATE INDEX idx_more"_s));
    QVERIFY(script->accessibleName().contains(u"the file against what ran"_s));
    const auto above = script->toPlainText().section(u"+ CREATE INDEX"_s, 0, 0).count(u'\n');
    const int line = static_cast<int>(above) + 1;
    QVERIFY(script->markAt(line));
    auto *tabs = child<QTabBar>(u"scriptTabs"_s);
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(2).center());
    QVERIFY(!script->toPlainText().contains(u"idx_more"_s));
}

void tst_MigrationsPage::acceptsAnEditByKeyboard()
{
    applyAll();
    edit(u"0002_api_keys"_s,
         "CREATE INDEX IF NOT EXISTS idx_api_keys_user_id ON api_keys(user_id);\n");
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Edited);

    takeByKey(u"remedyAcceptEdit"_s);
    giveReason(u"the index is there already"_s);

    QVERIFY2(!session().error(), session().error() ? qPrintable(session().error()->message) : "");
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Applied);
    QVERIFY(value("SELECT error FROM _tidemark_ledger WHERE id = '0002_api_keys'")
                .contains(u"the index is there already"_s));
}

void tst_MigrationsPage::asksForAReasonFirst()
{
    applyAll();
    edit(u"0002_api_keys"_s, "-- a comment more\nCREATE INDEX idx_more ON api_keys(id);\n");
    press(u"remedyAcceptEdit"_s);
    QTRY_VERIFY(sheet());
    auto *confirm = sheet()->findChild<QAbstractButton *>(u"settleConfirm"_s);

    QVERIFY(!confirm->isEnabled());
    QCOMPARE(confirm->toolTip(), u"Give a reason first."_s);
    QTest::keyClick(sheet(), Qt::Key_Return, Qt::ControlModifier);

    QVERIFY(sheet()->isVisible());
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Edited);
}

void tst_MigrationsPage::putsTheFileBackByMouse()
{
    applyAll();
    const QByteArray before = m_folder->read(fileOf(u"0002_api_keys"_s));
    edit(u"0002_api_keys"_s, "CREATE INDEX idx_more ON api_keys(id);\n");

    press(u"remedyPutBack"_s);
    QTRY_VERIFY(sheet());
    QTest::mouseClick(sheet()->findChild<QAbstractButton *>(u"settleConfirm"_s), Qt::LeftButton);
    QVERIFY(settles());

    QCOMPARE(m_folder->read(fileOf(u"0002_api_keys"_s)), before);
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Applied);
}

void tst_MigrationsPage::putsAMissingFileBack()
{
    applyAll();
    const QByteArray before = m_folder->read(fileOf(u"0002_api_keys"_s));
    QVERIFY(QFile::remove(m_folder->path(fileOf(u"0002_api_keys"_s))));
    QVERIFY(QFile::remove(m_folder->path(u"project/migrations/0002_api_keys.rollback.sql"_s)));
    refresh();
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Missing);
    select(u"0002_api_keys"_s);

    press(u"remedyPutBack"_s);
    confirmByKey();

    QCOMPARE(m_folder->read(fileOf(u"0002_api_keys"_s)), before);
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Applied);
}

void tst_MigrationsPage::keepsBothOfADuplicate()
{
    const QString toml = u"project/tidemark.toml"_s;
    const QByteArray declared = m_folder->read(toml);
    undeclare();
    const QByteArray before = m_folder->read(toml);
    QVERIFY(before != declared);
    select(u"0004_rooms_table"_s);

    takeByKey(u"remedyKeepBoth"_s);
    QTRY_VERIFY(review());
    QCOMPARE(review()->windowTitle(), u"Keep both migrations with the number 0004?"_s);
    QCOMPARE(m_folder->read(toml), before); // nothing before the answer
    QTest::mouseClick(review()->findChild<QPushButton *>(u"reviewConfirm"_s), Qt::LeftButton);
    QTRY_VERIFY(!review());
    m_window->activateWindow(); // offscreen a dialog that closes gives nothing back
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QVERIFY(settles());

    // The line stands at the end of its section, and nothing else moved.
    QByteArray expected = before;
    expected.replace("name_env = \"AUTH_D1_DATABASE_NAME\"\n",
                     "name_env = \"AUTH_D1_DATABASE_NAME\"\n"
                     "duplicates = [[\"0004_add_user_tier\", \"0004_rooms_table\"]]\n");
    QCOMPARE(m_folder->read(toml), expected);
    QCOMPARE(stateOf(u"0004_rooms_table"_s), MigrationState::Pending);
    QCOMPARE(stateOf(u"0004_add_user_tier"_s), MigrationState::Pending);
    applyAll();
    QCOMPARE(stateOf(u"0004_rooms_table"_s), MigrationState::Applied);

    QTRY_VERIFY(child<Banner>(u"migrationsNotice"_s)->isVisible());
    press(u"settingsUndo"_s);
    QVERIFY(settles());
    QCOMPARE(m_folder->read(toml), before);
    QCOMPARE(stateOf(u"0004_rooms_table"_s), MigrationState::Duplicate);
    QVERIFY(!child<Banner>(u"migrationsNotice"_s)->isVisible());
}

void tst_MigrationsPage::saysWhyThreeCannotBeKept()
{
    m_folder->write(u"project/migrations/0004_rooms_again.sql"_s, "CREATE TABLE again (id);\n");
    refresh();
    const QByteArray before = m_folder->read(u"project/tidemark.toml"_s);
    select(u"0004_rooms_again"_s);

    takeByKey(u"remedyKeepBoth"_s);

    QTRY_VERIFY(sheet());
    QCOMPARE(sheet()->windowTitle(), u"These cannot be kept as a pair"_s);
    QTest::keyClick(sheet(), Qt::Key_Escape);
    QTRY_VERIFY(!sheet());
    QCOMPARE(m_folder->read(u"project/tidemark.toml"_s), before);
}

void tst_MigrationsPage::renumbersADuplicate()
{
    undeclare();
    select(u"0004_rooms_table"_s);

    takeByKey(u"remedyRenumber"_s);
    confirmByKey();

    QVERIFY2(!session().error(), session().error() ? qPrintable(session().error()->message) : "");
    QVERIFY(QFile::exists(m_folder->path(fileOf(u"0007_rooms_table"_s))));
    QVERIFY(!QFile::exists(m_folder->path(fileOf(u"0004_rooms_table"_s))));
    QCOMPARE(stateOf(u"0004_add_user_tier"_s), MigrationState::Pending);
    QCOMPARE(session().chosen(), u"0007_rooms_table"_s);
}

void tst_MigrationsPage::marksAsPendingAndRunsAgain()
{
    applyAll();
    sql("DROP TABLE api_keys;");
    refresh();
    select(u"0002_api_keys"_s);
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::RecordedNotEffective);

    press(u"remedyMarkPending"_s);
    giveReason(u"somebody dropped the table"_s);
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::RolledBack);
    QVERIFY(!hasTable(u"api_keys"_s));
}

void tst_MigrationsPage::runsAfterTheLaterOnes()
{
    applyAll();
    m_folder->write(u"project/migrations/0003_api_keys_note.sql"_s,
                    "CREATE TABLE api_keys_note (id TEXT PRIMARY KEY NOT NULL);\n");
    refresh();
    select(u"0003_api_keys_note"_s);

    press(u"remedyRunOutOfOrder"_s);
    QVERIFY(settles());
    QTRY_VERIFY2(review(),
                 session().error() ? qPrintable(session().error()->message) : "no review");
    QTest::keyClick(review(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());

    QTRY_VERIFY(hasTable(u"api_keys_note"_s));
}

void tst_MigrationsPage::writesANewMigrationByKeyboard()
{
    key(Qt::Key_N, Qt::ControlModifier);
    QTRY_VERIFY(m_window->findChild<NewMigrationDialog *>());
    auto *dialog = m_window->findChild<NewMigrationDialog *>();
    auto *name = dialog->findChild<QLineEdit *>(u"newMigrationName"_s);
    QTRY_VERIFY(name->hasFocus());
    QVERIFY(!dialog->findChild<QAbstractButton *>(u"newMigrationConfirm"_s)->isEnabled());

    QTest::keyClicks(name, u"rooms archive"_s);
    auto *kind = dialog->findChild<QComboBox *>(u"newMigrationTemplate"_s);
    kind->setFocus();
    QTest::keyClick(kind, Qt::Key_Down);
    QTest::keyClick(dialog, Qt::Key_Return);
    QVERIFY(settles());

    const QByteArray script = m_folder->read(fileOf(u"0007_rooms_archive"_s));
    QVERIFY2(script.contains("ADD COLUMN"), script.constData());
    QVERIFY(QFile::exists(m_folder->path(u"project/migrations/0007_rooms_archive.rollback.sql"_s)));
    QTRY_VERIFY(!m_window->findChild<NewMigrationDialog *>());
    QCOMPARE(child<QTreeView>(u"migrations"_s)->currentIndex().siblingAtColumn(0).data().toString(),
             u"0007_rooms_archive"_s);
    QVERIFY(child<CodeView>(u"script"_s)->toPlainText().contains(u"ADD COLUMN"_s));
}

void tst_MigrationsPage::saysWhyANameIsNotTaken()
{
    QTest::mouseClick(child<QPushButton>(u"migrationNewButton"_s), Qt::LeftButton);
    QTRY_VERIFY(m_window->findChild<NewMigrationDialog *>());
    auto *dialog = m_window->findChild<NewMigrationDialog *>();
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"newMigrationName"_s), u"weather"_s);

    QTest::mouseClick(dialog->findChild<QAbstractButton *>(u"newMigrationConfirm"_s),
                      Qt::LeftButton);

    QVERIFY(dialog->isVisible());
    const auto *trouble = dialog->findChild<Banner *>(u"trouble"_s);
    QVERIFY(trouble->isVisible());
    QVERIFY2(trouble->text().contains(u"match"_s), qPrintable(trouble->text()));
    QVERIFY(!QFile::exists(m_folder->path(fileOf(u"0007_weather"_s))));
}

void tst_MigrationsPage::adoptsWhatIsThere()
{
    sql(m_folder->read(u"project/auth_init.sql"_s) + m_folder->read(fileOf(u"0002_api_keys"_s)));
    refresh();
    QCOMPARE(session().status().state, TargetState::Unmanaged);
    QCOMPARE(child<Banner>(u"migrationsNotice"_s)->title(), u"This database has no ledger"_s);

    press(u"migrationAdopt"_s);
    QVERIFY(settles());
    QTRY_VERIFY(sheet());
    QVERIFY(sheet()->findChild<QTableView *>(u"settleItems"_s)->model()->rowCount() >= 2);
    QVERIFY(!value("SELECT name FROM sqlite_schema WHERE name = '_tidemark_ledger'").size());
    confirmByKey();

    QCOMPARE(stateOf(u"auth_init"_s), MigrationState::Adopted);
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Adopted);
    QCOMPARE(stateOf(u"0004_rooms_table"_s), MigrationState::Pending);
}

void tst_MigrationsPage::setsABaseline()
{
    sql(m_folder->read(u"project/auth_init.sql"_s) + m_folder->read(fileOf(u"0002_api_keys"_s)));
    refresh();

    press(u"migrationBaseline"_s);
    QTRY_VERIFY(sheet());
    auto *moment = sheet()->findChild<QComboBox *>(u"settleMoment"_s);
    moment->setFocus();
    QTest::keyClick(moment, Qt::Key_Home);
    QTest::keyClick(moment, Qt::Key_Down);
    QCOMPARE(moment->currentText(), u"0002_api_keys"_s);
    QTest::mouseClick(sheet()->findChild<QAbstractButton *>(u"settleConfirm"_s), Qt::LeftButton);
    QVERIFY(settles());
    QTRY_VERIFY(sheet() && sheet()->findChild<QTableView *>(u"settleItems"_s));
    QTest::mouseClick(sheet()->findChild<QAbstractButton *>(u"settleConfirm"_s), Qt::LeftButton);
    QVERIFY(settles());

    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Baseline);
    QVERIFY(!child<Banner>(u"migrationsNotice"_s)->isVisible());
}

void tst_MigrationsPage::saysThatThereAreNoMigrations()
{
    QDir(m_folder->path(u"project/migrations"_s)).removeRecursively();
    const QString toml = u"project/tidemark.toml"_s;
    QByteArray settings = m_folder->read(toml);
    settings.replace("init = \"auth_init.sql\"\n", "");
    m_folder->write(toml, settings);
    reopen();

    auto *notice = child<Banner>(u"migrationsNotice"_s);
    QTRY_VERIFY(notice->isVisible());
    QVERIFY(notice->title().startsWith(u"No migrations in "_s));
    press(u"migrationNew"_s);
    QTRY_VERIFY(m_window->findChild<NewMigrationDialog *>());
}

void tst_MigrationsPage::saysWhoHoldsTheLease()
{
    applyAll();
    sql("INSERT OR REPLACE INTO _tidemark_lock (id, owner, host, pid, actor, token, acquired_at, "
        "expires_at, machine, process_start) VALUES (1, 'run-1', 'build-7', 41, 'deploy-ci', 9, "
        "unixepoch(), unixepoch() + 600, 'elsewhere', 1);");

    refresh();

    auto *notice = child<Banner>(u"migrationsNotice"_s);
    QVERIFY(notice->isVisible());
    QVERIFY2(notice->title().startsWith(u"deploy-ci holds the lease until "_s),
             qPrintable(notice->title()));
}

void tst_MigrationsPage::replacesAScriptByItsSafeRewrite()
{
    applyAll();
    writeBlockedMigration();
    refresh();
    rehearse();
    if (!action(u"migrationUseSafeRewrite"_s)->isEnabled())
        QFAIL(qPrintable(action(u"migrationUseSafeRewrite"_s)->toolTip()));

    press(u"migrationUseSafeRewrite"_s);
    QTRY_VERIFY(review());
    QTRY_COMPARE(QApplication::activeWindow(), review());
    QTest::keyClick(review(), Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());
    QVERIFY2(!session().error(), session().error() ? qPrintable(session().error()->message) : "");
    QTRY_VERIFY(!review());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    QTRY_VERIFY(action(u"migrationRehearse"_s)->isEnabled());
    rehearse();

    const auto &findings = session().prepared()->rehearsal.findings;
    QVERIFY(std::none_of(findings.begin(), findings.end(), [](const Finding &finding) {
        return finding.title == u"cascade-loss"_s && finding.blocks();
    }));
}

void tst_MigrationsPage::endsARunWithTheWayBackAndTheCommand()
{
    session().rehearse({ .up = { .upTo = u"0002_api_keys"_s } });
    QVERIFY(settles());
    session().execute();
    QVERIFY(settles());
    session().rehearse({});
    QVERIFY(settles());
    session().execute();
    QVERIFY(settles());
    QSignalSpy opened(m_window->findChild<MigrationsPage *>(), &Page::openRequested);

    const auto *outcome = child<Banner>(u"runOutcome"_s);
    QVERIFY(outcome->text().contains(u"safety point"_s));
    QVERIFY(m_window->findChild<CommandBox *>()->command().startsWith(u"tidemark-cli up --to "_s));
    press(u"restoreUndo"_s);

    QCOMPARE(opened.size(), 1);
    QCOMPARE(opened.first().first().value<PageAddress>().kind, NavigatorKind::TimeTravel);
}

void tst_MigrationsPage::forbidsRemediesUnderTheReadOnlyPadlock()
{
    applyAll();
    edit(u"0002_api_keys"_s, "CREATE INDEX idx_more ON api_keys(id);\n");

    m_window->project().safeModes()->setFrozen(true);

    auto *accept = child<QPushButton>(u"remedyAcceptEdit"_s);
    QTRY_VERIFY(!child<QPushButton>(u"remedyAcceptEdit"_s)->isEnabled());
    accept = child<QPushButton>(u"remedyAcceptEdit"_s);
    QCOMPARE(accept->toolTip(), u"The padlock of this database says Read-only."_s);
    QVERIFY(child<QPushButton>(u"remedyShowDifference"_s)->isEnabled());
}

void tst_MigrationsPage::leavesTheHistoryAloneOnEscape()
{
    applyAll();
    edit(u"0002_api_keys"_s, "CREATE INDEX idx_more ON api_keys(id);\n");
    press(u"remedyAcceptEdit"_s);
    QTRY_VERIFY(sheet());
    QTest::keyClicks(sheet()->findChild<QLineEdit *>(u"settleReason"_s), u"no"_s);

    QTest::keyClick(sheet(), Qt::Key_Escape);

    QTRY_VERIFY(!sheet());
    QCOMPARE(stateOf(u"0002_api_keys"_s), MigrationState::Edited);
}

void tst_MigrationsPage::asksNothingAfterARehearsalThatFailed()
{
    rehearse();
    const QString path = session().target().file;
    QVERIFY(QDir().mkpath(QFileInfo(path).path()));
    QFile noDatabase(path);
    QVERIFY(noDatabase.open(QIODevice::WriteOnly));
    QCOMPARE(noDatabase.write(QByteArray(4096, 'x')), qint64(4096));
    noDatabase.close();
    key(Qt::Key_Return, Qt::ControlModifier); // rehearses, and would ask then
    QVERIFY(settles());
    QVERIFY(session().error());
    QVERIFY(noDatabase.remove());

    session().rehearse({});
    QVERIFY(settles());

    QVERIFY(session().mayRun());
    QVERIFY(!review());
}

TIDEMARK_TEST(tst_MigrationsPage)
#include "tst_migrationspage.moc"
