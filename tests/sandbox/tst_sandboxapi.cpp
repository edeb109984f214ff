#include <support/sandboxprocess.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Tables
    = "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT UNIQUE, score REAL, data BLOB);"
      "CREATE TABLE parent (id INTEGER PRIMARY KEY);"
      "CREATE TABLE child (p INTEGER REFERENCES parent(id));"
      "CREATE TABLE keyed (k TEXT PRIMARY KEY);"
      "CREATE TABLE rowless (k TEXT PRIMARY KEY) WITHOUT ROWID;";

QByteArray repeated(int times, const QByteArray &text, const QByteArray &separator)
{
    return QByteArrayList(times, text).join(separator);
}

QJsonObject tokenOf(const QString &value, const QJsonObject &more)
{
    QJsonObject token = more;
    token.insert(u"value"_s, value);
    return token;
}

} // namespace

/// The API over HTTP: who may ask, databases, queries, values, refusals, limits.
class tst_sandboxapi : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_sandbox = std::make_unique<SandboxProcess>();
        m_database = m_sandbox->createDatabase(u"main"_s, Tables);
        m_sandbox->configure(
            { { u"tokens"_s,
                QJsonArray{ tokenOf(u"disabled"_s, { { u"status"_s, u"disabled"_s } }),
                            tokenOf(u"revoked"_s, { { u"status"_s, u"revoked"_s } }),
                            tokenOf(u"reader"_s, { { u"read_only"_s, true } }),
                            tokenOf(u"narrow"_s, { { u"narrow"_s, true } }),
                            tokenOf(u"owned"_s, { { u"owner"_s, u"account"_s } }),
                            tokenOf(u"elsewhere"_s,
                                    { { u"accounts"_s, QJsonArray{ QString(32, u'0') } } }) } } });
    }

    void cleanup()
    {
        m_sandbox->rows(m_database,
                        "DELETE FROM child; DELETE FROM parent; DELETE FROM t; DELETE FROM keyed");
    }

    void tellsTokensApart_data()
    {
        QTest::addColumn<QByteArray>("token");
        QTest::addColumn<QString>("url");
        QTest::addColumn<int>("status");
        QTest::addColumn<int>("code");

        const QString list = u"/accounts/{account}/d1/database"_s;
        QTest::newRow("none") << QByteArray() << list << 400 << 9106;
        QTest::newRow("malformed") << QByteArray("two words") << list << 400 << 6003;
        QTest::newRow("unknown") << QByteArray("nobody") << list << 401 << 10000;
        QTest::newRow("revoked") << QByteArray("revoked") << list << 401 << 10000;
        QTest::newRow("disabled") << QByteArray("disabled") << list << 401 << 10000;
        QTest::newRow("of another account") << QByteArray("elsewhere") << list << 403 << 7403;
        QTest::newRow("reading") << QByteArray("reader") << list << 200 << 0;
        QTest::newRow("an account that is not there")
            << QByteArray("reader") << u"/accounts/00000000000000000000000000000000/d1/database"_s
            << 403 << 7403;
        QTest::newRow("verifying a user's token")
            << QByteArray("reader") << u"/user/tokens/verify"_s << 200 << 0;
        QTest::newRow("verifying a disabled token")
            << QByteArray("disabled") << u"/user/tokens/verify"_s << 200 << 0;
        QTest::newRow("verifying a revoked token")
            << QByteArray("revoked") << u"/user/tokens/verify"_s << 401 << 1000;
        QTest::newRow("verifying an account's token as a user's")
            << QByteArray("owned") << u"/user/tokens/verify"_s << 401 << 1000;
        QTest::newRow("verifying an account's token")
            << QByteArray("owned") << u"/accounts/{account}/tokens/verify"_s << 200 << 0;
        QTest::newRow("an account's token as a user")
            << QByteArray("owned") << u"/user"_s << 403 << 9109;
        QTest::newRow("an account's token's memberships")
            << QByteArray("owned") << u"/memberships"_s << 400 << 9106;
        QTest::newRow("a narrow token as a user")
            << QByteArray("narrow") << u"/user"_s << 403 << 9109;
        QTest::newRow("a narrow token's memberships")
            << QByteArray("narrow") << u"/memberships"_s << 403 << 10000;
        QTest::newRow("no such route") << QByteArray("reader") << u"/zones"_s << 404 << 7003;
    }

    void tellsTokensApart()
    {
        QFETCH(QByteArray, token);
        QFETCH(QString, url);

        const SandboxReply reply = m_sandbox->request(
            "GET", url.replace(u"{account}"_s, m_sandbox->account()), {}, token);

        QTEST(reply.status, "status");
        QTEST(reply.code(), "code");
        QCOMPARE(reply.json().value(u"success"_s).toBool(), reply.status == 200);
        if (reply.status != 200)
            QVERIFY(reply.result().isNull());
    }

    void aReadOnlyTokenChangesNothing_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QJsonObject>("body");

        QTest::newRow("query") << QByteArray("POST") << u"/main/query"_s
                               << QJsonObject{ { u"sql"_s, u"INSERT INTO keyed VALUES ('x')"_s } };
        QTest::newRow("create") << QByteArray("POST") << QString()
                                << QJsonObject{ { u"name"_s, u"n"_s } };
        QTest::newRow("delete") << QByteArray("DELETE") << u"/main"_s << QJsonObject();
        QTest::newRow("patch") << QByteArray("PATCH") << u"/main"_s << QJsonObject();
        QTest::newRow("import") << QByteArray("POST") << u"/main/import"_s
                                << QJsonObject{ { u"action"_s, u"init"_s },
                                                { u"etag"_s, QString(32, u'a') } };
        QTest::newRow("restore") << QByteArray("POST")
                                 << u"/main/time_travel/restore?timestamp=2026-01-01"_s
                                 << QJsonObject();
    }

    void aReadOnlyTokenChangesNothing()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(QJsonObject, body);

        const SandboxReply reply = m_sandbox->d1(method, path, body, "reader");

        QCOMPARE(reply.status, 403);
        QCOMPARE(reply.code(), 10000);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT * FROM keyed"), QJsonArray());
    }

    // A token that may not read itself tells by such a statement alone whether it may write.
    void aStatementThatChangesNoRowNeedsTheRightToWrite()
    {
        const QByteArray sql = "DELETE FROM t WHERE 0";
        const QString points = u"databases/%1/timeline"_s.arg(m_database);
        const QByteArray before = m_sandbox->control("GET", points).body;
        const auto send = [this, &sql](const QByteArray &token) {
            return m_sandbox->d1(
                "POST", u"/main/raw"_s, { { u"sql"_s, QString::fromUtf8(sql) } }, token);
        };

        const SandboxReply refused = send("reader");
        const SandboxReply taken = send("narrow");

        QCOMPARE(refused.status, 403);
        QCOMPARE(refused.code(), 10000);
        QCOMPARE(
            m_sandbox->d1("POST", u"/main/raw"_s, { { u"sql"_s, u"SELECT 1"_s } }, "reader").status,
            200);
        QCOMPARE(taken.status, 200);
        const QJsonObject meta = taken.result()[0][u"meta"_s].toObject();
        QCOMPARE(meta[u"changes"_s].toInt(), 0);
        QCOMPARE(meta[u"rows_written"_s].toInt(), 0);
        QCOMPARE(m_sandbox->control("GET", points).body, before);
        for (const QByteArray token : { "reader", "narrow" }) {
            const QString id = m_sandbox->request("GET", u"/user/tokens/verify"_s, {}, token)
                                   .result()[u"id"_s]
                                   .toString();
            QCOMPARE(m_sandbox->request("GET", u"/user/tokens/"_s + id, {}, token).status, 403);
        }
    }

    void databasesLiveAndDie()
    {
        const QJsonObject wanted{ { u"name"_s, u"shop"_s },
                                  { u"primary_location_hint"_s, u"enam"_s } };
        const SandboxReply created = m_sandbox->d1("POST", {}, wanted);
        QCOMPARE(created.status, 200);
        const QString id = created.result()[u"uuid"_s].toString();
        QCOMPARE(created.result()[u"created_in_region"_s].toString(), u"ENAM"_s);

        QCOMPARE(m_sandbox->d1("POST", {}, wanted).code(), 7502);
        const QJsonObject listed = m_sandbox->d1("GET", u"?name=sho&per_page=10"_s).json();
        QCOMPARE(listed.value(u"result"_s).toArray().size(), 1);
        QCOMPARE(listed.value(u"result_info"_s)[u"total_count"_s].toInt(), 1);
        QCOMPARE(m_sandbox->d1("GET", u"/shop?fields=uuid,name"_s).result(),
                 QJsonValue(QJsonObject{ { u"uuid"_s, id }, { u"name"_s, u"shop"_s } }));
        const QJsonObject replication{ { u"read_replication"_s,
                                         QJsonObject{ { u"mode"_s, u"auto"_s } } } };
        QCOMPARE(m_sandbox->d1("PATCH", u'/' + id, replication).status, 200);
        QCOMPARE(
            m_sandbox->d1("GET", u'/' + id).result()[u"read_replication"_s][u"mode"_s].toString(),
            u"auto"_s);
        QCOMPARE(m_sandbox->rows(id, "SELECT name FROM sqlite_master"),
                 QJsonArray{ QJsonArray{ u"_cf_KV"_s } });

        QCOMPARE(m_sandbox->d1("DELETE", u'/' + id).status, 200);
        const SandboxReply gone = m_sandbox->d1("DELETE", u'/' + id);
        QCOMPARE(gone.status, 404);
        QCOMPARE(gone.code(), 7404);
    }

    void refusesMalformedRequests_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("message");

        const auto query
            = [](const char *name, const QByteArray &body, int code, const QString &message) {
                  QTest::newRow(name)
                      << QByteArray("POST") << u"/main/query"_s << body << code << message;
              };
        query("an array", "[]", 7400, u"Expected object, received array"_s);
        query("no JSON", "{sql", 7400, u"not JSON"_s);
        query("nothing",
              "{}",
              7400,
              u"Invalid property: sql => Expected string, received undefined"_s);
        query("a number", R"({"sql":1})", 7400, u"Expected string, received number"_s);
        query("params of an object",
              R"({"sql":"SELECT ?","params":{}})",
              7400,
              u"Expected array, received object"_s);
        query("an object among the params",
              R"({"sql":"SELECT ?","params":[{}]})",
              7400,
              u"params.0"_s);
        query("an empty batch", R"({"batch":[]})", 7400, u"at least 1"_s);
        query("a batch entry without sql",
              R"({"batch":[{"sql":"SELECT 1"},{}]})",
              7400,
              u"batch.1.sql"_s);
        query("params for several statements",
              R"({"sql":"SELECT ?1; SELECT 2","params":["a"]})",
              7400,
              u"params with multiple statements is not supported"_s);
        query("empty text", R"({"sql":" "})", 7500, u"No SQL statements detected."_s);
        query("a comment", R"({"sql":"-- x"})", 7500, u"SQL code did not contain a statement."_s);
        query("too few params",
              R"({"sql":"SELECT ?1, ?2","params":["a"]})",
              7500,
              u"Wrong number of parameter bindings"_s);

        const QByteArray get = "GET";
        QTest::newRow("a bad name") << QByteArray("POST") << QString()
                                    << QByteArray(R"({"name":"-x"})") << 7400 << u"name"_s;
        QTest::newRow("a bad location")
            << QByteArray("POST") << QString()
            << QByteArray(R"({"name":"n","primary_location_hint":"moon"})") << 7400
            << u"primary_location_hint"_s;
        QTest::newRow("too short a page")
            << get << u"?per_page=5"_s << QByteArray() << 7400 << u"per_page"_s;
        QTest::newRow("page nought") << get << u"?page=0"_s << QByteArray() << 7400 << u"page"_s;
        QTest::newRow("no id") << get << u"/no%20id"_s << QByteArray() << 7400 << u"Invalid uuid"_s;
        QTest::newRow("an unknown id") << get << u"/2b94e0d7-61c8-4f3a-8e52-d07a9c15b3f6"_s
                                       << QByteArray() << 7404 << u"could not be found"_s;
        QTest::newRow("an unknown action") << QByteArray("POST") << u"/main/clone"_s
                                           << QByteArray("{}") << 7003 << u"Could not route"_s;
        QTest::newRow("a PUT of nothing")
            << QByteArray("PUT") << u"/main"_s << QByteArray("{}") << 7400 << u"read_replication"_s;
    }

    void refusesMalformedRequests()
    {
        QFETCH(QByteArray, method);
        QFETCH(QString, path);
        QFETCH(QByteArray, body);
        QFETCH(QString, message);
        const QString url = u"/accounts/"_s + m_sandbox->account() + u"/d1/database"_s + path;

        const SandboxReply reply = m_sandbox->request(method, url, body, m_sandbox->token());

        QTEST(reply.code(), "code");
        QVERIFY2(reply.message().contains(message), reply.body.constData());
    }

    void speaksOfFailuresAsTheEngineDoes_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<QString>("message");

        QTest::newRow("no table") << QByteArray("SELECT * FROM zz")
                                  << u"no such table: zz: SQLITE_ERROR"_s;
        QTest::newRow("no column")
            << QByteArray("SELECT zz FROM t") << u"no such column: zz at offset 7: SQLITE_ERROR"_s;
        QTest::newRow("half a statement")
            << QByteArray("SELECT") << u"incomplete input: SQLITE_ERROR"_s;
        QTest::newRow("twice the same")
            << QByteArray("INSERT INTO keyed VALUES ('a'), ('a')")
            << u"UNIQUE constraint failed: keyed.k: SQLITE_CONSTRAINT (extended: "
               "SQLITE_CONSTRAINT_PRIMARYKEY)"_s;
        QTest::newRow("a child without parent")
            << QByteArray("INSERT INTO child VALUES (9)")
            << u"FOREIGN KEY constraint failed: SQLITE_CONSTRAINT (extended: "
               "SQLITE_CONSTRAINT_FOREIGNKEY)"_s;
        QTest::newRow("a child left at the end")
            << QByteArray("PRAGMA defer_foreign_keys=ON; INSERT INTO child VALUES (9)")
            << u"constraints were violated: FOREIGN KEY constraint failed"_s;
        QTest::newRow("foreign keys cannot be turned off")
            << QByteArray("PRAGMA foreign_keys=OFF; INSERT INTO child VALUES (9)")
            << u"FOREIGN KEY constraint failed"_s;
        QTest::newRow("its own rollback") << QByteArray(
            "INSERT INTO keyed VALUES ('b'); INSERT OR ROLLBACK INTO keyed VALUES ('b')")
                                          << u"internal error; reference = "_s;
        QTest::newRow("a transaction")
            << QByteArray("BEGIN") << u"To execute a transaction, please use"_s;
        QTest::newRow("a savepoint")
            << QByteArray("SAVEPOINT s") << u"To execute a transaction, please use"_s;
        QTest::newRow("VACUUM") << QByteArray("VACUUM")
                                << u"cannot VACUUM from within a transaction: SQLITE_ERROR"_s;
        QTest::newRow("ATTACH") << QByteArray("ATTACH 'x' AS x")
                                << u"not authorized: SQLITE_AUTH"_s;
        QTest::newRow("a pragma") << QByteArray("PRAGMA user_version")
                                  << u"not authorized: SQLITE_AUTH"_s;
        QTest::newRow("a function")
            << QByteArray("SELECT power(2, 3)")
            << u"not authorized to use function: power at offset 7: SQLITE_ERROR"_s;
        QTest::newRow("a temporary table")
            << QByteArray("CREATE TEMP TABLE x (a)") << u"not authorized: SQLITE_AUTH"_s;
        QTest::newRow("Cloudflare's table") << QByteArray("SELECT * FROM _cf_KV")
                                            << u"access to _cf_KV.key is prohibited: SQLITE_AUTH"_s;
        QTest::newRow("a name of Cloudflare's")
            << QByteArray("ALTER TABLE t RENAME TO _cf_t") << u"not authorized: SQLITE_AUTH"_s;
        QTest::newRow("six terms")
            << repeated(6, "SELECT 1", " UNION ALL ") << u"too many terms in compound SELECT"_s;
        QTest::newRow("too long a statement")
            << QByteArray("SELECT '" + QByteArray(100'000, 'x') + '\'')
            << u"statement too long: SQLITE_TOOBIG"_s;
        QTest::newRow("too long a value")
            << QByteArray("SELECT zeroblob(3000000)") << u"string or blob too big: SQLITE_TOOBIG"_s;
        QTest::newRow("too long a pattern")
            << QByteArray("SELECT 'a' LIKE '" + QByteArray(51, 'x') + '\'')
            << u"LIKE or GLOB pattern too complex: SQLITE_ERROR"_s;
        QTest::newRow("too many columns") << QByteArray("SELECT " + repeated(101, "1", ","))
                                          << u"too many columns in result set: SQLITE_ERROR"_s;
        QTest::newRow("too many parameters") << QByteArray("SELECT ?101") << u"SQLITE_ERROR"_s;
        QTest::newRow("too large a program")
            << QByteArray("INSERT INTO t (name) VALUES " + repeated(10'000, "(1)", ","))
            << u"SQLITE_"_s;
        QTest::newRow("a NUL") << QByteArray("SELECT 1\0, 2", 12) << u"unrecognized token"_s;
    }

    void speaksOfFailuresAsTheEngineDoes()
    {
        QFETCH(QByteArray, sql);
        QFETCH(QString, message);

        const SandboxReply reply = raw(sql);

        QVERIFY2(reply.status == 400 || reply.status == 500, reply.body.constData());
        QCOMPARE(reply.code(), 7500);
        QVERIFY2(reply.message().contains(message), reply.body.constData());
        QCOMPARE(m_sandbox->rows(m_database, "SELECT * FROM keyed"), QJsonArray());
    }

    void valuesPassThroughADouble_data()
    {
        QTest::addColumn<QByteArray>("literal");
        QTest::addColumn<QByteArray>("json");

        QTest::newRow("small") << QByteArray("42") << QByteArray("42");
        QTest::newRow("2^53") << QByteArray("9007199254740992") << QByteArray("9007199254740992");
        QTest::newRow("2^53 + 1") << QByteArray("9007199254740993")
                                  << QByteArray("9007199254740992");
        QTest::newRow("the smallest")
            << QByteArray("-9223372036854775807 - 1") << QByteArray("-9223372036854776000");
        QTest::newRow("a whole real") << QByteArray("1.0") << QByteArray("1");
        QTest::newRow("a real") << QByteArray("0.1 + 0.2") << QByteArray("0.30000000000000004");
        QTest::newRow("a large real") << QByteArray("1e21") << QByteArray("1e+21");
        QTest::newRow("a small real") << QByteArray("-1.5e-7") << QByteArray("-1.5e-7");
        QTest::newRow("a millionth") << QByteArray("0.000001") << QByteArray("0.000001");
        QTest::newRow("infinity") << QByteArray("9e999") << QByteArray("null");
        QTest::newRow("NULL") << QByteArray("NULL") << QByteArray("null");
        QTest::newRow("text") << QByteArray("'a\"\\' || char(10, 1)")
                              << QByteArray("\"a\\\"\\\\\\n\\u0001\"");
        QTest::newRow("a NUL in text")
            << QByteArray("CAST(x'610062' AS TEXT)") << QByteArray("\"a\\u0000b\"");
        QTest::newRow("no UTF-8") << QByteArray("CAST(x'61ff62' AS TEXT)")
                                  << QByteArray("\"a\xEF\xBF\xBD"
                                                "b\"");
        QTest::newRow("a blob") << QByteArray("x'00ff10'") << QByteArray("[0,255,16]");
        QTest::newRow("an empty blob") << QByteArray("x''") << QByteArray("[]");
    }

    void valuesPassThroughADouble()
    {
        QFETCH(QByteArray, literal);
        QFETCH(QByteArray, json);

        const SandboxReply arrays = raw("SELECT " + literal + " AS v");
        const SandboxReply objects
            = m_sandbox->d1("POST",
                            u"/main/query"_s,
                            { { u"sql"_s, QString::fromUtf8("SELECT " + literal + " AS v") } });

        const QByteArray inArray = "\"columns\":[\"v\"],\"rows\":[[" + json + "]]";
        const QByteArray inObject = "\"results\":[{\"v\":" + json + "}]";
        QVERIFY2(arrays.body.contains(inArray), arrays.body.constData());
        QVERIFY2(objects.body.contains(inObject), objects.body.constData());
    }

    void parametersAreBoundAsTheServiceBindsThem_data()
    {
        QTest::addColumn<QJsonValue>("parameter");
        QTest::addColumn<QJsonArray>("bound"); // typeof and quote

        const auto row = [](const char *name,
                            const QJsonValue &parameter,
                            const QString &type,
                            const QString &value) {
            QTest::newRow(name) << parameter << QJsonArray{ type, value };
        };
        row("a whole number", 1, u"real"_s, u"1.0"_s);
        row("text", u"ü'"_s, u"text"_s, u"'ü'''"_s);
        row("null", QJsonValue::Null, u"null"_s, u"NULL"_s);
        row("true", true, u"text"_s, u"'true'"_s);
        row("bytes", QJsonArray({ 0, 255 }), u"blob"_s, u"X'00FF'"_s);
    }

    void parametersAreBoundAsTheServiceBindsThem()
    {
        QFETCH(QJsonValue, parameter);
        QFETCH(QJsonArray, bound);
        const QJsonObject query{ { u"sql"_s, u"SELECT typeof(?1), quote(?1)"_s },
                                 { u"params"_s, QJsonArray{ parameter } } };

        const SandboxReply reply = m_sandbox->d1("POST", u"/main/raw"_s, query);

        QCOMPARE(reply.result()[0][u"results"_s][u"rows"_s].toArray(), QJsonArray{ bound });
    }

    void integersArriveExactlyAsText()
    {
        const QJsonObject query{ { u"sql"_s, u"SELECT CAST(CAST(?1 AS INTEGER) AS TEXT)"_s },
                                 { u"params"_s, QJsonArray{ u"-9223372036854775808"_s } } };

        const SandboxReply reply = m_sandbox->d1("POST", u"/main/raw"_s, query);

        QCOMPARE(reply.result()[0][u"results"_s][u"rows"_s][0][0].toString(),
                 u"-9223372036854775808"_s);
    }

    void objectsLoseColumnsOfOneName()
    {
        const QByteArray sql = "SELECT 1 AS a, 2 AS b, 3 AS a";

        const SandboxReply arrays = raw(sql);
        const SandboxReply objects
            = m_sandbox->d1("POST", u"/main/query"_s, { { u"sql"_s, QString::fromUtf8(sql) } });

        QVERIFY(arrays.body.contains(R"({"columns":["a","b","a"],"rows":[[1,2,3]]})"));
        QVERIFY(objects.body.contains(R"("results":[{"a":3,"b":2}])"));
    }

    void namesColumnsOfNoRows()
    {
        QVERIFY(
            raw("SELECT id, name FROM t").body.contains(R"({"columns":["id","name"],"rows":[]})"));
    }

    void countsWhatAStatementCosts_data()
    {
        QTest::addColumn<QByteArray>("sql");
        QTest::addColumn<int>("changes");
        QTest::addColumn<int>("rowsWritten");
        QTest::addColumn<bool>("changed");

        QTest::newRow("a read") << QByteArray("SELECT * FROM t") << 0 << 0 << false;
        QTest::newRow("a row and its index")
            << QByteArray("INSERT INTO keyed VALUES ('a')") << 1 << 2 << true;
        QTest::newRow("a row without rowid")
            << QByteArray("INSERT OR REPLACE INTO rowless VALUES ('a')") << 1 << 1 << true;
        QTest::newRow("an update of nothing")
            << QByteArray("UPDATE t SET name = 1") << 0 << 0 << false;
    }

    void countsWhatAStatementCosts()
    {
        QFETCH(QByteArray, sql);

        const QJsonObject meta = raw(sql).result()[0][u"meta"_s].toObject();

        QTEST(meta.value(u"changes"_s).toInt(), "changes");
        QTEST(meta.value(u"rows_written"_s).toInt(), "rowsWritten");
        QTEST(meta.value(u"changed_db"_s).toBool(), "changed");
        QCOMPARE(meta.value(u"served_by_region"_s).toString(), u"WEUR"_s);
        QVERIFY(meta.value(u"size_after"_s).toInt() > 0);
        QCOMPARE(meta.value(u"total_attempts"_s).toInt(), 1);
    }

    void aBatchIsOneTransaction()
    {
        const QJsonArray batch{
            QJsonObject{ { u"sql"_s, u"INSERT INTO t (id, name) VALUES (1, ?1)"_s },
                         { u"params"_s, QJsonArray{ u"a"_s } } },
            QJsonObject{ { u"sql"_s, u"CREATE TABLE more (a)"_s } },
            QJsonObject{ { u"sql"_s, u"INSERT INTO t (id, name) VALUES (2, 'a')"_s } }
        };

        const SandboxReply reply
            = m_sandbox->d1("POST", u"/main/query"_s, { { u"batch"_s, batch } });

        QCOMPARE(reply.status, 400);
        QCOMPARE(
            reply.message(),
            u"UNIQUE constraint failed: t.name: SQLITE_CONSTRAINT (extended: SQLITE_CONSTRAINT_UNIQUE)"_s);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*) FROM t"),
                 QJsonArray{ QJsonArray{ 0 } });
        QVERIFY(raw("SELECT * FROM more").message().contains("no such table"_L1));
    }

    void aGuardStopsABatch()
    {
        const QJsonArray batch{
            QJsonObject{ { u"sql"_s, u"INSERT INTO t (id) VALUES (1)"_s } },
            QJsonObject{ { u"sql"_s, u"UPDATE t SET name = 'x' WHERE id = 2"_s } },
            QJsonObject{
                { u"sql"_s,
                  u"SELECT CASE WHEN changes() = 1 THEN 1 ELSE json('row changed') END"_s } },
        };

        const SandboxReply reply = m_sandbox->d1("POST", u"/main/raw"_s, { { u"batch"_s, batch } });

        QCOMPARE(reply.message(), u"malformed JSON: SQLITE_ERROR"_s);
        QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*) FROM t"),
                 QJsonArray{ QJsonArray{ 0 } });
    }

    void aTriggerIsOneStatement()
    {
        const QByteArray script
            = "create trigger touch after update of name on t begin\r\n"
              "  -- a comment; with a semicolon and a quote '\r\n"
              "  update t set score = case when new.name then 1 else 2 end where id = new.id;\r\n"
              "end;\r\ndrop trigger touch;";

        QCOMPARE(raw(script).result().toArray().size(), 2);
    }

    void aPlanLimitsDatabases()
    {
        m_sandbox->configure({ { u"settings"_s, QJsonObject{ { u"max_databases"_s, 1 } } } });

        const SandboxReply reply = m_sandbox->d1("POST", {}, { { u"name"_s, u"second"_s } });

        QCOMPARE(reply.code(), 7406);
        QCOMPARE(reply.message(), u"System limit reached: databases per account (1)"_s);
        m_sandbox->configure({ { u"settings"_s, QJsonObject{ { u"max_databases"_s, 0 } } } });
    }

    void aDatabaseGrowsNoLargerThanItMay()
    {
        m_sandbox->configure(
            { { u"settings"_s, QJsonObject{ { u"max_database_bytes"_s, 100'000 } } } });
        const QString small = m_sandbox->createDatabase(u"small"_s, "CREATE TABLE t (a)");

        const QJsonObject query{ { u"sql"_s, u"INSERT INTO t VALUES (zeroblob(200000))"_s } };
        const SandboxReply reply = m_sandbox->d1("POST", u"/small/query"_s, query);

        QCOMPARE(reply.message(), u"Exceeded maximum DB size."_s);
        QCOMPARE(m_sandbox->rows(small, "SELECT * FROM t"), QJsonArray());
        m_sandbox->configure({ { u"settings"_s, QJsonObject{ { u"max_database_bytes"_s, 0 } } } });
    }

private:
    SandboxReply raw(const QByteArray &sql)
    {
        return m_sandbox->d1("POST", u"/main/raw"_s, { { u"sql"_s, QString::fromUtf8(sql) } });
    }

    std::unique_ptr<SandboxProcess> m_sandbox;
    QString m_database;
};

TIDEMARK_TEST(tst_sandboxapi)
#include "tst_sandboxapi.moc"
