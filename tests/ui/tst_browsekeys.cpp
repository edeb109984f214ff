#include "browsetest.h"

#include <support/testprogram.h>
#include <ui/grid/gridheader.h>
#include <ui/window/windowmemory.h>

#include <QMenu>
#include <QPlainTextEdit>
#include <QSettings>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// From a row to the one it refers to and back, and what a grid keeps from one start to the next.
class tst_BrowseKeys : public BrowseTest
{
    Q_OBJECT

private slots:
    void initTestCase() { startApplication(); }
    void init() { openShop(); }
    void followsAKeyAndComesBack();
    void followsAKeyFromTheContextMenu();
    void followsTheNarrowestOfSeveralKeys();
    void saysWhyACellCannotBeFollowed();
    void peeksAtTheRowOfAKey();
    void saysThatARowIsMissing();
    void tellsTheCostInTheStatusBar();
    void keepsTheWidthsOfColumns();
    void keepsWidthsOfSoManyTablesOnly();

private:
    static constexpr int UserId = 1; ///< the column of tasks

    [[nodiscard]] QString viewed() const
    {
        return viewer()->findChild<QPlainTextEdit *>(u"valueJson"_s)->toPlainText();
    }
    void dragEdge(int column, int by) const;
};

void tst_BrowseKeys::followsAKeyAndComesBack()
{
    open(u"tasks"_s);
    filter(u"status"_s, u"failed"_s);
    choose(2, UserId);
    QCOMPARE(rows()->value(2, 0)->toInteger(), 12);
    const BrowsePage *tasks = pageOf(u"tasks"_s);
    GridView *from = grid();

    QTest::keyClick(from, Qt::Key_Down, Qt::AltModifier);

    QTRY_VERIFY(pageOf(u"user"_s) && pageOf(u"user"_s)->isVisible());
    const BrowsePage *other = pageOf(u"user"_s);
    QTRY_VERIFY(other->browse()->isShown());
    QCOMPARE(other->browse()->rows()->rowCount(), 1);
    QCOMPARE(other->browse()->rows()->value(0, 1)->toString(), u"Ada"_s);
    QCOMPARE(other->findChild<QComboBox *>(u"filterColumn"_s)->currentText(), u"id"_s);
    QCOMPARE(other->findChild<QLineEdit *>(u"filterValue"_s)->text(), u"1"_s);

    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    QVERIFY(tasks->isVisible());
    QCOMPARE(tasks->browse()->query().conditions.size(), 1);
    QCOMPARE(from->currentIndex().row(), 2);

    // Another row, into the page that is open already.
    from->setFocus();
    tasks->browse()->setQuery({ .expression = "id = 1" });
    QTRY_COMPARE(tasks->browse()->rows()->rowCount(), 1);
    from->setCurrentIndex(tasks->browse()->rows()->index(0, UserId));
    QTest::keyClick(from, Qt::Key_Down, Qt::AltModifier);
    QTRY_COMPARE(other->browse()->rows()->value(0, 1)->toString(), u"Grace"_s);
    QCOMPARE(other->findChild<QLineEdit *>(u"filterValue"_s)->text(), u"2"_s);
}

void tst_BrowseKeys::followsAKeyFromTheContextMenu()
{
    open(u"tasks"_s);
    choose(0, UserId);
    QVERIFY(grid()->actions().contains(action(u"gridFollowKey"_s)));
    QVERIFY(grid()->actions().contains(action(u"gridPeek"_s)));

    action(u"gridFollowKey"_s)->trigger();

    QTRY_VERIFY(pageOf(u"user"_s) && pageOf(u"user"_s)->browse()->isShown());
    QCOMPARE(pageOf(u"user"_s)->browse()->rows()->value(0, 1)->toString(), u"Grace"_s);
}

void tst_BrowseKeys::followsTheNarrowestOfSeveralKeys()
{
    auto connection = SqliteConnection::open(session().target().file,
                                             { .access = SqliteOptions::Access::ReadWrite });
    QVERIFY(connection
            && connection->run(
                "CREATE TABLE room(house INTEGER, number INTEGER,"
                " PRIMARY KEY(house, number));"
                "INSERT INTO room VALUES (1, 5), (2, 5);"
                "CREATE TABLE lease(id INTEGER PRIMARY KEY, tenant INTEGER, room INTEGER,"
                " FOREIGN KEY(tenant) REFERENCES user(id),"
                " FOREIGN KEY(tenant, room) REFERENCES room(house, number));"
                "INSERT INTO lease VALUES (1, 2, 5);"));
    open(u"lease"_s);
    GridView *from = grid();

    choose(0, 2); // the room is part of one key alone
    action(u"gridFollowKey"_s)->trigger();
    QTRY_VERIFY(pageOf(u"room"_s) && pageOf(u"room"_s)->browse()->isShown());
    QCOMPARE(pageOf(u"room"_s)->browse()->rows()->rowCount(), 1);
    QCOMPARE(pageOf(u"room"_s)->browse()->query().conditions.size(), 2);
    QTest::keyClick(m_window.get(), Qt::Key_Left, Qt::AltModifier);
    from->setCurrentIndex(from->model()->index(0, 1)); // the tenant is part of both
    action(u"gridFollowKey"_s)->trigger();

    QTRY_VERIFY(pageOf(u"user"_s) && pageOf(u"user"_s)->browse()->isShown());
    QCOMPARE(pageOf(u"user"_s)->browse()->rows()->value(0, 1)->toString(), u"Grace"_s);
}

void tst_BrowseKeys::saysWhyACellCannotBeFollowed()
{
    auto connection = SqliteConnection::open(session().target().file,
                                             { .access = SqliteOptions::Access::ReadWrite });
    QVERIFY(connection && connection->run("UPDATE tasks SET user_id = NULL WHERE id = 1"));
    open(u"tasks"_s);

    choose(0, UserId);
    QVERIFY(!action(u"gridFollowKey"_s)->isEnabled());
    QCOMPARE(action(u"gridFollowKey"_s)->toolTip(), u"It is NULL and refers to no row."_s);
    choose(0, UserId + 1);
    QVERIFY(!action(u"gridFollowKey"_s)->isEnabled());
    QCOMPARE(action(u"gridFollowKey"_s)->toolTip(), u"Choose a cell of a foreign key."_s);

    choose(1, UserId);
    QVERIFY(action(u"gridFollowKey"_s)->isEnabled());
}

void tst_BrowseKeys::peeksAtTheRowOfAKey()
{
    open(u"tasks"_s);
    choose(0, UserId);

    press(Qt::Key_Space);

    QTRY_COMPARE(viewed(), u"{\n  \"id\": 2,\n  \"name\": \"Grace\"\n}"_s);
    QCOMPARE(viewer()->tab(), CellViewer::Json);
    QCOMPARE(m_window->findChildren<BrowsePage *>().size(), 1); // it stays where it is
    press(Qt::Key_Down);
    QTRY_COMPARE(viewer()->value().toString(), u"1"_s); // the cell again
}

void tst_BrowseKeys::saysThatARowIsMissing()
{
    auto connection = SqliteConnection::open(session().target().file,
                                             { .access = SqliteOptions::Access::ReadWrite });
    QVERIFY(connection
            && connection->run("PRAGMA foreign_keys = OFF;"
                               "UPDATE tasks SET user_id = 99 WHERE id = 1;"));
    open(u"tasks"_s);
    choose(0, UserId);

    press(Qt::Key_Space);

    QTRY_COMPARE(browseFoot()->sum(), u"user has no such row."_s);
}

void tst_BrowseKeys::tellsTheCostInTheStatusBar()
{
    open(u"tasks"_s);

    QVERIFY2(page()->note().contains(u" rows read · "_s), qPrintable(page()->note()));
    QVERIFY2(page()->note().endsWith(u" ms"_s), qPrintable(page()->note()));
    QCOMPARE(page()->note(), browseFoot()->cost());
    press(Qt::Key_Down, Qt::ShiftModifier);
    QVERIFY(page()->note().endsWith(u" · 2 cells selected"_s));
}

void tst_BrowseKeys::dragEdge(int column, int by) const
{
    auto *header = grid()->header();
    QWidget *port = header->viewport();
    const int edge = header->sectionViewportPosition(column) + header->sectionSize(column) - 1;
    const QPoint from(edge, port->height() / 2);
    QTest::mouseMove(port, from);
    QTest::mousePress(port, Qt::LeftButton, {}, from);
    QTest::mouseMove(port, from + QPoint(by / 2, 0));
    QTest::mouseMove(port, from + QPoint(by, 0));
    QTest::mouseRelease(port, Qt::LeftButton, {}, from + QPoint(by, 0));
}

void tst_BrowseKeys::keepsTheWidthsOfColumns()
{
    QSettings settings(m_folder->path(u"settings.ini"_s), QSettings::IniFormat);
    WindowMemory memory(settings);
    const QString file = session().target().file;
    const auto start = [&] {
        const EnginePointer engine = scratchEngine(*m_folder);
        m_engine = engine;
        m_window = std::make_unique<MainWindow>(engine, m_setUp->appearance(), &memory);
        m_window->resize(1440, 900);
        m_window->show();
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
        m_window->open(file);
        QTRY_VERIFY(!m_window->project().databases().isEmpty() && session().isKnown());
    };
    start();
    open(u"tasks"_s);
    const int title = grid()->columnWidth(2);
    const int status = grid()->columnWidth(3);

    dragEdge(2, 60);
    const int wider = grid()->columnWidth(2);
    QVERIFY(wider >= title + 50);
    start();
    open(u"tasks"_s);

    QVERIFY(qAbs(grid()->columnWidth(2) - wider) <= 1); // kept in tenths of a character
    QCOMPARE(grid()->columnWidth(3), status);
    QTest::keyClick(m_window.get(), Qt::Key_F5);
    QVERIFY(rests());
    QVERIFY(qAbs(grid()->columnWidth(2) - wider) <= 1);
}

void tst_BrowseKeys::keepsWidthsOfSoManyTablesOnly()
{
    QSettings settings(m_folder->path(u"settings.ini"_s), QSettings::IniFormat);
    for (int table = 0; table <= ColumnMemory::MostTables; ++table)
        ColumnMemory(&settings, QString::number(table)).keep(u"a/b"_s, 10.0 + table);

    QVERIFY(ColumnMemory(&settings, u"0"_s).widths().isEmpty()); // the oldest went
    QCOMPARE(ColumnMemory(&settings, u"1"_s).widths().value(u"a/b"_s), 11.0);
    settings.beginGroup(u"columns"_s);
    QCOMPARE(settings.childKeys().size(), ColumnMemory::MostTables + 1); // and their order
}

TIDEMARK_TEST(tst_BrowseKeys)
#include "tst_browsekeys.moc"
