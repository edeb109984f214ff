#include "browsebench.h"

#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace tidemark::browsebench;
using namespace Qt::StringLiterals;

using Kind = BrowsePlace::Kind;
using Test = RowCondition::Test;

/// Rows that leave the database: into files, and over the network.
class tst_ExportRows : public QObject
{
    Q_OBJECT

private slots:
    void exportsWhatIsFiltered_data();
    void exportsWhatIsFiltered();
    void leavesNoFileOfAStoppedExport();
    void browsesARemoteDatabase();
};

void tst_ExportRows::exportsWhatIsFiltered_data()
{
    QTest::addColumn<ExportFormat>("format");
    QTest::addColumn<QByteArray>("expected");
    const auto row = [](const char *name, ExportFormat format, const char *expected) {
        QTest::newRow(name) << format << QByteArray(expected);
    };
    row("CSV", ExportFormat::Csv, "id,v\n3,\"\"\n2,\n1,\"a\tb,<c>\"\n");
    row("TSV", ExportFormat::Tsv, "id\tv\n3\t\n2\t\n1\t\"a\tb,<c>\"\n");
    row("JSON",
        ExportFormat::Json,
        "[\n{\"id\":3,\"v\":\"\"},\n{\"id\":2,\"v\":null},\n{\"id\":1,\"v\":\"a\\tb,<c>\"}\n]\n");
    row("Markdown",
        ExportFormat::Markdown,
        "| id | v |\n| --- | --- |\n| 3 |  |\n| 2 | NULL |\n| 1 | ab,&lt;c> |\n");
    row("HTML",
        ExportFormat::Html,
        "<table>\n<thead>\n<tr><th>id</th><th>v</th></tr>\n</thead>\n<tbody>\n"
        "<tr><td>3</td><td></td></tr>\n<tr><td>2</td><td><i>NULL</i></td></tr>\n"
        "<tr><td>1</td><td>a\tb,&lt;c></td></tr>\n</tbody>\n</table>\n");
    row("SQL",
        ExportFormat::Insert,
        "INSERT INTO \"t\" (\"id\", \"v\") VALUES (3, '');\n"
        "INSERT INTO \"t\" (\"id\", \"v\") VALUES (2, NULL);\n"
        "INSERT INTO \"t\" (\"id\", \"v\") VALUES (1, 'a\tb,<c>');\n");
}

void tst_ExportRows::exportsWhatIsFiltered()
{
    QFETCH(ExportFormat, format);
    QFETCH(QByteArray, expected);
    const LocalBench bench("CREATE TABLE t(id INTEGER PRIMARY KEY, x, v TEXT);"
                           "INSERT INTO t VALUES(1, 7, 'a' || char(9) || 'b,<c>'), (2, 8, NULL), "
                           "(3, 9, ''), (4, 10, 'left out');");
    const auto browser = bench.open(u"t"_s);
    const RowExport request{
        .query = { .expression = "id < 4", .order = { { u"id"_s, true } } },
        .columns = { u"id"_s, u"v"_s },
        .format = format,
        .file = bench.folder().path(u"out"_s),
    };

    const auto rows = await(browser->exportRows(request, {}));

    QVERIFY2(rows, rows ? "" : qPrintable(rows.error().message));
    QCOMPARE(*rows, 3);
    QCOMPARE(bench.folder().read(u"out"_s), expected);
}

void tst_ExportRows::leavesNoFileOfAStoppedExport()
{
    const LocalBench bench(Many);
    const auto browser = bench.open(u"many"_s);
    std::stop_source source;
    const Conduct conduct{ .progress =
                               [&source](const Progress &progress) {
                                   if (progress.done > 0)
                                       source.request_stop();
                               },
                           .stop = source.get_token() };
    const RowExport slow{ .query = { .expression = "length(hex(zeroblob(3000))) > 0" },
                          .file = bench.folder().path(u"out.csv"_s) };

    const auto rows = await(browser->exportRows(slow, conduct));

    QVERIFY(!rows);
    QCOMPARE(rows.error().kind, Error::Kind::Cancelled);
    QVERIFY(!QFileInfo::exists(slow.file));
}

void tst_ExportRows::browsesARemoteDatabase()
{
    SandboxProcess sandbox;
    const QString database = sandbox.createDatabase(u"shop"_s, Kinds + Odd);
    const ScratchFolder folder;
    auto engine = std::make_shared<Engine>(*scratchEngine(folder));
    engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromUtf8(sandbox.token()));
    engine->environment.insert(u"CLOUDFLARE_API_BASE_URL"_s, sandbox.baseUrl().toString());
    CloudflareRequest request;
    request.token.environment = engine->environment;
    request.apiUrl = sandbox.baseUrl().toString();
    engine->cloudflare->use(request);
    const Target target{ .stream = u"shop"_s,
                         .name = u"shop"_s,
                         .id = database,
                         .place = PlaceOfTarget::Remote,
                         .accountId = sandbox.account() };
    const LocalBench local(Kinds + Odd);

    const auto opened = await(RowBrowser::open(engine, target, u"pairs"_s));
    QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
    const BrowseQuery query{ .conditions = { { u"b"_s, Test::Less, u"100"_s } },
                             .order = { { u"c"_s, true } } };
    sandbox.clearLog();
    const QList<Row> rows = everything(*opened, query, 30);

    QCOMPARE(sandbox.requests().size(), 4); // one for each page
    QCOMPARE(
        rows,
        local.database().rows("SELECT * FROM pairs WHERE b < 100 ORDER BY c DESC, a DESC, b DESC"));
    QCOMPARE(everythingBackwards(*opened, query, 30), rows);
    const auto kinds = await(RowBrowser::open(engine, target, u"kinds"_s));
    QVERIFY(kinds);
    const RowPage page = read(*kinds, {}, { .kind = Kind::AtFraction, .fraction = 0 });
    QCOMPARE(page.rows, local.database().rows("SELECT * FROM kinds ORDER BY id"));
    QVERIFY(page.cost.rowsRead > 0);
    QVERIFY(!page.cost.isLowerBound);
    const auto plan = await((*opened)->plan(query));
    QVERIFY2(plan, plan ? "" : qPrintable(plan.error().message));
    QVERIFY(plan->sorts);
    QVERIFY(!await((*opened)->page({ .expression = "1; DROP TABLE pairs" }, {}, 5)));
    const RowExport all{ .query = query, .file = folder.path(u"pairs.csv"_s) };
    const auto written = await((*opened)->exportRows(all, {}));
    QVERIFY(written);
    QCOMPARE(*written, 100);
    QCOMPARE(folder.read(u"pairs.csv"_s).count('\n'), 101);
}

TIDEMARK_TEST(tst_ExportRows)

#include "tst_exportrows.moc"
