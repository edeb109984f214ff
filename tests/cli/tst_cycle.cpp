#include "clirunner.h"

#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// A whole working day on the sample project, through the command line, step by step as docs/first-day.md tells it.
class tst_cycle : public QObject
{
    Q_OBJECT

private slots:
    void runsTheWholeCycleOnNanotype()
    {
        const CliRunner cli(u"nanotype"_s);

        // Nothing was ever applied, and looking makes no database.
        const auto before = cli.json({ u"status"_s, u"--local"_s });
        QCOMPARE(before.exit, 0);
        QCOMPARE(before.target(u"AUTH_DB"_s).value(u"state"_s).toString(), u"empty"_s);
        QCOMPARE(before.states(u"AUTH_DB"_s).value(u"0004_rooms_table"_s), u"pending"_s);
        QVERIFY(!QFile::exists(cli.databaseFile(u"AUTH_DB"_s)));

        // The rehearsal writes nothing either.
        const auto dryRun = cli.json({ u"up"_s, u"--dry-run"_s, u"--local"_s });
        QVERIFY2(dryRun.exit == 0, dryRun.out.constData());
        QVERIFY(!QFile::exists(cli.databaseFile(u"AUTH_DB"_s)));

        const auto up = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(up.exit == 0, up.out.constData());
        QCOMPARE(up.target(u"AUTH_DB"_s).value(u"state"_s).toString(), u"up-to-date"_s);
        QCOMPARE(up.target(u"READ_REPLICA"_s).value(u"state"_s).toString(), u"up-to-date"_s);
        const auto states = up.states(u"AUTH_DB"_s);
        QCOMPARE(states.value(u"0004_add_user_tier"_s), u"applied"_s);
        QCOMPARE(states.value(u"0004_rooms_table"_s), u"applied"_s);

        fillWithRows(cli);
        QCOMPARE(cli.json({ u"verify"_s, u"--local"_s }).exit, 0);
        const auto backup = cli.json({ u"backup"_s, u"--local"_s, u"--database"_s, u"AUTH_DB"_s });
        QVERIFY2(backup.exit == 0, backup.out.constData());
        const QJsonObject taken = backup.target(u"AUTH_DB"_s).value(u"backup"_s).toObject();
        QVERIFY(taken.value(u"verified"_s).toBool());

        // Somebody drops the table that everything hangs on.
        cli.sql(u"AUTH_DB"_s, "PRAGMA foreign_keys=OFF; DROP TABLE api_keys;");
        const auto broken = cli.json({ u"verify"_s, u"--local"_s });
        QCOMPARE(broken.exit, 3);
        QVERIFY(broken.out.contains("api_keys"));

        const QString path = taken.value(u"path"_s).toString();
        const auto restored = cli.json({ u"restore"_s,
                                         path,
                                         u"--replace"_s,
                                         u"AUTH_DB"_s,
                                         u"--local"_s,
                                         u"--confirm"_s,
                                         u"nanotype-auth"_s });
        QVERIFY2(restored.exit == 0, restored.out.constData());
        const auto verified = cli.json({ u"verify"_s, u"--local"_s });
        QVERIFY2(verified.exit == 0, verified.out.constData());
        QCOMPARE(
            cli.rows(u"AUTH_DB"_s, "SELECT count(*) > 0 FROM api_keys").first().first().toInteger(),
            1);

        const auto down = cli.json({ u"down"_s, u"3"_s, u"--local"_s });
        QVERIFY2(down.exit == 0, down.out.constData());
        QCOMPARE(down.states(u"AUTH_DB"_s).value(u"0004_rooms_table"_s), u"rolled-back"_s);
        QCOMPARE(down.states(u"AUTH_DB"_s).value(u"0002_api_keys"_s), u"applied"_s);

        const auto again = cli.json({ u"up"_s, u"--local"_s });
        QVERIFY2(again.exit == 0, again.out.constData());
        const auto status = cli.json({ u"status"_s, u"--check"_s, u"--local"_s });
        QVERIFY2(status.exit == 0, status.out.constData());
    }

private:
    static void fillWithRows(const CliRunner &cli)
    {
        cli.sql(u"AUTH_DB"_s, cli.folder().read(u"project/rows/auth_rows.sql"_s));
        cli.sql(u"READ_REPLICA"_s, cli.folder().read(u"project/rows/read_replica_rows.sql"_s));
    }
};

TIDEMARK_TEST(tst_cycle)
#include "tst_cycle.moc"
