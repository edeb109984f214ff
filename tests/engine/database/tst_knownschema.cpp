#include <engine/database/sqlite/knownschema.h>
#include <engine/sql/fingerprinter.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

SqliteConnection inMemory(SqliteOptions::Profile profile = SqliteOptions::Profile::Sqlite)
{
    auto connection = SqliteConnection::open(
        u":memory:"_s, { .access = SqliteOptions::Access::Create, .profile = profile });
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    return std::move(*connection);
}

constexpr auto People = "CREATE TABLE people(id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);"
                        "CREATE TABLE \"odd name\"(\"a b\" TEXT DEFAULT 'x', c AS (\"a b\" || 1));"
                        "CREATE TABLE visits(person REFERENCES people(id) ON DELETE CASCADE, at,"
                        " other INTEGER REFERENCES people);"
                        "CREATE INDEX visits_at ON visits(at DESC, lower(person)) WHERE at > 0;"
                        "CREATE TRIGGER noted AFTER INSERT ON visits BEGIN SELECT 1; END";

} // namespace

class tst_KnownSchema : public QObject
{
    Q_OBJECT

private slots:
    void seesWhatAFullReadingSees_data();
    void seesWhatAFullReadingSees();
    void seesWhatIsUndone();
    void seesATableThatIsMadeAnew();
    void holdsUnderTheProfileOfD1();
    void saysWhetherAnythingChanged();
    void fingerprintsLikeTheFunction();
};

void tst_KnownSchema::seesWhatAFullReadingSees_data()
{
    QTest::addColumn<QByteArray>("change");

    const auto row
        = [](const char *name, const char *change) { QTest::newRow(name) << QByteArray(change); };
    row("nothing", "SELECT 1");
    row("a table", "CREATE TABLE t(a INT, b TEXT NOT NULL DEFAULT 'it''s', PRIMARY KEY(b, a))");
    row("a strict table", "CREATE TABLE t(a INT NOT NULL) STRICT");
    row("two tables that reference each other",
        "CREATE TABLE a(b REFERENCES b(x) ON UPDATE SET NULL);"
        "CREATE TABLE b(x PRIMARY KEY REFERENCES a)");
    row("an index on an old table", "CREATE UNIQUE INDEX i ON people(name COLLATE NOCASE, id)");
    row("an index less", "DROP INDEX visits_at");
    row("a trigger on an old table", "CREATE TRIGGER gone DELETE ON people BEGIN SELECT 1; END");
    row("a trigger less", "DROP TRIGGER noted");
    row("a column more", "ALTER TABLE people ADD COLUMN age INTEGER CHECK (age > 0)");
    row("a column less", "DROP INDEX visits_at; ALTER TABLE visits DROP COLUMN at");
    row("a column renamed", "ALTER TABLE people RENAME COLUMN id TO number");
    row("a table renamed", "ALTER TABLE people RENAME TO persons");
    row("a table less", "DROP TABLE \"odd name\"");
    row("the last table less", "DROP TABLE visits");
    row("a rebuilt table",
        "CREATE TABLE new(id INTEGER PRIMARY KEY, name TEXT); DROP TABLE people;"
        "ALTER TABLE new RENAME TO people");
    row("names exchanged",
        "ALTER TABLE people RENAME TO t; ALTER TABLE visits RENAME TO people;"
        "ALTER TABLE t RENAME TO visits");
    row("a counter", "CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT)");
    row("a view", "CREATE VIEW v AS SELECT name FROM people");
    row("a view that does not compile", "CREATE VIEW v AS SELECT x FROM nowhere");
    row("a table without rowid", "CREATE TABLE w(k TEXT PRIMARY KEY, v) WITHOUT ROWID");
    row("a virtual table", "CREATE VIRTUAL TABLE f USING fts5(words)");
    row("a name of Cloudflare's", "CREATE TABLE _cf_KV(k, v)");
    row("statistics", "ANALYZE");
}

void tst_KnownSchema::seesWhatAFullReadingSees()
{
    QFETCH(const QByteArray, change);
    SqliteConnection database = inMemory();
    KnownSchema known;
    QVERIFY(database.run(People));
    QVERIFY(known.of(database));

    // And once more: what follows the change, and a change of what it has made.
    for (const QByteArray &script : { change,
                                      QByteArray("CREATE TABLE later(x REFERENCES people)"),
                                      QByteArray("CREATE INDEX later_x ON later(x)") }) {
        const auto ran = database.run(script);
        QVERIFY2(ran, ran ? "" : qPrintable(ran.error().message));

        const auto found = known.of(database);

        const auto whole = database.schema();
        QVERIFY(found && whole);
        QCOMPARE(found->tables, whole->tables);
        QCOMPARE(found->indexes, whole->indexes);
        QCOMPARE(found->triggers, whole->triggers);
        QCOMPARE(found->views, whole->views);
    }
}

void tst_KnownSchema::seesWhatIsUndone()
{
    SqliteConnection database = inMemory();
    KnownSchema known;
    QVERIFY(database.run(People));
    const auto before = known.of(database);

    QVERIFY(database.run("BEGIN; CREATE TABLE t(a); ALTER TABLE people ADD COLUMN age"));
    const auto meanwhile = known.of(database);
    QVERIFY(database.run("ROLLBACK; CREATE TABLE t(b)"));
    const auto after = known.of(database);

    QVERIFY(before && meanwhile && after);
    QVERIFY(meanwhile->table(u"people"_s)->column(u"age"_s));
    QVERIFY(!after->table(u"people"_s)->column(u"age"_s));
    QVERIFY(after->table(u"t"_s)->column(u"b"_s));
    QVERIFY(*after == *database.schema());
}

void tst_KnownSchema::seesATableThatIsMadeAnew()
{
    SqliteConnection database = inMemory();
    KnownSchema known;
    QVERIFY(database.run("CREATE TABLE t(a); CREATE INDEX i ON t(a); CREATE TABLE u(b)"));
    QVERIFY(known.of(database));

    QVERIFY(database.run("DROP TABLE t; CREATE TABLE t(a, c UNIQUE); CREATE INDEX i ON t(c)"));
    const auto found = known.of(database);

    QVERIFY(found);
    QVERIFY(*found == *database.schema());
}

void tst_KnownSchema::holdsUnderTheProfileOfD1()
{
    SqliteConnection database = inMemory(SqliteOptions::Profile::D1);
    KnownSchema known;
    QVERIFY(known.of(database));

    for (int i = 0; i < 5; ++i) {
        const QByteArray name = "t" + QByteArray::number(i);
        QVERIFY(database.transaction({ { "CREATE TABLE " + name + "(a UNIQUE, b REFERENCES t0)" },
                                       { "CREATE INDEX i_" + name + " ON " + name + "(b)" } }));
        const auto found = known.of(database);
        QVERIFY(found);
        QVERIFY(*found == *database.schema());
    }
}

void tst_KnownSchema::saysWhetherAnythingChanged()
{
    SqliteConnection database = inMemory();
    KnownSchema known;
    QVERIFY(database.run("CREATE TABLE t(a)"));
    QVERIFY(known.of(database));
    const quint64 first = known.version();

    QVERIFY(database.run("INSERT INTO t VALUES (1)"));
    QVERIFY(known.of(database));
    const quint64 afterRows = known.version();
    QVERIFY(database.run("ALTER TABLE t RENAME TO u"));
    QVERIFY(known.of(database));

    QCOMPARE(afterRows, first);
    QVERIFY(known.version() != first);
}

void tst_KnownSchema::fingerprintsLikeTheFunction()
{
    SqliteConnection database = inMemory();
    Fingerprinter fingerprinter;
    QSet<QString> seen;

    // "word" is a string until a column is called so.
    for (const char *script : { "CREATE TABLE t(a DEFAULT \"word\")",
                                "CREATE VIEW v AS SELECT a FROM t",
                                "CREATE TABLE u(b /* a remark */ TEXT)",
                                "CREATE TABLE w(word)",
                                "ALTER TABLE u RENAME TO u2",
                                "DROP VIEW v" }) {
        QVERIFY(database.run(script));
        const auto schema = database.schema();
        QVERIFY(schema);

        const QString found = fingerprinter.of(*schema);

        QCOMPARE(found, fingerprint(*schema));
        QVERIFY(!seen.contains(found));
        seen.insert(found);
    }
}

TIDEMARK_TEST(tst_KnownSchema)
#include "tst_knownschema.moc"
