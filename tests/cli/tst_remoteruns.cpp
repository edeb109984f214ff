#include "remotescenario.h"

#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// Migrations on a remote D1 database, from the command line to the (emulated) server and back.
class tst_remoteruns : public QObject
{
    Q_OBJECT

private slots:
    void appliesAndTakesBack();
    void takesABookmarkAsSafetyPoint();
    void keepsWranglersTableInStep();
    void needsFewRoundTrips();
    void needsFewRoundTripsTheFirstTime();
    void asksTwiceForAStatusAtTheMost();
    void showsEveryEnvironmentSideBySide();
    void hidesNoEnvironmentBehindOneThatFails();
    void refusesWhatTheRehearsalForbids();
    void blocksTheLossOfCascadedRows();
    void leavesNothingOfAMigrationThatFails();
    void tellsTheTruthAfterALostAnswer_data();
    void tellsTheTruthAfterALostAnswer();
    void verifiesTheRemoteDatabase();
    void findsDrift();
    void comparesLocalWithRemote();
    void adoptsWhatWranglerApplied();
    void waitsForALeaseAndSaysWhoHasIt();
    void rehearsesWithTheLiveRows();
    void keepsToItsRowBudget();
    void queriesExactly();
    void refusesAnUnconfirmedWrite();
    void saysWhatACommandCost();
    void runsBesideALocalCopy();
    void explainsATokenThatIsRefused();
    void explainsADatabaseThatIsGone();
};

void tst_remoteruns::appliesAndTakesBack()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.table(u"0002_b"_s);

    const auto up = scenario.run({ u"up"_s });
    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY(scenario.hasTable(u"t_0002_b"_s));
    QCOMPARE(scenario.state(), u"up-to-date"_s);

    const auto down = scenario.run({ u"down"_s, u"1"_s });
    QVERIFY2(down.exit == 0, shown(down));
    QVERIFY(scenario.hasTable(u"t_0001_a"_s));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"rolled-back"_s);
}

void tst_remoteruns::takesABookmarkAsSafetyPoint()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);

    const auto up = scenario.succeed({ u"up"_s });

    const auto point = up.target(u"DB"_s).value(u"safety_point"_s).toObject();
    QCOMPARE(point.value(u"kind"_s).toString(), u"bookmark"_s);
    QCOMPARE(point.value(u"value"_s).toString().size(), 8 * 3 + 32 + 3);
    QCOMPARE(scenario.value("SELECT safety_point FROM _tidemark_ledger"),
             point.value(u"value"_s).toString());
}

void tst_remoteruns::keepsWranglersTableInStep()
{
    RemoteScenario scenario("[streams.DB]\nlayout = \"wrangler\"\n");
    scenario.migration(u"0001_a"_s, "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");

    scenario.succeed({ u"up"_s });

    QCOMPARE(scenario.value("SELECT name FROM d1_migrations"), u"0001_a.sql"_s);
}

void tst_remoteruns::needsFewRoundTrips()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO t_0001_a VALUES (1, 'one')");
    for (int i = 2; i <= 9; ++i)
        scenario.migration(u"000%1_x"_s.arg(i),
                           "ALTER TABLE t_0001_a ADD COLUMN c" + QByteArray::number(i)
                               + " TEXT;\n");
    const auto before = scenario.requests();
    Q_UNUSED(before)

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    const auto used = scenario.requests();
    QVERIFY2(used <= 8 + 6, qPrintable(QString::number(used)));
}

void tst_remoteruns::needsFewRoundTripsTheFirstTime()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.table(u"0002_b"_s);

    scenario.succeed({ u"up"_s });

    const auto used = scenario.requests();
    QVERIFY2(used <= 2 + 6, qPrintable(QString::number(used)));
}

void tst_remoteruns::asksTwiceForAStatusAtTheMost()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);

    scenario.succeed({ u"status"_s });
    QVERIFY(scenario.requests() <= 2);
    scenario.sql("CREATE TABLE _migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                 "applied_at INTEGER NOT NULL)");
    scenario.sandbox.clearLog();
    scenario.succeed({ u"status"_s });
    QCOMPARE(scenario.requests(), 2);
    scenario.succeed({ u"up"_s });
    scenario.sandbox.clearLog();

    scenario.succeed({ u"status"_s });
    QCOMPARE(scenario.requests(), 1);
}

void tst_remoteruns::showsEveryEnvironmentSideBySide()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    scenario.sql("CREATE TABLE stray (id INTEGER)");
    scenario.sandbox.clearLog();

    const auto board = scenario.cli.json({ u"status"_s, u"--all-environments"_s });

    QVERIFY2(board.exit == 0, shown(board));
    QVERIFY(scenario.requests() <= 2);
    const QJsonArray targets = board.json()[u"targets"_s].toArray();
    QCOMPARE(targets.size(), 2);
    const QJsonObject local = targets.at(0).toObject();
    QCOMPARE(local[u"place"_s].toString(), u"local"_s);
    QCOMPARE(local[u"pending"_s].toInt(), 2);
    QCOMPARE(local[u"schema_verdict"_s].toString(), u"nothing-recorded"_s);
    QCOMPARE(local[u"time_travel"_s].toBool(), false);
    const QJsonObject remote = targets.at(1).toObject();
    QCOMPARE(remote[u"place"_s].toString(), u"remote"_s);
    QCOMPARE(remote[u"state"_s].toString(), u"drifted"_s);
    QCOMPARE(remote[u"applied"_s].toInt(), 1);
    QCOMPARE(remote[u"pending"_s].toInt(), 1);
    QCOMPARE(remote[u"schema_verdict"_s].toString(), u"differs"_s);
    QCOMPARE(remote[u"differences"_s][0][u"object"_s].toString(), u"table stray"_s);
    QCOMPARE(remote[u"time_travel"_s].toBool(), true);
    QVERIFY(remote[u"backup"_s].isNull());
    QCOMPARE(scenario.cli({ u"status"_s, u"--all-environments"_s, u"--check"_s }).exit, 2);
    QCOMPARE(scenario.cli({ u"status"_s, u"--all-environments"_s, u"--remote"_s }).exit, 64);
}

void tst_remoteruns::hidesNoEnvironmentBehindOneThatFails()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.cli.engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, u"revoked"_s);

    const auto board = scenario.cli.json({ u"status"_s, u"--all-environments"_s });

    QCOMPARE(board.exit, 69);
    const QJsonArray targets = board.json()[u"targets"_s].toArray();
    QCOMPARE(targets.size(), 2);
    QCOMPARE(targets.at(0)[u"state"_s].toString(), u"empty"_s);
    QCOMPARE(targets.at(1)[u"state"_s].toString(), u"unreachable"_s);
    QCOMPARE(targets.at(1)[u"error"_s][u"kind"_s].toString(), u"Unauthorized"_s);
}

void tst_remoteruns::refusesWhatTheRehearsalForbids()
{
    RemoteScenario scenario;
    scenario.migration(u"0001_a"_s, "CREATE TABLE a (id INTEGER);\nCREATE TABLE a (id INTEGER);\n");

    const auto up = scenario.run({ u"up"_s });

    QCOMPARE(up.exit, 3);
    QVERIFY(!scenario.hasTable(u"a"_s));
    QVERIFY(!scenario.hasTable(u"_tidemark_ledger"_s));
}

void tst_remoteruns::blocksTheLossOfCascadedRows()
{
    RemoteScenario scenario;
    scenario.migration(u"0001_a"_s,
                       "CREATE TABLE parent (id INTEGER PRIMARY KEY);\n"
                       "CREATE TABLE child (id INTEGER PRIMARY KEY, parent INTEGER REFERENCES "
                       "parent(id) ON DELETE CASCADE);\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO parent VALUES (1)");
    scenario.sql("INSERT INTO child VALUES (1, 1)");
    scenario.migration(u"0002_b"_s,
                       "CREATE TABLE parent_new (id INTEGER PRIMARY KEY, name TEXT);\n"
                       "INSERT INTO parent_new SELECT id, NULL FROM parent;\n"
                       "DROP TABLE parent;\nALTER TABLE parent_new RENAME TO parent;\n");

    const auto up = scenario.run({ u"up"_s });

    QCOMPARE(up.exit, 3);
    QVERIFY(findingsOf(up).contains(u"S107 error"_s));
    QCOMPARE(scenario.value("SELECT count(*) FROM child"), u"1"_s);
}

void tst_remoteruns::leavesNothingOfAMigrationThatFails()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO t_0001_a VALUES (1, 'same')");
    scenario.sql("INSERT INTO t_0001_a VALUES (2, 'same')");
    scenario.migration(u"0002_b"_s,
                       "CREATE TABLE b (id INTEGER);\nCREATE UNIQUE INDEX u ON t_0001_a (name);\n");

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 3 || up.exit == 6, shown(up)); // a probe finds it, or the server
    QVERIFY(!scenario.hasTable(u"b"_s));
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"pending"_s);
}

void tst_remoteruns::tellsTheTruthAfterALostAnswer_data()
{
    QTest::addColumn<QString>("drop");
    QTest::newRow("the request was lost") << u"before"_s;
    QTest::newRow("the answer was lost") << u"after"_s;
}

void tst_remoteruns::tellsTheTruthAfterALostAnswer()
{
    QFETCH(QString, drop);
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    scenario.sandbox.addFault({ { u"body"_s, u"t_0002_b"_s }, { u"drop"_s, drop } });

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY(scenario.hasTable(u"t_0002_b"_s));
    QCOMPARE(scenario.value("SELECT count(*) FROM _tidemark_ledger WHERE id = '0002_b'"), u"1"_s);
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

void tst_remoteruns::verifiesTheRemoteDatabase()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.succeed({ u"verify"_s });
    scenario.sql("DROP TABLE t_0001_a");

    const auto verified = scenario.run({ u"verify"_s });

    QCOMPARE(verified.exit, 3);
}

void tst_remoteruns::findsDrift()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("ALTER TABLE t_0001_a ADD COLUMN extra TEXT");

    const auto drift = scenario.run({ u"drift"_s });

    QCOMPARE(drift.exit, 2);
    QVERIFY(drift.out.contains("extra"));
}

void tst_remoteruns::comparesLocalWithRemote()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    const auto local = scenario.cli.json({ u"--local"_s, u"up"_s });
    QVERIFY2(local.exit == 0, shown(local));
    const QStringList compare{ u"--local"_s, u"drift"_s, u"--against"_s, u"remote"_s };
    QCOMPARE(scenario.cli.json(compare).exit, 0);
    scenario.sql("ALTER TABLE t_0001_a ADD COLUMN extra TEXT");

    const auto differs = scenario.cli.json(compare);

    QCOMPARE(differs.exit, 2);
    const auto difference = differs.target(u"DB"_s).value(u"differences"_s)[0];
    QCOMPARE(difference[u"kind"_s].toString(), u"missing"_s);
    QCOMPARE(scenario.run({ u"drift"_s, u"--against"_s, u"local"_s }).exit, 2);
}

void tst_remoteruns::adoptsWhatWranglerApplied()
{
    RemoteScenario scenario("[streams.DB]\nlayout = \"wrangler\"\n");
    scenario.migration(u"0001_a"_s, "CREATE TABLE a (id INTEGER PRIMARY KEY);\n");
    scenario.sql(
        "CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, "
        "applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL)");
    scenario.sql("INSERT INTO d1_migrations (name) VALUES ('0001_a.sql')");
    scenario.sql("CREATE TABLE a (id INTEGER PRIMARY KEY)");
    QCOMPARE(scenario.states().value(u"0001_a"_s), u"applied"_s);

    const auto adopted = scenario.run({ u"adopt"_s, u"--yes"_s });

    QVERIFY2(adopted.exit == 0, shown(adopted));
    QCOMPARE(scenario.states().value(u"0001_a"_s), u"adopted"_s);
}

void tst_remoteruns::waitsForALeaseAndSaysWhoHasIt()
{
    RemoteScenario scenario("[policy]\nlock_timeout_s = 1\n[streams.DB]\nlayout = \"numbered\"\n");
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql(
        "UPDATE _tidemark_lock SET owner = 'elsewhere', host = 'elsewhere', machine = 'm', "
        "actor = 'bob@elsewhere', expires_at = unixepoch() + 60");
    scenario.table(u"0002_b"_s);

    const auto up = scenario.run({ u"up"_s });

    QCOMPARE(up.exit, 5);
    QVERIFY(errorOf(up).value(u"message"_s).toString().contains(u"bob@elsewhere"_s));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
}

void tst_remoteruns::rehearsesWithTheLiveRows()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO t_0001_a VALUES (1, NULL)");
    scenario.migration(u"0002_b"_s,
                       "CREATE TABLE n (id INTEGER PRIMARY KEY, name TEXT NOT NULL);\n"
                       "INSERT INTO n SELECT id, name FROM t_0001_a;\n");

    const auto rehearsed = scenario.run({ u"rehearse"_s, u"--with-data"_s });

    QCOMPARE(rehearsed.exit, 3);
    QVERIFY(rehearsed.out.contains("n.name"));
}

void tst_remoteruns::keepsToItsRowBudget()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql(
        "INSERT INTO t_0001_a VALUES (1, 'x'), (5000000, 'y')"); // two rows, whatever the last is called
    scenario.table(u"0002_b"_s);
    const QStringList line{ u"rehearse"_s, u"--with-data"_s };

    const auto within = scenario.run(line);
    const auto beyond = scenario.run(line + QStringList{ u"--row-budget"_s, u"1"_s });

    QVERIFY2(within.exit == 0, shown(within));
    QVERIFY2(beyond.exit == 3, shown(beyond));
    QVERIFY(errorOf(beyond).value(u"message"_s).toString().contains(u"2 rows"_s));
}

void tst_remoteruns::queriesExactly()
{
    RemoteScenario scenario;
    scenario.sql("CREATE TABLE v (i INTEGER, r REAL, b BLOB, t TEXT)");
    scenario.sql(
        "INSERT INTO v VALUES (9007199254740993, 0.1 + 0.2, x'00ff', 'a' || char(0) || 'b')");

    const auto answer = scenario.succeed({ u"query"_s, u"SELECT * FROM v"_s });

    const auto row = answer.target(u"DB"_s).value(u"results"_s)[0][u"rows"_s][0];
    QCOMPARE(row[0].toObject().value(u"int"_s).toString(), u"9007199254740993"_s);
    QCOMPARE(row[1].toDouble(), 0.1 + 0.2);
    QCOMPARE(row[2].toObject().value(u"hex"_s).toString(), u"00ff"_s);
    QCOMPARE(row[3].toString(), QStringView(u"a\0b", 3).toString());
}

void tst_remoteruns::refusesAnUnconfirmedWrite()
{
    RemoteScenario scenario;
    scenario.sql("CREATE TABLE v (i INTEGER)");

    const auto refused = scenario.run({ u"query"_s, u"INSERT INTO v VALUES (1)"_s });
    QCOMPARE(refused.exit, 64);
    QCOMPARE(scenario.value("SELECT count(*) FROM v"), u"0"_s);

    const auto done = scenario.run({ u"query"_s, u"INSERT INTO v VALUES (1)"_s, u"--yes"_s });
    QVERIFY2(done.exit == 0, shown(done));
    QCOMPARE(scenario.value("SELECT count(*) FROM v"), u"1"_s);
}

void tst_remoteruns::saysWhatACommandCost()
{
    RemoteScenario scenario;

    const auto status = scenario.succeed({ u"status"_s });

    const auto cost = status.json().value(u"cost"_s).toObject();
    QVERIFY(cost.value(u"requests"_s).toInt() >= 1);
    QVERIFY(cost.value(u"rows_read"_s).toInt() >= 0);
    QVERIFY(!cost.value(u"regions"_s).toArray().isEmpty());
}

void tst_remoteruns::runsBesideALocalCopy()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });

    const auto guess = scenario.cli.json({ u"up"_s });
    QCOMPARE(guess.exit, 64);
    const auto local = scenario.cli.json({ u"--local"_s, u"status"_s });

    QCOMPARE(local.target(u"DB"_s).value(u"state"_s).toString(), u"empty"_s);
}

void tst_remoteruns::explainsATokenThatIsRefused()
{
    RemoteScenario scenario;
    scenario.cli.engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, u"not-the-token-at-all"_s);

    const auto status = scenario.run({ u"status"_s });

    QCOMPARE(status.exit, 69);
    QVERIFY(!errorOf(status).value(u"remedy"_s).toString().isEmpty());
    QVERIFY(!status.out.contains("not-the-token-at-all"));
}

void tst_remoteruns::explainsADatabaseThatIsGone()
{
    RemoteScenario scenario;
    scenario.sandbox.d1("DELETE", u"/"_s + scenario.database);

    const auto status = scenario.run({ u"status"_s });

    QCOMPARE(status.exit, 69);
}

TIDEMARK_TEST(tst_remoteruns)
#include "tst_remoteruns.moc"
