#include "databasecontent.h"
#include "wranglerrunner.h"

#include <engine/project/localstate.h>
#include <support/testprogram.h>

#include <QTest>

#include <clirunner.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QString Db = u"DB"_s;

} // namespace

/// Two tools, one local database: the real wrangler says whether they agree.
class tst_wrangler : public QObject
{
    Q_OBJECT

private slots:
    void whatTidemarkAppliedWranglerListsAsApplied_data()
    {
        QTest::addColumn<QByteArray>("setting");

        QTest::newRow("wrangler's own table name") << QByteArray();
        QTest::newRow("a table name of the project")
            << QByteArray(R"("migrations_table": "history",)");
    }

    void whatTidemarkAppliedWranglerListsAsApplied()
    {
        QFETCH(QByteArray, setting);
        const CliRunner cli(u"d1-native"_s);
        setInWranglerConfig(cli, setting);
        const WranglerRunner wrangler(cli.project());

        const CliResult up = cli.json({ u"up"_s, u"--local"_s });

        QVERIFY2(up.exit == 0, up.out.constData());
        QVERIFY(wrangler.hasNothingToApply(Db));
        // Not even a second time: the names in the table are the ones that wrangler compares.
        const auto before = contentOf(cli.databaseFile(Db));
        QCOMPARE(wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--local"_s }).exit, 0);
        QCOMPARE(contentOf(cli.databaseFile(Db)), before);
    }

    void theMirrorIsTheTableThatWranglerMakes()
    {
        const QByteArray definition = "SELECT name, type, \"notnull\", dflt_value, pk FROM "
                                      "pragma_table_info('d1_migrations')";
        const CliRunner ours(u"d1-native"_s);
        const CliRunner theirs(u"d1-native"_s);
        const WranglerRunner wrangler(theirs.project());

        QCOMPARE(ours.json({ u"up"_s, u"--local"_s }).exit, 0);
        QCOMPARE(wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--local"_s }).exit, 0);

        QCOMPARE(ours.rows(Db, definition), theirs.rows(Db, definition));
        const QByteArray names = "SELECT id, name FROM d1_migrations ORDER BY id";
        QCOMPARE(ours.rows(Db, names), theirs.rows(Db, names));
    }

    void whatWranglerAppliedTidemarkShowsAsApplied_data()
    {
        whatTidemarkAppliedWranglerListsAsApplied_data();
    }

    void whatWranglerAppliedTidemarkShowsAsApplied()
    {
        QFETCH(QByteArray, setting);
        const CliRunner cli(u"d1-native"_s);
        setInWranglerConfig(cli, setting);
        const WranglerRunner wrangler(cli.project());

        const auto applied = wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--local"_s });

        QVERIFY2(applied.exit == 0, applied.everything().constData());
        const CliResult status = cli.json({ u"status"_s, u"--check"_s, u"--local"_s });
        QVERIFY2(status.exit == 0, status.out.constData());
        QCOMPARE(status.target(Db).value(u"state"_s).toString(), u"up-to-date"_s);
        const QJsonArray migrations = status.target(Db).value(u"migrations"_s).toArray();
        QCOMPARE(migrations.size(), 3);
        for (const QJsonValue &migration : migrations) {
            QCOMPARE(migration[u"state"_s].toString(), u"applied"_s);
            QCOMPARE(migration[u"applied_by"_s].toString(), u"wrangler"_s);
            QVERIFY(!migration[u"applied_at"_s].toString().isEmpty());
        }
    }

    void bothToolsApplyFilesInTurn()
    {
        const CliRunner cli(u"d1-native"_s);
        const WranglerRunner wrangler(cli.project());
        const QStringList apply{ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--local"_s };
        QCOMPARE(wrangler(apply).exit, 0);

        // Ours: a file whose statements must be split at the right places.
        cli.folder().write(u"project/migrations/0004_touch.sql"_s,
                           "ALTER TABLE users ADD COLUMN touched INTEGER NOT NULL DEFAULT 0;\n"
                           "CREATE TRIGGER touch AFTER UPDATE OF name ON users BEGIN\n"
                           "  UPDATE users SET touched = touched + 1 WHERE id = new.id;\n"
                           "END;\n");
        QVERIFY(!wrangler.hasNothingToApply(Db));
        const CliResult up = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(up.exit == 0, up.out.constData());
        QVERIFY(wrangler.hasNothingToApply(Db));

        // Theirs, in a file that they named.
        const auto created = wrangler({ u"d1"_s, u"migrations"_s, u"create"_s, Db, u"add tags"_s });
        QVERIFY2(created.exit == 0, created.everything().constData());
        cli.folder().write(u"project/migrations/0005_add_tags.sql"_s,
                           "CREATE TABLE tags (name TEXT PRIMARY KEY);\n");
        QCOMPARE(cli.json({ u"status"_s, u"--local"_s }).states(Db).value(u"0005_add_tags"_s),
                 u"pending"_s);
        QCOMPARE(wrangler(apply).exit, 0);

        // Ours again, in a file that we named.
        const CliResult made = cli.json({ u"new"_s, u"add labels"_s, u"--database"_s, Db });
        QVERIFY2(made.exit == 0, made.out.constData());
        cli.folder().write(u"project/migrations/0006_add_labels.sql"_s,
                           "CREATE TABLE labels (name TEXT PRIMARY KEY);\n");
        QVERIFY(!wrangler.hasNothingToApply(Db));
        const CliResult last = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(last.exit == 0, last.out.constData());
        QVERIFY(wrangler.hasNothingToApply(Db));

        const CliResult status = cli.json({ u"status"_s, u"--check"_s, u"--local"_s });
        QVERIFY2(status.exit == 0, status.out.constData());
        QStringList byWrangler;
        for (const QJsonValue &migration : status.target(Db).value(u"migrations"_s).toArray()) {
            if (migration[u"applied_by"_s].toString() == "wrangler"_L1)
                byWrangler += migration[u"version"_s].toString();
        }
        QCOMPARE(byWrangler, QStringList({ u"0001"_s, u"0002"_s, u"0003"_s, u"0005"_s }));
        const CliResult verified = cli.json({ u"verify"_s, u"--full"_s, u"--local"_s });
        QVERIFY2(verified.exit == 0, verified.out.constData());
    }

    void aMigrationThatFailsIsPendingForBoth()
    {
        const CliRunner cli(u"d1-native"_s);
        const WranglerRunner wrangler(cli.project());
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        cli.folder().write(u"project/migrations/0004_bad.sql"_s,
                           "CREATE TABLE good (id INTEGER PRIMARY KEY);\n"
                           "INSERT INTO no_such_table VALUES (1);\n");

        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 3);
        const CliResult ours = cli.json({ u"status"_s, u"--local"_s });
        QVERIFY(wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--local"_s }).exit != 0);
        const CliResult theirs = cli.json({ u"status"_s, u"--local"_s });

        for (const CliResult &status : { ours, theirs }) {
            QCOMPARE(status.states(Db).value(u"0004_bad"_s), u"pending"_s);
            QCOMPARE(status.target(Db).value(u"state"_s).toString(), u"behind"_s);
        }
        QVERIFY(!wrangler.hasNothingToApply(Db));
    }

    // wrangler lists names as text but applies by value; where widths are mixed only the second counts.
    void bothApplyNumbersByTheirValue()
    {
        const CliRunner ours(u"d1-native"_s);
        const CliRunner theirs(u"d1-native"_s);
        const QStringList names{ u"0004_a"_s, u"10_c"_s, u"9_b"_s, u"20260301120000_d"_s };
        for (const CliRunner *cli : { &ours, &theirs }) {
            for (const QString &name : names)
                cli->folder().write(u"project/migrations/%1.sql"_s.arg(name),
                                    "CREATE TABLE t" + name.toUtf8() + "(id);");
        }
        const WranglerRunner wrangler(theirs.project());

        const CliResult up = ours.json({ u"up"_s, u"--local"_s });
        QCOMPARE(wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--local"_s }).exit, 0);

        QVERIFY2(up.exit == 0, up.out.constData());
        const QByteArray inOrder = "SELECT name FROM d1_migrations ORDER BY id";
        QCOMPARE(ours.rows(Db, inOrder), theirs.rows(Db, inOrder));
        QCOMPARE(ours.rows(Db, inOrder).at(4).first().toString(), u"9_b.sql"_s);
    }

    void aFileThatIsGoneIsMissing()
    {
        const CliRunner cli(u"d1-native"_s);
        const WranglerRunner wrangler(cli.project());
        QCOMPARE(wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--local"_s }).exit, 0);

        QVERIFY(QFile::remove(cli.project() + u"/migrations/0002_create_sessions.sql"_s));
        const CliResult status = cli.json({ u"status"_s, u"--check"_s, u"--local"_s });

        QCOMPARE(status.exit, 4);
        QCOMPARE(status.states(Db).value(u"0002_create_sessions"_s), u"missing"_s);
        QCOMPARE(status.target(Db).value(u"state"_s).toString(), u"diverged"_s);
    }

    void whatWranglerExecutesBesideTheMigrationsIsDrift()
    {
        const CliRunner cli(u"d1-native"_s);
        const WranglerRunner wrangler(cli.project());
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);

        QVERIFY(wrangler.rows(Db, u"CREATE INDEX by_hand ON users(name)"_s).isEmpty());

        const CliResult drift = cli.json({ u"drift"_s, u"--local"_s });
        QCOMPARE(drift.exit, 2);
        const QJsonArray differences = drift.target(Db).value(u"differences"_s).toArray();
        QCOMPARE(differences.size(), 1);
        QCOMPARE(differences.first()[u"object"_s].toString(), u"index by_hand"_s);
        const CliResult status = cli.json({ u"status"_s, u"--local"_s });
        QCOMPARE(status.target(Db).value(u"state"_s).toString(), u"drifted"_s);
    }

    void tidemarkFindsTheFilesWranglerMade_data()
    {
        QTest::addColumn<QByteArray>("table");
        QTest::addColumn<QStringList>("environment");
        QTest::addColumn<QString>("id");

        const QStringList top;
        const QStringList staging{ u"--env"_s, u"staging"_s };
        QTest::newRow("an id") << QByteArray("[[d1_databases]]\ndatabase_id = \"8f3c21aa\"\n")
                               << top << u"8f3c21aa"_s;
        QTest::newRow("an id for previews")
            << QByteArray("[[d1_databases]]\ndatabase_id = \"8f3c21aa\"\n"
                          "preview_database_id = \"c17d95e2\"\n")
            << top << u"c17d95e2"_s;
        QTest::newRow("no id") << QByteArray("[[d1_databases]]\n") << top << u"DB"_s;
        QTest::newRow("an id of an environment")
            << QByteArray("[[d1_databases]]\nbinding = \"DB\"\ndatabase_id = \"8f3c21aa\"\n"
                          "[[env.staging.d1_databases]]\ndatabase_id = \"71d8a2c5\"\n")
            << staging << u"71d8a2c5"_s;
    }

    void tidemarkFindsTheFilesWranglerMade()
    {
        QFETCH(QByteArray, table);
        QFETCH(QStringList, environment);
        QFETCH(QString, id);
        const CliRunner cli;
        cli.folder().write(u"wrangler.toml"_s,
                           "name = \"names\"\ncompatibility_date = \"2026-04-01\"\n" + table
                               + "binding = \"DB\"\ndatabase_name = \"the-database\"\n");
        const WranglerRunner wrangler(cli.project());

        const auto made = wrangler(QStringList{ u"d1"_s,
                                                u"execute"_s,
                                                Db,
                                                u"--local"_s,
                                                u"--command"_s,
                                                u"CREATE TABLE made_by_wrangler (id)"_s }
                                   + environment);

        QVERIFY2(made.exit == 0, made.everything().constData());
        QCOMPARE(wrangler.databaseFiles(), QStringList{ localDatabaseFileName(id) });
        const CliResult tables = cli.json(QStringList{ u"tables"_s, u"--local"_s } + environment);
        QVERIFY2(tables.exit == 0, tables.out.constData());
        QVERIFY2(tables.out.contains("made_by_wrangler"), tables.out.constData());
    }

    void tidemarkFollowsWranglerToAnotherStateFolder()
    {
        const CliRunner cli(u"d1-native"_s);
        const WranglerRunner wrangler(cli.project());
        const QStringList elsewhere{ u"--local"_s,
                                     u"--persist-to"_s,
                                     cli.folder().path(u"elsewhere"_s) };

        const auto applied
            = wrangler(QStringList{ u"d1"_s, u"migrations"_s, u"apply"_s, Db } + elsewhere);

        QVERIFY2(applied.exit == 0, applied.everything().constData());
        const CliResult there = cli.json(QStringList{ u"status"_s } + elsewhere);
        QCOMPARE(there.target(Db).value(u"state"_s).toString(), u"up-to-date"_s);
        const CliResult here = cli.json({ u"status"_s, u"--local"_s });
        QCOMPARE(here.target(Db).value(u"state"_s).toString(), u"empty"_s);
    }

private:
    /// Adds a line to every database of the sample's wrangler.jsonc.
    static void setInWranglerConfig(const CliRunner &cli, const QByteArray &line)
    {
        const QByteArray anchor = "\"migrations_dir\": \"migrations\",";
        QByteArray config = cli.folder().read(u"project/wrangler.jsonc"_s);
        QVERIFY(config.contains(anchor));
        cli.folder().write(u"project/wrangler.jsonc"_s,
                           config.replace(anchor, QByteArray(anchor + line)));
    }
};

TIDEMARK_TEST(tst_wrangler)
#include "tst_wrangler.moc"
