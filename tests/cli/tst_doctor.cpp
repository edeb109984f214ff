#include "cliprocess.h"
#include "tinyapi.h"

#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Token = "tok-Zk3_pQ7xAb9";

// The lines of one name: "subject passed" each, where passed is true, false or null.
QStringList lines(const CliResult &result, const QString &name)
{
    QStringList found;
    for (const QJsonValue &check : result.json()[u"checks"_s].toArray()) {
        const QJsonValue passed = check[u"passed"_s];
        if (check[u"name"_s].toString() == name)
            found.append(check[u"subject"_s].toString() + u' '
                         + (passed.isNull()   ? u"null"_s
                            : passed.toBool() ? u"true"_s
                                              : u"false"_s));
    }
    return found;
}

QString remedy(const CliResult &result, const QString &name)
{
    for (const QJsonValue &check : result.json()[u"checks"_s].toArray()) {
        if (check[u"name"_s].toString() == name && !check[u"passed"_s].toBool(true))
            return check[u"remedy"_s].toString();
    }
    return {};
}

} // namespace

/// `doctor` as a process of its own.
class tst_doctor : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_keychain = std::make_unique<PrivateKeychain>(); }

    void init() { m_cli = std::make_unique<CliProcess>(*m_keychain, u"nanotype"_s); }

    void findsAllWellOnThisComputer()
    {
        const CliResult result = m_cli->json({ u"doctor"_s, u"--local"_s });

        QCOMPARE(result.exit, 0);
        QCOMPARE(lines(result, u"program"_s), QStringList{ u"tidemark true"_s });
        QCOMPARE(lines(result, u"project"_s), QStringList{ m_cli->project() + u" true"_s });
        QCOMPARE(lines(result, u"migrations"_s),
                 (QStringList{ u"AUTH_DB true"_s, u"READ_REPLICA true"_s }));
        QCOMPARE(lines(result, u"local database"_s),
                 (QStringList{ u"AUTH_DB true"_s, u"READ_REPLICA true"_s }));
        QCOMPARE(lines(result, u"cloudflare"_s), QStringList{ u" null"_s });
    }

    void findsAllWellAtCloudflare()
    {
        const TinyApi api(TinyApi::honest(Token));
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult result = m_cli->json({ u"--api-url"_s, api.url(), u"doctor"_s });

        QCOMPARE(result.exit, 0);
        QCOMPARE(lines(result, u"keychain"_s), QStringList{ u"Secret Service true"_s });
        QCOMPARE(lines(result, u"token"_s), QStringList{ u"from env true"_s });
        QCOMPARE(lines(result, u"network"_s), QStringList{ api.url() + u" true"_s });
        QCOMPARE(lines(result, u"permission"_s),
                 QStringList{ u"5d1f0c7ab2e94638a0c4e7129f3b6d58 true"_s });
    }

    void printsALineForEachCheckAndWhatToDo()
    {
        const CliResult result = (*m_cli)({ u"doctor"_s });

        QCOMPARE(result.exit, 69);
        QVERIFY(result.out.contains("✓ project"));
        QVERIFY(result.out.contains("✗ token"));
        QVERIFY(result.out.contains("→ Store one with `tidemark-cli token set --account"));
        QVERIFY(result.out.contains("– network"));
    }

    void changesNothing()
    {
        QCOMPARE((*m_cli)({ u"doctor"_s, u"--local"_s }).exit, 0);

        QVERIFY(!QDir(m_cli->project() + u"/.wrangler"_s).exists());
        QCOMPARE(QDir(m_cli->folder().path(u"state/tidemark"_s))
                     .entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot),
                 QStringList());
    }

    void saysWhatIsMissingForCloudflare_data()
    {
        QTest::addColumn<QString>("bus");
        QTest::addColumn<QStringList>("keychain");
        QTest::newRow("a keychain without the token")
            << QString() << QStringList{ u"Secret Service true"_s };
        QTest::newRow("no keychain")
            << u"unix:path=/nonexistent"_s << QStringList{ u"Secret Service false"_s };
    }

    void saysWhatIsMissingForCloudflare()
    {
        QFETCH(const QString, bus);
        QFETCH(const QStringList, keychain);
        if (!bus.isEmpty())
            m_cli->environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, bus);

        const CliResult result = m_cli->json({ u"doctor"_s });

        QCOMPARE(result.exit, 69);
        QCOMPARE(lines(result, u"keychain"_s), keychain);
        QCOMPARE(lines(result, u"token"_s),
                 QStringList{ u"CLOUDFLARE_API_TOKEN, keychain false"_s });
        QCOMPARE(lines(result, u"permission"_s), QStringList{ u"D1 null"_s });
        QVERIFY(remedy(result, u"token"_s).contains(u"CLOUDFLARE_API_TOKEN"_s));
    }

    void doesNotMissAKeychainThatIsNotNeeded()
    {
        const TinyApi api(TinyApi::honest(Token));
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));
        m_cli->environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent"_s);

        const CliResult result = m_cli->json({ u"--api-url"_s, api.url(), u"doctor"_s });

        QCOMPARE(result.exit, 0);
        QCOMPARE(lines(result, u"keychain"_s), QStringList{ u"Secret Service null"_s });
    }

    void namesAMissingPermission()
    {
        const TinyApi api([](const TinyApi::Request &request) {
            if (request.path.contains("/d1/database"))
                return TinyApi::refusal(403, 10000, "Authentication error");
            return TinyApi::honest(Token)(request);
        });
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult result = m_cli->json({ u"--api-url"_s, api.url(), u"doctor"_s });

        QCOMPARE(result.exit, 69);
        QCOMPARE(lines(result, u"token"_s), QStringList{ u"from env true"_s });
        QCOMPARE(lines(result, u"permission"_s),
                 QStringList{ u"5d1f0c7ab2e94638a0c4e7129f3b6d58 false"_s });
        QVERIFY(remedy(result, u"permission"_s).contains(u"D1 · Edit"_s));
    }

    void saysThatNobodyAnswers()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const QString address = u"http://127.0.0.1:%1/client/v4"_s.arg(closed.serverPort());
        closed.close();
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult result = m_cli->json({ u"--api-url"_s, address, u"doctor"_s });

        QCOMPARE(result.exit, 75);
        QCOMPARE(lines(result, u"network"_s), QStringList{ address + u" false"_s });
        QCOMPARE(lines(result, u"permission"_s), QStringList{ u"D1 null"_s });
    }

    void findsABrokenConfiguration()
    {
        m_cli->folder().write(u"project/wrangler.toml"_s, "name = \n");

        const CliResult result = m_cli->json({ u"doctor"_s });

        QCOMPARE(result.exit, 78);
        QCOMPARE(lines(result, u"project"_s), QStringList{ m_cli->project() + u" false"_s });
    }

    void findsNoProject()
    {
        const CliProcess nowhere(*m_keychain);

        const CliResult result = nowhere.json({ u"doctor"_s });

        QCOMPARE(result.exit, 66);
        QCOMPARE(lines(result, u"project"_s), QStringList{ nowhere.project() + u" false"_s });
        QVERIFY(lines(result, u"migrations"_s).isEmpty());
    }

    void findsMigrationsThatStopEveryRun()
    {
        m_cli->folder().write(u"project/migrations/0003_again.sql"_s, "SELECT 1;\n");

        const CliResult result = m_cli->json({ u"doctor"_s, u"--local"_s });

        QCOMPARE(result.exit, 4);
        QVERIFY(lines(result, u"migrations"_s).contains(u"READ_REPLICA false"_s));
    }

    void findsAFileThatIsNoDatabase()
    {
        QCOMPARE((*m_cli)({ u"--local"_s, u"up"_s }).exit, 0);
        const QString folder
            = m_cli->project() + u"/.wrangler/state/v3/d1/miniflare-D1DatabaseObject/"_s;
        const QStringList files = QDir(folder).entryList({ u"*.sqlite"_s }, QDir::Files);
        QCOMPARE(files.size(), 2);
        for (const QString &suffix : { u"-wal"_s, u"-shm"_s })
            QFile::remove(folder + files.first() + suffix);
        QFile file(folder + files.first());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QByteArray(4096, 'x'));
        file.close();

        const CliResult result = m_cli->json({ u"doctor"_s, u"--local"_s });

        QCOMPARE(result.exit, 65);
        const QStringList databases = lines(result, u"local database"_s);
        QCOMPARE(databases.filter(u"false"_s).size(), 1);
        QCOMPARE(databases.filter(u"true"_s).size(), 1);
    }

    void findsFoldersThatCannotBeWritten_data()
    {
        QTest::addColumn<QString>("variable");
        QTest::addColumn<QString>("name");
        QTest::newRow("journal") << u"XDG_STATE_HOME"_s << u"journal"_s;
        QTest::newRow("backups") << u"XDG_DATA_HOME"_s << u"backups"_s;
    }

    void findsFoldersThatCannotBeWritten()
    {
        QFETCH(const QString, variable);
        QFETCH(const QString, name);
        // A file where the folder should be: not even root can write there.
        m_cli->environment.insert(variable, m_cli->folder().write(u"in the way"_s, "x"));

        const CliResult result = m_cli->json({ u"doctor"_s, u"--local"_s });

        QCOMPARE(result.exit, 8);
        QVERIFY2(lines(result, name).first().endsWith(u"false"_s), result.out.constData());
    }

private:
    std::unique_ptr<PrivateKeychain> m_keychain;
    std::unique_ptr<CliProcess> m_cli;
};

TIDEMARK_TEST(tst_doctor)
#include "tst_doctor.moc"
