#include <engine/operations/backups.h>
#include <engine/operations/comparetables.h>
#include <engine/operations/planfix.h>
#include <engine/operations/runmigrations.h>
#include <support/await.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

using Outcome = ComparedPart::Outcome;

/// Expected beside present, on a project whose migrations ran and whose database somebody then changed by hand.
class tst_CompareTables : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void findsNothingWhereAllIsWell();
    void tellsMissingChangedAndUnexpectedApart();
    void saysWhichMigrationMakesATable();
    void knowsWhatComesLater();
    void comparesWithABackup();
    void comparesBothWaysRound();
    void countsOnlyWhenAsked();
    void repairsWhatWasChangedByHand();
    void repairsAndAbsorbsWhatWasMadeAnotherWay();
    void keepsTheRowsOfARepairedTable();
    void letsNoRepairTakeAFilledColumnSilently();
    void absorbsAnUnexpectedColumn();
    void namesTheMigrationThatRunsAgain();
    void proposesNothingWhereAllIsWell();

private:
    void migrate();
    void sql(const QByteArray &script) const;
    [[nodiscard]] ComparisonReport report(const ComparisonWish &wish = {}) const;
    [[nodiscard]] const ComparedPart *
    column(const ComparisonReport &report, const QString &table, const QString &name) const;

    std::unique_ptr<ScratchFolder> m_folder;
    EnginePointer m_engine;
    Selection m_selection;
    mutable ComparisonReport m_report;
};

void tst_CompareTables::init()
{
    m_folder = std::make_unique<ScratchFolder>();
    m_engine = scratchEngine(*m_folder);
    m_folder->write(u"p/tidemark.toml"_s,
                    "[project]\nname = \"shop\"\n"
                    "[streams.SHOP]\ndir = \"migrations\"\nlayout = \"numbered\"\n"
                    "[expect.SHOP]\ntables = [\"users\"]\n");
    m_folder->write(
        u"p/wrangler.toml"_s,
        "name = \"shop\"\n[[d1_databases]]\nbinding = \"SHOP\"\n"
        "database_name = \"shop\"\ndatabase_id = \"2b94e0d7-61c8-4f3a-8e52-d07a9c15b3f6\"\n");
    m_folder->write(u"p/migrations/0001_users.sql"_s,
                    "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT NOT NULL UNIQUE, "
                    "name TEXT);\n"
                    "CREATE INDEX users_name ON users (name);\n");
    m_folder->write(u"p/migrations/0002_orders.sql"_s,
                    "CREATE TABLE orders (id INTEGER PRIMARY KEY, user_id INTEGER NOT NULL "
                    "REFERENCES users(id) ON DELETE CASCADE);\n");
    migrate();
}

void tst_CompareTables::cleanup()
{
    m_folder.reset();
}

void tst_CompareTables::migrate()
{
    const SelectionRequest request{ .projectDirectory = m_folder->path(u"p"_s),
                                    .place = PlaceOfTarget::Local };
    const auto selection = select(m_engine, request, Purpose::Write);
    QVERIFY2(selection, selection ? "" : qPrintable(selection.error().message));
    m_selection = *selection;
    const RunMigrations operation(m_engine, {});
    const auto prepared = await(operation.prepare(m_selection, {}));
    QVERIFY(prepared);
    const auto done = await(operation.execute(m_selection, *prepared, {}));
    QVERIFY(done);
    const auto &outcome = done->first().outcome;
    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QVERIFY2(!outcome->error, outcome->error ? qPrintable(outcome->error->message) : "");
}

void tst_CompareTables::sql(const QByteArray &script) const
{
    auto connection = SqliteConnection::open(m_selection.targets.first().target.file);
    QVERIFY(connection);
    const auto ran = connection->run(script);
    QVERIFY2(ran, ran ? "" : qPrintable(ran.error().message));
}

ComparisonReport tst_CompareTables::report(const ComparisonWish &wish) const
{
    const auto found = await(compareTables(m_engine, m_selection, wish, {}));
    if (!found)
        qFatal("%s", qPrintable(found.error().message));
    m_report = *found;
    return *found;
}

const ComparedPart *tst_CompareTables::column(const ComparisonReport &report,
                                              const QString &table,
                                              const QString &name) const
{
    const ComparedTable *compared = report.comparison.table(table);
    if (!compared)
        return nullptr;
    const auto found = std::ranges::find_if(
        compared->columns, [&name](const ComparedPart &part) { return part.name == name; });
    return found == compared->columns.end() ? nullptr : &*found;
}

void tst_CompareTables::findsNothingWhereAllIsWell()
{
    const auto found = report();

    QCOMPARE(found.comparison.tables.size(), 2);
    QCOMPARE(found.comparison.differences(), 0);
    QVERIFY(found.sql.isEmpty());
    QVERIFY(found.internal.contains(u"_tidemark_ledger"_s));
    QVERIFY(!found.checks.isEmpty());
    QVERIFY(std::ranges::all_of(found.checks, [](const Check &check) { return check.passed; }));
}

void tst_CompareTables::tellsMissingChangedAndUnexpectedApart()
{
    sql("PRAGMA foreign_keys = OFF; DROP TABLE orders; DROP TABLE users;"
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name BLOB, plan TEXT);"
        "CREATE TABLE scratchpad (note TEXT);");

    const auto found = report();

    QCOMPARE(found.comparison.table(u"orders"_s)->outcome, Outcome::Missing);
    QCOMPARE(found.comparison.table(u"scratchpad"_s)->outcome, Outcome::Unexpected);
    const ComparedTable *users = found.comparison.table(u"users"_s);
    QCOMPARE(users->outcome, Outcome::Changed);
    QCOMPARE(users->differences(), 4);
    QCOMPARE(column(found, u"users"_s, u"id"_s)->outcome, Outcome::Same);
    QCOMPARE(column(found, u"users"_s, u"email"_s)->changes,
             QList<ComparedPart::Change>{ ComparedPart::Change::NotNullGone });
    QCOMPARE(column(found, u"users"_s, u"name"_s)->changes,
             QList<ComparedPart::Change>{ ComparedPart::Change::Type });
    QCOMPARE(column(found, u"users"_s, u"plan"_s)->outcome, Outcome::Unexpected);
    QCOMPARE(users->indexes.first().outcome, Outcome::Missing);
    QVERIFY(found.sql.value(u"orders"_s).contains("CREATE TABLE orders"));
    QVERIFY(found.sql.value(u"users"_s).contains("made anew"));
    QVERIFY(found.sql.value(u"scratchpad"_s).contains("DROP TABLE"));
}

void tst_CompareTables::saysWhichMigrationMakesATable()
{
    const auto found = report();

    QCOMPARE(found.factsOf(u"orders"_s).madeBy, u"0002_orders"_s);
    QCOMPARE(found.factsOf(u"users"_s).madeBy, u"0001_users"_s);
}

void tst_CompareTables::knowsWhatComesLater()
{
    m_folder->write(u"p/migrations/0003_reviews.sql"_s, "CREATE TABLE reviews (id INTEGER);\n");
    const auto stream = loadStream(m_selection.targets.first().stream.config);
    QVERIFY(stream);
    m_selection.targets.first().stream = *stream;

    const auto recorded = report();
    const auto all = report({ .expected = { .kind = ComparisonSide::Kind::AllMigrations } });

    QCOMPARE(recorded.later, QStringList{ u"reviews"_s });
    QCOMPARE(recorded.factsOf(u"reviews"_s).comesWith, u"0003_reviews"_s);
    QCOMPARE(recorded.comparison.differences(), 0);
    QCOMPARE(all.comparison.table(u"reviews"_s)->outcome, Outcome::Missing);
    QVERIFY(all.later.isEmpty());
}

void tst_CompareTables::comparesWithABackup()
{
    sql("INSERT INTO users (email) VALUES ('a@example.com'), ('b@example.com');");
    const Backups backups(m_engine, m_selection);
    const auto backup = await(backups.take(m_selection.targets.first(), {}, {}));
    QVERIFY(backup);
    sql("DELETE FROM users WHERE email LIKE 'a%'; ALTER TABLE users ADD COLUMN plan TEXT;");

    const auto found
        = report({ .expected = { .kind = ComparisonSide::Kind::Backup, .backup = backup->path },
                   .countExactly = true });

    QCOMPARE(column(found, u"users"_s, u"plan"_s)->outcome, Outcome::Unexpected);
    QCOMPARE(found.factsOf(u"users"_s).expectedRows, std::optional<qint64>(2));
    QCOMPARE(found.factsOf(u"users"_s).presentRows, std::optional<qint64>(1));
    const auto listed = await(comparableBackups(m_engine, m_selection));
    QVERIFY(listed);
    QCOMPARE(listed->first().path, backup->path);
}

void tst_CompareTables::comparesBothWaysRound()
{
    sql("CREATE TABLE scratchpad (note TEXT);");

    const auto found = report({ .expected = { .kind = ComparisonSide::Kind::Target },
                                .present = { .kind = ComparisonSide::Kind::RecordedMigrations } });

    QCOMPARE(found.comparison.table(u"scratchpad"_s)->outcome, Outcome::Missing);
    QVERIFY(found.checks.isEmpty());
}

void tst_CompareTables::countsOnlyWhenAsked()
{
    sql("INSERT INTO users (email) VALUES ('a@example.com');");
    const auto unknown = report();
    QVERIFY(!unknown.factsOf(u"users"_s).presentRows);

    const Backups backups(m_engine, m_selection);
    QVERIFY(await(backups.take(m_selection.targets.first(), {}, {})));
    sql("INSERT INTO users (email) VALUES ('b@example.com');");
    const auto told = report();
    QCOMPARE(told.factsOf(u"users"_s).presentRows, std::optional<qint64>(1));
    QVERIFY(told.countedAt.isValid());

    const auto counted = report({ .countExactly = true });
    QCOMPARE(counted.factsOf(u"users"_s).presentRows, std::optional<qint64>(2));
    QVERIFY(!counted.countedAt.isValid());
}

void tst_CompareTables::repairsWhatWasChangedByHand()
{
    sql("DROP INDEX users_name; CREATE TABLE scratchpad (note TEXT); "
        "ALTER TABLE users ADD COLUMN plan TEXT;");

    const auto proposals = await(proposeFix(m_engine, m_selection.targets.first(), {}));

    QVERIFY(proposals);
    QVERIFY(proposals->repair.left.isEmpty());
    QVERIFY(proposals->repair.statements.size() >= 2);
    const auto file = writeFix(m_engine, m_selection.targets.first(), proposals->repair);
    QVERIFY2(file, file ? "" : qPrintable(file.error().message));
    QVERIFY(QFile::exists(*file));
    migrate();
    const auto found = report();
    QCOMPARE(found.comparison.differences(), 0);
}

void tst_CompareTables::repairsAndAbsorbsWhatWasMadeAnotherWay()
{
    m_folder->write(u"p/migrations/0003_names.sql"_s,
                    "CREATE VIEW names AS SELECT id, name FROM users;\n"
                    "CREATE TRIGGER rename INSTEAD OF UPDATE ON names BEGIN\n"
                    "  UPDATE users SET name = new.name WHERE id = old.id;\nEND;\n"
                    "CREATE TRIGGER leaves AFTER DELETE ON users BEGIN\n"
                    "  DELETE FROM orders WHERE user_id = old.id;\nEND;\n");
    migrate();
    sql("DROP INDEX users_name; CREATE INDEX users_name ON users (name, email); "
        "DROP VIEW names; CREATE VIEW names AS SELECT id, email AS name FROM users; "
        "CREATE TRIGGER rename INSTEAD OF UPDATE ON names BEGIN "
        "  UPDATE users SET name = new.name WHERE id = old.id; END; "
        "DROP TRIGGER leaves; CREATE TRIGGER leaves AFTER DELETE ON users BEGIN SELECT 1; END;");

    const auto proposals = await(proposeFix(m_engine, m_selection.targets.first(), {}));

    QVERIFY(proposals);
    QVERIFY(proposals->absorb.left.isEmpty());
    QCOMPARE(proposals->absorb.statements.size(), 3);
    QVERIFY(proposals->repair.left.isEmpty());
    QCOMPARE(proposals->repair.statements.size(), 3);
    QVERIFY(writeFix(m_engine, m_selection.targets.first(), proposals->repair));
    migrate();
    QCOMPARE(report().comparison.differences(), 0);
}

void tst_CompareTables::keepsTheRowsOfARepairedTable()
{
    sql("PRAGMA foreign_keys = OFF; DROP TABLE users; "
        "CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, name TEXT); "
        "CREATE INDEX users_name ON users (name); "
        "INSERT INTO users (id, email) VALUES (7, 'a@example.com'); "
        "INSERT INTO orders (user_id) VALUES (7);");
    const auto proposals = await(proposeFix(m_engine, m_selection.targets.first(), {}));
    QVERIFY(proposals);

    QVERIFY(writeFix(m_engine, m_selection.targets.first(), proposals->repair));
    migrate();

    const auto found = report({ .countExactly = true });
    QCOMPARE(found.comparison.differences(), 0);
    QCOMPARE(found.factsOf(u"users"_s).presentRows, std::optional<qint64>(1));
    QCOMPARE(found.factsOf(u"orders"_s).presentRows, std::optional<qint64>(1));
}

void tst_CompareTables::letsNoRepairTakeAFilledColumnSilently()
{
    sql("ALTER TABLE users ADD COLUMN plan TEXT; "
        "INSERT INTO users (id, email, plan) VALUES (7, 'a@example.com', 'pro');");
    const auto proposals = await(proposeFix(m_engine, m_selection.targets.first(), {}));
    QVERIFY(proposals);
    QVERIFY(proposals->repair.left.isEmpty());
    QVERIFY(writeFix(m_engine, m_selection.targets.first(), proposals->repair));
    SelectedTarget selected = m_selection.targets.first();
    selected.stream = *loadStream(selected.stream.config);

    const auto prepared = await(prepareRun(m_engine, m_selection, selected, {}, {}));

    QVERIFY2(prepared, prepared ? "" : qPrintable(prepared.error().message));
    QVERIFY(prepared->rehearsal.blocks());
}

void tst_CompareTables::absorbsAnUnexpectedColumn()
{
    sql("ALTER TABLE users ADD COLUMN plan TEXT;");

    const auto proposals = await(proposeFix(m_engine, m_selection.targets.first(), {}));

    QVERIFY(proposals);
    QCOMPARE(proposals->absorb.statements.size(), 1);
    QVERIFY(proposals->absorb.left.isEmpty());
    const auto file = writeFix(m_engine, m_selection.targets.first(), proposals->absorb);
    QVERIFY(file);
    QVERIFY(m_folder->read(u"p/migrations/"_s + QFileInfo(*file).fileName()).contains("plan"));
}

void tst_CompareTables::namesTheMigrationThatRunsAgain()
{
    sql("DROP TABLE orders;");

    const auto proposals = await(proposeFix(m_engine, m_selection.targets.first(), {}));

    QVERIFY(proposals);
    QCOMPARE(proposals->runAgain, QStringList{ u"0002_orders"_s });
}

void tst_CompareTables::proposesNothingWhereAllIsWell()
{
    const auto proposals = await(proposeFix(m_engine, m_selection.targets.first(), {}));

    QVERIFY(proposals);
    QVERIFY(proposals->repair.statements.isEmpty());
    QVERIFY(proposals->absorb.statements.isEmpty());
    QVERIFY(!writeFix(m_engine, m_selection.targets.first(), proposals->repair));
}

TIDEMARK_TEST(tst_CompareTables)
#include "tst_comparetables.moc"
