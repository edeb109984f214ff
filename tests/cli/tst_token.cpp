#include "cliprocess.h"
#include "tinyapi.h"

#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

#include <csignal>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Token = "tok-Zk3_pQ7xAb9";
const QByteArray Other = "tok-8Qx2_othERs";
// The account that the sample's wrangler.toml names.
const QString SampleAccount = QStringLiteral("5d1f0c7ab2e94638a0c4e7129f3b6d58");

QStringList against(const TinyApi &api, const QStringList &line)
{
    return QStringList{ u"--api-url"_s, api.url() } + line;
}

QJsonObject errorOf(const CliResult &result)
{
    return result.json()[u"error"_s].toObject();
}

QString messageOf(const CliResult &result)
{
    return errorOf(result)[u"message"_s].toString();
}

} // namespace

/// `token` as a process of its own, with a real gnome-keyring and a small server in Cloudflare's place.
class tst_token : public QObject
{
    Q_OBJECT

private slots:
    void init()
    {
        m_keychain = std::make_unique<PrivateKeychain>();
        m_cli = std::make_unique<CliProcess>(*m_keychain);
    }

    void keepsWhatIsPipedInAndUsesIt()
    {
        const TinyApi api(TinyApi::honest(Token));
        const CliResult set
            = m_cli->json({ u"token"_s, u"set"_s, u"--account"_s, u"acc1"_s }, Token + '\n');

        const CliResult status
            = m_cli->json(against(api, { u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s }));

        QCOMPARE(set.exit, 0);
        QCOMPARE(status.exit, 0);
        const QJsonObject token = status.json()[u"token"_s].toObject();
        QCOMPARE(token[u"account"_s].toString(), u"acc1"_s);
        QCOMPARE(token[u"source"_s].toString(), u"keychain"_s);
        QCOMPARE(token[u"owner"_s].toString(), u"user"_s);
        QCOMPARE(token[u"status"_s].toString(), u"active"_s);
        QCOMPARE(token[u"expires_at"_s].toString(), u"2031-05-06T07:08:09.000Z"_s);
        QCOMPARE(token[u"permissions"_s][0][u"granted"_s].toBool(), true);
        QVERIFY(token[u"permissions"_s][1][u"granted"_s].isNull());
        QVERIFY(api.requests().last().path.contains("/accounts/acc1/d1/database"));
    }

    void asksAtTheTerminalWithoutShowing()
    {
        const TinyApi api(TinyApi::honest(Token));
        const Terminal terminal;
        QProcess process;
        startAsking(process, terminal);
        QVERIFY(!terminal.echoes());

        terminal.type(Token + '\n');
        const CliResult set = CliProcess::finish(process);

        QCOMPARE(set.exit, 0);
        QVERIFY(terminal.echoes());
        QVERIFY(!terminal.shown().contains(Token));
        QCOMPARE(
            (*m_cli)(against(api, { u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s })).exit, 0);
    }

    void givesTheTerminalBackAtASignal_data()
    {
        QTest::addColumn<int>("signal");
        QTest::newRow("Ctrl+C") << SIGINT;
        QTest::newRow("an end that is asked for") << SIGTERM;
        QTest::newRow("a window that is closed") << SIGHUP;
        QTest::newRow("Ctrl+\\") << SIGQUIT;
    }

    void givesTheTerminalBackAtASignal()
    {
        QFETCH(const int, signal);
        const Terminal terminal;
        QProcess process;
        startAsking(process, terminal);
        terminal.type("tok-half"); // no line end yet

        ::kill(static_cast<pid_t>(process.processId()), signal);
        const CliResult set = CliProcess::finish(process);

        QCOMPARE(set.exit, 130);
        QVERIFY(terminal.echoes());
        QVERIFY(!terminal.shown().contains("tok-half"));
        QVERIFY(storedAccounts().isEmpty());
    }

    void asksAgainAfterItWasSuspended()
    {
        const Terminal terminal;
        QProcess process;
        startAsking(process, terminal);
        QByteArray said;

        ::kill(static_cast<pid_t>(process.processId()), SIGTSTP);
        QVERIFY(CliProcess::waitUntil([&] {
            ::kill(static_cast<pid_t>(process.processId()), SIGCONT);
            said += process.readAllStandardError();
            return said.count("API token") == 2 && !terminal.echoes();
        }));
        terminal.type(Token + '\n');

        QCOMPARE(CliProcess::finish(process).exit, 0);
        QVERIFY(terminal.echoes());
    }

    void stopsWaitingForAPipe()
    {
        QProcess process;
        m_cli->prepare(process, { u"token"_s, u"set"_s, u"--account"_s, u"acc1"_s });
        process.start();
        process.write("tok-half");
        QVERIFY(CliProcess::waitUntil([&] { return waitsForInput(process); }));

        ::kill(static_cast<pid_t>(process.processId()), SIGINT);

        QCOMPARE(CliProcess::finish(process).exit, 130);
        QVERIFY(storedAccounts().isEmpty());
    }

    void refusesATokenAmongTheArguments_data()
    {
        QTest::addColumn<QStringList>("line");
        const QString token = QString::fromLatin1(Token);
        QTest::newRow("after set") << QStringList{ u"token"_s, u"set"_s, token };
        QTest::newRow("after token") << QStringList{ u"token"_s, token };
        QTest::newRow("as an option") << QStringList{ u"token"_s, u"set"_s, u"--token="_s + token };
        QTest::newRow("as an option of its own")
            << QStringList{ u"token"_s, u"set"_s, u"--token"_s, token };
    }

    void refusesATokenAmongTheArguments()
    {
        QFETCH(const QStringList, line);

        const CliResult set = m_cli->json(line + QStringList{ u"--account"_s, u"acc1"_s }, Token);

        QCOMPARE(set.exit, 64);
        QVERIFY(!set.out.contains(Token));
        QVERIFY(!set.err.contains(Token));
        QVERIFY(storedAccounts().isEmpty());
    }

    void refusesWhatIsNoToken_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("the header") << "Bearer " + Token;
        QTest::newRow("two lines") << Token + '\n' + Token + '\n';
        QTest::newRow("a space") << Token + " \n";
        QTest::newRow("a file") << QByteArray(100'000, 'x');
    }

    void refusesWhatIsNoToken()
    {
        QFETCH(const QByteArray, input);

        const CliResult set
            = m_cli->json({ u"token"_s, u"set"_s, u"--account"_s, u"acc1"_s }, input);

        QCOMPARE(set.exit, 65);
        QVERIFY(!set.out.contains(Token));
        QVERIFY(!set.err.contains(Token));
        QVERIFY(storedAccounts().isEmpty());
    }

    void saysThatThereIsNoKeychain_data()
    {
        QTest::addColumn<QString>("bus");
        QTest::addColumn<QString>("says");
        QTest::newRow("no D-Bus session") << u"unix:path=/nonexistent"_s << u"no D-Bus session"_s;
        QTest::newRow("nobody on it") << QString() << u"No keychain is running"_s;
    }

    void saysThatThereIsNoKeychain()
    {
        QFETCH(const QString, bus);
        QFETCH(const QString, says);
        const PrivateKeychain empty(PrivateKeychain::Keyring::None);
        m_cli->environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s,
                                  bus.isEmpty() ? empty.address() : bus);

        for (const QString &action : { u"set"_s, u"status"_s, u"delete"_s }) {
            const CliResult result
                = m_cli->json({ u"token"_s, action, u"--account"_s, u"acc1"_s }, Token);

            QCOMPARE(result.exit, 69);
            QVERIFY2(messageOf(result).contains(says), result.out.constData());
            QVERIFY(errorOf(result)[u"remedy"_s].toString().contains(u"CLOUDFLARE_API_TOKEN"_s));
        }
    }

    void doesWithoutAKeychainInCi()
    {
        const TinyApi api(TinyApi::honest(Token));
        m_cli->environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s, u"unix:path=/nonexistent"_s);
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));
        m_cli->environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, u"ci"_s);
        m_cli->environment.insert(u"CLOUDFLARE_API_BASE_URL"_s, api.url());

        const CliResult status = m_cli->json({ u"token"_s, u"status"_s });

        QCOMPARE(status.exit, 0);
        QCOMPARE(status.json()[u"token"_s][u"source"_s].toString(), u"env"_s);
        QCOMPARE(status.json()[u"token"_s][u"account"_s].toString(), u"ci"_s);
    }

    void takesTheTokenFromWhereItIsTold_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QByteArray>("sent");
        QTest::newRow("the variable goes first") << QString() << QByteArray("tok-variable");
        QTest::newRow("the variable") << u"env"_s << QByteArray("tok-variable");
        QTest::newRow("the keychain") << u"keychain"_s << QByteArray("tok-keychain");
        QTest::newRow("standard input") << u"stdin"_s << QByteArray("tok-stdin");
    }

    void takesTheTokenFromWhereItIsTold()
    {
        QFETCH(const QString, from);
        QFETCH(const QByteArray, sent);
        const TinyApi api(TinyApi::honest(sent));
        QCOMPARE((*m_cli)({ u"token"_s, u"set"_s, u"--account"_s, u"acc1"_s }, "tok-keychain").exit,
                 0);
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, u"tok-variable"_s);
        QStringList line = against(api, { u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s });
        if (!from.isEmpty())
            line += QStringList{ u"--token-from"_s, from };

        const CliResult status = m_cli->json(line, "tok-stdin\n");

        QCOMPARE(status.exit, 0);
        QCOMPARE(api.requests().first().authorization, "Bearer " + sent);
        QCOMPARE(status.json()[u"token"_s][u"source"_s].toString(),
                 from.isEmpty() ? u"env"_s : from);
    }

    void takesTheAccountOfTheProject()
    {
        const CliProcess cli(*m_keychain, u"nanotype"_s);

        const CliResult top = cli.json({ u"token"_s, u"set"_s }, Token);
        const CliResult production
            = cli.json({ u"--env"_s, u"production"_s, u"token"_s, u"set"_s }, Other);
        const CliResult given
            = cli.json({ u"--account"_s, u"acc1"_s, u"token"_s, u"set"_s }, Other);

        QCOMPARE(top.json()[u"token"_s][u"account"_s].toString(), SampleAccount);
        QCOMPARE(production.json()[u"token"_s][u"account"_s].toString(),
                 u"b80e6a4f21d7495cb3f86d02c97e15a4"_s);
        QCOMPARE(given.json()[u"token"_s][u"account"_s].toString(), u"acc1"_s);
    }

    // Both databases look for the token before the keychain has answered either.
    void countsWhatIsAskedForTwoDatabases()
    {
        const TinyApi api(TinyApi::honest(Token));
        CliProcess cli(*m_keychain, u"nanotype"_s);
        cli.environment.insert(u"CLOUDFLARE_ACCOUNT_ID"_s, SampleAccount);
        QCOMPARE(cli.json({ u"token"_s, u"set"_s }, Token).exit, 0);

        const CliResult status = cli.json(against(api, { u"--remote"_s, u"status"_s }));

        QCOMPARE(status.json()[u"targets"_s].toArray().size(), 2);
        QVERIFY(api.requests().size() >= 2);
        QCOMPARE(status.json()[u"cost"_s][u"requests"_s].toInteger(), api.requests().size());
    }

    void asksForTheAccountIfNobodyNamesOne()
    {
        const CliResult set = m_cli->json({ u"token"_s, u"set"_s }, Token);

        QCOMPARE(set.exit, 64);
        QVERIFY(errorOf(set)[u"remedy"_s].toString().contains(u"--account"_s));
    }

    void findsTheOnlyAccountOfAToken()
    {
        const TinyApi api([](const TinyApi::Request &request) {
            if (request.path.contains("/accounts?"))
                return TinyApi::success(R"([{"id":"only1","name":"The one"}])");
            return TinyApi::honest(Token)(request);
        });
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult status = m_cli->json(against(api, { u"token"_s, u"status"_s }));

        QCOMPARE(status.exit, 0);
        QCOMPARE(status.json()[u"token"_s][u"account"_s].toString(), u"only1"_s);
    }

    void namesTheAccountsIfATokenSeesSeveral()
    {
        const TinyApi api([](const TinyApi::Request &) {
            return TinyApi::success(R"([{"id":"one1","name":"One"},{"id":"two2","name":"Two"}])");
        });
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult status = m_cli->json(against(api, { u"token"_s, u"status"_s }));

        QCOMPARE(status.exit, 64);
        QVERIFY(messageOf(status).contains(u"One (one1), Two (two2)"_s));
    }

    void knowsATokenOfTheAccount()
    {
        const TinyApi api([](const TinyApi::Request &request) {
            if (request.path.contains("/user/tokens/verify"))
                return TinyApi::refusal(401, 1000, "Invalid API Token");
            return TinyApi::honest(Token)(request);
        });
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult status
            = m_cli->json(against(api, { u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s }));

        QCOMPARE(status.exit, 0);
        QCOMPARE(status.json()[u"token"_s][u"owner"_s].toString(), u"account"_s);
        QCOMPARE(api.requests().at(1).path, QByteArray("/client/v4/accounts/acc1/tokens/verify"));
    }

    void namesThePermissionThatIsMissing()
    {
        const TinyApi api([](const TinyApi::Request &request) {
            if (request.path.contains("/d1/database"))
                return TinyApi::refusal(403, 10000, "Authentication error");
            return TinyApi::honest(Token)(request);
        });
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult status
            = m_cli->json(against(api, { u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s }));

        QCOMPARE(status.exit, 69);
        QCOMPARE(errorOf(status)[u"kind"_s].toString(), u"Unauthorized"_s);
        QVERIFY2(messageOf(status).contains(u"D1"_s), status.out.constData());
        QVERIFY(errorOf(status)[u"remedy"_s].toString().contains(u"D1 · Edit"_s));
        QCOMPARE(status.json()[u"token"_s][u"permissions"_s][0][u"granted"_s].toBool(true), false);
    }

    void saysThatATokenIsWrong()
    {
        const TinyApi api(TinyApi::honest(Other));
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult status
            = m_cli->json(against(api, { u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s }));

        QCOMPARE(status.exit, 69);
        QCOMPARE(errorOf(status)[u"kind"_s].toString(), u"Unauthorized"_s);
        QVERIFY(!messageOf(status).isEmpty());
    }

    void sendsNoTokenOverAnOpenLine()
    {
        m_cli->environment.insert(u"CLOUDFLARE_API_TOKEN"_s, QString::fromLatin1(Token));

        const CliResult status = m_cli->json({ u"--api-url"_s,
                                               u"http://api.example.test/client/v4"_s,
                                               u"token"_s,
                                               u"status"_s,
                                               u"--account"_s,
                                               u"acc1"_s });

        QCOMPARE(status.exit, 78);
    }

    void forgetsAToken()
    {
        QCOMPARE((*m_cli)({ u"token"_s, u"set"_s, u"--account"_s, u"acc1"_s }, Token).exit, 0);

        const CliResult first = m_cli->json({ u"token"_s, u"delete"_s, u"--account"_s, u"acc1"_s });
        const CliResult second
            = m_cli->json({ u"token"_s, u"delete"_s, u"--account"_s, u"acc1"_s });
        const CliResult status
            = m_cli->json({ u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s });

        QCOMPARE(first.exit, 0);
        QCOMPARE(first.json()[u"token"_s][u"deleted"_s].toBool(), true);
        QCOMPARE(second.exit, 0);
        QCOMPARE(second.json()[u"token"_s][u"deleted"_s].toBool(true), false);
        QCOMPARE(status.exit, 69);
        QVERIFY(errorOf(status)[u"remedy"_s].toString().contains(u"token set --account acc1"_s));
    }

    void notesTheAccountInTheJournalAndNothingMore()
    {
        QCOMPARE((*m_cli)({ u"token"_s, u"set"_s, u"--account"_s, u"acc1"_s }, Token).exit, 0);
        QCOMPARE((*m_cli)({ u"token"_s, u"delete"_s, u"--account"_s, u"acc1"_s }).exit, 0);

        const QByteArray journal = m_cli->folder().read(u"state/tidemark/journal.jsonl"_s);

        QVERIFY(journal.contains("token-stored"));
        QVERIFY(journal.contains("token-deleted"));
        QVERIFY(journal.contains("acc1"));
        QVERIFY(!journal.contains(Token));
    }

    // Starting the keychain's library and talking to D-Bus cost time that most commands do not owe.
    void leavesTheKeychainAloneUntilItIsNeeded()
    {
        QTcpServer listener;
        QVERIFY(listener.listen(QHostAddress::LocalHost));
        CliProcess watched(*m_keychain, u"nanotype"_s);
        watched.environment.insert(u"DBUS_SESSION_BUS_ADDRESS"_s,
                                   u"tcp:host=127.0.0.1,port=%1"_s.arg(listener.serverPort()));

        for (const QStringList &line : { QStringList{ u"--version"_s },
                                         QStringList{ u"--help"_s },
                                         QStringList{ u"status"_s, u"--local"_s },
                                         QStringList{ u"lint"_s } })
            QCOMPARE(watched(line).exit, 0);

        QVERIFY(!listener.hasPendingConnections());
    }

private:
    void startAsking(QProcess &process, const Terminal &terminal)
    {
        m_cli->prepare(process, { u"token"_s, u"set"_s, u"--account"_s, u"acc1"_s });
        terminal.attach(process);
        process.start();
        QVERIFY(CliProcess::waitUntil([&] { return waitsForInput(process); }));
    }

    // Asleep, and with a handler for Ctrl+Z, which it has while it reads a secret and at no other time.
    [[nodiscard]] static bool waitsForInput(const QProcess &process)
    {
        QFile file(u"/proc/%1/status"_s.arg(process.processId()));
        if (!file.open(QIODevice::ReadOnly))
            return false;
        const QByteArray status = file.readAll();
        const qsizetype at = status.indexOf("SigCgt:") + 7;
        const quint64 caught
            = status.mid(at, status.indexOf('\n', at) - at).trimmed().toULongLong(nullptr, 16);
        return status.contains("State:\tS") && (caught & (1ULL << (SIGTSTP - 1))) != 0;
    }

    [[nodiscard]] QStringList storedAccounts() const
    {
        const CliResult status
            = m_cli->json({ u"token"_s, u"status"_s, u"--account"_s, u"acc1"_s });
        return messageOf(status).contains(u"There is no API token"_s) ? QStringList()
                                                                      : QStringList{ u"acc1"_s };
    }

    std::unique_ptr<PrivateKeychain> m_keychain;
    std::unique_ptr<CliProcess> m_cli;
};

TIDEMARK_TEST(tst_token)
#include "tst_token.moc"
