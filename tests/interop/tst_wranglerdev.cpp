#include "workerserver.h"

#include <support/testprogram.h>

#include <QTest>

#include <clirunner.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QString Db = u"DB"_s;

const QByteArray UsersWorker = R"js(export default {
  async fetch(request, env) {
    const path = new URL(request.url).pathname;
    if (path === "/insert") {
      await env.DB.prepare("INSERT INTO users (email, password_hash, name) VALUES (?1, 'x', 'y')")
        .bind(crypto.randomUUID())
        .run();
}
const { results } = await env.DB.prepare("SELECT * FROM users ORDER BY id").all();
return Response.json(results);
}
,
}
;
)js";

} // namespace

/// A developer leaves `wrangler dev` running while Tidemark works on the same file.
class tst_wranglerdev : public QObject
{
    Q_OBJECT

private slots:
    void aDatabaseThatWranglerDevHasOpenIsReadMigratedAndVerified()
    {
        const CliRunner cli(u"d1-native"_s);
        cli.folder().write(u"project/src/index.ts"_s, UsersWorker);
        const WranglerRunner wrangler(cli.project());
        WorkerServer server(wrangler);

        // The Worker opens a database without a table; that is an empty one for both.
        QVERIFY(server.get(u"/rows"_s).isEmpty());
        const CliResult status = cli.json({ u"status"_s, u"--local"_s });
        QCOMPARE(status.target(Db).value(u"state"_s).toString(), u"empty"_s);

        const CliResult up = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(up.exit == 0, up.out.constData());
        QCOMPARE(server.get(u"/rows"_s), QByteArray("[]"));
        QCOMPARE(rowsAt(server, u"/insert"_s).size(), 1);

        cli.folder().write(u"project/migrations/0004_nickname.sql"_s,
                           "ALTER TABLE users ADD COLUMN nickname TEXT DEFAULT 'none';\n");
        const CliResult again = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(again.exit == 0, again.out.constData());
        QCOMPARE(rowsAt(server, u"/insert"_s).last()[u"nickname"_s].toString(), u"none"_s);

        const CliResult verified = cli.json({ u"verify"_s, u"--full"_s, u"--local"_s });
        QVERIFY2(verified.exit == 0, verified.out.constData());
        QCOMPARE(cli.rows(Db, "SELECT count(*) FROM users").first().first().toInteger(), 2);
    }

    void aBackupIsTakenAndPutBackUnderARunningWorker()
    {
        const CliRunner cli(u"d1-native"_s);
        cli.folder().write(u"project/src/index.ts"_s, UsersWorker);
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        const WranglerRunner wrangler(cli.project());
        WorkerServer server(wrangler);
        QCOMPARE(rowsAt(server, u"/insert"_s).size(), 1);
        const QJsonArray two = rowsAt(server, u"/insert"_s);

        const CliResult taken = cli.json({ u"backup"_s, u"--local"_s });
        QVERIFY2(taken.exit == 0, taken.out.constData());
        QCOMPARE(rowsAt(server, u"/insert"_s).size(), 3);
        const QString path = taken.target(Db)[u"backup"_s].toObject()[u"path"_s].toString();
        const CliResult restored = cli.json({ u"restore"_s,
                                              path,
                                              u"--replace"_s,
                                              Db,
                                              u"--local"_s,
                                              u"--confirm"_s,
                                              u"content-db-dev"_s });

        QVERIFY2(restored.exit == 0, restored.out.constData());
        QCOMPARE(rowsAt(server, u"/rows"_s), two);
        QCOMPARE(rowsAt(server, u"/insert"_s).size(), 3);
        QCOMPARE(rowsAt(server, u"/rows"_s).last()[u"id"_s].toInt(), 3);
        const CliResult status = cli.json({ u"status"_s, u"--check"_s, u"--local"_s });
        QVERIFY2(status.exit == 0, status.out.constData());
    }

    // Every request writes, be it only the runtime's own bookkeeping, and the runtime does not wait for a lock: it answers
    // SQLITE_BUSY while somebody else writes. A run may therefore cost requests, but none may be answered and then be lost.
    void noAnsweredRequestIsLostWhileTidemarkMigrates()
    {
        const CliRunner cli(u"d1-native"_s);
        cli.folder().write(u"project/src/index.ts"_s, UsersWorker);
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        cli.folder().write(u"project/migrations/0004_nickname.sql"_s,
                           "ALTER TABLE users ADD COLUMN nickname TEXT DEFAULT 'none';\n"
                           "CREATE INDEX idx_users_name ON users(name);\n");
        const WranglerRunner wrangler(cli.project());
        WorkerServer server(wrangler);
        QVERIFY(!server.get(u"/insert"_s).isEmpty());

        server.keepGetting(u"/insert"_s);
        const CliResult up = cli.json({ u"up"_s, u"--local"_s });
        const WorkerServer::Tally tally = server.stopGetting();

        QVERIFY2(up.exit == 0, up.out.constData());
        QVERIFY2(tally.answered > 0, server.log().constData());
        // One that failed may have inserted before it was refused to select.
        const qsizetype rows = rowsAt(server, u"/rows"_s).size();
        QVERIFY(rows >= 1 + tally.answered && rows <= 1 + tally.answered + tally.failed);
        QCOMPARE(rowsAt(server, u"/insert"_s).last()[u"nickname"_s].toString(), u"none"_s);
    }

    // Everything that writes, with `wrangler dev` writing all the while; twenty times over in `./dev soak`.
    void roundsOfUpDownBackupAndRestoreComeThroughAWritingWorker()
    {
        const CliRunner cli(u"d1-native"_s);
        cli.folder().write(u"project/src/index.ts"_s, UsersWorker);
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        cli.folder().write(u"project/migrations/0004_nickname.sql"_s,
                           "ALTER TABLE users ADD COLUMN nickname TEXT DEFAULT 'none';\n");
        cli.folder().write(u"project/migrations/0004_nickname.down.sql"_s,
                           "ALTER TABLE users DROP COLUMN nickname;\n");
        const WranglerRunner wrangler(cli.project());
        WorkerServer server(wrangler);
        QVERIFY(!server.get(u"/insert"_s).isEmpty());
        const int rounds = qEnvironmentVariableIsSet("TIDEMARK_SOAK") ? 20 : 1;

        for (int round = 0; round < rounds; ++round) {
            server.keepGetting(u"/insert"_s);
            const CliResult taken = cli.json({ u"backup"_s, u"--local"_s });
            const CliResult up = cli.json({ u"up"_s, u"--local"_s });
            const CliResult down = cli.json({ u"down"_s, u"3"_s, u"--local"_s });
            const QString path = taken.target(Db)[u"backup"_s].toObject()[u"path"_s].toString();
            const CliResult restored = cli.json({ u"restore"_s,
                                                  path,
                                                  u"--replace"_s,
                                                  Db,
                                                  u"--local"_s,
                                                  u"--confirm"_s,
                                                  u"content-db-dev"_s });
            const WorkerServer::Tally tally = server.stopGetting();

            for (const CliResult &result : { taken, up, down, restored })
                QVERIFY2(result.exit == 0, result.out.constData());
            QVERIFY2(tally.answered > 0, server.log().constData());
            QCOMPARE(cli.rows(Db, "PRAGMA integrity_check").first().first().toString(), u"ok"_s);
            const CliResult verified = cli.json({ u"verify"_s, u"--full"_s, u"--local"_s });
            QVERIFY2(verified.exit == 0, verified.out.constData());
            QVERIFY(!server.get(u"/insert"_s).isEmpty());
        }
    }

    // Whatever only reads must hold no lock at all.
    void writersAreAnsweredWhileTidemarkOnlyReads()
    {
        const CliRunner cli(u"d1-native"_s);
        cli.folder().write(u"project/src/index.ts"_s, UsersWorker);
        QCOMPARE(cli.json({ u"up"_s, u"--local"_s }).exit, 0);
        const WranglerRunner wrangler(cli.project());
        WorkerServer server(wrangler);
        QVERIFY(!server.get(u"/insert"_s).isEmpty());

        server.keepGetting(u"/insert"_s);
        const CliResult status = cli.json({ u"status"_s, u"--local"_s });
        const CliResult verified = cli.json({ u"verify"_s, u"--full"_s, u"--local"_s });
        const CliResult rehearsed = cli.json({ u"rehearse"_s, u"--local"_s });
        const CliResult taken = cli.json({ u"backup"_s, u"--local"_s });
        const WorkerServer::Tally tally = server.stopGetting();

        for (const CliResult &result : { status, verified, rehearsed, taken })
            QVERIFY2(result.exit == 0, result.out.constData());
        QVERIFY(tally.answered > 0);
        QVERIFY2(tally.failed == 0, server.log().constData());
        QCOMPARE(rowsAt(server, u"/rows"_s).size(), 1 + tally.answered);
    }

private:
    static QJsonArray rowsAt(WorkerServer &server, const QString &path)
    {
        return QJsonDocument::fromJson(server.get(path)).array();
    }
};

TIDEMARK_TEST(tst_wranglerdev)
#include "tst_wranglerdev.moc"
