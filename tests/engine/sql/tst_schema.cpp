#include <engine/sql/schema.h>
#include <engine/sql/schemareader.h>
#include <support/await.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

#include <sqlite3.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

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

QStringList namesOf(const QList<Column> &columns)
{
    QStringList names;
    for (const auto &column : columns)
        names.append(column.name);
    return names;
}

/// Denies what D1 denies: any access to a table of its own, by whatever way.
int denyInternals(void *, int, const char *first, const char *second, const char *, const char *)
{
    for (const char *name : { first, second }) {
        if (name && QByteArrayView(name).startsWith("_cf_"))
            return SQLITE_DENY;
    }
    return SQLITE_OK;
}

} // namespace

class tst_Schema : public QObject
{
    Q_OBJECT

private slots:
    void readsColumns();
    void readsGeneratedAndHiddenColumns();
    void readsKeysInTheirOrder();
    void readsForeignKeys();
    void readsIndexes();
    void readsTriggersAndViews();
    void readsTableOptions();
    void readsAroundAViewThatDoesNotCompile();
    void readsAroundATableWhoseModuleIsMissing();
    void tellsShadowTables();
    void readsAwkwardNames();
    void isNotMisledByATemporaryTable();
    void keepsWithinTheLimitsOfD1();
    void readsAnEmptyDatabase();
    void refusesRowsOfAnotherShape_data();
    void refusesRowsOfAnotherShape();
    void refusesNamesThatAreNotUtf8_data();
    void refusesNamesThatAreNotUtf8();
    void acceptsNumbersAsJsonBringsThem();
    void findsNamesInAnyAsciiCase();
    void findsChildren();
    void keepsOnlyTheUsersPart();
    void knowsInternalNames_data();
    void knowsInternalNames();
    void givesTheSameFingerprint_data();
    void givesTheSameFingerprint();
    void givesAnotherFingerprint_data();
    void givesAnotherFingerprint();
    void fingerprintsTablesWithoutStatements();
    void createsTheSchemaAgain();
};

void tst_Schema::readsColumns()
{
    const auto schema
        = schemaOf("CREATE TABLE user(id INTEGER PRIMARY KEY, name VARCHAR(50) NOT NULL,"
                   " plan TEXT NOT NULL DEFAULT 'free', note, at DEFAULT (1 + 2));");

    const auto *table = schema.table(u"user"_s);
    QVERIFY(table);
    QCOMPARE(table->kind, Table::Kind::Ordinary);
    const QList<Column> expected = {
        { .name = u"id"_s, .type = u"INTEGER"_s, .primaryKey = 1 },
        { .name = u"name"_s, .type = u"VARCHAR(50)"_s, .notNull = true },
        { .name = u"plan"_s, .type = u"TEXT"_s, .notNull = true, .defaultValue = u"'free'"_s },
        { .name = u"note"_s, .type = {} },
        { .name = u"at"_s, .type = {}, .defaultValue = u"1 + 2"_s },
    };
    QCOMPARE(table->columns, expected);
    QVERIFY(table->sql.startsWith("CREATE TABLE user("));
}

void tst_Schema::readsGeneratedAndHiddenColumns()
{
    const auto schema = schemaOf("CREATE TABLE t(a, b AS (a + 1), c INT AS (a * 2) STORED);"
                                 "CREATE VIRTUAL TABLE f USING fts5(body);");

    const auto &columns = schema.table(u"t"_s)->columns;
    QCOMPARE(columns.size(), 3);
    QCOMPARE(columns[0].kind, Column::Kind::Ordinary);
    QCOMPARE(columns[1].kind, Column::Kind::GeneratedVirtual);
    QCOMPARE(columns[2].kind, Column::Kind::GeneratedStored);
    QCOMPARE(schema.table(u"f"_s)->column(u"rank"_s)->kind, Column::Kind::Hidden);
}

void tst_Schema::readsKeysInTheirOrder()
{
    const auto schema = schemaOf("CREATE TABLE t(a, b, c, PRIMARY KEY(c, a)) WITHOUT ROWID;");

    const auto *table = schema.table(u"t"_s);
    QVERIFY(table->withoutRowid);
    QCOMPARE(table->primaryKey(), (QStringList{ u"c"_s, u"a"_s }));
    const auto key = schema.indexes.first();
    QCOMPARE(key.origin, Index::Origin::PrimaryKey);
    QVERIFY(key.unique);
    QCOMPARE(key.table, u"t"_s);
}

void tst_Schema::readsForeignKeys()
{
    const auto schema
        = schemaOf("CREATE TABLE p(a, b, PRIMARY KEY(a, b));"
                   "CREATE TABLE c(x REFERENCES p, y, z,"
                   " FOREIGN KEY(y, z) REFERENCES p(b, a) ON DELETE CASCADE ON UPDATE SET NULL,"
                   " FOREIGN KEY(z) REFERENCES gone(id));");

    const QList<ForeignKey> expected = {
        { { u"x"_s }, u"p"_s, {}, u"NO ACTION"_s, u"NO ACTION"_s },
        { { u"y"_s, u"z"_s }, u"p"_s, { u"b"_s, u"a"_s }, u"SET NULL"_s, u"CASCADE"_s },
        { { u"z"_s }, u"gone"_s, { u"id"_s }, u"NO ACTION"_s, u"NO ACTION"_s },
    };
    QCOMPARE(schema.table(u"c"_s)->foreignKeys, expected);
}

void tst_Schema::readsIndexes()
{
    const auto schema
        = schemaOf("CREATE TABLE t(a TEXT UNIQUE, b);"
                   "CREATE UNIQUE INDEX i ON t(lower(a), b COLLATE NOCASE DESC) WHERE b > 0;");

    const auto *index = schema.index(u"i"_s);
    QVERIFY(index);
    QCOMPARE(index->origin, Index::Origin::Statement);
    QVERIFY(index->unique && index->partial);
    const QList<IndexedColumn> columns
        = { { {}, false, u"BINARY"_s }, { u"b"_s, true, u"NOCASE"_s } };
    QCOMPARE(index->columns, columns);
    QVERIFY(index->sql.contains("lower(a)"));
    const auto *made = schema.index(u"sqlite_autoindex_t_1"_s);
    QVERIFY(made);
    QCOMPARE(made->origin, Index::Origin::UniqueConstraint);
    QVERIFY(made->sql.isEmpty());
}

void tst_Schema::readsTriggersAndViews()
{
    const auto schema = schemaOf(
        "CREATE TABLE t(a);"
        "CREATE VIEW v(x, y) AS SELECT a, a + 1 FROM t;"
        "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES(new.x); END;");

    QCOMPARE(schema.view(u"v"_s)->columns, (QStringList{ u"x"_s, u"y"_s }));
    QCOMPARE(schema.trigger(u"r"_s)->table, u"v"_s);
    QVERIFY(schema.trigger(u"r"_s)->sql.endsWith("END"));
}

void tst_Schema::readsTableOptions()
{
    const auto schema = schemaOf("CREATE TABLE a(x INT) STRICT; CREATE TABLE b(x);"
                                 "CREATE TABLE c(x INT PRIMARY KEY) WITHOUT ROWID, STRICT;");

    QVERIFY(schema.table(u"a"_s)->strict && !schema.table(u"a"_s)->withoutRowid);
    QVERIFY(!schema.table(u"b"_s)->strict && !schema.table(u"b"_s)->withoutRowid);
    QVERIFY(schema.table(u"c"_s)->strict && schema.table(u"c"_s)->withoutRowid);
}

void tst_Schema::readsAroundAViewThatDoesNotCompile()
{
    const auto schema = schemaOf("CREATE TABLE t(a);"
                                 "CREATE VIEW broken AS SELECT lost FROM nowhere;"
                                 "CREATE VIRTUAL TABLE f USING fts5(body);"
                                 "CREATE VIRTUAL TABLE f2 USING fts5vocab(f, row);"
                                 "CREATE VIEW circle AS SELECT * FROM circle;");

    QCOMPARE(schema.views.size(), 2);
    QVERIFY(schema.view(u"broken"_s)->columns.isEmpty());
    QVERIFY(schema.view(u"circle"_s)->columns.isEmpty());
    QCOMPARE(namesOf(schema.table(u"t"_s)->columns), QStringList{ u"a"_s });
    QVERIFY(schema.table(u"f"_s)->column(u"body"_s));
    QVERIFY(schema.table(u"f2"_s)->column(u"term"_s));
}

void tst_Schema::readsAroundATableWhoseModuleIsMissing()
{
    const ScratchDatabase database("CREATE TABLE t(a);");
    database.run("PRAGMA writable_schema = ON;"
                 "INSERT INTO sqlite_schema VALUES('table', 'm', 'm', 0,"
                 " 'CREATE VIRTUAL TABLE m USING nosuchmodule(x)');"
                 "PRAGMA writable_schema = RESET;");

    const auto schema = read(database);

    QVERIFY(schema.table(u"m"_s));
    QCOMPARE(schema.table(u"m"_s)->kind, Table::Kind::Virtual);
    QVERIFY(schema.table(u"m"_s)->columns.isEmpty());
    QCOMPARE(schema.table(u"t"_s)->columns.size(), 1);
}

void tst_Schema::tellsShadowTables()
{
    const auto schema
        = schemaOf("CREATE VIRTUAL TABLE f USING fts5(body); CREATE TABLE f_mine(a);");

    QCOMPARE(schema.table(u"f"_s)->kind, Table::Kind::Virtual);
    QCOMPARE(schema.table(u"f_data"_s)->kind, Table::Kind::Shadow);
    QCOMPARE(schema.table(u"f_mine"_s)->kind, Table::Kind::Ordinary);
    QCOMPARE(schema.userPart().tables.size(), 2);
}

void tst_Schema::readsAwkwardNames()
{
    const auto schema
        = schemaOf("CREATE TABLE \"it's \"\"quoted\"\"; \"(\"a b\", [größe], \"\" INT);"
                   "CREATE INDEX \"i'\" ON \"it's \"\"quoted\"\"; \"(\"a b\");");

    const auto *table = schema.table(u"it's \"quoted\"; "_s);
    QVERIFY(table);
    QCOMPARE(namesOf(table->columns), (QStringList{ u"a b"_s, u"größe"_s, u""_s }));
    QCOMPARE(schema.index(u"i'"_s)->columns.first().name, u"a b"_s);
}

void tst_Schema::isNotMisledByATemporaryTable()
{
    const ScratchDatabase database("CREATE TABLE t(a, b); CREATE TEMP TABLE t(other);");

    const auto schema = read(database);

    QCOMPARE(schema.tables.size(), 1);
    QCOMPARE(namesOf(schema.tables.first().columns), (QStringList{ u"a"_s, u"b"_s }));
}

void tst_Schema::keepsWithinTheLimitsOfD1()
{
    const ScratchDatabase database(
        "CREATE TABLE t(a REFERENCES u, b);"
        "CREATE INDEX i ON t(b);"
        "CREATE TABLE \"_cf_METADATA\"(key INTEGER PRIMARY KEY, value BLOB);"
        "CREATE INDEX \"_cf_index\" ON \"_cf_METADATA\"(value);"
        "CREATE VIEW v AS SELECT * FROM t;");
    const auto denied = await(database.database()->with([](SqliteConnection &connection) {
        sqlite3_limit(connection.handle(), SQLITE_LIMIT_COMPOUND_SELECT, 5);
        sqlite3_limit(connection.handle(), SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50);
        sqlite3_set_authorizer(connection.handle(), denyInternals, nullptr);
        return connection.query({ "SELECT 1" });
    }));
    QVERIFY(denied);

    const auto schema = read(database);

    QCOMPARE(schema.tables.size(), 2);
    QVERIFY(schema.table(u"_cf_METADATA"_s)->columns.isEmpty());
    QCOMPARE(schema.table(u"t"_s)->columns.size(), 2);
    QCOMPARE(schema.table(u"t"_s)->foreignKeys.size(), 1);
    QCOMPARE(schema.index(u"i"_s)->columns.size(), 1);
}

void tst_Schema::readsAnEmptyDatabase()
{
    QVERIFY(schemaOf("").isEmpty());
    QCOMPARE(fingerprint(schemaOf("")), fingerprint(Schema()));
}

void tst_Schema::refusesRowsOfAnotherShape_data()
{
    QTest::addColumn<QList<Row>>("rows");

    const auto number = [](qint64 value) { return Value::integer(value); };
    QTest::newRow("no values") << QList<Row>{ Row{} };
    QTest::newRow("too few values") << QList<Row>{ Row{ number(0), number(1) } };
    QTest::newRow("too many values") << QList<Row>{ Row(14, number(0)) };
    QTest::newRow("nothing but NULL") << QList<Row>{ Row(13) };
    QTest::newRow("unknown part") << QList<Row>{ Row(13, number(9)) };
    QTest::newRow("object of no type") << QList<Row>{ Row(13, number(0)) };
    QTest::newRow("column of no table") << QList<Row>{ Row(13, number(1)) };
    QTest::newRow("foreign key of no table") << QList<Row>{ Row(13, number(2)) };
}

void tst_Schema::refusesRowsOfAnotherShape()
{
    QFETCH(QList<Row>, rows);

    const auto schema = schemaFromRows(rows);

    QVERIFY(!schema);
    QCOMPARE(schema.error().kind, Error::Kind::Internal);
    QVERIFY(schema.error().message.contains(u"Row 1"_s));
}

void tst_Schema::refusesNamesThatAreNotUtf8_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("a table's") << QByteArray("CREATE TABLE \"t\xff\"(a);");
    QTest::newRow("a column's") << QByteArray("CREATE TABLE t(a, \"b\xff\");");
    QTest::newRow("an index's") << QByteArray("CREATE TABLE t(a); CREATE INDEX \"i\xff\" ON t(a);");
}

void tst_Schema::refusesNamesThatAreNotUtf8()
{
    QFETCH(QByteArray, script);
    const ScratchDatabase database(script);

    const auto schema = schemaFromRows(database.rows(schemaQuery()));

    QVERIFY(!schema);
    QCOMPARE(schema.error().kind, Error::Kind::BadInput);
    QVERIFY(schema.error().message.contains(u"UTF-8"_s));
}

void tst_Schema::acceptsNumbersAsJsonBringsThem()
{
    const ScratchDatabase database("CREATE TABLE t(a INTEGER PRIMARY KEY, b INT NOT NULL) STRICT;");
    auto rows = database.rows(schemaQuery());
    for (auto &row : rows) {
        for (auto &value : row) {
            if (value.kind() == Value::Kind::Integer)
                value = Value::real(value.toReal());
        }
    }

    const auto schema = schemaFromRows(rows);

    QVERIFY(schema);
    QVERIFY(*schema == read(database));
}

void tst_Schema::findsNamesInAnyAsciiCase()
{
    const auto schema = schemaOf("CREATE TABLE \"Größe\"(\"Id\");");

    QVERIFY(schema.table(u"gRößE"_s));
    QVERIFY(!schema.table(u"GRÖßE"_s));
    QVERIFY(!schema.table(u"Größ"_s));
    QVERIFY(schema.table(u"Größe"_s)->column(u"ID"_s));
    QVERIFY(!schema.table(u"Größe"_s)->column(u"x"_s));
    QVERIFY(!schema.index(u"Größe"_s) && !schema.view(u"Größe"_s) && !schema.trigger(u"Größe"_s));
}

void tst_Schema::findsChildren()
{
    const auto schema = schemaOf("CREATE TABLE p(id INTEGER PRIMARY KEY, up REFERENCES P);"
                                 "CREATE TABLE c(a REFERENCES \"P\" ON DELETE CASCADE);"
                                 "CREATE TABLE other(a);");

    const auto children = schema.childrenOf(u"p"_s);

    QCOMPARE(children.size(), 2);
    QCOMPARE(children[0].child, u"p"_s);
    QCOMPARE(children[1].child, u"c"_s);
    QCOMPARE(children[1].key.onDelete, u"CASCADE"_s);
}

void tst_Schema::keepsOnlyTheUsersPart()
{
    const auto schema
        = schemaOf("CREATE TABLE t(a UNIQUE);"
                   "CREATE TABLE seq(a INTEGER PRIMARY KEY AUTOINCREMENT);"
                   "CREATE TABLE d1_migrations(id, name UNIQUE);"
                   "CREATE INDEX on_ledger ON d1_migrations(id);"
                   "CREATE TABLE _tidemark_migrations(id);"
                   "CREATE TRIGGER r AFTER INSERT ON d1_migrations BEGIN SELECT 1; END;"
                   "CREATE VIEW _tidemark_view AS SELECT 1;"
                   "CREATE INDEX mine ON t(a);");

    const auto part = schema.userPart();

    QCOMPARE(part.tables.size(), 2);
    QCOMPARE(part.indexes.size(), 1);
    QCOMPARE(part.indexes.first().name, u"mine"_s);
    QVERIFY(part.triggers.isEmpty());
    QVERIFY(part.views.isEmpty());
}

void tst_Schema::knowsInternalNames_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("internal");

    QTest::newRow("user") << u"user"_s << false;
    QTest::newRow("empty") << u""_s << false;
    QTest::newRow("sqlite_sequence") << u"sqlite_sequence"_s << true;
    QTest::newRow("SQLITE_stat1") << u"SQLITE_stat1"_s << true;
    QTest::newRow("sqlite") << u"sqlite"_s << false;
    QTest::newRow("_cf_KV") << u"_cf_KV"_s << true;
    QTest::newRow("_cfkv") << u"_cfkv"_s << false;
    QTest::newRow("_tidemark_lease") << u"_tidemark_lease"_s << true;
    QTest::newRow("d1_migrations") << u"D1_migrations"_s << true;
    QTest::newRow("d1_migrations_old") << u"d1_migrations_old"_s << false;
    QTest::newRow("_migrations") << u"_migrations"_s << true;
    QTest::newRow("__drizzle_migrations") << u"__drizzle_migrations"_s << true;
}

void tst_Schema::knowsInternalNames()
{
    QFETCH(QString, name);
    QFETCH(bool, internal);

    QCOMPARE(isInternal(name), internal);
    QCOMPARE(isOurs(name), name.startsWith(u"_tidemark_"_s));
}

void tst_Schema::givesTheSameFingerprint_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");

    const auto row = [](const char *name, const char *one, const char *other) {
        QTest::newRow(name) << QByteArray(one) << QByteArray(other);
    };
    row("blanks and comments",
        "CREATE TABLE t(a INT,b)",
        "CREATE TABLE  t (\n  a INT, -- the first\n  b /* last */\n)");
    row("letter case", "CREATE TABLE t(a int not null)", "create table T(A INT NOT NULL)");
    row("quoting style",
        "CREATE TABLE user(id, note); CREATE INDEX i ON user(id)",
        "CREATE TABLE [user](\"id\", `note`); CREATE INDEX \"i\" ON \"user\"([id])");
    row("name in single quotes", "CREATE TABLE t(a)", "CREATE TABLE 't'(a)");
    row("IF NOT EXISTS",
        "CREATE TABLE t(a); CREATE VIEW v AS SELECT 1",
        "CREATE TABLE IF NOT EXISTS t(a); CREATE VIEW IF NOT EXISTS v AS SELECT 1");
    row("order of objects",
        "CREATE TABLE a(x); CREATE TABLE b(x); CREATE INDEX i ON a(x)",
        "CREATE TABLE b(x); CREATE TABLE a(x); CREATE INDEX i ON a(x)");
    row("a rename and back",
        "CREATE TABLE t(a REFERENCES t); CREATE INDEX i ON t(a);"
        "CREATE TRIGGER r AFTER INSERT ON t BEGIN DELETE FROM t; END",
        "CREATE TABLE x(a REFERENCES x); CREATE INDEX i ON x(a);"
        "CREATE TRIGGER r AFTER INSERT ON x BEGIN DELETE FROM x; END;"
        "ALTER TABLE x RENAME TO t");
    row("a renamed column",
        "CREATE TABLE t(a, CHECK (a > 0))",
        "CREATE TABLE t(b, CHECK (b > 0)); ALTER TABLE t RENAME b TO a");
    row("an added column",
        "CREATE TABLE t(a, b TEXT DEFAULT 'x', PRIMARY KEY(a))",
        "CREATE TABLE t(a, PRIMARY KEY(a)); ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'x'");
    row("a dropped column",
        "CREATE TABLE t(a, c)",
        "CREATE TABLE t(a, b, c); ALTER TABLE t DROP COLUMN b");
    row("internal tables",
        "CREATE TABLE t(a)",
        "CREATE TABLE t(a); CREATE TABLE d1_migrations(id); CREATE TABLE _tidemark_x(a);"
        "CREATE TABLE _cf_KV(a)");
    row("statistics",
        "CREATE TABLE t(a); CREATE INDEX i ON t(a)",
        "CREATE TABLE t(a); CREATE INDEX i ON t(a); INSERT INTO t VALUES(1); ANALYZE");
}

void tst_Schema::givesTheSameFingerprint()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);

    const auto print = fingerprint(schemaOf(one));

    QCOMPARE(print.size(), 64);
    QCOMPARE(fingerprint(schemaOf(other)), print);
}

void tst_Schema::givesAnotherFingerprint_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");

    const auto row = [](const char *name, const char *one, const char *other) {
        QTest::newRow(name) << QByteArray(one) << QByteArray(other);
    };
    row("nothing", "", "CREATE TABLE t(a)");
    row("column order", "CREATE TABLE t(a, b)", "CREATE TABLE t(b, a)");
    row("type", "CREATE TABLE t(a INT)", "CREATE TABLE t(a TEXT)");
    row("default", "CREATE TABLE t(a DEFAULT 'x')", "CREATE TABLE t(a DEFAULT 'X')");
    row("default in double quotes",
        "CREATE TABLE t(a DEFAULT \"x\")",
        "CREATE TABLE t(a DEFAULT \"X\")");
    row("check", "CREATE TABLE t(a CHECK (a > 0))", "CREATE TABLE t(a CHECK (a > 1))");
    row("strict", "CREATE TABLE t(a INT)", "CREATE TABLE t(a INT) STRICT");
    row("foreign key action",
        "CREATE TABLE t(a REFERENCES t)",
        "CREATE TABLE t(a REFERENCES t ON DELETE CASCADE)");
    row("a keyword as a type", "CREATE TABLE t(a UNIQUE)", "CREATE TABLE t(a [UNIQUE])");
    row("index of the same name",
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(a)",
        "CREATE TABLE t(a, b); CREATE INDEX i ON t(b)");
    row("trigger body",
        "CREATE TABLE t(a); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 1; END",
        "CREATE TABLE t(a); CREATE TRIGGER r AFTER INSERT ON t BEGIN SELECT 2; END");
    row("view or table", "CREATE TABLE t(a)", "CREATE VIEW t AS SELECT 1 a");
}

void tst_Schema::givesAnotherFingerprint()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);

    QVERIFY(fingerprint(schemaOf(one)) != fingerprint(schemaOf(other)));
}

void tst_Schema::fingerprintsTablesWithoutStatements()
{
    Schema one;
    one.tables.append({ .name = u"t"_s, .columns = { { .name = u"a"_s, .type = u"INT"_s } } });
    Schema other = one;
    other.tables.first().columns.first().notNull = true;

    QCOMPARE(fingerprint(one), fingerprint(Schema(one)));
    QVERIFY(fingerprint(one) != fingerprint(other));
}

void tst_Schema::createsTheSchemaAgain()
{
    const QByteArray script
        = "CREATE TABLE c(a REFERENCES p(id), b UNIQUE);"
          "CREATE TABLE p(id INTEGER PRIMARY KEY AUTOINCREMENT);"
          "CREATE TABLE d1_migrations(id);"
          "CREATE TABLE \"_cf_KV\"(key);"
          "CREATE VIRTUAL TABLE f USING fts5(body, content='p', content_rowid='id');"
          "CREATE INDEX i ON c(lower(a)) WHERE b IS NOT NULL;"
          "CREATE VIEW w AS SELECT * FROM v;"
          "CREATE VIEW v AS SELECT a, b FROM c;"
          "CREATE TRIGGER r INSTEAD OF DELETE ON v BEGIN DELETE FROM c WHERE a = old.a; END;";
    const auto schema = schemaOf(script);

    const auto statements = creationStatements(schema);

    const auto copy = schemaOf(statements.join(";\n") + ';');
    QCOMPARE(fingerprint(copy), fingerprint(schema));
    QVERIFY(copy.table(u"d1_migrations"_s));
    QVERIFY(!copy.table(u"_cf_KV"_s));
    QVERIFY(copy.table(u"sqlite_sequence"_s));
}

TIDEMARK_TEST(tst_Schema)
#include "tst_schema.moc"
