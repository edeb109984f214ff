#include "runs.h"

#include <engine/sql/schema.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;
using bench::LossyDatabase;
using bench::state;
using bench::tables;
using Outcome = StepOutcome::Outcome;

class tst_Runner : public QObject
{
    Q_OBJECT

private slots:
    void appliesAPlan_data();
    void appliesAPlan();
    void recordsTheMigrationWithItsRow();
    void doesNothingTheSecondTime();
    void runsScriptsOfEveryEnding_data();
    void runsScriptsOfEveryEnding();
    void undoesAFailedMigration();
    void pointsToTheFailingSpot_data();
    void pointsToTheFailingSpot();
    void saysWhenOnlyTheHistoryFailed();
    void refusesTransactionsOfTheScript();
    void aRunThatLostItsLeaseChangesNothing();
    void aPlanForAnotherHeadChangesNothing();
    void aPlanWithoutLedgerChangesNothingOnceThereIsOne();
    void settlesALostAnswer_data();
    void settlesALostAnswer();
    void aCrashBeforeCommitLeavesNothing();
    void ofTwoRunnersOneApplies();
    void stopsBeforeTheFirstStep();
    void stopsBetweenSteps();
    void undoesTheStepThatIsStopped();
    void renewsTheLeaseWithEachStep();
    void handsOverTheDurations();
    void rollsBackAndAppliesAgain();
    void rollsBackWhatTheOtherToolApplied();
};

void tst_Runner::appliesAPlan_data()
{
    QTest::addColumn<int>("profile");
    QTest::newRow("SQLite") << int(SqliteOptions::Profile::Sqlite);
    QTest::newRow("D1's limits") << int(SqliteOptions::Profile::D1);
}

void tst_Runner::appliesAPlan()
{
    QFETCH(const int, profile);
    SqliteOptions options;
    options.profile = SqliteOptions::Profile(profile);
    const ScratchDatabase scratch({}, options);
    bench::Runner runner{ scratch.database(),
                          bench::stream({ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) }) };
    runner.fingerprintsAfter = { u"first"_s, u"second"_s };

    const auto report = runner.up();

    QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
    QCOMPARE(report.steps.size(), 2);
    QCOMPARE(report.steps.at(1).id, u"0002_b"_s);
    QCOMPARE(report.steps.at(1).outcome, Outcome::Done);
    QCOMPARE(report.steps.at(1).statements, 1);
    QCOMPARE(report.steps.at(1).statementDurations.size(), 1);
    QCOMPARE(tables(scratch), u"t_0001_a t_0002_b"_s);
    QCOMPARE(state(scratch), u"0001_a applied 1/1, 0002_b applied 1/1"_s);
    QCOMPARE(scratch.value("SELECT group_concat(name, ' ') FROM d1_migrations"),
             u"0001_a.sql 0002_b.sql"_s);
    QCOMPARE(
        scratch.value("SELECT group_concat(fingerprint_before || '>' || fingerprint_after, ' ') "
                      "FROM _tidemark_ledger WHERE seq = 2"),
        u"first>second"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM _tidemark_guard"), u"0"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM _tidemark_lock WHERE owner IS NOT NULL"), u"0"_s);
}

void tst_Runner::recordsTheMigrationWithItsRow()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };
    const auto plan = runner.plan();
    auto request = runner.request(*plan, runner.lease());
    request.safetyPoint = u"bookmark 7"_s;

    QVERIFY(!awaitValue(runPlan(request, {})).error);

    const LedgerEntry entry = runner.ledger().entries.first();
    QCOMPARE(entry.sql, QByteArray("CREATE TABLE t_0001_a(id INTEGER);"));
    QCOMPARE(entry.planHash, plan->hash());
    QCOMPARE(entry.runId, u"ann"_s);
    QCOMPARE(entry.actor, u"ann@example"_s);
    QCOMPARE(entry.safetyPoint, u"bookmark 7"_s);
    QCOMPARE(entry.fingerprintBefore, fingerprint({}));
    QCOMPARE(entry.toolVersion, QStringLiteral(TIDEMARK_VERSION));
    QVERIFY(entry.startedAt.isValid());
}

void tst_Runner::doesNothingTheSecondTime()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };
    QVERIFY(!runner.up().error);

    const auto again = runner.up();

    QVERIFY(!again.error);
    QVERIFY(again.steps.isEmpty());
}

void tst_Runner::runsScriptsOfEveryEnding_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("no final semicolon") << QByteArray("CREATE TABLE x(a)");
    QTest::newRow("a comment at the end") << QByteArray("CREATE TABLE x(a);\n-- done");
    QTest::newRow("a comment instead of the semicolon") << QByteArray("CREATE TABLE x(a) -- done");
    QTest::newRow("a trigger") << QByteArray(
        "CREATE TABLE x(a);\r\nCREATE TRIGGER g AFTER INSERT ON x BEGIN\r\n"
        "SELECT CASE WHEN 1 THEN 2 end;\r\nend;\r\n");
    QTest::newRow("only a comment") << QByteArray("-- nothing yet");
}

void tst_Runner::runsScriptsOfEveryEnding()
{
    QFETCH(const QByteArray, script);
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(),
                                bench::stream({ bench::migration(u"0001_x"_s, script) }) };

    const auto report = runner.up();

    QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
    QCOMPARE(runner.ledger().entries.size(), 1);
}

void tst_Runner::undoesAFailedMigration()
{
    const ScratchDatabase scratch;
    bench::Runner runner{ scratch.database(), {} };
    const QByteArray broken
        = "CREATE TABLE a(x);\nINSERT INTO a VALUES (1);\nINSERT INTO b VALUES (1);\n";
    runner.stream
        = bench::stream({ bench::migration(u"0001_x"_s, broken), bench::table(u"0002_b"_s) });

    const auto first = runner.up();

    QVERIFY(first.error);
    QCOMPARE(first.error->kind, Error::Kind::Database);
    QCOMPARE(first.error->databaseState, DatabaseState::Unchanged);
    QCOMPARE(first.steps.at(0).outcome, Outcome::Failed);
    QCOMPARE(first.steps.at(1).outcome, Outcome::Skipped);
    QCOMPARE(tables(scratch), QString());
    QVERIFY(!runner.ledger().exists);

    runner.stream = bench::stream(
        { bench::migration(u"0001_x"_s, "CREATE TABLE a(x);"), bench::table(u"0002_b"_s) });
    QVERIFY(!runner.up().error);
    QCOMPARE(tables(scratch), u"a t_0002_b"_s);
}

void tst_Runner::pointsToTheFailingSpot_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("statement");
    QTest::addColumn<QString>("text");
    QTest::newRow("the first statement")
        << QByteArray("CREAT TABLE a(x);") << 1 << 1 << u"syntax error"_s;
    QTest::newRow("the second, on line 4")
        << QByteArray("-- makes a\nCREATE TABLE a(x);\n\nINSERT INTO b VALUES (1);") << 4 << 2
        << u"no such table: b"_s;
    QTest::newRow("deep in a statement of several lines")
        << QByteArray("CREATE TABLE a(x);\nCREATE TABLE b(\n  x TEXT,\n  y TEXT NOT NUL\n);") << 4
        << 2 << u"syntax error"_s;
    QTest::newRow("a constraint") << QByteArray(
        "CREATE TABLE a(x UNIQUE);\nINSERT INTO a VALUES (1), (1);")
                                  << 2 << 2 << u"UNIQUE constraint failed"_s;
    QTest::newRow("a guard's constraint of their own")
        << QByteArray("CREATE TABLE a(ok NOT NULL);\nINSERT INTO a VALUES (NULL);") << 2 << 2
        << u"NOT NULL constraint failed"_s;
}

void tst_Runner::pointsToTheFailingSpot()
{
    QFETCH(const QByteArray, script);
    QFETCH(const QString, text);
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(),
                                bench::stream({ bench::migration(u"0001_x"_s, script) }) };

    const auto report = runner.up();

    QVERIFY(report.error);
    QCOMPARE(report.error->where.file, u"/0001_x.sql"_s);
    QTEST(report.error->where.statement, "statement");
    QTEST(report.error->where.line, "line");
    QVERIFY2(report.error->message.contains(text), qPrintable(report.error->message));
    QVERIFY(report.error->message.startsWith(u"0001_x.sql, line "_s));
    QVERIFY(!report.error->remedy.isEmpty());
}

void tst_Runner::saysWhenOnlyTheHistoryFailed()
{
    const ScratchDatabase scratch("CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY, name TEXT "
                                  "CHECK (name <> '0001_a.sql'), "
                                  "applied_at TEXT)");
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };

    const auto report = runner.up();

    QVERIFY(report.error);
    QVERIFY(report.error->message.contains(u"history could not be recorded"_s));
    QCOMPARE(report.error->where.statement, 0);
    QCOMPARE(tables(scratch), QString());
}

void tst_Runner::refusesTransactionsOfTheScript()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{
        scratch.database(),
        bench::stream({ bench::migration(u"0001_x"_s, "CREATE TABLE a(x);\nCOMMIT;\n") })
    };

    const auto report = runner.up();

    QVERIFY(report.error);
    QCOMPARE(report.error->kind, Error::Kind::Policy);
    QCOMPARE(report.error->where.line, 2);
    QCOMPARE(report.steps.first().outcome, Outcome::Skipped);
    QCOMPARE(tables(scratch), QString());
}

void tst_Runner::aRunThatLostItsLeaseChangesNothing()
{
    const auto clock = bench::serverClock();
    const ScratchDatabase scratch({}, bench::withClock(clock));
    const auto stream = bench::stream({ bench::table(u"0001_a"_s) });
    const bench::Runner ann{ scratch.database(), stream };
    const bench::Runner bob{ scratch.database(), stream, bench::identity(u"bob"_s) };
    const auto plan = ann.plan();
    const Lease held = ann.lease();
    *clock += 61;
    const Lease taken = bob.lease();

    const auto report = awaitValue(runPlan(ann.request(*plan, held), {}));

    QVERIFY(report.error);
    QCOMPARE(report.error->kind, Error::Kind::Lock);
    QVERIFY(report.error->message.contains(u"bob@example"_s));
    QCOMPARE(report.error->databaseState, DatabaseState::Unchanged);
    QCOMPARE(tables(scratch), QString());
    QVERIFY(!awaitValue(runPlan(bob.request(*plan, taken), {})).error);
    QCOMPARE(tables(scratch), u"t_0001_a"_s);
}

void tst_Runner::aPlanForAnotherHeadChangesNothing()
{
    const ScratchDatabase scratch;
    bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };
    QVERIFY(!runner.up().error);
    runner.stream = bench::stream({ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) });
    const auto plan = runner.plan();
    scratch.run("UPDATE _tidemark_ledger SET seq = 2");

    const auto report = runner.run(*plan);

    QVERIFY(report.error);
    QCOMPARE(report.error->kind, Error::Kind::History);
    QVERIFY(report.error->message.contains(u"moved"_s));
    QCOMPARE(tables(scratch), u"t_0001_a"_s);
}

void tst_Runner::aPlanWithoutLedgerChangesNothingOnceThereIsOne()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };
    const auto plan = runner.plan();
    QVERIFY(!runner.run(*plan).error);

    const auto again = runner.run(*plan);

    QVERIFY(again.error);
    QCOMPARE(again.error->kind, Error::Kind::History);
    QCOMPARE(state(scratch), u"0001_a applied 1/1"_s);
}

void tst_Runner::settlesALostAnswer_data()
{
    using Loss = LossyDatabase::Loss;
    QTest::addColumn<QList<int>>("losses");
    QTest::addColumn<bool>("unreadable");
    QTest::addColumn<int>("outcome");
    QTest::addColumn<QString>("rows");
    const int answer = int(Loss::Answer);
    const int request = int(Loss::Request);
    const auto row = [&](const char *name,
                         const QList<int> &losses,
                         bool unreadable,
                         Outcome outcome,
                         const char *rows) {
        QTest::newRow(name) << losses << unreadable << int(outcome) << QString::fromLatin1(rows);
    };
    row("the answer", { answer }, false, Outcome::Done, "1");
    row("the request", { request }, false, Outcome::Done, "1");
    row("the request, then the answer", { request, answer }, false, Outcome::Done, "1");
    row("every request", { request, request, request }, false, Outcome::Indeterminate, "");
    row("the answer, and the ledger cannot be read", { answer }, true, Outcome::Indeterminate, "1");
}

void tst_Runner::settlesALostAnswer()
{
    QFETCH(const QList<int>, losses);
    QFETCH(const bool, unreadable);
    QFETCH(const QString, rows);
    const ScratchDatabase scratch;
    const auto lossy = std::make_shared<LossyDatabase>(scratch.database());
    const bench::Runner runner{
        lossy,
        bench::stream({ bench::table(u"0001_a"_s),
                        bench::migration(u"0002_count"_s, "INSERT INTO counter VALUES (1);") })
    };
    const auto plan = runner.plan();
    scratch.run("CREATE TABLE counter(n)");
    const Lease held = runner.lease();
    lossy->losses = { LossyDatabase::Loss::None };
    for (const int loss : losses)
        lossy->losses.append(LossyDatabase::Loss(loss));
    lossy->unreadableAfterwards = unreadable;

    const auto report = awaitValue(runPlan(runner.request(*plan, held), {}));

    QTEST(int(report.steps.at(1).outcome), "outcome");
    QCOMPARE(scratch.value("SELECT group_concat(n) FROM counter"), rows);
    const bool known = report.steps.at(1).outcome == Outcome::Done;
    QCOMPARE(!report.error, known);
    QVERIFY(known || report.error->databaseState == DatabaseState::Unknown);
    QVERIFY(known || !report.error->remedy.isEmpty());
}

void tst_Runner::aCrashBeforeCommitLeavesNothing()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };
    const Lease held = runner.lease();
    {
        auto crashing = SqliteConnection::open(scratch.file());
        QVERIFY(crashing);
        QVERIFY(crashing->run("BEGIN IMMEDIATE"));
        auto batch = leasesql::guard(held, 0, false);
        batch += ledgersql::createLedger(ledgerNames(runner.stream));
        batch.append({ "CREATE TABLE t_0001_a(id INTEGER)" });
        for (const auto &statement : batch)
            QVERIFY(crashing->query(statement));
    } // gone without COMMIT

    QCOMPARE(tables(scratch), QString());
    QVERIFY(!runner.ledger().exists);
    QVERIFY(!runner.up().error);
    QCOMPARE(tables(scratch), u"t_0001_a"_s);
}

void tst_Runner::ofTwoRunnersOneApplies()
{
    const ScratchDatabase scratch;
    const auto second = await(SqliteDatabase::open(scratch.file()));
    const auto stream = bench::stream({ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) });
    const bench::Runner ann{ scratch.database(), stream };
    const bench::Runner bob{ *second, stream, bench::identity(u"bob"_s) };
    const auto annsPlan = ann.plan();
    const auto bobsPlan = bob.plan();
    const Lease annsLease = ann.lease();
    LeaseTimes patient = bench::impatient();
    patient.waitAtMost = std::chrono::seconds(20);
    auto waiting = acquireLease(*second, bob.who, patient);

    QVERIFY(!awaitValue(runPlan(ann.request(*annsPlan, annsLease), {})).error);
    QVERIFY(await(releaseLease(scratch.database(), annsLease)));
    const auto bobsLease = await(std::move(waiting));
    QVERIFY(bobsLease);
    const auto stale = awaitValue(runPlan(bob.request(*bobsPlan, *bobsLease), {}));
    const auto fresh = bob.plan();

    QVERIFY(stale.error);
    QCOMPARE(stale.error->kind, Error::Kind::History);
    QVERIFY(fresh);
    QVERIFY(fresh->isEmpty());
    QCOMPARE(state(scratch), u"0001_a applied 1/1, 0002_b applied 1/1"_s);
}

void tst_Runner::stopsBeforeTheFirstStep()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };
    const auto plan = runner.plan();
    std::stop_source stop;
    stop.request_stop();
    const Conduct conduct{ .stop = stop.get_token() };

    const auto report = awaitValue(runPlan(runner.request(*plan, runner.lease()), conduct));

    QCOMPARE(report.error->kind, Error::Kind::Cancelled);
    QCOMPARE(report.steps.first().outcome, Outcome::Skipped);
    QCOMPARE(tables(scratch), QString());
}

void tst_Runner::stopsBetweenSteps()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{
        scratch.database(), bench::stream({ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) })
    };
    const auto plan = runner.plan();
    auto request = runner.request(*plan, runner.lease());
    std::stop_source stop;
    QStringList heard;
    request.observer.stepStarting
        = [&](const PlanStep &step) { heard.append(u"starts "_s + step.migration.id); };
    request.observer.stepFinished = [&](const StepOutcome &step) {
        heard.append(u"finished "_s + step.id);
        stop.request_stop();
    };
    QStringList progress;
    const Conduct conduct{ .progress = [&](const Progress &now) { progress.append(now.text); },
                           .stop = stop.get_token() };

    const auto report = awaitValue(runPlan(request, conduct));

    QCOMPARE(report.error->kind, Error::Kind::Cancelled);
    QCOMPARE(report.error->databaseState, DatabaseState::Changed); // by the step before
    QCOMPARE(report.steps.at(0).outcome, Outcome::Done);
    QCOMPARE(report.steps.at(1).outcome, Outcome::Skipped);
    QCOMPARE(tables(scratch), u"t_0001_a"_s);
    QCOMPARE(heard, QStringList({ u"starts 0001_a"_s, u"finished 0001_a"_s }));
    QCOMPARE(progress, QStringList({ u"Applying 0001_a"_s }));
}

void tst_Runner::undoesTheStepThatIsStopped()
{
    const ScratchDatabase scratch;
    const QByteArray endless = "CREATE TABLE a(x);\nINSERT INTO a WITH RECURSIVE n(i) AS (SELECT 1 "
                               "UNION ALL SELECT i + 1 "
                               "FROM n) SELECT count(*) FROM n;";
    const bench::Runner runner{ scratch.database(),
                                bench::stream({ bench::migration(u"0001_x"_s, endless) }) };
    const auto plan = runner.plan();
    const auto request = runner.request(*plan, runner.lease());
    std::stop_source stop;
    const Conduct conduct{ .stop = stop.get_token() };
    QTimer::singleShot(20, this, [&stop] { stop.request_stop(); });

    const auto report = awaitValue(runPlan(request, conduct));

    QVERIFY(report.error);
    QCOMPARE(report.error->kind, Error::Kind::Cancelled);
    QCOMPARE(report.error->databaseState, DatabaseState::Unchanged);
    QCOMPARE(report.steps.first().outcome, Outcome::Skipped);
    QCOMPARE(tables(scratch), QString());
    QVERIFY(!runner.ledger().exists);
}

void tst_Runner::renewsTheLeaseWithEachStep()
{
    const auto clock = bench::serverClock();
    const ScratchDatabase scratch({}, bench::withClock(clock));
    const bench::Runner runner{ scratch.database(),
                                bench::stream({ bench::table(u"0001_a"_s),
                                                bench::table(u"0002_b"_s),
                                                bench::table(u"0003_c"_s) }) };
    const auto plan = runner.plan();
    auto request = runner.request(*plan, runner.lease());
    request.observer.stepFinished = [&clock](const StepOutcome &) { *clock += 59; };

    const auto report = awaitValue(runPlan(request, {}));

    QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
    QCOMPARE(scratch.value("SELECT expires_at FROM _tidemark_lock").toLongLong(),
             clock->load() + 1);
}

void tst_Runner::handsOverTheDurations()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{
        scratch.database(), bench::stream({ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) })
    };
    const Lease held = runner.lease();
    const auto report = awaitValue(runPlan(runner.request(*runner.plan(), held), {}));
    const auto before = scratch.value("SELECT count(duration_ms) FROM _tidemark_ledger");

    QVERIFY(await(releaseLease(scratch.database(), held, report.durations)));

    QCOMPARE(before, u"0"_s);
    QCOMPARE(scratch.value("SELECT count(duration_ms) FROM _tidemark_ledger"), u"2"_s);
}

void tst_Runner::rollsBackAndAppliesAgain()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{ scratch.database(),
                                bench::stream({ bench::table(u"0001_a"_s),
                                                bench::table(u"0002_b"_s),
                                                bench::table(u"0003_c"_s) }) };
    QVERIFY(!runner.up().error);

    const auto down = runner.down(u"1"_s);

    QVERIFY2(!down.error, down.error ? qPrintable(down.error->message) : "");
    QCOMPARE(down.steps.first().id, u"0003_c"_s);
    QCOMPARE(down.steps.first().action, PlanStep::Action::RollBack);
    QCOMPARE(tables(scratch), u"t_0001_a"_s);
    QCOMPARE(state(scratch),
             u"0001_a applied 1/1, 0003_c rolled-back 0/1, 0002_b rolled-back 0/1"_s);
    QCOMPARE(scratch.value("SELECT group_concat(name) FROM d1_migrations"), u"0001_a.sql"_s);
    QVERIFY(!runner.up().error);
    QCOMPARE(tables(scratch), u"t_0001_a t_0002_b t_0003_c"_s);
    QCOMPARE(state(scratch), u"0001_a applied 1/1, 0002_b applied 1/1, 0003_c applied 1/1"_s);
}

void tst_Runner::rollsBackWhatTheOtherToolApplied()
{
    const ScratchDatabase scratch(
        "CREATE TABLE t_0001_a(id INTEGER);"
        "CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, "
        "applied_at TIMESTAMP DEFAULT CURRENT_TIMESTAMP NOT NULL);"
        "INSERT INTO d1_migrations(name) VALUES ('0001_a.sql');");
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };

    const auto report = runner.down(u"0"_s);

    QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
    QCOMPARE(tables(scratch), QString());
    QCOMPARE(state(scratch), u"0001_a rolled-back 0/1"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM d1_migrations"), u"0"_s);
}

TIDEMARK_TEST(tst_Runner)
#include "tst_runner.moc"
