#include "scenario.h"

#include <support/testprogram.h>

#include <QFileInfo>
#include <QJsonArray>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

/// What `tidemark.toml` says of streams and expectations, on real databases.
class tst_StreamScenarios : public QObject
{
    Q_OBJECT

private slots:
    void absorbsDriftUnderANameThatTheStreamTakes();
    void saysHowToNameAnAbsorbingFile();
    void judgesStreamsOfOneDatabaseEachByItsOwnPart();
    void judgesStreamsOfOneFileEachByItsOwnPart();
    void makesTheFileThatUpNames();
    void warnsOfAContractTooSoon();
    void callsPendingWhatIsStillToCome();
    void namesEveryMigrationADroppedTableConcerns();

private:
    static QJsonObject check(const CliResult &result, const QString &name, const QString &subject);
};

QJsonObject
tst_StreamScenarios::check(const CliResult &result, const QString &name, const QString &subject)
{
    const QJsonArray checks = result.target(u"DB"_s).value(u"checks"_s).toArray();
    for (const auto &each : checks) {
        if (each[u"name"_s] == name && each[u"subject"_s] == subject)
            return each.toObject();
    }
    return {};
}

void tst_StreamScenarios::absorbsDriftUnderANameThatTheStreamTakes()
{
    const Scenario scenario(Scenario::Kind::LocalD1, "match = [\"*_keys_*\", \"*rooms*\"]\n");
    scenario.migration(u"0001_rooms"_s, "CREATE TABLE rooms(id INTEGER PRIMARY KEY);\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("ALTER TABLE rooms ADD COLUMN note TEXT;");

    const auto written = scenario.run({ u"drift"_s, u"--write-migration"_s });

    QVERIFY2(written.exit == 2, shown(written));
    QVERIFY2(scenario.read(u"migrations/0002_absorb_drift_rooms.sql"_s).contains("note"),
             shown(written));
    scenario.succeed({ u"adopt"_s, u"--yes"_s });
    QCOMPARE(scenario.run({ u"status"_s, u"--check"_s }).exit, 0);
}

void tst_StreamScenarios::saysHowToNameAnAbsorbingFile()
{
    const Scenario scenario(Scenario::Kind::LocalD1, "match = [\"00*-x-*\"]\n");
    scenario.migration(u"0001-x-a"_s, "CREATE TABLE rooms(id INTEGER PRIMARY KEY);\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("ALTER TABLE rooms ADD COLUMN note TEXT;");

    const auto written = scenario.run({ u"drift"_s, u"--write-migration"_s });

    const QJsonObject error = errorOf(written);
    QVERIFY2(error.value(u"message"_s).toString().contains(u"would not belong to the stream DB"_s),
             shown(written));
    QVERIFY(!error.value(u"remedy"_s).toString().isEmpty());
}

void tst_StreamScenarios::judgesStreamsOfOneDatabaseEachByItsOwnPart()
{
    const Scenario scenario;
    const QByteArray binding = "database_name = \"shop\"\n"
                               "database_id = \"0b5c5f37-3f0e-4a59-9f5c-6f7d5d2f8c11\"\n";
    scenario.write(u"wrangler.toml"_s,
                   "name = \"shop\"\n[[d1_databases]]\nbinding = \"DB\"\n" + binding
                       + "migrations_dir = \"migrations\"\n[[d1_databases]]\nbinding = \"LOG\"\n"
                       + binding + "migrations_dir = \"log\"\n");
    scenario.write(u"tidemark.toml"_s, {});
    scenario.write(u"migrations/0001_shop.sql"_s, "CREATE TABLE shop(id INTEGER PRIMARY KEY);");
    scenario.write(
        u"log/0001_log.sql"_s,
        "CREATE TABLE log(id INTEGER PRIMARY KEY, n TEXT); CREATE INDEX log_n ON log(n);");

    scenario.succeed({ u"up"_s });

    QCOMPARE(scenario.run({ u"status"_s, u"--check"_s }).exit, 0);
    const auto drift = scenario.run({ u"drift"_s });
    QVERIFY2(drift.exit == 0, shown(drift));
    const auto verified = scenario.run({ u"verify"_s });
    QVERIFY2(verified.exit == 0, shown(verified));
    scenario.sql("CREATE TABLE byhand(id INTEGER);");
    const auto found = scenario.run({ u"drift"_s });
    QVERIFY2(found.exit == 2, shown(found));
    QCOMPARE(found.target(u"LOG"_s).value(u"differences"_s).toArray().size(), 1);
}

void tst_StreamScenarios::makesTheFileThatUpNames()
{
    const CliRunner cli;
    cli.folder().write(u"migrations/0001_a.sql"_s, "CREATE TABLE a(id INTEGER PRIMARY KEY);\n");
    const QString file = cli.folder().path(u"new.sqlite"_s);

    const auto looked = cli.json({ u"--sqlite"_s, file, u"status"_s });
    const bool madeByLooking = QFileInfo::exists(file);
    const auto up = cli.json({ u"--sqlite"_s, file, u"up"_s });

    QCOMPARE(looked.exit, 66);
    QVERIFY(!madeByLooking);
    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(cli.json({ u"--sqlite"_s, file, u"status"_s, u"--check"_s }).exit, 0);
}

void tst_StreamScenarios::judgesStreamsOfOneFileEachByItsOwnPart()
{
    const Scenario scenario(Scenario::Kind::SqliteFile,
                            "[streams.LOG]\ndir = \"log\"\nlayout = \"numbered\"\n");
    scenario.table(u"0001_shop"_s);
    scenario.write(u"log/0002_log.sql"_s, "CREATE TABLE log(id INTEGER PRIMARY KEY);");
    const QStringList shop{ u"--database"_s, u"DB"_s };
    const QStringList log{ u"--database"_s, u"LOG"_s };

    scenario.succeed(shop + QStringList{ u"up"_s });
    scenario.succeed(log + QStringList{ u"up"_s });

    for (const QStringList &which : { shop, log }) {
        const auto status = scenario.run(which + QStringList{ u"status"_s, u"--check"_s });
        QVERIFY2(status.exit == 0, shown(status));
        const auto verified = scenario.run(which + QStringList{ u"verify"_s });
        QVERIFY2(verified.exit == 0, shown(verified));
    }
}

void tst_StreamScenarios::warnsOfAContractTooSoon()
{
    const Scenario scenario;
    scenario.migration(u"0001_base"_s, "CREATE TABLE user(id INTEGER PRIMARY KEY, name TEXT);");
    scenario.migration(u"0002_expand"_s,
                       "-- tidemark: phase expand\nALTER TABLE user ADD COLUMN full_name TEXT;");
    scenario.succeed({ u"up"_s });
    scenario.migration(u"0003_contract"_s,
                       "-- tidemark: phase contract\nALTER TABLE user DROP COLUMN name;");

    const auto rehearsed = scenario.run({ u"rehearse"_s });

    const QJsonObject finding = findingOf(rehearsed, u"G025"_s);
    QVERIFY2(finding.value(u"message"_s).toString().startsWith(u"0002_expand"_s), shown(rehearsed));
}

void tst_StreamScenarios::callsPendingWhatIsStillToCome()
{
    const Scenario scenario(Scenario::Kind::LocalD1,
                            "[expect.DB]\ntables = [\"t_0001_a\", \"t_0002_b\", \"nowhere\"]\n"
                            "columns = { t_0002_b = [\"n\"] }\nrows = { t_0002_b = \">= 0\" }\n");
    scenario.table(u"0001_a"_s);
    scenario.table(u"0002_b"_s);
    scenario.succeed({ u"up"_s, u"1"_s });

    const auto verified = scenario.run({ u"verify"_s });

    QVERIFY2(verified.exit != 0, shown(verified)); // "nowhere" is in no migration
    const QStringList waiting = { u"table"_s, u"rows"_s };
    for (const QString &name : waiting) {
        const QJsonObject pending = check(verified, name, u"t_0002_b"_s);
        QVERIFY2(pending.value(u"passed"_s).toBool(), shown(verified));
        QVERIFY2(pending.value(u"detail"_s).toString().startsWith(u"pending; 0002_b makes"_s),
                 shown(verified));
    }
    QVERIFY(check(verified, u"column"_s, u"t_0002_b.n"_s).value(u"passed"_s).toBool());
    QCOMPARE(check(verified, u"table"_s, u"nowhere"_s).value(u"passed"_s), QJsonValue(false));
}

void tst_StreamScenarios::namesEveryMigrationADroppedTableConcerns()
{
    const Scenario scenario;
    scenario.migration(u"0001_base"_s,
                       "CREATE TABLE user(id INTEGER);CREATE TABLE room(id INTEGER);");
    scenario.migration(u"0002_tier"_s, "ALTER TABLE user ADD COLUMN tier TEXT;");
    scenario.table(u"0003_other"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("DROP TABLE user;");

    const auto status = scenario.run({ u"status"_s });

    QMap<QString, QString> remarks;
    const QJsonArray migrations = status.target(u"DB"_s).value(u"migrations"_s).toArray();
    for (const auto &migration : migrations)
        remarks.insert(migration[u"id"_s].toString(), migration[u"remark"_s].toString());
    QVERIFY2(remarks.value(u"0001_base"_s).contains(u"lacks the table user"_s), shown(status));
    QVERIFY2(remarks.value(u"0002_tier"_s).contains(u"what it changed is gone: the table user"_s),
             shown(status));
    QVERIFY2(remarks.value(u"0003_other"_s).isEmpty(), shown(status));
}

TIDEMARK_TEST(tst_StreamScenarios)
#include "tst_streamscenarios.moc"
