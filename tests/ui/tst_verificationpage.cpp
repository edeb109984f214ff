#include "windowtest.h"

#include <models/databasesession.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/dialogs/expectationdialog.h>
#include <ui/dialogs/fixdialog.h>
#include <ui/editor/codeview.h>
#include <ui/pages/verificationpage.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/statelabel.h>

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QListWidget>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// The verification page in the whole window, on a database that somebody changed by hand.
class tst_VerificationPage : public WindowTest
{
    Q_OBJECT

private slots:
    void saysThatAllIsWell();
    void saysWhatNobodyExpectsYet();
    void namesAMissingTable();
    void tintsAndNamesChangedColumns();
    void marksWhatIsUnexpected();
    void summarisesByMarkAndWord();
    void showsOnlyDifferencesByKey();
    void foldsInternalTables();
    void verifiesAgainByF5();
    void swapsTheSidesByKey();
    void comparesBeforeAndAfterAChange();
    void offersBackupsAsASide();
    void comparesTheDefinitionsLineByLine();
    void showsACheckInFull();
    void copiesTheDifference();
    void mendsTheDatabaseByKeyboard();
    void absorbsWhatIsThereByMouse();
    void leadsToTheMigrationThatRunsAgain();
    void savesRowCountsAsExpectedAndUndoesIt();
    void leavesEverythingAsItIsOnEscape();
    void opensTheTimelineAndTheRows();

private:
    void sql(const QByteArray &script) const;
    /// Applies everything, so that the database is as it should be.
    void makeWell();
    void verify();
    void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const;
    void choose(const QString &subject) const;
    [[nodiscard]] VerificationPage *page() const;
    [[nodiscard]] QTreeView *list() const { return child<QTreeView>(u"verification"_s); }
    [[nodiscard]] QString verdict() const { return child<Banner>(u"verifyVerdict"_s)->title(); }
    [[nodiscard]] QString stateOf(const QString &subject) const;
    [[nodiscard]] QString resultOf(const QString &part) const;
    [[nodiscard]] QStringList migrationFiles() const;
};

void tst_VerificationPage::sql(const QByteArray &script) const
{
    const QString file = session().target().file;
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    QVERIFY(connection);
    const auto ran = connection->run(script);
    QVERIFY2(ran, ran ? "" : qPrintable(ran.error().message));
}

void tst_VerificationPage::makeWell()
{
    applyAll();
    sql("INSERT INTO user (id, name, email, createdAt, updatedAt) VALUES "
        "('u1', 'Ada', 'ada@example.com', 0, 0);");
}

void tst_VerificationPage::key(Qt::Key key, Qt::KeyboardModifiers modifiers) const
{
    QTest::keyClick(m_window.get(), key, modifiers);
}

void tst_VerificationPage::verify()
{
    key(Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(session().phase(), DatabaseSession::Phase::Verifying);
    QVERIFY(settles());
    QVERIFY2(!session().error(), session().error() ? qPrintable(session().error()->message) : "");
}

VerificationPage *tst_VerificationPage::page() const
{
    return m_window->findChild<VerificationPage *>();
}

void tst_VerificationPage::choose(const QString &subject) const
{
    const VerificationModel &model = *session().verification()->model();
    QModelIndex index = model.indexOf(VerificationModel::Group::Tables, subject);
    if (!index.isValid())
        index = model.indexOf(VerificationModel::Group::Checks, subject);
    QVERIFY2(index.isValid(), qPrintable(subject));
    list()->scrollTo(index);
    QTest::mouseClick(list()->viewport(), Qt::LeftButton, {}, list()->visualRect(index).center());
}

QString tst_VerificationPage::stateOf(const QString &subject) const
{
    const VerificationModel &model = *session().verification()->model();
    const QModelIndex index = model.indexOf(VerificationModel::Group::Tables, subject);
    return index.siblingAtColumn(VerificationModel::StateColumn).data().toString();
}

QString tst_VerificationPage::resultOf(const QString &part) const
{
    const auto *model = child<QTableView>(u"comparison"_s)->model();
    for (int row = 0; row < model->rowCount(); ++row) {
        if (model->index(row, 0).data().toString() == part)
            return model->index(row, SchemaComparisonModel::ResultColumn).data().toString();
    }
    return {};
}

QStringList tst_VerificationPage::migrationFiles() const
{
    return QDir(m_folder->path(u"project/migrations"_s)).entryList({ u"*drift*"_s }, QDir::Files);
}

void tst_VerificationPage::saysThatAllIsWell()
{
    makeWell();

    verify();

    QVERIFY2(verdict().startsWith(u"As expected: 7 tables"_s), qPrintable(verdict()));
    QCOMPARE(stateOf(u"user"_s), u"Present"_s);
    QVERIFY(!action(u"verifyPlanFix"_s)->isEnabled());
    QCOMPARE(action(u"verifyPlanFix"_s)->toolTip(), u"Nothing differs in the schema."_s);
}

void tst_VerificationPage::saysWhatNobodyExpectsYet()
{
    sql("CREATE TABLE note (id INTEGER PRIMARY KEY);");
    key(Qt::Key_F5);
    QVERIFY(settles());
    verify();
    QCOMPARE(verdict(), u"Nothing is expected of this database yet"_s);

    QTest::mouseClick(child<QPushButton>(u"verifyUseAll"_s), Qt::LeftButton);
    QVERIFY(settles());

    QCOMPARE(stateOf(u"user"_s), u"Missing"_s);
    QCOMPARE(child<QComboBox>(u"verifyExpected"_s)->currentText(), u"all migrations"_s);
}

void tst_VerificationPage::namesAMissingTable()
{
    makeWell();
    sql("DROP TABLE api_keys;");

    verify();

    QCOMPARE(verdict(), u"Table api_keys is missing"_s);
    const QString why = child<Banner>(u"verifyVerdict"_s)->text();
    QVERIFY2(why.contains(u"is recorded, and makes it."_s), qPrintable(why));
    QCOMPARE(list()->currentIndex().data().toString(), u"api_keys"_s);
    QCOMPARE(list()->currentIndex().data(Qt::AccessibleTextRole).toString(),
             u"api_keys, Missing, expected by auth_init"_s);
    QVERIFY(child<CodeView>(u"differenceSql"_s)->toPlainText().contains(u"CREATE TABLE"_s));
}

void tst_VerificationPage::tintsAndNamesChangedColumns()
{
    makeWell();
    sql("PRAGMA foreign_keys = OFF; DROP TABLE rooms; "
        "CREATE TABLE rooms (id INTEGER, name TEXT, legacy_plan TEXT);");
    verify();
    choose(u"rooms"_s);

    auto *table = child<QTableView>(u"comparison"_s);
    QCOMPARE(stateOf(u"rooms"_s), u"Changed"_s);
    QCOMPARE(resultOf(u"legacy_plan"_s), u"Unexpected"_s);
    QVERIFY(child<QTabBar>(u"comparisonTabs"_s)->tabText(0).startsWith(u"Columns ("_s));
    const QModelIndex id = table->model()->index(0, SchemaComparisonModel::ResultColumn);
    QVERIFY(id.data().toString().contains(u"Type differs"_s));
    QVERIFY(id.data(Qt::AccessibleTextRole).toString().contains(u", expected TEXT"_s));
    QCOMPARE(id.data(SchemaComparisonModel::RowStateRole).value<ShownState>(), ShownState::Changed);
}

void tst_VerificationPage::marksWhatIsUnexpected()
{
    makeWell();
    sql("CREATE TABLE scratchpad (note TEXT); CREATE TABLE tasks (id TEXT);");

    verify();

    QCOMPARE(verdict(), u"Table scratchpad is unexpected"_s);
    QCOMPARE(stateOf(u"scratchpad"_s), u"Unexpected"_s);
    const VerificationModel &model = *session().verification()->model();
    const QModelIndex tasks = model.indexOf(VerificationModel::Group::Tables, u"tasks"_s);
    QCOMPARE(tasks.siblingAtColumn(VerificationModel::ReasonColumn).data().toString(),
             u"of READ_REPLICA"_s);
}

void tst_VerificationPage::summarisesByMarkAndWord()
{
    makeWell();
    sql("DROP TABLE api_keys; CREATE TABLE scratchpad (note TEXT);");

    verify();

    QStringList words;
    for (const auto *label : child<QWidget>(u"verifySummary"_s)->findChildren<StateLabel *>())
        words.append(label->text());
    QVERIFY2(words.contains(u"1 missing"_s), qPrintable(words.join(u' ')));
    QVERIFY(words.contains(u"1 unexpected"_s));
    QVERIFY(words.contains(u"6 present"_s));
}

void tst_VerificationPage::showsOnlyDifferencesByKey()
{
    makeWell();
    sql("DROP TABLE api_keys;");
    verify();

    key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);

    QVERIFY(action(u"verifyOnlyDifferences"_s)->isChecked());
    QVERIFY(stateOf(u"user"_s).isEmpty());
    QCOMPARE(stateOf(u"api_keys"_s), u"Missing"_s);
    key(Qt::Key_A, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(stateOf(u"user"_s), u"Present"_s);
}

void tst_VerificationPage::foldsInternalTables()
{
    makeWell();

    verify();

    const auto *model = list()->model();
    const QModelIndex last = model->index(model->rowCount() - 1, 0);
    QVERIFY2(last.data().toString().startsWith(u"Internal ("_s),
             qPrintable(last.data().toString()));
    QVERIFY(!list()->isExpanded(last));
    QVERIFY(list()->isExpanded(model->index(0, 0)));
}

void tst_VerificationPage::verifiesAgainByF5()
{
    makeWell();
    verify();
    sql("DROP TABLE api_keys;");

    key(Qt::Key_F5);
    QVERIFY(settles());

    QCOMPARE(verdict(), u"Table api_keys is missing"_s);
}

void tst_VerificationPage::swapsTheSidesByKey()
{
    makeWell();
    sql("CREATE TABLE scratchpad (note TEXT);");
    verify();

    key(Qt::Key_S, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(settles());

    QCOMPARE(child<QComboBox>(u"verifyPresent"_s)->currentText(),
             u"migrations that are recorded"_s);
    QCOMPARE(stateOf(u"scratchpad"_s), u"Missing"_s);
    QVERIFY(!action(u"verifyPlanFix"_s)->isEnabled());
}

void tst_VerificationPage::comparesBeforeAndAfterAChange()
{
    rehearse();
    select(u"0002_api_keys"_s);
    key(Qt::Key_Return, Qt::ControlModifier | Qt::ShiftModifier);
    QTRY_VERIFY(m_window->findChild<QDialog *>());
    QTest::keyClick(m_window->findChild<QDialog *>(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(session().completed());
    QVERIFY(settles());
    QTRY_VERIFY(!m_window->findChild<QDialog *>());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    session().rehearse({});
    QVERIFY(settles());
    session().execute();
    QVERIFY(settles());
    QCOMPARE(session().status().pending(), 0);
    verify();

    key(Qt::Key_F4);
    QVERIFY(settles());

    QVERIFY2(verdict().endsWith(u"changed between the two"_s), qPrintable(verdict()));
    QVERIFY(child<QComboBox>(u"verifyExpected"_s)->currentText().startsWith(u"safety point"_s));
    QCOMPARE(stateOf(u"rooms"_s), u"Added"_s);
    QCOMPARE(list()->model()->headerData(VerificationModel::StateColumn, Qt::Horizontal).toString(),
             u"Change"_s);
    choose(u"rooms"_s);
    QTest::mouseClick(child<QPushButton>(u"verifyUsual"_s), Qt::LeftButton);
    QVERIFY(settles());
    QCOMPARE(stateOf(u"rooms"_s), u"Present"_s);
}

void tst_VerificationPage::offersBackupsAsASide()
{
    makeWell();
    verify();
    auto *expected = child<QComboBox>(u"verifyExpected"_s);
    QVERIFY(expected->count() >= 3);
    QCOMPARE(expected->itemText(0), u"migrations that are recorded"_s);
    QCOMPARE(expected->itemText(2), u"local, now"_s);

    expected->setFocus();
    QTest::keyClick(expected, Qt::Key_Down);
    QVERIFY(settles());

    QCOMPARE(session().verification()->expected(), 1);
    QVERIFY(session().verification()->report());
}

void tst_VerificationPage::comparesTheDefinitionsLineByLine()
{
    makeWell();
    sql("PRAGMA foreign_keys = OFF; DROP TABLE rooms; CREATE TABLE rooms (id TEXT);");
    verify();
    choose(u"rooms"_s);
    auto *tabs = child<QTabBar>(u"comparisonTabs"_s);

    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(tabs->count() - 1).center());

    QVERIFY(child<CodeView>(u"definitionExpected"_s)->isVisible());
    QVERIFY(child<CodeView>(u"definitionExpected"_s)->markAt(1));
    QCOMPARE(child<CodeView>(u"definitionPresent"_s)->toPlainText(),
             u"CREATE TABLE rooms (id TEXT)"_s);
}

void tst_VerificationPage::showsACheckInFull()
{
    applyAll();
    verify();

    const VerificationModel &model = *session().verification()->model();
    QVERIFY(model.summary().failedChecks > 0);
    QVERIFY2(verdict().startsWith(u"The check rows user"_s), qPrintable(verdict()));
    const Check *check = model.checkAt(list()->currentIndex());
    QVERIFY(check);
    const auto banners = page()->findChildren<Banner *>();
    QVERIFY(std::any_of(banners.begin(), banners.end(), [check](const Banner *banner) {
        return banner->isVisible() && banner->text() == check->detail;
    }));
}

void tst_VerificationPage::copiesTheDifference()
{
    makeWell();
    sql("CREATE TABLE scratchpad (note TEXT);");
    verify();

    QTest::mouseClick(child<QPushButton>(u"differenceCopy"_s), Qt::LeftButton);

    QVERIFY(QApplication::clipboard()->text().contains(u"DROP TABLE \"scratchpad\""_s));
    QVERIFY(hasTable(u"scratchpad"_s));
}

void tst_VerificationPage::mendsTheDatabaseByKeyboard()
{
    makeWell();
    sql("CREATE TABLE scratchpad (note TEXT);");
    verify();

    key(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());
    QTRY_VERIFY(m_window->findChild<FixDialog *>());
    auto *dialog = m_window->findChild<FixDialog *>();
    QVERIFY(dialog->findChild<QRadioButton *>(u"repair"_s)->isChecked());
    QVERIFY(dialog->findChild<CodeView *>(u"fixSql"_s)->toPlainText().contains(u"scratchpad"_s));
    QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());

    QCOMPARE(migrationFiles().size(), 1);
    QVERIFY2(session().prepared(), session().error() ? qPrintable(session().error()->message) : "");
    QCOMPARE(session().prepared()->plan.steps.size(), 1);
    QVERIFY(hasTable(u"scratchpad"_s)); // nothing ran
    auto *migrations = child<QTreeView>(u"migrations"_s);
    QVERIFY(migrations->isVisible());
    QVERIFY(migrations->currentIndex().siblingAtColumn(0).data().toString().contains(u"drift"_s));
}

void tst_VerificationPage::absorbsWhatIsThereByMouse()
{
    makeWell();
    sql("ALTER TABLE rooms ADD COLUMN note TEXT;");
    verify();

    QTest::mouseClick(child<QPushButton>(u"verifyPlanFix"_s), Qt::LeftButton);
    QVERIFY(settles());
    QTRY_VERIFY(m_window->findChild<FixDialog *>());
    auto *dialog = m_window->findChild<FixDialog *>();
    auto *absorb = dialog->findChild<QRadioButton *>(u"absorb"_s);
    QTest::mouseClick(absorb, Qt::LeftButton, {}, { absorb->height() / 2, absorb->height() / 2 });
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"fixConfirm"_s), Qt::LeftButton);
    QVERIFY(settles());

    QCOMPARE(migrationFiles().size(), 1);
    QVERIFY(m_folder->read(u"project/migrations/"_s + migrationFiles().first())
                .contains("ADD COLUMN note"));
}

void tst_VerificationPage::leadsToTheMigrationThatRunsAgain()
{
    makeWell();
    sql("DROP TABLE api_keys;");
    verify();

    key(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());
    QTRY_VERIFY(m_window->findChild<FixDialog *>());
    auto *dialog = m_window->findChild<FixDialog *>();
    QVERIFY(dialog->findChild<QRadioButton *>(u"runAgain"_s)->isChecked());
    QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());

    QVERIFY(migrationFiles().isEmpty());
    auto *migrations = child<QTreeView>(u"migrations"_s);
    QVERIFY(migrations->isVisible());
    QCOMPARE(migrations->currentIndex().siblingAtColumn(0).data().toString(), u"0002_api_keys"_s);
}

void tst_VerificationPage::savesRowCountsAsExpectedAndUndoesIt()
{
    makeWell();
    verify();
    const QByteArray before = m_folder->read(u"project/tidemark.toml"_s);
    choose(u"rooms"_s);

    key(Qt::Key_S, Qt::ControlModifier);
    QTRY_VERIFY(m_window->findChild<ExpectationDialog *>());
    auto *dialog = m_window->findChild<ExpectationDialog *>();
    auto *tables = dialog->findChild<QListWidget *>(u"expectationTables"_s);
    QVERIFY(tables->currentItem()->text().startsWith(u"rooms · "_s));
    QCOMPARE(tables->currentItem()->checkState(), Qt::Checked);
    QTest::keyClick(tables, Qt::Key_Space);
    auto *save = dialog->findChild<QPushButton *>(u"expectationSave"_s);
    QVERIFY(!save->isEnabled());
    QTest::keyClick(tables, Qt::Key_Space);
    auto *rule = dialog->findChild<QComboBox *>(u"expectationRule"_s);
    rule->setFocus();
    QTest::keyClick(rule, Qt::Key_End);
    QCOMPARE(dialog->edit()->added, QByteArray("[expect.AUTH_DB]\nrows = { rooms = \">= 1\" }\n"));
    QCOMPARE(m_folder->read(u"project/tidemark.toml"_s), before);
    QTest::mouseClick(save, Qt::LeftButton);

    QTRY_VERIFY(!m_window->findChild<ExpectationDialog *>());
    QVERIFY(m_folder->read(u"project/tidemark.toml"_s)
                .contains("rows = { rooms = \">= 1\", user = \">= 1\" }\n"));
    QTRY_VERIFY(verdict().contains(u"failed"_s)); // no room is there, and it was looked at once
    QTest::mouseClick(
        child<Banner>(u"verifyVerdict"_s)->findChild<QPushButton *>(u"settingsUndo"_s),
        Qt::LeftButton);
    QTRY_VERIFY(!verdict().contains(u"failed"_s));
    QCOMPARE(m_folder->read(u"project/tidemark.toml"_s), before);
}

void tst_VerificationPage::leavesEverythingAsItIsOnEscape()
{
    makeWell();
    sql("CREATE TABLE scratchpad (note TEXT);");
    verify();
    key(Qt::Key_Return, Qt::ControlModifier);
    QVERIFY(settles());
    QTRY_VERIFY(m_window->findChild<FixDialog *>());

    QTest::keyClick(m_window->findChild<FixDialog *>(), Qt::Key_Escape);

    QTRY_VERIFY(!m_window->findChild<FixDialog *>());
    QVERIFY(migrationFiles().isEmpty());
    QVERIFY(page()->isVisible());
}

void tst_VerificationPage::opensTheTimelineAndTheRows()
{
    makeWell();
    sql("CREATE TABLE scratchpad (note TEXT);");
    verify();
    QSignalSpy opened(page(), &Page::openRequested);

    QTest::mouseClick(child<QPushButton>(u"tableBrowseButton"_s), Qt::LeftButton);
    m_window->openPage(
        { .kind = NavigatorKind::Verification, .targetKey = session().target().key() });
    QTest::mouseClick(child<QPushButton>(u"verifyFindMoment"_s), Qt::LeftButton);

    QCOMPARE(opened.size(), 2);
    const auto rows = opened.first().first().value<PageAddress>();
    QCOMPARE(rows.kind, NavigatorKind::Table);
    QCOMPARE(rows.object, u"scratchpad"_s);
    QCOMPARE(opened.last().first().value<PageAddress>().kind, NavigatorKind::TimeTravel);
}

TIDEMARK_TEST(tst_VerificationPage)
#include "tst_verificationpage.moc"
