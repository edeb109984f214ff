#include "d1answers.h"
#include "fixtures.h"

#include <engine/database/d1/d1database.h>
#include <engine/database/d1/d1projection.h>
#include <engine/sql/script.h>
#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

#include <cmath>
#include <limits>

Q_DECLARE_METATYPE(tidemark::Value)

using namespace tidemark;
using namespace Qt::StringLiterals;

using End = ScriptedServer::Answer::End;

namespace {

constexpr auto Infinity = std::numeric_limits<double>::infinity();

/// A D1Database whose server runs a real SQLite.
struct RealD1 {
    ScriptedClient scripted = {};
    D1Answers answers = {};
    D1DatabasePointer database = D1Database::create(scripted.client, u"acc"_s, u"db-1"_s);

    RealD1()
    {
        scripted.server.answerWith(
            [this](const ScriptedServer::Request &request) { return answers.answer(request); });
    }
    void run(const QByteArray &script)
    {
        for (const Statement &statement : splitScript(script)) {
            const auto done = await(database->execute({ { statement.text } }));
            if (!done)
                qFatal("%s: %s", statement.text.constData(), qPrintable(done.error().message));
        }
    }
    [[nodiscard]] qsizetype requests() const { return scripted.server.requests().size(); }
};

} // namespace

class tst_D1Database : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryValue_data()
    {
        QTest::addColumn<Value>("value");
        const auto integer = [](const char *name, qint64 number) {
            QTest::newRow(name) << Value::integer(number);
        };
        const auto real
            = [](const char *name, double number) { QTest::newRow(name) << Value::real(number); };
        const auto text = [](const char *name, const QByteArray &bytes) {
            QTest::newRow(name) << Value::text(bytes);
        };
        QTest::newRow("null") << Value();
        integer("zero", 0);
        integer("minus one", -1);
        integer("2^53", 9007199254740992);
        integer("2^53 + 1", 9007199254740993);
        integer("greatest integer", std::numeric_limits<qint64>::max());
        integer("least integer", std::numeric_limits<qint64>::min());
        real("one as a real", 1.0);
        real("0.1 + 0.2", 0.1 + 0.2);
        real("a third", 1.0 / 3);
        real("a large real", 1.7976931348623157e308);
        real("a small real", 2.2250738585072014e-308);
        real("2^60 as a real", std::ldexp(1.0, 60));
        real("a negative real", -123456.789);
        real("infinity", Infinity);
        real("minus infinity", -Infinity);
        text("empty text", "");
        text("text", "it's \"quoted\" -- and; more");
        text("text like a number", "0123");
        text("text like a real", "r1.5");
        text("letters", "gr\xc3\xbc\xc3\x9f \xf0\x9f\x8c\x8a");
        text("line ends", "a\r\nb\nc\td");
        text("replacement character", "a\xef\xbf\xbdz");
        text("NUL within", QByteArray("a\0b", 3));
        text("NUL at the end", QByteArray("ab\0", 3));
        text("not UTF-8", "a\xff\xfe\x80");
        text("a broken surrogate", "\xed\xa0\x80");
        text("long text", QByteArray(300'000, 'x'));
        QTest::newRow("empty blob") << Value::blob("");
        QTest::newRow("blob") << Value::blob(QByteArray("\0\1\xff'x", 5));
        QTest::newRow("blob of text") << Value::blob("hello");
        QTest::newRow("large blob, sent in parts") << Value::blob(QByteArray(950'001, '\x9c'));
    }
    void keepsEveryValue()
    {
        QFETCH(Value, value);
        RealD1 d1;
        d1.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");

        const auto written = await(d1.database->execute(
            { { "INSERT INTO t VALUES (1, ?)", { value } },
              { "INSERT INTO t VALUES (?1, :v)", { Value::integer(2), value } } }));
        QVERIFY2(written, written ? "" : qPrintable(written.error().message));
        const auto read = await(d1.database->read(
            { { "SELECT v, typeof(v), v FROM t WHERE v IS ?1 ORDER BY id", { value } } }));

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->first().rows.size(), 2);
        for (const Row &row : read->first().rows) {
            QCOMPARE(row.size(), 3);
            QVERIFY(row[0] == value);
            QVERIFY(row[2] == value);
        }
        const QStringList names{ u"v"_s, u"typeof(v)"_s, u"v"_s };
        QCOMPARE(read->first().columns, names);
    }

    void keepsEveryValueInTypedColumns()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(i INTEGER, r REAL, s TEXT, b BLOB, n NUMERIC)");
        const Row row{ Value::integer(std::numeric_limits<qint64>::max()),
                       Value::real(1.0),
                       Value::text(QByteArray("7")),
                       Value::blob("7"),
                       Value::integer(3) };

        QVERIFY(await(d1.database->execute({ { "INSERT INTO t VALUES (?,?,?,?,?)", row } })));
        const auto read = await(d1.database->query({ "SELECT * FROM t" }));

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QVERIFY(read->rows.first() == row);
    }

    // A bare parameter has no affinity, a CAST has one; '05' = 5 would be true with it.
    void comparesParametersAsSqliteDoes()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(s TEXT); INSERT INTO t VALUES ('5'), ('05')");

        const auto read = await(
            d1.database->query({ "SELECT count(*) FROM t WHERE s = ?", { Value::integer(5) } }));

        QCOMPARE(read->rows.first().first().toInteger(), 1);
    }

    void keepsColumnNames_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QStringList>("names");
        const auto row = [](const QByteArray &sql, const QStringList &names) {
            QTest::newRow(sql.constData()) << sql << names;
        };
        row("SELECT a.id, b.id FROM t a JOIN t b", { u"id"_s, u"id"_s });
        row("SELECT * FROM t a JOIN t b", { u"id"_s, u"name"_s, u"id"_s, u"name"_s });
        row("SELECT count(*), max(id) AS \"most of all\" FROM t",
            { u"count(*)"_s, u"most of all"_s });
        row("SELECT id AS x, id AS X, id AS x FROM t", { u"x"_s, u"X"_s, u"x"_s });
        row("VALUES (1, 2)", { u"column1"_s, u"column2"_s });
        row("WITH q(a, b) AS (SELECT 1, 2) SELECT b, a FROM q", { u"b"_s, u"a"_s });
        row("SELECT id FROM t WHERE 0", { u"id"_s });
        row("SELECT name, * FROM t ORDER BY 1 LIMIT 1 -- the end",
            { u"name"_s, u"id"_s, u"name"_s });
        row("SELECT 'a:1', 1 AS \"b:1\"", { u"'a:1'"_s, u"b:1"_s });
        row("SELECT 1 IS DISTINCT FROM 2 AS d, 3 AS e", { u"d"_s, u"e"_s });
    }
    void keepsColumnNames()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QStringList, names);
        RealD1 d1;
        d1.run("CREATE TABLE t(id INTEGER PRIMARY KEY, name); INSERT INTO t VALUES (1, 'one'), (2, "
               "'two')");

        const auto read = await(d1.database->query({ sql }));

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        QCOMPARE(read->columns, names);
        for (const Row &row : read->rows)
            QCOMPARE(row.size(), names.size());
    }

    void keepsTheOrderOfRows()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v); "
               "INSERT INTO t VALUES (1, 'b'), (2, 'c'), (3, 'a')");

        const auto read = await(
            d1.database->read({ { "SELECT id FROM t ORDER BY v DESC" },
                                { "SELECT id FROM t ORDER BY v LIMIT 2 OFFSET 1" },
                                { "SELECT id FROM t UNION ALL SELECT 9 ORDER BY 1 DESC" } }));

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const auto ids = [](const ResultSet &result) {
            QList<qint64> all;
            for (const Row &row : result.rows)
                all.append(row.first().toInteger());
            return all;
        };
        QCOMPARE(ids(read->at(0)), (QList<qint64>{ 2, 1, 3 }));
        QCOMPARE(ids(read->at(1)), (QList<qint64>{ 1, 2 }));
        QCOMPARE(ids(read->at(2)), (QList<qint64>{ 9, 3, 2, 1 }));
    }

    void readsInOneRequest()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(id, v)");
        const auto before = d1.requests();

        QVERIFY(
            await(d1.database->read({ { "SELECT id, v FROM t" }, { "SELECT count(*) FROM t" } })));
        QCOMPARE(d1.requests() - before, 1);

        QVERIFY(await(d1.database->query({ "SELECT * FROM t" })));
        QCOMPARE(d1.requests() - before, 3);
        QVERIFY(await(d1.database->query({ "SELECT * FROM t" })));
        QCOMPARE(d1.requests() - before, 4);

        const auto schema = await(d1.database->schema());
        QVERIFY(schema);
        QCOMPARE(schema->tables.size(), 1);
        QCOMPARE(d1.requests() - before, 5);
    }

    void noticesThatATableHasChanged()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(id); INSERT INTO t VALUES (1)");
        QVERIFY(await(d1.database->query({ "SELECT * FROM t" })));
        d1.run("ALTER TABLE t ADD COLUMN more DEFAULT 'm'");

        const auto read = await(d1.database->query({ "SELECT * FROM t" }));

        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
        const QStringList names{ u"id"_s, u"more"_s };
        QCOMPARE(read->columns, names);
        QCOMPARE(read->rows.first().last().toString(), u"m"_s);
    }

    void readsTextThatIsNotUtf8WithASecondRequest()
    {
        RealD1 d1;
        const Value broken = Value::text(QByteArray("x\xff"));
        d1.run("CREATE TABLE t(v)");
        QVERIFY(
            await(d1.database->execute({ { "INSERT INTO t VALUES (?), ('fine')", { broken } } })));
        const auto before = d1.requests();

        const auto read = await(d1.database->query({ "SELECT v FROM t ORDER BY rowid" }));

        QVERIFY(read);
        QVERIFY(read->rows[0][0] == broken);
        QVERIFY(read->rows[1][0] == Value::text(QByteArray("fine")));
        QCOMPARE(d1.requests() - before, 2);
    }

    void showsPragmasAndPlans()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");

        const auto table = await(d1.database->query({ "PRAGMA table_info(t)" }));
        const auto plan = await(d1.database->query({ "EXPLAIN QUERY PLAN SELECT * FROM t" }));

        QVERIFY(table);
        QCOMPARE(table->rows.size(), 2);
        QCOMPARE(table->columns.value(1), u"name"_s);
        QCOMPARE(table->rows[0][5], Value::integer(1));
        QVERIFY(plan);
        QVERIFY(plan->rows.first().last().toString().contains("SCAN"_L1));
    }

    void readRefusesWhatWrites_data()
    {
        QTest::addColumn<QByteArray>("sql");
        for (const char *sql : { "INSERT INTO t VALUES (1)",
                                 "WITH q AS (SELECT 1) DELETE FROM t",
                                 "PRAGMA foreign_keys = OFF",
                                 "PRAGMA foreign_keys(0)",
                                 "PRAGMA case_sensitive_like(1)",
                                 "PRAGMA optimize",
                                 "CREATE TABLE x(a)",
                                 "REPLACE INTO t VALUES (1)",
                                 "" })
            QTest::newRow(*sql ? sql : "nothing") << QByteArray(sql);
    }
    void readRefusesWhatWrites()
    {
        QFETCH(QByteArray, sql);
        RealD1 d1;

        const auto read = await(d1.database->read({ { "SELECT 1" }, { sql } }));

        QVERIFY(!read);
        QCOMPARE(read.error().kind, Error::Kind::Usage);
        QCOMPARE(read.error().where.statement, 2);
        QCOMPARE(d1.requests(), 0);
    }

    void writesAllOrNothing()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(id INTEGER PRIMARY KEY)");
        const auto before = d1.requests();

        const auto failed = await(d1.database->execute(
            { { "INSERT INTO t VALUES (1)" }, { "INSERT INTO t VALUES (1)" } }));

        QVERIFY(!failed);
        QCOMPARE(failed.error().kind, Error::Kind::Database);
        QCOMPARE(failed.error().databaseState, DatabaseState::Unchanged);
        QVERIFY(failed.error().message.contains("UNIQUE constraint failed: t.id"_L1));
        QCOMPARE(d1.requests() - before, 1);
        const auto count = await(d1.database->query({ "SELECT count(*) FROM t" }));
        QCOMPARE(count->rows[0][0].toInteger(), 0);
    }

    void givesBackWhatReturningSays()
    {
        RealD1 d1;
        d1.run("CREATE TABLE t(id INTEGER PRIMARY KEY, v)");

        const auto result = await(d1.database->query(
            { "INSERT INTO t(v) VALUES (?) RETURNING id, v", { Value::text(QByteArray("x")) } }));

        QVERIFY(result);
        QVERIFY(result->rows.first() == Row({ Value::integer(1), Value::text(QByteArray("x")) }));
        QCOMPARE(result->changes, 1);
    }

    void saysThatTheOutcomeOfALostBatchIsUnknown()
    {
        RealD1 d1;
        d1.scripted.server.enqueue(ScriptedServer::ended(End::DropAnswer));

        const auto result = await(d1.database->execute({ { "CREATE TABLE t(a)" } }));

        QVERIFY(!result);
        QCOMPARE(result.error().databaseState, DatabaseState::Unknown);
        QCOMPARE(exitCode(result.error()), 7);
    }

    void doesNotTakeAShortAnswerForAWholeOne()
    {
        RealD1 d1;
        d1.scripted.server.enqueue(ScriptedServer::success(ScriptedServer::emptyResults(1)));

        const auto result
            = await(d1.database->execute({ { "CREATE TABLE t(a)" }, { "CREATE TABLE u(a)" } }));

        QVERIFY(!result);
        QCOMPARE(result.error().databaseState, DatabaseState::Unknown);
    }

    void findsAFailureInsideASuccess()
    {
        RealD1 d1;
        QJsonArray parts = ScriptedServer::emptyResults(2).toArray();
        parts[1] = QJsonObject{ { u"success"_s, false },
                                { u"error"_s, u"no such table: u: SQLITE_ERROR"_s } };
        d1.scripted.server.enqueue(ScriptedServer::success(parts));

        const auto result
            = await(d1.database->execute({ { "DELETE FROM t" }, { "DELETE FROM u" } }));

        QVERIFY(!result);
        QCOMPARE(result.error().where.statement, 2);
    }

    void placesErrors_data()
    {
        QTest::addColumn<QList<QByteArray>>("statements");
        QTest::addColumn<int>("statement");
        QTest::addColumn<qint64>("offset");
        const auto row = [](const char *name, const QList<QByteArray> &all, int at, qint64 offset) {
            QTest::newRow(name) << all << at << offset;
        };
        row("one that reads", { "SELECT id, nosuch FROM t" }, 1, 11);
        row("behind blanks and a parameter",
            { "  /* it's; */\r\nSELECT ?1, nosuch FROM t" },
            1,
            26);
        row("one of several", { "SELECT id FROM t", "SELECT nosuch FROM t" }, 2, 7);
        row("one that writes", { "DELETE FROM t", "DELETE FORM t" }, 2, 7);
        row("two that could be it", { "DELETE FORM t", "DELETE FORM t" }, 0, -1);
    }
    void placesErrors()
    {
        QFETCH(QList<QByteArray>, statements);
        QFETCH(int, statement);
        QFETCH(qint64, offset);
        RealD1 d1;
        d1.run("CREATE TABLE t(id)");
        QList<BoundStatement> bound;
        for (const QByteArray &sql : statements)
            bound.append({ sql, sql.contains('?') ? QList{ Value::integer(1) } : QList<Value>() });
        const bool reads = readsOnly(statements.first());

        const auto result = await(reads ? d1.database->read(bound) : d1.database->execute(bound));

        QVERIFY(!result);
        QCOMPARE(result.error().where.statement, statement);
        QCOMPARE(result.error().where.offset, offset);
    }

    void refusesBeforeSendingWhatIsTooLarge()
    {
        RealD1 d1;

        const auto result = await(d1.database->execute(
            { { "CREATE TABLE t(a)" },
              { "INSERT INTO t VALUES ('" + QByteArray(100'001, 'x') + "')" } }));

        QVERIFY(!result);
        QCOMPARE(result.error().kind, Error::Kind::Database);
        QCOMPARE(result.error().databaseState, DatabaseState::Unchanged);
        QCOMPARE(result.error().where.statement, 2);
        QCOMPARE(d1.requests(), 0);
    }

    void carriesCallsOutInTheirOrder()
    {
        RealD1 d1;
        ScriptedServer::Answer held = ScriptedServer::success(ScriptedServer::emptyResults(1));
        held.end = End::Hold;
        d1.scripted.server.enqueue(held);
        auto first = d1.database->execute({ { "CREATE TABLE t(a)" } });
        auto second = d1.database->execute({ { "DROP TABLE u" } });
        connect(&d1.scripted.server, &ScriptedServer::arrived, this, [&d1] {
            QMetaObject::invokeMethod(
                &d1.scripted.server, &ScriptedServer::release, Qt::QueuedConnection);
        });

        const auto last = await(std::move(second));
        const auto begun = await(std::move(first));

        QVERIFY(begun);
        QVERIFY(!last); // no such table
        QCOMPARE(d1.requests(), 2);
        QVERIFY(d1.scripted.server.requests().first().body.contains("CREATE"));
    }

    void stopsBeforeItsTurn()
    {
        RealD1 d1;
        std::stop_source stop;
        stop.request_stop();

        const auto read = await(d1.database->read({ { "SELECT 1" } }, stop.get_token()));
        const auto write = await(d1.database->execute({ { "SELECT 1" } }, stop.get_token()));

        QCOMPARE(read.error().kind, Error::Kind::Cancelled);
        QCOMPARE(write.error().kind, Error::Kind::Cancelled);
        QCOMPARE(d1.requests(), 0);
    }

    void countsTheCost()
    {
        ScriptedClient scripted;
        const auto one = D1Database::create(scripted.client, u"acc"_s, u"db-1"_s);
        const auto other = D1Database::create(scripted.client, u"acc"_s, u"db-2"_s);
        scripted.server.enqueue(ScriptedServer::success(ScriptedServer::emptyResults(2)));
        scripted.server.enqueue(ScriptedServer::success(ScriptedServer::emptyResults(1)));

        QVERIFY(await(one->execute({ { "DELETE FROM a" }, { "DELETE FROM b" } })));
        QVERIFY(await(other->execute({ { "DELETE FROM a" } })));

        QCOMPARE(one->cost().requests, 1);
        QCOMPARE(one->cost().rowsRead, 6);
        QCOMPARE(one->cost().rowsWritten, 4);
        QCOMPARE(one->cost().serverTime.count(), 500);
        QCOMPARE(scripted.client->cost().requests, 2);
        QCOMPARE(scripted.client->cost().rowsRead, 9);
        QCOMPARE(scripted.client->cost().regions, QStringList{ u"WEUR"_s });
    }

    void sendsOneStatementPerEntry()
    {
        RealD1 d1;
        d1.scripted.server.enqueue(ScriptedServer::success(ScriptedServer::emptyResults(1)));

        QVERIFY(await(d1.database->execute(
            { { "INSERT INTO t VALUES (?, ?);", { Value::integer(7), Value() } } })));

        const auto &request = d1.scripted.server.requests().first();
        QCOMPARE(request.target, "/client/v4/accounts/acc/d1/database/db-1/raw");
        QCOMPARE(request.body,
                 R"json({"batch":[{"params":["7",null],"sql":)json"
                 R"json("INSERT INTO t VALUES ((+CAST(?1 AS INTEGER)), ?2)"}]})json");
    }
};

TIDEMARK_TEST(tst_D1Database)
#include "tst_d1database.moc"
