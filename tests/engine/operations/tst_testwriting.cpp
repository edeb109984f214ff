#include <engine/operations/testwriting.h>
#include <support/await.h>
#include <support/sandboxprocess.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>

#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

using Right = TokenRight::Right;
using Answer = TokenRight::Answer;
using Bar = WritingPlace::Bar;

constexpr auto Goods = "CREATE TABLE goods (id INTEGER PRIMARY KEY, name TEXT);"
                       "INSERT INTO goods VALUES (1, 'Apple'), (2, 'Pear');";

QCoro::Task<> pauseNot(std::chrono::milliseconds, std::stop_token)
{
    co_return;
}

QStringList shown(const QList<WritingPlace> &places)
{
    QStringList lines;
    for (const WritingPlace &place : places)
        lines.append(u"%1: %2 %3"_s.arg(place.database.name)
                         .arg(int(place.bar))
                         .arg(place.environment)
                         .trimmed());
    lines.sort();
    return lines;
}

} // namespace

/// Whether a token that hides its permissions may write, asked of a real sandbox.
class tst_TestWriting : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { m_sandbox = std::make_unique<SandboxProcess>(); }
    void init();
    void cleanup();
    void grantsWhatIsTaken();
    void missesWhatIsRefused_data();
    void missesWhatIsRefused();
    void doesNotBlameTheRightForADeadToken();
    void staysUnknownWithoutAnAnswer();
    void staysUnknownAfterAnErrorOfTheStatement();
    void keepsAwayFromProduction();
    void findsPlacesByName();
    void namesATableThatStandsAlone_data();
    void namesATableThatStandsAlone();
    void saysThatThereIsNoTable_data();
    void saysThatThereIsNoTable();

private:
    [[nodiscard]] TestWriting testing(const QString &token);
    [[nodiscard]] WritingPlace place(const QString &id) const
    {
        return { .database = { .id = id, .name = u"shop"_s } };
    }
    [[nodiscard]] Result<WritingPlan> planned(const TestWriting &test)
    {
        return await(test.plan(place(m_database), {}));
    }
    [[nodiscard]] QByteArray timeline() const
    {
        return m_sandbox->control("GET", u"databases/%1/timeline"_s.arg(m_database)).body;
    }
    void addToken(const QString &value, const QJsonObject &rights) const
    {
        QJsonObject token = rights;
        token.insert(u"value"_s, value);
        m_sandbox->configure({ { u"tokens"_s, QJsonArray{ token } } });
    }

    std::unique_ptr<SandboxProcess> m_sandbox;
    std::unique_ptr<ScratchFolder> m_folder;
    QString m_database;
    TokenTrial m_trial; ///< as the test of the token left it
    int m_databases = 0;
};

void tst_TestWriting::init()
{
    m_folder = std::make_unique<ScratchFolder>();
    m_database = m_sandbox->createDatabase(u"shop-%1"_s.arg(++m_databases), Goods);
    addToken(u"writer"_s, { { u"narrow"_s, true }, { u"status"_s, u"active"_s } });
    addToken(u"reader"_s, { { u"narrow"_s, true }, { u"read_only"_s, true } });
}

void tst_TestWriting::cleanup()
{
    m_sandbox->clearFaults();
    m_sandbox->d1("DELETE", u'/' + m_database);
}

TestWriting tst_TestWriting::testing(const QString &token)
{
    auto engine = std::make_shared<Engine>(*scratchEngine(*m_folder));
    CloudflareRequest request;
    request.apiUrl = m_sandbox->baseUrl().toString();
    engine->cloudflare = std::make_shared<Cloudflare>(
        request, TokenVault(), [](D1ClientOptions &options) { options.timing.pause = pauseNot; });
    const Secret secret(token.toUtf8());
    const auto trial = await(ConnectAccount(engine).test(secret, m_sandbox->account(), {}));
    if (!trial)
        qFatal("the token could not be tried: %s", qPrintable(trial.error().message));
    m_trial = *trial;
    m_sandbox->clearLog();
    return { engine, secret, m_trial };
}

void tst_TestWriting::grantsWhatIsTaken()
{
    const TestWriting test = testing(u"writer"_s);
    QCOMPARE(m_trial.answer(Right::D1Edit), Answer::Unknown);
    const QByteArray before = timeline();

    const auto plan = planned(test);
    QVERIFY(plan);
    QCOMPARE(plan->sql, QByteArray(R"(DELETE FROM "goods" WHERE 0)"));
    const auto trial = await(test.run(*plan, {}));

    QVERIFY(trial);
    QCOMPARE(trial->answer(Right::D1Edit), Answer::Granted);
    QVERIFY(trial->mayChange());
    QCOMPARE(trial->requests, m_trial.requests + 2);
    QCOMPARE(test.requests(), trial->requests);
    QCOMPARE(m_sandbox->requests().size(), 2);
    QCOMPARE(timeline(), before);
    QCOMPARE(m_sandbox->rows(m_database, "SELECT count(*) FROM goods"),
             QJsonArray{ QJsonArray{ 2 } });
    QVERIFY(m_folder->read(u"state/journal.jsonl"_s).isEmpty());
}

void tst_TestWriting::missesWhatIsRefused_data()
{
    QTest::addColumn<int>("code"); // 0: as the sandbox refuses by itself
    QTest::newRow("authentication") << 0;
    QTest::newRow("the account") << 7403;
    QTest::newRow("the token") << 9109;
}

void tst_TestWriting::missesWhatIsRefused()
{
    QFETCH(int, code);
    const TestWriting test = testing(code == 0 ? u"reader"_s : u"writer"_s);
    if (code != 0)
        m_sandbox->addFault({ { u"path"_s, u"/raw$"_s },
                              { u"body"_s, u"DELETE"_s },
                              { u"times"_s, -1 }, // the client takes the first one for a fluke
                              { u"status"_s, 403 },
                              { u"code"_s, code },
                              { u"message"_s, u"not authorized to access this service"_s } });

    const auto plan = planned(test);
    QVERIFY(plan);
    const auto trial = await(test.run(*plan, {}));

    QVERIFY(trial);
    QCOMPARE(trial->answer(Right::D1Edit), Answer::Missing);
    QVERIFY(trial->mayLook());
    QVERIFY(!trial->mayChange());
    QCOMPARE(trial->requests, test.requests());
}

void tst_TestWriting::doesNotBlameTheRightForADeadToken()
{
    const TestWriting test = testing(u"writer"_s);
    const auto plan = planned(test);
    QVERIFY(plan);
    addToken(u"writer"_s, { { u"status"_s, u"revoked"_s } });

    const auto trial = await(test.run(*plan, {}));

    QVERIFY(!trial);
    QCOMPARE(trial.error().kind, Error::Kind::Unauthorized);
}

void tst_TestWriting::staysUnknownWithoutAnAnswer()
{
    const TestWriting test = testing(u"writer"_s);
    const auto plan = planned(test);
    QVERIFY(plan);
    m_sandbox->addFault(
        { { u"path"_s, u"/raw$"_s }, { u"body"_s, u"DELETE"_s }, { u"drop"_s, u"after"_s } });

    const auto trial = await(test.run(*plan, {}));

    QVERIFY(!trial);
    QCOMPARE(trial.error().databaseState, DatabaseState::Unchanged); // whatever became of it
    QCOMPARE(trial.error().kind, Error::Kind::Temporary);
    QVERIFY(test.requests() > m_trial.requests + 1);
}

void tst_TestWriting::staysUnknownAfterAnErrorOfTheStatement()
{
    const TestWriting test = testing(u"reader"_s);
    const auto plan = planned(test);
    QVERIFY(plan);
    m_sandbox->rows(m_database, "DROP TABLE goods");

    const auto trial = await(test.run(*plan, {}));

    QVERIFY(!trial);
    QCOMPARE(trial.error().kind, Error::Kind::Database);
    QVERIFY(trial.error().message.contains(u"no such table: goods"_s));
}

void tst_TestWriting::keepsAwayFromProduction()
{
    const QString byName = m_sandbox->createDatabase(u"orders"_s);
    const QString named = m_sandbox->createDatabase(u"shop-live"_s);
    const QString staging = m_sandbox->createDatabase(u"staging"_s);
    const TestWriting test = testing(u"writer"_s);
    const Target production{ .stream = u"DB"_s,
                             .name = u"called otherwise there"_s,
                             .id = m_database.toUpper(),
                             .environment = u"eu"_s,
                             .place = PlaceOfTarget::Remote,
                             .production = true };
    Target withoutId = production;
    withoutId.id.clear();
    withoutId.name = u"orders"_s;
    Target harmless = production;
    harmless.production = false;
    harmless.id = staging;
    Target local = production; // a copy on this computer says nothing of Cloudflare
    local.place = PlaceOfTarget::Local;
    local.id = staging;

    const QList<Target> open{ production, withoutId, harmless, local };
    const auto found = await(test.places({}, open, {}));
    QVERIFY(found);
    QCOMPARE(shown(found->places),
             QStringList({ u"orders: 1 eu"_s,
                           u"shop-%1: 1 eu"_s.arg(m_databases),
                           u"shop-live: 2"_s,
                           u"staging: 0"_s }));
    m_sandbox->clearLog();
    WritingPlan forced{ .place = found->places.first(), .table = {}, .sql = "DELETE FROM t" };
    forced.place.bar = Bar::Name;
    const auto plan = await(test.plan(forced.place, {}));
    const auto run = await(test.run(forced, {}));

    QVERIFY(!plan && !run);
    QCOMPARE(plan.error().kind, Error::Kind::Policy);
    QCOMPARE(run.error().kind, Error::Kind::Policy);
    QVERIFY(m_sandbox->requests().isEmpty());
    for (const QString &id : { byName, named, staging })
        m_sandbox->d1("DELETE", u'/' + id);
}

void tst_TestWriting::findsPlacesByName()
{
    const QString other = m_sandbox->createDatabase(u"tenant-7"_s);
    const TestWriting test = testing(u"writer"_s);

    const auto found = await(test.places(u"tenant"_s, {}, {}));

    QVERIFY(found);
    QCOMPARE(shown(found->places), QStringList{ u"tenant-7: 0"_s });
    QCOMPARE(found->total, 1);
    m_sandbox->d1("DELETE", u'/' + other);
}

void tst_TestWriting::namesATableThatStandsAlone_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("sql");

    QTest::newRow("a name with quotes")
        << QByteArray(R"(CREATE TABLE "a""b" (c))") << QByteArray(R"(DELETE FROM "a""b" WHERE 0)");
    QTest::newRow("not one with a trigger that cannot run")
        << QByteArray("CREATE TABLE a (c); CREATE TABLE b (c);"
                      "CREATE TRIGGER t AFTER DELETE ON a BEGIN DELETE FROM gone; END")
        << QByteArray(R"(DELETE FROM "b" WHERE 0)");
    QTest::newRow("not one with a key that does not fit")
        << QByteArray("CREATE TABLE a (c, d); CREATE TABLE b (c REFERENCES a(d));"
                      "CREATE TABLE c (d)")
        << QByteArray(R"(DELETE FROM "c" WHERE 0)");
    QTest::newRow("one with a trigger if there is no other")
        << QByteArray("CREATE TABLE a (c);"
                      "CREATE TRIGGER t AFTER DELETE ON a BEGIN SELECT 1; END")
        << QByteArray(R"(DELETE FROM "a" WHERE 0)");
    QTest::newRow("not a virtual one")
        << QByteArray("CREATE VIRTUAL TABLE a USING fts5(c); CREATE TABLE b (c)")
        << QByteArray(R"(DELETE FROM "b" WHERE 0)");
}

void tst_TestWriting::namesATableThatStandsAlone()
{
    QFETCH(QByteArray, script);
    m_sandbox->rows(m_database, "DROP TABLE goods; " + script);
    const TestWriting test = testing(u"writer"_s);

    const auto plan = planned(test);

    QVERIFY(plan);
    QTEST(plan->sql, "sql");
    const auto trial = await(test.run(*plan, {}));
    QVERIFY(trial);
    QCOMPARE(trial->answer(Right::D1Edit), Answer::Granted);
}

void tst_TestWriting::saysThatThereIsNoTable_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("nothing") << QByteArray("SELECT 1");
    QTest::newRow("a mirror") << QByteArray("CREATE TABLE d1_migrations (id INTEGER)");
    QTest::newRow("a virtual table") << QByteArray("CREATE VIRTUAL TABLE a USING fts5(c)");
    QTest::newRow("a view") << QByteArray("CREATE VIEW v AS SELECT 1 AS a");
}

void tst_TestWriting::saysThatThereIsNoTable()
{
    QFETCH(QByteArray, script);
    m_sandbox->rows(m_database, "DROP TABLE goods; " + script);
    const TestWriting test = testing(u"writer"_s);

    const auto plan = planned(test);

    QVERIFY(plan);
    QVERIFY(plan->isEmpty());
    QCOMPARE(plan->place.database.id, m_database);
}

TIDEMARK_TEST(tst_TestWriting)
#include "tst_testwriting.moc"
