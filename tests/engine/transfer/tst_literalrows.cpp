#include <engine/database/sqlite/connection.h>
#include <engine/transfer/literalrows.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

Value valueOf(const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        return {};
    case Value::Kind::Integer:
        return Value::integer(cell.integer);
    case Value::Kind::Real:
        return Value::real(cell.real);
    case Value::Kind::Text:
        return Value::text(cell.bytes.toByteArray());
    case Value::Kind::Blob:
        return Value::blob(cell.bytes.toByteArray());
    }
    return {};
}

QList<Row> rowsOf(const LiteralRows &literals)
{
    QList<Row> rows;
    for (size_t i = 0; i < literals.rows(); ++i) {
        Row row;
        for (int column = 0; column < literals.columns(); ++column)
            row.append(valueOf(literals.row(i)[column]));
        rows.append(row);
    }
    return rows;
}

/// What SQLite makes of the same values.
QList<Row> valuesOf(QByteArrayView rows)
{
    auto memory = SqliteConnection::open(u":memory:"_s);
    const auto result = memory->query({ "VALUES " + rows.toByteArray() });
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return result->rows;
}

} // namespace

class tst_LiteralRows : public QObject
{
    Q_OBJECT

private slots:
    void readsWhatSqliteReads_data();
    void readsWhatSqliteReads();
    void leavesToSqlite_data();
    void leavesToSqlite();
    void forgetsTheStatementBefore();
    void saysWhereARowBegins();
    void noticesWideIntegers();
};

void tst_LiteralRows::readsWhatSqliteReads_data()
{
    QTest::addColumn<QByteArray>("rows");

    QTest::newRow("every kind") << QByteArray("(NULL,1,2.5,'text',X'00FF')");
    QTest::newRow("lower case") << QByteArray("(null,x'0a')");
    QTest::newRow("several rows") << QByteArray("(1,'a'),\n(2,'b') ,(3,'c')");
    QTest::newRow("blanks everywhere") << QByteArray("( 1 ,\t'a' )\r\n, ( 2 , 'b' ) ");
    QTest::newRow("quotes") << QByteArray("('it''s','''','''''','a''','''b')");
    QTest::newRow("empty text and blob") << QByteArray("('',X'')");
    QTest::newRow("the ends of 64 bits")
        << QByteArray("(9223372036854775807,-9223372036854775808)");
    QTest::newRow("reals") << QByteArray("(1.0,-0.0,1e10,1E-5,1.5e+3,0.10000000000000001,12.)");
    QTest::newRow("brackets in text") << QByteArray("('),(',';','--','/*')");
    QTest::newRow("line ends in text") << QByteArray("('a\nb\r\nc')");
    QTest::newRow("text that is not UTF-8") << QByteArray("('\xFF\xFE',CAST(X'610062' AS TEXT))");
}

void tst_LiteralRows::readsWhatSqliteReads()
{
    QFETCH(QByteArray, rows);
    LiteralRows literals;

    const QByteArray statement = "INSERT INTO t VALUES " + rows + ';';
    QVERIFY(literals.read(statement));

    QCOMPARE(rowsOf(literals), valuesOf(rows));
    QCOMPARE(literals.head().toByteArray(), QByteArray("INSERT INTO t VALUES"));
}

void tst_LiteralRows::leavesToSqlite_data()
{
    QTest::addColumn<QByteArray>("statement");

    QTest::newRow("nothing") << QByteArray("");
    QTest::newRow("another statement") << QByteArray("UPDATE t SET a=1;");
    QTest::newRow("OR") << QByteArray("INSERT OR IGNORE INTO t VALUES (1);");
    QTest::newRow("REPLACE") << QByteArray("REPLACE INTO t VALUES (1);");
    QTest::newRow("a query") << QByteArray("INSERT INTO t SELECT 1;");
    QTest::newRow("default values") << QByteArray("INSERT INTO t DEFAULT VALUES;");
    QTest::newRow("an expression") << QByteArray("INSERT INTO t VALUES (1+1);");
    QTest::newRow("a function") << QByteArray(
        "INSERT INTO t VALUES (replace('a\\n','\\n',char(10)));");
    QTest::newRow("a name") << QByteArray("INSERT INTO t VALUES (NULLABLE);");
    QTest::newRow("a bare infinity") << QByteArray("INSERT INTO t VALUES (Inf);");
    QTest::newRow("a bare nan") << QByteArray("INSERT INTO t VALUES (nan);");
    QTest::newRow("a negative infinity") << QByteArray("INSERT INTO t VALUES (-inf);");
    QTest::newRow("an infinite real") << QByteArray("INSERT INTO t VALUES (9e999);");
    QTest::newRow("an integer beyond 64 bits")
        << QByteArray("INSERT INTO t VALUES (9223372036854775808);");
    QTest::newRow("a hexadecimal integer") << QByteArray("INSERT INTO t VALUES (0x10);");
    QTest::newRow("a plus") << QByteArray("INSERT INTO t VALUES (+1);");
    QTest::newRow("a comment between rows") << QByteArray("INSERT INTO t VALUES (1), -- one\n(2);");
    QTest::newRow("what to do on a conflict")
        << QByteArray("INSERT INTO t VALUES (1) ON CONFLICT DO NOTHING;");
    QTest::newRow("what to return") << QByteArray("INSERT INTO t VALUES (1) RETURNING a;");
    QTest::newRow("rows of different lengths") << QByteArray("INSERT INTO t VALUES (1,2),(3);");
    QTest::newRow("no value") << QByteArray("INSERT INTO t VALUES ();");
    QTest::newRow("an open text") << QByteArray("INSERT INTO t VALUES ('a);");
    QTest::newRow("an open row") << QByteArray("INSERT INTO t VALUES (1");
    QTest::newRow("an odd blob") << QByteArray("INSERT INTO t VALUES (X'123');");
    QTest::newRow("no hexadecimal digit") << QByteArray("INSERT INTO t VALUES (X'1G');");
    QTest::newRow("a NUL byte") << QByteArray("INSERT INTO t VALUES ('a\0b');", 29);
    QTest::newRow("a second statement") << QByteArray("INSERT INTO t VALUES (1); DROP TABLE t;");
    QTest::newRow("numbers that run together") << QByteArray("INSERT INTO t VALUES (1.5.2);");
    QTest::newRow("a text after a number") << QByteArray("INSERT INTO t VALUES (1'a');");
    QTest::newRow("more values than fit")
        << "INSERT INTO t VALUES " + QByteArray("(1),").repeated(200'000) + "(1);";
}

void tst_LiteralRows::leavesToSqlite()
{
    QFETCH(QByteArray, statement);
    LiteralRows literals;

    QVERIFY(!literals.read(statement));
}

void tst_LiteralRows::forgetsTheStatementBefore()
{
    LiteralRows literals;
    QVERIFY(literals.read("INSERT INTO t VALUES (12345678901234567,2),(3,4);"));

    QVERIFY(literals.read("INSERT INTO t VALUES_(1);") == false);
    QVERIFY(literals.read("INSERT INTO tt VALUES('a');"));

    QCOMPARE(literals.head().toByteArray(), QByteArray("INSERT INTO tt VALUES"));
    QCOMPARE(rowsOf(literals), QList<Row>{ Row{ Value::text(QByteArray("a")) } });
    QVERIFY(!literals.hasWideInteger());
}

void tst_LiteralRows::saysWhereARowBegins()
{
    const QByteArray statement = "INSERT INTO t VALUES\n(1),\n(2);";
    LiteralRows literals;

    QVERIFY(literals.read(statement));

    QCOMPARE(literals.offset(0), statement.indexOf("(1)"));
    QCOMPARE(literals.offset(1), statement.indexOf("(2)"));
}

void tst_LiteralRows::noticesWideIntegers()
{
    LiteralRows literals;

    QVERIFY(literals.read("INSERT INTO t VALUES (999999999999999);"));
    QVERIFY(!literals.hasWideInteger());
    QVERIFY(literals.read("INSERT INTO t VALUES (-1000000000000000);"));
    QVERIFY(literals.hasWideInteger());
}

TIDEMARK_TEST(tst_LiteralRows)
#include "tst_literalrows.moc"
