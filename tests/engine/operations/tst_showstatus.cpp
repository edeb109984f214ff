#include <engine/operations/runmigrations.h>
#include <engine/operations/showstatus.h>
#include <support/await.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// How much of a local database is read to tell its status.
class tst_ShowStatus : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void readsAnOutlineWhileAllIsAsRecorded();
    void readsAllOfASchemaThatChanged();
    void readsAllOfASchemaThatNobodyRecorded();
    void readsAllWhereAnOutlineDoesNotDo();
    void readsAllWhenSomebodyElseObserves();

private:
    [[nodiscard]] Selection selection(Purpose purpose) const;
    void migrate() const;
    void sql(const QByteArray &script) const;
    [[nodiscard]] Observation status() const;

    std::unique_ptr<ScratchFolder> m_folder;
    EnginePointer m_engine;
};

void tst_ShowStatus::init()
{
    m_folder = std::make_unique<ScratchFolder>();
    m_engine = scratchEngine(*m_folder);
    m_folder->write(u"p/wrangler.toml"_s,
                    "name = \"shop\"\n[[d1_databases]]\nbinding = \"SHOP\"\n"
                    "database_name = \"shop\"\n");
    m_folder->write(u"p/migrations/0001_users.sql"_s,
                    "CREATE TABLE users (\"id\" INTEGER PRIMARY KEY, name TEXT);\n"
                    "CREATE INDEX users_name ON users (name);\n");
}

Selection tst_ShowStatus::selection(Purpose purpose) const
{
    const SelectionRequest request{ .projectDirectory = m_folder->path(u"p"_s),
                                    .place = PlaceOfTarget::Local };
    const auto selected = select(m_engine, request, purpose);
    if (!selected)
        qFatal("%s", qPrintable(selected.error().message));
    return *selected;
}

void tst_ShowStatus::migrate() const
{
    const Selection selected = selection(Purpose::Write);
    const RunMigrations operation(m_engine, {});
    const auto prepared = await(operation.prepare(selected, {}));
    const auto done = prepared ? await(operation.execute(selected, *prepared, {}))
                               : Result<QList<TargetResult<CompletedRun>>>(prepared.error());
    if (!done)
        qFatal("%s", qPrintable(done.error().message));
}

void tst_ShowStatus::sql(const QByteArray &script) const
{
    const QString file = selection(Purpose::Read).targets.first().target.file;
    auto connection = SqliteConnection::open(file);
    if (!connection || !connection->run(script))
        qFatal("%s does not run", script.constData());
}

Observation tst_ShowStatus::status() const
{
    const ShowStatus operation(m_engine);
    const auto results = await(operation.run(selection(Purpose::Read), {}));
    if (!results || !results->first().outcome)
        qFatal("There is no status.");
    return *results->first().outcome;
}

void tst_ShowStatus::readsAnOutlineWhileAllIsAsRecorded()
{
    migrate();
    m_folder->write(u"p/migrations/0002_orders.sql"_s, "CREATE TABLE orders (id INTEGER);\n");

    const Observation found = status();

    QVERIFY(found.isOutline);
    QVERIFY(!found.input.replay);
    QCOMPARE(found.status.state, TargetState::Behind);
    QCOMPARE(found.status.applied(), 1);
    QCOMPARE(found.status.pending(), 1);
}

void tst_ShowStatus::readsAllOfASchemaThatChanged()
{
    migrate();
    sql("ALTER TABLE users RENAME COLUMN name TO nick");

    const Observation found = status();

    QVERIFY(!found.isOutline);
    QCOMPARE(found.status.state, TargetState::Drifted);
    QVERIFY(found.input.live.table(u"users"_s)->column(u"nick"_s));
}

void tst_ShowStatus::readsAllOfASchemaThatNobodyRecorded()
{
    migrate();
    sql("DROP TABLE _tidemark_ledger; DELETE FROM d1_migrations");

    const Observation found = status();

    QVERIFY(!found.isOutline);
    QCOMPARE(found.status.state, TargetState::Unmanaged);
}

void tst_ShowStatus::readsAllWhereAnOutlineDoesNotDo()
{
    m_folder->write(u"p/migrations/0002_words.sql"_s,
                    "CREATE VIRTUAL TABLE words USING fts5(body);\n");
    migrate();

    const Observation found = status();

    QVERIFY(!found.isOutline);
    QCOMPARE(found.status.state, TargetState::UpToDate);
}

void tst_ShowStatus::readsAllWhenSomebodyElseObserves()
{
    migrate();
    const SelectedTarget target = selection(Purpose::Read).targets.first();

    const auto whole = await(observe(m_engine, target));
    const auto again = await(observeAgain(m_engine, status()));

    QVERIFY(whole && again);
    QVERIFY(!whole->isOutline && !again->isOutline);
    QVERIFY(whole->input.live == again->input.live);
    QVERIFY(whole->input.live.table(u"users"_s)->column(u"name"_s));
}

TIDEMARK_TEST(tst_ShowStatus)
#include "tst_showstatus.moc"
