#include <engine/sql/script.h>
#include <engine/transfer/cell.h>
#include <engine/transfer/sqldump.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QBuffer>
#include <QRandomGenerator>
#include <QtTest>

#include <bit>
#include <sqlite3.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

SqliteConnection memory(const QByteArray &script = {}, SqliteOptions options = {})
{
    auto connection = SqliteConnection::open(u":memory:"_s, options);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto done = connection->run(script); !done)
        qFatal("%s", qPrintable(done.error().message));
    return std::move(*connection);
}

QList<Row> rowsOf(SqliteConnection &connection, const QByteArray &sql)
{
    const auto result = connection.query({ sql });
    if (!result)
        qFatal("%s: %s", sql.constData(), qPrintable(result.error().message));
    return result->rows;
}

// Definitions and every row of every table and view, with the types they are stored with.
QList<Row> contentOf(SqliteConnection &connection)
{
    const QByteArray objects = "SELECT type, name, tbl_name, sql FROM sqlite_schema "
                               "WHERE name NOT LIKE 'sqlite%' ORDER BY type, name";
    QList<Row> content = rowsOf(connection, objects);
    // An FTS index may be cut into other segments than the one it was dumped from.
    const QByteArray readable
        = "SELECT name FROM pragma_table_list WHERE schema='main' AND type <> 'shadow' "
          "AND name NOT LIKE 'sqlite_schema' ORDER BY name";
    for (const Row &object : rowsOf(connection, readable)) {
        QByteArray name = object.first().bytes();
        name = '"' + name.replace('"', "\"\"") + '"';
        content += rowsOf(connection, "SELECT * FROM " + name);
    }
    return content;
}

Result<QByteArray>
dumped(SqliteConnection &connection, const DumpOptions &options = {}, const Conduct &conduct = {})
{
    QBuffer out;
    out.open(QIODevice::WriteOnly);
    if (const auto done = exportSql(connection, out, options, conduct); !done)
        return done.error();
    return out.data();
}

Result<ImportReport> imported(SqliteConnection &connection, const QByteArray &dump)
{
    QBuffer in;
    in.setData(dump);
    in.open(QIODevice::ReadOnly);
    return importSql(connection, in);
}

/// A device that is full after some bytes.
class FullDisk : public QIODevice
{
public:
    explicit FullDisk(qint64 room)
        : m_room(room)
    {
        open(QIODevice::WriteOnly);
    }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64 size) override
    {
        if (m_room <= 0) {
            setErrorString(u"No space left on device"_s);
            return -1;
        }
        const qint64 taken = std::min(size, m_room);
        m_room -= taken;
        return taken;
    }

private:
    qint64 m_room;
};

} // namespace

class tst_SqlDump : public QObject
{
    Q_OBJECT

private slots:
    void givesTheSameContentBack_data();
    void givesTheSameContentBack();
    void keepsEveryBitOfAReal();
    void keepsStatementsWithinD1sLimits_data();
    void keepsStatementsWithinD1sLimits();
    void fitsThroughD1sOwnRules();
    void writesAllTablesBeforeRowsAndTriggersLast();
    void exportsOneTableWithItsIndexesAndTriggers();
    void exportsTheSchemaAlone();
    void exportsTheRowsAlone();
    void keepsLedgerAndMirrorButNoLock();
    void refusesAnUnknownTable();
    void namesAFullTextTableWithoutContent();
    void saysWhenTheDiskIsFull();
    void stopsWhenAsked();
    void readsOneSnapshot();
};

void tst_SqlDump::givesTheSameContentBack_data()
{
    QTest::addColumn<QByteArray>("script");

    QTest::newRow("empty database") << QByteArray();
    QTest::newRow("integers at the edges") << QByteArray(
        "CREATE TABLE t(v); INSERT INTO t VALUES(9223372036854775807),(-9223372036854775808),"
        "(9007199254740993),(0),(NULL)");
    QTest::newRow("reals") << QByteArray(
        "CREATE TABLE t(v, r REAL, n NUMERIC); INSERT INTO t VALUES(1.0,1.0,0.5),"
        "(9e999,-9e999,9e999),(5e-324,1.7976931348623157e308,0.1),(1e22,1e-7,-2.5)");
    QTest::newRow("text") << QByteArray(
        "CREATE TABLE t(v TEXT); INSERT INTO t VALUES(''),('it''s; -- not /* a comment'),"
        "('line\nfeed\r\nand \\n'),('Größe 🌊'),('123'),('X''00''')");
    QTest::newRow("text that is not UTF-8") << QByteArray(
        "CREATE TABLE t(v TEXT); INSERT INTO t VALUES(CAST(X'FF41' AS TEXT)),(CAST(X'C3' AS TEXT)),"
        "(CAST(X'610062' AS TEXT)),(CAST(X'00' AS TEXT)),(CAST(X'6162636465666768C3' AS TEXT))");
    QTest::newRow("blobs") << QByteArray(
        "CREATE TABLE t(v BLOB); INSERT INTO t VALUES(X''),(X'00FF'),(zeroblob(70))");
    QTest::newRow("a blob of a megabyte")
        << QByteArray("CREATE TABLE t(id INTEGER PRIMARY KEY, v BLOB); INSERT INTO t "
                      "VALUES(1,randomblob(1000000)),(2,X'01')");
    QTest::newRow("a value D1 cannot hold")
        << QByteArray("CREATE TABLE t(v BLOB); INSERT INTO t VALUES(randomblob(2500000))");
    QTest::newRow("long text under constraints") << QByteArray(
        "CREATE TABLE t(a TEXT NOT NULL UNIQUE CHECK(length(a) IN (60000,150000)), b TEXT "
        "CHECK(json_valid(b)));"
        "INSERT INTO t "
        "VALUES(replace(hex(zeroblob(30000)),'0','é'),json_array(hex(zeroblob(70000)))),"
        "(hex(zeroblob(75000))||char(0),1)");
    QTest::newRow("a long row of short values")
        << QByteArray("CREATE TABLE t(a,b,c,d,e,f); INSERT INTO t SELECT x,x,x,x,x,x FROM (SELECT "
                      "hex(randomblob(15000)) AS x)");
    QTest::newRow("generated columns")
        << QByteArray("CREATE TABLE t(a INT, b INT AS (a*2) STORED, c TEXT AS (a||'!')); INSERT "
                      "INTO t(a) VALUES(1),(2)");
    QTest::newRow("without rowid")
        << QByteArray("CREATE TABLE t(a TEXT, b INT, PRIMARY KEY(b DESC, a)) WITHOUT ROWID; INSERT "
                      "INTO t VALUES('x',1),('y',2)");
    QTest::newRow("strict") << QByteArray("CREATE TABLE t(a INT, b ANY, c REAL) STRICT; INSERT "
                                          "INTO t VALUES(1,'1',2),(2,1.0,0.5),(3,X'31',NULL)");
    QTest::newRow("names that need quotes") << QByteArray(
        "CREATE TABLE \"a \"\"table\"\"; --\"(\"select\" INT, [b c] TEXT, `rowid` TEXT); INSERT "
        "INTO \"a \"\"table\"\"; --\" "
        "VALUES(1,'x','y'); CREATE INDEX \"in dex\" ON \"a \"\"table\"\"; --\"([b c])");
    QTest::newRow("sequences") << QByteArray(
        "CREATE TABLE s(id INTEGER PRIMARY KEY AUTOINCREMENT, v); INSERT INTO s "
        "VALUES(5,'a'),(900,'b'); DELETE FROM s WHERE id=900;"
        "CREATE TABLE e(id INTEGER PRIMARY KEY AUTOINCREMENT)");
    QTest::newRow("rows that refer to later ones")
        << QByteArray("PRAGMA foreign_keys=OFF; CREATE TABLE child(id INTEGER PRIMARY KEY, p INT "
                      "REFERENCES parent(id));"
                      "CREATE TABLE parent(id INTEGER PRIMARY KEY, up INT REFERENCES parent(id));"
                      "INSERT INTO child VALUES(1,2); INSERT INTO parent VALUES(1,2),(2,1)");
    QTest::newRow("views and triggers")
        << QByteArray("CREATE TABLE t(a); CREATE VIEW v(x) AS SELECT a FROM t; CREATE VIEW early "
                      "AS SELECT x FROM v;"
                      "CREATE TRIGGER r INSTEAD OF INSERT ON v BEGIN INSERT INTO t VALUES(NEW.x); "
                      "INSERT INTO t VALUES('end;'); END;"
                      "CREATE TRIGGER dup AFTER INSERT ON t WHEN NEW.a=1 BEGIN SELECT CASE WHEN 1 "
                      "THEN 2 END; INSERT INTO t VALUES(2); END;"
                      "INSERT INTO v VALUES(1); CREATE UNIQUE INDEX i ON t(a) WHERE a IS NULL");
    QTest::newRow("full text") << QByteArray(
        "CREATE VIRTUAL TABLE f USING fts5(title, body UNINDEXED); INSERT INTO f(rowid,title,body) "
        "VALUES(7,'sea tide','x'),(3,'moon',NULL)");
    QTest::newRow("full text over another table")
        << QByteArray("CREATE TABLE doc(id INTEGER PRIMARY KEY, body TEXT); CREATE VIRTUAL TABLE f "
                      "USING fts5(body, content='doc', content_rowid='id');"
                      "CREATE TRIGGER ai AFTER INSERT ON doc BEGIN INSERT INTO f(rowid, body) "
                      "VALUES(NEW.id, NEW.body); END;"
                      "INSERT INTO doc VALUES(4,'high tide'),(9,'low tide')");
    QTest::newRow("rtree") << QByteArray(
        "CREATE VIRTUAL TABLE box USING rtree(id, x0, x1, +label TEXT); INSERT INTO box "
        "VALUES(1,0.1,2.5,'a'),(2,-1,7,NULL)");
}

void tst_SqlDump::givesTheSameContentBack()
{
    QFETCH(QByteArray, script);
    SqliteConnection source = memory(script);
    SqliteConnection destination = memory();

    const auto dump = dumped(source);
    QVERIFY2(dump, dump ? "" : qPrintable(dump.error().message));
    const auto report = imported(destination, *dump);

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(report->repairs, QStringList());
    QCOMPARE(report->doubts, QStringList());
    QCOMPARE(contentOf(destination), contentOf(source));
    QVERIFY(!source.inTransaction());
    QVERIFY(!destination.inTransaction());
    if (QByteArray(QTest::currentDataTag()).startsWith("full text"))
        QCOMPARE(rowsOf(destination, "SELECT rowid FROM f WHERE f MATCH 'tide' ORDER BY 1"),
                 rowsOf(source, "SELECT rowid FROM f WHERE f MATCH 'tide' ORDER BY 1"));
}

// SQLite 3.40 reads 0.5 % of the shortest decimals of random doubles as a neighbour of the number meant.
void tst_SqlDump::keepsEveryBitOfAReal()
{
    constexpr int PerStatement = 100;
    QRandomGenerator random(42);
    QList<double> numbers{
        0.0,  -0.0, 1.0, 0.1, 1e15, 1e17, 5e-324, -2.2250738585072014e-308, 1.7976931348623157e308,
        1e30, 1e-30
    };
    while (numbers.size() < 1000 * PerStatement) {
        const auto number = std::bit_cast<double>(random.generate64());
        if (std::isfinite(number) && numbers.size() < 10 * PerStatement)
            numbers.append(number);
        numbers.append(random.generateDouble() * std::pow(10, random.bounded(40) - 20));
    }

    SqliteConnection connection = memory();
    for (qsizetype first = 0; first + PerStatement <= numbers.size(); first += PerStatement) {
        ByteBuffer sql;
        sql.append("SELECT ");
        for (qsizetype i = first; i < first + PerStatement; ++i) {
            sql.append(i > first ? "," : "");
            appendSqlLiteral(sql, { .kind = Value::Kind::Real, .real = numbers.at(i) });
        }
        auto statement = connection.prepare(sql.view());
        QVERIFY2(statement, sql.view().toByteArray().constData());
        QVERIFY(statement->step());

        for (int i = 0; i < PerStatement; ++i) {
            QCOMPARE(sqlite3_column_type(statement->handle(), i), SQLITE_FLOAT);
            const double back = sqlite3_column_double(statement->handle(), i);
            QCOMPARE(std::bit_cast<quint64>(back), std::bit_cast<quint64>(numbers.at(first + i)));
        }
    }
}

void tst_SqlDump::keepsStatementsWithinD1sLimits_data()
{
    QTest::addColumn<QByteArray>("script");

    QTest::newRow("many narrow rows")
        << QByteArray("CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 "
                      "FROM n WHERE i<3000) INSERT INTO t SELECT i FROM n");
    QTest::newRow("many wide rows")
        << QByteArray("CREATE TABLE t(a,b,c,d,e,f,g,h,i,j); WITH RECURSIVE n(i) AS (SELECT 1 UNION "
                      "ALL SELECT i+1 FROM n WHERE i<3000) "
                      "INSERT INTO t SELECT i,i,i,i,i,i,i,i,i,i FROM n");
    QTest::newRow("statements filled to the brim")
        << QByteArray("CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 "
                      "FROM n WHERE i<9000) "
                      "INSERT INTO t SELECT substr(hex(zeroblob(200)),1,250+i%50) FROM n");
    QTest::newRow("rows of 40 kB")
        << QByteArray("CREATE TABLE t(a); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i+1 "
                      "FROM n WHERE i<10) INSERT INTO t SELECT zeroblob(20000) FROM n");
    QTest::newRow("a value of 2 MB") << QByteArray(
        "CREATE TABLE t(a,b); INSERT INTO t VALUES(zeroblob(1999999),randomblob(90000))");
}

void tst_SqlDump::keepsStatementsWithinD1sLimits()
{
    QFETCH(QByteArray, script);
    SqliteConnection source = memory(script);

    const auto dump = dumped(source);

    QVERIFY(dump);
    for (const Statement &statement : splitScript(*dump)) {
        QVERIFY(statement.text.size() < 100'000);
        QVERIFY(statement.text.count("),\n(") < 500);
        QVERIFY(statement.text.count(',') <= 10 + 5'000);
    }
    SqliteConnection destination = memory();
    QVERIFY(imported(destination, *dump));
    QCOMPARE(contentOf(destination), contentOf(source));
}

void tst_SqlDump::fitsThroughD1sOwnRules()
{
    SqliteConnection source
        = memory("CREATE TABLE t(id INTEGER PRIMARY KEY AUTOINCREMENT, v BLOB UNIQUE, r REAL);"
                 "INSERT INTO t(v,r) VALUES(randomblob(300000),1e-300),(x'01',9e999),('text',0.1);"
                 "CREATE INDEX i ON t(r); CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f "
                 "VALUES('high tide')",
                 { .profile = SqliteOptions::Profile::D1 });
    SqliteConnection destination = memory({}, { .profile = SqliteOptions::Profile::D1 });

    const auto dump = dumped(source);
    QVERIFY(dump);
    const auto report = imported(destination, *dump);

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(rowsOf(destination, "SELECT * FROM t"), rowsOf(source, "SELECT * FROM t"));
}

void tst_SqlDump::writesAllTablesBeforeRowsAndTriggersLast()
{
    SqliteConnection source = memory("CREATE TABLE a(x); CREATE INDEX ia ON a(x); CREATE TRIGGER "
                                     "tr AFTER INSERT ON a BEGIN SELECT 1; END;"
                                     "CREATE VIEW v AS SELECT 1 AS one; INSERT INTO a VALUES(1); "
                                     "CREATE TABLE b(y); INSERT INTO b VALUES(2)");

    const auto dump = dumped(source);

    QVERIFY(dump);
    QVERIFY(dump->startsWith("PRAGMA defer_foreign_keys=TRUE;\n"));
    QList<QByteArray> starts;
    for (const Statement &statement : splitScript(*dump))
        starts.append(statement.text.simplified().split(' ').mid(0, 2).join(' '));
    const QList<QByteArray> expected{ "PRAGMA defer_foreign_keys=TRUE",
                                      "CREATE TABLE",
                                      "CREATE TABLE",
                                      "INSERT INTO",
                                      "INSERT INTO",
                                      "CREATE INDEX",
                                      "CREATE VIEW",
                                      "CREATE TRIGGER" };
    QCOMPARE(starts, expected);
}

void tst_SqlDump::exportsOneTableWithItsIndexesAndTriggers()
{
    SqliteConnection source = memory(
        "CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT); CREATE TABLE b(y); CREATE INDEX ib "
        "ON b(y);"
        "CREATE TRIGGER tb AFTER INSERT ON b BEGIN SELECT 1; END; CREATE INDEX ia ON a(id);"
        "CREATE VIEW v AS SELECT y FROM b; INSERT INTO b VALUES(1); INSERT INTO a VALUES(1)");
    SqliteConnection destination = memory();

    const auto dump = dumped(source, { .tables = { u"B"_s } });
    QVERIFY(dump);
    QVERIFY(imported(destination, *dump));

    const auto names
        = rowsOf(destination,
                 "SELECT group_concat(name) FROM (SELECT name FROM sqlite_schema ORDER BY name)");
    QCOMPARE(names.first().first().toString(), u"b,ib,tb"_s);
}

void tst_SqlDump::exportsTheSchemaAlone()
{
    SqliteConnection source
        = memory("CREATE TABLE a(id INTEGER PRIMARY KEY AUTOINCREMENT); INSERT INTO a VALUES(1)");

    const auto dump = dumped(source, { .data = false });

    QVERIFY(dump);
    QVERIFY(!dump->contains("INSERT"));
    QVERIFY(dump->contains("CREATE TABLE a"));
}

void tst_SqlDump::exportsTheRowsAlone()
{
    SqliteConnection source
        = memory("CREATE TABLE a(x); INSERT INTO a VALUES(1); CREATE INDEX i ON a(x)");

    const auto dump = dumped(source, { .schema = false });

    QVERIFY(dump);
    QVERIFY(!dump->contains("CREATE"));
    QVERIFY(dump->contains("INSERT INTO \"a\" (\"x\") VALUES\n(1);"));
}

void tst_SqlDump::keepsLedgerAndMirrorButNoLock()
{
    SqliteConnection source
        = memory("CREATE TABLE _tidemark_ledger(seq); INSERT INTO _tidemark_ledger VALUES(1);"
                 "CREATE TABLE _tidemark_lock(id); INSERT INTO _tidemark_lock VALUES(1);"
                 "CREATE TABLE _tidemark_guard(ok); CREATE TABLE d1_migrations(id, name);"
                 "CREATE TABLE _cf_METADATA(key); INSERT INTO d1_migrations VALUES(1,'0001.sql')");

    const auto dump = dumped(source);

    QVERIFY(dump);
    QVERIFY(dump->contains("INSERT INTO \"_tidemark_ledger\""));
    QVERIFY(dump->contains("INSERT INTO \"d1_migrations\""));
    QVERIFY(!dump->contains("_tidemark_lock"));
    QVERIFY(!dump->contains("_tidemark_guard"));
    QVERIFY(!dump->contains("_cf_"));
}

void tst_SqlDump::refusesAnUnknownTable()
{
    SqliteConnection source = memory("CREATE TABLE a(x)");

    const auto dump = dumped(source, { .tables = { u"a"_s, u"nosuch"_s } });

    QVERIFY(!dump);
    QCOMPARE(dump.error().kind, Error::Kind::Usage);
    QVERIFY(dump.error().message.contains(u"nosuch"_s));
    QVERIFY(!source.inTransaction());
}

void tst_SqlDump::namesAFullTextTableWithoutContent()
{
    SqliteConnection source = memory("CREATE VIRTUAL TABLE bare USING fts5(a, content=''); INSERT "
                                     "INTO bare(rowid,a) VALUES(1,'x')");

    const auto dump = dumped(source);

    QVERIFY(!dump);
    QCOMPARE(dump.error().kind, Error::Kind::Policy);
    QVERIFY(dump.error().message.contains(u"bare"_s));
    QVERIFY(dumped(source, { .data = false }));
}

void tst_SqlDump::saysWhenTheDiskIsFull()
{
    SqliteConnection source
        = memory("CREATE TABLE t(v); INSERT INTO t VALUES(zeroblob(1500000)),(zeroblob(1500000))");
    FullDisk disk(1'200'000);

    const auto done = exportSql(source, disk, {});

    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Kind::Safety);
    QVERIFY(done.error().message.contains(u"No space left"_s));
}

void tst_SqlDump::stopsWhenAsked()
{
    SqliteConnection source = memory("CREATE TABLE t(v); INSERT INTO t VALUES(1)");
    std::stop_source stop;
    const Conduct conduct{ .progress = [&stop](const Progress &) { stop.request_stop(); },
                           .stop = stop.get_token() };

    const auto dump = dumped(source, {}, conduct);

    QVERIFY(!dump);
    QCOMPARE(dump.error().kind, Error::Kind::Cancelled);
    QVERIFY(!source.inTransaction());
}

void tst_SqlDump::readsOneSnapshot()
{
    ScratchFolder folder;
    const QString file = folder.path(u"live.sqlite"_s);
    auto source = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    QVERIFY(source);
    QVERIFY(source->run("PRAGMA journal_mode=WAL; CREATE TABLE a(x); CREATE TABLE b(x)"));
    auto writer = SqliteConnection::open(file);
    QVERIFY(writer);
    const auto write = [&writer](const Progress &progress) {
        if (progress.text.endsWith(u'b'))
            QVERIFY(writer->run("INSERT INTO a VALUES(1); INSERT INTO b VALUES(1)"));
    };

    const auto dump = dumped(*source, {}, { .progress = write });

    QVERIFY(dump);
    QVERIFY(!dump->contains("INSERT"));
    QCOMPARE(rowsOf(*source, "SELECT count(*) FROM b").first().first().toInteger(), 1);
}

TIDEMARK_TEST(tst_SqlDump)
#include "tst_sqldump.moc"
