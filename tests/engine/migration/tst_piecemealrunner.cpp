#include "runs.h"

#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;
using bench::LossyDatabase;
using bench::state;
using Outcome = StepOutcome::Outcome;

namespace {

const QByteArray None = "-- tidemark: transaction none\n";

} // namespace

class tst_PiecemealRunner : public QObject
{
    Q_OBJECT

private slots:
    void runsOutsideATransaction();
    void goesOnWhereItStopped();
    void refusesToGoOnAfterAnEdit_data();
    void refusesToGoOnAfterAnEdit();
    void turnsForeignKeysOnAgain();
    void leavesHalfARollBackToPeople();
    void stopsBetweenStatementsOutsideATransaction();
};

void tst_PiecemealRunner::runsOutsideATransaction()
{
    const ScratchDatabase scratch("CREATE TABLE seed(a)");
    scratch.run("DROP TABLE seed");
    const QByteArray text
        = None
          + "CREATE TABLE a(x);\nVACUUM;\nPRAGMA user_version = 7;\nINSERT INTO a VALUES (1);\n";
    const bench::Runner runner{ scratch.database(),
                                bench::stream({ bench::migration(u"0001_x"_s, text) }) };

    const auto report = runner.up();

    QVERIFY2(!report.error, report.error ? qPrintable(report.error->message) : "");
    QCOMPARE(report.steps.first().statements, 4);
    QCOMPARE(scratch.value("SELECT count(*) FROM a"), u"1"_s);
    QCOMPARE(scratch.value("PRAGMA user_version"), u"7"_s);
    QCOMPARE(state(scratch), u"0001_x applied 4/4"_s);
    QCOMPARE(scratch.value("SELECT group_concat(name) FROM d1_migrations"), u"0001_x.sql"_s);
}

void tst_PiecemealRunner::goesOnWhereItStopped()
{
    const ScratchDatabase scratch;
    bench::Runner runner{ scratch.database(), {} };
    const auto text = [](const QByteArray &third) -> QByteArray {
        return None + "CREATE TABLE a(x);\nINSERT INTO a VALUES (1);\n" + third
               + "\nINSERT INTO a VALUES (3);\n";
    };
    runner.stream
        = bench::stream({ bench::migration(u"0001_x"_s, text("INSERT INTO nowhere VALUES (2);")) });

    const auto first = runner.up();

    QVERIFY(first.error);
    QCOMPARE(first.error->databaseState, DatabaseState::Changed);
    QCOMPARE(first.error->where.statement, 3);
    QCOMPARE(first.error->where.line, 4);
    QCOMPARE(first.steps.first().outcome, Outcome::Failed);
    QCOMPARE(state(scratch), u"0001_x failed 2/4"_s);
    QVERIFY(scratch.value("SELECT error FROM _tidemark_ledger").contains(u"nowhere"_s));
    QCOMPARE(scratch.value("SELECT count(*) FROM d1_migrations"), u"0"_s);

    runner.stream = bench::stream(
        { bench::migration(u"0001_x"_s, text("INSERT INTO a VALUES (2); -- mended")) });
    const auto second = runner.up();

    QVERIFY2(!second.error, second.error ? qPrintable(second.error->message) : "");
    QCOMPARE(second.steps.first().statements, 2);
    QCOMPARE(scratch.value("SELECT group_concat(x) FROM a"), u"1,2,3"_s);
    QCOMPARE(state(scratch), u"0001_x applied 4/4"_s);
    QCOMPARE(scratch.value("SELECT error IS NULL FROM _tidemark_ledger"), u"1"_s);
}

void tst_PiecemealRunner::refusesToGoOnAfterAnEdit_data()
{
    QTest::addColumn<QByteArray>("now");
    QTest::addColumn<int>("statement");
    QTest::newRow("the first") << QByteArray(
        "CREATE TABLE a(x, y);\nINSERT INTO a VALUES (1);\nSELECT 1;")
                               << 1;
    QTest::newRow("the second") << QByteArray(
        "CREATE TABLE a(x);\nINSERT INTO a VALUES (9);\nSELECT 1;")
                                << 2;
    QTest::newRow("gone") << QByteArray("CREATE TABLE a(x);") << 2;
}

void tst_PiecemealRunner::refusesToGoOnAfterAnEdit()
{
    QFETCH(const QByteArray, now);
    QFETCH(const int, statement);
    const ScratchDatabase scratch;
    bench::Runner runner{ scratch.database(), {} };
    const QByteArray text
        = "CREATE TABLE a(x);\nINSERT INTO a VALUES (1);\nINSERT INTO nowhere VALUES (2);";
    runner.stream = bench::stream({ bench::migration(u"0001_x"_s, None + text) });
    QVERIFY(runner.up().error);
    runner.stream = bench::stream({ bench::migration(u"0001_x"_s, None + now) });

    const auto report = runner.up();

    QVERIFY(report.error);
    QCOMPARE(report.error->kind, Error::Kind::History);
    QVERIFY(report.error->message.contains(u"history changed at statement %1"_s.arg(statement)));
    QCOMPARE(scratch.value("SELECT group_concat(x) FROM a"), u"1"_s);
}

void tst_PiecemealRunner::turnsForeignKeysOnAgain()
{
    const ScratchDatabase scratch;
    bench::Runner runner{ scratch.database(), {} };
    const auto text = [](const QByteArray &third) -> QByteArray {
        return None + "PRAGMA foreign_keys = OFF;\nCREATE TABLE c(p REFERENCES nowhere(id));\n"
               + third + "\nINSERT INTO c VALUES (7);";
    };
    runner.stream
        = bench::stream({ bench::migration(u"0001_x"_s, text("INSERT INTO missing VALUES (1);")) });

    QVERIFY(runner.up().error);
    const auto afterFailure = scratch.value("PRAGMA foreign_keys");
    runner.stream = bench::stream({ bench::migration(u"0001_x"_s, text("SELECT 1;")) });
    const auto resumed = runner.up();

    QCOMPARE(afterFailure, u"1"_s);
    QVERIFY2(!resumed.error, resumed.error ? qPrintable(resumed.error->message) : "");
    QCOMPARE(scratch.value("SELECT count(*) FROM c"), u"1"_s);
    QCOMPARE(scratch.value("PRAGMA foreign_keys"), u"1"_s);
}

void tst_PiecemealRunner::leavesHalfARollBackToPeople()
{
    const ScratchDatabase scratch;
    const bench::Runner runner{
        scratch.database(),
        bench::stream({ bench::migration(u"0001_x"_s,
                                         "CREATE TABLE a(x); CREATE TABLE b(x);",
                                         None + "DROP TABLE a;\nDROP TABLE nowhere;\n") })
    };
    QVERIFY(!runner.up().error);

    const auto report = runner.down(u"0"_s);

    QVERIFY(report.error);
    QCOMPARE(report.error->databaseState, DatabaseState::Changed);
    QCOMPARE(state(scratch), u"0001_x indeterminate 1/2"_s);
    const auto next = runner.plan();
    QVERIFY(!next);
    QCOMPARE(next.error().kind, Error::Kind::History);
    QVERIFY(next.error().remedy.contains(u"tidemark-cli resolve 0001_x"_s));
}

void tst_PiecemealRunner::stopsBetweenStatementsOutsideATransaction()
{
    const ScratchDatabase scratch;
    const auto watched = std::make_shared<LossyDatabase>(scratch.database());
    const QByteArray text = None + "CREATE TABLE a(x);\nINSERT INTO a VALUES (1);\n";
    const bench::Runner runner{ watched, bench::stream({ bench::migration(u"0001_x"_s, text) }) };
    const auto plan = runner.plan();
    const auto request = runner.request(*plan, runner.lease());
    std::stop_source stop;
    const Conduct conduct{ .stop = stop.get_token() };
    watched->afterBatch = [&stop] { stop.request_stop(); };

    const auto report = awaitValue(runPlan(request, conduct));

    QVERIFY(report.error);
    QCOMPARE(report.error->kind, Error::Kind::Cancelled);
    QCOMPARE(report.error->databaseState, DatabaseState::Changed);
    QCOMPARE(state(scratch), u"0001_x failed 1/2"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM a"), u"0"_s);
}

TIDEMARK_TEST(tst_PiecemealRunner)
#include "tst_piecemealrunner.moc"
