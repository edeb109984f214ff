#pragma once

#include "windowtest.h"

#include <models/browsesession.h>
#include <support/patience.h>
#include <support/scratchengine.h>
#include <ui/grid/browsefoot.h>
#include <ui/grid/cellviewer.h>
#include <ui/grid/gridview.h>
#include <ui/pages/browsepage.h>

#include <QComboBox>
#include <QLineEdit>

namespace tidemark {

using namespace Qt::StringLiterals;

inline const QByteArray Shop = R"(
CREATE TABLE user(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
INSERT INTO user VALUES(1, 'Ada'), (2, 'Grace');
CREATE TABLE tasks(id INTEGER PRIMARY KEY, user_id INTEGER REFERENCES user(id), title TEXT, status TEXT, priority INTEGER,
                   metadata TEXT, picture BLOB);
INSERT INTO tasks WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
  SELECT i, 1 + i % 2, CASE WHEN i % 10 = 3 THEN '' ELSE 'Task ' || i END, CASE i % 4 WHEN 0 THEN 'failed' ELSE 'pending' END,
         i % 5, CASE WHEN i % 3 = 0 THEN NULL ELSE json_object('rank', 9007199254740993, 'row', i) END, NULL FROM n;
UPDATE tasks SET picture = x'00ff10' WHERE id = 2;
UPDATE tasks SET metadata = hex(zeroblob(40000)) WHERE id = 4;
CREATE INDEX tasks_by_status ON tasks(status);
CREATE VIEW failed AS SELECT id, title FROM tasks WHERE status = 'failed';
CREATE TRIGGER keep AFTER DELETE ON user BEGIN UPDATE tasks SET user_id = NULL; END;
CREATE TABLE drafts(id INTEGER PRIMARY KEY);
CREATE TABLE category(id INTEGER PRIMARY KEY, name TEXT, parent INTEGER REFERENCES category(id));
INSERT INTO category WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 600)
  SELECT i, printf('Category %03d', i), nullif(i / 2, 0) FROM n;)";

/// A window on a file with a table of 5,000 rows and what belongs to it.
class BrowseTest : public WindowTest
{
protected:
    void openShop();
    void open(const QString &object);
    [[nodiscard]] BrowsePage *page() const { return m_window->findChild<BrowsePage *>(); }
    /// nullptr if there is none.
    [[nodiscard]] BrowsePage *pageOf(const QString &object) const
    {
        for (BrowsePage *page : m_window->findChildren<BrowsePage *>()) {
            if (page->browse()->name() == object)
                return page;
        }
        return nullptr;
    }
    [[nodiscard]] GridView *grid() const { return page()->findChild<GridView *>(); }
    [[nodiscard]] RowsGridModel *rows() const { return page()->browse()->rows(); }
    [[nodiscard]] BrowseFoot *browseFoot() const { return page()->findChild<BrowseFoot *>(); }
    [[nodiscard]] CellViewer *viewer() const { return page()->findChild<CellViewer *>(); }
    [[nodiscard]] bool rests() const
    {
        return QTest::qWaitFor(
            [this] {
                return !page()->browse()->isReading() && !page()->browse()->activity()->isRunning();
            },
            PatienceMs);
    }
    /// After something over the window has closed.
    void comeBack() const
    {
        m_window->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    }
    [[nodiscard]] QString current() const
    {
        return grid()->currentIndex().siblingAtColumn(0).data().toString();
    }
    void press(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) const
    {
        QTest::keyClick(grid(), key, modifiers);
        QVERIFY(rests());
    }
    void filter(const QString &column, const QString &value) const;
    void choose(int row, int column) const
    {
        grid()->scrollTo(rows()->index(row, column));
        QTest::mouseClick(grid()->viewport(),
                          Qt::LeftButton,
                          {},
                          grid()->visualRect(rows()->index(row, column)).center());
    }
};

inline void BrowseTest::openShop()
{
    m_folder = std::make_unique<ScratchFolder>();
    const QString file = m_folder->path(u"shop.sqlite"_s);
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    QVERIFY(connection);
    QVERIFY(connection->run(Shop));
    const EnginePointer engine = scratchEngine(*m_folder);
    m_engine = engine;
    m_window = std::make_unique<MainWindow>(engine, m_setUp->appearance());
    m_window->resize(1440, 900);
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->open(file);
    QTRY_VERIFY(!m_window->project().databases().isEmpty() && session().isKnown());
}

inline void BrowseTest::open(const QString &object)
{
    m_window->openPage(
        { .kind = NavigatorKind::Table, .targetKey = session().target().key(), .object = object });
    QVERIFY(page());
    QTRY_VERIFY(page()->browse()->isShown());
    QVERIFY(rests());
    grid()->setFocus();
}

inline void BrowseTest::filter(const QString &column, const QString &value) const
{
    auto *columns = child<QComboBox>(u"filterColumn"_s);
    columns->setFocus();
    QTest::keyClicks(columns, column);
    QCOMPARE(columns->currentText(), column);
    auto *edit = child<QLineEdit>(u"filterValue"_s);
    edit->setFocus();
    edit->selectAll();
    QTest::keyClicks(edit, value);
    QTest::keyClick(edit, Qt::Key_Return);
    QVERIFY(rests());
}

} // namespace tidemark
