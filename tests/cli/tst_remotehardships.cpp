#include "remotescenario.h"

#include <support/testprogram.h>

#include <QJsonArray>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// What can go wrong between this computer and Cloudflare, seen through the command line (docs/scenarios.md, "Far away").
class tst_remotehardships : public QObject
{
    Q_OBJECT

private slots:
    void refusesToWriteWithATokenThatOnlyReads();
    void changesNothingWithoutANetwork();
    void saysTrulyWhatChangedWhereverItIsCutOff_data();
    void saysTrulyWhatChangedWhereverItIsCutOff();
    void stopsWhenTheTokenIsRevoked();
    void refusesAPlanThatIsNoLongerTrue();
    void rehearsesAgainWhatChangedMeanwhile();
    void trustsTheClockOfTheDatabase_data();
    void trustsTheClockOfTheDatabase();
};

namespace {

QString messageOf(const CliResult &result)
{
    return errorOf(result).value(u"message"_s).toString();
}

void useToken(RemoteScenario &scenario, const QJsonObject &token)
{
    scenario.sandbox.configure({ { u"tokens"_s, QJsonArray{ token } } });
    scenario.cli.engine->environment.insert(u"CLOUDFLARE_API_TOKEN"_s,
                                            token.value(u"value"_s).toString());
}

} // namespace

void tst_remotehardships::refusesToWriteWithATokenThatOnlyReads()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    useToken(scenario, { { u"value"_s, u"only-a-reader"_s }, { u"read_only"_s, true } });

    const auto status = scenario.run({ u"status"_s });
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(status.exit == 0, shown(status));
    QCOMPARE(status.states(u"DB"_s).value(u"0002_b"_s), u"pending"_s);
    QVERIFY2(up.exit == 69, shown(up));
    QVERIFY(!errorOf(up).value(u"remedy"_s).toString().isEmpty());
    QVERIFY(!up.out.contains("only-a-reader") && !up.err.contains("only-a-reader"));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
}

void tst_remotehardships::changesNothingWithoutANetwork()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.sandbox.kill();

    const auto status = scenario.run({ u"status"_s });
    const auto up = scenario.run({ u"up"_s });
    scenario.sandbox.start();
    const auto again = scenario.run({ u"up"_s });

    QVERIFY2(status.exit == 75, shown(status));
    QVERIFY2(up.exit == 75, shown(up));
    QCOMPARE(errorOf(up).value(u"database_state"_s).toString(), u"unchanged"_s);
    QVERIFY2(again.exit == 0, shown(again));
    QVERIFY(scenario.hasTable(u"t_0001_a"_s));
}

namespace {

// With a key that a run checks when it is done.
const QByteArray SelfReferring
    = "CREATE TABLE a (id INTEGER PRIMARY KEY, up INTEGER REFERENCES a(id))";

} // namespace

void tst_remotehardships::saysTrulyWhatChangedWhereverItIsCutOff_data()
{
    QTest::addColumn<QStringList>("line");
    QTest::addColumn<QByteArray>("before");
    QTest::newRow("adopt") << QStringList{ u"adopt"_s, u"--yes"_s } << SelfReferring;
    QTest::newRow("up") << QStringList{ u"up"_s } << QByteArray("SELECT 1");
}

// Cloudflare answers so many questions and refuses all that come after them.
void tst_remotehardships::saysTrulyWhatChangedWhereverItIsCutOff()
{
    QFETCH(QStringList, line);
    QFETCH(QByteArray, before);
    CliResult last;
    for (int answered = 0; answered < 40; ++answered) {
        RemoteScenario scenario;
        scenario.migration(u"0001_a"_s, SelfReferring + ";\n");
        scenario.sql(before);
        scenario.sandbox.addFault({ { u"method"_s, u"POST"_s },
                                    { u"path"_s, u"raw|query"_s },
                                    { u"skip"_s, answered },
                                    { u"times"_s, -1 },
                                    { u"status"_s, 403 },
                                    { u"code"_s, 10000 } });

        const auto cut = scenario.run(line);
        scenario.sandbox.clearFaults();

        const QString state = scenario.states().value(u"0001_a"_s);
        const bool isRecorded = state == "applied"_L1 || state == "adopted"_L1;
        if (cut.exit == 0) {
            QVERIFY2(isRecorded && answered > 2, shown(cut));
            const bool isChecked = !cut.target(u"DB"_s).value(u"checks"_s).toArray().isEmpty();
            QVERIFY2(isChecked || line.first() != "up"_L1, shown(cut));
            return;
        }
        const QString said = errorOf(cut).value(u"database_state"_s).toString();
        QVERIFY2((said == "unchanged"_L1) == !isRecorded, shown(cut));
        last = cut;
    }
    QFAIL(shown(last));
}

void tst_remotehardships::stopsWhenTheTokenIsRevoked()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    useToken(scenario, { { u"value"_s, u"soon-to-be-revoked"_s } });
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    useToken(scenario, { { u"value"_s, u"soon-to-be-revoked"_s }, { u"status"_s, u"revoked"_s } });

    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(up.exit == 69, shown(up));
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
}

void tst_remotehardships::refusesAPlanThatIsNoLongerTrue()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    const QString hash
        = scenario.succeed({ u"plan"_s }).target(u"DB"_s).value(u"plan"_s)[u"hash"_s].toString();
    QVERIFY(!hash.isEmpty());
    scenario.sql("CREATE TABLE by_hand (id INTEGER PRIMARY KEY)");

    const auto up = scenario.run({ u"up"_s, u"--plan"_s, hash });

    QVERIFY2(up.exit == 3 || up.exit == 4, shown(up));
    QVERIFY(!messageOf(up).isEmpty());
    QVERIFY(!scenario.hasTable(u"t_0002_b"_s));
    QVERIFY(scenario.hasTable(u"by_hand"_s));
}

// Between the rehearsal and the lease a table goes that the migration needs.
void tst_remotehardships::rehearsesAgainWhatChangedMeanwhile()
{
    RemoteScenario scenario;
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.migration(u"0002_b"_s,
                       "CREATE TABLE b (id INTEGER PRIMARY KEY);\n"
                       "CREATE INDEX a_name ON t_0001_a (name);\n");
    bool changed = false;
    scenario.cli.onLog = [&](const QByteArray &line) {
        if (!changed && line.contains("Rehearsing")) {
            changed = true;
            scenario.sql("ALTER TABLE t_0001_a RENAME COLUMN name TO title");
        }
    };

    const auto up = scenario.cli( // scenario.run() would be quiet
        { u"--json"_s, u"--remote"_s, u"--confirm"_s, u"shop"_s, u"up"_s });

    QVERIFY2(changed, shown(up));
    QVERIFY2(up.exit == 3 || up.exit == 4, shown(up));
    QVERIFY(!scenario.hasTable(u"b"_s));
}

void tst_remotehardships::trustsTheClockOfTheDatabase_data()
{
    QTest::addColumn<int>("days");

    QTest::newRow("a day ahead") << 1;
    QTest::newRow("a day behind") << -1;
}

// Somebody else's lease runs by the database's clock, and so does ours.
void tst_remotehardships::trustsTheClockOfTheDatabase()
{
    QFETCH(const int, days);
    RemoteScenario scenario("[policy]\nlock_timeout_s = 1\n[streams.DB]\nlayout = \"numbered\"\n");
    scenario.table(u"0001_a"_s);
    scenario.succeed({ u"up"_s });
    scenario.table(u"0002_b"_s);
    scenario.cli.engine->clock = [days] { return QDateTime::currentDateTimeUtc().addDays(days); };
    scenario.sql(
        "UPDATE _tidemark_lock SET owner = 'elsewhere', host = 'elsewhere', machine = 'm', "
        "actor = 'bob@elsewhere', expires_at = unixepoch() + 60");

    const auto held = scenario.run({ u"up"_s });
    scenario.sql("UPDATE _tidemark_lock SET expires_at = unixepoch() - 1");
    const auto up = scenario.run({ u"up"_s });

    QVERIFY2(held.exit == 5, shown(held));
    QVERIFY2(up.exit == 0, shown(up));
    QCOMPARE(scenario.value("SELECT count(*) FROM _tidemark_ledger WHERE id = '0002_b'"), u"1"_s);
    QCOMPARE(scenario.state(), u"up-to-date"_s);
}

TIDEMARK_TEST(tst_remotehardships)
#include "tst_remotehardships.moc"
