#include "wranglerrunner.h"

#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QJsonDocument>
#include <QRegularExpression>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QString Db = u"DB"_s;

/// A project whose one database lives in a sandbox, and a wrangler that takes the sandbox for Cloudflare.
class Bench
{
public:
    explicit Bench(const QByteArray &script = {}, double secondsAgo = 0)
        : id(created(script, secondsAgo))
        , wrangler(folder.path())
    {
        folder.write(u"wrangler.toml"_s,
                     "name = \"shop\"\ncompatibility_date = "
                     "\"2026-04-01\"\n[[d1_databases]]\nbinding = \"DB\"\n"
                     "database_name = \"shop\"\ndatabase_id = \""
                         + id.toLatin1() + "\"\n");
        wrangler.set(u"CLOUDFLARE_API_BASE_URL"_s, sandbox.baseUrl().toString());
        wrangler.set(u"CLOUDFLARE_ACCOUNT_ID"_s, sandbox.account());
        wrangler.set(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(sandbox.token()));
        sandbox.clearLog();
    }

    WranglerResult execute(const QString &sql)
    {
        return wrangler(
            { u"d1"_s, u"execute"_s, Db, u"--remote"_s, u"--json"_s, u"--command"_s, sql });
    }
    WranglerResult executeFile(const QByteArray &script)
    {
        return wrangler({ u"d1"_s,
                          u"execute"_s,
                          Db,
                          u"--remote"_s,
                          u"--yes"_s,
                          u"--file"_s,
                          folder.write(u"script.sql"_s, script) });
    }

    /// "METHOD path body" of every request since the last call; ids, folders and signatures taken out.
    QStringList requests()
    {
        QStringList lines;
        for (const QJsonValue &request : sandbox.requests()) {
            QString path = request[u"path"_s].toString();
            path.replace(id, u"{db}"_s)
                .remove(u"/client/v4"_s)
                .remove(u"/accounts/"_s + sandbox.account());
            path.replace(QRegularExpression(u"/d1-sandbox/.*"_s), u"/d1-sandbox"_s);
            lines.append(
                u"%1 %2 %3"_s
                    .arg(request[u"method"_s].toString(), path, request[u"body"_s].toString())
                    .trimmed());
        }
        sandbox.clearLog();
        return lines;
    }

    QString created(const QByteArray &script, double secondsAgo)
    {
        sandbox.advanceClock(-secondsAgo);
        return sandbox.createDatabase(u"shop"_s, script);
    }

    ScratchFolder folder;
    SandboxProcess sandbox;
    QString id;
    WranglerRunner wrangler;
};

QJsonArray arrayOf(const WranglerResult &result)
{
    return QJsonDocument::fromJson(result.out).array();
}

QString start(const QString &line)
{
    return line.section(u' ', 0, 1);
}

} // namespace

/// The real wrangler takes the sandbox for Cloudflare: every command it has for remote databases.
class tst_wranglersandbox : public QObject
{
    Q_OBJECT

private slots:
    void listsDatabasesTenAtATime()
    {
        Bench bench;
        for (int number = 0; number < 11; ++number)
            bench.sandbox.createDatabase(u"more-%1"_s.arg(number));
        bench.sandbox.clearLog();

        const WranglerResult listed = bench.wrangler({ u"d1"_s, u"list"_s, u"--json"_s });

        QVERIFY2(listed.exit == 0, listed.everything().constData());
        QCOMPARE(arrayOf(listed).size(), 12);
        QCOMPARE(bench.requests(),
                 QStringList({ u"GET /d1/database?per_page=10&page=1"_s,
                               u"GET /d1/database?per_page=10&page=2"_s }));
    }

    void createsDescribesAndDeletesADatabase()
    {
        Bench bench;

        const WranglerResult created
            = bench.wrangler({ u"d1"_s, u"create"_s, u"fresh"_s, u"--location"_s, u"weur"_s });
        QVERIFY2(created.exit == 0, created.everything().constData());
        QVERIFY(created.out.contains("in region WEUR"));
        QCOMPARE(
            bench.requests(),
            QStringList(
                { u"POST /d1/database {\"name\":\"fresh\",\"primary_location_hint\":\"weur\"}"_s }));

        const WranglerResult info = bench.wrangler({ u"d1"_s, u"info"_s, u"shop"_s, u"--json"_s });
        QVERIFY2(info.exit == 0, info.everything().constData());
        const QJsonObject described = QJsonDocument::fromJson(info.out).object();
        QCOMPARE(described.value(u"uuid"_s).toString(), bench.id);
        QVERIFY(described.value(u"database_size"_s).toInt() > 0);
        const QStringList asked = bench.requests();
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.first(), u"GET /d1/database/{db}"_s);
        QCOMPARE(start(asked.last()), u"POST /graphql"_s);

        const WranglerResult again = bench.wrangler({ u"d1"_s, u"create"_s, u"fresh"_s });
        QVERIFY(again.exit != 0);
        QVERIFY2(again.everything().contains("already exists"), again.everything().constData());
        const WranglerResult deleted
            = bench.wrangler({ u"d1"_s, u"delete"_s, u"fresh"_s, u"--skip-confirmation"_s });
        QVERIFY2(deleted.exit == 0, deleted.everything().constData());
        QCOMPARE(bench.sandbox.d1("GET", u"/fresh"_s).code(), 7404);
    }

    void executesACommand()
    {
        Bench bench("CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO t VALUES (1, "
                    "'a'), (2, NULL)");
        const QString sql = u"SELECT id, name FROM t; SELECT count(*) AS n FROM t"_s;

        const WranglerResult result = bench.execute(sql);

        QVERIFY2(result.exit == 0, result.everything().constData());
        const QJsonArray statements = arrayOf(result);
        QCOMPARE(statements.size(), 2);
        QCOMPARE(statements.first()[u"results"_s].toArray(),
                 QJsonArray({ QJsonObject({ { u"id"_s, 1 }, { u"name"_s, u"a"_s } }),
                              QJsonObject({ { u"id"_s, 2 }, { u"name"_s, QJsonValue::Null } }) }));
        QCOMPARE(statements.last()[u"meta"_s][u"served_by"_s].toString(), u"v3-prod"_s);
        QCOMPARE(bench.requests(),
                 QStringList({ u"POST /d1/database/{db}/query {\"sql\":\"%1\"}"_s.arg(sql) }));
    }

    void reportsAFailedCommand()
    {
        Bench bench("CREATE TABLE t (id INTEGER PRIMARY KEY)");

        const WranglerResult result
            = bench.execute(u"INSERT INTO t VALUES (1); SELECT * FROM nowhere"_s);

        QCOMPARE(result.exit, 1);
        QVERIFY(result.out.contains("no such table: nowhere: SQLITE_ERROR [code: 7500]"));
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT * FROM t"), QJsonArray());
    }

    void executesAFileThroughTheImport()
    {
        Bench bench("CREATE TABLE parent (id INTEGER PRIMARY KEY); CREATE TABLE child (p "
                    "REFERENCES parent(id))");
        const QByteArray script
            = "PRAGMA foreign_keys=OFF;\nINSERT INTO child VALUES (7);\nINSERT INTO parent VALUES "
              "(7);\n"
              "CREATE TRIGGER again AFTER INSERT ON child BEGIN SELECT ';' ; END;\n"
              "PRAGMA foreign_keys=ON;\n";

        const WranglerResult result = bench.executeFile(script);

        QVERIFY2(result.exit == 0, result.everything().constData());
        QVERIFY(result.out.contains("Executed 5 queries"));
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT p FROM child"),
                 QJsonArray({ QJsonArray({ 7 }) }));
        const QStringList requests = bench.requests();
        QVERIFY(requests.at(0).startsWith(
            "POST /d1/database/{db}/import {\"action\":\"init\",\"etag\":"_L1));
        QCOMPARE(requests.at(1), u"PUT /d1-sandbox"_s);
        QVERIFY(requests.at(2).startsWith(
            "POST /d1/database/{db}/import {\"action\":\"ingest\",\"filename\":"_L1));

        // The same content once more: it is there already, so the import starts at once, and fails on the trigger.
        const WranglerResult again = bench.executeFile(script);
        QVERIFY(again.exit != 0);
        QVERIFY2(again.out.contains("File already uploaded"), again.everything().constData());
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT count(*) FROM child"),
                 QJsonArray({ QJsonArray({ 1 }) }));
    }

    void pollsASlowImport()
    {
        Bench bench;
        bench.sandbox.setQuirk(u"slow-import"_s, 3);

        const WranglerResult result
            = bench.executeFile("CREATE TABLE t (a);\nINSERT INTO t VALUES (1);\n");

        QVERIFY2(result.exit == 0, result.everything().constData());
        const QStringList polls = bench.requests().filter(u"\"action\":\"poll\""_s);
        QCOMPARE(polls.size(), 3);
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT a FROM t"),
                 QJsonArray({ QJsonArray({ 1 }) }));
    }

    void exportsWhatWasAskedFor()
    {
        Bench bench("CREATE TABLE a (x); CREATE TABLE b (y TEXT); CREATE TABLE c (z); INSERT INTO "
                    "a VALUES (1);"
                    "INSERT INTO b VALUES ('it''s' || char(10) || 'two');");
        const QString file = bench.folder.path(u"dump.sql"_s);

        const WranglerResult result = bench.wrangler({ u"d1"_s,
                                                       u"export"_s,
                                                       Db,
                                                       u"--remote"_s,
                                                       u"--no-schema"_s,
                                                       u"--table"_s,
                                                       u"a"_s,
                                                       u"--table"_s,
                                                       u"b"_s,
                                                       u"--output"_s,
                                                       file });

        QVERIFY2(result.exit == 0, result.everything().constData());
        QCOMPARE(bench.folder.read(u"dump.sql"_s),
                 "PRAGMA defer_foreign_keys=TRUE;\nINSERT INTO \"a\" (\"x\") VALUES(1);\n"
                 "INSERT INTO \"b\" (\"y\") VALUES(replace('it''s\\ntwo','\\n',char(10)));");
        const QStringList requests = bench.requests();
        const QString options = u"\"output_format\":\"polling\",\"dump_options\":{\"no_schema\":"
                                u"true,\"no_data\":false,"
                                "\"tables\":[\"a\",\"b\"]}"_s;
        QCOMPARE(requests.first(), u"POST /d1/database/{db}/export {%1}"_s.arg(options));
        QVERIFY(requests.at(1).startsWith(
            u"POST /d1/database/{db}/export {%1,\"current_bookmark\":"_s.arg(options)));
        QVERIFY(requests.last().startsWith("GET /d1-sandbox"_L1));
    }

    void aDumpGoesRoundTheHouse()
    {
        Bench bench(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, s TEXT, b BLOB); CREATE INDEX i ON t (s);"
            "INSERT INTO t VALUES (1, 'ünï; -- ''', x'00ff'), (2, NULL, x'')");
        const QString file = bench.folder.path(u"dump.sql"_s);
        QCOMPARE(
            bench.wrangler({ u"d1"_s, u"export"_s, Db, u"--remote"_s, u"--output"_s, file }).exit,
            0);
        const QJsonArray before = bench.sandbox.rows(bench.id, "SELECT id, s, hex(b) FROM t");
        static_cast<void>(bench.sandbox.rows(bench.id, "DROP TABLE t"));

        const WranglerResult result = bench.executeFile(bench.folder.read(u"dump.sql"_s));

        QVERIFY2(result.exit == 0, result.everything().constData());
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT id, s, hex(b) FROM t"), before);
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT count(*) FROM pragma_index_list('t')"),
                 QJsonArray({ QJsonArray({ 1 }) }));
    }

    void refusesToExportVirtualTables()
    {
        Bench bench("CREATE VIRTUAL TABLE f USING fts5(t)");

        const WranglerResult result = bench.wrangler({ u"d1"_s,
                                                       u"export"_s,
                                                       Db,
                                                       u"--remote"_s,
                                                       u"--output"_s,
                                                       bench.folder.path(u"dump.sql"_s) });

        QVERIFY(result.exit != 0);
        QVERIFY2(result.everything().contains("cannot export databases with Virtual Tables (fts5)"),
                 result.everything().constData());
        QCOMPARE(bench.execute(u"SELECT 1"_s).exit, 0);
    }

    void listsAndAppliesMigrations()
    {
        Bench bench;
        bench.folder.write(u"migrations/0001_first.sql"_s, "CREATE TABLE a (x);");
        bench.folder.write(u"migrations/0002_second.sql"_s,
                           "INSERT INTO a VALUES (1);\nINSERT INTO nowhere VALUES (1);");
        const QStringList list{ u"d1"_s, u"migrations"_s, u"list"_s, Db, u"--remote"_s };

        const WranglerResult before = bench.wrangler(list);
        QVERIFY2(before.exit == 0, before.everything().constData());
        QVERIFY(before.out.contains("0002_second.sql"));
        const QStringList looked = bench.requests();
        QCOMPARE(looked.size(), 2);
        QVERIFY(looked.first().contains("CREATE TABLE IF NOT EXISTS d1_migrations("_L1));
        QVERIFY(looked.last().contains(
            R"({"sql":"SELECT *\n\t\tFROM d1_migrations\n\t\tORDER BY id"})"_L1));

        const WranglerResult applied
            = bench.wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--remote"_s });
        QVERIFY(applied.exit != 0);
        QVERIFY(applied.everything().contains("no such table: nowhere"));
        QCOMPARE(bench.requests().size(), 4);
        // The first is there with its row of the ledger, of the second nothing is.
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT id, name FROM d1_migrations"),
                 QJsonArray({ QJsonArray({ 1, u"0001_first.sql"_s }) }));
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT * FROM a"), QJsonArray());

        bench.folder.write(u"migrations/0002_second.sql"_s, "INSERT INTO a VALUES (1);");
        QCOMPARE(bench.wrangler({ u"d1"_s, u"migrations"_s, u"apply"_s, Db, u"--remote"_s }).exit,
                 0);
        QVERIFY(bench.wrangler(list).out.contains("No migrations to apply"));
    }

    void travelsInTimeByTimestampAndBack()
    {
        Bench bench("CREATE TABLE t (a)", 7200);
        bench.sandbox.rows(bench.id, "INSERT INTO t VALUES (1)");
        bench.sandbox.advanceClock(3600);
        bench.sandbox.rows(bench.id, "DELETE FROM t");
        const QJsonArray commits
            = bench.sandbox.control("GET", u"databases/%1/timeline"_s.arg(bench.id))
                  .json()
                  .value(u"commits"_s)
                  .toArray();
        QCOMPARE(commits.size(), 4);
        bench.sandbox.clearLog();

        const QString between
            = QDateTime::currentDateTimeUtc().addSecs(-5400).toString(Qt::ISODate);
        const WranglerResult info = bench.wrangler(
            { u"d1"_s, u"time-travel"_s, u"info"_s, Db, u"--json"_s, u"--timestamp"_s, between });
        QVERIFY2(info.exit == 0, info.everything().constData());
        const QString bookmark = QJsonDocument::fromJson(info.out)[u"bookmark"_s].toString();
        QCOMPARE(bookmark, commits.at(2)[u"bookmark"_s].toString());
        const QStringList asked = bench.requests();
        QCOMPARE(asked.size(), 2);
        QCOMPARE(asked.first(), u"GET /d1/database/{db}"_s);
        QVERIFY(
            asked.last().startsWith("GET /d1/database/{db}/time_travel/bookmark?timestamp="_L1));

        const WranglerResult restored = bench.wrangler({ u"d1"_s,
                                                         u"time-travel"_s,
                                                         u"restore"_s,
                                                         Db,
                                                         u"--json"_s,
                                                         u"--timestamp"_s,
                                                         between });
        QVERIFY2(restored.exit == 0, restored.everything().constData());
        QCOMPARE(bench.requests().size(), 3);
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT a FROM t"),
                 QJsonArray({ QJsonArray({ 1 }) }));
        const QString previous
            = QJsonDocument::fromJson(restored.out)[u"previous_bookmark"_s].toString();
        QCOMPARE(previous, commits.at(3)[u"bookmark"_s].toString());

        bench.sandbox.clearLog();
        const WranglerResult undone = bench.wrangler(
            { u"d1"_s, u"time-travel"_s, u"restore"_s, Db, u"--bookmark"_s, previous });
        QVERIFY2(undone.exit == 0, undone.everything().constData());
        QCOMPARE(
            bench.requests(),
            QStringList({ u"GET /d1/database/{db}"_s,
                          u"POST /d1/database/{db}/time_travel/restore?bookmark="_s + previous }));
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT a FROM t"), QJsonArray());
    }

    void knowsWhoAsks()
    {
        Bench bench;

        const WranglerResult known = bench.wrangler({ u"whoami"_s });
        QVERIFY2(known.exit == 0, known.everything().constData());
        QVERIFY(known.out.contains(bench.sandbox.account().toLatin1()));
        QStringList paths;
        for (const QString &request : bench.requests())
            paths.append(start(request));
        QVERIFY(paths.contains(u"GET /user/tokens/verify"_s));
        QVERIFY(paths.contains(u"GET /user"_s));
        QVERIFY(paths.contains(u"GET /accounts?page=1"_s));

        bench.wrangler.set(u"CLOUDFLARE_API_TOKEN"_s, u"wrong"_s);
        const WranglerResult unknown = bench.execute(u"SELECT 1"_s);
        QVERIFY(unknown.exit != 0);
        QVERIFY2(unknown.out.contains("10000"), unknown.everything().constData());
    }

    void letsAReadOnlyTokenReadOnly()
    {
        Bench bench("CREATE TABLE t (a)");
        const QJsonObject token{ { u"value"_s, u"reader"_s }, { u"read_only"_s, true } };
        bench.sandbox.configure({ { u"tokens"_s, QJsonArray{ token } } });
        bench.wrangler.set(u"CLOUDFLARE_API_TOKEN"_s, u"reader"_s);

        QCOMPARE(bench.execute(u"SELECT * FROM t"_s).exit, 0);
        const WranglerResult written = bench.execute(u"INSERT INTO t VALUES (1)"_s);

        QVERIFY(written.exit != 0);
        QVERIFY2(written.out.contains("10000"), written.everything().constData());
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT * FROM t"), QJsonArray());
    }

    void losesAnAnswerAsANetworkDoes()
    {
        Bench bench("CREATE TABLE t (a)");
        bench.sandbox.setQuirk(u"answer-lost"_s, 1);

        const WranglerResult result = bench.execute(u"INSERT INTO t VALUES (1)"_s);

        // Wrangler does not ask again, and cannot know that the row is there.
        QVERIFY(result.exit != 0);
        QCOMPARE(bench.sandbox.rows(bench.id, "SELECT a FROM t"),
                 QJsonArray({ QJsonArray({ 1 }) }));
    }
};

TIDEMARK_TEST(tst_wranglersandbox)
#include "tst_wranglersandbox.moc"
