#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QCryptographicHash>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

QString md5(const QByteArray &content)
{
    return QString::fromLatin1(QCryptographicHash::hash(content, QCryptographicHash::Md5).toHex());
}

QString text(const QJsonValue &result, const QString &member)
{
    return result[member].toString();
}

} // namespace

/// /export and /import with their races.
class tst_sandboxtransfers : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_sandbox = std::make_unique<SandboxProcess>();
        m_database = m_sandbox->createDatabase(
            u"main"_s,
            "CREATE TABLE a (x); CREATE TABLE parent (id INTEGER PRIMARY KEY);"
            "CREATE TABLE child (p INTEGER REFERENCES parent(id))");
    }

    void cleanup()
    {
        m_sandbox->control("DELETE", u"quirks"_s);
        m_sandbox->control("POST", u"databases/%1/unlock"_s.arg(m_database));
        m_sandbox->rows(m_database, "DELETE FROM a; DELETE FROM child; DELETE FROM parent");
    }

    void anExportIsStartedPolledAndFetched()
    {
        m_sandbox->rows(m_database,
                        "INSERT INTO a VALUES (1), ('it''s'), (x'0aff'), (1.5), (NULL)");

        const SandboxReply started = exportCall();
        QCOMPARE(started.status, 202);
        QCOMPARE(text(started.result(), u"status"_s), u"active"_s);
        const QString bookmark = text(started.result(), u"at_bookmark"_s);
        const SandboxReply polled = exportCall(bookmark);
        QCOMPARE(polled.status, 200);
        QCOMPARE(text(polled.result(), u"status"_s), u"complete"_s);
        QCOMPARE(text(polled.result(), u"at_bookmark"_s), bookmark);
        const QString url = text(polled.result()[u"result"_s], u"signed_url"_s);
        const SandboxReply file = m_sandbox->request("GET", url);

        QCOMPARE(file.status, 200);
        QCOMPARE(
            file.body,
            QByteArray(
                "PRAGMA defer_foreign_keys=TRUE;\nCREATE TABLE a (x);\n"
                "INSERT INTO \"a\" (\"x\") VALUES(1);\nINSERT INTO \"a\" (\"x\") VALUES('it''s');\n"
                "INSERT INTO \"a\" (\"x\") VALUES(X'0AFF');\nINSERT INTO \"a\" (\"x\") "
                "VALUES(1.5);\n"
                "INSERT INTO \"a\" (\"x\") VALUES(NULL);\nCREATE TABLE parent (id INTEGER PRIMARY "
                "KEY);\n"
                "CREATE TABLE child (p INTEGER REFERENCES parent(id));"));
        m_sandbox->advanceClock(3601);
        QCOMPARE(m_sandbox->request("GET", url).status, 403); // an hour has passed
        QCOMPARE(m_sandbox->request("GET", url.section(u"&X-Amz-Signature"_s, 0, 0)).status, 403);
    }

    void aDumpLosesWhatTheServiceLoses()
    {
        const QString id = m_sandbox->createDatabase(
            u"lossy"_s,
            "CREATE TABLE child (p REFERENCES parent(id));"
            "CREATE TABLE parent (id INTEGER PRIMARY KEY AUTOINCREMENT);"
            "CREATE TABLE `odd name` (v);"
            "CREATE INDEX i ON parent (id);"
            "CREATE VIEW w AS SELECT 1;"
            "CREATE TRIGGER r INSTEAD OF INSERT ON w BEGIN SELECT 1; END;"
            "INSERT INTO parent VALUES (1);"
            "INSERT INTO `odd name` VALUES (9007199254740993), (9e999), (1.0)");

        const QByteArray dump = exported(id);

        QVERIFY(dump.indexOf("CREATE TABLE child") < dump.indexOf("CREATE TABLE parent"));
        QVERIFY(dump.contains("CREATE TABLE IF NOT EXISTS `odd name`"));
        QVERIFY(dump.contains("VALUES(9007199254740992);"));
        QVERIFY(dump.contains("VALUES(Infinity);"));
        QVERIFY(dump.contains("\nDELETE FROM sqlite_sequence;\nINSERT INTO \"sqlite_sequence\""));
        QVERIFY(dump.indexOf("CREATE TRIGGER r") < dump.indexOf("CREATE VIEW w"));
        QVERIFY(!dump.contains("_cf_KV"));
        QVERIFY(!dump.endsWith('\n'));
    }

    void everybodyElseWaitsForAnExport()
    {
        m_sandbox->setQuirk(u"stuck-export"_s);
        const QString bookmark = text(exportCall().result(), u"at_bookmark"_s);

        const QJsonObject query{ { u"sql"_s, u"SELECT 1"_s } };
        const SandboxReply refused = m_sandbox->d1("POST", u"/main/query"_s, query);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.code(), 7500);
        QCOMPARE(refused.message(), u"Currently processing a long-running export."_s);
        QCOMPARE(m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s).status, 400);
        QCOMPARE(m_sandbox->d1("POST", u"/main/time_travel/restore?bookmark="_s + bookmark).status,
                 400);
        const SandboxReply second = exportCall();
        QCOMPARE(second.status, 200);
        QCOMPARE(second.result()[u"success"_s].toBool(true), false);
        QCOMPARE(
            text(second.result(), u"error"_s),
            u"Currently processing a long-running export. Cannot start a new export until that completes or times out."_s);
        m_sandbox->advanceClock(40'000); // eleven hours
        QCOMPARE(exportCall(bookmark).status, 202);

        m_sandbox->control("POST", u"databases/%1/unlock"_s.arg(m_database));
        QCOMPARE(m_sandbox->d1("POST", u"/main/query"_s, query).status, 200);
    }

    void anExportNobodyPollsIsCancelled()
    {
        m_sandbox->setQuirk(u"slow-export"_s, 5);
        const QString bookmark = text(exportCall().result(), u"at_bookmark"_s);
        QCOMPARE(exportCall(bookmark).status, 202);
        m_sandbox->advanceClock(16);

        QCOMPARE(m_sandbox->rows(m_database, "SELECT 1").size(), 1);
        const SandboxReply cancelled = exportCall(bookmark);
        QCOMPARE(text(cancelled.result(), u"status"_s), u"error"_s);
        QCOMPARE(text(cancelled.result(), u"error"_s),
                 u"Cancelled due to no poll() received in 15000ms."_s);
        QCOMPARE(text(exportCall(bookmark).result(), u"error"_s),
                 u"Not currently exporting anything."_s);
    }

    void exportsHaveTheirQuirks_data()
    {
        QTest::addColumn<QString>("quirk");
        QTest::addColumn<QString>("started"); // status of the first answer
        QTest::addColumn<QString>("polled"); // status, or error, of the second
        QTest::addColumn<QString>("again"); // and of the third

        const QString complete = u"complete"_s;
        const QString gone = u"Not currently exporting anything."_s;
        QTest::newRow("none") << QString() << u"active"_s << complete << complete;
        QTest::newRow("no status")
            << u"export-without-status"_s << QString() << complete << complete;
        QTest::newRow("gone before the first poll")
            << u"export-gone"_s << u"active"_s << gone << gone;
        QTest::newRow("delivered once")
            << u"export-delivered-once"_s << u"active"_s << complete << gone;
        QTest::newRow("flat") << u"export-flat-url"_s << u"active"_s << complete << complete;
    }

    void exportsHaveTheirQuirks()
    {
        QFETCH(QString, quirk);
        if (!quirk.isEmpty())
            m_sandbox->setQuirk(quirk);
        const auto told = [](const QJsonValue &result) {
            return result[u"success"_s].toBool() ? text(result, u"status"_s)
                                                 : text(result, u"error"_s);
        };

        const QJsonValue started = exportCall().result();
        const QString bookmark = text(started, u"at_bookmark"_s);
        const QJsonValue polled = exportCall(bookmark).result();

        QCOMPARE(started[u"success"_s].toBool(), true);
        QTEST(text(started, u"status"_s), "started");
        QTEST(told(polled), "polled");
        QTEST(told(exportCall(bookmark).result()), "again");
        if (quirk == "export-flat-url"_L1)
            QVERIFY(text(polled, u"signed_url"_s).startsWith("http://127.0.0.1:"_L1));
    }

    void aPollMayMeetAGateway()
    {
        const QString bookmark = text(exportCall().result(), u"at_bookmark"_s);
        m_sandbox->setQuirk(u"bad-gateway"_s, 1);

        const SandboxReply broken = exportCall(bookmark);
        QCOMPARE(broken.status, 502);
        QVERIFY(broken.body.startsWith("<html>"));
        QVERIFY(!broken.header("cf-ray").isEmpty());
        QCOMPARE(text(exportCall(bookmark).result(), u"status"_s), u"complete"_s);
    }

    void refusesVirtualTables()
    {
        m_sandbox->createDatabase(u"search"_s, "CREATE VIRTUAL TABLE f USING fts5(t)");
        const QJsonObject start{ { u"output_format"_s, u"polling"_s } };

        const SandboxReply refused = m_sandbox->d1("POST", u"/search/export"_s, start);

        QCOMPARE(text(refused.result(), u"status"_s), u"error"_s);
        QCOMPARE(text(refused.result(), u"error"_s),
                 u"cannot export databases with Virtual Tables (fts5)"_s);
        QCOMPARE(m_sandbox->d1("POST", u"/search/query"_s, { { u"sql"_s, u"SELECT 1"_s } }).status,
                 200);
        // It may stay wedged as well (workers-sdk#9519).
        m_sandbox->setQuirk(u"stuck-export"_s, 1);
        QCOMPARE(text(m_sandbox->d1("POST", u"/search/export"_s, start).result(), u"status"_s),
                 u"error"_s);
        QCOMPARE(m_sandbox->d1("POST", u"/search/query"_s, { { u"sql"_s, u"SELECT 1"_s } }).status,
                 400);
    }

    void anExportNamesItsFormatEachTime()
    {
        QCOMPARE(m_sandbox->d1("POST", u"/main/export"_s, {}).code(), 7400);
        QCOMPARE(
            m_sandbox->d1("POST", u"/main/export"_s, { { u"current_bookmark"_s, u"x"_s } }).code(),
            7400);
    }

    void anImportIsUploadedIngestedAndPolled()
    {
        m_sandbox->setQuirk(u"slow-import"_s, 2);
        const QByteArray script
            = "INSERT INTO a VALUES (1);\nINSERT INTO a VALUES (2);\n-- the end\n";

        const SandboxReply ingested = import(script);
        QCOMPARE(ingested.status, 202);
        QCOMPARE(text(ingested.result(), u"status"_s), u"active"_s);
        const QJsonObject query{ { u"sql"_s, u"SELECT 1"_s } };
        QCOMPARE(m_sandbox->d1("POST", u"/main/raw"_s, query).message(),
                 u"Currently processing a long-running import."_s);
        const QString bookmark = text(ingested.result(), u"at_bookmark"_s);
        QCOMPARE(pollImport(bookmark).status, 202);
        const SandboxReply done = pollImport(bookmark);

        QCOMPARE(done.status, 200);
        QCOMPARE(text(done.result(), u"status"_s), u"complete"_s);
        const QJsonValue result = done.result()[u"result"_s];
        QCOMPARE(result[u"num_queries"_s].toInt(), 2);
        QCOMPARE(result[u"meta"_s][u"rows_written"_s].toInt(), 2);
        QCOMPARE(
            text(result, u"final_bookmark"_s),
            text(m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s).result(), u"bookmark"_s));
        QCOMPARE(text(pollImport(bookmark).result(), u"error"_s),
                 u"Not currently importing anything."_s);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*) FROM a"),
                 QJsonArray{ QJsonArray{ 2 } });
    }

    void aKnownFileIsNotUploadedAgain()
    {
        const QByteArray script = "DELETE FROM a; INSERT INTO a VALUES ('known')";
        QCOMPARE(text(import(script).result(), u"status"_s), u"complete"_s);
        m_sandbox->rows(m_database, "DELETE FROM a");

        const SandboxReply again
            = importCall({ { u"action"_s, u"init"_s }, { u"etag"_s, md5(script) } });

        QVERIFY(!again.result().toObject().contains(u"upload_url"_s));
        QCOMPARE(text(again.result(), u"status"_s), u"complete"_s);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT x FROM a"),
                 QJsonArray{ QJsonArray{ u"known"_s } });
    }

    void aFailedImportLeavesTheOldState_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("error");

        QTest::newRow("a constraint at the end") << QByteArray(
            "CREATE TABLE b (y); INSERT INTO a VALUES (1); INSERT INTO child VALUES (9);")
                                                 << u"FOREIGN KEY constraint failed"_s;
        QTest::newRow("foreign keys off, then a mistake") << QByteArray(
            "PRAGMA foreign_keys=OFF; INSERT INTO child VALUES (9); INSERT INTO nowhere VALUES (1)")
                                                          << u"no such table: nowhere"_s;
        QTest::newRow("a transaction") << QByteArray("INSERT INTO a VALUES (1); BEGIN; COMMIT;")
                                       << u"To execute a transaction"_s;
        QTest::newRow("too long a statement") << QByteArray(
            "INSERT INTO a VALUES (1); INSERT INTO a VALUES ('" + QByteArray(100'000, 'x') + "');")
                                              << u"statement too long: SQLITE_TOOBIG"_s;
        QTest::newRow("VACUUM") << QByteArray("INSERT INTO a VALUES (1); VACUUM;") << u"VACUUM"_s;
    }

    void aFailedImportLeavesTheOldState()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, error);
        const QJsonValue before = m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s).result();

        const QJsonValue failed = import(script).result();

        QCOMPARE(text(failed, u"status"_s), u"error"_s);
        QVERIFY2(text(failed, u"error"_s).contains(error), qPrintable(text(failed, u"error"_s)));
        QCOMPARE(failed[u"errors"_s][0].toString(), text(failed, u"error"_s));
        QCOMPARE(m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s).result(), before);
        QCOMPARE(m_sandbox->rows(m_database,
                                 "SELECT (SELECT count(*) FROM a), (SELECT count(*) FROM child)"),
                 QJsonArray{ QJsonArray({ 0, 0 }) });
        // What the script turned off is on again.
        const QJsonObject orphan{ { u"sql"_s, u"INSERT INTO child VALUES (9)"_s } };
        QCOMPARE(m_sandbox->d1("POST", u"/main/query"_s, orphan).status, 400);
    }

    void foreignKeysCanBeOffInAnImport()
    {
        QCOMPARE(text(import("PRAGMA foreign_keys=OFF;\nINSERT INTO child VALUES (3);\nINSERT INTO "
                             "parent VALUES (3);")
                          .result(),
                      u"status"_s),
                 u"complete"_s);

        QCOMPARE(m_sandbox->rows(m_database, "PRAGMA foreign_key_check"), QJsonArray());
    }

    void aLargeImportIsOneStepBack()
    {
        QByteArray script = "PRAGMA foreign_keys=OFF;\n";
        for (int row = 0; row < 5000; ++row)
            script += "INSERT INTO a VALUES ('" + QByteArray(300, 'r') + QByteArray::number(row)
                      + "');\n";
        const QString before
            = text(m_sandbox->d1("GET", u"/main/time_travel/bookmark?"_s).result(), u"bookmark"_s);

        SandboxReply told = import(script);
        while (told.status == 202)
            told = pollImport(text(told.result(), u"at_bookmark"_s));

        QCOMPARE(told.result()[u"result"_s][u"num_queries"_s].toInt(), 5001);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT count(DISTINCT x) FROM a"),
                 QJsonArray{ QJsonArray{ 5000 } });
        QCOMPARE(m_sandbox->d1("POST", u"/main/time_travel/restore?bookmark="_s + before).status,
                 200);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*) FROM a"),
                 QJsonArray{ QJsonArray{ 0 } });
    }

    void importsHaveTheirQuirks()
    {
        m_sandbox->setQuirk(u"import-gone"_s, 1);
        const SandboxReply started = import("INSERT INTO a VALUES ('unseen')");
        QCOMPARE(started.status, 202);
        QCOMPARE(text(pollImport(text(started.result(), u"at_bookmark"_s)).result(), u"error"_s),
                 u"Not currently importing anything."_s);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT x FROM a"),
                 QJsonArray{ QJsonArray{ u"unseen"_s } });

        m_sandbox->setQuirk(u"import-reset"_s);
        QCOMPARE(text(import("INSERT INTO child VALUES (1)").result(), u"error"_s),
                 u"{\"D1_RESET_DO\":true}"_s);

        m_sandbox->setQuirk(u"import-auth-flake"_s, 1);
        const QJsonObject init{ { u"action"_s, u"init"_s }, { u"etag"_s, QString(32, u'0') } };
        QCOMPARE(importCall(init).code(), 10000);
        QVERIFY(importCall(init).result().toObject().contains(u"upload_url"_s));
    }

    void refusesWhatWasNotUploaded()
    {
        const QString etag(32, u'1');

        const SandboxReply ingested = importCall({ { u"action"_s, u"ingest"_s },
                                                   { u"filename"_s, u"../sandbox.json"_s },
                                                   { u"etag"_s, etag } });

        QCOMPARE(ingested.code(), 7400);
        QCOMPARE(importCall({ { u"action"_s, u"init"_s }, { u"etag"_s, u"short"_s } }).code(),
                 7400);
        QCOMPARE(importCall({ { u"action"_s, u"explode"_s } }).code(), 7400);
        const QString url
            = text(importCall({ { u"action"_s, u"init"_s }, { u"etag"_s, etag } }).result(),
                   u"upload_url"_s);
        QCOMPARE(m_sandbox->request("GET", url).status, 403); // signed for a PUT
    }

private:
    SandboxReply exportCall(const QString &bookmark = {})
    {
        QJsonObject body{ { u"output_format"_s, u"polling"_s } };
        if (!bookmark.isEmpty())
            body.insert(u"current_bookmark"_s, bookmark);
        return m_sandbox->d1("POST", u"/main/export"_s, body);
    }

    QByteArray exported(const QString &database)
    {
        QJsonObject body{ { u"output_format"_s, u"polling"_s } };
        const SandboxReply started = m_sandbox->d1("POST", u'/' + database + u"/export"_s, body);
        body.insert(u"current_bookmark"_s, text(started.result(), u"at_bookmark"_s));
        const SandboxReply done = m_sandbox->d1("POST", u'/' + database + u"/export"_s, body);
        return m_sandbox->request("GET", text(done.result()[u"result"_s], u"signed_url"_s)).body;
    }

    SandboxReply importCall(const QJsonObject &body)
    {
        return m_sandbox->d1("POST", u"/main/import"_s, body);
    }

    /// Up to the answer to ingest.
    SandboxReply import(const QByteArray &script)
    {
        const QJsonValue init
            = importCall({ { u"action"_s, u"init"_s }, { u"etag"_s, md5(script) } }).result();
        const SandboxReply uploaded
            = m_sandbox->request("PUT", text(init, u"upload_url"_s), script);
        if (uploaded.header("ETag") != '"' + md5(script).toLatin1() + '"')
            return uploaded;
        return importCall({ { u"action"_s, u"ingest"_s },
                            { u"filename"_s, text(init, u"filename"_s) },
                            { u"etag"_s, md5(script) } });
    }

    SandboxReply pollImport(const QString &bookmark)
    {
        return importCall({ { u"action"_s, u"poll"_s }, { u"current_bookmark"_s, bookmark } });
    }

    std::unique_ptr<SandboxProcess> m_sandbox;
    QString m_database;
};

TIDEMARK_TEST(tst_sandboxtransfers)
#include "tst_sandboxtransfers.moc"
