#include "calls.h"
#include "selfsigned.h"

#include <support/patience.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QSslCertificate>
#include <QSslConfiguration>
#include <QSslKey>
#include <QSslServer>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTest>
#include <QTimer>

using namespace tidemark;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using End = ScriptedServer::Answer::End;

namespace {

/// A server whose queue of callers is full: who calls hears nothing, as behind a wall that drops packets.
class FullServer
{
public:
    FullServer()
    {
        m_server.setListenBacklogSize(0);
        if (!m_server.listen(QHostAddress::LocalHost))
            qFatal("The test's server cannot listen.");
        m_server.pauseAccepting();
        // One place is left at a backlog of 0 (listen(2) on Linux).
        m_caller.connectToHost(QHostAddress::LocalHost, m_server.serverPort());
        if (!m_caller.waitForConnected(PatienceMs))
            qFatal("The test's server has no place at all.");
    }
    [[nodiscard]] int port() const { return m_server.serverPort(); }

private:
    QTcpServer m_server;
    QTcpSocket m_caller;
};

} // namespace

/// What travels and what must not: connections that fail, end or are stopped, and the token, which goes nowhere else.
class tst_D1Transport : public QObject
{
    Q_OBJECT

private slots:
    void retriesWhatNeverLeft()
    {
        ScriptedClient scripted;
        scripted.server.close();

        const auto reply = await(scripted.client->call(writing()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Temporary);
        QCOMPARE(reply.error().databaseState, DatabaseState::Unchanged);
        QCOMPARE(scripted.client->cost().requests, 5);
    }

    void endsARequestThatIsNotAnswered_data()
    {
        QTest::addColumn<bool>("writes");
        QTest::newRow("read") << false;
        QTest::newRow("write") << true;
    }
    void endsARequestThatIsNotAnswered()
    {
        QFETCH(bool, writes);
        ScriptedClient scripted;
        auto options = scripted.options();
        options.timeout = 60ms;
        options.attempts = 2;
        const auto client = *D1Client::create(options);
        scripted.server.answerWith([](const auto &) { return ScriptedServer::ended(End::Hold); });

        const auto reply = await(client->call(writes ? writing() : reading()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().databaseState,
                 writes ? DatabaseState::Unknown : DatabaseState::Unchanged);
        QVERIFY2(reply.error().message.contains("0.06 s"_L1), qPrintable(reply.error().message));
        QCOMPARE(scripted.server.requests().size(), writes ? 1 : 2);
    }

    void saysWhatIsCertainOfAWriteThatFindsNoWay_data()
    {
        QTest::addColumn<bool>("hasBody");
        QTest::addColumn<DatabaseState>("state");
        QTest::newRow("nobody fetched its body") << true << DatabaseState::Unchanged;
        QTest::newRow("it has none") << false << DatabaseState::Unknown;
    }
    void saysWhatIsCertainOfAWriteThatFindsNoWay()
    {
        QFETCH(bool, hasBody);
        QFETCH(DatabaseState, state);
        const FullServer server;
        auto options = ScriptedClient().options();
        options.baseUrl = u"http://127.0.0.1:%1/client/v4"_s.arg(server.port());
        options.timeout = 60ms;
        options.attempts = 2;
        const auto client = *D1Client::create(options);
        D1Request request{ .verb = D1Request::Verb::Delete,
                           .path = { u"accounts"_s },
                           .effect = Effect::Writes };
        if (hasBody)
            request = writing();

        const auto reply = await(client->call(request));

        QVERIFY(!reply);
        QCOMPARE(reply.error().databaseState, state);
    }

    void cutsAReadOffWhenStopped()
    {
        ScriptedClient scripted;
        std::stop_source stop;
        scripted.server.enqueue(ScriptedServer::ended(End::Hold));
        connect(&scripted.server, &ScriptedServer::arrived, this, [&] { stop.request_stop(); });

        const auto reply = await(scripted.client->call(reading(), stop.get_token()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Cancelled);
    }

    // Qt's own thread tells that a request is sent. Here the request has ended when that is heard.
    void endsBeforeItHearsThatItWasSent()
    {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        ScriptedClient scripted;
        auto options = scripted.options();
        options.baseUrl = u"http://127.0.0.1:%1/client/v4"_s.arg(server.serverPort());
        const auto client = *D1Client::create(options);
        std::stop_source stop;

        auto call = client->call(reading(), stop.get_token());
        QCoreApplication::sendPostedEvents(); // Qt's thread begins
        stop.request_stop();
        QVERIFY(server.waitForNewConnection(PatienceMs));
        QVERIFY(server.nextPendingConnection()->waitForReadyRead(PatienceMs));
        const auto reply = await(std::move(call));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Cancelled);
    }

    // Nobody else holds the client: it goes with the call, and the reply with the client. So the call must not end while the
    // reply still works at its own end.
    void endsAfterTheReplyThatIsStopped()
    {
        ScriptedClient scripted;
        std::stop_source stop;
        bool hasEnded = false;
        scripted.server.enqueue(ScriptedServer::ended(End::Hold));
        connect(&scripted.server, &ScriptedServer::arrived, this, [&] {
            stop.request_stop(); // the reply's turn, and then:
            const auto next = [&hasEnded] { hasEnded = true; };
            QMetaObject::invokeMethod(this, next, Qt::QueuedConnection);
        });
        std::optional<bool> inOrder;

        run(this, scripted.client->call(reading(), stop.get_token()), [&](const auto &reply) {
            inOrder = hasEnded && reply.error().kind == Error::Kind::Cancelled;
        });
        scripted.client.reset();

        QTRY_COMPARE(inOrder, true);
    }

    void finishesAWriteThatIsStopped()
    {
        ScriptedClient scripted;
        std::stop_source stop;
        ScriptedServer::Answer held = ScriptedServer::success(u"done"_s);
        held.end = End::Hold;
        scripted.server.enqueue(held);
        connect(&scripted.server, &ScriptedServer::arrived, &scripted.server, [&] {
            stop.request_stop();
            QTimer::singleShot(0, &scripted.server, &ScriptedServer::release);
        });

        const auto reply = await(scripted.client->call(writing(), stop.get_token()));

        QVERIFY(reply);
        QCOMPARE(reply->result.toString(), u"done"_s);
    }

    void sendsNothingOnceStopped()
    {
        ScriptedClient scripted;
        std::stop_source stop;
        stop.request_stop();

        const auto reply = await(scripted.client->call(writing(), stop.get_token()));

        QCOMPARE(reply.error().kind, Error::Kind::Cancelled);
        QCOMPARE(scripted.server.requests().size(), 0);
    }

    void keepsTheTokenFromOtherHosts_data()
    {
        QTest::addColumn<int>("status");
        for (const int status : { 301, 302, 303, 307, 308 })
            QTest::addRow("%d", status) << status;
    }
    void keepsTheTokenFromOtherHosts()
    {
        QFETCH(int, status);
        ScriptedClient scripted;
        ScriptedServer elsewhere;
        elsewhere.answerWith([](const auto &) { return ScriptedServer::success(QJsonValue()); });
        scripted.server.enqueue(withHeader(
            page(status, ""), "Location", elsewhere.url(u"/x?sig=SIGNED"_s).toEncoded()));

        const auto reply = await(scripted.client->call(reading()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Unreachable);
        QCOMPARE(elsewhere.connections(), 0);
        QVERIFY(!textOf(reply.error()).contains("SIGNED"_L1));
    }

    void hidesTokensAndSignaturesThatAnswersRepeat()
    {
        ScriptedClient scripted;
        const QByteArray token = ScriptedClient::Token;
        scripted.server.answerWith([token](const auto &) {
            return page(502,
                        "<p>Authorization: Bearer " + token + " and " + token
                            + " at https://r2.example/f.sql?X-Amz-Signature=SIGNED</p>");
        });
        const auto asPage = await(scripted.client->call(reading()));
        scripted.server.answerWith([token](const auto &) {
            return ScriptedServer::failure(400, 7500, u"bad "_s + QString::fromLatin1(token));
        });
        const auto asJson = await(scripted.client->call(writing()));

        for (const auto &reply : { asPage, asJson }) {
            QVERIFY(!reply);
            QVERIFY2(!textOf(reply.error()).contains("SECRET"_L1),
                     qPrintable(textOf(reply.error())));
            QVERIFY(!textOf(reply.error()).contains("SIGNED"_L1));
        }
    }

    void hidesATokenThatAnAnswerEncodes_data()
    {
        QTest::addColumn<QByteArray>("encoded");
        const QByteArray header = QByteArray("Bearer ") + ScriptedClient::Token;
        QTest::newRow("Base64") << header.toBase64();
        QTest::newRow("Base64 for addresses") << header.toBase64(QByteArray::Base64UrlEncoding);
        QTest::newRow("hexadecimal") << header.toHex();
    }

    void hidesATokenThatAnAnswerEncodes()
    {
        QFETCH(const QByteArray, encoded);
        ScriptedClient scripted;
        scripted.server.answerWith([encoded](const auto &) {
            return ScriptedServer::failure(400, 7500, u"bad "_s + QString::fromLatin1(encoded));
        });

        const auto reply = await(scripted.client->call(writing()));

        QVERIFY(!reply);
        QVERIFY2(textOf(reply.error()).contains("(token)"_L1), qPrintable(textOf(reply.error())));
        QVERIFY(!textOf(reply.error()).contains(QString::fromLatin1(encoded.left(20))));
    }

    void givesNoTokenToPresignedAddresses()
    {
        ScriptedClient scripted;
        ScriptedServer store;
        const ScratchFolder folder;
        const QString file = folder.write(u"dump.sql"_s, QByteArray(300'000, 'x'));
        store.enqueue({ .status = 200, .headers = { { "ETag", "\"abc\"" } } });
        store.enqueue({ .status = 200, .body = "CREATE TABLE t(a);" });

        const auto tag
            = await(scripted.client->upload(store.url(u"/up?X-Amz-Signature=SIGNED"_s), file, {}));
        const auto bytes = await(scripted.client->download(
            store.url(u"/down?X-Amz-Signature=SIGNED"_s), folder.path(u"out.sql"_s), {}));

        QVERIFY2(tag, tag ? "" : qPrintable(tag.error().message));
        QCOMPARE(*tag, u"abc"_s);
        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        QCOMPARE(*bytes, 18);
        QCOMPARE(folder.read(u"out.sql"_s), "CREATE TABLE t(a);");
        QCOMPARE(QFile::permissions(folder.path(u"out.sql"_s)) & QFile::ReadOther,
                 QFile::Permissions());
        QCOMPARE(store.requests().size(), 2);
        QCOMPARE(store.requests().first().verb, "PUT");
        QCOMPARE(store.requests().first().body, QByteArray(300'000, 'x'));
        for (const auto &request : store.requests()) {
            QVERIFY(!request.raw.contains(ScriptedClient::Token));
            QVERIFY(!request.headers.contains("authorization"));
        }
    }

    void leavesNoPartOfADownloadBehind()
    {
        ScriptedClient scripted;
        ScriptedServer store;
        const ScratchFolder folder;
        ScriptedServer::Answer half{ .body = QByteArray(100'000, 'y') };
        half.end = End::Truncate;
        store.answerWith([half](const auto &) { return half; });

        const auto bytes = await(scripted.client->download(
            store.url(u"/down?X-Amz-Signature=SIGNED"_s), folder.path(u"out.sql"_s), {}));

        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Kind::Temporary);
        QVERIFY(!textOf(bytes.error()).contains("SIGNED"_L1));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList());
    }

    void sendsNothingToAServerThatNobodyVouchesFor()
    {
        QSslServer server;
        QSslConfiguration configuration = QSslConfiguration::defaultConfiguration();
        configuration.setLocalCertificate(QSslCertificate(SelfSignedCertificate));
        configuration.setPrivateKey(QSslKey(SelfSignedKey, QSsl::Ec));
        server.setSslConfiguration(configuration);
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QByteArray received;
        connect(&server, &QTcpServer::pendingConnectionAvailable, this, [&server, &received] {
            while (auto *const socket = server.nextPendingConnection())
                connect(socket, &QTcpSocket::readyRead, socket, [socket, &received] {
                    received += socket->readAll();
                });
        });
        auto options = ScriptedClient().options();
        options.baseUrl = u"https://127.0.0.1:%1"_s.arg(server.serverPort());
        const auto client = *D1Client::create(options);

        const auto reply = await(client->call(writing()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Unreachable);
        QCOMPARE(reply.error().databaseState, DatabaseState::Unchanged);
        QVERIFY2(reply.error().message.contains("certificate"_L1),
                 qPrintable(reply.error().message));
        QCOMPARE(received, QByteArray());
        QCOMPARE(client->cost().requests, 1);
    }

    void sendsFilesOnlyOverSafeWays()
    {
        ScriptedClient scripted;
        const ScratchFolder folder;
        const QString file = folder.write(u"dump.sql"_s, "x");

        const auto tag
            = await(scripted.client->upload(QUrl(u"http://r2.example/up?sig=SIGNED"_s), file, {}));

        QVERIFY(!tag);
        QCOMPARE(tag.error().kind, Error::Kind::Unreachable);
        QVERIFY(!textOf(tag.error()).contains("SIGNED"_L1));
    }
};

TIDEMARK_TEST(tst_D1Transport)
#include "tst_d1transport.moc"
