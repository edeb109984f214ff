#include <engine/transfer/tableexport.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QBuffer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

SqliteConnection memory(const QByteArray &script)
{
    auto connection = SqliteConnection::open(u":memory:"_s);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto done = connection->run(script); !done)
        qFatal("%s", qPrintable(done.error().message));
    return std::move(*connection);
}

const QByteArray Nasty
    = "CREATE TABLE t(id INTEGER PRIMARY KEY, v);"
      "INSERT INTO t VALUES(1,NULL),(2,''),(3,'a,\"b\"'),(4,'x' || char(10) || "
      "'y|z'),(5,9007199254740993),"
      "(6,1.0),(7,9e999),(8,x'00FF'),(9,CAST(x'FF' AS TEXT)),(10,'\\<tab>' || char(9));";

Result<QByteArray> exported(SqliteConnection &source, const QString &table, ExportFormat format)
{
    QBuffer out;
    out.open(QIODevice::WriteOnly);
    const auto rows = exportTable(source, table, out, format);
    if (!rows)
        return rows.error();
    return out.data();
}

} // namespace

class tst_TableExport : public QObject
{
    Q_OBJECT

private slots:
    void writesCsv();
    void writesJson();
    void writesMarkdown();
    void writesAViewAndCountsItsRows();
    void writesAnEmptyTable_data();
    void writesAnEmptyTable();
    void refusesAnUnknownTable();
    void stopsWhenAsked();
    void formatsRowsLikeTables_data();
    void formatsRowsLikeTables();
};

void tst_TableExport::writesCsv()
{
    SqliteConnection source = memory(Nasty);

    const auto csv = exported(source, u"T"_s, ExportFormat::Csv);

    QVERIFY(csv);
    QCOMPARE(*csv,
             QByteArray("id,v\n1,\n2,\"\"\n3,\"a,\"\"b\"\"\"\n4,\"x\ny|z\"\n5,9007199254740993\n6,"
                        "1.0\n7,Inf\n8,X'00FF'\n9,\xFF\n"
                        "10,\\<tab>\t\n"));
}

void tst_TableExport::writesJson()
{
    SqliteConnection source = memory(Nasty);

    const auto json = exported(source, u"t"_s, ExportFormat::Json);

    QVERIFY(json);
    QJsonParseError error;
    const QJsonArray rows = QJsonDocument::fromJson(*json, &error).array();
    QCOMPARE(error.error, QJsonParseError::NoError);
    QCOMPARE(rows.size(), 10);
    QCOMPARE(rows.at(0).toObject().value(u"v"_s), QJsonValue(QJsonValue::Null));
    QCOMPARE(rows.at(1).toObject().value(u"v"_s), QJsonValue(u""_s));
    QCOMPARE(rows.at(3).toObject().value(u"v"_s), QJsonValue(u"x\ny|z"_s));
    QCOMPARE(rows.at(4).toObject().value(u"v"_s).toObject().value(u"int"_s),
             QJsonValue(u"9007199254740993"_s));
    QVERIFY(json->contains("\"v\":1.0}"));
    QCOMPARE(rows.at(6).toObject().value(u"v"_s).toObject().value(u"real"_s), QJsonValue(u"Inf"_s));
    QCOMPARE(rows.at(7).toObject().value(u"v"_s).toObject().value(u"hex"_s), QJsonValue(u"00FF"_s));
    QCOMPARE(rows.at(8).toObject().value(u"v"_s).toObject().value(u"text_hex"_s),
             QJsonValue(u"FF"_s));
    QCOMPARE(rows.at(9).toObject().value(u"v"_s), QJsonValue(u"\\<tab>\t"_s));
}

void tst_TableExport::writesMarkdown()
{
    SqliteConnection source = memory(
        "CREATE TABLE t(a, \"b|c\"); INSERT INTO t VALUES(1,'x|y' || char(10) || '<i>'),(NULL,'')");

    const auto markdown = exported(source, u"t"_s, ExportFormat::Markdown);

    QVERIFY(markdown);
    QCOMPARE(*markdown,
             QByteArray("| a | b\\|c |\n| --- | --- |\n| 1 | x\\|y<br>&lt;i> |\n| NULL |  |\n"));
}

void tst_TableExport::writesAViewAndCountsItsRows()
{
    SqliteConnection source = memory(Nasty + "CREATE VIEW w AS SELECT id*2 AS twice FROM t");
    QBuffer out;
    out.open(QIODevice::WriteOnly);

    const auto rows = exportTable(source, u"w"_s, out, ExportFormat::Csv);

    QVERIFY(rows);
    QCOMPARE(*rows, 10);
    QVERIFY(out.data().startsWith("twice\n2\n4\n"));
}

void tst_TableExport::writesAnEmptyTable_data()
{
    QTest::addColumn<ExportFormat>("format");
    QTest::addColumn<QByteArray>("text");

    QTest::newRow("CSV") << ExportFormat::Csv << QByteArray("a,b\n");
    QTest::newRow("JSON") << ExportFormat::Json << QByteArray("[]\n");
    QTest::newRow("Markdown") << ExportFormat::Markdown << QByteArray("| a | b |\n| --- | --- |\n");
}

void tst_TableExport::writesAnEmptyTable()
{
    QFETCH(ExportFormat, format);
    SqliteConnection source = memory("CREATE TABLE t(a,b)");

    const auto text = exported(source, u"t"_s, format);

    QVERIFY(text);
    QTEST(*text, "text");
}

void tst_TableExport::refusesAnUnknownTable()
{
    SqliteConnection source = memory("CREATE TABLE t(a)");

    const auto text = exported(source, u"nosuch"_s, ExportFormat::Csv);

    QVERIFY(!text);
    QCOMPARE(text.error().kind, Error::Kind::Usage);
    QVERIFY(text.error().message.contains(u"nosuch"_s));
}

void tst_TableExport::stopsWhenAsked()
{
    SqliteConnection source = memory(Nasty);
    QBuffer out;
    out.open(QIODevice::WriteOnly);
    std::stop_source stop;
    stop.request_stop();

    const auto rows
        = exportTable(source, u"t"_s, out, ExportFormat::Csv, { .stop = stop.get_token() });

    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, Error::Kind::Cancelled);
}

void tst_TableExport::formatsRowsLikeTables_data()
{
    QTest::addColumn<ExportFormat>("format");

    QTest::newRow("CSV") << ExportFormat::Csv;
    QTest::newRow("JSON") << ExportFormat::Json;
    QTest::newRow("Markdown") << ExportFormat::Markdown;
}

void tst_TableExport::formatsRowsLikeTables()
{
    QFETCH(ExportFormat, format);
    SqliteConnection source = memory(Nasty);
    const auto rows = source.query({ "SELECT * FROM t" });
    QVERIFY(rows);

    const QByteArray text = formatRows(rows->columns, rows->rows, format);

    const auto streamed = exported(source, u"t"_s, format);
    QVERIFY(streamed);
    QCOMPARE(text, *streamed);
}

TIDEMARK_TEST(tst_TableExport)
#include "tst_tableexport.moc"
