#include <engine/operations/runscript.h>
#include <support/await.h>
#include <support/sandboxprocess.h>
#include <support/scratch.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

using State = StatementResult::State;

constexpr auto Tables = R"(
CREATE TABLE user(id INTEGER PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE session(id INTEGER PRIMARY KEY, user INTEGER REFERENCES user(id) ON DELETE CASCADE);
INSERT INTO user VALUES (1, 'Ann'), (2, 'Bob'), (3, 'Cleo');
INSERT INTO session VALUES (10, 1), (20, 2);
)";

QCoro::Task<> noPause(std::chrono::milliseconds, std::stop_token)
{
    co_return;
}

/// A SQLite file with two tables, and the operation on it.
struct LocalScript {
    explicit LocalScript(DatabaseKind kind = DatabaseKind::Sqlite)
        : file(content.file())
    {
        selected.target = { .stream = u"shop"_s, .name = u"shop"_s, .kind = kind, .file = file };
    }

    [[nodiscard]] RunScript operation() const { return { scratchEngine(folder), selected }; }
    [[nodiscard]] Result<ScriptOutcome> run(ScriptRequest request,
                                            ScriptObserver observer = {}) const
    {
        return await(operation().run(std::move(request), std::move(observer), {}));
    }
    [[nodiscard]] Result<ScriptExamination> examine(const QByteArray &script) const
    {
        return await(operation().examine(script, {}));
    }

    ScratchFolder folder;
    ScratchDatabase content{ Tables };
    QString file;
    SelectedTarget selected;
};

/// The same tables at Cloudflare.
struct RemoteScript {
    explicit RemoteScript(SandboxProcess &server)
        : sandbox(server)
        , database(server.createDatabase(
              u"shop-%1"_s.arg(QUuid::createUuid().toString(QUuid::Id128)), Tables))
    {
        auto made = std::make_shared<Engine>(*scratchEngine(folder));
        CloudflareRequest request;
        request.token.environment.insert(u"CLOUDFLARE_API_TOKEN"_s,
                                         QString::fromUtf8(server.token()));
        request.apiUrl = server.baseUrl().toString();
        made->cloudflare
            = std::make_shared<Cloudflare>(request, TokenVault(), [](D1ClientOptions &options) {
                  options.timing.pause = noPause;
              });
        engine = made;
        selected.target = { .stream = u"DB"_s,
                            .name = u"shop"_s,
                            .id = database,
                            .environment = u"production"_s,
                            .place = PlaceOfTarget::Remote,
                            .accountId = server.account(),
                            .production = true };
        sandbox.clearLog();
    }

    [[nodiscard]] RunScript operation() const { return { engine, selected }; }
    [[nodiscard]] Result<ScriptOutcome> run(ScriptRequest request) const
    {
        return await(operation().run(std::move(request), {}, {}));
    }
    /// The texts of all statements that reached the server since it was made.
    [[nodiscard]] QByteArray log() const
    {
        return QJsonDocument(sandbox.requests()).toJson(QJsonDocument::Compact);
    }

    SandboxProcess &sandbox;
    ScratchFolder folder;
    QString database;
    EnginePointer engine;
    SelectedTarget selected;
};

QByteArray textOf(const ScriptFault &fault, const QByteArray &script)
{
    return script.mid(fault.offset, fault.length);
}

} // namespace

class tst_RunScript : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_sandbox = std::make_unique<SandboxProcess>(); }
    void cleanupTestCase() { m_sandbox.reset(); }

    void runsStatementsOneByOne();
    void stopsAtTheFirstError();
    void keepsOnlySoManyRows();
    void keepsOnlySoManyBytes();
    void keepsExactValues();
    void refusesWritesBeforeAnythingIsSent_data();
    void refusesWritesBeforeAnythingIsSent();
    void letsReadsThroughWhereWritingIsRefused_data();
    void letsReadsThroughWhereWritingIsRefused();
    void saysWhatIsNoSqlInsteadOfRefusingIt();
    void knowsDangersByTheAuthorizer_data();
    void knowsDangersByTheAuthorizer();
    void countsTheRowsInDanger();
    void undoesATransactionThatIsLeftOpen();
    void bindsParametersAndMissesNone();
    void numbersParametersAsSqliteDoes();
    void stopsBetweenStatements();
    void stopsInsideAStatement();
    void makesNoDatabaseThatIsMissing();
    void sendsNothingOfAForbiddenScript();
    void runsOnD1WithItsCost();
    void placesAnErrorOfD1();
    void findsFaultsOfTheDialect_data();
    void findsFaultsOfTheDialect();
    void knowsTablesTheScriptMakes();
    void forgivesUnknownNamesInAPiece();

private:
    std::unique_ptr<SandboxProcess> m_sandbox;
};

void tst_RunScript::runsStatementsOneByOne()
{
    const LocalScript local;
    QStringList seen;
    ScriptObserver observer;
    observer.starting
        = [&seen](const StatementResult &result) { seen.append(u"start %1"_s.arg(result.number)); };
    observer.finished
        = [&seen](const StatementResult &result) { seen.append(u"end %1"_s.arg(result.number)); };

    const auto outcome = local.run({ .script = "SELECT * FROM user;\nUPDATE user SET name = 'Zoe' "
                                               "WHERE id = 1;\nSELECT name FROM user WHERE id = 1",
                                     .mayWrite = true },
                                   observer);

    QVERIFY(outcome);
    QCOMPARE(outcome->statements.size(), 3);
    QCOMPARE(seen.join(u' '), u"start 1 end 1 start 2 end 2 start 3 end 3"_s);
    QCOMPARE(outcome->statements[0].set.columns, (QStringList{ u"id"_s, u"name"_s }));
    QCOMPARE(outcome->statements[0].set.rows.size(), 3);
    QCOMPARE(outcome->statements[0].object, u"user"_s);
    QCOMPARE(outcome->statements[1].set.rowsWritten, 1);
    QCOMPARE(outcome->statements[1].statement.line, 2);
    QVERIFY(outcome->statements[1].writes);
    QCOMPARE(outcome->statements[2].set.rows.first().first().toString(), u"Zoe"_s);
    QVERIFY(outcome->wrote());
}

void tst_RunScript::stopsAtTheFirstError()
{
    const LocalScript local;
    const QByteArray script = "SELECT 1;\nSELECT *\n  FROM api_keys;\nSELECT 3;";

    const auto outcome = local.run({ .script = script });

    QVERIFY(outcome);
    QCOMPARE(outcome->statements[0].state, State::Done);
    QCOMPARE(outcome->statements[1].state, State::Failed);
    QCOMPARE(outcome->statements[2].state, State::NotRun);
    QCOMPARE(outcome->statements[1].error->message, u"no such table: api_keys."_s);
    QCOMPARE(textOf(*outcome->statements[1].fault, script), "api_keys");
    QCOMPARE(outcome->statements[1].fault->line, 3);
    QCOMPARE(outcome->statements[1].error->where.statement, 2);
}

void tst_RunScript::keepsOnlySoManyRows()
{
    const LocalScript local;

    const auto all = local.run({ .script = "SELECT * FROM user", .mostRows = 3 });
    const auto cut = local.run({ .script = "SELECT * FROM user", .mostRows = 2 });
    const auto written = local.run({ .script = "DELETE FROM user WHERE id > 0 RETURNING id",
                                     .mayWrite = true,
                                     .mostRows = 1 });

    QVERIFY(!all->statements[0].hasMore);
    QCOMPARE(cut->statements[0].set.rows.size(), 2);
    QVERIFY(cut->statements[0].hasMore);
    QVERIFY(written->statements[0].hasMore);
    QCOMPARE(written->statements[0].set.changes, 3); // it went on to its end
    QCOMPARE(local.content.value("SELECT count(*) FROM user"), u"0"_s);
}

void tst_RunScript::keepsOnlySoManyBytes()
{
    const LocalScript local;

    const auto outcome = local.run(
        { .script = "WITH n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 100) "
                    "SELECT zeroblob(1000) FROM n",
          .mostBytes = 10'000 });

    QVERIFY(outcome);
    QCOMPARE(outcome->statements[0].set.rows.size(), 10);
    QVERIFY(outcome->statements[0].hasMore);
}

void tst_RunScript::keepsExactValues()
{
    const LocalScript local;

    const auto outcome = local.run({ .script = "SELECT 9007199254740993, 1.0, '', NULL, X'00FF'" });

    const Row row = outcome->statements[0].set.rows.first();
    QCOMPARE(row,
             (Row{ Value::integer(9007199254740993),
                   Value::real(1.0),
                   Value::text(QByteArray()),
                   Value(),
                   Value::blob(QByteArray("\0\xff", 2)) }));
}

void tst_RunScript::refusesWritesBeforeAnythingIsSent_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::newRow("insert") << QByteArray("INSERT INTO user VALUES (9, 'x')");
    QTest::newRow("delete behind WITH")
        << QByteArray("WITH a AS (SELECT 1 AS id) DELETE FROM user WHERE id IN a");
    QTest::newRow("writing pragma") << QByteArray("PRAGMA user_version = 7");
    QTest::newRow("journal mode") << QByteArray("PRAGMA journal_mode = WAL");
    QTest::newRow("optimize") << QByteArray("PRAGMA optimize");
    QTest::newRow("attach") << QByteArray("ATTACH 'other.sqlite' AS other");
    QTest::newRow("vacuum") << QByteArray("VACUUM");
    QTest::newRow("create") << QByteArray("CREATE TABLE t(a)");
    QTest::newRow("into a table that is not there") << QByteArray("INSERT INTO missing VALUES (1)");
    QTest::newRow("begin immediate") << QByteArray("BEGIN IMMEDIATE");
}

void tst_RunScript::refusesWritesBeforeAnythingIsSent()
{
    QFETCH(QByteArray, statement);
    const LocalScript local;
    bool wasStarted = false;
    ScriptObserver observer;
    observer.starting = [&wasStarted](const StatementResult &) { wasStarted = true; };

    const auto outcome = local.run({ .script = "SELECT 1;\n" + statement }, observer);

    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, Error::Kind::Policy);
    QCOMPARE(outcome.error().where.statement, 2);
    QCOMPARE(outcome.error().where.line, 2);
    QVERIFY(!wasStarted);
}

void tst_RunScript::letsReadsThroughWhereWritingIsRefused_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::newRow("select of words") << QByteArray("SELECT 'DELETE FROM user'");
    QTest::newRow("with") << QByteArray("WITH a AS (SELECT 1 AS id) SELECT * FROM a");
    QTest::newRow("explained write") << QByteArray("EXPLAIN QUERY PLAN DELETE FROM user");
    QTest::newRow("pragma") << QByteArray("PRAGMA table_info(user)");
    QTest::newRow("values") << QByteArray("VALUES (1), (2)");
}

void tst_RunScript::letsReadsThroughWhereWritingIsRefused()
{
    QFETCH(QByteArray, statement);
    const LocalScript local;

    const auto outcome = local.run({ .script = statement });

    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    QCOMPARE(outcome->statements[0].state, State::Done);
    QCOMPARE(local.content.value("SELECT count(*) FROM user"), u"3"_s);
}

void tst_RunScript::saysWhatIsNoSqlInsteadOfRefusingIt()
{
    const LocalScript local;

    const auto outcome = local.run({ .script = "SELECT 1;\nSELCT 2" });

    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, Error::Kind::BadInput);
    QCOMPARE(outcome.error().message, u"near \"SELCT\": syntax error."_s);
    QCOMPARE(outcome.error().where.line, 2);
}

void tst_RunScript::knowsDangersByTheAuthorizer_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<int>("kind"); // -1: none
    QTest::addColumn<QString>("object");
    const auto row
        = [](const char *name, const QByteArray &statement, int kind, const QString &object) {
              QTest::newRow(name) << statement << kind << object;
          };
    using Kind = ScriptDanger::Kind;
    row("update", "UPDATE user SET name = 'x'", int(Kind::UpdatesAll), u"user"_s);
    row("delete", "DELETE FROM user", int(Kind::DeletesAll), u"user"_s);
    row("where in a subquery",
        "UPDATE user SET name = (SELECT 'x' FROM session WHERE id = 1)",
        int(Kind::UpdatesAll),
        u"user"_s);
    row("where in a string",
        "DELETE FROM \"user\" -- WHERE id = 1",
        int(Kind::DeletesAll),
        u"user"_s);
    row("where that is always true",
        "DELETE FROM user WHERE 1 = 1",
        int(Kind::DeletesAll),
        u"user"_s);
    row("behind WITH", "WITH a AS (SELECT 1) DELETE FROM user", int(Kind::DeletesAll), u"user"_s);
    row("drop", "DROP TABLE user", int(Kind::DropsTable), u"user"_s);
    row("drop of nothing", "DROP TABLE IF EXISTS missing", -1, {});
    row("drop of a column",
        "ALTER TABLE user DROP COLUMN name",
        int(Kind::DropsColumn),
        u"user.name"_s);
    row("delete with where", "DELETE FROM user WHERE id = 1", -1, {});
    row("upsert", "INSERT INTO user VALUES (1, 'x') ON CONFLICT DO UPDATE SET name = 'x'", -1, {});
    row("word in a text", "INSERT INTO user VALUES (8, 'DROP TABLE user')", -1, {});
    row("select", "SELECT * FROM user", -1, {});
}

void tst_RunScript::knowsDangersByTheAuthorizer()
{
    QFETCH(QByteArray, statement);
    QFETCH(int, kind);
    QFETCH(QString, object);
    const LocalScript local;

    const auto examination = local.examine(statement);

    QVERIFY(examination);
    const auto dangers = examination->dangers();
    QCOMPARE(dangers.isEmpty() ? -1 : int(dangers.first().kind), kind);
    QCOMPARE(dangers.isEmpty() ? QString() : dangers.first().object, object);
    QCOMPARE(local.content.value("SELECT count(*) FROM user"), u"3"_s);
}

void tst_RunScript::countsTheRowsInDanger()
{
    const LocalScript local;

    const auto examination
        = local.examine("SELECT 1; UPDATE user SET name = 'x'; DROP TABLE session");

    QVERIFY(examination);
    QVERIFY(examination->writes());
    QCOMPARE(examination->dangers().size(), 2);
    QCOMPARE(examination->dangers()[0].rows, 3);
    QCOMPARE(examination->dangers()[0].statement, 2);
    QCOMPARE(examination->dangers()[1].rows, 2);
}

void tst_RunScript::undoesATransactionThatIsLeftOpen()
{
    const LocalScript local;

    const auto left = local.run({ .script = "BEGIN; DELETE FROM user;", .mayWrite = true });
    const auto ended
        = local.run({ .script = "BEGIN; DELETE FROM session; COMMIT;", .mayWrite = true });

    QVERIFY(left->wasUndone);
    QVERIFY(!ended->wasUndone);
    QCOMPARE(local.content.value("SELECT count(*) FROM user"), u"3"_s);
    QCOMPARE(local.content.value("SELECT count(*) FROM session"), u"0"_s);
}

void tst_RunScript::bindsParametersAndMissesNone()
{
    const LocalScript local;
    const QByteArray script = "SELECT name FROM user WHERE id = :id OR name = @name ORDER BY id";

    const auto bound = local.run(
        { .script = script, .parameters = { { u":id"_s, u"2"_s }, { u"@name"_s, u"Ann"_s } } });
    const auto missing = local.run({ .script = script, .parameters = { { u":id"_s, u"2"_s } } });

    QCOMPARE(bound->statements[0].set.rows.size(), 2);
    QCOMPARE(missing->statements[0].state, State::Failed);
    QCOMPARE(missing->statements[0].error->message, u"The parameter @name has no value."_s);
}

void tst_RunScript::numbersParametersAsSqliteDoes()
{
    QCOMPARE(parameterNames("SELECT :a, :b, :a"), (QStringList{ u":a"_s, u":b"_s }));
    QCOMPARE(parameterNames("SELECT ?, ?"), (QStringList{ u"?"_s, u"?"_s }));
    QCOMPARE(parameterNames("SELECT ?3, ?1, :x"),
             (QStringList{ u"?1"_s, QString(), u"?3"_s, u":x"_s }));
    QCOMPARE(parameterNames("SELECT ':a'"), QStringList());
}

void tst_RunScript::stopsBetweenStatements()
{
    const LocalScript local;
    std::stop_source stop;
    ScriptObserver observer;
    observer.finished = [&stop](const StatementResult &) { stop.request_stop(); };

    const auto outcome = await(local.operation().run(
        { .script = "SELECT 1; SELECT 2" }, observer, { .stop = stop.get_token() }));

    QVERIFY(outcome);
    QCOMPARE(outcome->statements[0].state, State::Done);
    QCOMPARE(outcome->statements[1].state, State::NotRun);
}

void tst_RunScript::stopsInsideAStatement()
{
    const LocalScript local;
    std::stop_source stop;
    ScriptObserver observer;
    observer.starting = [&stop](const StatementResult &result) {
        if (result.number == 2)
            QTimer::singleShot(0, [&stop] { stop.request_stop(); });
    };

    const auto outcome = await(local.operation().run(
        { .script = "DELETE FROM user WHERE id = 1;"
                    "INSERT INTO session WITH n(i) AS (VALUES (100) UNION ALL SELECT i + 1 FROM n) "
                    "SELECT i, NULL FROM n",
          .mayWrite = true },
        observer,
        { .stop = stop.get_token() }));

    QVERIFY(outcome);
    QCOMPARE(outcome->statements[0].state, State::Done);
    QCOMPARE(outcome->statements[1].state, State::Cancelled);
    QCOMPARE(local.content.value("SELECT count(*) FROM user"), u"2"_s);
    QCOMPARE(local.content.value("SELECT count(*) FROM session"), u"1"_s);
}

void tst_RunScript::makesNoDatabaseThatIsMissing()
{
    LocalScript local(DatabaseKind::D1);
    local.selected.target.file = local.folder.path(u"none.sqlite"_s);

    const auto outcome = local.run({ .script = "SELECT 1", .mayWrite = true });

    QCOMPARE(outcome.error().kind, Error::Kind::MissingInput);
    QVERIFY(!QFile::exists(local.selected.target.file));
}

void tst_RunScript::sendsNothingOfAForbiddenScript()
{
    const RemoteScript remote(*m_sandbox);

    const auto outcome = remote.run({ .script = "SELECT 4711; DELETE FROM user" });

    QVERIFY(!outcome);
    QCOMPARE(outcome.error().kind, Error::Kind::Policy);
    QVERIFY(!remote.log().contains("4711"));
    QVERIFY(!remote.log().contains("DELETE"));
    QCOMPARE(m_sandbox->rows(remote.database, "SELECT count(*) FROM user")
                 .first()
                 .toArray()
                 .first()
                 .toInt(),
             3);
}

void tst_RunScript::runsOnD1WithItsCost()
{
    const RemoteScript remote(*m_sandbox);

    const auto outcome = remote.run({ .script = "SELECT id, name FROM user; "
                                                "UPDATE user SET name = 'x' WHERE id < 3; "
                                                "SELECT 9007199254740993 AS n",
                                      .mayWrite = true,
                                      .mostRows = 2 });

    QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message));
    const auto &statements = outcome->statements;
    QCOMPARE(statements[0].set.rows.size(), 2);
    QVERIFY(statements[0].hasMore);
    QVERIFY(statements[0].countsAllReads);
    QVERIFY(statements[0].set.rowsRead >= 3);
    QCOMPARE(statements[1].set.changes, 2);
    QCOMPARE(statements[2].set.rows.first().first(), Value::integer(9007199254740993));
    QCOMPARE(outcome->requests, 3);
    QVERIFY(!outcome->regions.isEmpty());
}

void tst_RunScript::placesAnErrorOfD1()
{
    const RemoteScript remote(*m_sandbox);
    const QByteArray script = "SELECT 1;\nSELECT id\n  FROM api_keys";

    const auto outcome = remote.run({ .script = script });

    QVERIFY(outcome);
    QCOMPARE(outcome->statements[1].state, State::Failed);
    QVERIFY(outcome->statements[1].fault);
    QCOMPARE(textOf(*outcome->statements[1].fault, script), "api_keys");
    QCOMPARE(outcome->statements[1].error->where.line, 3);
}

void tst_RunScript::findsFaultsOfTheDialect_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("place");
    QTest::addColumn<int>("line");
    QTest::addColumn<bool>("isRefusal");
    const auto row
        = [](const char *name,
             const QByteArray &script,
             const QByteArray &place,
             int line,
             bool isRefusal) { QTest::newRow(name) << script << place << line << isRefusal; };
    row("unknown table", "SELECT 1;\nSELECT * FROM\n api_keys", "api_keys", 3, false);
    row("unknown column", "SELECT nme FROM user", "nme", 1, false);
    row("misspelt word", "SELCT 1", "SELCT", 1, false);
    row("behind letters of two bytes", "SELECT 'größe', nme FROM user", "nme", 1, false);
    row("attach", "ATTACH 'a' AS b", "ATTACH", 1, true);
    row("a transaction", "SELECT 1;\nBEGIN", "BEGIN", 2, true);
    row("a pragma D1 lacks", "PRAGMA journal_mode", "journal_mode", 1, true);
    row("vacuum", "VACUUM", "VACUUM", 1, false);
}

void tst_RunScript::findsFaultsOfTheDialect()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, place);
    QFETCH(int, line);
    QFETCH(bool, isRefusal);
    const LocalScript local(DatabaseKind::D1);
    const Schema schema = *await(local.operation().schema({}));

    const auto faults = await(checkScript(
        scratchEngine(local.folder), schema, local.selected.target, script, ScriptExtent::Whole));

    QVERIFY(faults);
    QCOMPARE(faults->size(), 1);
    QCOMPARE(textOf(faults->first(), script), place);
    QCOMPARE(faults->first().line, line);
    QVERIFY(!faults->first().message.isEmpty());
    QCOMPARE(faults->first().isRefusal, isRefusal);
}

void tst_RunScript::knowsTablesTheScriptMakes()
{
    const LocalScript local(DatabaseKind::D1);
    const Schema schema = *await(local.operation().schema({}));
    const QByteArray script
        = "CREATE TABLE t(a); INSERT INTO t VALUES (1); DROP TABLE t; SELECT a FROM t";

    const auto faults = await(checkScript(
        scratchEngine(local.folder), schema, local.selected.target, script, ScriptExtent::Whole));

    QCOMPARE(faults->size(), 1);
    QCOMPARE(faults->first().statement, 4);
}

void tst_RunScript::forgivesUnknownNamesInAPiece()
{
    const LocalScript local(DatabaseKind::D1);

    const auto faults = await(checkScript(scratchEngine(local.folder),
                                          {},
                                          local.selected.target,
                                          "SELECT * FROM made_before; SELECT FROM",
                                          ScriptExtent::Piece));

    QCOMPARE(faults->size(), 1);
    QCOMPARE(faults->first().statement, 2);
}

TIDEMARK_TEST(tst_RunScript)
#include "tst_runscript.moc"
