#include "scenario.h"

#include <engine/base/clock.h>
#include <support/patience.h>
#include <support/testprogram.h>

#include <QDir>
#include <QDirIterator>
#include <QJsonArray>
#include <QProcess>
#include <QTest>

#include <csignal>
#include <sys/resource.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// What can go wrong while migrations run, seen through the command line on real databases. The numbers are those of
/// docs/scenarios.md.
class tst_runscenarios : public QObject
{
    Q_OBJECT

private slots:
    void findsAFailingStatementBeforeItRuns();
    void rollsBackAMigrationThatFailsHalfway();
    void goesOnAtTheStatementThatFailed();
    void refusesToGoOnWhenWhatRanWasEdited();
    void goesOnAfterTheProcessWasKilled();
    void repeatsAVacuumWhoseProgressWasLost();
    void letsOneOfTwoRunsApply();
    void waitsForALivingHolder_data();
    void waitsForALivingHolder();
    void takesOverAnExpiredLease_data();
    void takesOverAnExpiredLease();
    void appliesNothingOnceTheLeaseIsLost();
    void appliesTriggersWithCaseAndCarriageReturns();
    void rollsBackEveryDatabaseDownToANumber();
    void rollsNothingBackIfOneHasNoDownScript();
    void doesNotStartWithoutASafetyPoint();
    void leavesNoPartOfASafetyPointThatFailed();
    void securesAndRestoresFullTextTables();
    void restoresADumpWhoseTablesReferenceLaterOnes();
    void undoesTheRunningMigrationWhenItIsStopped();
    void showsNoSecretInAnyFailure();
    void runsTheShownPlanOrNothing();
};

namespace {

// Something that fails on the live rows only: nobody can rehearse it on other ones.
void makeFullStock(const Scenario &scenario)
{
    scenario.migration(
        u"0001_stock"_s,
        "CREATE TABLE stock(id INTEGER PRIMARY KEY, n INTEGER NOT NULL CHECK (n < 1000000));\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO stock VALUES (1, 5), (2, 999999);");
}

constexpr auto FiveStatements = R"(CREATE TABLE first(id INTEGER PRIMARY KEY);
CREATE TABLE second(id INTEGER PRIMARY KEY);
UPDATE stock SET n = n + 1;
CREATE TABLE fourth(id INTEGER PRIMARY KEY);
CREATE TABLE fifth(id INTEGER PRIMARY KEY);
)";

QJsonObject onlyStep(const CliResult &result)
{
    return result.json().value(u"targets"_s).toArray().at(0)[u"steps"_s].toArray().at(0).toObject();
}

} // namespace

// T7, the statement that cannot work anywhere
void tst_runscenarios::findsAFailingStatementBeforeItRuns()
{
    const Scenario scenario;
    makeFullStock(scenario);
    const QString file = scenario.migration(u"0002_five"_s,
                                            "CREATE TABLE first(id INTEGER PRIMARY KEY);\n\n"
                                            "CREATE INDEX by_m ON stock(m);\n");
    const auto before = scenario.content();

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 3, shown(up));
    QCOMPARE(errorOf(up).value(u"file"_s).toString(), file);
    QCOMPARE(errorOf(up).value(u"line"_s).toInt(), 3);
    QCOMPARE(errorOf(up).value(u"statement"_s).toInt(), 2);
    QCOMPARE(scenario.content(), before);
}

// T7
void tst_runscenarios::rollsBackAMigrationThatFailsHalfway()
{
    const Scenario scenario;
    makeFullStock(scenario);
    const QString file = scenario.migration(u"0002_five"_s, FiveStatements);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 6, shown(up));
    const QJsonObject error = errorOf(up);
    QCOMPARE(error.value(u"file"_s).toString(), file);
    QCOMPARE(error.value(u"line"_s).toInt(), 3);
    QCOMPARE(error.value(u"statement"_s).toInt(), 3);
    QCOMPARE(error.value(u"database_state"_s).toString(), u"unchanged"_s);
    QCOMPARE(onlyStep(up).value(u"outcome"_s).toString(), u"failed"_s);
    QVERIFY(!scenario.hasTable(u"first"_s));
    QCOMPARE(scenario.states().value(u"0002_five"_s), u"pending"_s);

    scenario.migration(u"0002_five"_s,
                       QByteArray(FiveStatements).replace("n + 1;", "n + 1 WHERE id = 1;"));
    const auto again = scenario.run({ u"up"_s });
    QVERIFY2(again.exit == 0, shown(again));
    QCOMPARE(scenario.value("SELECT n FROM stock WHERE id = 1"), u"6"_s);
}

// T8
void tst_runscenarios::goesOnAtTheStatementThatFailed()
{
    const Scenario scenario(Scenario::Kind::SqliteFile);
    makeFullStock(scenario);
    const QByteArray header = "-- tidemark: transaction none\n";
    scenario.migration(u"0002_five"_s, header + FiveStatements);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 7, shown(up));
    QCOMPARE(errorOf(up).value(u"database_state"_s).toString(), u"changed"_s);
    QCOMPARE(errorOf(up).value(u"statement"_s).toInt(), 3);
    QVERIFY(scenario.hasTable(u"second"_s));
    QVERIFY(!scenario.hasTable(u"fourth"_s));
    QCOMPARE(scenario.states().value(u"0002_five"_s), u"failed"_s);
    QCOMPARE(scenario.state(), u"dirty"_s);
    QCOMPARE(scenario.value("SELECT statements_applied || '/' || statements_total FROM "
                            "_tidemark_ledger WHERE id = '0002_five'"),
             u"2/5"_s);

    scenario.sql("UPDATE stock SET n = 7 WHERE id = 2;");
    const auto again = scenario.run({ u"up"_s });
    QVERIFY2(again.exit == 0, shown(again));
    QCOMPARE(scenario.states().value(u"0002_five"_s), u"applied"_s);
    QCOMPARE(scenario.value("SELECT group_concat(n) FROM stock"), u"6,8"_s);
}

// T8
void tst_runscenarios::refusesToGoOnWhenWhatRanWasEdited()
{
    const Scenario scenario(Scenario::Kind::SqliteFile);
    makeFullStock(scenario);
    const QByteArray script = QByteArray("-- tidemark: transaction none\n") + FiveStatements;
    scenario.migration(u"0002_five"_s, script);
    QCOMPARE(scenario.run({ u"up"_s }).exit, 7);
    scenario.sql("UPDATE stock SET n = 7 WHERE id = 2;");

    scenario.migration(u"0002_five"_s,
                       QByteArray(script).replace("first(id", "first(nr INTEGER, id"));
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 4, shown(up));
    QVERIFY2(
        errorOf(up).value(u"message"_s).toString().contains(u"history changed at statement 1"_s),
        shown(up));
    QVERIFY(!scenario.hasTable(u"fourth"_s));
}

// T9 and T17: a real process is killed in the middle of statement 3, and its lease is not waited for.
void tst_runscenarios::goesOnAfterTheProcessWasKilled()
{
    const Scenario scenario(Scenario::Kind::SqliteFile);
    scenario.migration(u"0001_big"_s,
                       "CREATE TABLE big(id INTEGER PRIMARY KEY);\n"
                       "CREATE TABLE sink(n INTEGER);\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO big WITH RECURSIVE c(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM "
                 "c WHERE n < 5000) SELECT n FROM c;");
    const QByteArray script = "-- tidemark: transaction none\n"
                              "CREATE TABLE first(id INTEGER PRIMARY KEY);\n"
                              "CREATE TABLE second(id INTEGER PRIMARY KEY);\n"
                              "INSERT INTO sink SELECT count(*) FROM big a, big b, big c;\n"
                              "CREATE TABLE fourth(id INTEGER PRIMARY KEY);\n";
    scenario.migration(u"0002_long"_s, script);
    QProcess process;
    scenario.start(process, { u"up"_s });
    const QByteArray progress
        = "SELECT statements_applied FROM _tidemark_ledger WHERE id = '0002_long'";
    QTRY_COMPARE(scenario.value(progress), u"2"_s);

    process.kill();
    QVERIFY(process.waitForFinished());
    QCOMPARE(scenario.states().value(u"0002_long"_s), u"failed"_s);
    scenario.migration(
        u"0002_long"_s,
        QByteArray(script).replace("SELECT count(*) FROM big a, big b, big c", "VALUES (1)"));
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(onlyStep(up).value(u"outcome"_s).toString(), u"done"_s);
    QVERIFY(scenario.hasTable(u"fourth"_s));
    QCOMPARE(scenario.value("SELECT group_concat(n) FROM sink"), u"1"_s);
    const auto events = scenario.cli.json({ u"events"_s });
    QVERIFY2(events.out.contains("lock-taken-over")
                 && events.out.contains(QByteArray::number(process.processId())),
             shown(events));
}

// T10: a VACUUM cannot share a transaction with its progress row; once more does no harm.
void tst_runscenarios::repeatsAVacuumWhoseProgressWasLost()
{
    const Scenario scenario(Scenario::Kind::SqliteFile);
    makeFullStock(scenario);
    scenario.migration(u"0002_five"_s,
                       "-- tidemark: transaction none\n"
                       "CREATE TABLE first(id INTEGER PRIMARY KEY);\n"
                       "VACUUM;\n"
                       "UPDATE stock SET n = n + 1;\n");
    QCOMPARE(scenario.run({ u"up"_s }).exit, 7);
    scenario.sql("UPDATE stock SET n = 7 WHERE id = 2;"
                 "UPDATE _tidemark_ledger SET statements_applied = 1 WHERE id = '0002_five';");

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(scenario.value("SELECT group_concat(n) FROM stock"), u"6,8"_s);
}

// T15
void tst_runscenarios::letsOneOfTwoRunsApply()
{
    const Scenario scenario(Scenario::Kind::SqliteFile);
    scenario.table(u"0001_a"_s);
    scenario.table(u"0002_b"_s);
    const QStringList up = scenario.place() + QStringList{ u"--json"_s, u"up"_s };

    const auto results = scenario.cli.together({ up, up });

    QVERIFY2(results.at(0).exit == 0, shown(results.at(0)));
    QVERIFY2(results.at(1).exit == 0, shown(results.at(1)));
    qsizetype steps = 0;
    for (const CliResult &result : results)
        steps += result.json().value(u"targets"_s).toArray().at(0)[u"steps"_s].toArray().size();
    QCOMPARE(steps, 2);
    QCOMPARE(scenario.value("SELECT count(*) FROM _tidemark_ledger"), u"2"_s);
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

namespace {

// Somebody on another computer, whose process nobody here can look at.
void holdLease(const Scenario &scenario, int expiresIn)
{
    scenario.sql("UPDATE _tidemark_lock SET owner = 'elsewhere:7:7:x', host = 'elsewhere', machine "
                 "= 'elsewhere', pid = 7, process_start = 7, actor = 'ann@elsewhere', token = "
                 "token + 1, acquired_at = unixepoch() - 300, expires_at = unixepoch() + "
                 + QByteArray::number(expiresIn));
}

void addClocks()
{
    QTest::addColumn<int>("hours");
    QTest::newRow("the clocks agree") << 0;
    QTest::newRow("ours is an hour ahead") << 1;
    QTest::newRow("ours is an hour behind") << -1;
}

Clock clockOff(int hours)
{
    return [hours] { return QDateTime::currentDateTimeUtc().addSecs(qint64(hours) * 3600); };
}

} // namespace

// T16, T19
void tst_runscenarios::waitsForALivingHolder_data()
{
    addClocks();
}

void tst_runscenarios::waitsForALivingHolder()
{
    QFETCH(int, hours);
    const Scenario scenario(Scenario::Kind::LocalD1, "[policy]\nlock_timeout_s = 0\n");
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    holdLease(scenario, 40);
    scenario.cli.engine->clock = clockOff(hours);

    QCOMPARE(scenario.state(), u"locked"_s);
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 5, shown(up));
    QVERIFY2(errorOf(up).value(u"message"_s).toString().contains(u"ann@elsewhere"_s), shown(up));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));

    const auto shownLock = scenario.run({ u"lock"_s, u"show"_s });
    QCOMPARE(shownLock.target(u"DB"_s)[u"lock"_s][u"actor"_s].toString(), u"ann@elsewhere"_s);
    scenario.succeed({ u"lock"_s, u"release"_s });
    scenario.succeed({ u"up"_s });
    QVERIFY(scenario.hasTable(u"t_0002_b"_s));
}

// T17, T19
void tst_runscenarios::takesOverAnExpiredLease_data()
{
    addClocks();
}

void tst_runscenarios::takesOverAnExpiredLease()
{
    QFETCH(int, hours);
    const Scenario scenario(Scenario::Kind::LocalD1, "[policy]\nlock_timeout_s = 0\n");
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    holdLease(scenario, -1);
    scenario.cli.engine->clock = clockOff(hours);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY(scenario.cli.json({ u"events"_s }).out.contains("elsewhere:7:7:x"));
}

// T18
void tst_runscenarios::appliesNothingOnceTheLeaseIsLost()
{
    Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.table(u"0002_b"_s);
    scenario.cli.onLog = [&scenario](const QByteArray &line) {
        if (line.contains("Applying 0002_b"))
            holdLease(scenario, 60);
    };

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 5, shown(up));
    QVERIFY(scenario.hasTable(u"t_0001_a"_s));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
    QCOMPARE(scenario.value("SELECT owner FROM _tidemark_lock"), u"elsewhere:7:7:x"_s);
}

// T29
void tst_runscenarios::appliesTriggersWithCaseAndCarriageReturns()
{
    const Scenario scenario;
    scenario.migration(u"0001_a"_s,
                       "CREATE TABLE a(id INTEGER PRIMARY KEY, n INTEGER, size TEXT);\r\n"
                       "create trigger a_size after insert on a begin\r\n"
                       "  update a set size = case when new.n > 9 then 'big' else 'small' end\r\n"
                       "   where id = new.id;\r\n"
                       "end;\r\n"
                       "INSERT INTO a(n) VALUES (12);\r\n");

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(onlyStep(up).value(u"statements"_s).toInt(), 3);
    QCOMPARE(scenario.value("SELECT size FROM a"), u"big"_s);
}

// T37
void tst_runscenarios::rollsBackEveryDatabaseDownToANumber()
{
    const CliRunner cli(u"nanotype"_s);
    QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);

    const auto down = cli.json({ u"down"_s, u"3"_s, u"--local"_s });

    QVERIFY2(down.exit == 0, shown(down));
    const auto undone = [&down](const QString &database) {
        QStringList ids;
        for (const QJsonValue &step : down.target(database).value(u"steps"_s).toArray())
            ids.append(step[u"id"_s].toString());
        return ids;
    };
    QCOMPARE(undone(u"AUTH_DB"_s),
             (QStringList{ u"0005_add_permissions_table"_s,
                           u"0004_rooms_table"_s,
                           u"0004_add_user_tier"_s }));
    QCOMPARE(undone(u"READ_REPLICA"_s), QStringList{ u"0006_add_task_user_id"_s });
}

// T38
void tst_runscenarios::rollsNothingBackIfOneHasNoDownScript()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.migration(u"0002_b"_s, "CREATE TABLE b(id INTEGER PRIMARY KEY);\n");
    scenario.table(u"0003_c"_s);
    scenario.succeed({ u"up"_s });
    const auto before = scenario.content();

    const auto down = scenario.run({ u"down"_s, u"0"_s });

    QVERIFY2(down.exit == 4, shown(down));
    QVERIFY2(errorOf(down).value(u"message"_s).toString().contains(u"0002_b"_s), shown(down));
    QCOMPARE(scenario.content(), before);
}

// T43
void tst_runscenarios::doesNotStartWithoutASafetyPoint()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO t_0001_a VALUES (1, 1);");
    scenario.table(u"0002_b"_s);
    scenario.cli.engine->paths.data = scenario.cli.folder().write(u"in-the-way"_s, "a file");

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 8, shown(up));
    QCOMPARE(errorOf(up).value(u"database_state"_s).toString(), u"unchanged"_s);
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"pending"_s);

    const auto without = scenario.run({ u"up"_s, u"--no-safety-point"_s });
    QVERIFY2(without.exit == 0, shown(without));
    QCOMPARE(without.target(u"DB"_s)[u"safety_point"_s][u"kind"_s].toString(), u"none"_s);
}

namespace {

/// No file of this process may grow beyond a size: what a full disk does, for everybody.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
    {
        std::signal(SIGXFSZ, SIG_IGN); // the write fails instead
        getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit{ .rlim_cur = bytes, .rlim_max = m_before.rlim_max };
        setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit() { setrlimit(RLIMIT_FSIZE, &m_before); }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;

private:
    rlimit m_before{};
};

} // namespace

// T44
void tst_runscenarios::leavesNoPartOfASafetyPointThatFailed()
{
    const Scenario scenario;
    scenario.migration(u"0001_a"_s, "CREATE TABLE a(id INTEGER PRIMARY KEY, b BLOB);\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO a VALUES (1, zeroblob(2000000));");
    scenario.table(u"0002_b"_s);

    CliResult up;
    {
        const FileSizeLimit limit(1'000'000);
        up = scenario.run({ u"up"_s });
    }

    QVERIFY2(up.exit == 8, shown(up));
    QDirIterator left(
        scenario.cli.engine->paths.data, QDir::Files | QDir::Hidden, QDirIterator::Subdirectories);
    QVERIFY2(!left.hasNext(), qPrintable(left.next()));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
    scenario.succeed({ u"up"_s });
}

// T46: the remote export cannot; a local copy can.
void tst_runscenarios::securesAndRestoresFullTextTables()
{
    const Scenario scenario;
    scenario.migration(u"0001_notes"_s, "CREATE VIRTUAL TABLE notes USING fts5(text);\n");
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO notes VALUES ('the tide is high');");
    scenario.table(u"0002_b"_s);

    const auto up = scenario.succeed({ u"up"_s });
    const QString point = up.target(u"DB"_s)[u"safety_point"_s][u"value"_s].toString();
    scenario.sql("DELETE FROM notes;");
    scenario.succeed({ u"restore"_s, point, u"--replace"_s, u"DB"_s, u"--confirm"_s, u"shop"_s });

    QCOMPARE(scenario.value("SELECT text FROM notes WHERE notes MATCH 'tide'"),
             u"the tide is high"_s);
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
}

// T47
void tst_runscenarios::restoresADumpWhoseTablesReferenceLaterOnes()
{
    const Scenario scenario;
    scenario.write(u"dump.sql"_s,
                   "PRAGMA defer_foreign_keys=TRUE;\n"
                   "CREATE TABLE child(id INTEGER PRIMARY KEY, parent INTEGER NOT NULL REFERENCES "
                   "parent(id));\n"
                   "INSERT INTO child VALUES(1,1);\n"
                   "CREATE TABLE parent(id INTEGER PRIMARY KEY);\n"
                   "INSERT INTO parent VALUES(1);\n");

    const auto restored = scenario.run({ u"restore"_s,
                                         scenario.cli.folder().path(u"dump.sql"_s),
                                         u"--replace"_s,
                                         u"DB"_s,
                                         u"--confirm"_s,
                                         u"shop"_s });

    QVERIFY2(restored.exit == 0, shown(restored));
    QCOMPARE(scenario.value("SELECT count(*) FROM child JOIN parent ON child.parent = parent.id"),
             u"1"_s);
}

// T59
void tst_runscenarios::undoesTheRunningMigrationWhenItIsStopped()
{
    Scenario scenario;
    for (const QString &id : { u"0001_a"_s, u"0002_b"_s, u"0003_c"_s, u"0004_d"_s })
        scenario.table(id);
    std::stop_source stop;
    scenario.cli.stop = stop.get_token();
    scenario.cli.onLog = [&stop](const QByteArray &line) {
        if (line.contains("Applying 0003_c"))
            stop.request_stop();
    };

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 130, shown(up));
    QStringList outcomes;
    for (const QJsonValue &step : up.target(u"DB"_s).value(u"steps"_s).toArray())
        outcomes.append(step[u"outcome"_s].toString());
    QCOMPARE(outcomes, (QStringList{ u"done"_s, u"done"_s, u"skipped"_s, u"skipped"_s }));
    QVERIFY(!scenario.hasTable(u"t_0003_c"_s));
    scenario.cli.stop = {};
    scenario.cli.onLog = {};
    QCOMPARE(scenario.state(), u"behind"_s); // and not locked
    scenario.succeed({ u"up"_s });
}

// T60
void tst_runscenarios::showsNoSecretInAnyFailure()
{
    const Scenario scenario;
    const QString secret = u"s3cr3t-9f8e7d6c5b4a"_s;
    scenario.cli.engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, secret);
    makeFullStock(scenario);
    scenario.migration(u"0002_five"_s, FiveStatements);
    const QStringList url{ u"--url"_s, u"postgresql://ann:%1@db.example/shop"_s.arg(secret) };
    QByteArray everything;

    for (const QStringList &line : { QStringList{ u"up"_s },
                                     { u"up"_s, u"9"_s },
                                     { u"query"_s, u"SELECT nothing FROM nowhere"_s },
                                     { u"restore"_s, u"nowhere"_s, u"--replace"_s, u"DB"_s },
                                     QStringList{ u"status"_s } + url,
                                     { u"plan"_s },
                                     { u"events"_s } }) {
        const auto result = scenario.run(line);
        everything += result.out + result.err;
    }
    const auto remote = scenario.cli({ u"--remote"_s, u"status"_s });
    everything += remote.out + remote.err;
    QFile journal(scenario.cli.engine->paths.journal());
    QVERIFY(journal.open(QIODevice::ReadOnly));
    everything += journal.readAll();

    QVERIFY(!everything.isEmpty());
    QVERIFY2(!everything.contains(secret.toLatin1()), everything.constData());
}

void tst_runscenarios::runsTheShownPlanOrNothing()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    const auto plan = scenario.succeed({ u"plan"_s });
    const QString hash = plan.target(u"DB"_s)[u"plan"_s][u"hash"_s].toString();
    QCOMPARE(hash.size(), 64);
    scenario.table(u"0002_b"_s);

    const auto refused = scenario.run({ u"up"_s, u"--plan"_s, hash });
    QVERIFY2(refused.exit == 3, shown(refused));
    QVERIFY(!QFile::exists(scenario.file()));

    const auto taken = scenario.run({ u"up"_s, u"1"_s, u"--plan"_s, hash });
    QVERIFY2(taken.exit == 0, shown(taken));
    QVERIFY(scenario.hasTable(u"t_0001_a"_s));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
}

TIDEMARK_TEST(tst_runscenarios)
#include "tst_runscenarios.moc"
