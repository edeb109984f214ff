#include <support/scratch.h>
#include <support/testprogram.h>

#include <QFileInfo>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

constexpr auto ManyPages = "CREATE TABLE t(x); INSERT INTO t SELECT randomblob(3000) FROM"
                           " (WITH RECURSIVE c(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM c LIMIT "
                           "2000) SELECT i FROM c)";

SqliteConnection opened(const QString &path, std::chrono::milliseconds busyTimeout = 5s)
{
    auto connection = SqliteConnection::open(
        path, { .access = SqliteOptions::Access::Create, .busyTimeout = busyTimeout });
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    return std::move(*connection);
}

qint64 number(SqliteConnection &connection, const QByteArray &sql)
{
    const auto result = connection.query({ sql });
    return result && !result->rows.isEmpty() ? result->rows.first().first().toInteger() : -1;
}

QStringList filesIn(const ScratchFolder &folder)
{
    return QDir(folder.path()).entryList(QDir::Files, QDir::Name);
}

} // namespace

class tst_CopyDatabase : public QObject
{
    Q_OBJECT

private slots:
    void copiesAWalIntoOneFile();
    void copiesADatabaseInMemory();
    void copiesAnEmptyDatabase();
    void replacesAnOlderCopy();
    void reportsHowFarItIs();
    void copiesAWholeStateWhileOthersWrite();
    void keepsHeaderAndPageSize_data();
    void keepsHeaderAndPageSize();
    void doesNotBeginOnceStopped();
    void stopsAndLeavesNothing();
    void keepsTheOldCopyWhenItFails();
    void saysWhatHoldsTheSource();
    void refusesADestinationThatCannotBe_data();
    void refusesADestinationThatCannotBe();
};

void tst_CopyDatabase::copiesAWalIntoOneFile()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    QVERIFY(source.run("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t(x);"
                       "INSERT INTO t VALUES (1)"));
    const ScratchFolder safe;
    const QString file = safe.path(u"deep/copy"_s);

    const auto done = copyDatabase(source, file);

    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    QCOMPARE(QDir(safe.path(u"deep"_s)).entryList(QDir::Files), QStringList{ u"copy"_s });
    constexpr auto OwnerOnly
        = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
    QCOMPARE(QFileInfo(file).permissions(), QFile::Permissions(OwnerOnly));
    QCOMPARE(safe.read(u"deep/copy"_s).at(18), '\x01'); // no WAL
    auto copy = opened(file);
    QCOMPARE(number(copy, "SELECT count(*) FROM t"), 1);
    QCOMPARE(copy.query({ "PRAGMA integrity_check" })->rows.first().first().toString(), u"ok"_s);
    QCOMPARE(source.query({ "PRAGMA journal_mode" })->rows.first().first().toString(), u"wal"_s);
}

void tst_CopyDatabase::copiesADatabaseInMemory()
{
    const ScratchFolder folder;
    auto source = opened(u":memory:"_s);
    QVERIFY(source.run("CREATE TABLE t(x); INSERT INTO t VALUES (1)"));

    QVERIFY(copyDatabase(source, folder.path(u"copy"_s)));

    auto copy = opened(folder.path(u"copy"_s));
    QCOMPARE(number(copy, "SELECT count(*) FROM t"), 1);
}

void tst_CopyDatabase::copiesAnEmptyDatabase()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));

    const auto done = copyDatabase(source, folder.path(u"copy"_s));

    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    auto copy = opened(folder.path(u"copy"_s));
    QCOMPARE(number(copy, "SELECT count(*) FROM sqlite_schema"), 0);
}

void tst_CopyDatabase::replacesAnOlderCopy()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    QVERIFY(source.run("CREATE TABLE t(x)"));
    folder.write(u"copy"_s, "an older copy");
    folder.write(u"copy.part"_s, "what a crash left");

    QVERIFY(copyDatabase(source, folder.path(u"copy"_s)));

    QVERIFY(folder.read(u"copy"_s).startsWith("SQLite format 3"));
    QCOMPARE(filesIn(folder), (QStringList{ u"copy"_s, u"source"_s }));
}

void tst_CopyDatabase::reportsHowFarItIs()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    QVERIFY(source.run(ManyPages));
    QList<Progress> reports;
    const Conduct conduct{ .progress
                           = [&reports](const Progress &progress) { reports.append(progress); } };

    QVERIFY(copyDatabase(source, folder.path(u"copy"_s), conduct));

    QVERIFY(reports.size() > 3);
    QCOMPARE(reports.last().done, reports.last().total);
    QVERIFY(reports.first().done < reports.last().done);
}

void tst_CopyDatabase::copiesAWholeStateWhileOthersWrite()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    QVERIFY(source.run("PRAGMA journal_mode=WAL"));
    QVERIFY(source.run(ManyPages));
    QVERIFY(source.run("CREATE TABLE a(x); CREATE TABLE b(x)"));
    auto writer = opened(folder.path(u"source"_s));
    int writes = 0;
    const Conduct conduct{ .progress = [&](const Progress &) {
        if (writer.transaction({ { "INSERT INTO a VALUES (1)" }, { "INSERT INTO b VALUES (1)" } }))
            ++writes;
    } };

    QVERIFY(copyDatabase(source, folder.path(u"copy"_s), conduct));

    auto copy = opened(folder.path(u"copy"_s));
    QVERIFY(writes > 3);
    QCOMPARE(number(copy, "SELECT count(*) FROM t"), 2000);
    QVERIFY(number(copy, "SELECT count(*) FROM a") > 0);
    QCOMPARE(number(copy, "SELECT count(*) FROM a"), number(copy, "SELECT count(*) FROM b"));
    QCOMPARE(copy.query({ "PRAGMA integrity_check" })->rows.first().first().toString(), u"ok"_s);
}

void tst_CopyDatabase::keepsHeaderAndPageSize_data()
{
    QTest::addColumn<int>("pageSize");
    QTest::addColumn<QByteArray>("mode");

    for (const int pageSize : { 512, 4096, 65536 }) {
        for (const char *mode : { "delete", "wal" })
            QTest::addRow("%d bytes, %s", pageSize, mode) << pageSize << QByteArray(mode);
    }
}

void tst_CopyDatabase::keepsHeaderAndPageSize()
{
    QFETCH(const int, pageSize);
    QFETCH(const QByteArray, mode);
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    const QByteArray script = "PRAGMA page_size=" + QByteArray::number(pageSize)
                              + "; PRAGMA journal_mode=" + mode
                              + "; PRAGMA user_version=7; PRAGMA application_id=11;"
                                "CREATE TABLE t(x); INSERT INTO t VALUES (zeroblob(5000))";
    QVERIFY(source.run(script));

    const auto done = copyDatabase(source, folder.path(u"copy"_s));

    QVERIFY2(done, done ? "" : qPrintable(done.error().message));
    auto copy = opened(folder.path(u"copy"_s));
    QCOMPARE(number(copy, "PRAGMA page_size"), pageSize);
    QCOMPARE(number(copy, "PRAGMA user_version"), 7);
    QCOMPARE(number(copy, "PRAGMA application_id"), 11);
    QCOMPARE(number(copy, "SELECT length(x) FROM t"), 5000);
    QCOMPARE(copy.query({ "PRAGMA journal_mode" })->rows.first().first().toString(), u"delete"_s);
}

void tst_CopyDatabase::doesNotBeginOnceStopped()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    folder.write(u"copy"_s, "the old copy");
    std::stop_source stop;
    stop.request_stop();

    const auto done = copyDatabase(source, folder.path(u"copy"_s), { .stop = stop.get_token() });

    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Kind::Cancelled);
    QCOMPARE(folder.read(u"copy"_s), QByteArray("the old copy"));
}

void tst_CopyDatabase::stopsAndLeavesNothing()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    QVERIFY(source.run(ManyPages));
    std::stop_source stop;
    const Conduct conduct{ .progress = [&stop](const Progress &) { stop.request_stop(); },
                           .stop = stop.get_token() };

    const auto done = copyDatabase(source, folder.path(u"copy"_s), conduct);

    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Kind::Cancelled);
    QCOMPARE(filesIn(folder), QStringList{ u"source"_s });
    QCOMPARE(number(source, "SELECT count(*) FROM t"), 2000);
}

void tst_CopyDatabase::keepsTheOldCopyWhenItFails()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s));
    QVERIFY(source.run(ManyPages));
    folder.write(u"copy"_s, "the old copy");
    QByteArray content = folder.read(u"source"_s);
    folder.write(u"source"_s,
                 content.first(content.size() / 2)); // a page that is not there cannot be read

    const auto done = copyDatabase(source, folder.path(u"copy"_s));

    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Kind::Safety);
    QCOMPARE(folder.read(u"copy"_s), QByteArray("the old copy"));
    QVERIFY(!QFileInfo::exists(folder.path(u"copy.part"_s)));
}

void tst_CopyDatabase::saysWhatHoldsTheSource()
{
    const ScratchFolder folder;
    auto source = opened(folder.path(u"source"_s), 30ms);
    QVERIFY(source.run("CREATE TABLE t(x)"));
    auto holder = opened(folder.path(u"source"_s));
    QVERIFY(holder.run("BEGIN EXCLUSIVE"));

    const auto done = copyDatabase(source, folder.path(u"copy"_s));

    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Kind::Safety);
    QVERIFY(done.error().message.contains(u"locked"_s));
    QVERIFY(done.error().remedy.contains(u"wrangler dev"_s));
    QCOMPARE(done.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!QFileInfo::exists(folder.path(u"copy"_s)));
}

void tst_CopyDatabase::refusesADestinationThatCannotBe_data()
{
    QTest::addColumn<QString>("destination");
    QTest::newRow("a folder") << u"folder"_s;
    QTest::newRow("below a file") << u"file/copy"_s;
    QTest::newRow("a folder in the way of the part") << u"blocked"_s;
}

void tst_CopyDatabase::refusesADestinationThatCannotBe()
{
    QFETCH(const QString, destination);
    const ScratchFolder folder;
    folder.write(u"file"_s, {});
    folder.write(u"folder/file"_s, {});
    folder.write(u"blocked.part/file"_s, {});
    auto source = opened(u":memory:"_s);

    const auto done = copyDatabase(source, folder.path(destination));

    QVERIFY(!done);
    QCOMPARE(done.error().kind, Error::Kind::Safety);
    QVERIFY(!done.error().remedy.isEmpty());
    QVERIFY(!QFileInfo(folder.path(destination + u".part"_s)).isFile());
}

TIDEMARK_TEST(tst_CopyDatabase)
#include "tst_copydatabase.moc"
