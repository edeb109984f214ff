#include "browsetest.h"

#include <support/patience.h>
#include <support/testprogram.h>
#include <ui/editor/codeview.h>
#include <ui/grid/gotorowdialog.h>
#include <ui/grid/gridheader.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/statelabel.h>

#include <QLabel>
#include <QPushButton>
#include <QScrollBar>
#include <QTabBar>
#include <QTreeView>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// A table of a file, looked at with keyboard and mouse.
class tst_BrowsePage : public BrowseTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() { openShop(); }
    void opensATableFromTheNavigator();
    void opensATableFromTheList();
    void keepsWhatTheNavigatorFoundInSight();
    void walksTheWholeTableByKeyboard();
    void dragsToAnyPart();
    void sortsByTheHeader();
    void saysWhatSortingCosts();
    void filtersByTyping();
    void findsNothingAndClears();
    void saysThatATableIsEmpty();
    void writesConditionsAsSql();
    void keepsTheRowsAfterAMistake();
    void goesToARow();
    void countsOnDemand();
    void showsWhatATableConsistsOf();
    void browsesAView();
};

void tst_BrowsePage::opensATableFromTheNavigator()
{
    auto *tree = child<QTreeView>(u"navigator"_s);
    const auto *model = tree->model();
    const auto found = model->match(
        model->index(0, 0), Qt::DisplayRole, u"tasks"_s, 1, Qt::MatchExactly | Qt::MatchRecursive);
    QVERIFY(!found.isEmpty());
    tree->setFocus();
    tree->setCurrentIndex(found.first());

    QTest::keyClick(tree, Qt::Key_Return);

    QTRY_VERIFY(page());
    QTRY_VERIFY(page()->browse()->isShown());
    QCOMPARE(page()->title(), u"tasks · "_s + session().target().stream);
    QCOMPARE(rows()->held(), 200);
    QCOMPARE(browseFoot()->place(), u"Rows 1 to 200 of many"_s);
    QVERIFY2(browseFoot()->cost().startsWith(u"≥ 201 rows read · "_s), // it is a file
             qPrintable(browseFoot()->cost()));
}

void tst_BrowsePage::opensATableFromTheList()
{
    action(u"tablesOpen"_s)->trigger();
    auto *list = child<QTableView>(u"tableList"_s);
    QVERIFY(list);
    auto *field = child<QLineEdit>(u"tableFilter"_s);
    field->setFocus();
    QTest::keyClicks(field, u"tas"_s);
    QCOMPARE(list->model()->rowCount(), 1);

    QTest::keyClick(field, Qt::Key_Return);

    QTRY_VERIFY(page());
    QTRY_VERIFY(page()->browse()->isShown());
    QCOMPARE(page()->browse()->name(), u"tasks"_s);
}

void tst_BrowsePage::keepsWhatTheNavigatorFoundInSight()
{
    const auto *tree = child<QTreeView>(u"navigator"_s);
    const auto tables = [tree] {
        const auto *model = tree->model();
        const auto found = model->match(model->index(0, 0),
                                        Qt::DisplayRole,
                                        u"tasks"_s,
                                        1,
                                        Qt::MatchExactly | Qt::MatchRecursive);
        return found.value(0).parent();
    };
    QTest::keyClicks(child<QLineEdit>(u"navigatorFilter"_s), u"tas"_s);
    QVERIFY(tree->isExpanded(tables()));

    auto connection = SqliteConnection::open(session().target().file);
    QVERIFY(connection);
    QVERIFY(connection->run("CREATE TABLE tasted(id INTEGER PRIMARY KEY)"));
    session().refresh();

    QTRY_COMPARE(tree->model()->rowCount(tables()), 2);
    QVERIFY(tree->isExpanded(tables()));
}

void tst_BrowsePage::walksTheWholeTableByKeyboard()
{
    open(u"tasks"_s);
    QCOMPARE(current(), u"1"_s);

    press(Qt::Key_End);
    QCOMPARE(grid()->currentIndex().column(), 6);
    press(Qt::Key_Home);
    QCOMPARE(grid()->currentIndex().column(), 0);
    press(Qt::Key_Down);
    QCOMPARE(current(), u"2"_s);
    int before = 2;
    for (int i = 0; i < 60; ++i) {
        press(Qt::Key_PageDown);
        const int now = current().toInt();
        QVERIFY2(now > before && now <= before + 60, qPrintable(current()));
        before = now;
    }
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(current(), u"5000"_s);
    for (int i = 0; i < 20; ++i)
        press(Qt::Key_PageUp);
    QVERIFY(current().toInt() < 5000 - 20 * 10);
    QVERIFY(rows()->isHeld(grid()->currentIndex().row()));
    press(Qt::Key_Home, Qt::ControlModifier);

    QCOMPARE(current(), u"1"_s);
    QVERIFY(!rows()->hasBefore());
}

void tst_BrowsePage::dragsToAnyPart()
{
    open(u"tasks"_s);
    auto *bar = child<QScrollBar>(u"gridPlace"_s);
    QTRY_COMPARE(bar->maximum(), 100'000);

    bar->setSliderDown(true);
    bar->setSliderPosition(50'000);
    bar->setSliderDown(false);
    QVERIFY(rests());
    QTRY_COMPARE(rows()->value(grid()->firstSeen(), 0)->toInteger(), 2500);
    QVERIFY(qAbs(bar->value() - 50'000) < 200);
    grid()->setFocus();
    bar->setSliderDown(true);
    bar->setSliderPosition(bar->maximum());
    bar->setSliderDown(false);
    QVERIFY(rests());

    QTRY_COMPARE(rows()->value(grid()->lastSeen(), 0)->toInteger(), 5000);
}

void tst_BrowsePage::sortsByTheHeader()
{
    open(u"tasks"_s);
    GridHeader *header = grid()->header();

    header->setFocus();
    for (int i = 0; i < 4; ++i)
        QTest::keyClick(header, Qt::Key_Right);
    QTest::keyClick(header, Qt::Key_Space);
    QVERIFY(rests());
    QCOMPARE(rows()->value(0, 4)->toInteger(), 0);
    QTest::keyClick(header, Qt::Key_Space);
    QVERIFY(rests());
    QCOMPARE(rows()->value(0, 4)->toInteger(), 4);
    QTest::keyClick(header, Qt::Key_Left);
    QTest::keyClick(header, Qt::Key_Space, Qt::ShiftModifier);
    QVERIFY(rests());
    QCOMPARE(page()->browse()->query().order.size(), 2);
    QCOMPARE(rows()->value(0, 3)->toString(), u"failed"_s);
    QCOMPARE(rows()->value(0, 4)->toInteger(), 4);

    const int x = header->sectionViewportPosition(0) + header->sectionSize(0) / 2;
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
    QVERIFY(rests());
    QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
    QVERIFY(rests());

    QCOMPARE(page()->browse()->query().order.size(), 1);
    QCOMPARE(rows()->value(0, 0)->toInteger(), 5000);
}

void tst_BrowsePage::saysWhatSortingCosts()
{
    open(u"tasks"_s);
    const auto *plain = child<ElidedLabel>(u"gridSortText"_s);
    QTRY_COMPARE(plain->text(), u"In the order of the key"_s);

    page()->browse()->sortBy(u"status"_s, false);
    QTRY_COMPARE(plain->text(), u"Sorted by status, ascending · uses tasks_by_status"_s);
    page()->browse()->sortBy(u"title"_s, false);

    const auto warns = [this] {
        const auto labels = page()->findChildren<StateLabel *>();
        return std::any_of(labels.begin(), labels.end(), [](const StateLabel *label) {
            return label->isVisible() && label->state() == ShownState::Warning
                   && label->text()
                          == u"Sorted by title, ascending · no index: a sort reads all ≈ 5.0 K rows"_s;
        });
    };
    QTRY_VERIFY(warns());
    QVERIFY(!plain->isVisible());
}

void tst_BrowsePage::filtersByTyping()
{
    open(u"tasks"_s);

    filter(u"status"_s, u"failed"_s);
    QCOMPARE(rows()->value(0, 0)->toInteger(), 4);
    QVERIFY(rows()->hasAfter());
    action(u"gridConditionAdd"_s)->trigger();
    auto *second = child<QComboBox>(u"filterColumn2"_s);
    QVERIFY(second);
    QTRY_VERIFY(second->hasFocus());
    QTest::keyClicks(second, u"id"_s);
    auto *test = child<QComboBox>(u"filterTest2"_s);
    test->setFocus();
    for (int i = 0; i < 6; ++i)
        QTest::keyClick(test, Qt::Key_Down);
    QCOMPARE(test->currentText(), u"is at most"_s);
    auto *value = child<QLineEdit>(u"filterValue2"_s);
    value->setFocus();
    QTest::keyClicks(value, u"40"_s);
    QTest::keyClick(value, Qt::Key_Return);
    QVERIFY(rests());

    QCOMPARE(rows()->rowCount(), 10);
    QCOMPARE(browseFoot()->place(), u"10 rows"_s);
    QTest::mouseClick(child<QAbstractButton>(u"filterRemove2"_s), Qt::LeftButton);
    QVERIFY(rests());
    QVERIFY(rows()->rowCount() > 10);
}

void tst_BrowsePage::findsNothingAndClears()
{
    open(u"tasks"_s);

    filter(u"title"_s, u"no such title"_s);
    const auto *text = child<QLabel>(u"gridEmptyText"_s);
    QVERIFY(text->isVisible());
    QCOMPARE(text->text(), u"No rows match."_s);
    QTest::mouseClick(child<QPushButton>(u"gridFilterClearButton"_s), Qt::LeftButton);
    QVERIFY(rests());

    QVERIFY(!text->isVisible());
    QCOMPARE(rows()->held(), 200);
    QCOMPARE(child<QComboBox>(u"filterColumn"_s)->currentIndex(), 0);
}

void tst_BrowsePage::saysThatATableIsEmpty()
{
    open(u"drafts"_s);

    QVERIFY(child<QLabel>(u"gridEmptyText"_s)->isVisible());
    QCOMPARE(child<QLabel>(u"gridEmptyText"_s)->text(), u"The table is empty."_s);
    QVERIFY(!child<QPushButton>(u"gridFilterClearButton"_s)->isVisible());
    press(Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(browseFoot()->place(), u"The table is empty"_s);
}

void tst_BrowsePage::writesConditionsAsSql()
{
    open(u"tasks"_s);
    filter(u"status"_s, u"fail'ed"_s);

    QTest::mouseClick(child<QPushButton>(u"gridFilterAsSqlButton"_s), Qt::LeftButton);
    auto *sql = child<QLineEdit>(u"filterSql"_s);
    QVERIFY(sql->isVisible());
    QVERIFY(sql->hasFocus());
    QCOMPARE(sql->text(), u"\"status\" IN ('fail''ed')"_s);
    sql->selectAll();
    QTest::keyClicks(sql, u"priority = 4 AND id < 20"_s);
    QTest::keyClick(sql, Qt::Key_Return);
    QVERIFY(rests());

    QCOMPARE(rows()->rowCount(), 4);
    QCOMPARE(rows()->value(0, 0)->toInteger(), 4);
}

void tst_BrowsePage::keepsTheRowsAfterAMistake()
{
    open(u"tasks"_s);
    action(u"gridFilterAsSql"_s)->trigger();
    auto *sql = child<QLineEdit>(u"filterSql"_s);

    QTest::keyClicks(sql, u"nonsense >"_s);
    QTest::keyClick(sql, Qt::Key_Return);
    QVERIFY(rests());

    const auto *trouble = child<Banner>(u"gridTrouble"_s);
    QVERIFY(trouble->isVisible());
    QCOMPARE(rows()->held(), 200);
    sql->clear();
    QTest::keyClick(sql, Qt::Key_Return);
    QVERIFY(rests());
    QVERIFY(!trouble->isVisible());
}

void tst_BrowsePage::goesToARow()
{
    open(u"tasks"_s);

    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    QPointer<GoToRowDialog> dialog = page()->findChild<GoToRowDialog *>();
    QVERIFY(dialog);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"number"_s), u"3210"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY(!dialog);
    QVERIFY(rests());
    QTRY_COMPARE(current(), u"3210"_s);

    comeBack();
    page()->browse()->setQuery({ .expression = "id % 2 = 0" });
    QVERIFY(rests());
    QTest::keyClick(m_window.get(), Qt::Key_G, Qt::ControlModifier);
    dialog = page()->findChild<GoToRowDialog *>();
    auto *by = dialog->findChild<QComboBox *>(u"by"_s);
    by->setFocus();
    QTest::keyClick(by, Qt::Key_Down);
    QTest::keyClicks(dialog->findChild<QLineEdit *>(u"number"_s), u"10"_s);
    QTest::keyClick(dialog, Qt::Key_Return);
    QTRY_VERIFY(!dialog);
    QVERIFY(rests());

    QTRY_COMPARE(current(), u"20"_s);
    QCOMPARE(rows()->number(grid()->currentIndex().row()), std::optional<qint64>(9));
}

void tst_BrowsePage::countsOnDemand()
{
    open(u"tasks"_s);
    auto *count = child<QPushButton>(u"countExactlyButton"_s);
    QTRY_COMPARE(count->text(), u"Count exactly (reads ≈ 5.0 K rows)"_s);

    QTest::mouseClick(count, Qt::LeftButton);
    QVERIFY(rests());

    QTRY_COMPARE(browseFoot()->place(), u"Rows 1 to 200 of %1"_s.arg(QLocale().toString(5000)));
    QVERIFY(!count->isVisible());
}

void tst_BrowsePage::showsWhatATableConsistsOf()
{
    open(u"tasks"_s);
    auto *tabs = child<QTabBar>(u"browseTabs"_s);
    QCOMPARE(tabs->tabText(BrowsePage::Indexes), u"Indexes (1)"_s);
    QCOMPARE(tabs->tabText(BrowsePage::Triggers), u"Triggers"_s);
    QCOMPARE(tabs->tabText(BrowsePage::Dependents), u"Dependents (2)"_s);

    tabs->setFocus();
    QTest::keyClick(tabs, Qt::Key_Right);
    QVERIFY(child<CodeView>(u"structurePaneSql"_s)->isVisible());
    QVERIFY(
        child<CodeView>(u"structurePaneSql"_s)->toPlainText().startsWith(u"CREATE TABLE tasks("_s));
    QCOMPARE(child<QTableView>(u"definitionForeignKeys"_s)->model()->rowCount(), 1);
    QTest::keyClick(tabs, Qt::Key_Right);
    QCOMPARE(child<CodeView>(u"indexesPaneSql"_s)->toPlainText(),
             u"CREATE INDEX tasks_by_status ON tasks(status)"_s);
    QTest::keyClick(tabs, Qt::Key_Right);
    QTest::keyClick(tabs, Qt::Key_Right);

    auto *dependents = child<QTableView>(u"definitionDependents"_s);
    QVERIFY(dependents->isVisible());
    dependents->setFocus();
    QTest::keyClick(dependents, Qt::Key_Down);
    QVERIFY(child<CodeView>(u"dependentsPaneSql"_s)
                ->toPlainText()
                .startsWith(u"CREATE TRIGGER keep"_s));
}

void tst_BrowsePage::browsesAView()
{
    open(u"failed"_s);

    QCOMPARE(rows()->columnCount(), 2);
    QCOMPARE(rows()->value(0, 0)->toInteger(), 4);
    QTRY_COMPARE(child<ElidedLabel>(u"gridSortText"_s)->text(),
                 u"No key: read from the start, by number · uses tasks_by_status"_s);
    press(Qt::Key_End, Qt::ControlModifier); // there is no way to the end but through all rows
    QVERIFY(current().toInt() > 4);
    QVERIFY(!page()->browse()->error());
}

TIDEMARK_TEST(tst_BrowsePage)

#include "tst_browsepage.moc"
