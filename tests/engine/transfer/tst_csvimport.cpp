#include "csvbench.h"

#include <support/testprogram.h>

#include <QtTest>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tidemark;
using namespace tidemark::csvbench;
using namespace Qt::StringLiterals;

namespace {

// A thousand rows of which every hundredth is bad and the last one comes twice.
QByteArray manyRows()
{
    QByteArray csv = "id,name\r\n";
    for (int id = 1; id <= 1000; ++id)
        csv += QByteArray::number(id) + ",\"row\n" + QByteArray::number(id)
               + (id % 100 == 0 ? "\",odd\r\n" : "\"\r\n");
    return csv + "999,again\r\n";
}

constexpr auto ManyTable = "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)";

} // namespace

class tst_CsvImport : public QObject
{
    Q_OBJECT

private slots:
    void makesATable();
    void leavesEmptyLinesOut();
    void keepsOrRefusesRowsThatAreThere_data();
    void keepsOrRefusesRowsThatAreThere();
    void willNotTakeChildrenAwayByReplacing();
    void putsBadRowsAside();
    void endsAtTheFirstBadRowWithItsLine();
    void keepsToTheLimitsOfD1();
    void goesOnAfterEachStop();
    void goesOnAfterBeingKilledAtEachChunk();
    void doesNotGoOnWithAnotherFile_data();
    void doesNotGoOnWithAnotherFile();
    void failsAsAWholeChunkIfItsGuardDoes();
};

void tst_CsvImport::makesATable()
{
    const Bench bench("id,full \"name\",price,data\n1,Zoë,1.50,X'00'\n2,,2.25,\n");

    const auto plan = bench.plan();
    VERIFY_DONE(plan);
    QCOMPARE(plan->create,
             QByteArray("CREATE TABLE \"t\" (\n    \"id\" INTEGER,\n    \"full \"\"name\"\"\" "
                        "TEXT,\n    \"price\" REAL,\n    \"data\" BLOB\n)"));
    QVERIFY(bench.rows("SELECT * FROM sqlite_master").isEmpty());

    VERIFY_DONE(bench.run({ .plan = *plan }));

    QCOMPARE(bench.rows(), (Texts{ u"1 'Zoë' 1.5 X'00'"_s, u"2 NULL 2.25 NULL"_s }));
    QCOMPARE(bench.rows("SELECT name FROM sqlite_master"), Texts{ u"'t'"_s });
}

void tst_CsvImport::leavesEmptyLinesOut()
{
    const Bench several("a,b\n\n1,2\n\r\n\n", "CREATE TABLE t(a, b)");
    const Bench one("a\n1\n\n2\n", "CREATE TABLE t(a TEXT)");

    const auto report = several.import();
    VERIFY_DONE(report);
    VERIFY_DONE(one.import());

    QCOMPARE(several.rows(), Texts{ u"'1' '2'"_s });
    QCOMPARE(report->counts.read, 1);
    QCOMPARE(one.rows(), (Texts{ u"'1'"_s, u"NULL"_s, u"'2'"_s })); // as an export writes a NULL
}

void tst_CsvImport::keepsOrRefusesRowsThatAreThere_data()
{
    QTest::addColumn<int>("conflict");
    QTest::addColumn<Texts>("rows");
    QTest::addColumn<int>("written");
    QTest::addColumn<int>("skipped");
    QTest::addColumn<int>("rejected");
    QTest::newRow("fail") << int(CsvConflict::Fail)
                          << Texts{ u"1 'old' 'kept'"_s, u"2 'new' 'none'"_s } << 1 << 0 << 2;
    QTest::newRow("skip") << int(CsvConflict::Skip)
                          << Texts{ u"1 'old' 'kept'"_s, u"2 'new' 'none'"_s } << 1 << 1 << 1;
    QTest::newRow("replace") << int(CsvConflict::Replace)
                             << Texts{ u"1 'new' 'none'"_s, u"2 'new' 'none'"_s } << 2 << 0 << 1;
    QTest::newRow("update") << int(CsvConflict::Update)
                            << Texts{ u"1 'new' 'kept'"_s, u"2 'new' 'none'"_s } << 2 << 0 << 1;
}

void tst_CsvImport::keepsOrRefusesRowsThatAreThere()
{
    QFETCH(int, conflict);
    QFETCH(Texts, rows);
    QFETCH(int, written);
    QFETCH(int, skipped);
    QFETCH(int, rejected);
    const Bench bench("id,name\n1,new\n2,new\n3,\n",
                      "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT "
                      "DEFAULT 'none'); INSERT INTO t VALUES (1, 'old', 'kept')");

    const auto report
        = bench.import({ .onConflict = CsvConflict(conflict) }, bench.folder.path(u"bad.csv"_s));

    VERIFY_DONE(report);
    QCOMPARE(bench.rows(), rows);
    QCOMPARE(
        report->counts,
        (CsvCounts{ .read = 3, .written = written, .skipped = skipped, .rejected = rejected }));
    QCOMPARE(report->rowsBefore, 1);
    QCOMPARE(report->rowsAfter, 2);
}

void tst_CsvImport::willNotTakeChildrenAwayByReplacing()
{
    const Bench bench("id\n1\n",
                      "CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE TABLE c(id REFERENCES t ON "
                      "DELETE CASCADE)");
    const Bench keyless("a\nx\n", "CREATE TABLE t(a TEXT)");

    const auto replacing = bench.plan({ .onConflict = CsvConflict::Replace });
    const auto updating = keyless.plan({ .onConflict = CsvConflict::Update });

    QVERIFY(!replacing);
    QCOMPARE(replacing.error().kind, Error::Kind::Policy);
    QVERIFY(!updating);
    QVERIFY(updating.error().message.contains("primary key"_L1));
}

void tst_CsvImport::putsBadRowsAside()
{
    const Bench bench("a,b\n1,2\n3\n4,5,6\n\"x\"y,7\n8,\"\n9\n10,\xFF\n" + QByteArray("11,\0\n", 5)
                          + "12,13\n",
                      "CREATE TABLE t(a INTEGER, b TEXT)");
    const QString bad = bench.folder.path(u"bad.csv"_s);

    const auto report = bench.import({ .encoding = CsvEncoding::Utf8 }, bad);

    VERIFY_DONE(report);
    QCOMPARE(bench.rows(), (Texts{ u"1 '2'"_s, u"12 '13'"_s }));
    QCOMPARE(report->counts.rejected, 7);
    QByteArray expected = "line,reason,record\n"
                          "3,\"the record has 1 fields, not 2\",\"3\"\n"
                          "4,\"the record has 3 fields, not 2\",\"4,5,6\"\n"
                          "5,\"text follows a closing quote\",\"\"\"x\"\"y,7\"\n"
                          "6,\"a quote is opened and never closed\",\"8,\"\"\"\n"
                          "7,\"the record has 1 fields, not 2\",\"9\"\n"
                          "8,\"the record is not text in utf-8\",\"10,\xFF\"\n"
                          "9,\"the record holds a NUL byte\",\"11,";
    expected += '\0';
    expected += "\"\n";
    QCOMPARE(bench.folder.read(u"bad.csv"_s), expected);
    QVERIFY(QFile::permissions(bad).testFlag(QFile::ReadOwner));
    QVERIFY(!QFile::permissions(bad).testFlag(QFile::ReadOther));
    const auto again = bench.import({ .encoding = CsvEncoding::Utf8 }, bad);
    QVERIFY(!again);
    QCOMPARE(again.error().kind, Error::Kind::Usage);
}

void tst_CsvImport::endsAtTheFirstBadRowWithItsLine()
{
    const Bench bench("a,b\n1,\"x\ny\"\n3\n", "CREATE TABLE t(a INTEGER, b TEXT)");

    const auto report = bench.import();

    QVERIFY(!report);
    QCOMPARE(report.error().kind, Error::Kind::BadInput);
    QCOMPARE(report.error().where.line, 4);
    QCOMPARE(report.error().where.file, bench.file);
    QCOMPARE(report.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(bench.rows().isEmpty());
}

void tst_CsvImport::keepsToTheLimitsOfD1()
{
    const QByteArray fits(1'900'000, 'x');
    const QByteArray tooLong(2'000'001, 'y');
    const Bench bench("id,v\n1," + fits + "\n2," + tooLong + "\n3,z\n",
                      "CREATE TABLE t(id INTEGER, v TEXT)",
                      SqliteOptions::Profile::D1);
    QByteArray wide = "c1";
    for (int column = 2; column <= 101; ++column)
        wide += ",c" + QByteArray::number(column);
    const Bench columns(wide + '\n', {}, SqliteOptions::Profile::D1);

    const auto report = bench.import({}, bench.folder.path(u"bad.csv"_s));
    const auto made = columns.import();

    VERIFY_DONE(report);
    QCOMPARE(bench.rows("SELECT id FROM t"), (Texts{ u"1"_s, u"3"_s }));
    QVERIFY(bench.folder.read(u"bad.csv"_s).contains("longer than the database takes"));
    QVERIFY(!made);
    QVERIFY(made.error().message.contains("too many columns"_L1));
    QVERIFY(columns.rows("SELECT * FROM sqlite_master").isEmpty());
}

// Stopped between any two chunks, the rows of those before it are there, and going on gives what one run gives.
void tst_CsvImport::goesOnAfterEachStop()
{
    const Bench whole(manyRows(), ManyTable);
    const QString bad = whole.folder.path(u"bad.csv"_s);
    VERIFY_DONE(whole.import({}, bad));
    const QByteArray rejects = whole.folder.read(u"bad.csv"_s);

    for (int chunks = 0; chunks < 7; ++chunks) {
        const Bench bench(manyRows(), ManyTable);
        const auto plan = bench.plan();
        VERIFY_DONE(plan);
        CsvImportRequest request{ .plan = *plan,
                                  .rejects = bench.folder.path(u"bad.csv"_s),
                                  .chunkRows = 150 };
        std::stop_source stop;
        int reports = 0;
        const Conduct conduct{ .progress =
                                   [&](const Progress &) {
                                       if (++reports > chunks)
                                           stop.request_stop();
                                   },
                               .stop = stop.get_token() };

        const auto stopped = bench.run(request, conduct);

        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, Error::Kind::Cancelled);
        const auto progress = bench.progress();
        QCOMPARE(progress.has_value(), chunks > 0);
        QCOMPARE(bench.rows().size(), progress ? progress->counts.written : 0);
        if (!progress)
            continue;
        QCOMPARE(stopped.error().databaseState, DatabaseState::Changed);
        request.from = progress;
        request.plan = progress->plan;
        const auto report = bench.run(request);
        VERIFY_DONE(report);
        QCOMPARE(bench.rows(), whole.rows());
        QCOMPARE(bench.folder.read(u"bad.csv"_s), rejects);
        QCOMPARE(report->counts, (CsvCounts{ .read = 1001, .written = 990, .rejected = 11 }));
        QCOMPARE(report->rowsBefore, 0);
        QCOMPARE(report->rowsAfter, 990);
        QVERIFY(!bench.progress());
        QVERIFY(bench.rows("SELECT * FROM sqlite_master WHERE name LIKE '\\_tide%' ESCAPE '\\'")
                    .isEmpty());
    }
}

// The same for a process that ends without a word, before a chunk is committed and after.
void tst_CsvImport::goesOnAfterBeingKilledAtEachChunk()
{
    const Bench whole(manyRows());
    VERIFY_DONE(whole.import({}, whole.folder.path(u"bad.csv"_s)));
    const QByteArray rejects = whole.folder.read(u"bad.csv"_s);

    for (int moment = 1; moment <= 15; ++moment) {
        const Bench bench(manyRows());
        const auto plan = bench.plan();
        VERIFY_DONE(plan);
        CsvImportRequest request{ .plan = *plan,
                                  .rejects = bench.folder.path(u"bad.csv"_s),
                                  .chunkRows = 150 };
        const pid_t child = ::fork();
        if (child == 0) {
            auto connection = bench.open();
            int seen = 0;
            // A chunk ends with this function, and the next one begins with it.
            sqlite3_create_function_v2(
                connection.handle(),
                "moment",
                0,
                SQLITE_UTF8,
                &seen,
                [](sqlite3_context *context, int, sqlite3_value **) {
                    auto *const count = static_cast<int *>(sqlite3_user_data(context));
                    ++*count;
                    sqlite3_result_int(context, *count);
                    if (*count == qEnvironmentVariableIntValue("MOMENT"))
                        ::_exit(9);
                },
                nullptr,
                nullptr,
                nullptr);
            ::setenv("MOMENT", QByteArray::number(moment).constData(), 1);
            request.before = { { "SELECT moment()" } };
            request.after = { { "SELECT moment()" } };
            const auto done = importCsv(connection, request);
            ::_exit(done ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        const bool wasKilled = WIFEXITED(status) && WEXITSTATUS(status) == 9;
        QCOMPARE(wasKilled, moment <= 14); // seven chunks, two moments each

        const auto progress = bench.progress();
        if (progress) {
            QCOMPARE(bench.rows().size(), progress->counts.written);
            QFile torn(request.rejects); // a write that did not come to its end
            QVERIFY(torn.open(QIODevice::Append) && torn.write(QByteArray(100'000, '?')) > 0);
            request.from = progress;
            request.plan = progress->plan;
        } else {
            QCOMPARE(bench.rows("SELECT * FROM sqlite_master").isEmpty(), wasKilled);
            request.mayOverwriteRejects = true;
        }
        if (wasKilled)
            VERIFY_DONE(bench.run(request));

        QCOMPARE(bench.rows(), whole.rows());
        QCOMPARE(bench.folder.read(u"bad.csv"_s), rejects);
    }
}

void tst_CsvImport::doesNotGoOnWithAnotherFile_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("the same, written anew") << manyRows() << true;
    QTest::newRow("one byte changed before the place")
        << manyRows().replace("row\n17\"", "row\n18\"") << false;
    QTest::newRow("longer") << manyRows() + "2000,x\n" << false;
    QTest::newRow("shorter") << manyRows().first(400) << false;
}

void tst_CsvImport::doesNotGoOnWithAnotherFile()
{
    QFETCH(QByteArray, file);
    QFETCH(bool, isAccepted);
    const Bench bench(manyRows(), ManyTable);
    CsvImportRequest request{ .plan = *bench.plan(),
                              .rejects = bench.folder.path(u"bad.csv"_s),
                              .chunkRows = 150 };
    std::stop_source stop;
    const Conduct conduct{ .progress =
                               [&stop](const Progress &progress) {
                                   if (progress.done > 0)
                                       stop.request_stop();
                               },
                           .stop = stop.get_token() };
    QVERIFY(!bench.run(request, conduct));
    const Texts before = bench.rows();
    QCOMPARE(before.size(), 149);

    bench.folder.write(u"rows.csv"_s, file);
    request.from = bench.progress();
    request.plan = request.from->plan;
    const auto report = bench.run(request);

    QCOMPARE(bool(report), isAccepted);
    if (isAccepted)
        return;
    QCOMPARE(report.error().kind, Error::Kind::BadInput);
    QCOMPARE(bench.rows(), before);
    QVERIFY(bench.progress());
}

void tst_CsvImport::failsAsAWholeChunkIfItsGuardDoes()
{
    const Bench bench(manyRows(), ManyTable);
    CsvImportRequest request{ .plan = *bench.plan(),
                              .rejects = bench.folder.path(u"bad.csv"_s),
                              .chunkRows = 150 };
    request.after = { { "INSERT INTO guard VALUES ((SELECT nullif(count(*) > 300, 1) FROM t))" } };
    auto connection = bench.open();
    QVERIFY(connection.run("CREATE TABLE guard(ok INTEGER NOT NULL)"));

    const auto report = bench.run(request);

    QVERIFY(!report);
    QCOMPARE(report.error().databaseState, DatabaseState::Changed);
    QCOMPARE(bench.rows().size(), 297);
    QCOMPARE(bench.progress()->counts.written, 297);
    QCOMPARE(bench.folder.read(u"bad.csv"_s).count(",odd\"\n"), 3);
}

TIDEMARK_TEST(tst_CsvImport)
#include "tst_csvimport.moc"
