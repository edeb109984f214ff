#include "windowtest.h"

#include <engine/database/sqlite/connection.h>
#include <engine/operations/queryhistory.h>
#include <models/sqlsession.h>
#include <support/patience.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>
#include <ui/dialogs/historydialog.h>
#include <ui/dialogs/parametersdialog.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/editor/findbar.h>
#include <ui/editor/sqledit.h>
#include <ui/pages/sqlpage.h>
#include <ui/pages/sqlresults.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/pagetabs.h>
#include <ui/widgets/statelabel.h>

#include <QFileDialog>
#include <QLineEdit>
#include <QMessageBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTabBar>
#include <QTableView>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// The SQL page in a real window on real files, by keyboard and mouse.
class tst_SqlPage : public WindowTest
{
    Q_OBJECT

private slots:
    void init();

    void opensFromTheNavigatorsKey();
    void runsTheStatementUnderTheCursor();
    void runsAllAndStopsAtTheFirstError();
    void runsTheSelection();
    void goesToTheLineOfAnError();
    void underlinesFaultsWhileTyping();
    void showsRowsOfEachStatement();
    void asksBeforeAWholeTableChanges();
    void writesWithoutAQuestionWhereThePadlockIsOpen();
    void refusesWritesUntilUnlocked();
    void asksForTheNameOnProduction();
    void staysClosedWhereThePadlockSaysReadOnly();
    void stopsAStatement();
    void asksForParameters();
    void takesAStatementFromTheHistory();
    void keepsWhatWasTypedAndRunsNothing();
    void survivesAKill();
    void opensNewNumberedDocuments();
    void savesAFile();
    void findsWithTheKeys();

private:
    [[nodiscard]] SqlPage *page() const { return m_window->findChild<SqlPage *>(); }
    [[nodiscard]] SqlEdit *edit() const { return page()->editor(); }
    [[nodiscard]] QTabBar *tabs() const { return page()->findChild<QTabBar *>(u"sqlResultTabs"_s); }
    [[nodiscard]] Banner *trouble() const { return page()->findChild<Banner *>(u"sqlTrouble"_s); }
    void write(const QString &text, int cursor = 0) const;
    [[nodiscard]] bool isIdle() const
    {
        return QTest::qWaitFor([this] { return !page()->sql()->activity()->isRunning(); },
                               PatienceMs);
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(edit(), key, modifiers);
    }
    void runStatement() const
    {
        m_window->activateWindow(); // offscreen a dialog that closes gives nothing back
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        press(Qt::Key_Return, Qt::ControlModifier);
        QVERIFY(isIdle());
    }
    [[nodiscard]] QString value(const QByteArray &sql) const;
    void setMode(SafeMode mode) const
    {
        m_window->project().safeModes()->choose(session().target(), mode);
    }
    [[nodiscard]] QString summary(int row, int column) const
    {
        return page()->sql()->summary()->index(row, column).data().toString();
    }
};

void tst_SqlPage::init()
{
    openWindow();
    const QString file = session().target().file;
    QVERIFY(QDir().mkpath(QFileInfo(file).path()));
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    QVERIFY(connection);
    QVERIFY(connection->run("CREATE TABLE person(id INTEGER PRIMARY KEY, name TEXT);"
                            "INSERT INTO person VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cleo');"));
    QTest::keyClick(m_window.get(), Qt::Key_6, Qt::ControlModifier | Qt::AltModifier);
    QVERIFY(page());
    edit()->setFocus();
}

void tst_SqlPage::write(const QString &text, int cursor) const
{
    edit()->setPlainText(text);
    QTextCursor place = edit()->textCursor();
    place.setPosition(cursor);
    edit()->setTextCursor(place);
}

QString tst_SqlPage::value(const QByteArray &sql) const
{
    auto connection = SqliteConnection::open(session().target().file);
    const auto result = connection ? connection->query({ sql }) : Result<ResultSet>(Error{});
    return result && !result->rows.isEmpty() ? result->rows.first().first().toString() : QString();
}

void tst_SqlPage::opensFromTheNavigatorsKey()
{
    QCOMPARE(page()->title(), u"SQL · AUTH_DB"_s);
    QVERIFY(edit()->hasFocus());
    QVERIFY(!action(u"sqlRunStatement"_s)->isEnabled());
    QCOMPARE(action(u"sqlRunStatement"_s)->toolTip(), u"There is no statement."_s);
    QVERIFY(!page()->sql()->isSchemaKnown()); // nothing was asked
}

void tst_SqlPage::runsTheStatementUnderTheCursor()
{
    write(u"SELECT 'one';\nSELECT name FROM person WHERE id = 2;\nSELECT 'three'"_s, 20);

    runStatement();

    QCOMPARE(page()->sql()->summary()->rowCount(), 1);
    QCOMPARE(summary(0, ResultSummaryModel::Line), u"2"_s);
    QCOMPARE(tabs()->tabText(tabs()->currentIndex()), u"1  person · 1×1"_s);
    const auto *rows = page()->findChild<QTableView *>(u"sqlRows"_s);
    QCOMPARE(rows->model()->index(0, 0).data().toString(), u"Bob"_s);
    QVERIFY(rows->isVisible());
}

void tst_SqlPage::runsAllAndStopsAtTheFirstError()
{
    write(u"SELECT * FROM person;\nSELECT id,\n  FROM person;\nSELECT 3"_s);

    press(Qt::Key_F5);
    QVERIFY(isIdle());

    QCOMPARE(summary(0, ResultSummaryModel::Result), u"Done"_s);
    QCOMPARE(summary(1, ResultSummaryModel::Result), u"Failed"_s);
    QCOMPARE(summary(2, ResultSummaryModel::Result), u"Not run"_s);
    QCOMPARE(tabs()->count(), 4); // summary, problems, one with rows, one failed
    QCOMPARE(tabs()->tabText(3), u"2  failed"_s);
    const auto *banner = page()->findChild<Banner *>(u"sqlErrorBanner"_s);
    QVERIFY(banner);
    QVERIFY2(banner->title().startsWith(u"Statement 2, line 3: near \"FROM\""_s),
             qPrintable(banner->title()));
    QVERIFY(edit()->markAt(3));
    QCOMPARE(page()->findChild<QWidget *>(u"sqlTotal"_s)->accessibleName().isEmpty(), false);
}

void tst_SqlPage::runsTheSelection()
{
    write(u"SELECT 1;\nSELECT 2;\nSELECT 3"_s);
    QCOMPARE(action(u"sqlRunStatement"_s)->text(), u"Run statement"_s);

    press(Qt::Key_Down, Qt::ShiftModifier);
    press(Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(action(u"sqlRunStatement"_s)->text(), u"Run selection"_s);
    runStatement();

    QCOMPARE(page()->sql()->summary()->rowCount(), 2);
}

void tst_SqlPage::goesToTheLineOfAnError()
{
    write(u"SELECT 1;\n\nSELECT 'größe' AS g, nme FROM person"_s);
    press(Qt::Key_F5);
    QVERIFY(isIdle());
    edit()->moveCursor(QTextCursor::Start);

    auto *go = page()->findChild<Banner *>(u"sqlErrorBanner"_s)->findChild<QPushButton *>();
    QTest::mouseClick(go, Qt::LeftButton);
    QCOMPARE(edit()->textCursor().selectedText(), u"nme"_s);

    edit()->moveCursor(QTextCursor::Start);
    press(Qt::Key_F8);
    QCOMPARE(edit()->textCursor().selectedText(), u"nme"_s);
    QVERIFY(edit()->hasFocus());
}

void tst_SqlPage::underlinesFaultsWhileTyping()
{
    QTest::keyClicks(edit(), u"SELECT nme FROM person"_s);

    QTRY_COMPARE(edit()->faults().size(), 1);
    QCOMPARE(edit()->faults().first().start, 7);
    QCOMPARE(tabs()->tabText(1), u"Problems (1)"_s);
    QVERIFY(page()->sql()->summary()->rowCount() == 0); // nothing ran

    write(u"SELECT name FROM person"_s);
    QTRY_VERIFY(edit()->faults().isEmpty());
    write(u"BEGIN"_s);
    QTRY_COMPARE(edit()->faults().size(), 1); // D1 does not take it
}

void tst_SqlPage::showsRowsOfEachStatement()
{
    write(u"SELECT 1 AS a, 2 AS b;\nSELECT name FROM person ORDER BY id"_s);
    press(Qt::Key_F5);
    QVERIFY(isIdle());
    auto *rows = page()->findChild<QTableView *>(u"sqlRows"_s);

    tabs()->setCurrentIndex(2);
    QCOMPARE(rows->model()->columnCount(), 2);
    tabs()->setCurrentIndex(3);

    QCOMPARE(rows->model()->rowCount(), 3);
    QCOMPARE(rows->model()->index(2, 0).data().toString(), u"Cleo"_s);
    QCOMPARE(tabs()->tabText(3), u"2  person · 1×3"_s);
}

void tst_SqlPage::asksBeforeAWholeTableChanges()
{
    write(u"UPDATE person SET name = 'x'"_s);

    runStatement();
    QTRY_VERIFY(review());
    QCOMPARE(review()->windowTitle(), u"UPDATE without WHERE changes all 3 rows of person."_s);
    QCOMPARE(review()->findChild<QPushButton *>(u"reviewConfirm"_s)->text(), u"Update 3 rows"_s);
    QTest::keyClick(review(), Qt::Key_Escape);
    QTRY_VERIFY(!review());
    QCOMPARE(value("SELECT count(*) FROM person WHERE name = 'x'"), u"0"_s);

    runStatement();
    QTRY_VERIFY(review());
    QTest::mouseClick(review()->findChild<QPushButton *>(u"reviewConfirm"_s), Qt::LeftButton);
    QTRY_COMPARE(value("SELECT count(*) FROM person WHERE name = 'x'"), u"3"_s);
}

void tst_SqlPage::writesWithoutAQuestionWhereThePadlockIsOpen()
{
    write(u"UPDATE person SET name = 'x' WHERE id = 1"_s);

    runStatement();

    QTRY_COMPARE(value("SELECT count(*) FROM person WHERE name = 'x'"), u"1"_s);
    QVERIFY(!review());
    QVERIFY(isIdle());
    QCOMPARE(summary(0, ResultSummaryModel::RowsWritten), u"1"_s);
}

void tst_SqlPage::refusesWritesUntilUnlocked()
{
    setMode(SafeMode::AskOnWrite);
    write(u"DELETE FROM person WHERE id = 1"_s);

    runStatement();
    QVERIFY(trouble()->isVisible());
    QCOMPARE(trouble()->title(), u"This tab is read-only."_s);
    QCOMPARE(value("SELECT count(*) FROM person"), u"3"_s);

    QTest::mouseClick(trouble()->findChild<QPushButton *>(), Qt::LeftButton);
    auto *question = m_window->findChild<QMessageBox *>(u"sqlUnlockQuestion"_s);
    QVERIFY(question);
    QCOMPARE(question->text(), u"Allow writes to local for this tab?"_s);
    QCOMPARE(question->defaultButton()->objectName(), u"sqlKeepReadOnly"_s);
    QTest::mouseClick(question->findChild<QPushButton *>(u"sqlAllowWrites"_s), Qt::LeftButton);
    QVERIFY(page()->sql()->isUnlocked());

    edit()->setFocus();
    runStatement();
    QTRY_VERIFY(review()); // every write is still shown
    QTest::mouseClick(review()->findChild<QPushButton *>(u"reviewConfirm"_s), Qt::LeftButton);
    QTRY_COMPARE(value("SELECT count(*) FROM person"), u"2"_s);

    QVERIFY(isIdle());
    action(u"sqlLock"_s)->trigger();
    QVERIFY(!page()->sql()->isUnlocked());
}

void tst_SqlPage::asksForTheNameOnProduction()
{
    setMode(SafeMode::AskAndTypeName);
    page()->sql()->unlock();
    write(u"DELETE FROM person WHERE id = 1"_s);

    runStatement();
    QTRY_VERIFY(review());
    auto *confirm = review()->findChild<QPushButton *>(u"reviewConfirm"_s);
    QVERIFY(!confirm->isEnabled());
    auto *name = review()->findChild<QWidget *>(u"reviewName"_s)->findChild<QLineEdit *>();
    QTest::keyClicks(name, session().target().name);
    QVERIFY(confirm->isEnabled());
    QTest::mouseClick(confirm, Qt::LeftButton);

    QTRY_COMPARE(value("SELECT count(*) FROM person"), u"2"_s);
}

void tst_SqlPage::staysClosedWhereThePadlockSaysReadOnly()
{
    page()->sql()->unlock();
    setMode(SafeMode::ReadOnly);
    write(u"DELETE FROM person WHERE id = 1"_s);

    runStatement();

    QCOMPARE(trouble()->title(), u"This tab is read-only."_s);
    QVERIFY(!trouble()->findChild<QPushButton *>()
            || !trouble()->findChild<QPushButton *>()->isVisible());
    QVERIFY(!action(u"sqlUnlock"_s)->isEnabled());
    QCOMPARE(value("SELECT count(*) FROM person"), u"3"_s);
}

void tst_SqlPage::stopsAStatement()
{
    write(u"WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"_s);
    auto *cancel = page()->findChild<QPushButton *>(u"sqlCancel"_s);
    QVERIFY(!cancel->isEnabled());

    press(Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(cancel->isEnabled());
    QTRY_COMPARE(summary(0, ResultSummaryModel::Result), u"Running"_s);
    press(Qt::Key_Escape);

    QVERIFY(isIdle());
    QCOMPARE(summary(0, ResultSummaryModel::Result), u"Aborted"_s);
    QVERIFY(!cancel->isEnabled());
}

void tst_SqlPage::asksForParameters()
{
    write(u"SELECT name FROM person WHERE id = :id"_s);

    press(Qt::Key_Return, Qt::ControlModifier);
    auto *dialog = m_window->findChild<ParametersDialog *>();
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"parameter:id"_s), u"3"_s);
    QTest::keyClick(dialog->findChild<QLineEdit *>(u"parameter:id"_s), Qt::Key_Return);
    QVERIFY(isIdle());

    QTRY_COMPARE(page()->sql()->summary()->rowCount(), 1);
    QVERIFY(isIdle());
    QCOMPARE(page()->sql()->summary()->results().first().set.rows.first().first().toString(),
             u"Cleo"_s);
    runStatement(); // its value is known now
    QCOMPARE(summary(0, ResultSummaryModel::Result), u"Done"_s);
}

void tst_SqlPage::takesAStatementFromTheHistory()
{
    QSignalSpy recorded(page()->sql()->history(), &QueryHistoryModel::recorded);
    write(u"SELECT count(*) FROM person"_s);
    runStatement();
    QTRY_COMPARE(recorded.size(), 1);
    write({});

    press(Qt::Key_H, Qt::ControlModifier);
    auto *dialog = m_window->findChild<HistoryDialog *>();
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"historyWords"_s), u"pers"_s);
    QTRY_COMPARE(page()->sql()->history()->rowCount(), 1);
    QTest::mouseClick(dialog->findChild<QPushButton *>(u"historyInsert"_s), Qt::LeftButton);

    QCOMPARE(edit()->toPlainText(), u"SELECT count(*) FROM person;\n"_s);
}

void tst_SqlPage::keepsWhatWasTypedAndRunsNothing()
{
    QTest::keyClicks(edit(), u"SELECT 'kept'; DELETE FROM person"_s);
    press(Qt::Key_W, Qt::ControlModifier);
    QTRY_VERIFY(!page());

    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier | Qt::ShiftModifier);

    QVERIFY(page());
    QCOMPARE(edit()->toPlainText(), u"SELECT 'kept'; DELETE FROM person"_s);
    QCOMPARE(page()->sql()->summary()->rowCount(), 0);
    QVERIFY(!page()->sql()->isSchemaKnown());
    QCOMPARE(value("SELECT count(*) FROM person"), u"3"_s);
}

// What is on disk five seconds after typing is what a killed program leaves:
// nothing is flushed, nothing is destroyed.
void tst_SqlPage::survivesAKill()
{
    const QString kept = page()->sql()->document()->keptIn();
    QTest::keyClicks(edit(), u"SELECT 'typed'"_s);

    const auto onDisk = [&kept] {
        QFile file(kept);
        return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
    };
    QTRY_COMPARE(onDisk(), u"SELECT 'typed'"_s);
    // Typing on without a pause does not put it off.
    for (int key = 0; key < 90 && !onDisk().endsWith(u"xx"_s); ++key)
        QTest::keyClick(edit(), Qt::Key_X, Qt::NoModifier, 50);
    QVERIFY(onDisk().endsWith(u"xx"_s));

    const SqlDocument after(session().engine(), session().target().key(), {});
    QVERIFY(after.restored().startsWith(u"SELECT 'typed'xx"_s));
}

void tst_SqlPage::opensNewNumberedDocuments()
{
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);
    QTest::keyClick(m_window.get(), Qt::Key_T, Qt::ControlModifier);

    const auto *pages = m_window->findChild<PageTabs *>();
    QCOMPARE(pages->tab(pages->currentIndex()).title, u"Query 2 · AUTH_DB"_s);
    QCOMPARE(pages->tab(pages->currentIndex() - 1).title, u"Query 1 · AUTH_DB"_s);
}

void tst_SqlPage::savesAFile()
{
    const QString path = m_folder->path(u"top-signins.sql"_s);
    write(u"SELECT 1;\n"_s);

    press(Qt::Key_S, Qt::ControlModifier);
    auto *dialog = m_window->findChild<QFileDialog *>(u"sqlSaveDialog"_s);
    QVERIFY(dialog);
    emit dialog->fileSelected(path);
    dialog->close();

    QCOMPARE(m_folder->read(u"top-signins.sql"_s), QByteArray("SELECT 1;\n"));
    QCOMPARE(page()->title(), u"top-signins.sql · AUTH_DB"_s);
    edit()->setFocus();
    QTest::keyClicks(edit(), u"--"_s);
    QCOMPARE(page()->title(), u"top-signins.sql* · AUTH_DB"_s);
    press(Qt::Key_S, Qt::ControlModifier); // the name is known
    QCOMPARE(m_folder->read(u"top-signins.sql"_s), QByteArray("--SELECT 1;\n"));
}

void tst_SqlPage::findsWithTheKeys()
{
    write(u"SELECT name FROM person"_s);

    press(Qt::Key_F, Qt::ControlModifier);
    auto *bar = page()->findChild<FindBar *>();
    QVERIFY(bar->isVisible());
    QTest::keyClick(bar->findChild<QLineEdit *>(u"findText"_s), Qt::Key_Escape);
    press(Qt::Key_R, Qt::ControlModifier);
    QVERIFY(bar->findChild<QLineEdit *>(u"findReplacement"_s)->isVisible());
    QTest::keyClick(bar->findChild<QLineEdit *>(u"findText"_s), Qt::Key_Escape);
    press(Qt::Key_Slash, Qt::ControlModifier);

    QCOMPARE(edit()->toPlainText(), u"-- SELECT name FROM person"_s);
}

TIDEMARK_TEST(tst_SqlPage)
#include "tst_sqlpage.moc"
