#include "plans.h"

#include <engine/safety/verification.h>
#include <support/await.h>
#include <support/scratch.h>
#include <support/testprogram.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Live
    = "CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT);"
      "CREATE INDEX user_email ON user(email);"
      "CREATE TABLE session (id INTEGER PRIMARY KEY, uid INTEGER REFERENCES user(id));"
      "INSERT INTO user VALUES (1, 'a');"
      "INSERT INTO session VALUES (1, 1);";

VerificationRequest requestOn(const ScratchDatabase &database)
{
    VerificationRequest request;
    request.database = database.database();
    request.live = *await(database.database()->schema());
    return request;
}

QList<Check> verified(const VerificationRequest &request)
{
    const auto checks = await(verify(request, {}));
    if (!checks)
        qFatal("%s", qPrintable(checks.error().message));
    return *checks;
}

Check checkOf(const QList<Check> &checks, const QString &name, const QString &subject)
{
    for (const Check &check : checks) {
        if (check.name == name && check.subject == subject)
            return check;
    }
    return {};
}

Replay replayOf(const QByteArray &script)
{
    Replay replay;
    const Schema schema = schemaOf(script);
    replay.steps << ReplayStep{ .id = u"0002_api_keys"_s,
                                .fingerprintBefore = {},
                                .fingerprintAfter = fingerprint(schema),
                                .after = schema };
    return replay;
}

} // namespace

class tst_Verification : public QObject
{
    Q_OBJECT

private slots:
    void passesWhatIsExpected();
    void findsWhatIsMissing();
    void callsPendingWhatAWaitingMigrationMakes();
    void checksRowConditions_data();
    void checksRowConditions();
    void comparesWithTheMigrations();
    void namesWhatNoMigrationMakes();
    void findsOrphansOfChangedTables();
    void checksEverythingInFull();
    void takesAKeyInAnotherOrderThanItsColumns();
    void saysWhyACheckCouldNotBeMade();
    void writesNothing();
    void stops();
};

void tst_Verification::passesWhatIsExpected()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.expectations.tables = { u"user"_s, u"Session"_s };
    request.expectations.columns = { { u"user"_s, { u"id"_s, u"EMAIL"_s } } };
    request.expectations.rows = { { u"user"_s, u">= 1"_s } };

    const auto checks = verified(request);

    QCOMPARE(checks.size(), 5);
    QVERIFY(allPassed(checks));
    QCOMPARE(checkOf(checks, u"rows"_s, u"user"_s).detail.left(6), u"1 rows"_s);
}

void tst_Verification::findsWhatIsMissing()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.expectations.tables = { u"account"_s };
    request.expectations.columns = { { u"user"_s, { u"tier"_s } }, { u"gone"_s, { u"id"_s } } };
    request.expectations.rows = { { u"account"_s, u">= 1"_s } };

    const auto checks = verified(request);

    QCOMPARE(checks.size(), 4);
    for (const Check &check : checks)
        QVERIFY2(!check.passed && check.detail.contains(u"missing"_s), qPrintable(check.subject));
}

void tst_Verification::callsPendingWhatAWaitingMigrationMakes()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.expectations.tables = { u"account"_s, u"gone"_s, u"totals"_s };
    request.expectations.columns = { { u"account"_s, { u"id"_s, u"nowhere"_s } } };
    request.expectations.rows = { { u"account"_s, u">= 1"_s } };
    request.wholeStream = replayOf("CREATE TABLE account (id INTEGER PRIMARY KEY);"
                                   "CREATE VIEW totals AS SELECT count(*) FROM account;");
    request.wholeStream->steps.first().id = u"0009_account"_s;

    const auto checks = verified(request);

    for (const Check &check : checks) {
        const bool isKnown = check.subject != u"gone"_s && check.subject != u"account.nowhere"_s;
        QVERIFY2(check.pending == isKnown && check.passed == isKnown, qPrintable(check.subject));
        QCOMPARE(check.detail.contains(u"0009_account"_s), isKnown);
    }
    QCOMPARE(checks.size(), 6);
}

void tst_Verification::checksRowConditions_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<bool>("passed");
    QTest::newRow("at least one") << u">= 1"_s << true;
    QTest::newRow("exactly one") << u"= 1"_s << true;
    QTest::newRow("more than one") << u"> 1"_s << false;
    QTest::newRow("none") << u"= 0"_s << false;
    QTest::newRow("nonsense") << u"about 3"_s << false;
}

void tst_Verification::checksRowConditions()
{
    QFETCH(const QString, condition);
    QFETCH(const bool, passed);
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.expectations.rows = { { u"user"_s, condition } };

    QCOMPARE(allPassed(verified(request)), passed);
}

void tst_Verification::comparesWithTheMigrations()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.expectedByReplay
        = replayOf("CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT, tier TEXT);"
                   "CREATE INDEX user_email ON user(email);"
                   "CREATE TABLE session (id INTEGER PRIMARY KEY, uid INTEGER REFERENCES user(id));"
                   "CREATE TABLE api_keys (id INTEGER PRIMARY KEY);"
                   "CREATE VIEW emails AS SELECT email FROM user;");

    const auto checks = verified(request);

    QVERIFY(checkOf(checks, u"table"_s, u"session"_s).passed);
    QVERIFY(checkOf(checks, u"index"_s, u"user_email"_s).passed);
    const Check user = checkOf(checks, u"table"_s, u"user"_s);
    QVERIFY(!user.passed);
    QVERIFY2(user.detail.contains(u"user.tier"_s), qPrintable(user.detail));
    const Check keys = checkOf(checks, u"table"_s, u"api_keys"_s);
    QVERIFY(!keys.passed);
    QVERIFY2(keys.detail.contains(u"expected by 0002_api_keys"_s), qPrintable(keys.detail));
    QVERIFY(!checkOf(checks, u"view"_s, u"emails"_s).passed);
    QVERIFY(!checkOf(checks, u"view"_s, u"emails"_s).detail.isEmpty());
}

void tst_Verification::namesWhatNoMigrationMakes()
{
    const ScratchDatabase database(Live
                                   + "CREATE TABLE _tidemark_ledger (seq);"
                                     "CREATE TABLE d1_migrations (id);");
    VerificationRequest request = requestOn(database);
    request.expectedByReplay = replayOf("CREATE TABLE user (id INTEGER PRIMARY KEY, email TEXT)");

    const auto checks = verified(request);

    const auto unexpected = std::ranges::count(checks, u"unexpected"_s, &Check::name);
    QCOMPARE(unexpected, 2); // session and user_email, none of the internal tables
    QVERIFY(!checkOf(checks, u"unexpected"_s, u"session"_s).passed);
    QVERIFY(!checkOf(checks, u"unexpected"_s, u"session"_s).detail.isEmpty());
}

void tst_Verification::findsOrphansOfChangedTables()
{
    const ScratchDatabase database(Live);
    database.run("PRAGMA foreign_keys = OFF; INSERT INTO session VALUES (2, 99);");
    VerificationRequest request = requestOn(database);
    request.changedTables = { u"USER"_s };

    const auto checks = verified(request);

    const Check check = checkOf(checks, u"foreign keys"_s, u"session"_s);
    QVERIFY(!check.passed);
    QVERIFY2(check.detail.contains(u"row 2"_s), qPrintable(check.detail));
}

void tst_Verification::checksEverythingInFull()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.full = true;

    const auto checks = verified(request);

    QVERIFY(allPassed(checks));
    QVERIFY(checkOf(checks, u"integrity"_s, u"database"_s).passed);
    QVERIFY(checkOf(checks, u"rows"_s, u"session"_s).passed);
    QVERIFY(checkOf(checks, u"foreign keys"_s, u"session"_s).passed);
}

// SQLite 3.40's quick_check takes user_id for NULL here.
void tst_Verification::takesAKeyInAnotherOrderThanItsColumns()
{
    const ScratchDatabase database(
        "CREATE TABLE member(user_id INTEGER NOT NULL, room_id INTEGER NOT NULL,"
        " PRIMARY KEY(room_id, user_id)) WITHOUT ROWID;"
        "INSERT INTO member VALUES(1, 2), (3, 4);");
    VerificationRequest request = requestOn(database);
    request.full = true;

    const Check check = checkOf(verified(request), u"integrity"_s, u"database"_s);

    QVERIFY2(check.passed, qPrintable(check.detail));
}

void tst_Verification::saysWhyACheckCouldNotBeMade()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.expectations.rows = { { u"user"_s, u">= 1"_s }, { u"session"_s, u">= 1"_s } };
    database.run("DROP TABLE session"); // behind the request's back

    const auto checks = verified(request);

    QVERIFY(checkOf(checks, u"rows"_s, u"user"_s).passed);
    const Check gone = checkOf(checks, u"rows"_s, u"session"_s);
    QVERIFY(!gone.passed);
    QVERIFY2(gone.detail.contains(u"no such table"_s), qPrintable(gone.detail));
}

void tst_Verification::writesNothing()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.full = true;
    const QString before = database.value("PRAGMA data_version");

    verified(request);

    QCOMPARE(database.value("PRAGMA data_version"), before);
    QCOMPARE(database.value("SELECT total_changes()"),
             QString::number(database.value("SELECT total_changes()").toLongLong()));
}

void tst_Verification::stops()
{
    const ScratchDatabase database(Live);
    VerificationRequest request = requestOn(database);
    request.full = true;
    std::stop_source source;
    source.request_stop();

    const auto checks = await(verify(request, Conduct{ .stop = source.get_token() }));

    QVERIFY(!checks);
    QCOMPARE(checks.error().kind, Error::Kind::Cancelled);
}

TIDEMARK_TEST(tst_Verification)
#include "tst_verification.moc"
