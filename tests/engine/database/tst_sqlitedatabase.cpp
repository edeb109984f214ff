#include <support/await.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QThread>
#include <QtTest>

#include <atomic>
#include <sqlite3.h>
#include <stdexcept>

using namespace tidemark;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QByteArray Endless
    = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT max(x) FROM c";

std::shared_ptr<SqliteDatabase> opened(const QString &path, const SqliteOptions &options = {})
{
    auto database = await(SqliteDatabase::open(path, options));
    if (!database)
        qFatal("%s", qPrintable(database.error().message));
    return *database;
}

} // namespace

class tst_SqliteDatabase : public QObject
{
    Q_OBJECT

private slots:
    void failsToOpenLikeTheConnection();
    void worksOnItsOwnThreadOnly();
    void answersInTheOrderOfTheCalls();
    void outlivesItsOwnerWhileACallRuns();
    void closesItsFileWhenItGoes();
    void runsABatchOrNothing();
    void readsSeveralStatementsAtOnce();
    void readsOneSnapshotWhileAnotherWrites();
    void keepsNoLockBetweenCalls();
    void cancelsACallThatStillWaits();
    void handsOnWhatAJobReturns();
    void readsTheSchema();
    void stopsAStatementFromAnotherThread();
    void stopsWaitingForALockFromAnotherThread();
    void writesBesideAnotherConnection();
};

void tst_SqliteDatabase::failsToOpenLikeTheConnection()
{
    const ScratchFolder folder;

    const auto missing = await(SqliteDatabase::open(folder.path(u"nowhere"_s)));
    const auto nonsense
        = await(SqliteDatabase::open(folder.write(u"text"_s, "no database at all")));

    QVERIFY(!missing && !nonsense);
    QCOMPARE(missing.error().kind, Error::Kind::MissingInput);
    QCOMPARE(nonsense.error().kind, Error::Kind::BadInput);
}

void tst_SqliteDatabase::worksOnItsOwnThreadOnly()
{
    const ScratchDatabase scratch;
    const auto job = [](SqliteConnection &) { return Result<QThread *>(QThread::currentThread()); };

    const auto one = await(scratch.database()->with(job));
    const auto other = await(scratch.database()->with(job));

    QVERIFY(one && other);
    QCOMPARE(*one, *other);
    QVERIFY(*one != QThread::currentThread());
}

void tst_SqliteDatabase::answersInTheOrderOfTheCalls()
{
    const ScratchDatabase scratch("CREATE TABLE t(x)");
    QObject context;
    QList<qint64> answers;
    const auto note = [&answers](const Result<ResultSet> &result) {
        answers.append(result ? result->rows.first().first().toInteger() : -1);
    };

    run(&context, scratch.database()->query({ "INSERT INTO t VALUES (1) RETURNING x" }), note);
    run(&context, scratch.database()->query({ "SELECT 10 + count(*) FROM t" }), note);
    const auto last = await(scratch.database()->query({ "DELETE FROM t" }));

    QVERIFY(last);
    QCOMPARE(last->changes, 1);
    QCOMPARE(answers, (QList<qint64>{ 1, 11 }));
}

void tst_SqliteDatabase::outlivesItsOwnerWhileACallRuns()
{
    const ScratchFolder folder;
    auto database = opened(folder.path(u"db"_s), { .access = SqliteOptions::Access::Create });

    auto task = database->query({ "SELECT 1" });
    database.reset();
    const auto result = await(std::move(task));

    QVERIFY(result);
    QCOMPARE(result->rows.size(), 1);
}

void tst_SqliteDatabase::closesItsFileWhenItGoes()
{
    const ScratchFolder folder;
    auto database = opened(folder.path(u"db"_s), { .access = SqliteOptions::Access::Create });
    QVERIFY(await(database->with([](SqliteConnection &connection) {
        return connection.run("PRAGMA journal_mode=WAL; CREATE TABLE t(x)");
    })));
    QVERIFY(QFileInfo::exists(folder.path(u"db-wal"_s)));

    database.reset();

    QVERIFY(!QFileInfo::exists(folder.path(u"db-wal"_s))); // the last to close a WAL removes it
}

void tst_SqliteDatabase::runsABatchOrNothing()
{
    const ScratchDatabase scratch("CREATE TABLE t(x PRIMARY KEY)");
    const QList<BoundStatement> good{ { "INSERT INTO t VALUES (?1)", { Value::integer(1) } },
                                      { "INSERT INTO t VALUES (?1)", { Value::integer(2) } } };
    const QList<BoundStatement> bad{ { "INSERT INTO t VALUES (3)" },
                                     { "INSERT INTO t VALUES (1)" } };

    const auto kept = await(scratch.database()->execute(good));
    const auto undone = await(scratch.database()->execute(bad));

    QVERIFY(kept);
    QCOMPARE(kept->size(), 2);
    QVERIFY(!undone);
    QCOMPARE(undone.error().where.statement, 2);
    QCOMPARE(undone.error().databaseState, DatabaseState::Unchanged);
    QCOMPARE(scratch.value("SELECT group_concat(x) FROM t"), u"1,2"_s);
}

void tst_SqliteDatabase::readsSeveralStatementsAtOnce()
{
    const ScratchDatabase scratch("CREATE TABLE t(x); INSERT INTO t VALUES (1)");
    const QList<BoundStatement> statements{ { "SELECT count(*) FROM t" },
                                            { "-- nothing" },
                                            { "SELECT x FROM t" } };

    const auto results = await(scratch.database()->read(statements));

    QVERIFY(results);
    QCOMPARE(results->size(), 3);
    QVERIFY(results->at(1).rows.isEmpty());
    QCOMPARE(results->at(2).columns, QStringList{ u"x"_s });
}

void tst_SqliteDatabase::readsOneSnapshotWhileAnotherWrites()
{
    const ScratchDatabase scratch("PRAGMA journal_mode=WAL; CREATE TABLE t(x)");
    auto writer = SqliteConnection::open(scratch.file());
    QVERIFY(writer);
    const auto write = [](sqlite3_context *context, int, sqlite3_value **) {
        auto *const other = static_cast<SqliteConnection *>(sqlite3_user_data(context));
        sqlite3_result_int(context, other->query({ "INSERT INTO t VALUES (1)" }) ? 1 : 0);
    };
    const auto added
        = await(scratch.database()->with([&writer, write](SqliteConnection &connection) {
              const int code = sqlite3_create_function_v2(connection.handle(),
                                                          "write_elsewhere",
                                                          0,
                                                          SQLITE_UTF8,
                                                          &*writer,
                                                          write,
                                                          nullptr,
                                                          nullptr,
                                                          nullptr);
              return Result<int>(code);
          }));
    QVERIFY(added && *added == SQLITE_OK);
    const QByteArray count = "SELECT count(*) FROM t";
    const QList<BoundStatement> statements{ { count }, { "SELECT write_elsewhere()" }, { count } };

    const auto results = await(scratch.database()->read(statements));

    QVERIFY(results);
    QVERIFY(results->at(1).rows.first().first() == Value::integer(1));
    QVERIFY(results->at(0).rows.first().first() == Value::integer(0));
    QVERIFY(results->at(2).rows.first().first() == Value::integer(0));
    QCOMPARE(scratch.value(count), u"1"_s);
}

void tst_SqliteDatabase::keepsNoLockBetweenCalls()
{
    const ScratchDatabase scratch("CREATE TABLE t(x); INSERT INTO t VALUES (1), (2)");
    auto other = SqliteConnection::open(scratch.file(), { .busyTimeout = 0ms });
    QVERIFY(other);
    const QList<BoundStatement> good{ { "SELECT x FROM t" } };
    const QList<BoundStatement> bad{ { "SELECT x FROM t" }, { "SELECT missing FROM t" } };
    const auto isFree = [&other] { return other->run("BEGIN EXCLUSIVE; ROLLBACK"); };

    QVERIFY(await(scratch.database()->query(good.first())) && isFree());
    QVERIFY(await(scratch.database()->read(good)) && isFree());
    QVERIFY(!await(scratch.database()->read(bad)) && isFree());
    QVERIFY(await(scratch.database()->execute(good)) && isFree());
    QVERIFY(!await(scratch.database()->execute(bad)) && isFree());
    QVERIFY(await(scratch.database()->schema()) && isFree());
}

void tst_SqliteDatabase::cancelsACallThatStillWaits()
{
    const ScratchDatabase scratch("CREATE TABLE t(x)");
    QObject context;
    std::atomic<bool> mayEnd = false;
    std::stop_source stop;
    const auto blocking = [&mayEnd](SqliteConnection &) {
        mayEnd.wait(false);
        return Result<>(Ok{});
    };
    run(&context, scratch.database()->with(blocking), [](const Result<> &) {});
    const QList<BoundStatement> batch{ { "INSERT INTO t VALUES (1)" } };
    auto waiting = scratch.database()->execute(batch, stop.get_token());

    stop.request_stop();
    mayEnd = true;
    mayEnd.notify_all();
    const auto result = await(std::move(waiting));

    QVERIFY(!result);
    QCOMPARE(result.error().kind, Error::Kind::Cancelled);
    QCOMPARE(scratch.value("SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteDatabase::handsOnWhatAJobReturns()
{
    const ScratchDatabase scratch;
    const auto failing = [](SqliteConnection &) -> Result<> {
        return Error{ .kind = Error::Kind::Policy, .message = u"No."_s };
    };
    const auto throwing = [](SqliteConnection &) -> Result<> { throw std::runtime_error("a bug"); };

    const auto failed = await(scratch.database()->with(failing));
    const auto thrown = await(scratch.database()->with(throwing));

    QVERIFY(!failed && !thrown);
    QCOMPARE(failed.error().kind, Error::Kind::Policy);
    QCOMPARE(thrown.error().kind, Error::Kind::Internal);
    QVERIFY(await(scratch.database()->query({ "SELECT 1" })));
}

void tst_SqliteDatabase::readsTheSchema()
{
    const ScratchDatabase scratch("CREATE TABLE t(x)");

    const auto schema = await(scratch.database()->schema());

    QVERIFY(schema);
    QVERIFY(schema->table(u"t"_s));
}

void tst_SqliteDatabase::stopsAStatementFromAnotherThread()
{
    const ScratchDatabase scratch;
    std::stop_source stop;
    QTimer::singleShot(30ms, this, [&stop] { stop.request_stop(); });

    const auto result = await(scratch.database()->query({ Endless }, stop.get_token()));

    QVERIFY(!result);
    QCOMPARE(result.error().kind, Error::Kind::Cancelled);
    QVERIFY(await(scratch.database()->query({ "SELECT 1" })));
}

void tst_SqliteDatabase::stopsWaitingForALockFromAnotherThread()
{
    const ScratchDatabase holder("CREATE TABLE t(x)");
    holder.run("BEGIN IMMEDIATE");
    const auto database = opened(holder.file(), { .busyTimeout = 1h });
    std::stop_source stop;
    QTimer::singleShot(30ms, this, [&stop] { stop.request_stop(); });
    const QList<BoundStatement> batch{ { "INSERT INTO t VALUES (1)" } };

    const auto result = await(database->execute(batch, stop.get_token()));

    QVERIFY(!result);
    QCOMPARE(result.error().kind, Error::Kind::Cancelled);
    holder.run("ROLLBACK");
    QCOMPARE(holder.value("SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteDatabase::writesBesideAnotherConnection()
{
    constexpr int Rounds = 50;
    const ScratchDatabase scratch("PRAGMA journal_mode=WAL; CREATE TABLE t(x)");
    const auto other = opened(scratch.file());
    const QList<BoundStatement> batch{ { "INSERT INTO t VALUES (1)" },
                                       { "INSERT INTO t SELECT count(*) FROM t" } };
    QObject context;
    int done = 0;
    const auto note = [&done](const Result<QList<ResultSet>> &result) { done += result ? 1 : 0; };
    for (int round = 0; round < Rounds; ++round) {
        run(&context, scratch.database()->execute(batch), note);
        run(&context, other->execute(batch), note);
    }

    QVERIFY(await(scratch.database()->query({ "SELECT 1" }), 40s));
    QVERIFY(await(other->query({ "SELECT 1" }), 40s));

    QCOMPARE(done, 2 * Rounds);
    QCOMPARE(scratch.value("SELECT count(*) FROM t"), QString::number(4 * Rounds));
}

TIDEMARK_TEST(tst_SqliteDatabase)
#include "tst_sqlitedatabase.moc"
