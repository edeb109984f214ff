#include "scenario.h"

#include <engine/transfer/csvimport.h>
#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// `import-csv` as a person or a script uses it: what it says, what it leaves, how it ends.
class tst_importcsv : public QObject
{
    Q_OBJECT

private slots:
    void fillsATableAndSaysWhatItDid_data();
    void fillsATableAndSaysWhatItDid();
    void takesASafetyPointThatCanBeRestored();
    void makesATableOnlyWhenToldTo();
    void showsWhatItWouldDo();
    void putsBadRowsAside();
    void endsWithTheRightCode_data();
    void endsWithTheRightCode();
    void waitsForNobodyElsesLease();
    void goesOnWhereItWasStopped();
    void beginsAnewWhenToldTo();
    void stopsWhenAsked();
    void bringsBackWhatAnExportWrote();
    void actsOnLocalDatabasesOnly();
};

namespace {

constexpr auto Users = "CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT NOT NULL);"
                       "INSERT INTO users VALUES (1, 'one');";

QStringList importing(const Scenario &scenario, const QStringList &more = {})
{
    return QStringList{ u"import-csv"_s, u"users"_s, scenario.cli.folder().path(u"users.csv"_s) }
           + more;
}

QJsonObject target(const CliResult &result)
{
    return result.json().value(u"targets"_s).toArray().at(0).toObject();
}

QJsonObject imported(const CliResult &result)
{
    return target(result).value(u"import"_s).toObject();
}

// What a process leaves that was ended after 20 of 40 rows.
void beginImport(const Scenario &scenario)
{
    QByteArray csv = "id,name\n";
    for (int id = 2; id <= 41; ++id)
        csv += QByteArray::number(id) + ",n\n";
    scenario.write(u"users.csv"_s, csv);
    scenario.succeed({ u"verify"_s });
    auto connection = SqliteConnection::open(scenario.file());
    std::stop_source stop;
    const Conduct conduct{ .progress =
                               [&stop](const Progress &progress) {
                                   if (progress.done > 0)
                                       stop.request_stop();
                               },
                           .stop = stop.get_token() };
    const CsvOptions options{ .table = u"users"_s,
                              .file = scenario.cli.folder().path(u"users.csv"_s) };
    const auto plan = planCsvImport(*connection, options);
    const auto stopped = importCsv(*connection, { .plan = *plan, .chunkRows = 20 }, conduct);
    if (stopped || stopped.error().kind != Error::Kind::Cancelled)
        qFatal("The import was not stopped.");
}

} // namespace

void tst_importcsv::fillsATableAndSaysWhatItDid_data()
{
    QTest::addColumn<int>("kind");
    QTest::newRow("local D1") << int(Scenario::Kind::LocalD1);
    QTest::newRow("SQLite file") << int(Scenario::Kind::SqliteFile);
}

void tst_importcsv::fillsATableAndSaysWhatItDid()
{
    QFETCH(int, kind);
    const Scenario scenario{ Scenario::Kind(kind) };
    scenario.sql(Users);
    scenario.write(u"users.csv"_s, "Name;ID\r\nZo\xC3\xAB;2\r\none;1\r\n");

    const auto result = scenario.run(importing(scenario, { u"--on-conflict"_s, u"skip"_s }));

    QVERIFY2(result.exit == 0, shown(result));
    const QJsonObject import = imported(result);
    QCOMPARE(import.value(u"table"_s).toString(), u"users"_s);
    QCOMPARE(import.value(u"delimiter"_s).toString(), u";"_s);
    QCOMPARE(import.value(u"encoding"_s).toString(), u"utf-8"_s);
    QCOMPARE(import.value(u"header"_s).toBool(), true);
    QCOMPARE(import.value(u"on_conflict"_s).toString(), u"skip"_s);
    QVERIFY(import.value(u"sql"_s).isNull());
    QCOMPARE(
        import.value(u"columns"_s).toArray().at(0).toObject(),
        (QJsonObject{ { u"name"_s, u"name"_s }, { u"type"_s, u"TEXT"_s }, { u"field"_s, 1 } }));
    QCOMPARE(import.value(u"read"_s).toInt(), 2);
    QCOMPARE(import.value(u"written"_s).toInt(), 1);
    QCOMPARE(import.value(u"skipped"_s).toInt(), 1);
    QCOMPARE(import.value(u"rejected"_s).toInt(), 0);
    QVERIFY(import.value(u"rejects"_s).isNull());
    QCOMPARE(import.value(u"rows_before"_s).toInt(), 1);
    QCOMPARE(import.value(u"rows_after"_s).toInt(), 2);
    for (const QJsonValue &check : target(result).value(u"checks"_s).toArray())
        QVERIFY(check[u"passed"_s].toBool());
    QCOMPARE(scenario.value("SELECT group_concat(id || name) FROM users"), u"1one,2Zoë"_s);
    const auto events = scenario.succeed({ u"events"_s }).out;
    QVERIFY(events.contains("\"import-started\"") && events.contains("\"import-finished\""));
}

void tst_importcsv::takesASafetyPointThatCanBeRestored()
{
    const Scenario scenario;
    scenario.sql(Users);
    scenario.write(u"users.csv"_s, "id,name\n1,other\n");

    const auto result = scenario.run(importing(scenario, { u"--on-conflict"_s, u"replace"_s }));

    QVERIFY2(result.exit == 0, shown(result));
    QCOMPARE(scenario.value("SELECT name FROM users"), u"other"_s);
    const QString point
        = target(result).value(u"safety_point"_s).toObject().value(u"value"_s).toString();
    scenario.succeed({ u"restore"_s, point, u"--replace"_s, u"DB"_s, u"--confirm"_s, u"shop"_s });
    QCOMPARE(scenario.value("SELECT name FROM users"), u"one"_s);
    const auto without = scenario.run(
        importing(scenario, { u"--on-conflict"_s, u"update"_s, u"--no-safety-point"_s }));
    QCOMPARE(target(without).value(u"safety_point"_s).toObject().value(u"kind"_s).toString(),
             u"none"_s);
}

void tst_importcsv::makesATableOnlyWhenToldTo()
{
    const Scenario scenario;
    scenario.sql({});
    scenario.write(u"users.csv"_s, "id,name\n007,x\n");

    const auto unsaid = scenario.run(importing(scenario));
    QCOMPARE(unsaid.exit, 64);
    QVERIFY2(errorOf(unsaid)
                 .value(u"message"_s)
                 .toString()
                 .contains("CREATE TABLE \"users\" ( \"id\" TEXT, \"name\" TEXT )"_L1),
             shown(unsaid));
    QVERIFY(!scenario.hasTable(u"users"_s));

    const auto said = scenario.run(importing(scenario, { u"--yes"_s }));
    QVERIFY2(said.exit == 0, shown(said));
    QCOMPARE(scenario.value("SELECT id FROM users"), u"007"_s);
    QVERIFY(imported(said).value(u"sql"_s).toString().startsWith("CREATE TABLE"_L1));
}

void tst_importcsv::showsWhatItWouldDo()
{
    const Scenario scenario;
    scenario.sql({});
    scenario.write(u"users.csv"_s, "id,name\n1,x\n");
    const auto before = scenario.content();

    const auto json = scenario.run(importing(scenario, { u"--dry-run"_s }));
    const auto text = scenario.cli(scenario.place() + importing(scenario, { u"--dry-run"_s }));

    QVERIFY2(json.exit == 0, shown(json));
    QVERIFY(imported(json).value(u"sql"_s).toString().contains("\"id\" INTEGER"_L1));
    QVERIFY(text.out.contains("CREATE TABLE") && text.out.contains("Nothing was written"));
    QCOMPARE(scenario.content(), before);
}

void tst_importcsv::putsBadRowsAside()
{
    const Scenario scenario;
    scenario.sql(Users);
    scenario.write(u"users.csv"_s, "id,name\n2,x\n3\n4,\n5,y\n");
    const QString bad = scenario.cli.folder().path(u"bad.csv"_s);

    const auto result = scenario.run(importing(scenario, { u"--rejects"_s, bad }));

    QVERIFY2(result.exit == 0, shown(result));
    QCOMPARE(imported(result).value(u"rejected"_s).toInt(), 2);
    QCOMPARE(imported(result).value(u"rejects"_s).toString(), bad);
    QCOMPARE(scenario.read(u"bad.csv"_s),
             QByteArray("line,reason,record\n"
                        "3,\"the record has 1 fields, not 2\",\"3\"\n"
                        "4,\"NOT NULL constraint failed: users.name\",\"4,\"\n"));
    QCOMPARE(scenario.value("SELECT group_concat(id) FROM users"), u"1,2,5"_s);
}

void tst_importcsv::endsWithTheRightCode_data()
{
    QTest::addColumn<QByteArray>("csv");
    QTest::addColumn<QStringList>("more");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("message");
    const auto row
        = [](const char *name,
             const QByteArray &csv,
             const QStringList &more,
             int exit,
             const QString &message) { QTest::newRow(name) << csv << more << exit << message; };
    const QByteArray good = "id,name\n2,x\n";
    row("a bad row", "id,name\n2,x\n3\n", {}, 65, u"Line 3 of"_s);
    row("a key that is there", "id,name\n1,x\n", {}, 65, u"UNIQUE constraint"_s);
    row("no rows", "", {}, 65, u"holds no rows"_s);
    row("a name twice in the header", "id,name,Name\n2,x,y\n", {}, 65, u"two fields"_s);
    row("a column that is not there", good, { u"--map"_s, u"nix=name"_s }, 64, u"no column nix"_s);
    row("a field that is not there", good, { u"--map"_s, u"name=nix"_s }, 64, u"no field"_s);
    row("a field without a column", "id,name,x\n2,x,y\n", {}, 64, u"for the field “x”"_s);
    row("a mapping without =", good, { u"--map"_s, u"name"_s }, 64, u"--map takes"_s);
    row("a policy there is not", good, { u"--on-conflict"_s, u"abort"_s }, 64, u"fail, skip"_s);
    row("a delimiter of two", good, { u"--delimiter"_s, u",,"_s }, 64, u"--delimiter takes"_s);
    row("a quote as delimiter", good, { u"--delimiter"_s, u"\""_s }, 64, u"--delimiter takes"_s);
    row("an encoding there is not", good, { u"--encoding"_s, u"ebcdic"_s }, 64, u"utf-8"_s);
    row("an empty that is not", good, { u"--empty"_s, u"zero"_s }, 64, u"auto, null"_s);
    row("both headers", good, { u"--header"_s, u"--no-header"_s }, 64, u"exclude"_s);
    row("nothing to resume", good, { u"--resume"_s }, 64, u"no unfinished import"_s);
    row("resuming otherwise",
        good,
        { u"--resume"_s, u"--delimiter"_s, u";"_s },
        64,
        u"goes on as the import was begun"_s);
    row("rejects that exist", good, { u"--rejects"_s, u"tidemark.toml"_s }, 64, u"exists"_s);
    row("rejects that cannot be written",
        good,
        { u"--rejects"_s, u"/nowhere/bad.csv"_s },
        8,
        u"cannot be written"_s);
    row("a third word", good, { u"more.csv"_s }, 64, u"does not take"_s);
}

void tst_importcsv::endsWithTheRightCode()
{
    QFETCH(QByteArray, csv);
    QFETCH(QStringList, more);
    QFETCH(int, exit);
    QFETCH(QString, message);
    const Scenario scenario;
    scenario.sql(Users);
    scenario.write(u"users.csv"_s, csv);
    more.replaceInStrings(u"tidemark.toml"_s, scenario.cli.folder().path(u"tidemark.toml"_s));

    const auto result = scenario.run(importing(scenario, more));

    QVERIFY2(result.exit == exit, shown(result));
    const QJsonObject error = errorOf(result);
    QVERIFY2(error.value(u"message"_s).toString().contains(message), shown(result));
    QVERIFY2(!error.value(u"remedy"_s).toString().isEmpty(), shown(result));
    QCOMPARE(error.value(u"database_state"_s).toString(), u"unchanged"_s);
    QCOMPARE(scenario.value("SELECT group_concat(id || name) FROM users"), u"1one"_s);
    QVERIFY(!scenario.hasTable(u"_tidemark_import"_s));
}

void tst_importcsv::waitsForNobodyElsesLease()
{
    const Scenario scenario(Scenario::Kind::LocalD1, "[policy]\nlock_timeout_s = 0\n");
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql(Users);
    scenario.sql("UPDATE _tidemark_lock SET owner = 'elsewhere:7:7:x', host = 'elsewhere', machine "
                 "= 'm', expires_at = unixepoch() + 60;");
    scenario.write(u"users.csv"_s, "id,name\n2,x\n");

    const auto result = scenario.run(importing(scenario));

    QVERIFY2(result.exit == 5, shown(result));
    QCOMPARE(scenario.value("SELECT count(*) FROM users"), u"1"_s);
    const auto missing = scenario.run({ u"import-csv"_s, u"users"_s, u"nowhere.csv"_s });
    QCOMPARE(missing.exit, 66);
    QCOMPARE(scenario.run({ u"import-csv"_s, u"users"_s }).exit, 64);
}

void tst_importcsv::goesOnWhereItWasStopped()
{
    const Scenario scenario;
    scenario.sql(Users);
    beginImport(scenario);
    QCOMPARE(scenario.value("SELECT count(*) FROM users"), u"21"_s);

    const auto unsaid = scenario.run(importing(scenario));
    QCOMPARE(unsaid.exit, 64);
    QVERIFY2(errorOf(unsaid).value(u"message"_s).toString().contains("before its line 22"_L1),
             shown(unsaid));
    const auto result = scenario.run(importing(scenario, { u"--resume"_s }));

    QVERIFY2(result.exit == 0, shown(result));
    QCOMPARE(imported(result).value(u"resumed_at"_s).toInt(), 22);
    QCOMPARE(imported(result).value(u"written"_s).toInt(), 40);
    QCOMPARE(imported(result).value(u"rows_before"_s).toInt(), 1);
    QCOMPARE(imported(result).value(u"rows_after"_s).toInt(), 41);
    QVERIFY(!scenario.hasTable(u"_tidemark_import"_s));
}

void tst_importcsv::beginsAnewWhenToldTo()
{
    const Scenario scenario;
    scenario.sql(Users);
    beginImport(scenario);

    const auto result = scenario.run(
        importing(scenario, { u"--forget-unfinished"_s, u"--on-conflict"_s, u"skip"_s }));

    QVERIFY2(result.exit == 0, shown(result));
    QCOMPARE(imported(result).value(u"written"_s).toInt(), 20);
    QCOMPARE(imported(result).value(u"skipped"_s).toInt(), 20);
    QVERIFY(!scenario.hasTable(u"_tidemark_import"_s));
}

void tst_importcsv::stopsWhenAsked()
{
    Scenario scenario;
    scenario.sql(Users);
    scenario.write(u"users.csv"_s, "id,name\n2,x\n");
    std::stop_source stop;
    stop.request_stop();
    scenario.cli.stop = stop.get_token();

    const auto result = scenario.run(importing(scenario));

    QVERIFY2(result.exit == 130, shown(result));
    QCOMPARE(scenario.value("SELECT count(*) FROM users"), u"1"_s);
}

void tst_importcsv::bringsBackWhatAnExportWrote()
{
    const Scenario scenario;
    scenario.sql(
        "CREATE TABLE users(id INTEGER PRIMARY KEY, name TEXT, r REAL, b BLOB, twice AS "
        "(id * 2)); INSERT INTO users VALUES (1, 'a,\"b\"', 0.1, x'00ff'), (2, NULL, NULL, "
        "NULL), (3, '', -1.5e300, x''), (9223372036854775807, 'x' || char(10) || 'y', "
        "9e999, NULL);");
    const QByteArray all = "SELECT group_concat(quote(id) || quote(name) || quote(r) || quote(b)) "
                           "FROM users";
    const QString before = scenario.value(all);
    const QString file = scenario.cli.folder().path(u"users.csv"_s);
    scenario.cli(
        scenario.place()
        + QStringList{ u"export"_s, u"users"_s, u"--format"_s, u"csv"_s, u"--output"_s, file });
    scenario.sql("DELETE FROM users;");

    const auto result = scenario.run(importing(scenario));

    QVERIFY2(result.exit == 0, shown(result));
    QCOMPARE(scenario.value(all), before);
}

void tst_importcsv::actsOnLocalDatabasesOnly()
{
    const Scenario scenario;
    scenario.sql(Users);
    scenario.write(u"users.csv"_s, "id,name\n2,x\n");

    const auto result
        = scenario.cli(QStringList{ u"--remote"_s, u"--json"_s } + importing(scenario));

    QVERIFY2(result.exit == 64, shown(result));
}

TIDEMARK_TEST(tst_importcsv)
#include "tst_importcsv.moc"
