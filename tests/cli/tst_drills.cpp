#include "clirunner.h"

#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// The drills of the manual, step by step: docs/production-drill.md for the two NanoType databases, and a project with
/// three environments that starts without any database.
class tst_drills : public QObject
{
    Q_OBJECT

private slots:
    void nanotypeProduction();
    void verifiesWhatOnlyOtherToolsHaveRecorded();
    void threeEnvironments();
};

namespace {

/// Command lines of one project against one sandbox.
class Drill
{
public:
    Drill(const QString &sample, const QStringList &server)
        : cli(sample)
        , sandbox(server)
    {
        cli.engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s,
                                       QString::fromUtf8(sandbox.token()));
        cli.engine->environment.insert(u"CLOUDFLARE_API_BASE_URL"_s, sandbox.baseUrl().toString());
    }

    CliResult operator()(const QString &environment, const QStringList &line) const
    {
        const QStringList place{ u"--remote"_s, u"--env"_s, environment };
        return cli.json(place + line + m_confirmed);
    }
    void confirm(const QStringList &names)
    {
        for (const QString &name : names)
            m_confirmed << u"--confirm"_s << name;
    }

    CliRunner cli;
    SandboxProcess sandbox;

private:
    QStringList m_confirmed;
};

bool succeeded(const CliResult &result)
{
    if (result.exit != 0)
        qWarning("exit %d\n%s\n%s", result.exit, result.out.constData(), result.err.constData());
    return result.exit == 0;
}

int rowsIn(const Drill &drill,
           const QString &environment,
           const QStringList &database,
           const QString &table)
{
    const auto answer = drill(
        environment, database + QStringList{ u"query"_s, u"SELECT count(*) FROM "_s + table });
    return answer.json().value(u"targets"_s)[0][u"results"_s][0][u"rows"_s][0][0].toInt(-1);
}

} // namespace

void tst_drills::nanotypeProduction()
{
    Drill drill(u"nanotype"_s, { u"--demo"_s });
    drill.confirm({ u"nanotype-auth"_s, u"nanotype-read-replica"_s });
    const auto production
        = [&drill](const QStringList &line) { return drill(u"production"_s, line); };
    const QStringList auth{ u"--database"_s, u"AUTH_DB"_s };

    const auto first = production({ u"status"_s });
    QCOMPARE(first.states(u"AUTH_DB"_s).value(u"0004_rooms_table"_s), u"pending"_s);
    QVERIFY(first.json().value(u"cost"_s)[u"requests"_s].toInt() <= 4); // two for each database
    QVERIFY(succeeded(production(auth + QStringList{ u"adopt"_s, u"--yes"_s })));
    const auto backup = production(auth + QStringList{ u"backup"_s });
    QVERIFY(succeeded(backup));
    QVERIFY(succeeded(production({ u"up"_s, u"--dry-run"_s })));
    QVERIFY(succeeded(production({ u"up"_s })));
    QVERIFY(succeeded(production({ u"status"_s, u"--check"_s })));
    QVERIFY(succeeded(production({ u"verify"_s })));
    const int keys = rowsIn(drill, u"production"_s, auth, u"api_keys"_s);
    QVERIFY(keys > 0);

    QVERIFY(succeeded(
        production(auth + QStringList{ u"query"_s, u"DELETE FROM api_keys"_s, u"--yes"_s })));
    QVERIFY(succeeded(production(
        auth + QStringList{ u"recover"_s, u"--before"_s, u"0005_add_permissions_table"_s })));
    QCOMPARE(rowsIn(drill, u"production"_s, auth, u"api_keys"_s), keys);

    QVERIFY(
        succeeded(production(auth + QStringList{ u"time-travel"_s, u"restore"_s, u"--undo"_s })));
    QCOMPARE(rowsIn(drill, u"production"_s, auth, u"api_keys"_s), 0);
    const QString saved = backup.target(u"AUTH_DB"_s).value(u"backup"_s)[u"path"_s].toString();
    QVERIFY(succeeded(production(auth + QStringList{ u"recover"_s, u"--rows-from"_s, saved })));
    QCOMPARE(rowsIn(drill, u"production"_s, auth, u"api_keys"_s), keys);
    QVERIFY(succeeded(production({ u"status"_s, u"--check"_s })));
    QVERIFY(succeeded(production({ u"verify"_s })));
}

// The init script was run by hand, as the project's own tools do, and no history names it.
void tst_drills::verifiesWhatOnlyOtherToolsHaveRecorded()
{
    const Drill drill(u"nanotype"_s, { u"--demo"_s });
    const QStringList auth{ u"--database"_s, u"AUTH_DB"_s };

    const auto verified = drill(u"production"_s, auth + QStringList{ u"verify"_s });
    const auto drift = drill(u"production"_s, auth + QStringList{ u"drift"_s });

    const auto target = verified.target(u"AUTH_DB"_s);
    QVERIFY2(target.contains(u"checks"_s), verified.out.constData());
    QVERIFY(!verified.out.contains("does not run on an empty database"));
    // rooms came in by hand too; all else is what the history makes.
    QVERIFY2(drift.out.contains("rooms"), drift.out.constData());
    QVERIFY2(!drift.out.contains("api_keys"), drift.out.constData());
}

void tst_drills::threeEnvironments()
{
    Drill drill(u"d1-native"_s, {});
    const QStringList names{ u"content-db-dev"_s, u"content-db-staging"_s, u"content-db-prod"_s };
    const QStringList ids{ u"0e5b7c42-19fa-4d38-a6c1-7f20d94e83b5"_s,
                           u"a93f16d8-50c7-4be2-8d04-b6e1279c5f30"_s,
                           u"71d8a2c5-e64b-4097-bf13-25c90e7fa86d"_s };
    drill.confirm(names);
    QByteArray wrangler = drill.cli.folder().read(u"project/wrangler.jsonc"_s);
    for (qsizetype i = 0; i < names.size(); ++i) {
        const auto created = drill.cli.json(
            { u"databases"_s, u"create"_s, names.at(i), u"--account"_s, drill.sandbox.account() });
        QVERIFY(succeeded(created));
        const QString id = created.json().value(u"databases"_s)[0][u"id"_s].toString();
        wrangler.replace(ids.at(i).toUtf8(), id.toUtf8());
    }
    drill.cli.folder().write(u"project/wrangler.jsonc"_s, wrangler);
    drill.cli.engine->environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, drill.sandbox.account());

    QVERIFY(succeeded(drill(u"staging"_s, { u"up"_s })));
    QVERIFY(succeeded(drill(u"production"_s, { u"up"_s, u"2"_s })));
    QCOMPARE(drill(u"staging"_s, { u"status"_s }).target(u"DB"_s).value(u"state"_s).toString(),
             u"up-to-date"_s);
    QCOMPARE(drill(u"production"_s, { u"status"_s }).target(u"DB"_s).value(u"state"_s).toString(),
             u"behind"_s);

    const auto before = drill(u"production"_s, { u"time-travel"_s, u"info"_s });
    QVERIFY(succeeded(before));
    QVERIFY(succeeded(drill(u"production"_s, { u"up"_s })));
    QVERIFY(succeeded(drill(u"production"_s,
                            { u"time-travel"_s,
                              u"restore"_s,
                              u"--bookmark"_s,
                              before.target(u"DB"_s).value(u"bookmark"_s).toString() })));
    QCOMPARE(drill(u"production"_s, { u"status"_s }).target(u"DB"_s).value(u"state"_s).toString(),
             u"behind"_s);
    QVERIFY(succeeded(drill(u"production"_s, { u"time-travel"_s, u"restore"_s, u"--undo"_s })));
    QVERIFY(succeeded(drill(u"production"_s, { u"status"_s, u"--check"_s })));
    QVERIFY(succeeded(drill(u"production"_s, { u"verify"_s })));
}

TIDEMARK_TEST(tst_drills)
#include "tst_drills.moc"
