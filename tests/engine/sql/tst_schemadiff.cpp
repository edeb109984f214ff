#include <engine/sql/schemadiff.h>
#include <engine/sql/schemareader.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

using Kind = SchemaDifference::Kind;
using Object = SchemaDifference::Object;

namespace {

Schema read(const ScratchDatabase &database)
{
    const auto schema = schemaFromRows(database.rows(schemaQuery()));
    if (!schema)
        qFatal("%s", qPrintable(schema.error().message));
    return *schema;
}

Schema schemaOf(const QByteArray &script)
{
    return read(ScratchDatabase(script));
}

/// One line a difference, e.g. "missing column user.plan: TEXT | ".
QStringList lines(const QList<SchemaDifference> &differences)
{
    QStringList all;
    for (const auto &difference : differences)
        all.append(differenceKindName(difference.kind) + u' ' + objectName(difference.object) + u' '
                   + difference.name + u": "_s + difference.expected + u" | "_s + difference.found);
    return all;
}

} // namespace

class tst_SchemaDiff : public QObject
{
    Q_OBJECT

private slots:
    void findsNothingBetweenEquals();
    void describes_data();
    void describes();
    void ordersByObjectThenName();
    void turnsOneIntoTheOther_data();
    void turnsOneIntoTheOther();
    void leavesUnproven_data();
    void leavesUnproven();
    void addsColumnsToTablesWithRows();
    void dropsChildrenBeforeParents();
};

void tst_SchemaDiff::findsNothingBetweenEquals()
{
    const auto one = schemaOf("CREATE TABLE user(id INTEGER PRIMARY KEY, plan TEXT);"
                              "CREATE INDEX i ON user(plan); CREATE TABLE d1_migrations(id);");
    const auto other
        = schemaOf("create table \"user\" (id integer primary key, -- key\n plan text);"
                   "create index [i] on user (plan);");

    QCOMPARE(lines(schemaDifferences(one, other)), QStringList());
    const auto script = differenceScript(one, other);
    QVERIFY(script.statements.isEmpty());
    QVERIFY(script.unproven.isEmpty());
}

void tst_SchemaDiff::describes_data()
{
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("found");
    QTest::addColumn<QStringList>("differences");

    const auto row
        = [](const char *name, const char *expected, const char *found, const QStringList &lines) {
              QTest::newRow(name) << QByteArray(expected) << QByteArray(found) << lines;
          };
    row("missing table",
        "CREATE TABLE t(\n  a INT -- one\n)",
        "",
        { u"missing table t: CREATE TABLE t(a INT) | "_s });
    row("unexpected table",
        "",
        "CREATE TABLE t(a)",
        { u"unexpected table t:  | CREATE TABLE t(a)"_s });
    row("missing column",
        "CREATE TABLE user(id, plan TEXT NOT NULL  DEFAULT 'free' /* x */)",
        "CREATE TABLE user(id)",
        { u"missing column user.plan: TEXT NOT NULL DEFAULT 'free' | "_s });
    row("unexpected column without a type",
        "CREATE TABLE t(a)",
        "CREATE TABLE t(a, b)",
        { u"unexpected column t.b:  | no type"_s });
    row("changed column",
        "CREATE TABLE t(a TEXT NOT NULL, b)",
        "CREATE TABLE t(a TEXT, b)",
        { u"changed column t.a: TEXT NOT NULL | TEXT"_s });
    row("changed check of a column",
        "CREATE TABLE t(a CHECK (a IN (1, 2)))",
        "CREATE TABLE t(a CHECK (a IN (1)))",
        { u"changed column t.a: CHECK (a IN (1, 2)) | CHECK (a IN (1))"_s });
    row("missing constraint",
        "CREATE TABLE t(a, b, UNIQUE (a, b), CHECK (a > 0))",
        "CREATE TABLE t(a, b, CHECK (a > 0))",
        { u"changed table t: UNIQUE (a, b) | not there"_s });
    row("missing check of the table",
        "CREATE TABLE t(a, CHECK (a > 0))",
        "CREATE TABLE t(a)",
        { u"changed table t: CHECK (a > 0) | not there"_s });
    row("changed foreign key",
        "CREATE TABLE t(a, FOREIGN KEY (a) REFERENCES t ON DELETE CASCADE)",
        "CREATE TABLE t(a, FOREIGN KEY (a) REFERENCES t)",
        { u"changed table t: FOREIGN KEY (a) REFERENCES t ON DELETE CASCADE"
          " | FOREIGN KEY (a) REFERENCES t"_s });
    row("options",
        "CREATE TABLE t(a INT PRIMARY KEY) STRICT, WITHOUT ROWID",
        "CREATE TABLE t(a INT PRIMARY KEY)",
        { u"changed table t: STRICT , WITHOUT ROWID | not there"_s });
    row("column order",
        "CREATE TABLE t(a, b)",
        "CREATE TABLE t(b, a)",
        { u"changed table t: columns in the order a, b | columns in the order b, a"_s });
    row("table and column",
        "CREATE TABLE t(a INT, b INT) STRICT",
        "CREATE TABLE t(a INT)",
        { u"changed table t: STRICT | not there"_s, u"missing column t.b: INT | "_s });
    row("virtual table",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
        "CREATE VIRTUAL TABLE f USING fts5(b)",
        { u"changed table f: CREATE VIRTUAL TABLE f USING fts5(a)"
          " | CREATE VIRTUAL TABLE f USING fts5(b)"_s });
    row("index",
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(a)",
        "CREATE TABLE t(a, b); CREATE UNIQUE INDEX i ON t(a)",
        { u"changed index i: CREATE INDEX i ON t(a) | CREATE UNIQUE INDEX i ON t(a)"_s });
    row("trigger and view",
        "CREATE TABLE t(a); CREATE VIEW v AS SELECT 1",
        "CREATE TABLE t(a); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
        { u"unexpected trigger r:  | CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END"_s,
          u"missing view v: CREATE VIEW v AS SELECT 1 | "_s });
    row("table turned view",
        "CREATE TABLE t(a)",
        "CREATE VIEW t AS SELECT 1 a",
        { u"missing table t: CREATE TABLE t(a) | "_s,
          u"unexpected view t:  | CREATE VIEW t AS SELECT 1 a"_s });
}

void tst_SchemaDiff::describes()
{
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, found);
    QFETCH(QStringList, differences);

    const auto one = schemaOf(expected);
    const auto other = schemaOf(found);

    QCOMPARE(lines(schemaDifferences(one, other)), differences);
    QVERIFY(fingerprint(one) != fingerprint(other));
}

void tst_SchemaDiff::ordersByObjectThenName()
{
    const auto expected = schemaOf("CREATE TABLE b(z, y, x); CREATE TABLE a(q);"
                                   "CREATE VIEW v AS SELECT 1; CREATE INDEX i ON a(q);");
    const auto found = schemaOf("CREATE TABLE b(z);");

    QStringList names;
    for (const auto &difference : schemaDifferences(expected, found))
        names.append(difference.name);

    QCOMPARE(names, (QStringList{ u"a"_s, u"b.x"_s, u"b.y"_s, u"i"_s, u"v"_s }));
}

void tst_SchemaDiff::turnsOneIntoTheOther_data()
{
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("found");

    const auto row = [](const char *name, const char *expected, const char *found) {
        QTest::newRow(name) << QByteArray(expected) << QByteArray(found);
    };
    row("everything from nothing",
        "CREATE TABLE t(a UNIQUE, b); CREATE INDEX i ON t(b); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES(new.a, 1); END;"
        "CREATE VIRTUAL TABLE f USING fts5(body)",
        "");
    row("nothing from everything",
        "",
        "CREATE TABLE t(a UNIQUE, b); CREATE INDEX i ON t(b); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; END;"
        "CREATE VIRTUAL TABLE f USING fts5(body)");
    row("columns at the end",
        "CREATE TABLE t(a INT, b TEXT NOT NULL DEFAULT 'x', c CHECK (c > 0), FOREIGN KEY (a) "
        "REFERENCES t)",
        "CREATE TABLE t(a INT, FOREIGN KEY (a) REFERENCES t)");
    row("a column with an awkward name",
        "CREATE TABLE \"t t\"(a, \"b \"\"c\" TEXT)",
        "CREATE TABLE \"t t\"(a)");
    row("a surplus column with its index, view and trigger",
        "CREATE TABLE t(a)",
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(b); CREATE VIEW v AS SELECT b FROM t;"
        "CREATE TRIGGER r AFTER UPDATE OF b ON t BEGIN SELECT 1; END");
    row("one column for another", "CREATE TABLE t(a, c)", "CREATE TABLE t(a, b)");
    row("the only column for another", "CREATE TABLE t(b)", "CREATE TABLE t(a)");
    row("a changed index and trigger",
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(b);"
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 2; END",
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(a);"
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END");
    row("a changed view keeps its trigger",
        "CREATE TABLE t(a); CREATE VIEW v AS SELECT a, 1 FROM t;"
        "CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN DELETE FROM t; END",
        "CREATE TABLE t(a); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN DELETE FROM t; END");
    row("a view turned table", "CREATE TABLE t(a)", "CREATE VIEW t AS SELECT 1 a");
    row("an index of an added column",
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(b)",
        "CREATE TABLE t(a)");
}

void tst_SchemaDiff::turnsOneIntoTheOther()
{
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, found);
    const auto wanted = schemaOf(expected);
    const ScratchDatabase database(found);

    const auto script = differenceScript(wanted, read(database));
    database.run(script.statements.join(";\n") + ';');

    QVERIFY(script.unproven.isEmpty());
    QCOMPARE(lines(schemaDifferences(wanted, read(database))), QStringList());
    QCOMPARE(fingerprint(read(database)), fingerprint(wanted));
}

void tst_SchemaDiff::leavesUnproven_data()
{
    QTest::addColumn<QByteArray>("expected");
    QTest::addColumn<QByteArray>("found");
    QTest::addColumn<QString>("name");

    const auto row
        = [](const char *name, const char *expected, const char *found, const QString &object) {
              QTest::newRow(name) << QByteArray(expected) << QByteArray(found) << object;
          };
    row("column in the middle", "CREATE TABLE t(a, b, c)", "CREATE TABLE t(a, c)", u"t.b"_s);
    row("unique column", "CREATE TABLE t(a, b UNIQUE)", "CREATE TABLE t(a)", u"t.b"_s);
    row("stored column", "CREATE TABLE t(a, b AS (a) STORED)", "CREATE TABLE t(a)", u"t.b"_s);
    row("NOT NULL without a default",
        "CREATE TABLE t(a, b NOT NULL)",
        "CREATE TABLE t(a)",
        u"t.b"_s);
    row("NOT NULL with NULL for a default",
        "CREATE TABLE t(a, b NOT NULL DEFAULT NULL)",
        "CREATE TABLE t(a)",
        u"t.b"_s);
    row("default that is not constant",
        "CREATE TABLE t(a, b DEFAULT CURRENT_TIMESTAMP)",
        "CREATE TABLE t(a)",
        u"t.b"_s);
    row("default expression",
        "CREATE TABLE t(a, b DEFAULT (datetime('now')))",
        "CREATE TABLE t(a)",
        u"t.b"_s);
    row("reference with a default",
        "CREATE TABLE t(a, b DEFAULT 1 REFERENCES t)",
        "CREATE TABLE t(a)",
        u"t.b"_s);
    row("surplus primary key", "CREATE TABLE t(b)", "CREATE TABLE t(a PRIMARY KEY, b)", u"t.a"_s);
    row("surplus column another one is generated from",
        "CREATE TABLE t(b)",
        "CREATE TABLE t(a, b AS (a))",
        u"t.a"_s);
    row("changed column", "CREATE TABLE t(a INT)", "CREATE TABLE t(a TEXT)", u"t.a"_s);
    row("changed options", "CREATE TABLE t(a INT) STRICT", "CREATE TABLE t(a INT)", u"t"_s);
    row("changed virtual table",
        "CREATE VIRTUAL TABLE f USING fts5(a)",
        "CREATE VIRTUAL TABLE f USING fts5(b)",
        u"f"_s);
}

void tst_SchemaDiff::leavesUnproven()
{
    QFETCH(QByteArray, expected);
    QFETCH(QByteArray, found);
    QFETCH(QString, name);

    const auto script = differenceScript(schemaOf(expected), schemaOf(found));

    QCOMPARE(script.statements, QList<QByteArray>());
    QVERIFY(std::any_of(script.unproven.begin(), script.unproven.end(), [&name](const auto &left) {
        return left.name == name;
    }));
}

void tst_SchemaDiff::addsColumnsToTablesWithRows()
{
    const auto wanted = schemaOf("CREATE TABLE t(a, b TEXT NOT NULL DEFAULT 'free', c DEFAULT -1.5,"
                                 " d REFERENCES t, e AS (a || 'x'), f COLLATE NOCASE)");
    const ScratchDatabase database("CREATE TABLE t(a); INSERT INTO t VALUES(1), (2);");

    const auto script = differenceScript(wanted, read(database));
    database.run(script.statements.join(";\n") + ';');

    QVERIFY(script.unproven.isEmpty());
    QCOMPARE(fingerprint(read(database)), fingerprint(wanted));
    QCOMPARE(database.value("SELECT count(*) FROM t WHERE b = 'free' AND e = a || 'x'"), u"2"_s);
}

void tst_SchemaDiff::dropsChildrenBeforeParents()
{
    const auto found = schemaOf("CREATE TABLE a(id INTEGER PRIMARY KEY);"
                                "CREATE TABLE b(id INTEGER PRIMARY KEY REFERENCES a);"
                                "CREATE TABLE c(x REFERENCES b, y REFERENCES c);"
                                "CREATE TABLE ring(x REFERENCES chain);"
                                "CREATE TABLE chain(x REFERENCES ring);");

    const auto statements = differenceScript(Schema(), found).statements;

    QCOMPARE(statements.size(), 5);
    QVERIFY(statements.indexOf("DROP TABLE \"c\"") < statements.indexOf("DROP TABLE \"b\""));
    QVERIFY(statements.indexOf("DROP TABLE \"b\"") < statements.indexOf("DROP TABLE \"a\""));
}

TIDEMARK_TEST(tst_SchemaDiff)
#include "tst_schemadiff.moc"
