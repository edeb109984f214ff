#include "calls.h"

#include <support/testprogram.h>

#include <QTest>

#include <thread>

Q_DECLARE_METATYPE(tidemark::ScriptedServer::Answer)

using namespace tidemark;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using End = ScriptedServer::Answer::End;

namespace {

D1ClientOptions optionsFor(const QString &base, const QByteArray &token = "token")
{
    D1ClientOptions options;
    options.baseUrl = base;
    options.token = Secret(token);
    return options;
}

} // namespace

class tst_D1Client : public QObject
{
    Q_OBJECT

private slots:
    void acceptsHttpsAndLoopbackOnly_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("Cloudflare") << u"https://api.cloudflare.com/client/v4"_s << true;
        QTest::newRow("another host") << u"https://d1.example/client/v4/"_s << true;
        QTest::newRow("loopback by number") << u"http://127.0.0.1:8787/client/v4"_s << true;
        QTest::newRow("loopback of IPv6") << u"http://[::1]:8787/client/v4"_s << true;
        QTest::newRow("loopback by name") << u"http://localhost:8787"_s << true;
        QTest::newRow("clear text") << u"http://api.cloudflare.com/client/v4"_s << false;
        QTest::newRow("clear text nearby") << u"http://192.168.1.5/client/v4"_s << false;
        QTest::newRow("a name that begins alike") << u"http://localhost.example/"_s << false;
        QTest::newRow("another scheme") << u"ftp://127.0.0.1/"_s << false;
        QTest::newRow("a password in it") << u"https://me:pw@api.cloudflare.com/"_s << false;
        QTest::newRow("a query in it") << u"https://api.cloudflare.com/?x=1"_s << false;
        QTest::newRow("no address") << u"nonsense"_s << false;
        QTest::newRow("nothing") << QString() << false;
    }
    void acceptsHttpsAndLoopbackOnly()
    {
        QFETCH(QString, base);
        QFETCH(bool, accepted);

        const auto client = D1Client::create(optionsFor(base));

        QCOMPARE(bool(client), accepted);
        if (!accepted) {
            QCOMPARE(client.error().kind, Error::Kind::Config);
            QVERIFY(!client.error().message.contains("pw@"_L1));
        }
    }

    void refusesWhatCannotBeAToken_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("a line end") << QByteArray("secret123\n");
        QTest::newRow("a blank") << QByteArray("secret 123");
        QTest::newRow("a header smuggled in") << QByteArray("secret\r\nX-Evil: 1");
        QTest::newRow("letters beyond ASCII") << QByteArray("secr\xc3\xa9t");
    }
    void refusesWhatCannotBeAToken()
    {
        QFETCH(QByteArray, token);

        const auto client = D1Client::create(optionsFor(u"https://api.cloudflare.com"_s, token));

        QVERIFY(!client);
        QCOMPARE(client.error().kind, Error::Kind::Unauthorized);
        QVERIFY(!textOf(client.error()).contains("secr"_L1));
    }

    void readsTheAddressFromTheEnvironment()
    {
        QProcessEnvironment environment;
        QCOMPARE(D1Client::baseUrl(environment), u"https://api.cloudflare.com/client/v4"_s);

        environment.insert(u"CLOUDFLARE_COMPLIANCE_REGION"_s, u"fedramp_high"_s);
        QCOMPARE(D1Client::baseUrl(environment), u"https://api.fed.cloudflare.com/client/v4"_s);

        environment.insert(u"CLOUDFLARE_API_BASE_URL"_s, u"http://127.0.0.1:1/x"_s);
        QCOMPARE(D1Client::baseUrl(environment), u"http://127.0.0.1:1/x"_s);
    }

    void sendsWhatTheApiWants()
    {
        ScriptedClient scripted;
        scripted.server.enqueue(ScriptedServer::success(QJsonObject{ { u"x"_s, 1 } }));
        D1Request request = writing();
        request.path = { u"accounts"_s, u"a/b c"_s };
        request.query.addQueryItem(u"timestamp"_s, u"2026-11-20T00:00:00.000Z"_s);

        const auto reply = await(scripted.client->call(request));

        QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
        QCOMPARE(reply->result.toObject()["x"_L1].toInt(), 1);
        QCOMPARE(scripted.server.requests().size(), 1);
        const auto &sent = scripted.server.requests().first();
        QCOMPARE(sent.verb, "POST");
        QCOMPARE(sent.target, "/client/v4/accounts/a%2Fb%20c?timestamp=2026-11-20T00:00:00.000Z");
        QCOMPARE(sent.headers.value("authorization"),
                 QByteArray("Bearer ") + ScriptedClient::Token);
        QCOMPARE(sent.headers.value("content-type"), "application/json");
        QCOMPARE(sent.headers.value("content-length"), QByteArray::number(sent.body.size()));
        QVERIFY(sent.headers.value("user-agent").startsWith("tidemark"));
        QVERIFY(!sent.headers.contains("cookie"));
        QCOMPARE(sent.body, "{\"sql\":\"INSERT\"}");
        QCOMPARE(scripted.client->cost().requests, 1);
    }

    void keepsConnectionsAlive()
    {
        ScriptedClient scripted;
        for (int i = 0; i < 4; ++i) {
            scripted.server.enqueue(withHeader(
                ScriptedServer::success(QJsonValue()), "Set-Cookie", "__cf_bm=abc; Path=/"));
            const auto reply = await(scripted.client->call(i % 2 == 0 ? writing() : reading()));
            QVERIFY(reply);
        }

        QCOMPARE(scripted.server.connections(), 1);
        QVERIFY(!scripted.server.requests().last().headers.contains("cookie"));
    }

    // Qt by itself sends a POST twice when the connection closes behind it.
    void sendsAWriteOnceWhenItsAnswerIsLost_data()
    {
        QTest::addColumn<int>("before");
        QTest::addColumn<int>("end");
        QTest::addColumn<bool>("empty");
        QTest::newRow("on a new connection") << 0 << int(End::DropAnswer) << false;
        QTest::newRow("on a kept connection") << 1 << int(End::DropAnswer) << false;
        QTest::newRow("without a body") << 0 << int(End::DropAnswer) << true;
        QTest::newRow("without a body, kept") << 1 << int(End::DropAnswer) << true;
        QTest::newRow("half of the answer") << 0 << int(End::Truncate) << false;
    }
    void sendsAWriteOnceWhenItsAnswerIsLost()
    {
        QFETCH(int, before);
        QFETCH(int, end);
        QFETCH(bool, empty);
        ScriptedClient scripted;
        D1Request request = writing();
        if (empty)
            request.body = {};
        for (int i = 0; i < before; ++i) {
            scripted.server.enqueue(ScriptedServer::success(QJsonValue()));
            QVERIFY(await(scripted.client->call(writing())));
        }
        scripted.server.enqueue(ScriptedServer::ended(End(end)));
        scripted.server.answerWith(
            [](const auto &) { return ScriptedServer::success(QJsonValue()); });

        const auto reply = await(scripted.client->call(request));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Database);
        QCOMPARE(reply.error().databaseState, DatabaseState::Unknown);
        QCOMPARE(exitCode(reply.error()), 7);
        QCOMPARE(scripted.server.requests().size(), before + 1);
        QVERIFY(scripted.time->pauses.isEmpty());
    }

    void doesNotKnowOfAWriteTheServerNeverRead()
    {
        ScriptedClient scripted;
        scripted.server.enqueue(ScriptedServer::ended(End::DropUnread));

        const auto reply = await(scripted.client->call(writing()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().databaseState, DatabaseState::Unknown);
        QCOMPARE(scripted.server.requests().size(), 0);
    }

    void sendsAReadAgain_data()
    {
        QTest::addColumn<ScriptedServer::Answer>("first");
        QTest::newRow("the answer is lost") << ScriptedServer::ended(End::DropAnswer);
        QTest::newRow("half of it is lost") << ScriptedServer::ended(End::Truncate);
        QTest::newRow("a page of the edge") << page(502, "<html>bad gateway</html>");
        QTest::newRow("a page with status 200") << page(200, "<html>hello</html>");
        QTest::newRow("an internal error")
            << ScriptedServer::failure(500, 7500, u"internal error; reference = abc"_s);
        QTest::newRow("a passing trouble")
            << ScriptedServer::failure(400, 7500, u"Network connection lost."_s);
        QTest::newRow("a code nobody knows") << ScriptedServer::failure(503, 7009, u"gone"_s);
        QTest::newRow("throttled") << ScriptedServer::failure(429, 971, u"throttle"_s);
        QTest::newRow("an export runs")
            << ScriptedServer::failure(400, 7500, u"Currently processing a long-running export."_s);
        QTest::newRow("overloaded") << ScriptedServer::failure(
            429, 7429, u"D1 DB is overloaded. Requests queued for too long."_s);
    }
    void sendsAReadAgain()
    {
        QFETCH(ScriptedServer::Answer, first);
        ScriptedClient scripted;
        scripted.server.enqueue(first);
        scripted.server.answerWith([](const auto &) { return ScriptedServer::success(u"fine"_s); });

        const auto reply = await(scripted.client->call(reading()));

        QVERIFY2(reply, reply ? "" : qPrintable(reply.error().message));
        QCOMPARE(reply->result.toString(), u"fine"_s);
        QCOMPARE(scripted.client->cost().retries >= 0, true);
    }

    void givesUpAReadInTheEnd()
    {
        ScriptedClient scripted;
        scripted.server.answerWith([](const auto &) { return page(502, "<b>bad gateway</b>"); });

        const auto reply = await(scripted.client->call(reading()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Temporary);
        QCOMPARE(reply.error().databaseState, DatabaseState::Unchanged);
        QVERIFY(reply.error().message.contains("bad gateway"_L1));
        QCOMPARE(scripted.server.requests().size(), 5);
        QCOMPARE(scripted.client->cost().requests, 5);
        QCOMPARE(scripted.client->cost().retries, 4);
        const QList<std::chrono::milliseconds> growing{ 375ms, 750ms, 1500ms, 3000ms };
        QCOMPARE(scripted.time->pauses == growing, true);
    }

    void sendsAWriteAgainOnlyIfItWasRefusedUnread_data()
    {
        QTest::addColumn<ScriptedServer::Answer>("first");
        QTest::addColumn<bool>("again");
        QTest::addColumn<bool>("unknown");
        QTest::newRow("throttled")
            << ScriptedServer::failure(429, 971, u"slow down"_s) << true << false;
        QTest::newRow("throttled by a page") << page(429, "slow down") << true << false;
        QTest::newRow("an import runs")
            << ScriptedServer::failure(400, 7500, u"Currently processing a long-running import."_s)
            << true << false;
        QTest::newRow("waited in vain") << ScriptedServer::failure(
            429, 7429, u"D1 DB is overloaded. Requests queued for too long."_s)
                                        << true << false;
        QTest::newRow("cut off at its work") << ScriptedServer::failure(
            429,
            7429,
            u"D1 DB storage operation exceeded timeout which caused object to be reset."_s)
                                             << false << true;
        QTest::newRow("too much CPU") << ScriptedServer::failure(
            429, 7429, u"D1 DB exceeded its CPU time limit and was reset."_s)
                                      << false << true;
        QTest::newRow("an internal error")
            << ScriptedServer::failure(500, 7500, u"internal error; reference = abc"_s) << false
            << true;
        QTest::newRow("a page of the edge") << page(502, "<html>") << false << true;
        QTest::newRow("not JSON") << page(200, "{\"success\":tr") << false << true;
        QTest::newRow("JSON of another kind") << page(200, "[1,2]") << false << true;
        QTest::newRow("a failing service")
            << ScriptedServer::failure(503, 7009, u"no"_s) << false << true;
        QTest::newRow("an SQL error")
            << ScriptedServer::failure(400, 7500, u"no such table: zz: SQLITE_ERROR"_s) << false
            << false;
        QTest::newRow("a constraint at the end") << ScriptedServer::failure(
            400,
            7500,
            u"Durable Object was reset and rolled back to its last known good "
            "state because the application left the database in a state where "
            "constraints were violated: FOREIGN KEY constraint failed"_s)
                                                 << false << false;
        QTest::newRow("the day's rows are used up") << ScriptedServer::failure(
            400, 7500, u"Your account has exceeded D1's free tier daily row write limit"_s)
                                                    << false << false;
        QTest::newRow("full") << ScriptedServer::failure(400, 7500, u"Exceeded maximum DB size."_s)
                              << false << false;
        QTest::newRow("too large") << page(413, "<html>") << false << false;
        QTest::newRow("a redirect") << page(302, "") << false << false;
        QTest::newRow("a firewall")
            << withHeader(page(403, "<html>just a moment"), "cf-mitigated", "challenge") << false
            << false;
    }
    void sendsAWriteAgainOnlyIfItWasRefusedUnread()
    {
        QFETCH(ScriptedServer::Answer, first);
        QFETCH(bool, again);
        QFETCH(bool, unknown);
        ScriptedClient scripted;
        scripted.server.enqueue(first);
        scripted.server.answerWith(
            [](const auto &) { return ScriptedServer::success(QJsonValue()); });

        const auto reply = await(scripted.client->call(writing()));

        QCOMPARE(bool(reply), again);
        QCOMPARE(scripted.server.requests().size(), again ? 2 : 1);
        if (!again)
            QCOMPARE(reply.error().databaseState == DatabaseState::Unknown, unknown);
    }

    void speaksPlainlyOfEachRefusal_data()
    {
        QTest::addColumn<ScriptedServer::Answer>("answer");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("word");
        const auto row = [](const char *name, int status, int code, int exit, const QString &word) {
            QTest::newRow(name) << ScriptedServer::failure(status, code, u"said so"_s) << exit
                                << word;
        };
        row("wrong token", 401, 10000, 69, u"token"_s);
        row("token without the right", 403, 10000, 69, u"D1 Edit"_s);
        row("invalid token", 403, 9109, 69, u"token"_s);
        row("token of an account", 403, 9106, 69, u"token"_s);
        row("damaged token", 400, 6003, 69, u"whole"_s);
        row("another account", 403, 7403, 69, u"account"_s);
        row("no such database", 404, 7404, 69, u"no such database"_s);
        row("too many databases", 400, 7406, 6, u"limit"_s);
        row("name taken", 400, 7502, 64, u"name"_s);
        row("no such route", 404, 7003, 78, u"id"_s);
        row("malformed", 400, 7400, 1, u"understand"_s);
        row("unknown and forbidden", 403, 12345, 69, u"token"_s);
        row("unknown", 400, 12345, 6, u"12345"_s);
        row("throttled for good", 429, 10429, 75, u"1,200"_s);
        QTest::newRow("not a UUID")
            << ScriptedServer::failure(400, 7400, u"Invalid property: databaseId => Invalid uuid"_s)
            << 78 << u"database_id"_s;
        QTest::newRow("SQL") << ScriptedServer::failure(
            400, 7500, u"near \"FORM\": syntax error at offset 9: SQLITE_ERROR"_s)
                             << 6 << u"FORM"_s;
        QTest::newRow("no errors at all")
            << ScriptedServer::Answer{ .status = 400, .body = R"({"success":false,"errors":[]})" }
            << 6 << u"no reason"_s;
        QTest::newRow("errors as text") << ScriptedServer::Answer{
            .status = 400, .body = R"({"success":false,"errors":["because"],"result":[]})"
        } << 6 << u"because"_s;
    }
    void speaksPlainlyOfEachRefusal()
    {
        QFETCH(ScriptedServer::Answer, answer);
        QFETCH(int, code);
        QFETCH(QString, word);
        ScriptedClient scripted;
        scripted.server.answerWith([answer](const auto &) { return answer; });

        const auto reply = await(scripted.client->call(reading()));

        QVERIFY(!reply);
        QCOMPARE(exitCode(reply.error()), code);
        QVERIFY2(textOf(reply.error()).contains(word), qPrintable(textOf(reply.error())));
        QVERIFY(!textOf(reply.error()).contains(QLatin1StringView(ScriptedClient::Token)));
    }

    void placesSqlErrors()
    {
        ScriptedClient scripted;
        scripted.server.enqueue(ScriptedServer::failure(
            400, 7500, u"near \"FORM\": syntax error at offset 9: SQLITE_ERROR"_s));

        const auto reply = await(scripted.client->call(writing()));

        QCOMPARE(reply.error().where.offset, 9);
    }

    void triesAFlukeOnceMore()
    {
        ScriptedClient scripted;
        D1Request request = writing();
        request.flukes = { 7403 };
        scripted.server.enqueue(ScriptedServer::failure(403, 7403, u"no"_s));
        scripted.server.enqueue(ScriptedServer::success(QJsonValue()));
        QVERIFY(await(scripted.client->call(request)));

        scripted.server.answerWith(
            [](const auto &) { return ScriptedServer::failure(403, 7403, u"no"_s); });
        QVERIFY(!await(scripted.client->call(request)));

        QCOMPARE(scripted.server.requests().size(), 4);
    }

    void obeysRetryAfter()
    {
        ScriptedClient scripted;
        scripted.server.enqueue(
            withHeader(ScriptedServer::failure(429, 971, u"slow down"_s), "Retry-After", "17"));
        scripted.server.enqueue(ScriptedServer::success(QJsonValue()));

        QVERIFY(await(scripted.client->call(writing())));

        const QList<std::chrono::milliseconds> once{ 17s };
        QCOMPARE(scripted.time->pauses == once, true);
        QCOMPARE(scripted.client->cost().waited.count(), 17'000);
    }

    void doesNotLetAnybodyWaitForMinutes()
    {
        ScriptedClient scripted;
        scripted.server.enqueue(
            withHeader(ScriptedServer::failure(429, 971, u"slow down"_s), "Retry-After", "300"));

        const auto reply = await(scripted.client->call(reading()));

        QVERIFY(!reply);
        QCOMPARE(reply.error().kind, Error::Kind::Temporary);
        QVERIFY(reply.error().remedy.contains("300 seconds"_L1));
        QVERIFY(scripted.time->pauses.isEmpty());
    }

    void holdsOthersBackWhenThrottled()
    {
        ScriptedClient scripted;
        auto options = scripted.options();
        options.budget = std::make_shared<D1Budget>();
        const auto one = *D1Client::create(options);
        const auto other = *D1Client::create(options);
        scripted.server.enqueue(
            withHeader(ScriptedServer::failure(429, 971, u"slow down"_s), "Retry-After", "90"));
        scripted.server.answerWith(
            [](const auto &) { return ScriptedServer::success(QJsonValue()); });
        QVERIFY(!await(one->call(reading())));

        const auto refused = await(other->call(writing()));
        scripted.time->now += 40s;
        const auto waited = await(other->call(writing()));

        QVERIFY(!refused);
        QCOMPARE(refused.error().kind, Error::Kind::Temporary);
        QVERIFY(refused.error().message.contains("90 seconds"_L1));
        QVERIFY(waited);
        const QList<std::chrono::milliseconds> held{ 50s };
        QCOMPARE(scripted.time->pauses == held, true);
        QCOMPARE(scripted.server.requests().size(), 2);
    }

    void keepsToTheSharedBudget()
    {
        ScriptedClient scripted;
        auto options = scripted.options();
        options.budget = std::make_shared<D1Budget>(3, 5min);
        const auto one = *D1Client::create(options);
        const auto other = *D1Client::create(options);
        scripted.server.answerWith(
            [](const auto &) { return ScriptedServer::success(QJsonValue()); });

        for (int i = 0; i < 7; ++i)
            QVERIFY(await((i % 2 ? one : other)->call(reading())));

        const QList<std::chrono::milliseconds> twice{ 5min, 5min };
        QCOMPARE(scripted.time->pauses == twice, true);
    }

    void leavesRoomInTheBudget()
    {
        D1Budget budget;
        int sent = 0;
        while (budget.take(1s).count() == 0)
            ++sent;

        QCOMPARE(sent, 900);
        QCOMPARE(budget.taken(1s), 900);
        QCOMPARE(budget.take(200s).count(), 101'000);
        QCOMPARE(budget.take(301s).count(), 0);
    }

    void pausesOnARealTimerUntilStopped()
    {
        const D1Timing timing = D1Timing::system();
        std::stop_source stop;
        const auto done = [](QCoro::Task<> task) -> QCoro::Task<Result<>> {
            co_await task;
            co_return Ok{};
        };
        auto pause = done(timing.pause(1h, stop.get_token()));
        std::thread other([&stop] { stop.request_stop(); });

        const auto woken = await(std::move(pause));
        other.join();

        QVERIFY(woken);
        QVERIFY(await(done(timing.pause(1ms, {}))));
    }

    void takesAnEmptySuccess()
    {
        ScriptedClient scripted;
        scripted.server.enqueue({ .status = 204 });

        const auto reply = await(scripted.client->call(reading()));

        QVERIFY(reply);
        QCOMPARE(reply->status, 204);
    }

    void readsASessionBookmark()
    {
        ScriptedClient scripted;
        scripted.server.enqueue(withHeader(
            ScriptedServer::success(QJsonValue()), "x-cf-d1-session-commit-token", "0001-02"));

        const auto reply = await(scripted.client->call(reading()));

        QCOMPARE(reply->bookmark, u"0001-02"_s);
    }
};

TIDEMARK_TEST(tst_D1Client)
#include "tst_d1client.moc"
