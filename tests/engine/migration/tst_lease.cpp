#include "bench.h"

#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Lease : public QObject
{
    Q_OBJECT

private slots:
    void isGrantedWhenItIsFree();
    void refusesASecondRunAndNamesTheHolder();
    void isTakenOverWhenItRanOut();
    void looksAtTheServersClockOnly();
    void theOwnerGetsItAgainWithANewToken();
    void isTakenOverFromADeadProcess_data();
    void isTakenOverFromADeadProcess();
    void isLeftToAProcessThatMayLive_data();
    void isLeftToAProcessThatMayLive();
    void ofTwoRunsOneGetsIt();
    void waitsUntilItIsFree();
    void stopsWaitingWhenItIsTold();
    void waitsWhileAnotherProgramWrites();
    void isRenewedWhileItIsOurs();
    void isNotRenewedAfterATakeover();
    void tokensGrowAcrossReleases();
    void releaseCarriesOutWhatItIsGiven();
    void releaseFreesItEvenIfTheRestFails();
    void releaseLeavesAnothersLeaseAlone();
    void canBeBroken();
    void guardLetsItsOwnBatchThrough();
    void guardStopsABatch_data();
    void guardStopsABatch();
    void otherFailuresAreNoGuardFailures();

private:
    static Result<Lease> take(const DatabasePointer &database, const RunIdentity &who)
    {
        return await(acquireLease(database, who, bench::impatient()));
    }
    static DatabasePointer open(const QString &file, const SqliteOptions &options = {})
    {
        const auto opened = await(SqliteDatabase::open(file, options));
        if (!opened)
            qFatal("%s", qPrintable(opened.error().message));
        return *opened;
    }
};

void tst_Lease::isGrantedWhenItIsFree()
{
    const ScratchDatabase scratch;

    const auto lease = take(scratch.database(), bench::identity(u"ann"_s));

    QVERIFY(lease);
    QCOMPARE(lease->token, 1);
    QCOMPARE(lease->tookOverFrom, QString());
    QCOMPARE(scratch.value("SELECT actor || ' ' || (expires_at - acquired_at) FROM _tidemark_lock"),
             u"ann@example 60"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM sqlite_master WHERE name = '_tidemark_ledger'"),
             u"0"_s);
}

void tst_Lease::refusesASecondRunAndNamesTheHolder()
{
    const ScratchDatabase scratch;
    QVERIFY(take(scratch.database(), bench::identity(u"ann"_s)));

    const auto second = take(open(scratch.file()), bench::identity(u"bob"_s));

    QVERIFY(!second);
    QCOMPARE(second.error().kind, Error::Kind::Lock);
    QVERIFY(second.error().message.contains(u"ann@example"_s));
    QVERIFY(second.error().message.contains(RunIdentity::current().host));
    QVERIFY(second.error().remedy.contains(u"tidemark-cli lock show"_s));
}

void tst_Lease::isTakenOverWhenItRanOut()
{
    const auto clock = bench::serverClock();
    const ScratchDatabase scratch({}, bench::withClock(clock));
    const auto first = take(scratch.database(), bench::identity(u"ann"_s));

    *clock += 59;
    const auto early = take(scratch.database(), bench::identity(u"bob"_s));
    *clock += 1;
    const auto second = take(scratch.database(), bench::identity(u"bob"_s));

    QVERIFY(!early);
    QVERIFY(second);
    QCOMPARE(second->token, 2);
    QCOMPARE(second->tookOverFrom, first->owner);
}

void tst_Lease::looksAtTheServersClockOnly()
{
    const auto clock = bench::serverClock();
    *clock = 1000; // in 1970, far from this computer's time
    const ScratchDatabase scratch({}, bench::withClock(clock));
    QVERIFY(take(scratch.database(), bench::identity(u"ann"_s)));

    const auto second = take(scratch.database(), bench::identity(u"bob"_s));

    QVERIFY(!second);
    QVERIFY(second.error().message.contains(u"1970-01-01T00:16:40"_s));
}

void tst_Lease::theOwnerGetsItAgainWithANewToken()
{
    const ScratchDatabase scratch;
    const auto who = bench::identity(u"ann"_s);
    QVERIFY(take(scratch.database(), who));

    const auto again = take(scratch.database(), who);

    QVERIFY(again);
    QCOMPARE(again->token, 2);
    QCOMPARE(again->tookOverFrom, QString());
}

void tst_Lease::isTakenOverFromADeadProcess_data()
{
    QTest::addColumn<bool>("sameNumber");
    QTest::newRow("no such process") << false;
    QTest::newRow("its number belongs to another process now") << true;
}

void tst_Lease::isTakenOverFromADeadProcess()
{
    QFETCH(const bool, sameNumber);
    const ScratchDatabase scratch;
    auto dead = bench::identity(u"ann"_s);
    if (sameNumber) {
        dead.processStart -= 1;
    } else {
        QProcess process;
        process.start(u"true"_s, {});
        QVERIFY(process.waitForStarted());
        dead.pid = process.processId();
        QVERIFY(process.waitForFinished());
    }
    const auto first = take(scratch.database(), dead);

    const auto second = take(scratch.database(), bench::identity(u"bob"_s));

    QVERIFY(second);
    QCOMPARE(second->token, 2);
    QCOMPARE(second->tookOverFrom, first->owner);
}

void tst_Lease::isLeftToAProcessThatMayLive_data()
{
    QTest::addColumn<bool>("here");
    QTest::newRow("it lives") << true;
    QTest::newRow("it is of another machine of that name") << false;
}

void tst_Lease::isLeftToAProcessThatMayLive()
{
    QFETCH(const bool, here);
    const ScratchDatabase scratch;
    auto holder = bench::identity(u"ann"_s);
    if (!here) {
        holder.machine = u"another"_s;
        holder.pid = 999'999'999;
    }
    QVERIFY(take(scratch.database(), holder));

    QVERIFY(!take(scratch.database(), bench::identity(u"bob"_s)));
}

void tst_Lease::ofTwoRunsOneGetsIt()
{
    const ScratchDatabase scratch;
    const auto other = open(scratch.file());
    auto one = acquireLease(scratch.database(), bench::identity(u"ann"_s), bench::impatient());
    auto two = acquireLease(other, bench::identity(u"bob"_s), bench::impatient());

    const auto ann = await(std::move(one));
    const auto bob = await(std::move(two));

    QCOMPARE(int(bool(ann)) + int(bool(bob)), 1);
    QCOMPARE((ann ? bob : ann).error().kind, Error::Kind::Lock);
}

void tst_Lease::waitsUntilItIsFree()
{
    const ScratchDatabase scratch;
    const auto other = open(scratch.file());
    const auto first = take(scratch.database(), bench::identity(u"ann"_s));
    LeaseTimes patient = bench::impatient();
    patient.waitAtMost = std::chrono::seconds(20);
    auto waiting = acquireLease(other, bench::identity(u"bob"_s), patient);

    QVERIFY(await(releaseLease(scratch.database(), *first)));
    const auto second = await(std::move(waiting));

    QVERIFY(second);
    QCOMPARE(second->token, 2);
    QCOMPARE(second->tookOverFrom, QString());
}

void tst_Lease::stopsWaitingWhenItIsTold()
{
    const ScratchDatabase scratch;
    QVERIFY(take(scratch.database(), bench::identity(u"ann"_s)));
    LeaseTimes patient = bench::impatient();
    patient.waitAtMost = std::chrono::seconds(20);
    std::stop_source stop;
    auto waiting
        = acquireLease(scratch.database(), bench::identity(u"bob"_s), patient, stop.get_token());

    stop.request_stop();
    const auto second = await(std::move(waiting));

    QVERIFY(!second);
    QCOMPARE(second.error().kind, Error::Kind::Cancelled);
}

void tst_Lease::waitsWhileAnotherProgramWrites()
{
    const ScratchDatabase scratch("CREATE TABLE t(a)");
    SqliteOptions hurried;
    hurried.busyTimeout = std::chrono::milliseconds(1);
    const auto other = open(scratch.file(), hurried);
    scratch.run("BEGIN IMMEDIATE; INSERT INTO t VALUES (1);");

    const auto refused = take(other, bench::identity(u"bob"_s));
    LeaseTimes patient = bench::impatient();
    patient.waitAtMost = std::chrono::seconds(20);
    auto waiting = acquireLease(other, bench::identity(u"bob"_s), patient);
    scratch.run("COMMIT");
    const auto granted = await(std::move(waiting));

    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::Kind::Lock);
    QVERIFY(granted);
}

void tst_Lease::isRenewedWhileItIsOurs()
{
    const auto clock = bench::serverClock();
    const ScratchDatabase scratch({}, bench::withClock(clock));
    const auto lease = take(scratch.database(), bench::identity(u"ann"_s));

    *clock += 61; // ran out, but nobody took it
    const auto renewed = await(renewLease(scratch.database(), *lease, {}));

    QVERIFY(renewed);
    QCOMPARE(scratch.value("SELECT expires_at FROM _tidemark_lock").toLongLong(),
             clock->load() + 60);
}

void tst_Lease::isNotRenewedAfterATakeover()
{
    const auto clock = bench::serverClock();
    const ScratchDatabase scratch({}, bench::withClock(clock));
    const auto lease = take(scratch.database(), bench::identity(u"ann"_s));
    *clock += 61;
    QVERIFY(take(scratch.database(), bench::identity(u"bob"_s)));

    const auto renewed = await(renewLease(scratch.database(), *lease, {}));

    QVERIFY(!renewed);
    QCOMPARE(renewed.error().kind, Error::Kind::Lock);
}

void tst_Lease::tokensGrowAcrossReleases()
{
    const ScratchDatabase scratch;
    const auto first = take(scratch.database(), bench::identity(u"ann"_s));
    QVERIFY(await(releaseLease(scratch.database(), *first)));

    const auto second = take(scratch.database(), bench::identity(u"bob"_s));

    QVERIFY(second);
    QCOMPARE(second->token, 2);
}

void tst_Lease::releaseCarriesOutWhatItIsGiven()
{
    const ScratchDatabase scratch("CREATE TABLE t(a)");
    const auto lease = take(scratch.database(), bench::identity(u"ann"_s));
    const QList<BoundStatement> also{ { "INSERT INTO t VALUES (1)" } };

    QVERIFY(await(releaseLease(scratch.database(), *lease, also)));

    QCOMPARE(scratch.value("SELECT count(*) FROM t"), u"1"_s);
    QVERIFY(take(scratch.database(), bench::identity(u"bob"_s)));
}

void tst_Lease::releaseFreesItEvenIfTheRestFails()
{
    const ScratchDatabase scratch;
    const auto lease = take(scratch.database(), bench::identity(u"ann"_s));
    const QList<BoundStatement> also{ { "INSERT INTO missing VALUES (1)" } };

    QVERIFY(await(releaseLease(scratch.database(), *lease, also)));

    QVERIFY(take(scratch.database(), bench::identity(u"bob"_s)));
}

void tst_Lease::releaseLeavesAnothersLeaseAlone()
{
    const auto clock = bench::serverClock();
    const ScratchDatabase scratch({}, bench::withClock(clock));
    const auto first = take(scratch.database(), bench::identity(u"ann"_s));
    *clock += 61;
    const auto second = take(scratch.database(), bench::identity(u"bob"_s));

    QVERIFY(await(releaseLease(scratch.database(), *first)));

    QCOMPARE(scratch.value("SELECT owner FROM _tidemark_lock"), second->owner);
}

void tst_Lease::canBeBroken()
{
    const ScratchDatabase scratch;
    const auto first = take(scratch.database(), bench::identity(u"ann"_s));

    QVERIFY(await(breakLease(scratch.database())));

    QVERIFY(take(scratch.database(), bench::identity(u"bob"_s)));
    QVERIFY(!await(renewLease(scratch.database(), *first, {})));
}

void tst_Lease::guardLetsItsOwnBatchThrough()
{
    const ScratchDatabase scratch("CREATE TABLE t(a)");
    const auto lease = take(scratch.database(), bench::identity(u"ann"_s));
    auto batch = leasesql::guard(*lease, 0, false);
    batch += { { "INSERT INTO t VALUES (1)" }, leasesql::clearGuard() };

    const auto done = await(scratch.database()->execute(batch));

    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QCOMPARE(scratch.value("SELECT count(*) FROM t"), u"1"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM _tidemark_guard"), u"0"_s);
}

void tst_Lease::guardStopsABatch_data()
{
    QTest::addColumn<QByteArray>("meanwhile");
    QTest::addColumn<bool>("ledgerExisted");
    const QByteArray takeover = "UPDATE _tidemark_lock SET owner = 'bob', token = token + 1";
    QTest::newRow("another run took over") << takeover << true;
    QTest::newRow("the token is stale")
        << QByteArray("UPDATE _tidemark_lock SET token = token + 1") << true;
    QTest::newRow("the lease ran out")
        << QByteArray("UPDATE _tidemark_lock SET expires_at = unixepoch()") << true;
    QTest::newRow("the lock's row is gone") << QByteArray("DELETE FROM _tidemark_lock") << true;
    QTest::newRow("the head moved")
        << QByteArray("UPDATE _tidemark_ledger SET seq = seq + 1") << true;
    QTest::newRow("the ledger is there by now") << QByteArray("SELECT 1") << false;
    QTest::newRow("our tables are gone") << QByteArray(
        "DROP TABLE _tidemark_ledger; DROP TABLE _tidemark_lock; DROP TABLE _tidemark_guard")
                                         << true;
}

void tst_Lease::guardStopsABatch()
{
    QFETCH(const QByteArray, meanwhile);
    QFETCH(const bool, ledgerExisted);
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };
    QVERIFY(!runner.up().error);
    scratch.run("CREATE TABLE t(a)");
    const Lease lease = runner.lease();
    auto batch = leasesql::guard(lease, 1, ledgerExisted);
    batch
        += { { "CREATE TABLE never(a)" }, { "INSERT INTO t VALUES (1)" }, leasesql::clearGuard() };

    scratch.run(meanwhile);
    const auto done = await(scratch.database()->execute(batch));

    QVERIFY(!done);
    QVERIFY2(leasesql::isGuardFailure(done.error()), qPrintable(done.error().message));
    QCOMPARE(done.error().databaseState, DatabaseState::Unchanged);
    QCOMPARE(scratch.value("SELECT count(*) FROM t"), u"0"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM sqlite_master WHERE name = 'never'"), u"0"_s);
}

void tst_Lease::otherFailuresAreNoGuardFailures()
{
    QVERIFY(!leasesql::isGuardFailure({ .message = u"NOT NULL constraint failed: user.ok"_s }));
    QVERIFY(!leasesql::isGuardFailure({ .message = u"no such table: user"_s }));
}

TIDEMARK_TEST(tst_Lease)
#include "tst_lease.moc"
