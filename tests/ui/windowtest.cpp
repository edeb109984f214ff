#include "windowtest.h"

#include <models/databasesession.h>
#include <models/migrationmodel.h>
#include <support/patience.h>
#include <support/scratchengine.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/widgets/pagefoot.h>

#include <QTreeView>

using namespace Qt::StringLiterals;

namespace tidemark {

void WindowTest::startApplication()
{
    m_setUp = std::make_unique<WindowApplication>();
    m_setUp->appearance().start(Appearance::Choice::Light);
}

void WindowTest::openWindow()
{
    m_folder = std::make_unique<ScratchFolder>();
    const QString project = m_folder->copyFromCheckout(u"migrations/nanotype"_s, u"project"_s);
    const EnginePointer engine = scratchEngine(*m_folder);
    m_engine = engine;
    m_window = std::make_unique<MainWindow>(engine, m_setUp->appearance());
    m_window->show();
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
    m_window->open(project);
    QVERIFY(settles());
    // The board is in front; most tests are about a page of the first database.
    action(u"tabClose"_s)->trigger();
    m_window->openPage({ .targetKey = session().target().key() });
}

void WindowTest::cleanup()
{
    m_window.reset();
    QTRY_VERIFY(m_engine.expired()); // what was going on has ended, and its folder may go
}

DatabaseSession &WindowTest::session() const
{
    return *m_window->project().databases().first();
}

ReviewDialog *WindowTest::review() const
{
    return m_window->findChild<ReviewDialog *>();
}

PageFoot *WindowTest::foot() const
{
    return m_window->findChild<PageFoot *>();
}

bool WindowTest::settles() const
{
    return QTest::qWaitFor(
        [this] {
            const auto databases = m_window->project().databases();
            return std::all_of(databases.begin(), databases.end(), [](const auto *database) {
                return database->phase() == DatabaseSession::Phase::Idle;
            });
        },
        PatienceMs);
}

void WindowTest::select(const QString &migration) const
{
    auto *list = child<QTreeView>(u"migrations"_s);
    const QModelIndex index = session().migrations()->indexOf(migration);
    QVERIFY2(index.isValid(), qPrintable(migration));
    list->scrollTo(index);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(index).center());
    QCOMPARE(list->currentIndex().siblingAtColumn(0), index);
}

void WindowTest::rehearse() const
{
    QTest::keyClick(m_window.get(), Qt::Key_R, Qt::ControlModifier);
    QCOMPARE(session().phase(), DatabaseSession::Phase::Rehearsing);
    QVERIFY(settles());
}

void WindowTest::applyAll() const
{
    rehearse();
    QTest::keyClick(m_window.get(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(review());
    QTest::keyClick(review(), Qt::Key_Return, Qt::ControlModifier);
    QTRY_VERIFY(session().completed());
    QVERIFY(settles());
    QTRY_VERIFY(!review());
    m_window->activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(m_window.get()));
}

void WindowTest::writeBlockedMigration() const
{
    m_folder->write(u"project/migrations/0007_user_tier_required.sql"_s,
                    "CREATE TABLE user_next (id TEXT PRIMARY KEY NOT NULL, name TEXT NOT NULL);\n"
                    "INSERT INTO user_next SELECT id, name FROM user;\n"
                    "DROP TABLE user;\n"
                    "ALTER TABLE user_next RENAME TO user;\n");
}

bool WindowTest::hasTable(const QString &name) const
{
    auto connection = SqliteConnection::open(session().target().file);
    if (!connection)
        return false;
    const auto found = connection->query(
        { .sql = "SELECT 1 FROM sqlite_schema WHERE name = '" + name.toUtf8() + '\'' });
    return found && !found->rows.isEmpty();
}

} // namespace tidemark
