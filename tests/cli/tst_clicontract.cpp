#include "scenario.h"

#include <support/testprogram.h>

#include <QDir>
#include <QJsonArray>
#include <QSet>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// What other programs may rely on (docs/cli.md): the JSON of every command, exit codes, what goes where.
class tst_clicontract : public QObject
{
    Q_OBJECT

private slots:
    void printsOneDocumentWithItsFields_data();
    void printsOneDocumentWithItsFields();
    void namesATargetTheSameEverywhere();
    void describesMigrationsWithNullsWhereNothingIsKnown();
    void describesStepsAndSafetyPoints();
    void describesFindingsAndRowChanges();
    void describesValuesThatJsonCannotHold();
    void describesBackupsAndRestores();
    void saysWhatADumpMayHaveLost();
    void describesErrorsOfTargetsAndOfTheDocument();
    void describesDifferences();
    void theGravestExitWins();
    void quietLeavesErrorsOnly();
    void logsOneJsonObjectALine();
    void helpsWithEveryCommand();
    void saysItsVersion();
    void readsOptionsAnywhereOnTheLine();
    void refusesAnExistingOutput_data();
    void refusesAnExistingOutput();
    void saysWhatItActsOnBeforeItWrites();
    void writesTablesForPeopleAndForTheWiki();
};

namespace {

void fill(const Scenario &scenario)
{
    scenario.migration(
        u"0001_a"_s, "CREATE TABLE a(id INTEGER PRIMARY KEY, n);\n", "DROP TABLE a;\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO a VALUES (1, 'one'), (2, 2);");
    scenario.migration(u"0002_b"_s,
                       "CREATE TABLE b(id INTEGER PRIMARY KEY);\nDELETE FROM a WHERE id = 2;\n");
}

QJsonObject only(const CliResult &result)
{
    return result.json().value(u"targets"_s).toArray().at(0).toObject();
}

bool contains(const QByteArray &text, const QString &part)
{
    return text.contains(part.toUtf8());
}

QStringList missing(const QJsonObject &object, const QStringList &names)
{
    QStringList list;
    for (const QString &name : names) {
        if (!object.contains(name))
            list.append(name);
    }
    return list;
}

#define VERIFY_HAS(object, ...) \
    do { \
        const QStringList without = missing(object, QStringList{ __VA_ARGS__ }); \
        QVERIFY2(without.isEmpty(), qPrintable(without.join(u", "_s))); \
    } while (false)

} // namespace

void tst_clicontract::printsOneDocumentWithItsFields_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<QStringList>("fields"); // of the target
    QTest::addColumn<QStringList>("documentFields");
    const auto row
        = [](const QStringList &line, const QStringList &fields, const QStringList &document = {}) {
              QTest::newRow(qPrintable(line.join(u' '))) << line << fields << document;
          };
    row({ u"status"_s }, { u"state"_s, u"migrations"_s });
    row({ u"plan"_s }, { u"state"_s, u"migrations"_s, u"plan"_s });
    row({ u"up"_s }, { u"state"_s, u"migrations"_s, u"steps"_s, u"safety_point"_s });
    row({ u"down"_s, u"0"_s }, { u"state"_s, u"migrations"_s, u"steps"_s, u"safety_point"_s });
    const QStringList rehearsal{ u"findings"_s, u"row_changes"_s, u"schema_changes"_s };
    row({ u"rehearse"_s }, rehearsal);
    row({ u"up"_s, u"--dry-run"_s }, rehearsal);
    row({ u"down"_s, u"0"_s, u"--dry-run"_s }, rehearsal);
    row({ u"lint"_s }, { u"findings"_s });
    row({ u"query"_s, u"SELECT 1"_s }, { u"results"_s });
    row({ u"verify"_s }, { u"checks"_s });
    row({ u"drift"_s }, { u"differences"_s });
    row({ u"tables"_s }, { u"tables"_s });
    row({ u"schema"_s }, { u"schema"_s });
    row({ u"backup"_s }, { u"backup"_s });
    row({ u"lock"_s, u"show"_s }, {});
    row({ u"adopt"_s, u"--dry-run"_s }, { u"state"_s, u"migrations"_s });
    row({ u"eject"_s, u"--yes"_s }, {});
    row({ u"backups"_s }, {}, { u"backups"_s });
    row({ u"events"_s }, {}, { u"events"_s });
    row({ u"new"_s, u"more tables"_s }, {}, { u"files"_s });
    row({ u"renumber"_s, u"0002_b"_s }, {}, { u"id"_s });
}

void tst_clicontract::printsOneDocumentWithItsFields()
{
    QFETCH(QStringList, line);
    QFETCH(QStringList, fields);
    QFETCH(QStringList, documentFields);
    const Scenario scenario;
    fill(scenario);

    const auto result = scenario.run(line);

    QVERIFY2(result.exit == 0, shown(result));
    QJsonParseError parsed;
    const QJsonObject document = QJsonDocument::fromJson(result.out, &parsed).object();
    QCOMPARE(parsed.error, QJsonParseError::NoError);
    QCOMPARE(result.out.count('\n'), 1); // and nothing else
    VERIFY_HAS(document, u"tidemark"_s, u"command"_s, u"targets"_s, u"exit"_s);
    QCOMPARE(document.value(u"tidemark"_s).toString(), QStringLiteral(TIDEMARK_VERSION));
    QCOMPARE(document.value(u"command"_s).toString(), line.first());
    QCOMPARE(document.value(u"exit"_s).toInt(-1), result.exit);
    QVERIFY2(missing(document, documentFields).isEmpty(), shown(result));
    QVERIFY2(missing(only(result), fields).isEmpty(), shown(result));
}

void tst_clicontract::namesATargetTheSameEverywhere()
{
    const Scenario scenario;
    fill(scenario);

    for (const QStringList &line :
         { QStringList{ u"status"_s }, { u"plan"_s }, { u"verify"_s }, { u"tables"_s } }) {
        const QJsonObject target = only(scenario.succeed(line));
        QCOMPARE(target.value(u"database"_s).toString(), u"DB"_s);
        QCOMPARE(target.value(u"name"_s).toString(), u"shop"_s);
        QCOMPARE(target.value(u"id"_s).toString(), u"0b5c5f37-3f0e-4a59-9f5c-6f7d5d2f8c11"_s);
        QCOMPARE(target.value(u"place"_s).toString(), u"local"_s);
        QCOMPARE(target.value(u"environment"_s).toString(u"?"_s), QString());
    }
}

void tst_clicontract::describesMigrationsWithNullsWhereNothingIsKnown()
{
    const Scenario scenario;
    fill(scenario);

    const QJsonArray migrations
        = only(scenario.succeed({ u"status"_s })).value(u"migrations"_s).toArray();

    QCOMPARE(migrations.size(), 2);
    const QJsonObject applied = migrations.at(0).toObject();
    const QJsonObject pending = migrations.at(1).toObject();
    for (const QJsonObject &migration : { applied, pending })
        VERIFY_HAS(migration,
                   u"id"_s,
                   u"version"_s,
                   u"name"_s,
                   u"state"_s,
                   u"applied_at"_s,
                   u"applied_by"_s,
                   u"checksum"_s,
                   u"duration_ms"_s,
                   u"has_down"_s);
    QCOMPARE(applied.value(u"version"_s).toString(), u"0001"_s);
    QCOMPARE(applied.value(u"name"_s).toString(), u"a"_s);
    QCOMPARE(applied.value(u"checksum"_s).toString().size(), 64);
    QVERIFY(applied.value(u"duration_ms"_s).isDouble());
    QVERIFY(applied.value(u"has_down"_s).toBool());
    const QDateTime at
        = QDateTime::fromString(applied.value(u"applied_at"_s).toString(), Qt::ISODateWithMs);
    QVERIFY(at.isValid() && at.timeSpec() == Qt::UTC);
    QVERIFY(pending.value(u"applied_at"_s).isNull());
    QVERIFY(pending.value(u"applied_by"_s).isNull());
    QVERIFY(pending.value(u"duration_ms"_s).isNull());
    QCOMPARE(pending.value(u"has_down"_s).toBool(true), false);
}

void tst_clicontract::describesStepsAndSafetyPoints()
{
    const Scenario scenario;
    fill(scenario);
    const QJsonObject plan = only(scenario.succeed({ u"plan"_s })).value(u"plan"_s).toObject();
    QCOMPARE(plan.value(u"hash"_s).toString().size(), 64);
    QCOMPARE(plan.value(u"steps"_s).toArray().at(0)[u"id"_s].toString(), u"0002_b"_s);

    const QJsonObject target = only(scenario.succeed({ u"up"_s }));

    const QJsonObject step = target.value(u"steps"_s).toArray().at(0).toObject();
    QCOMPARE(step.value(u"id"_s).toString(), u"0002_b"_s);
    QCOMPARE(step.value(u"action"_s).toString(), u"apply"_s);
    QCOMPARE(step.value(u"outcome"_s).toString(), u"done"_s);
    QCOMPARE(step.value(u"statements"_s).toInt(), 2);
    QVERIFY(step.value(u"duration_ms"_s).isDouble());
    VERIFY_HAS(step, u"rows_read"_s, u"rows_written"_s);
    const QJsonObject point = target.value(u"safety_point"_s).toObject();
    QCOMPARE(point.value(u"kind"_s).toString(), u"backup"_s);
    QVERIFY(QDir(point.value(u"value"_s).toString()).exists());
    QVERIFY(
        QDateTime::fromString(point.value(u"taken_at"_s).toString(), Qt::ISODateWithMs).isValid());
}

void tst_clicontract::describesFindingsAndRowChanges()
{
    const Scenario scenario;
    fill(scenario);
    scenario.migration(u"0003_gone"_s, "DROP TABLE a;\n");

    const auto result = scenario.run({ u"rehearse"_s });

    QCOMPARE(result.exit, 3);
    const QJsonObject finding = findingOf(result, u"S101"_s);
    VERIFY_HAS(finding, u"rule"_s, u"severity"_s, u"file"_s, u"line"_s, u"message"_s, u"remedy"_s);
    QCOMPARE(finding.value(u"line"_s).toInt(), 1);
    const QJsonArray rows = only(result).value(u"row_changes"_s).toArray();
    QVERIFY2(!rows.isEmpty(), shown(result));
    VERIFY_HAS(rows.at(0).toObject(), u"table"_s, u"before"_s, u"after"_s);
    const QJsonArray schema = only(result).value(u"schema_changes"_s).toArray();
    QVERIFY2(!schema.isEmpty(), shown(result));
    VERIFY_HAS(schema.at(0).toObject(), u"object"_s, u"kind"_s);
}

void tst_clicontract::describesValuesThatJsonCannotHold()
{
    const Scenario scenario;
    fill(scenario);

    const auto result = scenario.succeed(
        { u"query"_s,
          u"SELECT NULL, 1, 1.5, 'text', x'00ff', 9007199254740993, -9007199254740992, 9e999"_s });

    const QJsonObject answer = only(result).value(u"results"_s).toArray().at(0).toObject();
    VERIFY_HAS(
        answer, u"columns"_s, u"rows"_s, u"rows_read"_s, u"rows_written"_s, u"duration_ms"_s);
    const QJsonArray row = answer.value(u"rows"_s).toArray().at(0).toArray();
    QVERIFY(row.at(0).isNull());
    QCOMPARE(row.at(1), QJsonValue(1));
    QCOMPARE(row.at(2), QJsonValue(1.5));
    QCOMPARE(row.at(3), QJsonValue(u"text"_s));
    QCOMPARE(row.at(4).toObject(), (QJsonObject{ { u"hex"_s, u"00ff"_s } }));
    QCOMPARE(row.at(5).toObject(), (QJsonObject{ { u"int"_s, u"9007199254740993"_s } }));
    QCOMPARE(row.at(6), QJsonValue(qint64(-9007199254740992)));
    QVERIFY(row.at(7).isObject()); // JSON has no infinity
}

void tst_clicontract::describesBackupsAndRestores()
{
    const Scenario scenario;
    fill(scenario);

    const QJsonObject backup
        = only(scenario.succeed({ u"backup"_s })).value(u"backup"_s).toObject();
    QVERIFY(QFile::exists(backup.value(u"path"_s).toString()));
    QCOMPARE(backup.value(u"verified"_s).toBool(), true);
    QVERIFY(backup.value(u"tables"_s).toInt() == 1);
    QVERIFY(backup.value(u"rows"_s).toInt() == 2);
    QVERIFY(backup.value(u"bytes"_s).toInt() > 0);
    QCOMPARE(backup.value(u"sha256"_s).toString().size(), 64);

    const auto restored = scenario.succeed({ u"restore"_s,
                                             backup.value(u"path"_s).toString(),
                                             u"--replace"_s,
                                             u"DB"_s,
                                             u"--confirm"_s,
                                             u"shop"_s });
    VERIFY_HAS(only(restored), u"restored"_s, u"safety_point"_s, u"preview"_s);
}

void tst_clicontract::saysWhatADumpMayHaveLost()
{
    const Scenario scenario;
    const QString dump = scenario.cli.folder().write(
        u"dump.sql"_s,
        "CREATE TABLE t(id INTEGER PRIMARY KEY, n INTEGER);\n"
        "INSERT INTO \"t\" (\"id\",\"n\") VALUES(1,9007199254740994);\n");

    const auto restored = scenario.cli({ u"restore"_s,
                                         dump,
                                         u"--into-new"_s,
                                         scenario.cli.folder().path(u"new.db"_s),
                                         u"--json"_s });

    QVERIFY2(restored.exit == 0, shown(restored));
    const QJsonArray notes = restored.json().value(u"notes"_s).toArray();
    QVERIFY2(notes.size() == 1 && notes.first().toString().contains(u"2^53"_s), shown(restored));
}

void tst_clicontract::describesErrorsOfTargetsAndOfTheDocument()
{
    const Scenario scenario;
    fill(scenario);
    scenario.migration(u"0002_b"_s, "CREATE TABLE b(id INTEGER PRIMARY KEY);\nDROP TABLE c;\n");

    const QJsonObject ofTarget = only(scenario.run({ u"up"_s })).value(u"error"_s).toObject();
    const QJsonObject ofDocument
        = scenario.run({ u"up"_s, u"--force"_s }).json().value(u"error"_s).toObject();

    for (const QJsonObject &error : { ofTarget, ofDocument })
        VERIFY_HAS(error, u"kind"_s, u"message"_s, u"database_state"_s, u"remedy"_s);
    VERIFY_HAS(ofTarget, u"file"_s, u"line"_s, u"statement"_s);
    QCOMPARE(ofTarget.value(u"kind"_s).toString(), u"Policy"_s);
    QCOMPARE(ofDocument.value(u"kind"_s).toString(), u"Usage"_s);
}

void tst_clicontract::describesDifferences()
{
    const Scenario scenario;
    fill(scenario);
    scenario.sql("ALTER TABLE a ADD COLUMN note TEXT; CREATE VIEW v AS SELECT 1 AS one;");

    const auto drift = scenario.run({ u"drift"_s });

    QCOMPARE(drift.exit, 2);
    const QJsonArray differences = only(drift).value(u"differences"_s).toArray();
    QCOMPARE(differences.size(), 2);
    for (const QJsonValue &difference : differences) {
        VERIFY_HAS(
            difference.toObject(), u"object"_s, u"kind"_s, u"expected"_s, u"found"_s, u"sql"_s);
        QCOMPARE(difference[u"kind"_s].toString(), u"unexpected"_s);
    }
    QVERIFY2(differences.at(0)[u"sql"_s].toString().contains(u"note"_s), shown(drift));
}

void tst_clicontract::theGravestExitWins()
{
    // One database is refused by a rule (3), the other's history is not sound (4).
    const CliRunner cli(u"nanotype"_s);
    QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
    cli.folder().write(u"project/migrations/0007_rooms_gone.sql"_s, "DROP TABLE nowhere;\n");
    QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 3);
    cli.folder().write(u"project/migrations/0006_add_task_user_id.sql"_s, "SELECT 1;\n");

    const auto up = cli.json({ u"up"_s, u"--local"_s });

    QVERIFY2(up.exit == 4, shown(up));
    QCOMPARE(up.json().value(u"exit"_s).toInt(), 4);
    QCOMPARE(up.target(u"AUTH_DB"_s)[u"error"_s][u"kind"_s].toString(), u"Policy"_s);
    QCOMPARE(up.target(u"READ_REPLICA"_s)[u"error"_s][u"kind"_s].toString(), u"History"_s);
}

void tst_clicontract::quietLeavesErrorsOnly()
{
    const Scenario scenario;
    fill(scenario);

    const auto good = scenario.cli(scenario.place() + QStringList{ u"up"_s, u"--quiet"_s });
    QCOMPARE(good.exit, 0);
    QCOMPARE(good.err, QByteArray());
    const auto bad = scenario.cli(scenario.place() + QStringList{ u"up"_s, u"9"_s, u"--quiet"_s });

    QCOMPARE(bad.exit, 64);
    QVERIFY2(bad.err.contains("There is no migration 9"), shown(bad));
}

void tst_clicontract::logsOneJsonObjectALine()
{
    const Scenario scenario;
    fill(scenario);

    const auto up
        = scenario.cli(scenario.place() + QStringList{ u"up"_s, u"--log-format"_s, u"json"_s });
    const auto failed
        = scenario.cli(scenario.place() + QStringList{ u"up"_s, u"9"_s, u"--log-format=json"_s });

    QSet<QString> events;
    const QByteArray log = up.err + failed.err;
    for (const QByteArray &line : log.trimmed().split('\n')) {
        QJsonParseError parsed;
        const QJsonObject object = QJsonDocument::fromJson(line, &parsed).object();
        QVERIFY2(parsed.error == QJsonParseError::NoError, line.constData());
        VERIFY_HAS(object, u"ts"_s, u"level"_s, u"event"_s);
        events.insert(object.value(u"event"_s).toString());
    }
    QVERIFY(events.contains(u"target"_s));
    QVERIFY(events.contains(u"progress"_s));
    QVERIFY(events.contains(u"error"_s));
}

void tst_clicontract::helpsWithEveryCommand()
{
    const CliRunner cli;
    const auto all = cli({ u"--help"_s });
    QCOMPARE(all.exit, 0);

    for (const auto &command : cli::allCommands()) {
        QVERIFY2(contains(all.out, u"  "_s + command->name()), all.out.constData());
        const auto help = cli({ command->name(), u"--help"_s });
        QCOMPARE(help.exit, 0);
        QVERIFY(help.out.contains(command->synopsis().toUtf8()));
        for (const cli::OptionSpec &option : command->options())
            QVERIFY2(contains(help.out, u"--"_s + option.name), help.out.constData());
    }
    for (const cli::OptionSpec &option : cli::globalOptions())
        QVERIFY2(contains(all.out, u"--"_s + option.name), qPrintable(option.name));
}

void tst_clicontract::saysItsVersion()
{
    const CliRunner cli;

    const auto version = cli({ u"--version"_s });

    QCOMPARE(version.exit, 0);
    QCOMPARE(version.out, QByteArray("tidemark-cli " TIDEMARK_VERSION "\n"));
}

void tst_clicontract::readsOptionsAnywhereOnTheLine()
{
    const Scenario scenario;
    fill(scenario);
    const QByteArray expected = scenario.cli({ u"--local"_s, u"--json"_s, u"status"_s }).out;

    QCOMPARE(scenario.cli({ u"status"_s, u"--json"_s, u"--local"_s }).out, expected);
    QCOMPARE(scenario.cli({ u"--json"_s, u"status"_s, u"--database=DB"_s, u"--local"_s }).out,
             expected);
    const auto dashes = scenario.run({ u"query"_s, u"--"_s, u"-- a comment\nSELECT 7"_s });
    QVERIFY2(dashes.exit == 0, shown(dashes));
}

void tst_clicontract::refusesAnExistingOutput_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::newRow("a table") << QStringList{ u"export"_s, u"a"_s, u"--format"_s, u"csv"_s };
    QTest::newRow("a database") << QStringList{ u"export"_s };
}

void tst_clicontract::refusesAnExistingOutput()
{
    QFETCH(QStringList, line);
    const Scenario scenario;
    fill(scenario);
    const QString output = scenario.cli.folder().write(u"out"_s, "precious");
    line += QStringList{ u"--output"_s, output };

    const auto refused = scenario.run(line);
    QVERIFY2(refused.exit == 64, shown(refused));
    QCOMPARE(scenario.read(u"out"_s), QByteArray("precious"));
    const auto replaced = scenario.run(line + QStringList{ u"--overwrite"_s });

    QVERIFY2(replaced.exit == 0, shown(replaced));
    QVERIFY(scenario.read(u"out"_s).contains("one"));
    QCOMPARE(QDir(scenario.cli.project()).entryList({ u"out*"_s }, QDir::Files),
             QStringList{ u"out"_s });
}

void tst_clicontract::saysWhatItActsOnBeforeItWrites()
{
    const Scenario scenario;
    fill(scenario);

    const auto up = scenario.cli({ u"up"_s, u"--local"_s });

    QVERIFY2(up.err.startsWith("local · shop"), shown(up));
}

void tst_clicontract::writesTablesForPeopleAndForTheWiki()
{
    const Scenario scenario;
    fill(scenario);

    const auto plain = scenario.cli({ u"status"_s, u"--local"_s });
    const auto markdown = scenario.cli({ u"status"_s, u"--local"_s, u"--format"_s, u"markdown"_s });
    const auto csv = scenario.cli({ u"query"_s,
                                    u"SELECT id, n FROM a ORDER BY id"_s,
                                    u"--local"_s,
                                    u"--format"_s,
                                    u"csv"_s });

    QVERIFY2(plain.out.contains("0002_b") && plain.out.contains("pending"), shown(plain));
    QVERIFY2(markdown.out.contains("| 0002_b"), shown(markdown));
    QVERIFY2(csv.out.startsWith("id,n\r\n1,one\r\n") || csv.out.startsWith("id,n\n1,one\n"),
             shown(csv));
}

TIDEMARK_TEST(tst_clicontract)
#include "tst_clicontract.moc"
