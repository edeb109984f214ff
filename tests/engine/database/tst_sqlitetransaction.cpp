#include "connections.h"

#include <engine/database/sqlite/connection.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QElapsedTimer>
#include <QtTest>

#include <atomic>
#include <sqlite3.h>
#include <thread>

using namespace tidemark;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr int LongLoop = 200'000'000; // an endless one would hang where the stop does not work

/// announce(x) gives x and tells on its first call that a statement is being run.
class Announcer
{
public:
    explicit Announcer(SqliteConnection &connection)
    {
        sqlite3_create_function_v2(connection.handle(),
                                   "announce",
                                   1,
                                   SQLITE_UTF8,
                                   &m_runs,
                                   call,
                                   nullptr,
                                   nullptr,
                                   nullptr);
    }
    void wait() const { m_runs.wait(false); }

private:
    static void call(sqlite3_context *context, int, sqlite3_value **values)
    {
        auto &runs = *static_cast<std::atomic<bool> *>(sqlite3_user_data(context));
        if (!runs.exchange(true))
            runs.notify_all();
        sqlite3_result_value(context, values[0]);
    }

    std::atomic<bool> m_runs = false;
};

QByteArray longLoop(const QByteArray &columns)
{
    return "WITH RECURSIVE n(i) AS (SELECT announce(1) UNION ALL SELECT i + 1 FROM n LIMIT "
           + QByteArray::number(LongLoop) + ") SELECT " + columns + " FROM n";
}

} // namespace

class tst_SqliteTransaction : public QObject
{
    Q_OBJECT

private slots:
    void runsAScriptToItsFailure();
    void keepsAllOrNothing();
    void tellsTheStatementAndTheByte();
    void undoesWhatTheCommitRefuses();
    void refusesTransactionsInABatch_data();
    void refusesTransactionsInABatch();
    void leavesNothingAfterAStatementRollsBack();
    void explainsConstraints_data();
    void explainsConstraints();
    void readsOnlyInRead();
    void namesWhoeverHoldsTheLock();
    void stopsARunningQuery();
    void undoesAStoppedTransaction();
    void stopsBeforeItStarts();
    void stopsWaitingForALock();
};

void tst_SqliteTransaction::runsAScriptToItsFailure()
{
    auto connection = opened(u":memory:"_s);

    const auto ran = connection.run("CREATE TABLE t(a UNIQUE);\n"
                                    "CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT 1; END;\n"
                                    "INSERT INTO t VALUES (1);\n-- a comment\n"
                                    "INSERT INTO t VALUES (1);\nINSERT INTO t VALUES (2);\n");

    QVERIFY(!ran);
    QCOMPARE(ran.error().where.statement, 4);
    QCOMPARE(value(connection, "SELECT group_concat(a) FROM t"), u"1"_s);
}

void tst_SqliteTransaction::keepsAllOrNothing()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a UNIQUE);");

    const auto failed = connection.transaction({ { "INSERT INTO t VALUES (1)" },
                                                 { "CREATE TABLE u(a)" },
                                                 { "INSERT INTO t VALUES (1)" } });
    const bool isOpen = connection.inTransaction();
    const QString left = value(connection, "SELECT count(*) FROM t, sqlite_schema");
    const auto done = connection.transaction(
        { { "INSERT INTO t VALUES (?)", { Value::integer(7) } }, { "SELECT a FROM t" } });

    QVERIFY(!failed);
    QCOMPARE(failed.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!isOpen);
    QCOMPARE(left, u"0"_s);
    QVERIFY(done);
    QVERIFY(done->last().rows.first().first() == Value::integer(7));
}

void tst_SqliteTransaction::tellsTheStatementAndTheByte()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a);");
    const QByteArray wrong = "INSERT INTO t SELECT 'é', missing FROM t";

    const auto unknown = connection.transaction({ { "INSERT INTO t VALUES (1)" }, { wrong } });
    const auto unparsed
        = connection.transaction({ { "SELECT 1" }, { "SELECT 2" }, { "DELETE t" } });

    QVERIFY(!unknown && !unparsed);
    QCOMPARE(unknown.error().where.statement, 2);
    QCOMPARE(unknown.error().where.offset, wrong.indexOf("missing"));
    QCOMPARE(unknown.error().message, u"no such column: missing."_s);
    QCOMPARE(unparsed.error().where.statement, 3);
    QCOMPARE(unparsed.error().where.offset, 7);
    QCOMPARE(kindOf(unparsed.error()), u"Database"_s);
}

void tst_SqliteTransaction::undoesWhatTheCommitRefuses()
{
    auto connection = made(u":memory:"_s,
                           "CREATE TABLE p(id INTEGER PRIMARY KEY);"
                           "CREATE TABLE c(p REFERENCES p DEFERRABLE INITIALLY DEFERRED);");

    const auto orphan = connection.transaction({ { "INSERT INTO c VALUES (1)" } });
    const bool isOpen = connection.inTransaction();
    const QString left = value(connection, "SELECT count(*) FROM c");
    const auto mended = connection.transaction(
        { { "INSERT INTO c VALUES (1)" }, { "INSERT INTO p VALUES (1)" } });

    QVERIFY(!orphan);
    QCOMPARE(kindOf(orphan.error()), u"Database"_s);
    QCOMPARE(orphan.error().message, u"FOREIGN KEY constraint failed."_s);
    QVERIFY(orphan.error().remedy.contains(u"missing parent"_s));
    QCOMPARE(orphan.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!isOpen);
    QCOMPARE(left, u"0"_s);
    QVERIFY(mended);
}

void tst_SqliteTransaction::refusesTransactionsInABatch_data()
{
    QTest::addColumn<QByteArray>("statement");

    for (const char *statement : { "BEGIN", "COMMIT", "END", "ROLLBACK", "/* a */ commit" })
        QTest::addRow("%s", statement) << QByteArray(statement);
}

void tst_SqliteTransaction::refusesTransactionsInABatch()
{
    QFETCH(const QByteArray, statement);
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a);");

    const auto result = connection.transaction({ { "INSERT INTO t VALUES (1)" }, { statement } });

    QVERIFY(!result);
    QVERIFY(result.error().message.contains(u"one transaction already"_s));
    QCOMPARE(result.error().where.statement, 2);
    QCOMPARE(result.error().databaseState, DatabaseState::Unchanged);
    QCOMPARE(value(connection, "SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteTransaction::leavesNothingAfterAStatementRollsBack()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a UNIQUE);");

    const auto result = connection.transaction({ { "INSERT INTO t VALUES (1)" },
                                                 { "INSERT OR ROLLBACK INTO t VALUES (1)" },
                                                 { "INSERT INTO t VALUES (2)" } });

    QVERIFY(!result);
    QCOMPARE(result.error().where.statement, 2);
    QCOMPARE(result.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!connection.inTransaction());
    QCOMPARE(value(connection, "SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteTransaction::explainsConstraints_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QString>("remedy");

    QTest::newRow("unique") << QByteArray("INSERT INTO t(u) VALUES (1)")
                            << u"UNIQUE constraint failed: t.u."_s << u"the same values"_s;
    QTest::newRow("primary key") << QByteArray("INSERT INTO t(id) VALUES (1)")
                                 << u"UNIQUE constraint failed: t.id."_s << u"the same values"_s;
    QTest::newRow("not null") << QByteArray("INSERT INTO t(n) VALUES (NULL)")
                              << u"NOT NULL constraint failed: t.n."_s << u"a value"_s;
    QTest::newRow("check") << QByteArray("INSERT INTO t(n) VALUES (-1)")
                           << u"CHECK constraint failed: n >= 0."_s << u"agree"_s;
    QTest::newRow("foreign key") << QByteArray("INSERT INTO t(p) VALUES (9)")
                                 << u"FOREIGN KEY constraint failed."_s << u"missing parent"_s;
}

void tst_SqliteTransaction::explainsConstraints()
{
    QFETCH(const QByteArray, statement);
    QFETCH(const QString, message);
    QFETCH(const QString, remedy);
    auto connection = made(u":memory:"_s,
                           "CREATE TABLE t(id INTEGER PRIMARY KEY, u UNIQUE, n NOT NULL DEFAULT 0"
                           " CHECK (n >= 0), p REFERENCES t); INSERT INTO t(id, u) VALUES (1, 1);");

    const auto result = connection.query({ statement });

    QVERIFY(!result);
    QCOMPARE(kindOf(result.error()), u"Database"_s);
    QCOMPARE(result.error().message, message);
    QVERIFY2(result.error().remedy.contains(remedy), qPrintable(result.error().remedy));
}

void tst_SqliteTransaction::readsOnlyInRead()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a); INSERT INTO t VALUES (1);");

    const auto writing = connection.read({ { "SELECT 1" }, { "DELETE FROM t" } });
    const auto reading = connection.read({ { "SELECT a FROM t" }, { "-- nothing" } });

    QVERIFY(!writing);
    QCOMPARE(kindOf(writing.error()), u"Usage"_s);
    QCOMPARE(writing.error().where.statement, 2);
    QVERIFY(reading);
    QVERIFY(reading->first().rows.first().first() == Value::integer(1));
    QVERIFY(!connection.inTransaction());
}

void tst_SqliteTransaction::namesWhoeverHoldsTheLock()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"l.sqlite"_s);
    auto other = made(path, "CREATE TABLE t(a); BEGIN IMMEDIATE;");
    auto connection = opened(path, { .busyTimeout = 30ms });
    QElapsedTimer timer;
    timer.start();

    const auto written = connection.transaction({ { "INSERT INTO t VALUES (1)" } });
    const qint64 waited = timer.elapsed();
    const QString read = value(connection, "SELECT count(*) FROM t");
    QVERIFY(other.run("ROLLBACK"));
    const auto again = connection.transaction({ { "INSERT INTO t VALUES (1)" } });

    QVERIFY(!written);
    QCOMPARE(kindOf(written.error()), u"Lock"_s);
    QCOMPARE(written.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(written.error().remedy.contains(u"Another program holds the lock"_s));
    QVERIFY(waited >= 25);
    QCOMPARE(read, u"0"_s);
    QVERIFY(again);
}

void tst_SqliteTransaction::stopsARunningQuery()
{
    auto connection = opened(u":memory:"_s);
    const Announcer announcer(connection);
    std::stop_source stop;

    Result<ResultSet> result = Error{};
    {
        const std::jthread stopper([&announcer, stop]() mutable {
            announcer.wait();
            stop.request_stop();
        });
        result = connection.query({ longLoop("count(i)") }, stop.get_token());
    }

    QVERIFY(!result);
    QCOMPARE(kindOf(result.error()), u"Cancelled"_s);
    QCOMPARE(value(connection, "SELECT 1"), u"1"_s); // the stop was for that call alone
}

void tst_SqliteTransaction::undoesAStoppedTransaction()
{
    const ScratchFolder folder;
    auto connection = made(folder.path(u"s.sqlite"_s), "CREATE TABLE t(a);");
    const Announcer announcer(connection);
    std::stop_source stop;
    const QList<BoundStatement> batch{ { "INSERT INTO t VALUES (1)" },
                                       { "UPDATE t SET a = (" + longLoop("max(i)") + ")" } };

    Result<QList<ResultSet>> result = Error{};
    {
        const std::jthread stopper([&announcer, stop]() mutable {
            announcer.wait();
            stop.request_stop();
        });
        result = connection.transaction(batch, stop.get_token());
    }

    QVERIFY(!result);
    QCOMPARE(kindOf(result.error()), u"Cancelled"_s);
    QCOMPARE(result.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!connection.inTransaction());
    QCOMPARE(value(connection, "SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteTransaction::stopsBeforeItStarts()
{
    auto connection = made(u":memory:"_s, "CREATE TABLE t(a);");
    std::stop_source stop;
    stop.request_stop();
    const BoundStatement insertion{ "INSERT INTO t VALUES (1)" };

    const auto queried = connection.query(insertion, stop.get_token());
    const auto batch = connection.transaction({ insertion }, stop.get_token());
    const auto read = connection.read({ { "SELECT 1" } }, stop.get_token());

    QVERIFY(!queried && !batch && !read);
    for (const Error &error : { queried.error(), batch.error(), read.error() })
        QCOMPARE(kindOf(error), u"Cancelled"_s);
    QVERIFY(!connection.inTransaction());
    QCOMPARE(value(connection, "SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteTransaction::stopsWaitingForALock()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"w.sqlite"_s);
    auto reader = made(path, "CREATE TABLE t(a); INSERT INTO t VALUES (1);");
    auto reading = reader.prepare("SELECT a FROM t");
    QVERIFY(reading && reading->step());
    auto connection = opened(path, { .busyTimeout = 50s });
    std::stop_source stop;
    const auto requestStop = [](sqlite3_context *context, int, sqlite3_value **) {
        static_cast<std::stop_source *>(sqlite3_user_data(context))->request_stop();
    };
    sqlite3_create_function_v2(connection.handle(),
                               "request_stop",
                               0,
                               SQLITE_UTF8,
                               &stop,
                               requestStop,
                               nullptr,
                               nullptr,
                               nullptr);

    // All of the insertion is done when it waits for the reader: only that wait is left to be stopped.
    const auto result
        = connection.query({ "INSERT INTO t VALUES (request_stop())" }, stop.get_token());

    QVERIFY(!result);
    QCOMPARE(kindOf(result.error()), u"Cancelled"_s);
    QCOMPARE(value(reader, "SELECT count(*) FROM t"), u"1"_s);
}

TIDEMARK_TEST(tst_SqliteTransaction)
#include "tst_sqlitetransaction.moc"
