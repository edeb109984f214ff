#include "fixtures.h"

#include <engine/database/d1/d1importscript.h>
#include <engine/database/d1/d1transfer.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QCryptographicHash>
#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

using Answer = ScriptedServer::Answer;
using End = ScriptedServer::Answer::End;

namespace {

constexpr auto Dump = "CREATE TABLE t(a);\nINSERT INTO t VALUES (1);\n";
constexpr auto NotExporting = "Not currently exporting anything.";
constexpr auto NotImporting = "Not currently importing anything.";

/// The answer to a `/raw` batch with one value in its only row (none if @p value is empty); names come first.
Answer rawValue(const QString &value)
{
    QJsonArray parts = ScriptedServer::emptyResults(2).toArray();
    if (!value.isEmpty()) {
        QJsonObject part = parts[1].toObject();
        part["results"_L1] = QJsonObject{ { u"columns"_s, QJsonArray{ u"c"_s } },
                                          { u"rows"_s, QJsonArray{ QJsonArray{ value } } } };
        parts[1] = part;
    }
    return ScriptedServer::success(parts);
}

/// A database with a job's answers to come, and a file store on another port.
struct ScriptedJob : ScriptedClient {
    ScriptedServer store = {};
    ScratchFolder folder = {};
    D1DatabasePointer database = D1Database::create(client, u"acc"_s, u"db-1"_s);
    QStringList bookmarks = {};

    QString out() const { return folder.path(u"out.sql"_s); }
    QJsonValue signedUrl() const
    {
        return store.url(u"/dump.sql?X-Amz-Signature=SIGNED"_s).toString();
    }
    QJsonValue uploadUrl() const { return store.url(u"/up?X-Amz-Signature=SIGNED"_s).toString(); }

    /// Answers of the job's address, in turn; `/raw` (the look for virtual tables, the proof) gets @p raw.
    void script(const QList<Answer> &answers, const Answer &raw = rawValue({}))
    {
        auto next = std::make_shared<qsizetype>(0);
        server.answerWith([answers, raw, next](const ScriptedServer::Request &request) {
            if (request.target.endsWith("/raw"))
                return raw;
            return answers.value((*next)++, ScriptedServer::failure(500, 0, u"too many"_s));
        });
    }
    [[nodiscard]] QList<QJsonObject> jobRequests() const
    {
        QList<QJsonObject> all;
        for (const auto &request : server.requests()) {
            if (!request.target.endsWith("/raw"))
                all.append(request.json());
        }
        return all;
    }
    Result<qint64> exported(const D1ExportWish &wish = {}, const D1Job &job = {})
    {
        return await(exportDatabase(database, wish, out(), job, sink()));
    }
    Result<D1Imported> imported(bool proven = true, const D1Job &job = {})
    {
        D1ImportWish wish{ .file = folder.write(u"in.sql"_s, Dump) };
        if (proven)
            wish.proof = BoundStatement{ "SELECT count(*) FROM t" };
        return await(importFile(database, wish, job, sink()));
    }
    D1JobSink sink()
    {
        return [this](const D1Job &job) { bookmarks.append(job.bookmark); };
    }
};

Answer state(const QJsonObject &object, int status = 200)
{
    return ScriptedServer::success(object, {}, status);
}

Answer running(const QString &status = u"active"_s)
{
    QJsonObject object{ { u"success"_s, true },
                        { u"at_bookmark"_s, u"bm-1"_s },
                        { u"messages"_s, QJsonArray{ u"Generating x.sql"_s } } };
    if (!status.isEmpty())
        object.insert(u"status"_s, status);
    return state(object, 202);
}

Answer complete(const QJsonValue &url, bool flat = false)
{
    QJsonObject object{ { u"success"_s, true },
                        { u"at_bookmark"_s, u"bm-1"_s },
                        { u"status"_s, u"complete"_s } };
    if (flat)
        object.insert(u"signed_url"_s, url);
    else
        object.insert(u"result"_s,
                      QJsonObject{ { u"filename"_s, u"x.sql"_s }, { u"signed_url"_s, url } });
    return state(object);
}

Answer complaint(const QString &text)
{
    return state({ { u"success"_s, false }, { u"error"_s, text } });
}

Answer importComplete()
{
    const QJsonObject meta{ { u"rows_read"_s, 5 },
                            { u"rows_written"_s, 7 },
                            { u"duration"_s, 1.5 } };
    return state({ { u"success"_s, true },
                   { u"status"_s, u"complete"_s },
                   { u"at_bookmark"_s, u"bm-1"_s },
                   { u"result"_s,
                     QJsonObject{ { u"final_bookmark"_s, u"bm-2"_s },
                                  { u"num_queries"_s, 2 },
                                  { u"meta"_s, meta } } } });
}

QString md5()
{
    return QString::fromLatin1(QCryptographicHash::hash(Dump, QCryptographicHash::Md5).toHex());
}

} // namespace

class tst_D1Transfer : public QObject
{
    Q_OBJECT

private slots:
    void exports_data()
    {
        QTest::addColumn<QString>("status");
        QTest::addColumn<bool>("flat");
        QTest::newRow("as documented") << u"active"_s << false;
        QTest::newRow("without a status") << QString() << false;
        QTest::newRow("with a flat address") << u"active"_s << true;
    }
    void exports()
    {
        QFETCH(QString, status);
        QFETCH(bool, flat);
        ScriptedJob d1;
        d1.script(
            { running(status), running(status), running(status), complete(d1.signedUrl(), flat) });
        d1.store.enqueue({ .body = Dump });

        const auto bytes = d1.exported({ .tables = { u"t"_s } });

        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        QCOMPARE(d1.folder.read(u"out.sql"_s), Dump);
        QCOMPARE(d1.bookmarks, QStringList{ u"bm-1"_s });
        const auto requests = d1.jobRequests();
        QCOMPARE(requests.size(), 4);
        QCOMPARE(requests.first()["output_format"_L1].toString(), u"polling"_s);
        QVERIFY(!requests.first().contains("current_bookmark"_L1));
        QCOMPARE(requests.last()["output_format"_L1].toString(), u"polling"_s);
        QCOMPARE(requests.last()["current_bookmark"_L1].toString(), u"bm-1"_s);
        QCOMPARE(requests.last()["dump_options"_L1].toObject()["tables"_L1].toArray().size(), 1);
        QVERIFY(!d1.store.requests().first().raw.contains(ScriptedClient::Token));
        // The first poll comes at once, the others in time for the server's 15 seconds.
        const QList<std::chrono::milliseconds> polls{ 2500ms, 2500ms };
        QVERIFY(d1.time->pauses == polls);
        QCOMPARE(d1.database->cost().requests, 5); // and one download, which is the client's
        QCOMPARE(d1.client->cost().requests, 6);
    }

    void neverExportsVirtualTables()
    {
        ScriptedJob d1;
        d1.script({ running() }, rawValue(u"tnotes_fts"_s));

        const auto bytes = d1.exported();

        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Kind::Policy);
        QVERIFY(bytes.error().message.contains("notes_fts"_L1));
        QVERIFY(d1.jobRequests().isEmpty());
    }

    void beginsAnExportAnewThatWasForgotten()
    {
        ScriptedJob d1;
        d1.script({ running(),
                    complaint(QLatin1StringView(NotExporting)),
                    running(),
                    complete(d1.signedUrl()) });
        d1.store.enqueue({ .body = Dump });

        const auto bytes = d1.exported();

        QVERIFY2(bytes, bytes ? "" : qPrintable(bytes.error().message));
        const auto requests = d1.jobRequests();
        QCOMPARE(requests.size(), 4);
        QVERIFY(!requests[2].contains("current_bookmark"_L1));
        QVERIFY(d1.time->pauses.isEmpty());
    }

    void doesNotBeginAnExportForEver()
    {
        ScriptedJob d1;
        QList<Answer> answers;
        for (int i = 0; i < 20; ++i)
            answers << running() << complaint(QLatin1StringView(NotExporting));
        d1.script(answers);

        const auto bytes = d1.exported();

        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Kind::Temporary);
        QCOMPARE(d1.jobRequests().size(), 10);
        QVERIFY(!QFile::exists(d1.out()));
    }

    void takesAnExportUpAgain()
    {
        ScriptedJob d1;
        d1.script({ complete(d1.signedUrl()) });
        d1.store.enqueue({ .body = Dump });

        QVERIFY(d1.exported({}, { .bookmark = u"bm-1"_s }));

        QCOMPARE(d1.jobRequests().first()["current_bookmark"_L1].toString(), u"bm-1"_s);
    }

    void pollsAnExportThroughABadGateway()
    {
        ScriptedJob d1;
        d1.script({ running(), { .status = 502, .body = "<html>" }, complete(d1.signedUrl()) });
        d1.store.enqueue({ .body = Dump });

        QVERIFY(d1.exported());
    }

    void tellsWhyAnExportFailed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("word");
        QTest::newRow("another one runs")
            << u"Currently processing a long-running export. Cannot start a new export until that completes or times out."_s
            << u"Somebody else"_s;
        QTest::newRow("given up") << u"Cancelled due to no poll() received in 15000ms."_s
                                  << u"15000ms"_s;
    }
    void tellsWhyAnExportFailed()
    {
        QFETCH(QString, text);
        QFETCH(QString, word);
        ScriptedJob d1;
        d1.script({ complaint(text) });

        const auto bytes = d1.exported();

        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Kind::Temporary);
        QVERIFY(bytes.error().message.contains(word));
        QCOMPARE(d1.jobRequests().size(), 1);
    }

    void stopsAnExport()
    {
        ScriptedJob d1;
        d1.script({ running(), running(), running(), running() });
        std::stop_source stop;
        D1JobSink sink = [&stop](const D1Job &) { stop.request_stop(); };

        const auto bytes = await(
            exportDatabase(d1.database, {}, d1.out(), {}, sink, { .stop = stop.get_token() }));

        QVERIFY(!bytes);
        QCOMPARE(bytes.error().kind, Error::Kind::Cancelled);
        QCOMPARE(d1.jobRequests().size(), 1);
    }

    void hidesTheAddressOfALostDownload()
    {
        ScriptedJob d1;
        d1.script({ running(), complete(d1.signedUrl()) });
        d1.store.answerWith([](const auto &) {
            return Answer{ .status = 403, .body = "<Error>SignatureDoesNotMatch</Error>" };
        });

        const auto bytes = d1.exported();

        QVERIFY(!bytes);
        QVERIFY(!textOf(bytes.error()).contains("SIGNED"_L1));
        QVERIFY(!textOf(bytes.error()).contains("dump.sql"_L1));
    }

    void imports()
    {
        ScriptedJob d1;
        d1.script({ state({ { u"success"_s, true },
                            { u"filename"_s, u"f.sql"_s },
                            { u"upload_url"_s, d1.uploadUrl() } }),
                    running(),
                    running(),
                    importComplete() });
        d1.store.enqueue({ .headers = { { "ETag", '"' + md5().toLatin1() + '"' } } });

        const auto imported = d1.imported();

        QVERIFY2(imported, imported ? "" : qPrintable(imported.error().message));
        QCOMPARE(imported->finalBookmark, u"bm-2"_s);
        QCOMPARE(imported->statements, 2);
        const auto requests = d1.jobRequests();
        QCOMPARE(requests.size(), 4);
        QCOMPARE(requests[0]["action"_L1].toString(), u"init"_s);
        QCOMPARE(requests[0]["etag"_L1].toString(), md5());
        QCOMPARE(requests[1]["action"_L1].toString(), u"ingest"_s);
        QCOMPARE(requests[1]["filename"_L1].toString(), u"f.sql"_s);
        QCOMPARE(requests[2]["action"_L1].toString(), u"poll"_s);
        QCOMPARE(requests[2]["current_bookmark"_L1].toString(), u"bm-1"_s);
        QCOMPARE(d1.store.requests().first().body, Dump);
        QVERIFY(!d1.store.requests().first().headers.contains("authorization"));
        QCOMPARE(d1.database->cost().rowsWritten, 7);
        QCOMPARE(d1.bookmarks, QStringList{ u"bm-1"_s });
    }

    void importsWhatD1KnowsAlready()
    {
        ScriptedJob d1;
        d1.script({ running(), importComplete() });

        const auto imported = d1.imported();

        QVERIFY(imported);
        QCOMPARE(d1.store.requests().size(), 0);
        QCOMPARE(d1.jobRequests().size(), 2);
    }

    void asksTheDataHowAForgottenImportEnded_data()
    {
        QTest::addColumn<QString>("proof");
        QTest::addColumn<bool>("proven");
        QTest::addColumn<bool>("success");
        QTest::addColumn<int>("state");
        QTest::newRow("it is there") << u"i1"_s << true << true << 0;
        QTest::newRow("it is not") << u"i0"_s << true << false << int(DatabaseState::Unchanged);
        QTest::newRow("nobody knows") << u"i1"_s << false << false << int(DatabaseState::Unknown);
    }
    void asksTheDataHowAForgottenImportEnded()
    {
        QFETCH(QString, proof);
        QFETCH(bool, proven);
        QFETCH(bool, success);
        QFETCH(int, state);
        ScriptedJob d1;
        d1.script({ running(), complaint(QLatin1StringView(NotImporting)) }, rawValue(proof));

        const auto imported = d1.imported(proven);

        QCOMPARE(bool(imported), success);
        if (!success) {
            QCOMPARE(imported.error().kind, Error::Kind::Database);
            QCOMPARE(int(imported.error().databaseState), state);
        }
        QCOMPARE(d1.jobRequests().size(), 2);
    }

    void neverSendsTwiceWhatMayStartAnImport_data()
    {
        QTest::addColumn<int>("lost");
        QTest::addColumn<QString>("proof");
        QTest::newRow("init, and it is there") << 0 << u"i1"_s;
        QTest::newRow("init, and it is not") << 0 << u"i0"_s;
        QTest::newRow("ingest, and it is there") << 1 << u"i1"_s;
        QTest::newRow("ingest, and it is not") << 1 << u"i0"_s;
    }
    void neverSendsTwiceWhatMayStartAnImport()
    {
        QFETCH(int, lost);
        QFETCH(QString, proof);
        ScriptedJob d1;
        QList<Answer> answers{ state({ { u"success"_s, true },
                                       { u"filename"_s, u"f.sql"_s },
                                       { u"upload_url"_s, d1.uploadUrl() } }) };
        answers.insert(lost, ScriptedServer::ended(End::DropAnswer));
        d1.script(answers, rawValue(proof));
        d1.store.enqueue({ .headers = { { "ETag", md5().toLatin1() } } });

        const auto imported = d1.imported();

        QCOMPARE(bool(imported), proof == "i1"_L1);
        if (!imported)
            QCOMPARE(imported.error().databaseState, DatabaseState::Unchanged);
        QCOMPARE(d1.jobRequests().size(), lost + 1);
    }

    void waitsForAnImportItCannotPoll()
    {
        ScriptedJob d1;
        int asked = 0;
        d1.server.answerWith([&asked](const ScriptedServer::Request &request) {
            if (!request.target.endsWith("/raw"))
                return ScriptedServer::ended(End::DropAnswer);
            return ++asked < 8 ? ScriptedServer::failure(
                       400, 7500, u"Currently processing a long-running import."_s)
                               : rawValue(u"i1"_s);
        });

        const auto imported = d1.imported();

        QVERIFY2(imported, imported ? "" : qPrintable(imported.error().message));
        QCOMPARE(asked, 8);
    }

    void tellsWhyAnImportFailed_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("word");
        QTest::newRow("reset") << u"{\"D1_RESET_DO\":true}"_s << u"a statement failed"_s;
        QTest::newRow("too big") << u"statement too long: SQLITE_TOOBIG"_s << u"100,000"_s;
        QTest::newRow("another reason") << u"no such table: zz"_s << u"zz"_s;
    }
    void tellsWhyAnImportFailed()
    {
        QFETCH(QString, text);
        QFETCH(QString, word);
        ScriptedJob d1;
        d1.script({ running(), complaint(text) }, rawValue(u"i0"_s));

        const auto imported = d1.imported();

        QVERIFY(!imported);
        QCOMPARE(imported.error().databaseState, DatabaseState::Unchanged);
        QVERIFY2(imported.error().message.contains(word), qPrintable(imported.error().message));
    }

    void leavesAnotherImportAlone()
    {
        ScriptedJob d1;
        d1.script(
            { complaint(u"Currently processing a long-running import. Cannot start another import "
                        "until that completes or times out."_s) });

        const auto imported = d1.imported();

        QVERIFY(!imported);
        QCOMPARE(imported.error().kind, Error::Kind::Temporary);
        QCOMPARE(imported.error().databaseState, DatabaseState::Unchanged);
    }

    void doesNotImportWhatArrivedChanged()
    {
        ScriptedJob d1;
        d1.script({ state({ { u"success"_s, true },
                            { u"filename"_s, u"f.sql"_s },
                            { u"upload_url"_s, d1.uploadUrl() } }) });
        d1.store.enqueue({ .headers = { { "ETag", "\"0000\"" } } });

        const auto imported = d1.imported();

        QVERIFY(!imported);
        QCOMPARE(imported.error().kind, Error::Kind::Temporary);
        QCOMPARE(d1.jobRequests().size(), 1);
    }

    void triesAFlukeOfTheImportOnceMore()
    {
        ScriptedJob d1;
        d1.script({ ScriptedServer::failure(403, 10000, u"Authentication error"_s),
                    running(),
                    importComplete() });

        QVERIFY(d1.imported());
    }

    void takesAnImportUpAgain()
    {
        ScriptedJob d1;
        d1.script({ importComplete() });

        QVERIFY(d1.imported(true, { .bookmark = u"bm-1"_s }));

        QCOMPARE(d1.jobRequests().first()["action"_L1].toString(), u"poll"_s);
        QCOMPARE(d1.jobRequests().first()["current_bookmark"_L1].toString(), u"bm-1"_s);
    }

    void refusesAFileThatIsNotThere()
    {
        ScriptedJob d1;

        const auto imported
            = await(importFile(d1.database, { .file = d1.folder.path(u"missing.sql"_s) }));

        QCOMPARE(imported.error().kind, Error::Kind::MissingInput);
        QCOMPARE(d1.server.requests().size(), 0);
    }

    // The table may be what the file was to make.
    void takesAMissingTableForNo()
    {
        ScriptedJob d1;
        d1.script({ running(), complaint(QLatin1StringView(NotImporting)) },
                  ScriptedServer::failure(400, 7500, u"no such table: t: SQLITE_ERROR"_s));

        const auto imported = d1.imported();

        QVERIFY(!imported);
        QCOMPARE(imported.error().databaseState, DatabaseState::Unchanged);
    }

    void writesABatchAsAFile()
    {
        const Value text = Value::text(QByteArray("it's; \xC3\xA4\n"));
        const QList<BoundStatement> batch{
            { "CREATE TABLE t (a, b)" },
            { "INSERT INTO t VALUES ('?', ?)", { text } },
            { "INSERT INTO t VALUES (?2, ?1), (?1, ?)",
              { Value::integer(9007199254740993), Value::blob(QByteArray("\0\xFF", 2)), Value() } }
        };

        const auto script = d1ImportScript(batch);

        QVERIFY(script);
        QCOMPARE(*script,
                 QByteArray("CREATE TABLE t (a, b);\n"
                            "INSERT INTO t VALUES ('?', 'it''s; \xC3\xA4\n');\n"
                            "INSERT INTO t VALUES (X'00FF', 9007199254740993), "
                            "(9007199254740993, NULL);\n"));
    }

    void writesNoStatementThatIsTooLong()
    {
        const QByteArray fits(99'900, 'x');
        const auto insert = [](const QByteArray &text) {
            return BoundStatement{ "INSERT INTO t VALUES (?1)", { Value::text(text) } };
        };

        const auto whole = d1ImportScript({ insert(fits) });
        const auto refused = d1ImportScript({ insert(fits), insert(fits + fits) });

        QVERIFY(whole);
        QVERIFY(!refused);
        QCOMPARE(refused.error().where.statement, 2);
    }
};

TIDEMARK_TEST(tst_D1Transfer)
#include "tst_d1transfer.moc"
