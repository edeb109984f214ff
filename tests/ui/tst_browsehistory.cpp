#include "browsetest.h"

#include <support/testprogram.h>
#include <ui/grid/gridheader.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// The way back from where keys have led: within a table, and from page to page.
class tst_BrowseHistory : public BrowseTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() { openShop(); }
    void comesBackToTheRowsOfTheSameTable();
    void comesBackToAnExpressionInTheMiddle();
    void goesStepByStepAndOnAgain();
    void isOfferedInMenuAndContextMenu();
    void comesBackToTheRowsOfAnotherPage();
    void keepsWhatWasAskedForMeanwhile();
    void makesNoStepOfWhatIsShownAlready();
    void comesBackToARowThatIsGone();
    void comesBackToRowsThatAreGone();
    void keepsSoManyStepsOnly();

private:
    static constexpr int Parent = 2; ///< the column of category
    static constexpr int UserId = 1; ///< the column of tasks

    /// The one row that is shown.
    [[nodiscard]] qint64 only() const
    {
        return rows()->rowCount() == 1 ? rows()->value(0, 0)->toInteger() : -1;
    }
    void follow() const { press(Qt::Key_Down, Qt::AltModifier); }
    void back() const { press(Qt::Key_Left, Qt::AltModifier); }
    void forward() const { press(Qt::Key_Right, Qt::AltModifier); }
    void chooseParentOf(int row) const { choose(row, Parent); }
    void change(const QByteArray &sql) const
    {
        auto connection = SqliteConnection::open(session().target().file,
                                                 { .access = SqliteOptions::Access::ReadWrite });
        QVERIFY(connection && connection->run(sql));
    }
};

void tst_BrowseHistory::comesBackToTheRowsOfTheSameTable()
{
    open(u"category"_s);
    filter(u"parent"_s, u"7"_s);
    QCOMPARE(rows()->rowCount(), 2); // 14 and 15
    chooseParentOf(1);

    follow();
    QCOMPARE(only(), 7);
    QCOMPARE(child<QComboBox>(u"filterColumn"_s)->currentText(), u"id"_s);
    QCOMPARE(child<QLineEdit>(u"filterValue"_s)->text(), u"7"_s);
    back();

    QCOMPARE(rows()->rowCount(), 2);
    QCOMPARE(current(), u"15"_s);
    QCOMPARE(grid()->currentIndex().column(), Parent);
    QCOMPARE(child<QComboBox>(u"filterColumn"_s)->currentText(), u"parent"_s);
    QCOMPARE(child<QLineEdit>(u"filterValue"_s)->text(), u"7"_s);
    forward();
    QCOMPARE(only(), 7);
    QCOMPARE(child<QComboBox>(u"filterColumn"_s)->currentText(), u"id"_s);
    QCOMPARE(m_window->findChildren<BrowsePage *>().size(), 1);
}

void tst_BrowseHistory::comesBackToAnExpressionInTheMiddle()
{
    open(u"category"_s);
    action(u"gridFilterAsSql"_s)->trigger();
    auto *sql = child<QLineEdit>(u"filterSql"_s);
    QTest::keyClicks(sql, u"id % 2 = 0"_s);
    QTest::keyClick(sql, Qt::Key_Return);
    QVERIFY(rests());
    GridHeader *header = grid()->header();
    header->setFocus();
    QTest::keyClick(header, Qt::Key_Right);
    QTest::keyClick(header, Qt::Key_Space);
    QVERIFY(rests());
    QTest::keyClick(header, Qt::Key_Space); // the names, descending
    QVERIFY(rests());
    grid()->setFocus();
    press(Qt::Key_End); // the last column, parent
    for (int i = 0; i < 6; ++i)
        press(Qt::Key_PageDown);
    press(Qt::Key_Up);
    const QString id = current();
    const auto number = rows()->number(grid()->currentIndex().row());
    const qint64 top = rows()->value(grid()->firstSeen(), 0)->toInteger();
    QVERIFY(top != id.toInt() && number && *number > 50);

    follow();
    QCOMPARE(only(), id.toInt() / 2);
    QVERIFY(!sql->isVisible());
    QVERIFY(page()->browse()->query().order.isEmpty());
    back();

    QCOMPARE(current(), id);
    QCOMPARE(grid()->currentIndex().column(), Parent);
    QCOMPARE(rows()->value(grid()->firstSeen(), 0)->toInteger(), top);
    QCOMPARE(rows()->number(grid()->currentIndex().row()), number);
    QVERIFY(sql->isVisible());
    QCOMPARE(sql->text(), u"id % 2 = 0"_s);
    const QList<RowOrder> byName{ { .column = u"name"_s, .descending = true } };
    QCOMPARE(page()->browse()->query().order, byName);
    press(Qt::Key_Home, Qt::ControlModifier); // and the rows before are there
    QCOMPARE(current(), u"600"_s);
}

void tst_BrowseHistory::goesStepByStepAndOnAgain()
{
    open(u"category"_s);
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(current(), u"600"_s);
    press(Qt::Key_End);

    for (const qint64 id : { 300, 150, 75 }) {
        follow();
        QCOMPARE(only(), id);
        press(Qt::Key_End);
    }
    back();
    QCOMPARE(only(), 150);
    back();
    QCOMPARE(only(), 300);
    back();
    QCOMPARE(current(), u"600"_s);
    QVERIFY(rows()->held() > 100);
    QVERIFY(rows()->isHeld(grid()->currentIndex().row()));
    forward();
    forward();
    QCOMPARE(only(), 150);
    QVERIFY(action(u"historyForward"_s)->isEnabled());
    back();
    QCOMPARE(only(), 300);
    follow();
    QCOMPARE(only(), 150);

    QVERIFY(!action(u"historyForward"_s)->isEnabled()); // another way was taken
    QCOMPARE(action(u"historyForward"_s)->toolTip(), u"There is nothing to go forward to."_s);
}

void tst_BrowseHistory::isOfferedInMenuAndContextMenu()
{
    open(u"category"_s);
    QVERIFY(grid()->actions().contains(action(u"historyBack"_s)));
    QVERIFY(grid()->actions().contains(action(u"historyForward"_s)));
    chooseParentOf(4);
    follow();
    QCOMPARE(only(), 2);

    action(u"historyBack"_s)->trigger();
    QVERIFY(rests());

    QCOMPARE(current(), u"5"_s);
    QVERIFY(action(u"historyForward"_s)->isEnabled());
    action(u"historyForward"_s)->trigger();
    QVERIFY(rests());
    QCOMPARE(only(), 2);
}

void tst_BrowseHistory::comesBackToTheRowsOfAnotherPage()
{
    open(u"user"_s);
    filter(u"name"_s, u"Grace"_s);
    m_window->openPage({ .kind = NavigatorKind::Table,
                         .targetKey = session().target().key(),
                         .object = u"tasks"_s });
    BrowsePage *tasks = pageOf(u"tasks"_s);
    BrowsePage *user = pageOf(u"user"_s);
    QTRY_VERIFY(tasks->browse()->isShown());
    auto *view = tasks->findChild<GridView *>();
    view->setCurrentIndex(tasks->browse()->rows()->index(1, UserId));
    const auto name = [user] { return user->browse()->rows()->value(0, 1)->toString(); };
    QCOMPARE(name(), u"Grace"_s);

    QTest::keyClick(view, Qt::Key_Down, Qt::AltModifier);
    QTRY_COMPARE(name(), u"Ada"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QVERIFY(tasks->isVisible()); // where one came from, whatever the page had shown before
    QCOMPARE(view->currentIndex().row(), 1);
    QCOMPARE(name(), u"Ada"_s);
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QVERIFY(user->isVisible());
    QTRY_COMPARE(name(), u"Grace"_s);
    QCOMPARE(user->findChild<QLineEdit *>(u"filterValue"_s)->text(), u"Grace"_s);

    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
    QVERIFY(tasks->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_Right, Qt::AltModifier);
    QVERIFY(user->isVisible());
    QTRY_COMPARE(name(), u"Ada"_s);
}

void tst_BrowseHistory::keepsWhatWasAskedForMeanwhile()
{
    open(u"category"_s);
    BrowsePage *category = page();
    chooseParentOf(9);
    follow();
    back();
    forward();
    QCOMPARE(only(), 5);
    filter(u"name"_s, u"Category 042"_s);
    QCOMPARE(only(), 42);

    action(u"tablesOpen"_s)->trigger();
    QVERIFY(!category->isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QVERIFY(rests());

    QVERIFY(category->isVisible());
    QCOMPARE(only(), 42);
    back();
    QCOMPARE(current(), u"10"_s);
    forward();
    QCOMPARE(only(), 42);
}

void tst_BrowseHistory::makesNoStepOfWhatIsShownAlready()
{
    change("UPDATE category SET parent = 7 WHERE id = 7");
    open(u"category"_s);
    chooseParentOf(6);
    follow();
    QCOMPARE(only(), 7);
    press(Qt::Key_End);

    follow(); // its parent is itself
    QCOMPARE(only(), 7);
    back();

    QVERIFY(rows()->rowCount() > 1);
    QCOMPARE(current(), u"7"_s);
}

void tst_BrowseHistory::comesBackToARowThatIsGone()
{
    open(u"category"_s);
    for (int i = 0; i < 4; ++i)
        press(Qt::Key_PageDown);
    press(Qt::Key_End);
    const qint64 top = rows()->value(grid()->firstSeen(), 0)->toInteger();
    const QString gone = current();
    follow();
    change("PRAGMA foreign_keys = OFF; DELETE FROM category WHERE id = " + gone.toUtf8());

    back();

    QCOMPARE(rows()->value(grid()->firstSeen(), 0)->toInteger(), top);
    QCOMPARE(current().toLongLong(), top);
    QVERIFY(!page()->browse()->error());
}

void tst_BrowseHistory::comesBackToRowsThatAreGone()
{
    open(u"category"_s);
    press(Qt::Key_End, Qt::ControlModifier);
    press(Qt::Key_End);
    follow();
    QCOMPARE(only(), 300);
    change("PRAGMA foreign_keys = OFF; DELETE FROM category WHERE id > 3");

    back();

    QCOMPARE(rows()->rowCount(), 3);
    QVERIFY(!page()->browse()->error());
}

void tst_BrowseHistory::keepsSoManyStepsOnly()
{
    constexpr int Steps = 110;
    change("UPDATE category SET parent = CASE id WHEN 2 THEN 3 ELSE 2 END WHERE id IN (2, 3)");
    open(u"category"_s);
    chooseParentOf(1);
    for (int i = 0; i < Steps; ++i) {
        follow();
        QCOMPARE(only(), i % 2 == 0 ? 3 : 2);
        press(Qt::Key_End);
    }

    int backwards = 0;
    for (; action(u"historyBack"_s)->isEnabled() && backwards < Steps; ++backwards)
        back();

    QCOMPARE(backwards, 99); // a hundred places
    QCOMPARE(only(), 3);
}

TIDEMARK_TEST(tst_BrowseHistory)
#include "tst_browsehistory.moc"
