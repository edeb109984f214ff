#include "connecttest.h"

#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/dialogs/writingdialog.h>
#include <ui/editor/codeview.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/statelabel.h>

#include <QAction>
#include <QJsonArray>
#include <QLabel>
#include <QLineEdit>
#include <QPointer>
#include <QPushButton>
#include <QTableView>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// A token that hides what it may do, and the one statement that finds it out.
class tst_WritingDialog : public ConnectTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() { startSandbox(); }
    void cleanup() { close(); }
    void testsWritingByKeyboard();
    void testsWritingByMouseAndConnectsReadOnly();
    void sendsNothingUnlessAsked();
    void showsWhyWritingCouldNotBeTested();
    void keepsTheTestOfWritingOffProduction();

private:
    /// Types a token that hides what it may do and tests it.
    void testHidingToken(const QJsonObject &rights);
    /// Opens the sheet and waits for the statement of the database that is chosen at first.
    [[nodiscard]] WritingDialog *openWritingTest() const;
    /// The bodies of the requests that would delete something.
    [[nodiscard]] QByteArray sentSql() const;
    /// Offscreen a dialog that closes gives nothing back.
    void comeBack() const
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
};

void tst_WritingDialog::testHidingToken(const QJsonObject &rights)
{
    QJsonObject token = rights;
    token.insert(u"narrow"_s, true);
    configureToken(u"hiding"_s, token);
    type(u"accountToken"_s, u"hiding"_s);
    type(u"accountId"_s, m_account);
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QTRY_COMPARE(result(2), u"Unknown until the first write"_s);
    m_sandbox->clearLog();
}

WritingDialog *tst_WritingDialog::openWritingTest() const
{
    QTest::keyClick(m_window.get(), Qt::Key_F5, Qt::ShiftModifier);
    auto *dialog = m_window->findChild<WritingDialog *>();
    if (!dialog)
        return nullptr;
    const auto *sql = dialog->findChild<CodeView *>(u"writingSql"_s);
    const bool isThere
        = QTest::qWaitForWindowActive(dialog)
          && QTest::qWaitFor([sql] { return !sql->toPlainText().isEmpty(); }, PatienceMs);
    return isThere ? dialog : nullptr;
}

QByteArray tst_WritingDialog::sentSql() const
{
    QByteArrayList sent;
    for (const auto &request : m_sandbox->requests()) {
        const QByteArray body = request.toObject()[u"body"_s].toString().toUtf8();
        if (body.contains("DELETE"))
            sent.append(body);
    }
    return sent.join('\n');
}

void tst_WritingDialog::testsWritingByKeyboard()
{
    const QString empty = m_sandbox->createDatabase(u"empty"_s);
    testHidingToken({});

    WritingDialog *dialog = openWritingTest();
    QVERIFY(dialog);
    QCOMPARE(dialog->findChild<CodeView *>(u"writingSql"_s)->toPlainText(),
             u"DELETE FROM \"goods\" WHERE 0"_s);
    QVERIFY(dialog->findChild<QPushButton *>(u"writingCancel"_s)->isDefault());
    auto *places = dialog->findChild<QTableView *>(u"writingPlaces"_s);
    QVERIFY(places->hasFocus());
    const auto *meaning = dialog->findChild<StateLabel *>(u"meaning"_s);
    const auto *confirm = dialog->findChild<QPushButton *>(u"writingConfirm"_s);
    const QString first = places->currentIndex().data().toString();
    QTest::keyClick(places, first == "shop"_L1 ? Qt::Key_Down : Qt::Key_Up);
    QTRY_COMPARE(meaning->text(),
                 u"empty has no table of its own that the statement could name. Choose another "
                 "database."_s);
    QVERIFY(!confirm->isEnabled());
    QTest::keyClick(places, first == "shop"_L1 ? Qt::Key_Up : Qt::Key_Down);
    QTRY_VERIFY(confirm->isEnabled());
    QVERIFY(sentSql().isEmpty());
    QTest::keyClick(places, Qt::Key_Return, Qt::ControlModifier);

    QTRY_COMPARE(result(2), u"Granted"_s);
    QCOMPARE(sentSql().count("DELETE"), 1);
    QVERIFY(!child<Banner>(u"tokenVerdict"_s)->isVisible());
    QVERIFY(!child<QPushButton>(u"tokenTestWritingButton"_s)->isVisible());
    QVERIFY(child<QLabel>(u"testFacts"_s)->text().endsWith(u", nothing written"_s));
    QCOMPARE(child<QPushButton>(u"accountConnectButton"_s)->text(), u"&Connect"_s);
    QVERIFY(!child<QAction>(u"tokenTestWriting"_s)->isEnabled());
    comeBack();
    QTRY_VERIFY(child<QLineEdit>(u"accountToken"_s)->hasFocus());
    QTest::keyClick(child<QLineEdit>(u"accountToken"_s), Qt::Key_Return); // connects
    QTRY_VERIFY(child<QTableView>(u"accountDatabases"_s)->isVisible());
    m_sandbox->d1("DELETE", u'/' + empty);
}

void tst_WritingDialog::testsWritingByMouseAndConnectsReadOnly()
{
    testHidingToken({ { u"read_only"_s, true } });
    QCOMPARE(child<QPushButton>(u"accountConnectButton"_s)->text(), u"&Connect"_s);

    QTest::mouseClick(child<QPushButton>(u"tokenTestWritingButton"_s), Qt::LeftButton);
    auto *dialog = m_window->findChild<WritingDialog *>();
    QVERIFY(dialog && QTest::qWaitForWindowActive(dialog));
    auto *confirm = dialog->findChild<QPushButton *>(u"writingConfirm"_s);
    QTRY_VERIFY(confirm->isEnabled());
    QTest::mouseClick(confirm, Qt::LeftButton);

    QTRY_COMPARE(result(2), u"Missing"_s);
    auto *banner = child<Banner>(u"tokenVerdict"_s);
    QTRY_VERIFY(banner->isVisible());
    QCOMPARE(banner->title(), u"This token can look, not change: “D1 Edit” is missing"_s);
    QCOMPARE(child<QPushButton>(u"accountConnectButton"_s)->text(), u"&Connect read-only"_s);
    QTRY_VERIFY(child<QPushButton>(u"accountConnectButton"_s)->isEnabled());
    QTest::mouseClick(child<QPushButton>(u"accountConnectButton"_s), Qt::LeftButton);
    auto *list = child<QTableView>(u"accountDatabases"_s);
    QTRY_COMPARE(list->model()->rowCount(), 1);
    list->selectRow(0);
    QTest::mouseClick(child<QPushButton>(u"accountOpenButton"_s), Qt::LeftButton);
    QTRY_COMPARE(m_window->project().databases().size(), 1);
    QCOMPARE(m_window->project().databases().first()->safeMode(), SafeMode::ReadOnly);
}

void tst_WritingDialog::sendsNothingUnlessAsked()
{
    testHidingToken({});
    QPointer<WritingDialog> dialog = openWritingTest();
    QVERIFY(dialog);
    auto *field = dialog->findChild<QLineEdit *>(u"writingFilter"_s);
    field->setFocus();
    QTest::keyClicks(field, u"sho"_s);

    QTest::keyClick(field, Qt::Key_Return); // goes to the list
    QVERIFY(dialog->isVisible());
    QTRY_VERIFY(dialog->findChild<QPushButton *>(u"writingConfirm"_s)->isEnabled());
    QTest::keyClick(dialog->findChild<QTableView *>(u"writingPlaces"_s), Qt::Key_Return); // Cancel

    QTRY_VERIFY(!dialog);
    comeBack();
    dialog = openWritingTest();
    QVERIFY(dialog);
    QTest::keyClick(dialog, Qt::Key_Escape);
    QTRY_VERIFY(!dialog);
    QVERIFY(sentSql().isEmpty());
    QCOMPARE(result(2), u"Unknown until the first write"_s);
    QVERIFY(child<QPushButton>(u"tokenTestWritingButton"_s)->isVisible());
}

void tst_WritingDialog::showsWhyWritingCouldNotBeTested()
{
    testHidingToken({});
    WritingDialog *dialog = openWritingTest();
    QVERIFY(dialog);
    m_sandbox->addFault({ { u"path"_s, u"/raw$"_s },
                          { u"body"_s, u"DELETE"_s },
                          { u"status"_s, 400 },
                          { u"code"_s, 7500 },
                          { u"message"_s, u"no such table: goods: SQLITE_ERROR"_s } });

    QTest::keyClick(dialog, Qt::Key_Return, Qt::ControlModifier);

    auto *banner = child<Banner>(u"tokenVerdict"_s);
    QTRY_VERIFY(banner->isVisible());
    QCOMPARE(banner->title(), u"The database refused"_s);
    QVERIFY(banner->text().contains(u"no such table: goods"_s));
    QCOMPARE(result(2), u"Unknown until the first write"_s);
    QCOMPARE(child<QPushButton>(u"accountConnectButton"_s)->text(), u"&Connect"_s);
    QVERIFY(child<QPushButton>(u"accountConnectButton"_s)->isEnabled());
    QVERIFY(child<QPushButton>(u"tokenTestWritingButton"_s)->isVisible());
    m_sandbox->clearFaults();
}

void tst_WritingDialog::keepsTheTestOfWritingOffProduction()
{
    for (int i = 0; i < 4; ++i)
        m_sandbox->createDatabase(u"live-%1"_s.arg(i), "CREATE TABLE orders (id)");
    testHidingToken({});

    const WritingDialog *dialog = openWritingTest();
    QVERIFY(dialog);
    auto *places = dialog->findChild<QTableView *>(u"writingPlaces"_s);
    QCOMPARE(places->model()->rowCount(), 5);
    QCOMPARE(places->currentIndex().siblingAtColumn(0).data().toString(), u"shop"_s);
    m_sandbox->clearLog();
    for (int row = 0; row < 5; ++row) {
        const QModelIndex index = places->model()->index(row, 0);
        QTest::mouseClick(
            places->viewport(), Qt::LeftButton, {}, places->visualRect(index).center());
    }
    for (const Qt::Key key : { Qt::Key_Home, Qt::Key_Down, Qt::Key_End, Qt::Key_Up })
        QTest::keyClick(places, key);

    QCOMPARE(places->currentIndex().siblingAtColumn(0).data().toString(), u"shop"_s);
    QCOMPARE(dialog->findChild<CodeView *>(u"writingSql"_s)->toPlainText(),
             u"DELETE FROM \"goods\" WHERE 0"_s);
    closeDialogs();
}

TIDEMARK_PREPARED_TEST(tst_WritingDialog, startConnectKeychain)
#include "tst_writingdialog.moc"
