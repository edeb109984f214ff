#include "plans.h"

#include <support/testprogram.h>
using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Old = "CREATE TABLE old (id INTEGER PRIMARY KEY, a TEXT);";

} // namespace

/// What D1 refuses, and what its exports make of a database.
class tst_D1Rules : public QObject
{
    Q_OBJECT

private slots:
    void refusesWhatD1Refuses_data();
    void refusesWhatD1Refuses();
    void warnsOfWhatAnExportLoses_data();
    void warnsOfWhatAnExportLoses();
    void namesAllThatReferenceALaterTable();
    void aFileHasNoExport();
    void warnsOfABatchThatMayTakeTooLong();
    void allows_data();
    void allows();
};

void tst_D1Rules::refusesWhatD1Refuses_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("rule");
    const auto repeated = [](const QByteArray &part, int times, const QByteArray &between) {
        return QByteArrayList(times, part).join(between);
    };
    QTest::newRow("transaction none")
        << QByteArray("-- tidemark: transaction none\nBEGIN; COMMIT;") << u"D101"_s;
    QTest::newRow("pragma") << QByteArray("PRAGMA user_version = 3;") << u"D102"_s;
    QTest::newRow("journal mode") << QByteArray("PRAGMA journal_mode = WAL;") << u"D102"_s;
    QTest::newRow("attach") << QByteArray("ATTACH ':memory:' AS x;") << u"D103"_s;
    QTest::newRow("temporary table")
        << QByteArray("CREATE TEMP TABLE t (id INTEGER PRIMARY KEY);") << u"D103"_s;
    QTest::newRow("fts3") << QByteArray("CREATE VIRTUAL TABLE t USING fts4(a);") << u"D103"_s;
    QTest::newRow("function") << QByteArray("UPDATE old SET a = sqlite_version() WHERE id = 1;")
                              << u"D104"_s;
    QTest::newRow("long statement")
        << "UPDATE old SET a = '" + QByteArray(100'001, 'x') + "' WHERE id = 1;" << u"D105"_s;
    QByteArrayList columns;
    for (int i = 0; i < 101; ++i)
        columns << "c" + QByteArray::number(i);
    QTest::newRow("many columns") << "CREATE TABLE t (" + columns.join(',') + ");" << u"D106"_s;
    QTest::newRow("long compound")
        << "CREATE VIEW v AS " + repeated("SELECT 1", 6, " UNION ALL ") + ";" << u"D107"_s;
    QTest::newRow("deep expression")
        << "UPDATE old SET a = " + repeated("1", 120, "+") + " WHERE id = 1;" << u"D108"_s;
    QTest::newRow("long pattern") << "DELETE FROM old WHERE a LIKE '" + QByteArray(60, '%') + "';"
                                  << u"D109"_s;
    QByteArrayList marks(101, "?");
    QTest::newRow("many parameters")
        << "DELETE FROM old WHERE id IN (" + marks.join(',') + ");" << u"D111"_s;
}

void tst_D1Rules::refusesWhatD1Refuses()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QString, rule);

    const auto report = rehearsed(requestFor(Old, script));

    const Finding finding = findingOf(report.findings, rule);
    QVERIFY2(finding.blocks(), qPrintable(messages(report.findings)));
    QVERIFY2(!rulesIn(report.findings).contains(u"S100"_s), qPrintable(messages(report.findings)));
}

void tst_D1Rules::warnsOfWhatAnExportLoses_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QStringList>("rules");
    QTest::newRow("a virtual table")
        << QByteArray("CREATE VIRTUAL TABLE words USING fts5(a);") << QStringList{ u"D117"_s };
    QTest::newRow("beyond 2^53") << QByteArray("INSERT INTO old VALUES (9007199254740993, 'x');")
                                 << QStringList{ u"D118"_s };
    QTest::newRow("below zero") << QByteArray("UPDATE old SET a = -9007199254740993 WHERE id = 1;")
                                << QStringList{ u"D118"_s };
    QTest::newRow("2^53 itself") << QByteArray("INSERT INTO old VALUES (9007199254740992, 'x');")
                                 << QStringList();
    QTest::newRow("as text") << QByteArray("INSERT INTO old VALUES (1, '9007199254740993');")
                             << QStringList();
    QTest::newRow("a real number")
        << QByteArray("UPDATE old SET a = 9007199254740993.5 WHERE id = 1;") << QStringList();
    QTest::newRow("too long for an integer")
        << QByteArray("UPDATE old SET a = 99999999999999999999 WHERE id = 1;") << QStringList();
    QTest::newRow("a reference to a later table")
        << QByteArray("CREATE TABLE post (id INTEGER PRIMARY KEY, w INTEGER REFERENCES writer);"
                      "CREATE INDEX post_w ON post(w);"
                      "CREATE TABLE writer (id INTEGER PRIMARY KEY);")
        << QStringList{ u"D119"_s };
    QTest::newRow("a reference to an earlier table and itself")
        << QByteArray("CREATE TABLE writer (id INTEGER PRIMARY KEY);"
                      "CREATE TABLE post (id INTEGER PRIMARY KEY, w INTEGER REFERENCES writer,"
                      "p INTEGER REFERENCES post);"
                      "CREATE INDEX post_w ON post(w); CREATE INDEX post_p ON post(p);")
        << QStringList();
}

void tst_D1Rules::warnsOfWhatAnExportLoses()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QStringList, rules);

    const auto report = rehearsed(requestFor(Old, script));

    QVERIFY2(rulesIn(report.findings) == rules, qPrintable(messages(report.findings)));
    QVERIFY(!report.blocks());
}

void tst_D1Rules::namesAllThatReferenceALaterTable()
{
    const auto report = rehearsed(
        requestFor("CREATE TABLE writer (id INTEGER PRIMARY KEY);"
                   "CREATE TABLE post (id INTEGER PRIMARY KEY, w INTEGER REFERENCES writer);"
                   "CREATE TABLE note (id INTEGER PRIMARY KEY, w INTEGER REFERENCES writer,"
                   "v INTEGER REFERENCES writer);",
                   QByteArray("CREATE TABLE next (id INTEGER PRIMARY KEY, name TEXT);\n"
                              "DROP TABLE writer;\n"
                              "ALTER TABLE next RENAME TO writer;\n")));

    QCOMPARE(std::ranges::count(report.findings, u"D119"_s, &Finding::rule), 1);
    const Finding finding = findingOf(report.findings, u"D119"_s);
    QVERIFY2(finding.message.startsWith(u"post, note reference writer"_s),
             qPrintable(finding.message));
    QCOMPARE(finding.line, 3);
}

void tst_D1Rules::aFileHasNoExport()
{
    auto request = requestFor(Old,
                              QByteArray("CREATE VIRTUAL TABLE words USING fts5(a);"
                                         "INSERT INTO old VALUES (9007199254740993, 'x');"));
    request.profile = SqliteOptions::Profile::Sqlite;

    const auto report = rehearsed(request);

    QVERIFY2(report.findings.isEmpty(), qPrintable(messages(report.findings)));
}

void tst_D1Rules::warnsOfABatchThatMayTakeTooLong()
{
    auto request = requestFor(Old + "CREATE TABLE other (id INTEGER PRIMARY KEY, a TEXT);",
                              QByteArray("UPDATE old SET a = 'x' WHERE a IS NULL;"
                                         "UPDATE other SET a = 'x' WHERE a IS NULL;"));
    request.liveCounts = { { u"old"_s, 700'000 }, { u"other"_s, 400'000 } };

    const auto large = rehearsed(request);
    request.liveCounts = { { u"old"_s, 500'000 }, { u"other"_s, 400'000 } };
    const auto smaller = rehearsed(request);
    request.liveCounts = { { u"old"_s, 7'000'000 } };
    request.profile = SqliteOptions::Profile::Sqlite;
    const auto file = rehearsed(request);

    QVERIFY(findingOf(large.findings, u"D116"_s).message.contains(u"1100000 rows"_s));
    QVERIFY(!rulesIn(smaller.findings).contains(u"D116"_s));
    QVERIFY(!rulesIn(file.findings).contains(u"D116"_s));
}

void tst_D1Rules::allows_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("rule");
    QTest::newRow("no-export") << QByteArray(
        "-- tidemark: allow D117 words -- backups are made otherwise\n"
        "CREATE VIRTUAL TABLE words USING fts5(a);")
                               << u"D117"_s;
    QTest::newRow("wide-integer") << QByteArray("-- tidemark: allow D118 old -- read as text\n"
                                                "INSERT INTO old VALUES (9007199254740993, 'x');")
                                  << u"D118"_s;
    QTest::newRow("dump-order") << QByteArray(
        "-- tidemark: allow D119 writer -- no dumps\n"
        "CREATE TABLE post (id INTEGER PRIMARY KEY, w INTEGER REFERENCES writer);"
        "CREATE TABLE writer (id INTEGER PRIMARY KEY);")
                                << u"D119"_s;
    QTest::newRow("batch-too-long") << QByteArray("-- tidemark: allow D116 -- measured on a copy\n"
                                                  "UPDATE old SET a = 'x' WHERE a IS NULL;")
                                    << u"D116"_s;
}

void tst_D1Rules::allows()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QString, rule);
    auto request = requestFor(Old, script);
    request.liveCounts = { { u"old"_s, 2'000'000 } };

    const auto report = rehearsed(request);

    QVERIFY2(!findingOf(report.findings, rule).allowedBecause.isEmpty(),
             qPrintable(messages(report.findings)));
    QVERIFY(!rulesIn(report.findings).contains(u"G026"_s));
}

TIDEMARK_TEST(tst_D1Rules)
#include "tst_d1rules.moc"
