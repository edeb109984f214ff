#include "scenario.h"

#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// What a rehearsal finds before anything is touched, and that it touches nothing, seen through the command line. The numbers
/// are those of docs/scenarios.md.
class tst_rehearsalscenarios : public QObject
{
    Q_OBJECT

private slots:
    void refusesWhatOneOfItsRulesForbids_data();
    void refusesWhatOneOfItsRulesForbids();
    void refusesANewRequiredColumnOnlyWhereRowsAre();
    void offersARebuildThatKeepsTheChildren();
    void warnsOfAPragmaWithoutEffect();
    void saysThatADownScriptLeavesSomething();
    void refusesADownScriptThatDropsAnothersTable();
    void takesAnAllowanceWithItsReason();
    void takesAnAllowanceForOneRun();
    void writesNothingWhenItOnlyLooks_data();
    void writesNothingWhenItOnlyLooks();
    void writesNothingInWalModeEither_data();
    void writesNothingInWalModeEither();
    void readsADatabaseThatItMayNotWrite();
    void saysThatAMigrationIsEmpty();
    void lintsFilesWithoutADatabase();
    void rehearsesWithTheLiveRows();
};

namespace {

constexpr auto Family = R"(CREATE TABLE user(id INTEGER PRIMARY KEY, name TEXT);
CREATE TABLE session(id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES user(id) ON DELETE CASCADE);
CREATE INDEX user_by_name ON user(name);
CREATE TRIGGER user_trim AFTER INSERT ON user BEGIN
  UPDATE user SET name = trim(name) WHERE id = new.id;
END;
CREATE VIEW user_names AS SELECT name FROM user;
)";

constexpr auto Rebuild = R"(PRAGMA foreign_keys=OFF;
CREATE TABLE new_user(id INTEGER PRIMARY KEY, name TEXT NOT NULL DEFAULT '');
INSERT INTO new_user SELECT id, coalesce(name, '') FROM user;
DROP TABLE user;
ALTER TABLE new_user RENAME TO user;
PRAGMA foreign_keys=ON;
)";

// A database with rows in it, on which a second migration is to run.
void makeFamily(const Scenario &scenario)
{
    scenario.migration(u"0001_family"_s, Family);
    scenario.succeed({ u"up"_s });
    scenario.sql("INSERT INTO user VALUES (1, 'ann'), (2, 'ben');"
                 "INSERT INTO session VALUES (1, 1), (2, 1), (3, 2);");
}

} // namespace

void tst_rehearsalscenarios::refusesWhatOneOfItsRulesForbids_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("rule");
    QTest::addColumn<QStringList>("words");

    QTest::newRow("T30: IF NOT EXISTS for a column")
        << QByteArray("ALTER TABLE user ADD COLUMN IF NOT EXISTS status TEXT;\n") << u"S401"_s
        << QStringList{ u"IF NOT EXISTS"_s };
    QTest::newRow("T32: a rebuild that empties the children")
        << QByteArray(Rebuild) << u"S107"_s << QStringList{ u"session"_s, u"3"_s };
    QTest::newRow("T33: a rebuild that forgets an index and a trigger")
        << QByteArray("DROP VIEW user_names;\n") + Rebuild << u"S106"_s
        << QStringList{ u"user_by_name"_s, u"user_trim"_s };
    QTest::newRow("T34: a view whose table is gone")
        << QByteArray("DROP TABLE session;\nDROP TABLE user;\n") << u"S111"_s
        << QStringList{ u"user_names"_s };
    QTest::newRow("T36: a transaction of its own")
        << QByteArray("BEGIN;\nCREATE TABLE b(id INTEGER PRIMARY KEY);\nCOMMIT;\n") << u"G012"_s
        << QStringList{ u"BEGIN"_s };
}

void tst_rehearsalscenarios::refusesWhatOneOfItsRulesForbids()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, rule);
    QFETCH(QStringList, words);
    const Scenario scenario;
    makeFamily(scenario);
    const QString file = scenario.migration(u"0002_change"_s, script);
    const auto before = scenario.content();

    for (const QString &command : { u"rehearse"_s, u"up"_s }) {
        const auto result = scenario.run({ command });

        QVERIFY2(result.exit == 3, shown(result));
        const QJsonObject finding = findingOf(result, rule);
        QVERIFY2(finding.value(u"severity"_s) == "error"_L1, shown(result));
        QCOMPARE(finding.value(u"file"_s).toString(), file);
        const QString text
            = finding.value(u"message"_s).toString() + finding.value(u"remedy"_s).toString();
        for (const QString &word : words)
            QVERIFY2(text.contains(word), qPrintable(text));
    }
    QCOMPARE(scenario.content(), before);
}

// T31
void tst_rehearsalscenarios::refusesANewRequiredColumnOnlyWhereRowsAre()
{
    const QByteArray script = "ALTER TABLE user ADD COLUMN tier TEXT NOT NULL;\n";
    const Scenario development;
    development.migration(u"0001_family"_s, Family);
    development.succeed({ u"up"_s });
    development.migration(u"0002_tier"_s, script);
    const Scenario filled;
    makeFamily(filled);
    filled.migration(u"0002_tier"_s, script);

    const auto dry = development.run({ u"up"_s, u"--dry-run"_s });
    QVERIFY2(dry.exit == 0, shown(dry)); // its own rows are asked, and there are none
    const auto refused = filled.run({ u"up"_s });

    QVERIFY2(refused.exit == 3, shown(refused));
    QCOMPARE(findingOf(refused, u"S201"_s).value(u"severity"_s).toString(), u"error"_s);
}

// T32, the way out
void tst_rehearsalscenarios::offersARebuildThatKeepsTheChildren()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_change"_s, Rebuild);
    const QString rewrite
        = findingOf(scenario.run({ u"rehearse"_s }), u"S107"_s).value(u"rewrite"_s).toString();
    QVERIFY(!rewrite.isEmpty());

    scenario.migration(u"0002_change"_s, rewrite.toUtf8());
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(scenario.value("SELECT count(*) FROM session"), u"3"_s);
    QCOMPARE(
        scenario.value("SELECT \"notnull\" FROM pragma_table_info('user') WHERE name = 'name'"),
        u"1"_s);
    QVERIFY(scenario.hasTable(u"user_by_name"_s));
    QVERIFY(scenario.hasTable(u"user_trim"_s));
}

// T35
void tst_rehearsalscenarios::warnsOfAPragmaWithoutEffect()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_b"_s,
                       "PRAGMA foreign_keys=OFF;\nCREATE TABLE b(id INTEGER PRIMARY KEY);\n");

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY2(!findingOf(up, u"S108"_s).isEmpty() || !findingOf(up, u"D120"_s).isEmpty(), shown(up));
}

// T40
void tst_rehearsalscenarios::saysThatADownScriptLeavesSomething()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_age"_s,
                       "ALTER TABLE user ADD COLUMN age INTEGER;\n"
                       "CREATE INDEX session_by_user ON session(user_id);\n",
                       "ALTER TABLE user DROP COLUMN age;\n");

    const auto rehearsed = scenario.run({ u"rehearse"_s });

    const QJsonObject finding = findingOf(rehearsed, u"G010"_s);
    QVERIFY2(finding.value(u"message"_s).toString().contains(u"session_by_user"_s),
             shown(rehearsed));
}

// T39
void tst_rehearsalscenarios::refusesADownScriptThatDropsAnothersTable()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_age"_s,
                       "ALTER TABLE user ADD COLUMN age INTEGER;\n",
                       "ALTER TABLE user DROP COLUMN age;\nDROP TABLE session;\n");

    const auto forward = scenario.succeed({ u"up"_s });
    QCOMPARE(findingOf(forward, u"G011"_s).value(u"severity"_s).toString(), u"warning"_s);
    const auto down = scenario.run({ u"down"_s, u"1"_s });

    QVERIFY2(down.exit == 3, shown(down));
    const QJsonObject finding = findingOf(down, u"G011"_s);
    QVERIFY2(finding.value(u"severity"_s) == "error"_L1, shown(down));
    QVERIFY(finding.value(u"message"_s).toString().contains(u"session"_s));
    QVERIFY(scenario.hasTable(u"session"_s));
}

void tst_rehearsalscenarios::takesAnAllowanceWithItsReason()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_drop"_s, "DROP TABLE session;\n");
    const auto refused = scenario.run({ u"up"_s });
    QVERIFY2(refused.exit == 3, shown(refused));
    QVERIFY2(!findingOf(refused, u"S101"_s).isEmpty(), shown(refused));

    scenario.migration(u"0002_drop"_s,
                       "-- tidemark: allow S101 session -- sessions live elsewhere now\n"
                       "DROP TABLE session;\n");
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(findingOf(up, u"S101"_s).value(u"allowed"_s).toString(),
             u"sessions live elsewhere now"_s);
}

void tst_rehearsalscenarios::takesAnAllowanceForOneRun()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_drop"_s, "DROP TABLE session;\n");

    const auto up = scenario.run({ u"up"_s, u"--allow"_s, u"S101"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY(!scenario.hasTable(u"session"_s));
}

// T42
void tst_rehearsalscenarios::writesNothingWhenItOnlyLooks_data()
{
    QTest::addColumn<QStringList>("line");
    const QList<QStringList> lines{
        { u"status"_s },
        { u"status"_s, u"--check"_s },
        { u"plan"_s },
        { u"rehearse"_s },
        { u"rehearse"_s, u"--with-data"_s },
        { u"up"_s, u"--dry-run"_s },
        { u"down"_s, u"0"_s, u"--dry-run"_s },
        { u"lint"_s },
        { u"verify"_s },
        { u"verify"_s, u"--full"_s },
        { u"drift"_s },
        { u"tables"_s },
        { u"schema"_s },
        { u"query"_s, u"SELECT * FROM user"_s },
        { u"query"_s, u"DELETE FROM user"_s },
        { u"query"_s, u"DELETE FROM user"_s, u"--yes"_s, u"--read-only"_s },
        { u"adopt"_s, u"--dry-run"_s },
        { u"lock"_s, u"show"_s },
        { u"backups"_s },
        { u"export"_s, u"user"_s, u"--format"_s, u"csv"_s }
    };
    for (const QStringList &line : lines)
        QTest::newRow(qPrintable(line.join(u' '))) << line;
}

void tst_rehearsalscenarios::writesNothingWhenItOnlyLooks()
{
    QFETCH(QStringList, line);
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_age"_s,
                       "ALTER TABLE user ADD COLUMN age INTEGER;\n",
                       "ALTER TABLE user DROP COLUMN age;\n");
    const auto before = scenario.content();

    const auto result = scenario.cli(scenario.place() + line);

    QVERIFY2(result.exit >= 0 && result.exit != 1, shown(result));
    QCOMPARE(scenario.content().keys(), before.keys());
    QVERIFY2(scenario.content() == before, "the bytes of the database changed");
}

// T42: what wrangler dev leaves behind is in WAL mode.
void tst_rehearsalscenarios::writesNothingInWalModeEither_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::newRow("status") << QStringList{ u"status"_s };
    QTest::newRow("rehearse") << QStringList{ u"rehearse"_s, u"--with-data"_s };
    QTest::newRow("verify") << QStringList{ u"verify"_s, u"--full"_s };
    QTest::newRow("backup") << QStringList{ u"backup"_s };
}

void tst_rehearsalscenarios::writesNothingInWalModeEither()
{
    QFETCH(QStringList, line);
    const Scenario scenario;
    makeFamily(scenario);
    scenario.sql("PRAGMA journal_mode = WAL; INSERT INTO user VALUES (3, 'cid');");
    scenario.migration(u"0002_age"_s, "ALTER TABLE user ADD COLUMN age INTEGER;\n");
    const auto before = scenario.content();

    const auto result = scenario.run(line);

    QVERIFY2(result.exit == 0, shown(result));
    QCOMPARE(scenario.content().keys(), before.keys());
    QVERIFY2(scenario.content() == before, "the bytes of the database changed");
    scenario.succeed({ u"up"_s });
    QCOMPARE(scenario.value("PRAGMA journal_mode"), u"wal"_s); // left as it was found
}

// T42
void tst_rehearsalscenarios::readsADatabaseThatItMayNotWrite()
{
    const Scenario scenario(Scenario::Kind::SqliteFile);
    makeFamily(scenario);
    scenario.migration(u"0002_age"_s, "ALTER TABLE user ADD COLUMN age INTEGER;\n");
    QFile database(scenario.file());
    QVERIFY(database.setPermissions(QFile::ReadOwner));

    for (const QStringList &line : { QStringList{ u"status"_s },
                                     { u"plan"_s },
                                     { u"rehearse"_s },
                                     { u"verify"_s },
                                     { u"drift"_s } }) {
        const auto result = scenario.run(line);
        QVERIFY2(result.exit == 0, shown(result));
    }
}

void tst_rehearsalscenarios::saysThatAMigrationIsEmpty()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_nothing"_s, "-- to be written\n");

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 0, shown(up));
    QVERIFY2(!findingOf(up, u"G024"_s).isEmpty(), shown(up));
    QCOMPARE(scenario.states().value(u"0002_nothing"_s), u"applied"_s);
}

void tst_rehearsalscenarios::lintsFilesWithoutADatabase()
{
    const Scenario scenario;
    scenario.migration(u"0001_family"_s, Family);
    const QString bad
        = scenario.migration(u"0002_status"_s, "ALTER TABLE user ADD status;\nDROP TALBE x;\n");

    const auto all = scenario.run({ u"lint"_s });
    const auto other
        = scenario.run({ u"lint"_s, scenario.cli.folder().path(u"migrations/0001_family.sql"_s) });

    QVERIFY2(all.exit == 3, shown(all));
    QCOMPARE(errorOf(all).value(u"file"_s).toString(), bad);
    QCOMPARE(errorOf(all).value(u"line"_s).toInt(), 2);
    QVERIFY2(other.exit == 0, shown(other));
    QVERIFY(!QFile::exists(scenario.file()));
}

void tst_rehearsalscenarios::rehearsesWithTheLiveRows()
{
    const Scenario scenario;
    makeFamily(scenario);
    scenario.migration(u"0002_short"_s,
                       "CREATE TABLE nick(name TEXT NOT NULL CHECK (length(name) < 3));\n"
                       "INSERT INTO nick SELECT name FROM user WHERE id = 2;\n");

    const auto rehearsed = scenario.run({ u"rehearse"_s, u"--with-data"_s });

    QVERIFY2(rehearsed.exit == 3, shown(rehearsed));
    QCOMPARE(errorOf(rehearsed).value(u"line"_s).toInt(), 2);
}

TIDEMARK_TEST(tst_rehearsalscenarios)
#include "tst_rehearsalscenarios.moc"
