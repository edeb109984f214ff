#include <engine/transfer/rowshare.h>
#include <engine/transfer/sqldump.h>
#include <engine/transfer/tableexport.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QBuffer>
#include <QRegularExpression>
#include <QtTest>

#include <atomic>
#include <future>
#include <limits>

using namespace tidemark;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(tidemark::ExportFormat)

namespace {

constexpr qint64 Lowest = std::numeric_limits<qint64>::min();
constexpr qint64 Highest = std::numeric_limits<qint64>::max();

SqliteConnection made(const QString &file, const QByteArray &script)
{
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::Create });
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto done = connection->run(script); !done)
        qFatal("%s", qPrintable(done.error().message));
    return std::move(*connection);
}

QByteArray numbers(int count)
{
    return "WITH RECURSIVE n(i) AS (VALUES(1) UNION ALL SELECT i+1 FROM n WHERE i<"
           + QByteArray::number(count) + ") ";
}

Result<QByteArray> dumped(SqliteConnection &source, int readers, const Conduct &conduct = {})
{
    QBuffer out;
    out.open(QIODevice::WriteOnly);
    if (const auto done = exportSql(source, out, { .readers = readers }, conduct); !done)
        return done.error();
    return out.data();
}

/// A device that is full from the start.
class FullDisk : public QIODevice
{
public:
    FullDisk() { open(QIODevice::WriteOnly); }

protected:
    qint64 readData(char *, qint64) override { return -1; }
    qint64 writeData(const char *, qint64) override
    {
        setErrorString(u"No space left on device"_s);
        return -1;
    }
};

/// Writes to a database again and again, from a thread and a connection of its own, until it goes.
class BusyWriter
{
public:
    BusyWriter(const QString &file, const QByteArray &statement)
        : m_done(std::async(std::launch::async, [this, file, statement] {
            auto connection = SqliteConnection::open(file);
            for (; connection && !m_stop; ++m_count)
                static_cast<void>(connection->run(statement));
        }))
    {}
    ~BusyWriter()
    {
        m_stop = true;
        m_done.get();
    }
    [[nodiscard]] int count() const { return m_count; }

private:
    std::atomic<bool> m_stop = false;
    std::atomic<int> m_count = 0;
    std::future<void> m_done;
};

} // namespace

class tst_RowScan : public QObject
{
    Q_OBJECT

private slots:
    void givesTheSameBytesWithTwoReaders_data();
    void givesTheSameBytesWithTwoReaders();
    void writesTheSameTableFromTwoReaders_data();
    void writesTheSameTableFromTwoReaders();
    void readsOneSnapshotBesideAWriter();
    void keepsItsSnapshotWithARollbackJournal();
    void failsOnceWhenTheDiskIsFull();
    void stopsBothReaders();
    void readsAloneInsideATransaction();
    void dealsOutEveryRowidOnce_data();
    void dealsOutEveryRowidOnce();
    void letsNobodyWaitAfterAFailure();
};

void tst_RowScan::givesTheSameBytesWithTwoReaders_data()
{
    QTest::addColumn<QByteArray>("script");

    QTest::newRow("no gaps") << "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + numbers(60'000)
                                    + "INSERT INTO t SELECT i, 'text ' || i FROM n";
    QTest::newRow("gaps") << "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + numbers(60'000)
                                 + "INSERT INTO t SELECT i * i, i FROM n";
    QTest::newRow("a crowd far away from two loners")
        << "CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES ("
               + QByteArray::number(Lowest) + ", 1), (" + QByteArray::number(Highest) + ", 2); "
               + numbers(60'000) + "INSERT INTO t SELECT 1000000000000 + i, i FROM n";
    QTest::newRow("two rows at both ends")
        << QByteArray("CREATE TABLE t (id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES (")
               + QByteArray::number(Lowest) + ", 1), (" + QByteArray::number(Highest) + ", 2)";
    QTest::newRow("no rows") << QByteArray("CREATE TABLE t (id INTEGER PRIMARY KEY, v)");
    QTest::newRow("rows too long for a statement")
        << "CREATE TABLE t (id INTEGER PRIMARY KEY, v, w); " + numbers(200)
               + "INSERT INTO t SELECT i * 1000, randomblob(i * 700), i FROM n";
    QTest::newRow("a value larger than what may wait")
        << "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + numbers(30'000)
               + "INSERT INTO t SELECT i, CASE WHEN i % 9000 = 0 THEN randomblob(3000000) ELSE i "
                 "END FROM n";
    QTest::newRow("an index that covers the table")
        << "CREATE TABLE t (v); CREATE INDEX tv ON t (v); " + numbers(60'000)
               + "INSERT INTO t SELECT 60000 - i FROM n";
    QTest::newRow("a column called rowid") << "CREATE TABLE t (rowid TEXT, v); " + numbers(60'000)
                                                  + "INSERT INTO t SELECT -i, i FROM n";
    QTest::newRow("no name for the rowid") << "CREATE TABLE t (rowid, _rowid_, oid); "
                                                  + numbers(60'000)
                                                  + "INSERT INTO t SELECT -i, i, i FROM n";
    QTest::newRow("without a rowid") << "CREATE TABLE t (k TEXT PRIMARY KEY, v) WITHOUT ROWID; "
                                            + numbers(60'000)
                                            + "INSERT INTO t SELECT 'k' || i, i FROM n";
    QTest::newRow("several tables")
        << "CREATE TABLE t (id INTEGER PRIMARY KEY, v); CREATE TABLE u (v); " + numbers(30'000)
               + "INSERT INTO t SELECT i, i FROM n; INSERT INTO u SELECT v FROM t";
}

void tst_RowScan::givesTheSameBytesWithTwoReaders()
{
    QFETCH(QByteArray, script);
    const ScratchFolder folder;
    auto source = made(folder.path(u"t.sqlite"_s), script);

    const auto one = dumped(source, 1);
    const auto two = dumped(source, 2);

    QVERIFY(one);
    QVERIFY(two);
    QVERIFY(!source.inTransaction());
    QCOMPARE(two->size(), one->size());
    QVERIFY(*two == *one);
}

void tst_RowScan::writesTheSameTableFromTwoReaders_data()
{
    QTest::addColumn<ExportFormat>("format");

    QTest::newRow("CSV") << ExportFormat::Csv;
    QTest::newRow("JSON") << ExportFormat::Json;
    QTest::newRow("Markdown") << ExportFormat::Markdown;
}

void tst_RowScan::writesTheSameTableFromTwoReaders()
{
    QFETCH(ExportFormat, format);
    const ScratchFolder folder;
    const QByteArray rows = numbers(60'000) + "INSERT INTO t SELECT i, 'a,\"' || i FROM n";
    auto source
        = made(folder.path(u"t.sqlite"_s), "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + rows);
    auto alone = made(u":memory:"_s, "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + rows);
    QBuffer two;
    QBuffer one;
    QVERIFY(two.open(QIODevice::WriteOnly) && one.open(QIODevice::WriteOnly));

    const auto fromFile = exportTable(source, u"t"_s, two, format);
    const auto fromMemory = exportTable(alone, u"t"_s, one, format);

    QVERIFY(fromFile && fromMemory);
    QCOMPARE(*fromFile, 60'000);
    QVERIFY(two.data() == one.data());
}

// Every commit changes every row, so that rows of two snapshots cannot be taken for those of one.
void tst_RowScan::readsOneSnapshotBesideAWriter()
{
    const ScratchFolder folder;
    const QString file = folder.path(u"t.sqlite"_s);
    auto source = made(file,
                       "PRAGMA journal_mode=WAL; CREATE TABLE t (id INTEGER PRIMARY KEY, v); "
                           + numbers(3000) + "INSERT INTO t SELECT i * 100, 0 FROM n");
    const BusyWriter writer(file, "UPDATE t SET v = v + 1");
    static const QRegularExpression row(u"\\(\\d+,(\\d+)\\)"_s);
    int exports = 0;
    QSet<QString> seen;

    // Until the writer got between a few of them.
    while (exports < 40 || (seen.size() < 3 && exports < 2000)) {
        const auto dump = dumped(source, 2);
        QVERIFY2(dump, dump ? "" : qPrintable(dump.error().message));
        ++exports;
        QSet<QString> values;
        qsizetype rows = 0;
        for (auto match = row.globalMatch(QString::fromUtf8(*dump)); match.hasNext(); ++rows)
            values.insert(match.next().captured(1));
        QCOMPARE(rows, 3000);
        QCOMPARE(values.size(), 1);
        seen += values;
    }

    QVERIFY(seen.size() >= 3);
    QVERIFY(writer.count() > 0);
}

void tst_RowScan::keepsItsSnapshotWithARollbackJournal()
{
    const ScratchFolder folder;
    const QString file = folder.path(u"t.sqlite"_s);
    auto source = made(file,
                       "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + numbers(60'000)
                           + "INSERT INTO t SELECT i, 0 FROM n");
    auto writer = SqliteConnection::open(file, { .busyTimeout = std::chrono::milliseconds(0) });
    QVERIFY(writer);
    bool wasRefused = false;
    const auto write = [&writer, &wasRefused](const Progress &) {
        const auto written = writer->run("UPDATE t SET v = 1");
        wasRefused = !written && written.error().kind == Error::Kind::Lock;
    };

    const auto dump = dumped(source, 2, { .progress = write });

    QVERIFY(dump);
    QVERIFY(wasRefused);
    QVERIFY(!dump->contains(",1)"));
    QVERIFY(writer->run("UPDATE t SET v = 1"));
}

void tst_RowScan::failsOnceWhenTheDiskIsFull()
{
    const ScratchFolder folder;
    auto source = made(folder.path(u"t.sqlite"_s),
                       "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + numbers(60'000)
                           + "INSERT INTO t SELECT i, hex(randomblob(20)) FROM n");
    FullDisk disk;

    const auto done = exportSql(source, disk, { .readers = 2 });

    QVERIFY(!done);
    QCOMPARE(kindName(done.error().kind), u"Safety"_s);
    QVERIFY(done.error().message.contains(u"No space left on device"_s));
    QVERIFY(!source.inTransaction());
}

void tst_RowScan::stopsBothReaders()
{
    const ScratchFolder folder;
    auto source = made(folder.path(u"t.sqlite"_s),
                       "CREATE TABLE t (id INTEGER PRIMARY KEY, v); " + numbers(100'000)
                           + "INSERT INTO t SELECT i, hex(randomblob(20)) FROM n");
    std::stop_source stop;
    const auto stopAtOnce = [&stop](const Progress &) { stop.request_stop(); };

    const auto done = dumped(source, 2, { .progress = stopAtOnce, .stop = stop.get_token() });

    QVERIFY(!done);
    QCOMPARE(kindName(done.error().kind), u"Cancelled"_s);
    QVERIFY(!source.inTransaction());
}

void tst_RowScan::readsAloneInsideATransaction()
{
    const ScratchFolder folder;
    auto source = made(folder.path(u"t.sqlite"_s), "CREATE TABLE t (id INTEGER PRIMARY KEY, v)");
    const QByteArray insert = "BEGIN; " + numbers(60'000) + "INSERT INTO t SELECT i, i FROM n";
    QVERIFY(source.run(insert));

    const auto dump = dumped(source, 2);

    QVERIFY(dump);
    QVERIFY2(dump->contains("(60000,60000)"),
             "rows that no other connection can see yet are in the dump");
    QVERIFY(source.inTransaction());
}

void tst_RowScan::dealsOutEveryRowidOnce_data()
{
    QTest::addColumn<qint64>("first");
    QTest::addColumn<qint64>("last");
    QTest::addColumn<qint64>("rowsOfAPart");

    QTest::newRow("one") << qint64(7) << qint64(7) << qint64(1);
    QTest::newRow("a dense table") << qint64(1) << qint64(1'000'000) << qint64(4096);
    QTest::newRow("all there are, all empty") << Lowest << Highest << qint64(0);
    QTest::newRow("all there are, sparse") << Lowest << Highest << qint64(1000);
    QTest::newRow("up to the highest") << Highest - 100'000 << Highest << qint64(4096);
    QTest::newRow("from the lowest") << Lowest << Lowest + 100'000 << qint64(4096);
    QTest::newRow("very dense parts") << qint64(-500'000) << qint64(500'000) << qint64(1'000'000);
}

void tst_RowScan::dealsOutEveryRowidOnce()
{
    QFETCH(qint64, first);
    QFETCH(qint64, last);
    QFETCH(qint64, rowsOfAPart);
    RowShare share({ first, last });
    qint64 expected = first;
    qint64 parts = 0;
    bool isAtEnd = false;

    while (const auto part = share.next()) {
        QVERIFY(!isAtEnd);
        QCOMPARE(part->first, expected);
        QVERIFY(part->last >= part->first);
        QCOMPARE(part->number, parts++);
        QVERIFY(share.waitForTurn(*part));
        share.finish(*part, std::min<qint64>(rowsOfAPart, 1'000'000));
        isAtEnd = part->last == last;
        if (!isAtEnd)
            expected = part->last + 1;
        QVERIFY2(parts < 100'000'000, "the parts grow where rows are sparse");
        if (rowsOfAPart == 1000 && parts == 10'000)
            return; // as many as there are rows for
    }

    QVERIFY(isAtEnd);
}

void tst_RowScan::letsNobodyWaitAfterAFailure()
{
    RowShare share({ 1, 1'000'000 });
    const auto first = share.next();
    const auto second = share.next();
    QVERIFY(first && second);
    auto waiting = std::async(std::launch::async, [&] { return share.waitForTurn(*second); });

    share.abandon();

    QVERIFY(!waiting.get());
    QVERIFY(!share.waitForTurn(*first));
    QVERIFY(!share.next());
}

TIDEMARK_TEST(tst_RowScan)
#include "tst_rowscan.moc"
