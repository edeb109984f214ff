#include <engine/database/d1/d1limits.h>
#include <engine/database/d1/d1projection.h>
#include <engine/database/d1/d1statement.h>
#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

#include <cmath>

Q_DECLARE_METATYPE(tidemark::Value)
Q_DECLARE_METATYPE(tidemark::BoundStatement)

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

QByteArray sentTo(const QByteArray &sql, const QList<Value> &parameters = {})
{
    const auto statement = d1Statement({ sql, parameters });
    return statement ? statement->sql.text() : statement.error().message.toUtf8();
}

std::optional<Error> refusal(const QByteArray &sql, const QList<Value> &parameters = {})
{
    const BoundStatement bound{ sql, parameters };
    const auto sent = d1Statement(bound);
    return sent ? refusalBySize(bound, *sent) : sent.error();
}

} // namespace

/// What is sent for a statement, what is refused before it is sent, and how an answer's values are read.
class tst_D1Statement : public QObject
{
    Q_OBJECT

private slots:
    void writesStatementsForD1_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QByteArray>("sent");
        const auto row = [](const char *name, const QByteArray &sql, const QByteArray &sent) {
            QTest::newRow(name) << sql << sent;
        };
        row("as it is", "SELECT 1", "SELECT 1");
        row("without its end", " SELECT 1 ; ", "SELECT 1");
        row("line ends", "SELECT\r\n1,\r2", "SELECT\n1,\n2");
        row("line ends in a string stay", "SELECT 'a\r\nb'", "SELECT 'a\r\nb'");
        row("a harmless comment", "CREATE TABLE t(a /* key */)", "CREATE TABLE t(a /* key */)");
        row("a comment with a quote", "CREATE TABLE t(a -- it's\n)", "CREATE TABLE t(a  \n)");
        row("a comment with a semicolon", "SELECT 1 /* a; b */ + 2", "SELECT 1   + 2");
        row("a question mark in a string", "SELECT '?'", "SELECT '?'");
        row("a trigger in lower case",
            "create trigger x after insert on t begin select case when 1 then 2 end; end",
            "create trigger x after insert on t BEGIN select CASE when 1 then 2 END; END");
        row("a temporary trigger",
            "CREATE TEMP TRIGGER x begin end",
            "CREATE TEMP TRIGGER x BEGIN END");
        row("no trigger", "select case when 1 then 2 end", "select case when 1 then 2 end");
        row("a table called trigger",
            "create table trigger_begin(a)",
            "create table trigger_begin(a)");
    }
    void writesStatementsForD1()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QByteArray, sent);

        QCOMPARE(sentTo(sql), sent);
    }

    void numbersPlaceholdersAsSqliteDoes_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("values");
        QTest::addColumn<QByteArray>("sent");
        const auto row
            = [](const char *name, const QByteArray &sql, int values, const QByteArray &sent) {
                  QTest::newRow(name) << sql << values << sent;
              };
        row("plain ones", "SELECT ?, ?", 2, "SELECT ?1, ?2");
        row("numbers out of order", "SELECT ?2, ?1", 2, "SELECT ?1, ?2");
        row("one used twice", "SELECT ?1, ?1", 1, "SELECT ?1, ?1");
        row("a number that is not used", "SELECT ?2", 2, "SELECT ?1");
        row("plain ones after a number", "SELECT ?2, ?", 3, "SELECT ?1, ?2");
        row("names", "SELECT :a, @b, $c, :a", 3, "SELECT ?1, ?2, ?3, ?1");
        row("too few values",
            "SELECT ?, ?",
            1,
            "The statement has other parameters than the 1 values given.");
        row("too many values",
            "SELECT ?",
            2,
            "The statement has other parameters than the 2 values given.");
        row("number nought",
            "SELECT ?0",
            1,
            "The statement has other parameters than the 1 values given.");
        row("two statements",
            "SELECT 1; SELECT 2",
            0,
            "The text holds 2 statements where one belongs.");
        row("text that is not UTF-8",
            "SELECT '\xff'",
            0,
            "The statement is not UTF-8, or holds a NUL byte.");
        row("none", "-- nothing", 0, "The text holds no statement.");
    }
    void numbersPlaceholdersAsSqliteDoes()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, values);
        QFETCH(QByteArray, sent);

        QCOMPARE(sentTo(sql, QList<Value>(values)), sent);
    }

    void countsColumns_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("columns");
        const auto row = [](const QByteArray &sql, int columns) {
            QTest::newRow(sql.constData()) << sql << columns;
        };
        row("SELECT a FROM t", 1);
        row("select distinct a, b from t", 2);
        row("SELECT a*b, count(*), coalesce(a, b, c) FROM t", 3);
        row("SELECT *", -1);
        row("SELECT a, t.* FROM t", -1);
        row("SELECT DISTINCT * FROM t", -1);
        row("SELECT (SELECT * FROM u), 1", 2);
        row("SELECT 1, 2 UNION ALL SELECT *, 3 FROM t", 2);
        row("SELECT 1 WHERE 2 IN (3, 4)", 1);
        row("VALUES (1, (2), f(3, 4)), (5, 6, 7)", 3);
        row("WITH a(x, y) AS (VALUES (1, 2)), b AS (SELECT * FROM a) SELECT x FROM b", 1);
        row("SELECT 'a, b', \"c, d\", [e, f], `g, h` FROM t", 4);
        row("SELECT a -- , b\n, c FROM t", 2);
        row("SELECT 2 * 3, a * b FROM t", 2);
    }
    void countsColumns()
    {
        QFETCH(QByteArray, sql);
        QFETCH(int, columns);

        QCOMPARE(columnCount(sql), columns);
    }

    void knowsD1sSizes_data()
    {
        QTest::addColumn<BoundStatement>("bound");
        QTest::addColumn<bool>("fits");
        const auto row = [](const char *name,
                            bool fits,
                            const QByteArray &sql,
                            const QList<Value> &values = {}) {
            QTest::newRow(name) << BoundStatement{ sql, values } << fits;
        };
        const auto repeated = [](const QByteArray &what, int times) {
            return QByteArrayList(times, what).join(',');
        };
        const auto text = [](int bytes) { return Value::text(QByteArray(bytes, 'x')); };
        row("a text of 100,000 bytes", true, "SELECT '" + QByteArray(100'000 - 9, 'x') + '\'');
        row("one more", false, "SELECT '" + QByteArray(100'000 - 8, 'x') + '\'');
        row("100 parameters", true, "SELECT " + repeated("?", 100), QList<Value>(100));
        row("101 parameters", false, "SELECT " + repeated("?", 101), QList<Value>(101));
        row("a value of 2,000,000 bytes", true, "SELECT ?", { text(2'000'000) });
        row("a larger one", false, "SELECT ?", { text(2'000'001) });
        row("a pattern of 50 bytes", true, "SELECT 1 LIKE '" + QByteArray(50, 'x') + '\'');
        row("a longer one", false, "SELECT 1 LIKE '" + QByteArray(51, 'x') + '\'');
        row("quotes count once", true, "SELECT 1 GLOB '" + QByteArray(100, '\'') + '\'');
        row("a bound pattern", false, "SELECT 1 WHERE ? LIKE ?", { text(5), text(51) });
        row("another parameter is long", true, "SELECT 1 WHERE ? LIKE ?", { text(51), text(5) });
        row("five terms",
            true,
            "SELECT 1 UNION SELECT 2 UNION ALL SELECT 3 EXCEPT SELECT 4 INTERSECT SELECT 5");
        row("six terms",
            false,
            "SELECT 1 UNION SELECT 2 UNION SELECT 3 UNION SELECT 4 UNION SELECT 5 UNION SELECT 6");
        row("terms in several places",
            true,
            "SELECT (SELECT 1 UNION SELECT 2 UNION SELECT 3), (SELECT 1 UNION SELECT 2 UNION "
            "SELECT 3) "
            "UNION SELECT 1, 2");
        row("500 rows of VALUES", true, "INSERT INTO t VALUES " + repeated("(1,2,3)", 500));
        row("1,950 rows of ten columns",
            false,
            "INSERT INTO t VALUES " + repeated('(' + repeated("1", 10) + ')', 1'950));
        row("1,900 rows of ten columns",
            true,
            "INSERT INTO t VALUES " + repeated('(' + repeated("1", 10) + ')', 1'900));
        row("7,000 values in a list", true, "SELECT 1 IN (" + repeated("1", 7'000) + ')');
        row("7,160 values in a list", false, "SELECT 1 IN (" + repeated("1", 7'160) + ')');
        row("a subquery in a list", true, "SELECT 1 IN (SELECT 1)");
        row("parentheses that do not match", true, "SELECT 1))");
    }
    void knowsD1sSizes()
    {
        QFETCH(BoundStatement, bound);
        QFETCH(bool, fits);

        const auto error = refusal(bound.sql, bound.parameters);

        QVERIFY2(!error == fits, error ? qPrintable(error->message) : "");
        if (error) {
            QCOMPARE(error->kind, Error::Kind::Database);
            QCOMPARE(error->databaseState, DatabaseState::Unchanged);
            QVERIFY(!error->remedy.isEmpty());
        }
    }

    void tellsD1sNumbersAsTheyAre()
    {
        QCOMPARE(plainValue(QJsonValue(1.5)), Value::real(1.5));
        QCOMPARE(plainValue(QJsonValue(3)), Value::integer(3));
        QCOMPARE(plainValue(QJsonValue(-1e300)), Value::real(-1e300));
        QCOMPARE(plainValue(QJsonValue(true)), Value::integer(1));
        QCOMPARE(plainValue(QJsonArray{ 1, 255 }), Value::blob(QByteArray("\x01\xff")));
        QVERIFY(plainValue(QJsonValue::Null).isNull());
    }

    void doesNotTakeNonsenseForAValue_data()
    {
        QTest::addColumn<QJsonValue>("sent");
        QTest::newRow("a letter of no type") << QJsonValue(u"q1"_s);
        QTest::newRow("no letter") << QJsonValue(QString());
        QTest::newRow("an integer too large") << QJsonValue(u"i9223372036854775808"_s);
        QTest::newRow("an integer with a rest") << QJsonValue(u"i12x"_s);
        QTest::newRow("a real as text") << QJsonValue(u"r1.5"_s);
        QTest::newRow("a truth") << QJsonValue(true);
        QTest::newRow("an object") << QJsonValue(QJsonObject());
    }
    void doesNotTakeNonsenseForAValue()
    {
        QFETCH(QJsonValue, sent);

        QVERIFY(!exactValue(sent));
    }
};

TIDEMARK_TEST(tst_D1Statement)
#include "tst_d1statement.moc"
