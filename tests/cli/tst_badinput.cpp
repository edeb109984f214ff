#include "scenario.h"

#include <support/testprogram.h>

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QTest>

#include <functional>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// How a scenario is spoilt.
using Change = std::function<void(const Scenario &)>;
Q_DECLARE_METATYPE(Change)

/// Every kind of wrong input gives one clear error: what, where, what to do; with its documented exit code, and with nothing
/// changed.
class tst_badinput : public QObject
{
    Q_OBJECT

private slots:
    void isRefusedWithPlaceAndRemedy_data();
    void isRefusedWithPlaceAndRemedy();
    void ofACommandLineIsAUsageError_data();
    void ofACommandLineIsAUsageError();
    void namesWhatThereIs_data();
    void namesWhatThereIs();
    void ofADumpLeavesTheDatabaseAsItWas();
    void ofABackupLeavesTheDatabaseAsItWas_data();
    void ofABackupLeavesTheDatabaseAsItWas();
    void aDatabaseThatIsBusyIsNotAnError_data();
    void aDatabaseThatIsBusyIsNotAnError();
    void mustNameThePlaceIfThereAreTwo();
    void needsAProject();
    void ofAPathIsSaidWithThePath_data();
    void ofAPathIsSaidWithThePath();
    void withoutAJournalNothingRuns();
    void ofAQueryChangesNothing();
    void ofANameForANewFileWritesNothing();
};

namespace {

// Everything below a scenario's folder but the installation's own folders.
QMap<QString, QByteArray> allFiles(const Scenario &scenario)
{
    QMap<QString, QByteArray> content;
    const QString root = scenario.cli.project();
    QDirIterator files(root, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        QFile in(files.next());
        if (!in.fileName().startsWith(root + u"/state"_s) && in.open(QIODevice::ReadOnly))
            content.insert(in.fileName(), in.readAll());
    }
    return content;
}

Change file(const QString &name, const QByteArray &content)
{
    return [name, content](const Scenario &scenario) { scenario.write(name, content); };
}

Change replaced(const QString &name, const QString &other, const QByteArray &content)
{
    return [name, other, content](const Scenario &scenario) {
        scenario.removeFile(name);
        scenario.write(other, content);
    };
}

void row(const char *name, const Change &change, int exit, const QString &file, int line = 0)
{
    QTest::newRow(name) << change << exit << file << line;
}

} // namespace

void tst_badinput::isRefusedWithPlaceAndRemedy_data()
{
    QTest::addColumn<Change>("spoil");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("line");

    const QString wrangler = u"wrangler.toml"_s;
    row("wrangler.toml does not parse",
        file(wrangler, "name = \"shop\"\n\n[[d1_databases]\nbinding = \"DB\"\n"),
        78,
        wrangler,
        3);
    row("wrangler.json does not parse",
        replaced(
            wrangler, u"wrangler.json"_s, "{\n  \"name\": \"shop\",\n  \"d1_databases\": [,]\n}"),
        78,
        u"wrangler.json"_s,
        3);
    row("wrangler.jsonc does not parse",
        replaced(wrangler, u"wrangler.jsonc"_s, "{\n  // the name\n  \"name\": shop\n}"),
        78,
        u"wrangler.jsonc"_s,
        3);
    const QString settings = u"tidemark.toml"_s;
    row("tidemark.toml has an unknown key",
        file(settings, "[streams.DB]\nlayout = \"numbered\"\ncolor = \"red\"\n"),
        78,
        settings,
        3);
    row("tidemark.toml does not parse", file(settings, "[streams.DB\n"), 78, settings, 1);
    row("tidemark.toml has a value of the wrong kind",
        file(settings, "[streams.DB]\nlayout = 7\n"),
        78,
        settings,
        2);
    row("tidemark.toml names a stream that is not there",
        file(settings, "[streams.OTHER]\nlayout = \"numbered\"\n"),
        78,
        settings,
        1);

    const QString script = u"migrations/0002_b.sql"_s;
    row("a migration is not UTF-8", file(script, "-- caf\xE9\nSELECT 1;\n"), 65, script, 1);
    row("a migration holds a NUL", file(script, QByteArray("SELECT 1;\n\0;", 12)), 65, script, 2);
    row("a string is not closed", file(script, "SELECT 1;\nSELECT 'a;\n"), 3, script, 2);
    row("a statement is too long for D1",
        file(script, "SELECT '" + QByteArray(100'001 - 9, 'x') + "';\n"),
        3,
        script,
        1);
    row("a statement does not parse",
        file(script, "CREATE TABLE b(id INTEGER PRIMARY KEY);\nCREATE TALBE c(id);\n"),
        3,
        script,
        2);
    row("a header is unknown",
        file(script, "-- tidemark: alow S101 x -- y\nSELECT 1;\n"),
        78,
        script,
        1);
    row("an allowance has no reason",
        file(script, "-- tidemark: allow S101 session\nDROP TABLE session;\n"),
        78,
        script,
        1);
    row("two migrations have one number",
        file(u"migrations/0001_z.sql"_s, "SELECT 1;\n"),
        4,
        u"migrations/0001_z.sql"_s);
    row("a down script has no migration",
        file(u"migrations/0009_x.rollback.sql"_s, "SELECT 1;\n"),
        4,
        u"migrations/0009_x.rollback.sql"_s);
    row("an init script is not there",
        file(settings, "[streams.DB]\nlayout = \"numbered\"\ninit = \"init.sql\"\n"),
        66,
        u"init.sql"_s);
    const Change noDatabase = [](const Scenario &scenario) {
        QFile out(scenario.file());
        if (!out.open(QIODevice::WriteOnly) || out.write("This is no database at all.\n") < 0)
            qFatal("%s", qPrintable(out.errorString()));
    };
    row("the database is not one", noDatabase, 65, {});
}

void tst_badinput::isRefusedWithPlaceAndRemedy()
{
    QFETCH(Change, spoil);
    QFETCH(int, exit);
    QFETCH(QString, file);
    QFETCH(int, line);
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    spoil(scenario);
    const auto before = allFiles(scenario);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == exit, shown(up));
    const QJsonObject error = errorOf(up);
    QVERIFY2(!error.value(u"message"_s).toString().isEmpty(), shown(up));
    QVERIFY2(!error.value(u"remedy"_s).toString().isEmpty(), shown(up));
    QCOMPARE(error.value(u"database_state"_s).toString(), u"unchanged"_s);
    QVERIFY2(error.value(u"file"_s).toString().endsWith(file), shown(up));
    QVERIFY2(error.value(u"line"_s).toInt() == line, shown(up));
    QCOMPARE(up.json().value(u"exit"_s).toInt(), exit);
    QVERIFY2(allFiles(scenario) == before, "something was written");

    // For people it is said once, on standard error.
    const auto text = scenario.cli(scenario.place() + QStringList{ u"up"_s });
    QCOMPARE(text.exit, exit);
    const QByteArray sentence = error.value(u"message"_s).toString().section(u'\n', 0, 0).toUtf8();
    QVERIFY2(text.err.count(sentence) == 1, shown(text));
}

void tst_badinput::ofACommandLineIsAUsageError_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<QString>("word");
    const auto row = [](const char *name, const QStringList &line, const QString &word) {
        QTest::newRow(name) << line << word;
    };
    row("no command", {}, u"command"_s);
    row("an unknown command", { u"migrate"_s }, u"migrate"_s);
    row("an unknown option", { u"up"_s, u"--force"_s }, u"--force"_s);
    row("another command's option", { u"status"_s, u"--reason"_s, u"x"_s }, u"--reason"_s);
    row("a missing value", { u"up"_s, u"--to"_s }, u"--to"_s);
    row("an option for a value", { u"up"_s, u"--to"_s, u"--dry-run"_s }, u"needs a value"_s);
    row("a value where none belongs", { u"up"_s, u"--dry-run=yes"_s }, u"--dry-run"_s);
    row("both places", { u"status"_s, u"--remote"_s }, u"--remote"_s);
    row("a word too many", { u"up"_s, u"1"_s, u"2"_s }, u"2"_s);
    row("a number and --to", { u"up"_s, u"1"_s, u"--to"_s, u"0001_a"_s }, u"--to"_s);
    row("down to nowhere", { u"down"_s }, u"down"_s);
    row("an unknown migration", { u"up"_s, u"--to"_s, u"0009_z"_s }, u"0009_z"_s);
    row("a number that is not there", { u"down"_s, u"7"_s }, u"7"_s);
    row("an unknown log format", { u"status"_s, u"--log-format"_s, u"xml"_s }, u"xml"_s);
    row("an unknown table format", { u"status"_s, u"--format"_s, u"xml"_s }, u"xml"_s);
    row("an unknown export format", { u"export"_s, u"--format"_s, u"xml"_s }, u"xml"_s);
    row("an unknown result format",
        { u"query"_s, u"SELECT 1"_s, u"--format"_s, u"xml"_s },
        u"xml"_s);
    row("an unknown source of the token", { u"status"_s, u"--token-from"_s, u"file"_s }, u"file"_s);
    row("an unknown template", { u"new"_s, u"x"_s, u"--template"_s, u"view"_s }, u"view"_s);
    row("a new migration without a name", { u"new"_s }, u"description"_s);
    row("a time that is none", { u"events"_s, u"--since"_s, u"yesterday"_s }, u"yesterday"_s);
    row("a query without SQL", { u"query"_s }, u"SQL"_s);
    row("a parameter without a value",
        { u"query"_s, u"SELECT :a"_s, u"--param"_s, u"a"_s },
        u"--param"_s);
    row("a parameter that is not given", { u"query"_s, u"SELECT :a"_s }, u":a"_s);
    row("a statement that may not write", { u"query"_s, u"DELETE FROM t_0001_a"_s }, u"write"_s);
    row("a table that is not there", { u"schema"_s, u"nowhere"_s }, u"nowhere"_s);
    row("a restore to nowhere", { u"restore"_s, u"x"_s }, u"--into-new"_s);
    row("a resolution without a reason",
        { u"resolve"_s, u"0001_a"_s, u"--applied"_s },
        u"reason"_s);
    row("two resolutions at once",
        { u"resolve"_s, u"0001_a"_s, u"--applied"_s, u"--pending"_s, u"--reason"_s, u"x"_s },
        u"--applied"_s);
    row("an unknown lock verb", { u"lock"_s, u"steal"_s }, u"lock"_s);
}

void tst_badinput::ofACommandLineIsAUsageError()
{
    QFETCH(QStringList, line);
    QFETCH(QString, word);
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    const auto before = allFiles(scenario);

    const auto result = scenario.run(line);

    QVERIFY2(result.exit == 64, shown(result));
    const QJsonObject error = errorOf(result);
    QCOMPARE(error.value(u"kind"_s).toString(), u"Usage"_s);
    const QString text = error.value(u"message"_s).toString() + error.value(u"remedy"_s).toString();
    QVERIFY2(text.contains(word, Qt::CaseInsensitive), qPrintable(text));
    QVERIFY2(!error.value(u"remedy"_s).toString().isEmpty(), shown(result));
    QVERIFY(allFiles(scenario) == before);
}

void tst_badinput::namesWhatThereIs_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<QString>("word");
    QTest::newRow("an unknown environment")
        << QStringList{ u"--env"_s, u"staging"_s, u"--local"_s, u"up"_s } << u"production"_s;
    QTest::newRow("an unknown database")
        << QStringList{ u"--database"_s, u"AUTH"_s, u"--local"_s, u"up"_s } << u"AUTH_DB"_s;
    QTest::newRow("a command for one database")
        << QStringList{ u"query"_s, u"SELECT 1"_s, u"--local"_s } << u"READ_REPLICA"_s;
    QTest::newRow("a number that no stream has")
        << QStringList{ u"up"_s, u"9"_s, u"--local"_s } << u"0005_add_permissions_table"_s;
}

void tst_badinput::namesWhatThereIs()
{
    QFETCH(QStringList, line);
    QFETCH(QString, word);
    const CliRunner cli(u"nanotype"_s);

    const auto result = cli.json(line);

    QVERIFY2(result.exit == 64, shown(result));
    const QJsonObject error = errorOf(result);
    const QString text = error.value(u"message"_s).toString() + error.value(u"remedy"_s).toString();
    QVERIFY2(text.contains(word), shown(result));
    QVERIFY(!QFile::exists(cli.databaseFile(u"AUTH_DB"_s)));
}

void tst_badinput::ofADumpLeavesTheDatabaseAsItWas()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    const QString dump = scenario.cli.folder().write(
        u"dump.sql"_s,
        "BEGIN TRANSACTION;\nCREATE TABLE a(id INTEGER PRIMARY KEY);\nINSERT INTO a VALUES(1);\n"
        "INSERT INTO a VALUES(oops);\nCOMMIT;\n");
    const auto before = scenario.content();

    const auto restored
        = scenario.run({ u"restore"_s, dump, u"--replace"_s, u"DB"_s, u"--confirm"_s, u"shop"_s });

    QVERIFY2(restored.exit == 65 || restored.exit == 6, shown(restored));
    QCOMPARE(errorOf(restored).value(u"file"_s).toString(), dump);
    QCOMPARE(errorOf(restored).value(u"line"_s).toInt(), 4);
    QCOMPARE(errorOf(restored).value(u"database_state"_s).toString(), u"unchanged"_s);
    QCOMPARE(scenario.content(), before);
}

void tst_badinput::ofABackupLeavesTheDatabaseAsItWas_data()
{
    QTest::addColumn<QString>("part");
    QTest::addColumn<bool>("gone");
    QTest::addColumn<int>("exit");
    QTest::newRow("its data were changed") << u"database.sqlite"_s << false << 65;
    QTest::newRow("its data are gone") << u"database.sqlite"_s << true << 65;
    QTest::newRow("its manifest was changed") << u"manifest.json"_s << false << 65;
    QTest::newRow("its manifest is gone") << u"manifest.json"_s << true << 66;
}

void tst_badinput::ofABackupLeavesTheDatabaseAsItWas()
{
    QFETCH(QString, part);
    QFETCH(bool, gone);
    QFETCH(int, exit);
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    const auto taken = scenario.succeed({ u"backup"_s });
    const QString path = taken.target(u"DB"_s)[u"backup"_s][u"path"_s].toString();
    QFile spoilt(path + u'/' + part);
    if (gone) {
        QVERIFY(spoilt.remove());
    } else {
        QVERIFY(spoilt.open(QIODevice::ReadWrite));
        QVERIFY(spoilt.seek(spoilt.size() / 2));
        QVERIFY(spoilt.write("spoilt") > 0);
        spoilt.close();
    }
    const auto before = scenario.content();

    const auto restored
        = scenario.run({ u"restore"_s, path, u"--replace"_s, u"DB"_s, u"--confirm"_s, u"shop"_s });

    QVERIFY2(restored.exit == exit, shown(restored));
    QVERIFY2(!errorOf(restored).value(u"remedy"_s).toString().isEmpty(), shown(restored));
    QCOMPARE(scenario.content(), before);
}

void tst_badinput::aDatabaseThatIsBusyIsNotAnError_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<int>("exit");
    QTest::newRow("reading goes on") << QStringList{ u"status"_s } << 0;
    QTest::newRow("writing waits and gives up") << QStringList{ u"up"_s } << 5;
}

void tst_badinput::aDatabaseThatIsBusyIsNotAnError()
{
    QFETCH(QStringList, line);
    QFETCH(int, exit);
    const Scenario scenario(Scenario::Kind::LocalD1, "[policy]\nlock_timeout_s = 0\n");
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    auto writer = SqliteConnection::open(scenario.file());
    QVERIFY(writer && writer->run("BEGIN IMMEDIATE; INSERT INTO t_0001_a VALUES (1, 1);"));

    const auto result = scenario.run(line);

    QVERIFY2(result.exit == exit, shown(result));
    QVERIFY(writer->run("ROLLBACK"));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
}

void tst_badinput::mustNameThePlaceIfThereAreTwo()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);

    const auto up = scenario.cli.json({ u"up"_s });
    QVERIFY2(up.exit == 64, shown(up));
    QVERIFY(errorOf(up).value(u"remedy"_s).toString().contains(u"--local"_s));

    const auto status = scenario.cli({ u"status"_s });
    QCOMPARE(status.exit, 0);
    QVERIFY2(status.err.contains("--remote"), shown(status)); // it says which it reads

    scenario.cli.engine->environment.insert(u"CLOUDFLARE_ENV"_s, u"production"_s);
    QCOMPARE(scenario.cli.json({ u"status"_s }).exit, 64);
}

void tst_badinput::needsAProject()
{
    const CliRunner cli;

    const auto status = cli.json({ u"status"_s });

    QVERIFY2(status.exit == 66, shown(status));
    QVERIFY(!errorOf(status).value(u"remedy"_s).toString().isEmpty());
    const auto file = cli.json({ u"status"_s, u"--sqlite"_s, cli.folder().path(u"none.db"_s) });
    QVERIFY2(file.exit == 66, shown(file));
    QVERIFY(!QFile::exists(cli.folder().path(u"none.db"_s)));
}

void tst_badinput::ofAPathIsSaidWithThePath_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<int>("exit");
    QTest::newRow("a query's file")
        << QStringList{ u"query"_s, u"--file"_s, u"/none/q.sql"_s } << 66;
    QTest::newRow("a backup") << QStringList{ u"restore"_s, u"/none/q.sql"_s, u"--replace"_s,
                                              u"DB"_s,      u"--confirm"_s,   u"shop"_s }
                              << 66;
    QTest::newRow("a backup for a new file")
        << QStringList{ u"restore"_s, u"/none/q.sql"_s, u"--into-new"_s, u"/none/new.db"_s } << 66;
    QTest::newRow("a folder for an export")
        << QStringList{ u"export"_s, u"t_0001_a"_s, u"--output"_s, u"/none/out.sql"_s } << 8;
    QTest::newRow("a folder for a backup")
        << QStringList{ u"backup"_s, u"--output"_s, u"/proc/none/q.sql"_s } << 8;
}

void tst_badinput::ofAPathIsSaidWithThePath()
{
    QFETCH(QStringList, line);
    QFETCH(int, exit);
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    const auto before = scenario.content();

    const auto result = scenario.run(line);

    QVERIFY2(result.exit == exit, shown(result));
    const QJsonObject error = errorOf(result);
    QVERIFY2(error.value(u"message"_s).toString().contains(u"none"_s), shown(result));
    QVERIFY2(!error.value(u"remedy"_s).toString().isEmpty(), shown(result));
    QCOMPARE(scenario.content(), before);
}

// What a run did must be found again after a crash: no journal, no run.
void tst_badinput::withoutAJournalNothingRuns()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    const QString inTheWay = scenario.cli.folder().write(u"in-the-way"_s, "a file");
    scenario.cli.engine->journal = Journal(inTheWay + u"/journal.jsonl"_s);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit != 0 && up.exit != 1, shown(up));
    QVERIFY2(errorOf(up).value(u"message"_s).toString().contains(u"in-the-way"_s), shown(up));
    QVERIFY2(!errorOf(up).value(u"remedy"_s).toString().isEmpty(), shown(up));
    QVERIFY(!scenario.hasTable(u"t_0001_a"_s));
}

void tst_badinput::ofAQueryChangesNothing()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });

    const auto failed = scenario.run(
        { u"query"_s,
          u"INSERT INTO t_0001_a VALUES (1, 1);\nINSERT INTO t_0001_a VALUES (1, 2)"_s,
          u"--yes"_s });

    QVERIFY2(failed.exit == 6, shown(failed));
    QCOMPARE(errorOf(failed).value(u"statement"_s).toInt(), 2);
    QCOMPARE(scenario.value("SELECT count(*) FROM t_0001_a"), u"0"_s);
    const auto typo = scenario.run({ u"query"_s, u"SELECT nothing FROM t_0001_a"_s });
    QVERIFY2(typo.exit == 6 || typo.exit == 65, shown(typo));
    QVERIFY(errorOf(typo).value(u"message"_s).toString().contains(u"nothing"_s));
}

void tst_badinput::ofANameForANewFileWritesNothing()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    const auto before = allFiles(scenario);

    for (const QString &name : { u"   "_s, u"../../etc/passwd"_s, u"!!!"_s }) {
        const auto result = scenario.run({ u"new"_s, name });
        const QStringList written = [&result] {
            QStringList files;
            for (const QJsonValue &file : result.json().value(u"files"_s).toArray())
                files.append(file.toString());
            return files;
        }();
        for (const QString &file : written) {
            QVERIFY2(file.startsWith(scenario.cli.folder().path(u"migrations/"_s)),
                     qPrintable(file));
            QVERIFY(QFile::remove(file));
        }
        QVERIFY2(result.exit == (written.isEmpty() ? 64 : 0), shown(result));
        QVERIFY(allFiles(scenario) == before);
    }
}

TIDEMARK_TEST(tst_badinput)
#include "tst_badinput.moc"
