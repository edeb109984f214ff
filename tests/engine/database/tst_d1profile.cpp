#include <engine/database/sqlite/connection.h>
#include <engine/database/sqlite/d1profile.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QRandomGenerator>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Setup = "CREATE TABLE t(id INTEGER PRIMARY KEY, a TEXT);"
                         "CREATE TABLE child(t REFERENCES t);"
                         "CREATE INDEX i ON t(a);"
                         "INSERT INTO t(a) VALUES ('x'), ('y'), (NULL), ('z');"
                         "CREATE TABLE _cf_KV(key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;"
                         "INSERT INTO _cf_KV VALUES ('secret', X'01');"
                         "CREATE VIEW over_kv AS SELECT * FROM _cf_KV;";

SqliteConnection opened(SqliteOptions::Profile profile = SqliteOptions::Profile::D1)
{
    auto connection = SqliteConnection::open(u":memory:"_s, { .profile = profile });
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto ran = connection->run(Setup); !ran)
        qFatal("%s", qPrintable(ran.error().message));
    return std::move(*connection);
}

QString messageOf(SqliteConnection &connection, const QByteArray &sql)
{
    const auto result = connection.query({ sql });
    return result ? QString() : result.error().message;
}

/// The literal of the first value, or the message.
QByteArray literalOf(SqliteConnection &connection, const QByteArray &sql)
{
    const auto result = connection.query({ sql });
    if (!result)
        return "error: " + result.error().message.toUtf8();
    return result->rows.first().first().literal();
}

QByteArray repeated(const QByteArray &what, int count, const QByteArray &between)
{
    return QByteArrayList(count, what).join(between);
}

} // namespace

class tst_D1Profile : public QObject
{
    Q_OBJECT

private slots:
    void allows_data();
    void allows();
    void refuses_data();
    void refuses();
    void refusesPragmas_data();
    void refusesPragmas();
    void refusesFunctions_data();
    void refusesFunctions();
    void changesNothingWhenItRefuses();
    void letsTheEngineItselfDoWhatItRefuses();
    void leavesPlainSqliteAlone();
    void knowsReservedNames();
    void keepsItsLimits_data();
    void keepsItsLimits();
    void keepsTheLimitsOfParameters();
    void keepsTheDepthOfTriggers();
    void standsInForFunctions_data();
    void standsInForFunctions();
    void refusesToJoinNothing();
    void addsATimeDifferenceToItsStart();
};

void tst_D1Profile::allows_data()
{
    QTest::addColumn<QByteArray>("statement");

    for (const char *statement : {
             "SELECT * FROM sqlite_master",
             "SELECT name FROM SQLITE_SCHEMA WHERE name NOT LIKE '_cf%'",
             "SELECT rank() OVER (ORDER BY id), sum(id) OVER (PARTITION BY a) FROM t",
             "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 3) SELECT i "
             "FROM n",
             "INSERT INTO t(a) VALUES ('new') ON CONFLICT DO NOTHING RETURNING id",
             "SELECT hex('a'), quote('a'), printf('%d', 1), format('%d', 1), iif(1, 2, 3)",
             "SELECT json('[1]'), json_extract('{}', '$.a'), json_group_array(id), '{}' ->> 'a' "
             "FROM t",
             "SELECT * FROM json_each('[1, 2]')",
             "SELECT group_concat(a), date('now'), time('now'), julianday('now') FROM t",
             "CREATE TABLE u(a TEXT, b TEXT AS (a || 'x') STORED, CHECK (length(a) > 1)) STRICT",
             "CREATE TABLE cf_fine(a)",
             "CREATE TABLE mine_cf_(a)",
             "CREATE VIEW v AS SELECT * FROM t",
             "CREATE TRIGGER g AFTER INSERT ON t BEGIN UPDATE t SET a = 1; END",
             "CREATE UNIQUE INDEX j ON t(id, lower(a)) WHERE a > 1",
             "ALTER TABLE t RENAME TO renamed",
             "ALTER TABLE t RENAME COLUMN a TO _cf_a",
             "ALTER TABLE t ADD COLUMN b DEFAULT 1",
             "DROP TABLE child",
             "DROP INDEX i",
             "CREATE VIRTUAL TABLE f USING fts5(body)",
             "CREATE VIRTUAL TABLE f USING FTS5(body, tokenize = 'porter')",
             "CREATE VIRTUAL TABLE f USING rtree(id, x0, x1)",
             "ANALYZE",
             "REINDEX",
             "EXPLAIN SELECT 1",
             "EXPLAIN QUERY PLAN SELECT * FROM t",
             "PRAGMA table_list",
             "PRAGMA table_info(t)",
             "PRAGMA Table_XInfo('t')",
             "PRAGMA index_list(t)",
             "PRAGMA index_info(i)",
             "PRAGMA index_xinfo(i)",
             "PRAGMA foreign_key_list(child)",
             "PRAGMA foreign_key_check",
             "PRAGMA foreign_key_check(child)",
             "PRAGMA foreign_keys",
             "PRAGMA foreign_keys = ON",
             "PRAGMA defer_foreign_keys = true",
             "PRAGMA quick_check",
             "PRAGMA data_version",
             "PRAGMA optimize",
             "PRAGMA recursive_triggers = on",
             "PRAGMA legacy_alter_table = OFF",
             "PRAGMA case_sensitive_like = 0",
             "PRAGMA ignore_check_constraints = no",
             "PRAGMA reverse_unordered_selects",
             "SELECT name FROM pragma_table_xinfo('t')",
             "SELECT p.name FROM sqlite_master m, pragma_table_xinfo(m.name) p WHERE m.name = 't'",
         })
        QTest::addRow("%s", statement) << QByteArray(statement);
}

void tst_D1Profile::allows()
{
    QFETCH(const QByteArray, statement);
    auto connection = opened();

    const auto result = connection.query({ statement });

    QVERIFY2(result, result ? "" : qPrintable(result.error().message));
}

void tst_D1Profile::refuses_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("why");

    const auto rows = [](const QString &why, const QByteArrayList &statements) {
        for (const QByteArray &statement : statements)
            QTest::addRow("%s", statement.simplified().constData()) << statement << why;
    };
    rows(u"D1 refuses BEGIN"_s, { "BEGIN", "begin immediate", "BEGIN TRANSACTION" });
    rows(u"D1 refuses COMMIT"_s, { "COMMIT", "END" });
    rows(u"D1 refuses ROLLBACK"_s, { "ROLLBACK" });
    rows(u"D1 refuses SAVEPOINT"_s, { "SAVEPOINT s", "RELEASE s", "ROLLBACK TO s" });
    rows(u"D1 refuses ATTACH"_s,
         { "ATTACH ':memory:' AS other", "attach database 'x' as y", "DETACH main" });
    rows(u"D1 refuses VACUUM"_s,
         { "VACUUM",
           "vacuum main",
           "VACUUM INTO 'copy.sqlite'",
           "/* a */ -- b\n VACUUM",
           "; VACUUM",
           ";;/* a */;vacuum into 'copy.sqlite'" });
    rows(u"D1 refuses temporary"_s,
         { "CREATE TEMP TABLE x(a)",
           "CREATE TEMPORARY TABLE x AS SELECT 1",
           "CREATE TABLE temp.x(a)",
           "CREATE TEMP VIEW x AS SELECT 1",
           "CREATE TEMP TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END" });
    rows(u"begin with _cf_"_s,
         { "CREATE TABLE _cf_x(a)",
           "CREATE TABLE IF NOT EXISTS \"_CF_x\"(a)",
           "CREATE TABLE main.[_Cf_x](a)",
           "CREATE VIEW _cf_x AS SELECT 1",
           "CREATE INDEX _cf_x ON t(a)",
           "CREATE TRIGGER _cF_x AFTER INSERT ON t BEGIN SELECT 1; END",
           "CREATE VIRTUAL TABLE _cf_x USING fts5(a)",
           "ALTER TABLE t RENAME TO _cf_x",
           "alter table t rename to '_CF_x'",
           "ALTER TABLE main.\"t\" RENAME/* a */TO [_cf_x]",
           "; ALTER TABLE t RENAME TO _cf_x",
           "ALTER TABLE _cf_KV RENAME TO mine",
           "ALTER TABLE _cf_KV ADD COLUMN b",
           "DROP TABLE _cf_KV",
           "DROP TABLE IF EXISTS _CF_kv",
           "SELECT * FROM _cf_KV",
           "SELECT count(*) FROM \"_CF_KV\"",
           "SELECT (SELECT value FROM _cf_KV) FROM t",
           "SELECT * FROM over_kv",
           "CREATE TABLE stolen AS SELECT * FROM _cf_KV",
           "INSERT INTO _cf_KV VALUES (1, 2)",
           "UPDATE _cf_KV SET value = 1",
           "DELETE FROM _cf_KV",
           "PRAGMA table_info(_cf_KV)",
           "PRAGMA foreign_key_check(\"_CF_KV\")",
           "SELECT * FROM pragma_table_info('_cf_KV')",
           "SELECT p.name FROM sqlite_master m, pragma_table_xinfo(m.name) p" });
    rows(u"reserved for internal use"_s,
         { "CREATE TABLE sqlite_x(a)",
           "CREATE TABLE \"SQLITE_x\"(a)",
           "CREATE VIEW Sqlite_x AS SELECT 1",
           "CREATE INDEX sqlite_x ON t(a)",
           "ALTER TABLE t RENAME TO sqlite_x",
           "ALTER TABLE t RENAME TO SQLITE_x" });
    rows(u"may not be"_s,
         { "DELETE FROM sqlite_master",
           "UPDATE sqlite_schema SET sql = ''",
           "DROP TABLE sqlite_master" });
    rows(u"D1 has no virtual table module"_s,
         { "CREATE VIRTUAL TABLE f USING fts4(a)",
           "CREATE VIRTUAL TABLE f USING fts3(a)",
           "CREATE VIRTUAL TABLE f USING csv(filename = 'x')",
           "CREATE VIRTUAL TABLE f USING dbstat" });
}

void tst_D1Profile::refuses()
{
    QFETCH(const QByteArray, statement);
    QFETCH(const QString, why);
    auto connection = opened();

    const auto result = connection.query({ statement });

    QVERIFY(!result);
    QCOMPARE(kindName(result.error().kind), u"Database"_s);
    QVERIFY2(result.error().message.contains(why), qPrintable(result.error().message));
    QVERIFY(!connection.inTransaction());
}

void tst_D1Profile::refusesPragmas_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("message");

    for (const char *name :
         { "journal_mode",    "user_version",   "schema_version",  "integrity_check",
           "page_count",      "freelist_count", "encoding",        "database_list",
           "compile_options", "function_list",  "pragma_list",     "collation_list",
           "writable_schema", "wal_checkpoint", "cache_size",      "auto_vacuum",
           "query_only",      "trusted_schema", "cell_size_check", "hard_heap_limit",
           "no_such_pragma" }) {
        QTest::addRow("%s", name) << QByteArray("PRAGMA ") + name
                                  << u"D1 refuses PRAGMA %1."_s.arg(QLatin1StringView(name));
    }
    const auto row = [](const char *statement, const QString &message) {
        QTest::addRow("%s", statement) << QByteArray(statement) << message;
    };
    row("PRAGMA Journal_Mode = DELETE", u"D1 refuses PRAGMA Journal_Mode."_s);
    row("PRAGMA main.user_version = 3", u"D1 refuses PRAGMA user_version."_s);
    row("PRAGMA writable_schema(1)", u"D1 refuses PRAGMA writable_schema."_s);
    row("SELECT * FROM pragma_user_version", u"D1 refuses PRAGMA user_version."_s);
    row("PRAGMA data_version(1)", u"D1 refuses PRAGMA data_version with this argument."_s);
    row("PRAGMA foreign_keys = 7", u"D1 refuses PRAGMA foreign_keys with this argument."_s);
    row("PRAGMA optimize('all')", u"D1 refuses PRAGMA optimize with this argument."_s);
    row("PRAGMA table_info", u"D1 refuses PRAGMA table_info without a name."_s);
}

void tst_D1Profile::refusesPragmas()
{
    QFETCH(const QByteArray, statement);
    QFETCH(const QString, message);
    auto connection = opened();

    const auto result = connection.query({ statement });

    QVERIFY(!result);
    QVERIFY2(result.error().message.contains(message.chopped(1)),
             qPrintable(result.error().message));
    QVERIFY(!result.error().remedy.isEmpty());
}

void tst_D1Profile::refusesFunctions_data()
{
    QTest::addColumn<QByteArray>("call");
    QTest::addColumn<QByteArray>("name");

    const auto row = [](const char *call, const char *name) {
        QTest::addRow("%s", call) << QByteArray(call) << QByteArray(name);
    };
    row("load_extension('x')", "load_extension");
    row("LOAD_EXTENSION('x', 'y')", "load_extension");
    row("sqlite_version()", "sqlite_version");
    row("sqlite_source_id()", "sqlite_source_id");
    row("sqlite_compileoption_used('X')", "sqlite_compileoption_used");
    row("sqlite_compileoption_get(0)", "sqlite_compileoption_get");
    row("log10(1)", "log10");
    row("power(1, 2)", "power");
    row("ceiling(1.5)", "ceiling");
    row("soundex('a')", "soundex");
    row("json_pretty('{}')", "json_pretty");
    row("json_error_position('{}')", "json_error_position");
    row("fts3_tokenizer('simple')", "fts3_tokenizer");
    row("rtreecheck('t')", "rtreecheck");
    row("no_such_function()", "no_such_function");
}

void tst_D1Profile::refusesFunctions()
{
    QFETCH(const QByteArray, call);
    QFETCH(const QByteArray, name);
    auto connection = opened();

    const QString message = messageOf(connection, "SELECT " + call);
    const QString inCheck = messageOf(connection, "CREATE TABLE c(a CHECK (" + call + "))");

    // What this SQLite lacks is missing; the rest is refused by name.
    const QString asked = QString::fromUtf8(name);
    QVERIFY2(message == u"D1 refuses the function %1()."_s.arg(asked)
                 || message == u"no such function: %1."_s.arg(asked),
             qPrintable(message));
    QVERIFY(!inCheck.isEmpty());
    QVERIFY(!d1profile::isAllowedFunction(name));
    QVERIFY(!d1profile::isAllowedFunction(name.toUpper()));
}

void tst_D1Profile::changesNothingWhenItRefuses()
{
    auto connection = opened();

    const auto batch = connection.transaction(
        { { "DELETE FROM t" }, { "CREATE TABLE u(a)" }, { "CREATE TABLE _cf_u(a)" } });

    QVERIFY(!batch);
    QCOMPARE(batch.error().where.statement, 3);
    QCOMPARE(batch.error().databaseState, DatabaseState::Unchanged);
    QCOMPARE(literalOf(connection, "SELECT count(*) FROM t"), QByteArray("4"));
    QCOMPARE(messageOf(connection, "SELECT * FROM u"), u"no such table: u."_s);
}

void tst_D1Profile::letsTheEngineItselfDoWhatItRefuses()
{
    auto connection = opened();

    const auto ran = connection.run("PRAGMA user_version = 4; CREATE TABLE _cf_more(a);");
    const auto schema = connection.schema();

    QVERIFY(ran);
    QVERIFY(schema);
    QVERIFY(schema->table(u"_cf_more"_s));
    QVERIFY(!messageOf(connection, "PRAGMA user_version").isEmpty());
}

void tst_D1Profile::leavesPlainSqliteAlone()
{
    auto connection = opened(SqliteOptions::Profile::Sqlite);

    for (const char *statement : { "SELECT * FROM _cf_KV",
                                   "SELECT sqlite_version()",
                                   "PRAGMA user_version",
                                   "CREATE TEMP TABLE x(a)",
                                   "VACUUM" })
        QCOMPARE(messageOf(connection, statement), QString());
}

void tst_D1Profile::knowsReservedNames()
{
    for (const char *name : { "_cf_", "_cf_KV", "_CF_x", "_Cf_x", "sqlite_", "SQLITE_stat1" })
        QVERIFY2(d1profile::isReservedName(name), name);
    for (const char *name : { "", "_cf", "cf_x", "x_cf_", "sqlite", "sqlitex", "d1_migrations" })
        QVERIFY2(!d1profile::isReservedName(name), name);
    QVERIFY(d1profile::isAllowedPragma("TABLE_INFO")
            && !d1profile::isAllowedPragma("user_version"));
    QVERIFY(d1profile::isAllowedVirtualTable("FTS5Vocab")
            && !d1profile::isAllowedVirtualTable("fts4"));
    QVERIFY(d1profile::isAllowedFunction("Upper") && !d1profile::isAllowedFunction(""));
}

void tst_D1Profile::keepsItsLimits_data()
{
    QTest::addColumn<QByteArray>("within");
    QTest::addColumn<QByteArray>("beyond");
    QTest::addColumn<QString>("message");

    const auto row
        = [](const char *name,
             const QByteArray &within,
             const QByteArray &beyond,
             const QString &message) { QTest::newRow(name) << within << beyond << message; };
    // Their type is named: that of a sum would refer to what is gone.
    const auto table = [](int count) -> QByteArray {
        QByteArrayList names;
        for (int number = 0; number < count; ++number)
            names.append("c" + QByteArray::number(number));
        return "CREATE TABLE wide(" + names.join(',') + ")";
    };
    const auto padded = [](int bytes) { return QByteArray("SELECT 1").leftJustified(bytes, ' '); };
    const auto like = [](const QByteArray &pattern) -> QByteArray {
        return "SELECT 'x' LIKE '" + pattern + "'";
    };
    const auto glob = [](int bytes) -> QByteArray {
        return "SELECT 'x' GLOB '" + QByteArray(bytes, 'x') + "'";
    };
    const auto select = [](int count, const QByteArray &between) -> QByteArray {
        return "SELECT " + repeated("1", count, between);
    };
    const auto greatest
        = [](int count) -> QByteArray { return "SELECT max(" + repeated("1", count, ",") + ")"; };
    const auto list
        = [](int count) -> QByteArray { return "SELECT 1 IN (" + repeated("1", count, ",") + ")"; };

    row("bytes of a statement", padded(100'000), padded(100'001), u"statement too long"_s);
    row("columns of a table", table(100), table(101), u"too many columns"_s);
    row("columns of a result", select(100, ","), select(101, ","), u"too many columns"_s);
    row("terms of a compound",
        repeated("SELECT 1", 5, " UNION ALL "),
        repeated("SELECT 1", 6, " UNION ALL "),
        u"too many terms in compound SELECT"_s);
    row("rows of VALUES, which are no terms",
        "INSERT INTO t(a) VALUES " + repeated("(1)", 200, ","),
        repeated("SELECT 1", 200, " UNION "),
        u"too many terms in compound SELECT"_s);
    row("pattern of LIKE", like(QByteArray(50, 'x')), like(QByteArray(51, 'x')), u"too complex"_s);
    row("pattern of LIKE in bytes",
        like(QByteArray("é").repeated(25)),
        like(QByteArray("é").repeated(25) + "x"),
        u"too complex"_s);
    row("pattern of GLOB", glob(50), glob(51), u"too complex"_s);
    row("depth of an expression",
        select(100, "+"),
        select(101, "+"),
        u"Expression tree is too large (maximum depth 100)"_s);
    row("arguments of a function",
        greatest(32),
        greatest(33),
        u"too many arguments on function max"_s);
    row("bytes of a value",
        "SELECT length(zeroblob(2000000))",
        "SELECT length(zeroblob(2000001))",
        u"string or blob too big"_s);
    row("steps of a program", list(5'000), list(30'000), u"out of memory"_s);
}

void tst_D1Profile::keepsItsLimits()
{
    QFETCH(const QByteArray, within);
    QFETCH(const QByteArray, beyond);
    QFETCH(const QString, message);
    auto connection = opened();

    const QString refused = messageOf(connection, beyond);
    const QString allowed = messageOf(connection, within);

    QVERIFY2(refused.contains(message), qPrintable(refused));
    QCOMPARE(allowed, QString());
}

void tst_D1Profile::keepsTheLimitsOfParameters()
{
    auto connection = opened();
    const auto count = [&connection](int parameters) {
        return connection.query({ "SELECT 1 IN (" + repeated("?", parameters, ",") + ")",
                                  QList<Value>(parameters, Value::integer(1)) });
    };
    const auto bound = [&connection](int bytes) {
        return connection.query({ "SELECT length(?)", { Value::text(QByteArray(bytes, 'x')) } });
    };

    QVERIFY(count(100));
    const auto many = count(101);
    const auto numbered = connection.query({ "SELECT ?101" });
    QVERIFY(bound(2'000'000));
    const auto large = bound(2'000'001);

    QVERIFY(!many && !numbered && !large);
    QVERIFY(many.error().message.contains(u"too many SQL variables"_s));
    QVERIFY(numbered.error().message.contains(u"between ?1 and ?100"_s));
    QVERIFY(large.error().message.contains(u"too big"_s));
    QVERIFY(!large.error().remedy.isEmpty());
}

void tst_D1Profile::keepsTheDepthOfTriggers()
{
    auto connection = opened();
    QVERIFY(connection.run("CREATE TABLE n(i); PRAGMA recursive_triggers = ON;"
                           "CREATE TRIGGER r AFTER INSERT ON n WHEN new.i < 100 AND new.i > 0"
                           " BEGIN INSERT INTO n VALUES (new.i - 1); END;"));

    const QString within = messageOf(connection, "INSERT INTO n VALUES (9)");
    const QString beyond = messageOf(connection, "INSERT INTO n VALUES (20)");

    QCOMPARE(within, QString());
    QVERIFY2(beyond.contains(u"too many levels of trigger recursion"_s), qPrintable(beyond));
    QCOMPARE(literalOf(connection, "SELECT count(*) FROM n"), QByteArray("10"));
}

void tst_D1Profile::standsInForFunctions_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::addColumn<QByteArray>("literal");

    const auto row = [](const char *expression, const char *literal) {
        QTest::addRow("%s", expression) << QByteArray(expression) << QByteArray(literal);
    };
    row("unhex('4aFf00')", "X'4AFF00'");
    row("unhex('')", "X''");
    row("unhex('4')", "NULL");
    row("unhex('4g')", "NULL");
    row("unhex('41 42')", "NULL");
    row("unhex(' 41--42 ', '- ')", "X'4142'");
    row("unhex('4 142', ' ')", "NULL");
    row("unhex(NULL)", "NULL");
    row("unhex('41', NULL)", "NULL");
    row("unhex(1234)", "X'1234'");
    row("concat(1, NULL, 'a', 2.5, X'62')", "'1a2.5b'");
    row("concat(NULL)", "''");
    row("concat_ws(', ', 'a', NULL, 'b', 3)", "'a, b, 3'");
    row("concat_ws(',', NULL)", "''");
    row("concat_ws(NULL, 'a', 'b')", "NULL");
    row("octet_length('é€')", "5");
    row("octet_length(X'0001')", "2");
    row("octet_length(-12.5)", "5");
    row("octet_length(NULL)", "NULL");
    row("(SELECT string_agg(a, ', ') FROM t)", "'x, y, z'");
    row("(SELECT string_agg(a, NULL) FROM t)", "'xyz'");
    row("(SELECT string_agg(a, id) FROM t)", "'x2y4z'");
    row("(SELECT string_agg(a, ',') FROM t WHERE a IS NULL)", "NULL");
    row("(SELECT string_agg(a, ',') FROM t WHERE id > 9)", "NULL");
    row("(SELECT string_agg(s, ' ') FROM (SELECT string_agg(a, '-') OVER (ORDER BY id ROWS 1"
        " PRECEDING) AS s FROM t))",
        "'x x-y y z'");
    row("timediff('2023-03-15', '2023-02-15')", "'+0000-01-00 00:00:00.000'");
    row("timediff('2023-02-15', '2023-03-15')", "'-0000-01-00 00:00:00.000'");
    row("timediff('2023-04-15', '2023-03-15')", "'+0000-01-00 00:00:00.000'");
    row("timediff('2001-03-01', '2000-02-29')", "'+0001-00-00 00:00:00.000'");
    row("timediff('2024-03-01', '2024-02-28 23:59:59.999')", "'+0000-00-01 00:00:00.001'");
    row("timediff('2000-01-01', '2000-01-01')", "'+0000-00-00 00:00:00.000'");
    row("timediff('1999-12-31 23:00', '2020-06-01 01:02:03.25')", "'-0020-05-00 02:02:03.250'");
    row("timediff('never', '2000-01-01')", "NULL");
    row("timediff('2000-01-01', NULL)", "NULL");
}

void tst_D1Profile::standsInForFunctions()
{
    QFETCH(const QByteArray, expression);
    QFETCH(const QByteArray, literal);
    auto connection = opened();

    QCOMPARE(literalOf(connection, "SELECT " + expression), literal);
}

void tst_D1Profile::refusesToJoinNothing()
{
    auto connection = opened();

    for (const char *call : { "concat()", "concat_ws()", "concat_ws(',')" }) {
        const QString message = messageOf(connection, QByteArray("SELECT ") + call);
        QVERIFY2(message.contains(u"wrong number of arguments to function"_s), qPrintable(message));
    }
}

// "timediff(A,B) gives the time to add to B in order to reach A", says SQLite's "Date And Time Functions".
void tst_D1Profile::addsATimeDifferenceToItsStart()
{
    auto connection = opened();
    QRandomGenerator random(20240229);
    const auto moment = [&random] { return Value::integer(random.bounded(qint64(4'102'444'800))); };
    const QByteArray added
        = "WITH d(g, f, x) AS (SELECT datetime(?1, 'unixepoch'), datetime(?2, 'unixepoch'),"
          " timediff(datetime(?1, 'unixepoch'), datetime(?2, 'unixepoch')))"
          " SELECT datetime(f, substr(x, 1, 1) || (substr(x, 2, 4) * 12 + substr(x, 7, 2)) || ' "
          "months',"
          " substr(x, 1, 1) || substr(x, 10, 2) || ' days',"
          " substr(x, 1, 1) || substr(x, 13, 12)) = g, x, f FROM d";

    for (int round = 0; round < 500; ++round) {
        const auto result = connection.query({ added, { moment(), moment() } });
        QVERIFY2(result, result ? "" : qPrintable(result.error().message));
        const Row row = result->rows.first();
        const QByteArray said = row.at(1).bytes() + " from " + row.at(2).bytes();
        QVERIFY2(row.first() == Value::integer(1), said.constData());
    }
}

TIDEMARK_TEST(tst_D1Profile)
#include "tst_d1profile.moc"
