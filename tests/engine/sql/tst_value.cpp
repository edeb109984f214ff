#include <engine/sql/identifier.h>
#include <engine/sql/value.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QRandomGenerator>
#include <QtTest>

#include <bit>
#include <cmath>
#include <limits>

using namespace tidemark;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(tidemark::Value)

class tst_Value : public QObject
{
    Q_OBJECT

private slots:
    void writesTheLiteral_data();
    void writesTheLiteral();
    void comesBackFromSqlite_data();
    void comesBackFromSqlite();
    void keepsTheSignOfNegativeZero();
    void keepsEveryRandomReal();
    void appendsWithoutTouchingWhatIsThere();
    void printsAsSqliteDoes_data();
    void printsAsSqliteDoes();
    void tellsPlainTextFromBytes_data();
    void tellsPlainTextFromBytes();
    void readsOnlyItsOwnKind();
    void quotesIdentifiersAndStrings();

private:
    ScratchDatabase m_database;
};

void tst_Value::writesTheLiteral_data()
{
    QTest::addColumn<Value>("value");
    QTest::addColumn<QByteArray>("literal");

    QTest::newRow("null") << Value() << QByteArray("NULL");
    QTest::newRow("smallest integer")
        << Value::integer(std::numeric_limits<qint64>::min()) << QByteArray("-9223372036854775808");
    QTest::newRow("whole real") << Value::real(1) << QByteArray("1.0");
    QTest::newRow("large whole real") << Value::real(1e100) << QByteArray("1.0e+100");
    QTest::newRow("a tenth") << Value::real(0.1) << QByteArray("0.10000000000000001");
    QTest::newRow("infinity") << Value::real(HUGE_VAL) << QByteArray("9e999");
    QTest::newRow("minus infinity") << Value::real(-HUGE_VAL) << QByteArray("-9e999");
    QTest::newRow("not a number") << Value::real(std::nan("")) << QByteArray("NULL");
    QTest::newRow("empty text") << Value::text(QByteArray()) << QByteArray("''");
    QTest::newRow("text of quotes") << Value::text(QByteArray("'")) << QByteArray("''''");
    QTest::newRow("quotes at both ends")
        << Value::text(QByteArray("'it''s'")) << QByteArray("'''it''''s'''");
    QTest::newRow("text with NUL")
        << Value::text(QByteArray("a\0b", 3)) << QByteArray("CAST(X'610062' AS TEXT)");
    QTest::newRow("empty blob") << Value::blob({}) << QByteArray("X''");
    QTest::newRow("blob") << Value::blob(QByteArray("\0\x7F\xFF", 3)) << QByteArray("X'007FFF'");
}

void tst_Value::writesTheLiteral()
{
    QFETCH(Value, value);
    QFETCH(QByteArray, literal);

    QCOMPARE(value.literal(), literal);
}

void tst_Value::comesBackFromSqlite_data()
{
    QTest::addColumn<Value>("value");

    using Limits = std::numeric_limits<double>;
    QTest::newRow("null") << Value();
    QTest::newRow("zero") << Value::integer(0);
    QTest::newRow("smallest integer") << Value::integer(std::numeric_limits<qint64>::min());
    QTest::newRow("largest integer") << Value::integer(std::numeric_limits<qint64>::max());
    QTest::newRow("beyond a double's integers") << Value::integer(9007199254740993);
    QTest::newRow("whole real") << Value::real(1);
    QTest::newRow("real as large as an integer") << Value::real(9223372036854775808.0);
    QTest::newRow("largest real") << Value::real(Limits::max());
    QTest::newRow("smallest normal real") << Value::real(Limits::min());
    QTest::newRow("smallest real of all") << Value::real(-Limits::denorm_min());
    QTest::newRow("real that SQLite 3.40 misreads") << Value::real(2.2606631148481385e-299);
    QTest::newRow("a third") << Value::real(1.0 / 3);
    QTest::newRow("infinity") << Value::real(HUGE_VAL);
    QTest::newRow("minus infinity") << Value::real(-HUGE_VAL);
    QTest::newRow("empty text") << Value::text(QByteArray());
    QTest::newRow("text that looks like a number") << Value::text(QByteArray("1e5"));
    QTest::newRow("text with semicolons and comments") << Value::text(QByteArray("';--\n/*"));
    QTest::newRow("text with line ends") << Value::text(QByteArray("a\r\nb\rc"));
    QTest::newRow("text beyond the basic plane") << Value::text(u"naïve 𝄞"_s);
    QTest::newRow("text that is one NUL") << Value::text(QByteArray(1, '\0'));
    QTest::newRow("invalid UTF-8") << Value::text(QByteArray("a\xC3(\xFF"));
    QTest::newRow("a lone surrogate") << Value::text(QByteArray("\xED\xA0\x80"));
    QTest::newRow("empty blob") << Value::blob({});
    QTest::newRow("blob that looks like text") << Value::blob("text");
    QTest::newRow("blob of all bytes") << Value::blob([] {
        QByteArray bytes;
        for (int byte = 0; byte < 256; ++byte)
            bytes += static_cast<char>(byte);
        return bytes;
    }());
}

void tst_Value::comesBackFromSqlite()
{
    QFETCH(Value, value);

    const auto rows = m_database.rows("SELECT " + value.literal());

    QCOMPARE(rows.size(), 1);
    QCOMPARE(rows.first().first().kind(), value.kind());
    QVERIFY(rows.first().first() == value);
}

void tst_Value::keepsTheSignOfNegativeZero()
{
    const auto rows = m_database.rows("SELECT " + Value::real(-0.0).literal());

    QCOMPARE(rows.first().first().kind(), Value::Kind::Real);
    QVERIFY(std::signbit(rows.first().first().toReal()));
}

void tst_Value::keepsEveryRandomReal()
{
    QRandomGenerator random(20261121);
    QList<Value> values;
    while (values.size() < 20000) {
        const auto number = std::bit_cast<double>(random.generate64());
        if (std::isfinite(number))
            values.append(Value::real(number));
    }
    QByteArray sql = "WITH v(x) AS (VALUES ";
    for (const auto &value : std::as_const(values)) {
        sql += '(';
        appendLiteral(sql, value);
        sql += "),";
    }
    sql.chop(1);

    const auto rows = m_database.rows(sql + ") SELECT x FROM v");

    QCOMPARE(rows.size(), values.size());
    for (qsizetype i = 0; i < rows.size(); ++i)
        QVERIFY2(rows[i].first() == values[i], values[i].literal().constData());
}

void tst_Value::appendsWithoutTouchingWhatIsThere()
{
    QByteArray out = "VALUES(";

    appendLiteral(out, Value::blob("\x01"));
    out += ',';
    appendLiteral(out, Value::text(u"it's"_s));
    out += ',';
    appendLiteral(out, Value());

    QCOMPARE(out, QByteArray("VALUES(X'01','it''s',NULL"));
}

void tst_Value::printsAsSqliteDoes_data()
{
    QTest::addColumn<Value>("value");

    QTest::newRow("integer") << Value::integer(-42);
    QTest::newRow("whole real") << Value::real(100);
    QTest::newRow("a tenth") << Value::real(0.1);
    QTest::newRow("fifteen digits") << Value::real(123456789012345.0);
    QTest::newRow("sixteen digits") << Value::real(1234567890123456.0);
    QTest::newRow("small") << Value::real(0.00001);
    QTest::newRow("large") << Value::real(-1e100);
    QTest::newRow("infinity") << Value::real(HUGE_VAL);
    QTest::newRow("minus infinity") << Value::real(-HUGE_VAL);
    QTest::newRow("text") << Value::text(u"naïve"_s);
}

void tst_Value::printsAsSqliteDoes()
{
    QFETCH(Value, value);

    const auto rows = m_database.rows("SELECT CAST(" + value.literal() + " AS TEXT)");

    QCOMPARE(value.toString().toUtf8(), rows.first().first().bytes());
}

void tst_Value::tellsPlainTextFromBytes_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("plain");

    QTest::newRow("empty") << QByteArray() << true;
    QTest::newRow("ASCII") << QByteArray("plain\n") << true;
    QTest::newRow("UTF-8") << QByteArray("\xF0\x9D\x84\x9E") << true;
    QTest::newRow("NUL at the end") << QByteArray("a\0", 2) << false;
    QTest::newRow("cut sequence") << QByteArray("\xF0\x9D\x84") << false;
    QTest::newRow("overlong slash") << QByteArray("\xC0\xAF") << false;
    QTest::newRow("Latin-1") << QByteArray("na\xEFve") << false;
}

void tst_Value::tellsPlainTextFromBytes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, plain);

    QCOMPARE(isPlainText(bytes), plain);
}

void tst_Value::readsOnlyItsOwnKind()
{
    QCOMPARE(Value::text(u"7"_s).toInteger(), 0);
    QCOMPARE(Value::real(7.5).toInteger(), 0);
    QCOMPARE(Value::integer(7).toReal(), 7.0);
    QCOMPARE(Value::integer(7).bytes(), QByteArray());
    QVERIFY(Value::text(QByteArray("a")) != Value::blob("a"));
    QVERIFY(Value::integer(1) != Value::real(1));
    QVERIFY(Value().isNull());
    QCOMPARE(Value().toString(), QString());
    QCOMPARE(Value::blob("\xAB").toString(), u"X'AB'"_s);
}

void tst_Value::quotesIdentifiersAndStrings()
{
    QCOMPARE(quoted(u"user"), QByteArray("\"user\""));
    QCOMPARE(quoted(QByteArray("a\"b")), QByteArray("\"a\"\"b\""));
    QCOMPARE(quoted(u"größe"_s), QByteArray("\"größe\""));
    QCOMPARE(quotedString("it's"), QByteArray("'it''s'"));
}

TIDEMARK_TEST(tst_Value)
#include "tst_value.moc"
