#include <engine/sql/schemaoutline.h>
#include <support/await.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

QStringList objectNames(const Schema &schema)
{
    QStringList names;
    const auto add = [&names](const QString &kind, const auto &objects) {
        for (const auto &object : objects)
            names.append(kind + object.name);
    };
    add(u"table "_s, schema.tables);
    add(u"index "_s, schema.indexes);
    add(u"trigger "_s, schema.triggers);
    add(u"view "_s, schema.views);
    return names;
}

} // namespace

/// The schema from sqlite_schema alone stands for the whole one where only names and fingerprint are asked for.
class tst_SchemaOutline : public QObject
{
    Q_OBJECT

private slots:
    void hasTheNamesAndFingerprintOfTheWhole_data();
    void hasTheNamesAndFingerprintOfTheWhole();
    void seesEveryChange_data();
    void seesEveryChange();
    void givesUpWhereItCannotTell_data();
    void givesUpWhereItCannotTell();
    void givesUpOnRowsOfAnotherShape();
    void asksNothingOfTheTables();
};

void tst_SchemaOutline::hasTheNamesAndFingerprintOfTheWhole_data()
{
    QTest::addColumn<QByteArray>("script");
    const auto row
        = [](const char *name, const char *script) { QTest::newRow(name) << QByteArray(script); };
    row("nothing", "");
    row("bare names",
        "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT UNIQUE); CREATE INDEX i ON t(a);"
        "CREATE VIEW v AS SELECT a FROM t; CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; "
        "END");
    row("names in double quotes",
        "CREATE TABLE \"T\"(\"id\" INTEGER PRIMARY KEY, \"A b\" TEXT CHECK(\"A b\" <> ''));"
        "CREATE INDEX \"i\" ON \"T\"(\"A b\") WHERE \"id\" > 1");
    row("a string in double quotes", "CREATE TABLE t(a DEFAULT \"Free\", b CHECK(b <> \"none\"))");
    row("a string that is another table's column",
        "CREATE TABLE t(a DEFAULT \"free\"); CREATE TABLE u(x, free REFERENCES t)");
    row("a string that is a table", "CREATE TABLE t(a DEFAULT \"free\"); CREATE TABLE free(x)");
    row("a string that is a column of ours",
        "CREATE TABLE t(a DEFAULT \"seq\"); CREATE TABLE _tidemark_ledger(seq)");
    row("a renamed table",
        "CREATE TABLE t(a REFERENCES t); CREATE INDEX i ON t(a); ALTER TABLE t RENAME TO u");
    row("a renamed column", "CREATE TABLE t(a, CHECK(a > 0)); ALTER TABLE t RENAME a TO \"b c\"");
    row("an added column",
        "CREATE TABLE t(a, PRIMARY KEY(a)); ALTER TABLE t ADD COLUMN \"b\" TEXT DEFAULT \"b\"");
    row("from a SELECT", "CREATE TABLE t AS SELECT 1 AS a, 2 AS \"b c\", 3 AS \"select\"");
    row("every kind of quote",
        "CREATE TABLE [t](`a`, 'b', \"c\", [d e], CONSTRAINT \"k\" UNIQUE(\"c\"), CHECK(\"d e\" > "
        "\"z\"))");
    row("keys and options",
        "CREATE TABLE p(a TEXT, b INT, PRIMARY KEY(a, b)) STRICT, WITHOUT ROWID;"
        "CREATE TABLE c(\"x\" TEXT, y INT, FOREIGN KEY(\"x\", y) REFERENCES p(a, b) ON DELETE "
        "CASCADE)");
    row("generated columns",
        "CREATE TABLE t(a, \"b\" AS (a + 1), c AS (\"b\" || \"d\") STORED, CHECK(\"c\" <> \"e\"))");
    row("comments and commas",
        "CREATE TABLE t(a /* \"x\", y */, b DECIMAL(10, 2) CHECK(max(1, \"b2\") > \"z\"), -- "
        "\"c\"\n "
        "\"b2\")");
    row("tables that are not the user's",
        "CREATE TABLE t(a); CREATE TABLE \"d1_migrations\"(id); CREATE TABLE _tidemark_lock(id);"
        "CREATE INDEX x ON _tidemark_lock(id); INSERT INTO t VALUES(1); ANALYZE");
    row("a view that does not compile",
        "CREATE TABLE t(a); CREATE VIEW v AS SELECT \"a\", \"no\" FROM t; DROP TABLE t");
}

void tst_SchemaOutline::hasTheNamesAndFingerprintOfTheWhole()
{
    QFETCH(const QByteArray, script);
    const ScratchDatabase database(script);
    const auto whole = await(database.database()->schema());

    const auto outline = outlineFromRows(database.rows(outlineQuery()));

    QVERIFY(whole);
    QVERIFY(outline);
    QCOMPARE(objectNames(outline->userPart()), objectNames(whole->userPart()));
    QCOMPARE(fingerprint(*outline), fingerprint(*whole));
}

void tst_SchemaOutline::seesEveryChange_data()
{
    QTest::addColumn<QByteArray>("change");
    const auto row
        = [](const char *name, const char *change) { QTest::newRow(name) << QByteArray(change); };
    row("a column of a name as long", "ALTER TABLE t RENAME COLUMN a TO c");
    row("an index on another column", "DROP INDEX i; CREATE INDEX i ON t(b)");
    row("an index of another name", "DROP INDEX i; CREATE INDEX j ON t(a)");
    row("a default as long", "DROP TABLE u; CREATE TABLE u(a DEFAULT 'y'); CREATE INDEX k ON u(a)");
    row("a string that becomes a name", "ALTER TABLE u ADD COLUMN free");
    row("a trigger's body",
        "DROP TRIGGER r; CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 2; END");
    row("a view's column", "DROP VIEW v; CREATE VIEW v AS SELECT b FROM t");
}

void tst_SchemaOutline::seesEveryChange()
{
    QFETCH(const QByteArray, change);
    const ScratchDatabase database("CREATE TABLE t(a, b DEFAULT \"free\"); CREATE INDEX i ON t(a);"
                                   "CREATE TABLE u(a DEFAULT 'x'); CREATE INDEX k ON u(a);"
                                   "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END;"
                                   "CREATE VIEW v AS SELECT a FROM t");
    const auto before = outlineFromRows(database.rows(outlineQuery()));

    database.run(change);
    const auto after = outlineFromRows(database.rows(outlineQuery()));

    QVERIFY(before && after);
    QVERIFY(fingerprint(*before) != fingerprint(*after));
}

void tst_SchemaOutline::givesUpWhereItCannotTell_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("a virtual table, whose shadows are nobody's")
        << QByteArray("CREATE VIRTUAL TABLE f USING fts5(body)");
    QTest::newRow("a table's name that is not UTF-8") << QByteArray("CREATE TABLE \"t\xff\"(a)");
    QTest::newRow("an index's name that is not UTF-8")
        << QByteArray("CREATE TABLE t(a); CREATE INDEX \"i\xff\" ON t(a)");
}

void tst_SchemaOutline::givesUpWhereItCannotTell()
{
    QFETCH(const QByteArray, script);
    const ScratchDatabase database(script);

    QVERIFY(!outlineFromRows(database.rows(outlineQuery())));
}

void tst_SchemaOutline::givesUpOnRowsOfAnotherShape()
{
    const Value text = Value::text(u"t"_s);
    const Value page = Value::integer(2);
    const auto table = Value::text(u"table"_s);
    const auto statement = Value::text(u"CREATE TABLE t(a)"_s);

    QVERIFY(outlineFromRows({ { table, text, text, statement, page } }));
    QVERIFY(
        outlineFromRows({ { table, text, text, statement, Value::real(2) } })); // as JSON has it
    QVERIFY(!outlineFromRows({ { table, text, text, statement } }));
    QVERIFY(!outlineFromRows({ { text, text, text, statement, page } })); // an unknown kind
    QVERIFY(!outlineFromRows({ { table, text, text, Value(), page } })); // no statement
}

void tst_SchemaOutline::asksNothingOfTheTables()
{
    // What makes schemaQuery() slow are the questions that SQLite compiles for each table.
    QVERIFY(!outlineQuery().contains("pragma"));
}

TIDEMARK_TEST(tst_SchemaOutline)
#include "tst_schemaoutline.moc"
