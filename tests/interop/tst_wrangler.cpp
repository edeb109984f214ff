#include "wranglerrunner.h"

#include <engine/project/localstate.h>
#include <engine/sql/identifier.h>

#include <QTest>

#include <clirunner.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QString Db = u"DB"_s;

using Content = QMap<QString, QList<Row>>;

/// Every row of every table that a transfer must carry over, and the definitions of all objects. The lease's tables are no
/// content, and _cf_… belongs to the runtime.
Content contentOf(const QString &file)
{
    const QByteArray objects
        = "FROM sqlite_schema WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
          "AND name NOT LIKE '\\_cf\\_%' ESCAPE '\\' "
          "AND name NOT IN ('_tidemark_lock', '_tidemark_guard') AND sql IS NOT NULL";
    auto connection = SqliteConnection::open(file);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    const auto rows = [&connection](const QByteArray &sql) {
        auto result = connection->query({ sql, {} });
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return result->rows;
    };
    Content content;
    content.insert(u"definitions"_s,
                   rows("SELECT type, name, sql " + objects + " ORDER BY type, name"));
    for (const Row &row : rows("SELECT name " + objects + " AND type = 'table'")) {
        const QString table = row.first().toString();
        content.insert(u"table "_s + table, rows("SELECT * FROM " + quoted(table)));
    }
    return content;
}

/// What makes dumps go wrong: separators, quotes, line ends and comments in text, blobs, empty things, long fractions, and a
/// trigger with statements of its own.
const QByteArray AwkwardRows = R"(
INSERT INTO users (email, password_hash, name) VALUES
  ('semi;colon', 'it''s "quoted"', 'two' || char(10) || 'lines'), ('ünï', '\n', '-- no comment /* either */');
INSERT INTO sessions (id, user_id, expires_at) VALUES ('s;1', 1, '');
INSERT INTO content (author_id, slug, title, body) VALUES (1, 'crlf', 'a' || char(13, 10) || 'b', '%s ?1 :x $y');
INSERT INTO files VALUES ('f', 1, 'k', 't', 4503599627370497, 'now');
CREATE TABLE "odd "" name" ("select" INTEGER, r REAL, b BLOB, "a;b");
INSERT INTO "odd "" name" VALUES (-7, 0.1, x'00ff', NULL), (0, 1e300, x'', '0012'), (1, -2.5, 'text', 1.5);
CREATE VIEW people AS SELECT id, name FROM users WHERE name <> ';';
CREATE TRIGGER touched AFTER UPDATE OF name ON users BEGIN
  UPDATE users SET updated_at = 'x;y' WHERE id = new.id;
  DELETE FROM sessions WHERE user_id = new.id;
END;
)";

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
        QVERIFY(hasNothingToApply(wrangler));
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
        QVERIFY(!hasNothingToApply(wrangler));
        const CliResult up = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(up.exit == 0, up.out.constData());
        QVERIFY(hasNothingToApply(wrangler));

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
        QVERIFY(!hasNothingToApply(wrangler));
        const CliResult last = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(last.exit == 0, last.out.constData());
        QVERIFY(hasNothingToApply(wrangler));

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
        QVERIFY(!hasNothingToApply(wrangler));
    }

    void whatWranglerExportsTidemarkRestores()
    {
        const CliRunner cli(u"d1-native"_s);
        const WranglerRunner wrangler(cli.project());
        fillWithAwkwardRows(cli, wrangler);
        const auto content = contentOf(cli.databaseFile(Db));
        const QString dump = cli.folder().path(u"dump.sql"_s);

        const auto exported
            = wrangler({ u"d1"_s, u"export"_s, Db, u"--local"_s, u"--output"_s, dump });

        QVERIFY2(exported.exit == 0, exported.everything().constData());
        const QString copy = cli.folder().path(u"copy.sqlite"_s);
        const CliResult intoNew = cli.json({ u"restore"_s, dump, u"--into-new"_s, copy });
        QVERIFY2(intoNew.exit == 0, intoNew.out.constData());
        QCOMPARE(contentOf(copy), content);

        cli.sql(Db, "DELETE FROM content; DROP VIEW people; DROP TABLE \"odd \"\" name\";");
        const CliResult replaced = cli.json({ u"restore"_s,
                                              dump,
                                              u"--replace"_s,
                                              Db,
                                              u"--local"_s,
                                              u"--confirm"_s,
                                              u"content-db-dev"_s });
        QVERIFY2(replaced.exit == 0, replaced.out.constData());
        QCOMPARE(contentOf(cli.databaseFile(Db)), content);
        QVERIFY(hasNothingToApply(wrangler));
        QCOMPARE(wrangler.rows(Db, u"SELECT name FROM people"_s).size(), 2);
    }

    void whatTidemarkExportsWranglerExecutes()
    {
        const CliRunner cli(u"d1-native"_s);
        fillWithAwkwardRows(cli, WranglerRunner(cli.project()));
        // Beyond 2^53, where wrangler's own export rounds (its numbers are JavaScript's).
        cli.sql(Db, "INSERT INTO files VALUES ('wide', 1, 'w', 't', 9223372036854775807, '')");
        const QString dump = cli.folder().path(u"dump.sql"_s);
        const CliResult exported
            = cli.json({ u"export"_s, u"--format"_s, u"sql"_s, u"--output"_s, dump, u"--local"_s });
        QVERIFY2(exported.exit == 0, exported.out.constData());
        const CliRunner fresh(u"d1-native"_s);
        const WranglerRunner wrangler(fresh.project());

        const auto executed
            = wrangler({ u"d1"_s, u"execute"_s, Db, u"--local"_s, u"--file"_s, dump });

        QVERIFY2(executed.exit == 0, executed.everything().constData());
        QCOMPARE(contentOf(fresh.databaseFile(Db)), contentOf(cli.databaseFile(Db)));
        QVERIFY(hasNothingToApply(wrangler));
    }

    void aWholeSampleGoesThereAndBack()
    {
        const CliRunner cli(u"nanotype"_s);
        const QString auth = u"AUTH_DB"_s;
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        cli.sql(auth, cli.folder().read(u"project/rows/auth_rows.sql"_s));
        const QString ours = cli.folder().path(u"ours.sql"_s);
        const CliResult exported
            = cli.json({ u"export"_s, u"--database"_s, auth, u"--output"_s, ours, u"--local"_s });
        QVERIFY2(exported.exit == 0, exported.out.constData());

        const CliRunner fresh(u"nanotype"_s);
        const WranglerRunner wrangler(fresh.project());
        const auto executed
            = wrangler({ u"d1"_s, u"execute"_s, auth, u"--local"_s, u"--file"_s, ours });
        QVERIFY2(executed.exit == 0, executed.everything().constData());
        const QString theirs = cli.folder().path(u"theirs.sql"_s);
        const auto back
            = wrangler({ u"d1"_s, u"export"_s, auth, u"--local"_s, u"--output"_s, theirs });
        QVERIFY2(back.exit == 0, back.everything().constData());
        const QString copy = cli.folder().path(u"copy.sqlite"_s);
        const CliResult restored = cli.json({ u"restore"_s, theirs, u"--into-new"_s, copy });
        QVERIFY2(restored.exit == 0, restored.out.constData());

        const auto content = contentOf(cli.databaseFile(auth));
        QVERIFY(content.value(u"table user"_s).size() >= 400);
        QCOMPARE(contentOf(fresh.databaseFile(auth)), content);
        QCOMPARE(contentOf(copy), content);
        const CliResult status
            = fresh.json({ u"status"_s, u"--database"_s, auth, u"--check"_s, u"--local"_s });
        QVERIFY2(status.exit == 0, status.out.constData());
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

    static bool hasNothingToApply(const WranglerRunner &wrangler)
    {
        const auto list = wrangler({ u"d1"_s, u"migrations"_s, u"list"_s, Db, u"--local"_s });
        if (list.exit != 0)
            qFatal("%s", list.everything().constData());
        return list.out.contains("No migrations to apply!");
    }

    static void fillWithAwkwardRows(const CliRunner &cli, const WranglerRunner &wrangler)
    {
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        const QString file = cli.folder().write(u"awkward.sql"_s, AwkwardRows);
        const auto executed
            = wrangler({ u"d1"_s, u"execute"_s, Db, u"--local"_s, u"--file"_s, file });
        QVERIFY2(executed.exit == 0, executed.everything().constData());
    }
};

QTEST_GUILESS_MAIN(tst_wrangler)
#include "tst_wrangler.moc"
