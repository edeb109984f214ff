#include "connections.h"

#include <engine/database/sqlite/connection.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

#include <cmath>
#include <limits>

using namespace tidemark;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(tidemark::Value)

class tst_SqliteStatement : public QObject
{
    Q_OBJECT

private slots:
    void keepsValues_data();
    void keepsValues();
    void keepsTheSignOfZero();
    void keepsATextOnceThatRowsRepeat();
    void refusesAWrongNumberOfValues();
    void failsTheStepAfterABadBinding();
    void refusesNulBytesInAStatement();
    void takesAnEmptyTextForNothing_data();
    void takesAnEmptyTextForNothing();
    void resetsAnEmptyStatement();
    void refusesASecondStatement_data();
    void refusesASecondStatement();
    void countsOnlyTheStatementsOwnChanges();
    void tellsWhereAStatementEnds();
    void takesTheTimeFromItsOptions();
};

void tst_SqliteStatement::keepsValues_data()
{
    QTest::addColumn<Value>("value");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("hex");

    QTest::newRow("nothing") << Value() << QByteArray("null") << QByteArray();
    QTest::newRow("the smallest integer")
        << Value::integer(std::numeric_limits<qint64>::min()) << QByteArray("integer")
        << QByteArray("-9223372036854775808").toHex().toUpper();
    QTest::newRow("the largest integer")
        << Value::integer(std::numeric_limits<qint64>::max()) << QByteArray("integer")
        << QByteArray("9223372036854775807").toHex().toUpper();
    QTest::newRow("an integer that no real can hold")
        << Value::integer((qint64(1) << 53) + 1) << QByteArray("integer")
        << QByteArray("9007199254740993").toHex().toUpper();
    QTest::newRow("infinity") << Value::real(HUGE_VAL) << QByteArray("real")
                              << QByteArray("Inf").toHex().toUpper();
    QTest::newRow("minus infinity")
        << Value::real(-HUGE_VAL) << QByteArray("real") << QByteArray("-Inf").toHex().toUpper();
    QTest::newRow("a whole real") << Value::real(3) << QByteArray("real")
                                  << QByteArray("3.0").toHex().toUpper();
    QTest::newRow("text with NUL bytes")
        << Value::text(QByteArray("\0a\0", 3)) << QByteArray("text") << QByteArray("006100");
    QTest::newRow("text that is not UTF-8")
        << Value::text(QByteArray("\xff\xfe\xc3")) << QByteArray("text") << QByteArray("FFFEC3");
    QTest::newRow("half a surrogate")
        << Value::text(QByteArray("\xed\xa0\x80")) << QByteArray("text") << QByteArray("EDA080");
    QTest::newRow("empty text") << Value::text(QByteArray()) << QByteArray("text") << QByteArray();
    QTest::newRow("empty blob") << Value::blob({}) << QByteArray("blob") << QByteArray();
    QTest::newRow("a blob") << Value::blob(QByteArray("\0\xff", 2)) << QByteArray("blob")
                            << QByteArray("00FF");
}

void tst_SqliteStatement::keepsValues()
{
    QFETCH(const Value, value);
    QFETCH(const QByteArray, type);
    QFETCH(const QByteArray, hex);
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a);");

    QVERIFY(connection.query({ "INSERT INTO t VALUES (?)", { value } }));
    const auto result = connection.query({ "SELECT a, typeof(a), hex(a) FROM t" });

    QVERIFY(result);
    QVERIFY(result->rows.first().at(0) == value);
    QCOMPARE(result->rows.first().at(1).bytes(), type);
    QCOMPARE(result->rows.first().at(2).bytes(), hex);
}

void tst_SqliteStatement::keepsTheSignOfZero()
{
    auto connection = opened(u":memory:"_s);

    const auto result = connection.query({ "SELECT ?", { Value::real(-0.0) } });

    QVERIFY(result);
    QCOMPARE(result->rows.first().first().kind(), Value::Kind::Real);
    QVERIFY(std::signbit(result->rows.first().first().toReal()));
}

void tst_SqliteStatement::keepsATextOnceThatRowsRepeat()
{
    auto connection = opened(u":memory:"_s);

    const auto result
        = connection.query({ "VALUES ('who', 'a'), ('who', 'b'), (x'77686f', 'b'), ('who', 'b')" });

    QVERIFY(result);
    const QList<Row> &rows = result->rows;
    QCOMPARE(rows.at(1).at(0).bytes().constData(), rows.at(0).at(0).bytes().constData());
    QCOMPARE(rows.at(1).at(1), Value::text(QByteArray("b")));
    QCOMPARE(rows.at(2).at(0), Value::blob("who")); // the same bytes, but not a text
    QCOMPARE(rows.at(3).at(0), Value::text(QByteArray("who")));
}

void tst_SqliteStatement::refusesAWrongNumberOfValues()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a);");
    const Value one = Value::integer(1);

    const auto fewer = connection.query({ "INSERT INTO t VALUES (?1 + ?3)", { one, one } });
    const auto more = connection.query({ "INSERT INTO t VALUES (?)", { one, one } });
    const auto unasked = connection.query({ "-- nothing", { one } });

    QVERIFY(!fewer && !more && !unasked);
    QCOMPARE(kindOf(fewer.error()), u"BadInput"_s);
    QCOMPARE(fewer.error().message, u"The statement has 3 parameters, but 2 values were given."_s);
    QCOMPARE(more.error().message, u"The statement has 1 parameters, but 2 values were given."_s);
    QCOMPARE(value(connection, "SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteStatement::failsTheStepAfterABadBinding()
{
    auto connection = opened(u":memory:"_s);
    auto statement = connection.prepare("SELECT ?1");
    QVERIFY(statement);

    statement->bind(2, Value::integer(1));
    const auto bad = statement->step();
    statement->reset();
    statement->bind(1, Value::integer(5));
    const auto good = statement->step();

    QVERIFY(!bad);
    QVERIFY(bad.error().message.startsWith(u"A parameter could not be bound"_s));
    QVERIFY(good && *good);
    QVERIFY(statement->value(0) == Value::integer(5));
}

void tst_SqliteStatement::refusesNulBytesInAStatement()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a);");
    const QByteArray sql("DELETE FROM t\0WHERE a = 1", 25);

    const auto queried = connection.query({ sql });
    const auto run = connection.run(sql);

    QVERIFY(!queried && !run);
    for (const Error &error : { queried.error(), run.error() }) {
        QCOMPARE(kindOf(error), u"BadInput"_s);
        QCOMPARE(error.where.offset, 13);
    }
}

void tst_SqliteStatement::takesAnEmptyTextForNothing_data()
{
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("no bytes") << QByteArray();
    QTest::newRow("white space") << QByteArray(" \t\r\n");
    QTest::newRow("a comment") << QByteArray("-- SELECT 1");
    QTest::newRow("an open comment") << QByteArray("/* SELECT 1");
    QTest::newRow("semicolons") << QByteArray(";;");
    QTest::newRow("comments and semicolons") << QByteArray("/* a */ ; -- b\n;");
}

void tst_SqliteStatement::takesAnEmptyTextForNothing()
{
    QFETCH(const QByteArray, text);
    auto connection = opened(u":memory:"_s);

    const auto result = connection.query({ text });
    const auto batch = connection.transaction({ { text }, { "SELECT 1" } });

    QVERIFY(result);
    QVERIFY(result->rows.isEmpty() && result->columns.isEmpty());
    QCOMPARE(result->changes, 0);
    QVERIFY(batch);
    QCOMPARE(batch->size(), 2);
}

void tst_SqliteStatement::resetsAnEmptyStatement()
{
    auto connection = opened(u":memory:"_s);
    auto statement = connection.prepare("-- nothing");
    QVERIFY(statement);

    statement->reset();
    const auto more = statement->step();

    QVERIFY(statement->isEmpty() && statement->isReadOnly());
    QCOMPARE(statement->columnCount() + statement->parameterCount(), 0);
    QVERIFY(more && !*more);
}

void tst_SqliteStatement::refusesASecondStatement_data()
{
    QTest::addColumn<QByteArray>("text");

    const QByteArray first("INSERT INTO t VALUES (1)");
    QTest::newRow("another one") << first + "; INSERT INTO t VALUES (2)";
    QTest::newRow("behind semicolons and comments") << first + ";;/* a */;-- b\n;DELETE FROM t";
    QTest::newRow("what cannot be parsed") << first + "; INSRET";
    QTest::newRow("what cannot be prepared") << first + "; SELECT * FROM missing";
}

void tst_SqliteStatement::refusesASecondStatement()
{
    QFETCH(const QByteArray, text);
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a);");

    const auto queried = connection.query({ text });
    const auto batch = connection.transaction({ { "INSERT INTO t VALUES (0)" }, { text } });

    QVERIFY(!queried && !batch);
    QCOMPARE(kindOf(queried.error()), u"BadInput"_s);
    QVERIFY(queried.error().message.contains(u"more than one statement"_s));
    QCOMPARE(batch.error().where.statement, 2);
    QCOMPARE(value(connection, "SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteStatement::countsOnlyTheStatementsOwnChanges()
{
    auto connection = made(u":memory:"_s,
                           "CREATE TABLE t(a); CREATE TABLE log(a);"
                           "CREATE TRIGGER l AFTER INSERT ON t BEGIN INSERT INTO log VALUES "
                           "(new.a), (new.a); END;");

    const auto results = connection.transaction({ { "INSERT INTO t VALUES (1), (2), (3)" },
                                                  { "SELECT * FROM t" },
                                                  { "CREATE TABLE u(a)" },
                                                  { "UPDATE t SET a = 0 WHERE a > 9" } });

    QVERIFY(results);
    QCOMPARE(results->at(0).changes, 3);
    QCOMPARE(results->at(1).changes, 0);
    QCOMPARE(results->at(2).changes, 0);
    QCOMPARE(results->at(3).changes, 0);
    QCOMPARE(value(connection, "SELECT count(*) FROM log"), u"6"_s);
}

void tst_SqliteStatement::tellsWhereAStatementEnds()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a); INSERT INTO t VALUES (1), (2);");
    const QByteArray text = "SELECT a AS \"é\" FROM t; SELECT 2";

    auto statement = connection.prepare(text);
    QVERIFY(statement);
    auto more = statement->step();
    for (; more && *more; more = statement->step()) {}

    QVERIFY(more);
    QCOMPARE(statement->tail(), text.indexOf(';') + 1);
    QCOMPARE(statement->columnName(0), u"é"_s);
    QCOMPARE(statement->rowsScanned(), 1); // the steps after the first row
    QVERIFY(statement->isReadOnly() && !statement->isEmpty());
}

void tst_SqliteStatement::takesTheTimeFromItsOptions()
{
    SqliteOptions options;
    qint64 now = 1'000;
    options.unixSeconds = [&now] { return now; };
    auto connection = opened(u":memory:"_s, options);

    const QString first = value(connection, "SELECT unixepoch()");
    now = 2'000;
    const QString second = value(connection, "SELECT unixepoch()");

    QCOMPARE(first, u"1000"_s);
    QCOMPARE(second, u"2000"_s);
    QCOMPARE(value(connection, "SELECT unixepoch('1970-01-02')"), u"86400"_s);
}

TIDEMARK_TEST(tst_SqliteStatement)
#include "tst_sqlitestatement.moc"
