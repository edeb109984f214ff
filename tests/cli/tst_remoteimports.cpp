#include "remotescenario.h"

#include <support/patience.h>
#include <support/testprogram.h>

#include <QCoreApplication>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Migrations that go through D1's import: which do, what the plan says of them, and what is true afterwards whatever was
/// answered.
class tst_remoteimports : public QObject
{
    Q_OBJECT

private slots:
    void importsWhatIsTooLargeForABatch();
    void importsWhatD1CannotTakeApart();
    void importsTheFirstMigration();
    void importsADownScript();
    void runsThePlanThatWasShown();
    void refusesWhatAnImportRunsOtherwise();
    void refusesNamesThatMeanNothing();
    void tellsTheTruthWhateverIsLost_data();
    void tellsTheTruthWhateverIsLost();
    void leavesNothingOfAnImportThatFails_data();
    void leavesNothingOfAnImportThatFails();
    void saysSoIfD1LeavesAHalf();
    void appliesNothingOnceTheLeaseIsLost();
    void findsOutWhatAKilledRunDid_data();
    void findsOutWhatAKilledRunDid();
};

namespace {

constexpr auto Settings = "[streams.DB]\nlayout = \"wrangler\"\n";

/// More than a request carries well, with what is hard to quote.
QByteArray largeScript()
{
    QByteArray script = "CREATE TABLE big (id INTEGER PRIMARY KEY, text TEXT);\n";
    for (int i = 1; i <= 20; ++i) {
        const QByteArray text = QByteArray("it''s; \xC3\xA4 -- no comment\n").repeated(1'500);
        script += "INSERT INTO big VALUES (" + QByteArray::number(i) + ", '" + text + "');\n";
    }
    return script;
}

QString channelOf(const CliResult &result, qsizetype step = 0)
{
    const auto plan = result.target(u"DB"_s).value(u"plan"_s);
    return plan[u"steps"_s][step][u"channel"_s].toString();
}

QJsonObject stepOf(const CliResult &result, qsizetype step = 0)
{
    return result.target(u"DB"_s).value(u"steps"_s).toArray().at(step).toObject();
}

/// A table with one row, so that a second application would show.
RemoteScenario &prepared(RemoteScenario &scenario)
{
    scenario.migration(u"0001_a"_s, "CREATE TABLE a (id INTEGER, name TEXT);\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO a VALUES (1, 'not JSON')");
    scenario.migration(
        u"0002_b"_s, "CREATE TABLE b (n INTEGER);\nINSERT INTO b VALUES (2);\n", "DROP TABLE b;\n");
    return scenario;
}

const QStringList UpByImport{ u"up"_s, u"--import"_s, u"0002_b"_s };

} // namespace

void tst_remoteimports::importsWhatIsTooLargeForABatch()
{
    RemoteScenario scenario(Settings);
    prepared(scenario);
    scenario.migration(u"0003_big"_s, largeScript());

    const auto plan = scenario.succeed({ u"plan"_s });
    const auto rehearsal = scenario.cli({ u"--remote"_s, u"up"_s, u"--dry-run"_s });
    const auto up = scenario.run({ u"up"_s });

    QCOMPARE(channelOf(plan, 0), u"batch"_s);
    QCOMPARE(channelOf(plan, 1), u"import"_s);
    QVERIFY2(rehearsal.out.contains("apply 0003_big (21 statements) by D1's import: nobody"),
             shown(rehearsal));
    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(stepOf(up, 1).value(u"outcome"_s).toString(), u"done"_s);
    QCOMPARE(stepOf(up, 1).value(u"statements"_s).toInt(), 21);
    QCOMPARE(scenario.value("SELECT sum(length(text)) FROM big"), QString::number(20 * 22 * 1'500));
    QCOMPARE(scenario.value("SELECT sql FROM _tidemark_ledger WHERE id = '0003_big'"),
             QString::fromUtf8(largeScript()));
    QCOMPARE(scenario.value("SELECT count(*) FROM d1_migrations"), u"3"_s);
    QCOMPARE(scenario.value("SELECT count(*) FROM _tidemark_guard"), u"0"_s);
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

void tst_remoteimports::importsWhatD1CannotTakeApart()
{
    RemoteScenario scenario;
    prepared(scenario);
    scenario.succeed({ u"up"_s });
    scenario.migration(u"0003_trigger"_s,
                       "CREATE TRIGGER t AFTER INSERT ON a BEGIN\n"
                       " UPDATE a SET name = CASE WHEN id = 1 THEN 'x' ELSE 'y' END;\n"
                       " DELETE FROM b;\nEND;\n");
    scenario.sandbox.setQuirk(u"naive-splitter"_s);

    const auto batch = scenario.run({ u"up"_s });
    const auto import = scenario.run({ u"up"_s, u"--import"_s, u"3"_s });

    QVERIFY2(batch.exit == 6, shown(batch));
    QVERIFY2(errorOf(batch)
                 .value(u"remedy"_s)
                 .toString()
                 .contains(u"tidemark-cli up --import 0003_trigger"_s),
             shown(batch));
    QCOMPARE(errorOf(batch).value(u"database_state"_s).toString(), u"unchanged"_s);
    QVERIFY2(import.exit == 0, shown(import));
    QCOMPARE(channelOf(import), u"import"_s);
    QVERIFY(scenario.hasTable(u"t"_s));
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

// Our own tables are made by the file as well.
void tst_remoteimports::importsTheFirstMigration()
{
    RemoteScenario scenario(Settings);
    scenario.migration(u"0001_a"_s, "CREATE TABLE a (id INTEGER);\n");
    scenario.table(u"0002_b"_s);
    const QStringList line{ u"up"_s, u"--import"_s, u"0001_a"_s };
    scenario.sandbox.addFault(
        { { u"path"_s, u"/import"_s }, { u"body"_s, u"ingest"_s }, { u"drop"_s, u"before"_s } });

    const auto failed = scenario.run(line);
    const auto up = scenario.run(line);

    QVERIFY2(failed.exit == 6, shown(failed));
    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(scenario.value("SELECT group_concat(name) FROM d1_migrations"),
             u"0001_a.sql,0002_b.sql"_s);
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

void tst_remoteimports::importsADownScript()
{
    RemoteScenario scenario;
    prepared(scenario).succeed({ u"up"_s });

    const auto down = scenario.run({ u"down"_s, u"1"_s, u"--import"_s, u"0002_b"_s });

    QVERIFY2(down.exit == 0, shown(down));
    QCOMPARE(channelOf(down), u"import"_s);
    QVERIFY(!scenario.hasTable(u"b"_s));
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"rolled-back"_s);
    QVERIFY(scenario.value("SELECT sql FROM _tidemark_ledger WHERE id = '0002_b'")
                .contains(u"CREATE TABLE b"_s));
}

void tst_remoteimports::runsThePlanThatWasShown()
{
    RemoteScenario scenario;
    prepared(scenario);
    const auto plan = scenario.succeed({ u"plan"_s, u"--import"_s, u"0002_b"_s });
    const QString hash = plan.target(u"DB"_s).value(u"plan"_s)[u"hash"_s].toString();

    const auto other = scenario.run({ u"up"_s, u"--plan"_s, hash });
    const auto same = scenario.run(UpByImport + QStringList{ u"--plan"_s, hash });

    QCOMPARE(channelOf(plan), u"import"_s);
    QVERIFY2(other.exit == 3, shown(other));
    QVERIFY2(same.exit == 0, shown(same));
}

void tst_remoteimports::refusesWhatAnImportRunsOtherwise()
{
    RemoteScenario scenario;
    prepared(scenario);
    scenario.migration(u"0002_b"_s, "PRAGMA foreign_keys = OFF;\nDELETE FROM a;\n");

    const auto up = scenario.run(UpByImport);

    QVERIFY2(up.exit == 3, shown(up));
    QCOMPARE(errorOf(up).value(u"line"_s).toInt(), 1);
    QCOMPARE(scenario.value("SELECT count(*) FROM a"), u"1"_s);
}

void tst_remoteimports::refusesNamesThatMeanNothing()
{
    RemoteScenario scenario;
    prepared(scenario);

    const auto unknown = scenario.run({ u"up"_s, u"--import"_s, u"0009_x"_s });
    const auto local = scenario.cli.json({ u"--local"_s, u"up"_s, u"--import"_s, u"0002_b"_s });

    QVERIFY2(unknown.exit == 64, shown(unknown));
    QVERIFY2(local.exit == 64, shown(local));
    QVERIFY(!scenario.hasTable(u"b"_s));
}

void tst_remoteimports::tellsTheTruthWhateverIsLost_data()
{
    QTest::addColumn<QJsonObject>("fault");
    QTest::addColumn<bool>("applied");

    const QJsonObject ingest{ { u"path"_s, u"/import"_s }, { u"body"_s, u"ingest"_s } };
    const auto with = [&ingest](const QString &key, const QJsonValue &value) {
        QJsonObject fault = ingest;
        fault.insert(key, value);
        return fault;
    };
    QTest::newRow("the request was lost") << with(u"drop"_s, u"before"_s) << false;
    QTest::newRow("the answer was lost") << with(u"drop"_s, u"after"_s) << true;
    QTest::newRow("half the answer was lost") << with(u"truncate"_s, 20) << true;
    QTest::newRow("an inner error of the service") << with(u"status"_s, 500) << false;
    QTest::newRow("D1 has forgotten the import") << QJsonObject() << true;
    QTest::newRow("the upload was lost")
        << QJsonObject{ { u"method"_s, u"PUT"_s }, { u"drop"_s, u"before"_s }, { u"times"_s, -1 } }
        << false;
}

void tst_remoteimports::tellsTheTruthWhateverIsLost()
{
    QFETCH(const QJsonObject, fault);
    QFETCH(const bool, applied);
    RemoteScenario scenario;
    prepared(scenario);
    if (fault.isEmpty())
        scenario.sandbox.setQuirk(u"import-gone"_s, 1);
    else
        scenario.sandbox.addFault(fault);

    const auto up = scenario.run(UpByImport);
    scenario.sandbox.clearFaults();
    const QString state = scenario.states().value(u"0002_b"_s);
    const auto again = scenario.run({ u"up"_s });

    QVERIFY2((up.exit == 0) == applied, shown(up));
    QCOMPARE(state, applied ? u"applied"_s : u"pending"_s);
    if (!applied)
        QCOMPARE(errorOf(up).value(u"database_state"_s).toString(), u"unchanged"_s);
    QVERIFY2(again.exit == 0, shown(again));
    QCOMPARE(scenario.value("SELECT count(*) FROM b"), u"1"_s);
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

void tst_remoteimports::leavesNothingOfAnImportThatFails_data()
{
    QTest::addColumn<bool>("silent");

    QTest::newRow("D1 names the cause") << false;
    QTest::newRow("D1 says that it was reset, and no more") << true;
}

// What no rehearsal without the live rows can know.
void tst_remoteimports::leavesNothingOfAnImportThatFails()
{
    QFETCH(const bool, silent);
    RemoteScenario scenario;
    prepared(scenario);
    scenario.migration(u"0002_b"_s,
                       "CREATE TABLE b (n INTEGER);\nINSERT INTO b VALUES (2);\n"
                       "UPDATE a SET name = json(name) WHERE name LIKE 'not%';\n");
    scenario.sandbox.setQuirk(u"import-reset"_s, silent);

    const auto up = scenario.run(UpByImport);

    QVERIFY2(up.exit == 6, shown(up));
    QCOMPARE(errorOf(up).value(u"database_state"_s).toString(), u"unchanged"_s);
    QVERIFY(errorOf(up).value(u"message"_s).toString().contains(u"0002_b.sql"_s));
    QCOMPARE(stepOf(up).value(u"outcome"_s).toString(), u"failed"_s);
    QVERIFY(!scenario.hasTable(u"b"_s));
    QCOMPARE(scenario.value("SELECT name FROM a"), u"not JSON"_s);
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"pending"_s);
}

// Cloudflare promises that this does not happen. The rows alone would not show it: the file's first statements leave a mark.
void tst_remoteimports::saysSoIfD1LeavesAHalf()
{
    RemoteScenario scenario;
    prepared(scenario);
    scenario.migration(u"0002_b"_s,
                       "INSERT INTO a VALUES (2, '{}');\nUPDATE a SET name = json(name) WHERE name "
                       "LIKE 'not%';\n");
    scenario.sandbox.setQuirk(u"import-half"_s);

    const auto up = scenario.run(UpByImport);
    const auto again = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 7, shown(up));
    QCOMPARE(stepOf(up).value(u"outcome"_s).toString(), u"indeterminate"_s);
    const auto point = up.target(u"DB"_s).value(u"safety_point"_s)[u"value"_s].toString();
    QVERIFY2(errorOf(up).value(u"remedy"_s).toString().contains(point), shown(up));
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"indeterminate"_s);
    QVERIFY2(again.exit == 4, shown(again));
    QCOMPARE(scenario.value("SELECT count(*) FROM a"), u"2"_s);
}

void tst_remoteimports::appliesNothingOnceTheLeaseIsLost()
{
    RemoteScenario scenario;
    prepared(scenario);
    bool stolen = false;
    scenario.cli.onLog = [&](const QByteArray &line) {
        if (!stolen && line.contains("D1's import")) {
            stolen = true;
            scenario.sql("UPDATE _tidemark_lock SET token = token + 1, owner = 'elsewhere', "
                         "actor = 'bob@elsewhere', expires_at = unixepoch() + 60");
        }
    };

    const auto up = scenario.cli( // scenario.run() would be quiet
        QStringList{ u"--json"_s, u"--remote"_s, u"--confirm"_s, u"shop"_s } + UpByImport);

    QVERIFY2(stolen, shown(up));
    QVERIFY2(up.exit == 5, shown(up));
    QVERIFY(errorOf(up).value(u"message"_s).toString().contains(u"bob@elsewhere"_s));
    QVERIFY(!scenario.hasTable(u"b"_s));
}

void tst_remoteimports::findsOutWhatAKilledRunDid_data()
{
    QTest::addColumn<bool>("begun");

    QTest::newRow("before D1 was told to begin") << false;
    QTest::newRow("while D1 was at it") << true;
}

void tst_remoteimports::findsOutWhatAKilledRunDid()
{
    QFETCH(const bool, begun);
    RemoteScenario scenario;
    prepared(scenario);
    if (begun)
        scenario.sandbox.setQuirk(u"slow-import"_s, 1'000);
    else
        scenario.sandbox.addFault({ { u"path"_s, u"/import"_s },
                                    { u"body"_s, u"ingest"_s },
                                    { u"delay_ms"_s, 3'000 },
                                    { u"drop"_s, u"before"_s } });
    QProcess process;
    auto environment = scenario.cli.engine->environment;
    const QList<QPair<QString, QString>> folders{ { u"XDG_DATA_HOME"_s, u"data"_s },
                                                  { u"XDG_STATE_HOME"_s, u"state"_s },
                                                  { u"XDG_CACHE_HOME"_s, u"cache"_s } };
    for (const auto &[variable, name] : folders)
        environment.insert(variable, scenario.cli.folder().path(u"of-the-killed/"_s + name));
    process.setProcessEnvironment(environment);
    scenario.sandbox.clearLog();
    process.start(
        QCoreApplication::applicationDirPath() + u"/tidemark-cli"_s,
        QStringList{
            u"--project"_s, scenario.cli.project(), u"--remote"_s, u"--confirm"_s, u"shop"_s }
            + UpByImport);
    const auto hasAsked = [&](const QString &what) {
        for (const QJsonValue &request : scenario.sandbox.requests()) {
            if (request[u"method"_s].toString() + request[u"body"_s].toString() == what
                || request[u"body"_s].toString().contains(what))
                return true;
        }
        return false;
    };
    QTRY_VERIFY(hasAsked(begun ? u"\"poll\""_s : u"PUT"_s));

    process.kill();
    QVERIFY(process.waitForFinished());
    scenario.sandbox.configure({ { u"quirks"_s, QJsonObject{ { u"slow-import"_s, false } } } });
    scenario.sandbox.advanceClock(80); // nobody asks any more, and the lease has run out
    const QString state = scenario.states().value(u"0002_b"_s);
    scenario.sandbox.clearFaults();
    const auto up = scenario.run({ u"up"_s });

    QCOMPARE(state, begun ? u"applied"_s : u"pending"_s);
    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(scenario.value("SELECT count(*) FROM b"), u"1"_s);
    QCOMPARE(scenario.value("SELECT count(*) FROM _tidemark_ledger"), u"2"_s);
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

TIDEMARK_TEST(tst_remoteimports)
#include "tst_remoteimports.moc"
