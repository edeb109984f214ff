#include <support/patience.h>
#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QJsonDocument>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QJsonObject Insert{ { u"sql"_s, u"INSERT INTO t VALUES (1)"_s } };
const QJsonObject Look{ { u"sql"_s, u"SELECT 1"_s } };

} // namespace

/// What goes wrong on request: faults, quirks of the service, limits of time and rate; the log and the demo.
class tst_sandboxfaults : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_sandbox = std::make_unique<SandboxProcess>(
            QStringList{ u"--log"_s, m_folder.path(u"log.jsonl"_s) });
        m_database = m_sandbox->createDatabase(u"main"_s, "CREATE TABLE t (a)");
    }

    void cleanup()
    {
        m_sandbox->start();
        m_sandbox->clearFaults();
        m_sandbox->control("DELETE", u"quirks"_s);
        m_sandbox->configure({ { u"settings"_s,
                                 QJsonObject{ { u"latency_ms"_s, 0 },
                                              { u"time_limit_ms"_s, 30'000 },
                                              { u"requests_per_five_minutes"_s, 0 } } },
                               { u"clock"_s, QJsonObject{ { u"reset"_s, true } } } });
        m_sandbox->rows(m_database, "DELETE FROM t; DROP TRIGGER IF EXISTS r");
    }

    void dropsARequestBeforeOrAfterItIsExecuted_data()
    {
        QTest::addColumn<QString>("drop");
        QTest::addColumn<int>("rows");

        QTest::newRow("before") << u"before"_s << 0;
        QTest::newRow("after") << u"after"_s << 1;
    }

    void dropsARequestBeforeOrAfterItIsExecuted()
    {
        QFETCH(QString, drop);
        m_sandbox->addFault({ { u"path"_s, u"/query$"_s }, { u"drop"_s, drop } });

        const SandboxReply lost = query(Insert);

        QCOMPARE(lost.status, 0);
        QTEST(int(m_sandbox->rows(m_database, "SELECT * FROM t").size()), "rows");
    }

    void breaksOffABody()
    {
        m_sandbox->addFault({ { u"path"_s, u"/query$"_s }, { u"truncate"_s, 20 } });

        const SandboxReply broken = query(Look);

        QCOMPARE(broken.status, 200);
        QCOMPARE(broken.body.size(), 20);
        QVERIFY(!broken.isWhole);
        QVERIFY(query(Look).isWhole);
    }

    void answersWhatItIsTold()
    {
        m_sandbox->addFault({ { u"method"_s, u"post"_s },
                              { u"body"_s, u"INSERT"_s },
                              { u"status"_s, 503 },
                              { u"code"_s, 7009 },
                              { u"message"_s, u"upstream service unavailable"_s },
                              { u"headers"_s, QJsonObject{ { u"Retry-After"_s, 7 } } },
                              { u"skip"_s, 1 },
                              { u"times"_s, 2 } });
        m_sandbox->addFault({ { u"path"_s, u"/raw$"_s },
                              { u"status"_s, 502 },
                              { u"text"_s, u"<html>"_s },
                              { u"times"_s, 1 } });

        QCOMPARE(query(Look).status, 200);
        QCOMPARE(query(Insert).status, 200); // skipped
        for (int time = 0; time < 2; ++time) {
            const SandboxReply refused = query(Insert);
            QCOMPARE(refused.status, 503);
            QCOMPARE(refused.code(), 7009);
            QCOMPARE(refused.header("Retry-After"), "7");
        }
        QCOMPARE(query(Insert).status, 200);
        QCOMPARE(m_sandbox->d1("POST", u"/main/raw"_s, Look).body, "<html>");
        QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*) FROM t"),
                 QJsonArray{ QJsonArray{ 2 } });
    }

    void delays()
    {
        m_sandbox->addFault({ { u"path"_s, u"/query$"_s }, { u"delay_ms"_s, 80 } });
        m_sandbox->configure({ { u"settings"_s, QJsonObject{ { u"latency_ms"_s, 40 } } } });
        m_sandbox->clearLog();

        query(Look);
        query(Look);

        const QJsonArray log = m_sandbox->requests();
        QVERIFY(log.first()[u"ms"_s].toDouble() >= 110);
        QVERIFY(log.last()[u"ms"_s].toDouble() >= 35);
        QCOMPARE(log.first()[u"fault"_s].toString(), u"delay 80 ms"_s);
    }

    void chanceIsTheSameForASeed()
    {
        const auto statuses = [this] {
            m_sandbox->clearFaults();
            m_sandbox->configure({ { u"seed"_s, 7 } });
            m_sandbox->addFault(
                { { u"status"_s, 500 }, { u"probability"_s, 0.5 }, { u"times"_s, -1 } });
            QList<int> list;
            for (int time = 0; time < 40; ++time)
                list.append(query(Look).status);
            return list;
        };

        const QList<int> first = statuses();

        QVERIFY(first.count(500) > 5 && first.count(200) > 5);
        QCOMPARE(statuses(), first);
    }

    void refusesSettingsItDoesNotKnow_data()
    {
        QTest::addColumn<QJsonObject>("wanted");

        const auto row = [](const char *name, const QString &section, const QJsonValue &content) {
            QTest::newRow(name) << QJsonObject{ { section, content } };
        };
        row("a section", u"weather"_s, true);
        row("a quirk", u"quirks"_s, QJsonObject{ { u"moody"_s, true } });
        row("a quirk's value", u"quirks"_s, QJsonObject{ { u"throttled"_s, u"often"_s } });
        row("a setting", u"settings"_s, QJsonObject{ { u"speed"_s, 1 } });
        row("a setting's value", u"settings"_s, QJsonObject{ { u"latency_ms"_s, u"slow"_s } });
        row("a fault's key", u"faults"_s, QJsonArray{ QJsonObject{ { u"when"_s, 1 } } });
        row("a fault's pattern", u"faults"_s, QJsonArray{ QJsonObject{ { u"path"_s, u"("_s } } });
        row("a fault's drop", u"faults"_s, QJsonArray{ QJsonObject{ { u"drop"_s, u"never"_s } } });
        row("a clock", u"clock"_s, QJsonObject{ { u"now"_s, u"later"_s } });
        row("an account", u"accounts"_s, QJsonArray{ QJsonObject{ { u"id"_s, u"x"_s } } });
        row("a token's status",
            u"tokens"_s,
            QJsonArray{ QJsonObject{ { u"status"_s, u"lost"_s } } });
    }

    void refusesSettingsItDoesNotKnow()
    {
        QFETCH(QJsonObject, wanted);

        const SandboxReply reply = m_sandbox->control("POST", u"configure"_s, wanted);

        QCOMPARE(reply.status, 400);
        QVERIFY(!reply.json().value(u"error"_s).toString().isEmpty());
    }

    void quirksShowOnce_data()
    {
        QTest::addColumn<QString>("quirk");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code");

        QTest::newRow("throttled") << u"throttled"_s << 429 << 971;
        QTest::newRow("overloaded") << u"overloaded"_s << 429 << 7429;
        QTest::newRow("account") << u"account-flake"_s << 403 << 7403;
        QTest::newRow("token") << u"stale-token"_s << 401 << 10000;
        QTest::newRow("answer lost") << u"answer-lost"_s << 0 << 0;
    }

    void quirksShowOnce()
    {
        QFETCH(QString, quirk);
        m_sandbox->setQuirk(quirk, 1);

        const SandboxReply reply = query(Look);

        QTEST(reply.status, "status");
        QTEST(reply.code(), "code");
        if (quirk == "throttled"_L1)
            QCOMPARE(reply.header("Retry-After"), "1");
        QCOMPARE(query(Look).status, 200);
    }

    void failuresComeInOddEnvelopes()
    {
        m_sandbox->setQuirk(u"odd-envelope"_s);

        const SandboxReply reply = query({ { u"sql"_s, u"SELECT * FROM nowhere"_s } });

        QCOMPARE(reply.status, 400);
        QCOMPARE(reply.json().value(u"errors"_s).toArray(), QJsonArray());
        QVERIFY(reply.result().isArray());
        QCOMPARE(reply.json().value(u"messages"_s)[0].toString(),
                 u"no such table: nowhere: SQLITE_ERROR"_s);
    }

    void sizesAreNoughtForAMoment()
    {
        m_sandbox->setQuirk(u"zero-file-size"_s);

        QCOMPARE(m_sandbox->d1("GET", u"/main"_s).result()[u"file_size"_s].toInt(-1), 0);
    }

    void theNameFilterLooksForAPart()
    {
        m_sandbox->createDatabase(u"main-copy"_s);

        QCOMPARE(m_sandbox->d1("GET", u"?name=main"_s).result().toArray().size(), 2);
        m_sandbox->setQuirk(u"exact-name-filter"_s);
        QCOMPARE(m_sandbox->d1("GET", u"?name=main"_s).result().toArray().size(), 1);
    }

    void aNaiveSplitterBreaksTriggers_data()
    {
        QTest::addColumn<QString>("script");
        QTest::addColumn<bool>("works");

        const QString body = u"UPDATE t SET a = 2; END"_s;
        QTest::newRow("upper case")
            << u"CREATE TRIGGER r AFTER INSERT ON t BEGIN "_s + body << true;
        QTest::newRow("lower case")
            << u"CREATE TRIGGER r AFTER INSERT ON t begin UPDATE t SET a = 2; end"_s << false;
        QTest::newRow("carriage returns")
            << u"CREATE TRIGGER r AFTER INSERT ON t BEGIN\r\n"_s + body << false;
        QTest::newRow("CASE")
            << u"CREATE TRIGGER r AFTER INSERT ON t BEGIN UPDATE t SET a = CASE WHEN 1 THEN 1 END ; SELECT 1; END"_s
            << false;
        QTest::newRow("a semicolon in a comment") << u"SELECT 1 -- one; two\n"_s << false;
        QTest::newRow("a semicolon in text") << u"SELECT 'one; two'"_s << true;
    }

    void aNaiveSplitterBreaksTriggers()
    {
        QFETCH(QString, script);
        QFETCH(bool, works);
        QCOMPARE(query({ { u"sql"_s, script } }).status, 200);
        m_sandbox->rows(m_database, "DROP TRIGGER IF EXISTS r");
        m_sandbox->setQuirk(u"naive-splitter"_s);

        const SandboxReply reply = query({ { u"sql"_s, script } });

        QVERIFY2((reply.status == 200) == works, reply.body.constData());
    }

    void endsAStatementThatTakesTooLong_data()
    {
        QTest::addColumn<QString>("sql");

        const QString endless
            = u"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "_s;
        QTest::newRow("reading") << QString(endless + u"SELECT count(*) FROM n"_s);
        QTest::newRow("writing") << QString(u"INSERT INTO t VALUES (1); INSERT INTO t "_s + endless
                                            + u"SELECT i FROM n WHERE i < 0"_s);
    }

    void endsAStatementThatTakesTooLong()
    {
        QFETCH(QString, sql);
        m_sandbox->configure({ { u"settings"_s, QJsonObject{ { u"time_limit_ms"_s, 100 } } } });

        const SandboxReply reply = query({ { u"sql"_s, sql } });

        QCOMPARE(reply.status, 429);
        QCOMPARE(reply.code(), 7429);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT * FROM t"), QJsonArray());
    }

    void aLongStatementDoesNotKeepTheServerFromEnding()
    {
        QNetworkAccessManager network;
        QNetworkRequest request(QUrl(m_sandbox->baseUrl().toString() + u"/accounts/"_s
                                     + m_sandbox->account() + u"/d1/database/main/query"_s));
        request.setRawHeader("Authorization", "Bearer " + m_sandbox->token());
        request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
        const std::unique_ptr<QNetworkReply> endless(network.post(
            request,
            R"({"sql":"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"})"));
        QTRY_VERIFY(endless->isRunning());
        QCOMPARE(m_sandbox->d1("GET", u"?name=main"_s).status, 200); // others are served meanwhile

        QCOMPARE(m_sandbox->stop(), 0);
    }

    void blocksWhoAsksTooOften()
    {
        m_sandbox->configure(
            { { u"settings"_s, QJsonObject{ { u"requests_per_five_minutes"_s, 5 } } } });
        for (int request = 0; request < 5; ++request)
            QCOMPARE(query(Look).status, 200);

        const SandboxReply refused = query(Look);
        QCOMPARE(refused.status, 429);
        QCOMPARE(refused.code(), 971);
        QVERIFY(refused.header("Retry-After").toInt() > 290);
        m_sandbox->advanceClock(200);
        QCOMPARE(m_sandbox->d1("GET", {}).status, 429); // everything, for five minutes
        m_sandbox->advanceClock(101);
        QCOMPARE(query(Look).status, 200);
    }

    void theClockIsTheDatabasesToo()
    {
        m_sandbox->configure(
            { { u"clock"_s,
                QJsonObject{ { u"now"_s, u"2030-01-01T00:00:00Z"_s }, { u"frozen"_s, true } } } });

        QCOMPARE(m_sandbox->rows(m_database, "SELECT unixepoch()"),
                 QJsonArray{ QJsonArray{ 1'893'456'000 } });
    }

    void logsEveryRequestAndNoSecret()
    {
        m_sandbox->clearLog();
        query(Insert);
        const QJsonObject start{ { u"output_format"_s, u"polling"_s } };
        const QString bookmark
            = m_sandbox->d1("POST", u"/main/export"_s, start).result()[u"at_bookmark"_s].toString();
        const QJsonObject poll{ { u"output_format"_s, u"polling"_s },
                                { u"current_bookmark"_s, bookmark } };
        const QString url = m_sandbox->d1("POST", u"/main/export"_s, poll)
                                .result()[u"result"_s][u"signed_url"_s]
                                .toString();
        QCOMPARE(m_sandbox->request("GET", url).status, 200);

        const QJsonArray log = m_sandbox->requests();
        QCOMPARE(log.size(), 4);
        QCOMPARE(log.first()[u"method"_s].toString(), u"POST"_s);
        QCOMPARE(log.first()[u"status"_s].toInt(), 200);
        QVERIFY(log.first()[u"body"_s].toString().contains("INSERT INTO t"_L1));
        QVERIFY(log.last()[u"path"_s].toString().contains("X-Amz-Signature=redacted"_L1));
        const QByteArray file = m_folder.read(u"log.jsonl"_s);
        QVERIFY(file.contains("INSERT INTO t"));
        QVERIFY(!file.contains(m_sandbox->token()));
        QVERIFY(!file.contains(url.section(u"X-Amz-Signature="_s, 1).toLatin1()));
    }

    void doesNotAnswerWebPages_data()
    {
        QTest::addColumn<QByteArray>("header");
        QTest::addColumn<QByteArray>("value");

        QTest::newRow("from elsewhere")
            << QByteArray("Origin") << QByteArray("https://example.com");
        QTest::newRow("under another name") << QByteArray("Host") << QByteArray("example.com");
    }

    void doesNotAnswerWebPages()
    {
        QFETCH(QByteArray, header);
        QFETCH(QByteArray, value);
        QNetworkAccessManager network;
        const QString url
            = m_sandbox->announcement().value(u"control_url"_s).toString() + u"/state"_s;
        QNetworkRequest request{ QUrl(url) };
        request.setRawHeader(header, value);

        const std::unique_ptr<QNetworkReply> reply(network.get(request));

        QTRY_VERIFY(reply->isFinished());
        QCOMPARE(reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt(), 403);
    }

    void refusesToStartWithWrongOptions_data()
    {
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<int>("exit");
        QTest::addColumn<QByteArray>("says");

        const QString broken = m_folder.write(u"broken.json"_s, "{ \"quirks\": ");
        const QString wrong = m_folder.write(u"wrong.json"_s, R"({ "quirks": { "moody": true } })");
        m_folder.write(u"state/sandbox.json"_s, "no JSON");
        QTest::newRow("an unknown option")
            << QStringList{ u"--speed"_s } << 64 << QByteArray("speed");
        QTest::newRow("a port that is none")
            << QStringList{ u"--port"_s, u"x"_s } << 64 << QByteArray("--port");
        QTest::newRow("a word too many") << QStringList{ u"start"_s } << 64 << QByteArray("start");
        QTest::newRow("no such file") << QStringList{ u"--config"_s, m_folder.path(u"none.json"_s) }
                                      << 66 << QByteArray("none.json");
        QTest::newRow("a broken file")
            << QStringList{ u"--config"_s, broken } << 78 << QByteArray("broken.json");
        QTest::newRow("a quirk in a file")
            << QStringList{ u"--config"_s, wrong } << 78 << QByteArray("moody");
        QTest::newRow("an account's id")
            << QStringList{ u"--account"_s, u"mine"_s } << 78 << QByteArray("32 hex digits");
        QTest::newRow("a broken state") << QStringList{ u"--state"_s, m_folder.path(u"state"_s) }
                                        << 65 << QByteArray("sandbox.json");
        QTest::newRow("a log in no folder")
            << QStringList{ u"--log"_s, m_folder.path(u"no/log"_s) } << 64 << QByteArray("no/log");
    }

    void refusesToStartWithWrongOptions()
    {
        QFETCH(QStringList, arguments);
        QFETCH(QByteArray, says);
        QProcess process;
        if (!arguments.contains(u"--port"_s))
            arguments += { u"--port"_s, u"0"_s };

        process.start(QStringLiteral(TIDEMARK_BINARY_DIR "/bin/tidemark-sandbox"), arguments);

        QVERIFY(process.waitForFinished());
        QTEST(process.exitCode(), "exit");
        QCOMPARE(process.readAllStandardOutput(), QByteArray());
        const QByteArray error = process.readAllStandardError();
        QVERIFY2(error.startsWith("tidemark-sandbox: ") && error.contains(says), error.constData());
    }

    void aPortIsTakenOnce()
    {
        QProcess second;
        second.start(QStringLiteral(TIDEMARK_BINARY_DIR "/bin/tidemark-sandbox"),
                     { u"--port"_s, QString::number(m_sandbox->baseUrl().port()) });

        QVERIFY(second.waitForFinished());
        QCOMPARE(second.exitCode(), 69);
    }

    void theDemoHasTwoEnvironmentsAndAPast()
    {
        SandboxProcess demo({ u"--demo"_s });
        const QJsonArray databases = demo.announcement().value(u"databases"_s).toArray();
        QCOMPARE(databases.size(), 4);
        const QString staging = u"2b94e0d7-61c8-4f3a-8e52-d07a9c15b3f6"_s;

        QCOMPARE(
            demo.rows(
                staging,
                "SELECT (SELECT count(*) FROM user), (SELECT group_concat(name) FROM _migrations)"),
            QJsonArray{ QJsonArray(
                { 400, u"0002_api_keys,0004_add_user_tier,0005_add_permissions_table"_s }) });
        const QString account = u"b80e6a4f21d7495cb3f86d02c97e15a4"_s;
        const QString database = u"/accounts/%1/d1/database/nanotype-auth"_s.arg(account);
        const QByteArray sql
            = R"({"sql":"SELECT count(*) FROM sqlite_master WHERE name = 'permissions'"})";
        const SandboxReply counted = demo.request("POST", database + u"/raw"_s, sql, demo.token());
        QVERIFY2(counted.body.contains("\"rows\":[[0]]"),
                 counted.body.constData()); // production is a migration behind
        const QString lastWeek = QDateTime::currentDateTimeUtc().addDays(-9).toString(Qt::ISODate);
        const SandboxReply past = demo.request(
            "GET", database + u"/time_travel/bookmark?timestamp="_s + lastWeek, {}, demo.token());
        QCOMPARE(past.status, 200);

        QCOMPARE(demo.stop(), 0);
        demo.start(); // the same databases and the same token, nothing seeded twice
        QCOMPARE(demo.rows(staging, "SELECT count(*) FROM user"), QJsonArray{ QJsonArray{ 400 } });
    }

private:
    SandboxReply query(const QJsonObject &body)
    {
        return m_sandbox->d1("POST", u"/main/query"_s, body);
    }

    ScratchFolder m_folder;
    std::unique_ptr<SandboxProcess> m_sandbox;
    QString m_database;
};

TIDEMARK_TEST(tst_sandboxfaults)
#include "tst_sandboxfaults.moc"
