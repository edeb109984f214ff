#include "scenario.h"

#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// What the record of a database and the files of a folder can have to do with each other, seen through the command line. The
/// numbers are those of docs/scenarios.md.
class tst_historyscenarios : public QObject
{
    Q_OBJECT

private slots:
    void hasNothingToDoInAnEmptyFolder();
    void appliesEachFileToItsOwnDatabase();
    void refusesTwoFilesOfOneNumber();
    void keepsBothOfOneNumber();
    void wantsLeaveForTheTwinOfARecordedNumber();
    void adoptsTheTwinWhoseEffectIsThere();
    void saysWhatIsRecordedButNotThere();
    void toleratesACosmeticEdit_data();
    void toleratesACosmeticEdit();
    void refusesAnEditOfTheStatements();
    void acceptsAnEditWithItsReason();
    void refusesWhenAnAppliedFileIsGone();
    void knowsARenamedFileByItsContent();
    void refusesAFileBetweenAppliedOnesWithoutLeave();
    void neverRunsARollbackFileForward_data();
    void neverRunsARollbackFileForward();
    void readsFilesWithOddEnds_data();
    void readsFilesWithOddEnds();
    void goesUpToANumberInclusive();
    void namesTheNearestForANumberThatIsNotThere();
    void refusesALedgerItDoesNotKnow_data();
    void refusesALedgerItDoesNotKnow();
    void refusesAFilledDatabaseWithoutARecord();
    void baselinesOnlyWhatTheSchemaEquals();
    void takesOverWhatWranglerApplied();
    void leavesTheOtherToolsTableWhenItEjects();
};

// T1
void tst_historyscenarios::hasNothingToDoInAnEmptyFolder()
{
    const Scenario scenario;

    for (const QStringList &line : { QStringList{ u"status"_s }, { u"plan"_s }, { u"up"_s } }) {
        const auto result = scenario.run(line);

        QVERIFY2(result.exit == 0, shown(result));
        QVERIFY2(!QFile::exists(scenario.file()), qPrintable(line.first()));
    }

    QVERIFY(scenario.cli({ u"up"_s, u"--local"_s }).out.contains("Nothing to do."));
}

// T2
void tst_historyscenarios::appliesEachFileToItsOwnDatabase()
{
    const CliRunner cli(u"nanotype"_s);

    const auto up = cli.json({ u"up"_s, u"--local"_s });

    QVERIFY2(up.exit == 0, shown(up));
    const QStringList auth = up.states(u"AUTH_DB"_s).keys();
    const QStringList replica = up.states(u"READ_REPLICA"_s).keys();
    QCOMPARE(auth,
             (QStringList{ u"0002_api_keys"_s,
                           u"0004_add_user_tier"_s,
                           u"0004_rooms_table"_s,
                           u"0005_add_permissions_table"_s,
                           u"auth_init"_s }));
    QCOMPARE(replica,
             (QStringList{ u"0001_read_replica_schema"_s,
                           u"0003_add_vector_status"_s,
                           u"0006_add_task_user_id"_s }));
    const QByteArray head = "SELECT id FROM _tidemark_ledger ORDER BY seq DESC LIMIT 1";
    QCOMPARE(cli.rows(u"AUTH_DB"_s, head).first().first().toString(),
             u"0005_add_permissions_table"_s);
    QCOMPARE(cli.rows(u"READ_REPLICA"_s, head).first().first().toString(),
             u"0006_add_task_user_id"_s);
}

// T3
void tst_historyscenarios::refusesTwoFilesOfOneNumber()
{
    const CliRunner cli(u"nanotype"_s);
    QByteArray settings = cli.folder().read(u"project/tidemark.toml"_s);
    const qsizetype line = settings.indexOf("duplicates");
    settings.remove(line, settings.indexOf('\n', line) - line);
    cli.folder().write(u"project/tidemark.toml"_s, settings);

    const auto up = cli.json({ u"up"_s, u"--local"_s });

    QVERIFY2(up.exit == 4, shown(up));
    const QString message = errorOf(up).value(u"message"_s).toString();
    QVERIFY2(message.contains(u"0004_add_user_tier"_s), qPrintable(message));
    QVERIFY2(message.contains(u"0004_rooms_table"_s), qPrintable(message));
    QVERIFY(!QFile::exists(cli.databaseFile(u"AUTH_DB"_s)));
    QVERIFY(!QFile::exists(cli.databaseFile(u"READ_REPLICA"_s)));
}

// T3's way out
void tst_historyscenarios::keepsBothOfOneNumber()
{
    const Scenario scenario;
    scenario.write(u"tidemark.toml"_s, "# Mind the gap.\n[streams.DB]\nlayout = \"numbered\"\n");
    scenario.migration(u"0001_user"_s, "CREATE TABLE user(id INTEGER PRIMARY KEY);\n");
    scenario.migration(u"0002_rooms"_s, "CREATE TABLE rooms(id INTEGER PRIMARY KEY);\n");
    QCOMPARE(scenario.run({ u"up"_s }).exit, 0);
    scenario.migration(u"0002_a_tier"_s, "ALTER TABLE user ADD COLUMN tier TEXT;\n");
    QCOMPARE(scenario.run({ u"up"_s }).exit, 4);
    const QStringList line{ u"renumber"_s, u"0002_a_tier"_s, u"--keep-both"_s };
    const QByteArray before = scenario.read(u"tidemark.toml"_s);

    const auto shown = scenario.run(line + QStringList{ u"--dry-run"_s });
    const QByteArray untouched = scenario.read(u"tidemark.toml"_s);
    const auto kept = scenario.run(line);

    QCOMPARE(shown.exit, 0);
    QCOMPARE(untouched, before);
    QVERIFY2(kept.exit == 0, tidemark::shown(kept));
    // What ran comes first, whatever the names say.
    const QByteArray pair = "duplicates = [[\"0002_rooms\", \"0002_a_tier\"]]";
    const QByteArray settings = scenario.read(u"tidemark.toml"_s);
    QVERIFY2(settings.contains(pair) && settings.startsWith("# Mind the gap."),
             settings.constData());
    QVERIFY(kept.json()[u"pair"_s][u"added"_s].toString().contains(QString::fromUtf8(pair)));
    QCOMPARE(scenario.run({ u"up"_s, u"--allow-out-of-order"_s }).exit, 0);
    QCOMPARE(scenario.run(line).exit, 64);
}

namespace {

// Two twins of number 2, declared, and an old runner's table that knows one of them.
void makeTwins(const Scenario &scenario)
{
    scenario.write(u"tidemark.toml"_s,
                   "[streams.DB]\nlayout = \"numbered\"\nduplicates = [[\"0002_tier\", "
                   "\"0002_rooms\"]]\n");
    scenario.migration(u"0001_user"_s, "CREATE TABLE user(id INTEGER PRIMARY KEY);\n");
    scenario.migration(u"0002_tier"_s, "ALTER TABLE user ADD COLUMN tier TEXT;\n");
    scenario.migration(u"0002_rooms"_s, "CREATE TABLE rooms(id INTEGER PRIMARY KEY);\n");
    scenario.sql("CREATE TABLE _migrations(version INTEGER PRIMARY KEY, name TEXT NOT NULL, "
                 "applied_at INTEGER NOT NULL);"
                 "INSERT INTO _migrations VALUES (1, '0001_user', 1770000000), "
                 "(2, '0002_rooms', 1770000001);"
                 "CREATE TABLE user(id INTEGER PRIMARY KEY);"
                 "CREATE TABLE rooms(id INTEGER PRIMARY KEY);");
}

} // namespace

// T4
void tst_historyscenarios::wantsLeaveForTheTwinOfARecordedNumber()
{
    const Scenario scenario;
    makeTwins(scenario);

    QCOMPARE(scenario.states().value(u"0002_rooms"_s), u"applied"_s);
    QCOMPARE(scenario.states().value(u"0002_tier"_s), u"pending"_s);
    const auto refused = scenario.run({ u"up"_s });
    QVERIFY2(refused.exit == 4, shown(refused));
    QVERIFY2(errorOf(refused).value(u"remedy"_s).toString().contains(u"--allow-out-of-order"_s),
             shown(refused));

    const auto allowed = scenario.run({ u"up"_s, u"--allow-out-of-order"_s });

    QVERIFY2(allowed.exit == 0, shown(allowed));
    QCOMPARE(scenario.states().value(u"0002_tier"_s), u"applied-out-of-order"_s);
    QCOMPARE(scenario.value("SELECT name FROM _migrations WHERE version = 2"), u"0002_rooms"_s);
}

// T5
void tst_historyscenarios::adoptsTheTwinWhoseEffectIsThere()
{
    const Scenario scenario;
    makeTwins(scenario);
    scenario.sql("ALTER TABLE user ADD COLUMN tier TEXT;");
    const QByteArray mirror = "SELECT group_concat(version || name || applied_at) FROM _migrations";
    const QString before = scenario.value(mirror);

    const auto proposed = scenario.run({ u"adopt"_s, u"--dry-run"_s });
    QVERIFY2(proposed.exit == 0, shown(proposed));
    QVERIFY(!scenario.hasTable(u"_tidemark_ledger"_s));
    QCOMPARE(scenario.run({ u"adopt"_s }).exit, 64); // not confirmed
    const auto adopted = scenario.run({ u"adopt"_s, u"--yes"_s });

    QVERIFY2(adopted.exit == 0, shown(adopted));
    QCOMPARE(scenario.states().value(u"0002_tier"_s), u"adopted"_s);
    QCOMPARE(scenario.states().value(u"0002_rooms"_s), u"adopted"_s);
    QCOMPARE(scenario.value(mirror), before);
    QVERIFY(scenario.run({ u"status"_s, u"--check"_s }).exit == 0);
}

// T6
void tst_historyscenarios::saysWhatIsRecordedButNotThere()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.table(u"0002_b"_s);
    scenario.succeed({ u"up"_s });
    scenario.sql("DROP TABLE t_0002_b;");

    QCOMPARE(scenario.states().value(u"0002_b"_s), u"recorded-not-effective"_s);
    QCOMPARE(scenario.state(), u"dirty"_s);
    const auto check = scenario.run({ u"status"_s, u"--check"_s });
    QCOMPARE(check.exit, 4);
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 4, shown(up));
    const QString remedy = errorOf(up).value(u"remedy"_s).toString();
    QVERIFY2(remedy.contains(u"Run it again"_s) && remedy.contains(u"restore"_s),
             qPrintable(remedy));

    // The remedy works.
    scenario.succeed(
        { u"resolve"_s, u"0002_b"_s, u"--pending"_s, u"--reason"_s, u"dropped by hand"_s });
    scenario.succeed({ u"up"_s });
    QVERIFY(scenario.hasTable(u"t_0002_b"_s));
}

// T22
void tst_historyscenarios::toleratesACosmeticEdit_data()
{
    QTest::addColumn<QByteArray>("edited");
    const QByteArray text = "CREATE TABLE t_0001_a(id INTEGER PRIMARY KEY, n INTEGER);\n";
    QTest::newRow("a comment before it") << "-- why this table is there\n" + text;
    QTest::newRow("other white space")
        << QByteArray("CREATE TABLE t_0001_a(\n\tid INTEGER PRIMARY KEY,\n\tn INTEGER\n);\n");
    QTest::newRow("a comment inside") << QByteArray(text).replace(", n", ", /* count */ n");
}

void tst_historyscenarios::toleratesACosmeticEdit()
{
    QFETCH(QByteArray, edited);
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });

    scenario.migration(u"0001_a"_s, edited);
    scenario.table(u"0002_b"_s);

    QCOMPARE(scenario.states().value(u"0001_a"_s), u"edited-cosmetic"_s);
    const auto up = scenario.run({ u"up"_s });
    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY(scenario.hasTable(u"t_0002_b"_s));
}

// T23
void tst_historyscenarios::refusesAnEditOfTheStatements()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    const QString file = scenario.migration(
        u"0001_a"_s, "CREATE TABLE t_0001_a(id INTEGER PRIMARY KEY, n TEXT);\n");
    scenario.table(u"0002_b"_s);
    const auto before = scenario.content();

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 4, shown(up));
    QCOMPARE(errorOf(up).value(u"kind"_s).toString(), u"History"_s);
    QCOMPARE(errorOf(up).value(u"file"_s).toString(), file);
    QCOMPARE(scenario.states().value(u"0001_a"_s), u"edited"_s);
    QCOMPARE(scenario.content(), before);
}

// T23, the way out
void tst_historyscenarios::acceptsAnEditWithItsReason()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.migration(u"0001_a"_s,
                       "CREATE TABLE IF NOT EXISTS t_0001_a(id INTEGER PRIMARY KEY, n INTEGER);\n");
    QCOMPARE(scenario.states().value(u"0001_a"_s), u"edited"_s);

    QCOMPARE(scenario.run({ u"resolve"_s, u"0001_a"_s, u"--accept-edit"_s }).exit, 64);
    scenario.succeed({ u"resolve"_s,
                       u"0001_a"_s,
                       u"--accept-edit"_s,
                       u"--reason"_s,
                       u"made repeatable for the other environments"_s });

    QCOMPARE(scenario.states().value(u"0001_a"_s), u"applied"_s);
}

// T24
void tst_historyscenarios::refusesWhenAnAppliedFileIsGone()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.table(u"0002_b"_s);
    scenario.succeed({ u"up"_s });
    scenario.removeFile(u"migrations/0001_a.sql"_s);
    scenario.removeFile(u"migrations/0001_a.rollback.sql"_s);
    scenario.table(u"0003_c"_s);

    QCOMPARE(scenario.states().value(u"0001_a"_s), u"missing"_s);
    for (const QStringList &line : { QStringList{ u"up"_s }, { u"down"_s, u"0"_s } }) {
        const auto result = scenario.run(line);
        QVERIFY2(result.exit == 4, shown(result));
        QVERIFY2(errorOf(result).value(u"message"_s).toString().contains(u"0001_a"_s),
                 shown(result));
    }
    QVERIFY(!scenario.hasTable(u"t_0003_c"_s));
}

// T25
void tst_historyscenarios::knowsARenamedFileByItsContent()
{
    const Scenario scenario;
    scenario.migration(u"0001_a"_s, "CREATE TABLE a(id INTEGER PRIMARY KEY);\n");
    scenario.succeed({ u"up"_s });
    scenario.removeFile(u"migrations/0001_a.sql"_s);
    scenario.migration(u"0001_accounts"_s, "CREATE TABLE a(id INTEGER PRIMARY KEY);\n");
    scenario.table(u"0002_b"_s);

    QCOMPARE(scenario.states().value(u"0001_accounts"_s), u"renamed"_s);
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY(scenario.hasTable(u"t_0002_b"_s));
}

// T26
void tst_historyscenarios::refusesAFileBetweenAppliedOnesWithoutLeave()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.table(u"0003_c"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);

    const auto refused = scenario.run({ u"up"_s });
    QVERIFY2(refused.exit == 4, shown(refused));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
    QCOMPARE(scenario.state(), u"diverged"_s);

    const auto allowed = scenario.run({ u"up"_s, u"--allow-out-of-order"_s });
    QVERIFY2(allowed.exit == 0, shown(allowed));
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"applied-out-of-order"_s);

    // What was applied last is undone first, whatever its number.
    const auto down = scenario.run({ u"down"_s, u"1"_s });
    QVERIFY2(down.exit == 0, shown(down));
    const QJsonArray steps = down.target(u"DB"_s).value(u"steps"_s).toArray();
    QCOMPARE(steps.size(), 2);
    QCOMPARE(steps.at(0)[u"id"_s].toString(), u"0002_b"_s);
    QCOMPARE(steps.at(1)[u"id"_s].toString(), u"0003_c"_s);
}

// T27
void tst_historyscenarios::neverRunsARollbackFileForward_data()
{
    QTest::addColumn<QString>("name");
    for (const char *name : { "0001_a.rollback.sql", "0001_a_rollback.sql", "0001_a.down.sql" })
        QTest::newRow(name) << QString::fromLatin1(name);
}

void tst_historyscenarios::neverRunsARollbackFileForward()
{
    QFETCH(QString, name);
    const Scenario scenario;
    scenario.migration(u"0001_a"_s, "CREATE TABLE a(id INTEGER PRIMARY KEY);\n");
    scenario.write(u"migrations/"_s + name, "DROP TABLE a;\n");

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(up.target(u"DB"_s).value(u"steps"_s).toArray().size(), 1);
    QVERIFY(scenario.hasTable(u"a"_s));
    QVERIFY2(scenario.run({ u"down"_s, u"0"_s }).exit == 0, "it undoes its migration");
    QVERIFY(!scenario.hasTable(u"a"_s));
}

// T28
void tst_historyscenarios::readsFilesWithOddEnds_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("no final semicolon") << QByteArray("CREATE TABLE a(id INTEGER PRIMARY KEY)");
    QTest::newRow("a comment at the end")
        << QByteArray("CREATE TABLE a(id INTEGER PRIMARY KEY); -- done");
    QTest::newRow("a comment instead of the semicolon")
        << QByteArray("CREATE TABLE a(id INTEGER PRIMARY KEY) -- done");
    QTest::newRow("a byte order mark") << QByteArray("\xEF\xBB\xBF"
                                                     "CREATE TABLE a(id INTEGER PRIMARY KEY);\n");
}

void tst_historyscenarios::readsFilesWithOddEnds()
{
    QFETCH(QByteArray, text);
    const Scenario scenario;
    scenario.migration(u"0001_a"_s, text);
    scenario.table(u"0002_b"_s);

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY(scenario.hasTable(u"a"_s));
    QVERIFY(scenario.hasTable(u"t_0002_b"_s));
}

// T41
void tst_historyscenarios::goesUpToANumberInclusive()
{
    const Scenario scenario;
    for (const QString &id : { u"0001_a"_s, u"0002_b"_s, u"0003_c"_s })
        scenario.table(id);

    const auto up = scenario.run({ u"up"_s, u"2"_s });

    QVERIFY2(up.exit == 0, shown(up));
    const auto states = scenario.states();
    QCOMPARE(states.value(u"0002_b"_s), u"applied"_s);
    QCOMPARE(states.value(u"0003_c"_s), u"pending"_s);
    QCOMPARE(scenario.state(), u"behind"_s);
}

// T41
void tst_historyscenarios::namesTheNearestForANumberThatIsNotThere()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.table(u"0004_d"_s);

    const auto up = scenario.run({ u"up"_s, u"5"_s });

    QVERIFY2(up.exit == 64, shown(up));
    QVERIFY2(errorOf(up).value(u"remedy"_s).toString().contains(u"0004_d"_s), shown(up));
    QVERIFY(!QFile::exists(scenario.file()));
}

// T54
void tst_historyscenarios::refusesALedgerItDoesNotKnow_data()
{
    QTest::addColumn<QByteArray>("change");
    QTest::newRow("a newer format") << QByteArray("UPDATE _tidemark_ledger SET format = 99;");
    QTest::newRow("another shape")
        << QByteArray("DROP TABLE _tidemark_ledger;"
                      "CREATE TABLE _tidemark_ledger(version TEXT, dirty INTEGER);");
}

void tst_historyscenarios::refusesALedgerItDoesNotKnow()
{
    QFETCH(QByteArray, change);
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    scenario.sql(change);
    const auto before = scenario.content();

    for (const QStringList &line : { QStringList{ u"status"_s }, { u"up"_s } }) {
        const auto result = scenario.run(line);
        QVERIFY2(result.exit == 4, shown(result));
        QVERIFY(!errorOf(result).value(u"remedy"_s).toString().isEmpty());
    }
    QCOMPARE(scenario.content(), before);
}

// T55
void tst_historyscenarios::refusesAFilledDatabaseWithoutARecord()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.sql("CREATE TABLE something(id INTEGER PRIMARY KEY);");
    const auto before = scenario.content();

    QCOMPARE(scenario.state(), u"unmanaged"_s);
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 4, shown(up));
    QVERIFY2(errorOf(up).value(u"remedy"_s).toString().contains(u"baseline"_s), shown(up));
    QCOMPARE(scenario.content(), before);
}

// T56
void tst_historyscenarios::baselinesOnlyWhatTheSchemaEquals()
{
    const Scenario scenario;
    for (const QString &id : { u"0001_a"_s, u"0002_b"_s, u"0003_c"_s })
        scenario.table(id);
    scenario.sql("CREATE TABLE t_0001_a(id INTEGER PRIMARY KEY, n INTEGER);"
                 "CREATE TABLE t_0002_b(id INTEGER PRIMARY KEY, n INTEGER);");

    const auto refused = scenario.run({ u"baseline"_s, u"3"_s, u"--yes"_s });
    QVERIFY2(refused.exit == 4, shown(refused));
    QVERIFY2(errorOf(refused).value(u"message"_s).toString().contains(u"t_0003_c"_s),
             shown(refused));
    QVERIFY2(errorOf(refused).value(u"remedy"_s).toString().contains(u"0002_b"_s), shown(refused));
    QVERIFY(!scenario.hasTable(u"_tidemark_ledger"_s));

    const auto taken = scenario.run({ u"baseline"_s, u"2"_s, u"--yes"_s });
    QVERIFY2(taken.exit == 0, shown(taken));
    QCOMPARE(scenario.states().value(u"0002_b"_s), u"baseline"_s);
    scenario.succeed({ u"up"_s });
    QVERIFY(scenario.hasTable(u"t_0003_c"_s));
}

// T5 with the other mirror
void tst_historyscenarios::takesOverWhatWranglerApplied()
{
    const Scenario scenario;
    scenario.write(u"tidemark.toml"_s, "[streams.DB]\nlayout = \"wrangler\"\n");
    scenario.migration(u"0001_a"_s, "CREATE TABLE a(id INTEGER PRIMARY KEY);\n");
    scenario.migration(u"0002_b"_s, "CREATE TABLE b(id INTEGER PRIMARY KEY);\n");
    scenario.sql("CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT "
                 "UNIQUE, applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);"
                 "INSERT INTO d1_migrations(name) VALUES ('0001_a.sql');"
                 "CREATE TABLE a(id INTEGER PRIMARY KEY);");

    const auto status = scenario.run({ u"status"_s });
    const QJsonObject first
        = status.target(u"DB"_s).value(u"migrations"_s).toArray().at(0).toObject();
    QCOMPARE(first.value(u"state"_s).toString(), u"applied"_s);
    QCOMPARE(first.value(u"applied_by"_s).toString(), u"wrangler"_s);
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(scenario.value("SELECT group_concat(name) FROM d1_migrations"),
             u"0001_a.sql,0002_b.sql"_s);
}

void tst_historyscenarios::leavesTheOtherToolsTableWhenItEjects()
{
    const Scenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });

    QCOMPARE(scenario.run({ u"eject"_s }).exit, 64); // not confirmed
    const auto ejected = scenario.run({ u"eject"_s, u"--yes"_s });

    QVERIFY2(ejected.exit == 0, shown(ejected));
    QCOMPARE(scenario.value("SELECT group_concat(name) FROM sqlite_master WHERE name LIKE "
                            "'\\_tidemark%' ESCAPE '\\'"),
             QString());
    QCOMPARE(scenario.value("SELECT count(*) FROM _migrations"), u"1"_s);
    QCOMPARE(scenario.states().value(u"0001_a"_s), u"applied"_s);
}

TIDEMARK_TEST(tst_historyscenarios)
#include "tst_historyscenarios.moc"
