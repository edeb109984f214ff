#include "windowtest.h"

#include <models/findingmodel.h>
#include <models/migrationmodel.h>
#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/editor/codeview.h>
#include <ui/editor/syntaxlibrary.h>
#include <ui/style/emphasis.h>
#include <ui/widgets/pagefoot.h>

#include <QAbstractButton>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>
#include <QTreeView>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// The migrations page in the whole window: keys and clicks, then a look at the database.
class tst_MigrationsWindow : public WindowTest
{
    Q_OBJECT

private slots:
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
    void promisesOnlyWhatWillHappen();
    void countsInEnglish_data();
    void countsInEnglish();
};

void tst_MigrationsWindow::showsTheSelectedMigration()
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

void tst_MigrationsWindow::rehearsesByKey()
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

void tst_MigrationsWindow::cancelIsTheDefaultOfTheReview()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());
    auto *cancel = child<QAbstractButton>(u"reviewCancel"_s);
    QTRY_VERIFY(cancel->hasFocus());

    QTest::keyClick(cancel, Qt::Key_Return);

    QTRY_VERIFY(!review());
    QCOMPARE(session().phase(), DatabaseSession::Phase::Idle);
    QVERIFY(!session().completed());
    QVERIFY(!QFile::exists(session().target().file));
}

void tst_MigrationsWindow::appliesAllByKey()
{
    applyAll();

    QVERIFY(hasTable(u"permissions"_s));
    QCOMPARE(session().status().pending(), 0);
    QCOMPARE(foot()->verdict(), u"Nothing is pending."_s);
    QVERIFY(child<QPlainTextEdit>(u"runLog"_s)->toPlainText().contains(u"0005_add_permissions"_s));
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
}

void tst_MigrationsWindow::appliesUpToASelectedMigration()
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

void tst_MigrationsWindow::rollsBackToARow()
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

void tst_MigrationsWindow::rollsBackNothingToTheLastRow()
{
    applyAll();

    select(u"0005_add_permissions_table"_s);

    QVERIFY(!action(u"migrationRollBack"_s)->isEnabled());
    QCOMPARE(action(u"migrationRollBack"_s)->toolTip(),
             u"Nothing was applied after 0005_add_permissions_table."_s);
}

void tst_MigrationsWindow::verifiesByKey()
{
    applyAll();

    QTest::keyClick(m_window.get(), Qt::Key_V, Qt::ControlModifier | Qt::ShiftModifier);
    QCOMPARE(session().phase(), DatabaseSession::Phase::Verifying);
    QVERIFY(settles());

    auto *found = child<QTreeView>(u"verification"_s);
    QVERIFY(found->isVisible());
    QVERIFY(found->model()->rowCount() > 0);
}

void tst_MigrationsWindow::blocksByAFindingAndSaysWhy()
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

void tst_MigrationsWindow::choosesAFindingsLine()
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
    const Finding worst = session().findings()->rows().first();
    QCOMPARE(script->textCursor().blockNumber() + 1, worst.line);
    const LineMark *mark = child<CodeView>(u"script"_s)->markAt(worst.line);
    QVERIFY(mark); // of several findings in a line the worst gives it its mark
    QCOMPARE(mark->state, ShownState::BlockingFinding);
    QVERIFY2(mark->text.startsWith(worst.title), qPrintable(mark->text));
}

void tst_MigrationsWindow::stopsByEscape()
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

void tst_MigrationsWindow::asksToRehearseAgainWhenTheDatabaseMoved()
{
    rehearse();
    m_folder->write(u"project/migrations/0008_rooms_note.sql"_s,
                    "ALTER TABLE rooms ADD COLUMN note TEXT;\n");

    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QVERIFY(settles());

    QVERIFY2(foot()->verdict().endsWith(u"Rehearse again."_s), qPrintable(foot()->verdict()));
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
}

void tst_MigrationsWindow::opensNoReviewLongAfterAFailedRehearsal()
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTest::keyClick(m_window.get(), Qt::Key_Escape);
    QVERIFY(settles());
    QVERIFY(!review());

    rehearse();

    QVERIFY(!review());
}

void tst_MigrationsWindow::actionsBelongToThePageThatIsSeen()
{
    rehearse();
    QVERIFY(action(u"migrationApplyAll"_s)->isEnabled());
    DatabaseSession *other = m_window->project().databases().last();

    m_window->openPage({ .targetKey = other->target().key() });
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());
    session().refresh();
    QVERIFY(settles());
    QVERIFY(!action(u"migrationApplyAll"_s)->isEnabled());

    QTest::keyClick(m_window.get(), Qt::Key_Tab, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(action(u"migrationApplyAll"_s)->isEnabled());
}

void tst_MigrationsWindow::asksForTheNameOfAProductionDatabase()
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

void tst_MigrationsWindow::promisesOnlyWhatWillHappen()
{
    PreparedRun first;
    first.plan.steps.resize(1);
    PreparedRun later = first;
    later.observation.input.ledger.exists = true;
    PreparedRun piecemeal = later;
    piecemeal.plan.steps.first().migration.up.header.transactional = false;

    const QString empty = reviewOf(first).facts.join(u'\n');
    const QString filled = reviewOf(later).facts.join(u'\n');
    const QString parts = reviewOf(piecemeal).facts.join(u'\n');

    QVERIFY2(empty.contains(u"nothing yet that could be lost"_s), qPrintable(empty));
    QVERIFY2(filled.contains(u"A safety point is taken"_s), qPrintable(filled));
    QVERIFY2(filled.contains(u"is one transaction"_s), qPrintable(filled));
    QVERIFY2(!parts.contains(u"is one transaction"_s), qPrintable(parts));
}

void tst_MigrationsWindow::countsInEnglish_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("verb");
    QTest::newRow("one") << 1 << u"Apply 1 migration"_s;
    QTest::newRow("seven") << 7 << u"Apply 7 migrations"_s;
}

void tst_MigrationsWindow::countsInEnglish()
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

TIDEMARK_TEST(tst_MigrationsWindow)
#include "tst_migrationswindow.moc"
