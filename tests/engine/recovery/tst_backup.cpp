#include "backupbench.h"

#include <engine/recovery/pagecomparison.h>
#include <engine/recovery/safetypoint.h>
#include <support/filelocks.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QDir>
#include <QDirIterator>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Backup : public QObject
{
    Q_OBJECT

private slots:
    void takesAVerifiedBackup();
    void seesTheRowsOfAWal_data();
    void seesTheRowsOfAWal();
    void comparesALargeCopyPageByPage();
    void keepsTheLocksOfTheSourceWhileComparing();
    void backsUpAnInMemoryDatabase();
    void verifiesAKeyInAnotherOrderThanItsColumns();
    void seesANullThatMustNotBe();
    void backsUpThroughAConnectionWithD1sRules();
    void describesTypesAndRowids_data();
    void describesTypesAndRowids();
    void describesTheSameContentTheSameWay();
    void copiesAndDescribesOneSnapshot_data();
    void copiesAndDescribesOneSnapshot();
    void marksATamperedCopyUnverified_data();
    void marksATamperedCopyUnverified();
    void leavesNothingWhereItCannotWrite();
    void leavesNothingWhenStopped_data();
    void leavesNothingWhenStopped();
    void givesTwoOfOneMillisecondTheirOwnFolders();
    void opensByFolderOrFile();
    void saysWhichPartIsDamaged_data();
    void saysWhichPartIsDamaged();
    void verifiesAgain();
    void listsNewestFirst();
    void prunesOldVerifiedOnesOnly();
};

void tst_Backup::takesAVerifiedBackup()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);

    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    const BackupManifest &manifest = backup->manifest;
    QVERIFY(manifest.verified);
    QVERIFY(manifest.verifiedAt.isValid());
    QCOMPARE(backup->path, folder.path(u"backups/20261121-031400-123-AUTH_DB_1"_s));
    QCOMPARE(entriesOf(backup->path), QStringList({ u"database.sqlite"_s, u"manifest.json"_s }));
    QCOMPARE(entriesOf(folder.path(u"backups"_s)).size(), 1);
    const auto forOthers = QFile::Permissions(0x0077);
    QVERIFY(!(QFileInfo(backup->databaseFile()).permissions() & forOthers));
    QVERIFY(!(QFileInfo(backup->path).permissions() & forOthers));
    QCOMPARE(manifest.tables.size(), 3);
    QCOMPARE(manifest.rows(), 5);
    QCOMPARE(manifest.foreignKeyViolations, 0);
    QCOMPARE(manifest.bytes, QFileInfo(backup->databaseFile()).size());
    QVERIFY(!source.inTransaction());
    const auto again = openBackup(backup->path);
    QVERIFY2(again, again ? "" : qPrintable(again.error().message));
    QCOMPARE(again->manifest.tables, manifest.tables);
    QCOMPARE(again->manifest.takenAt, manifest.takenAt);
    QCOMPARE(again->manifest.ledgerHead, u"0001"_s);
    QCOMPARE(again->manifest.fingerprint, manifest.fingerprint);
}

void tst_Backup::seesTheRowsOfAWal_data()
{
    QTest::addColumn<QByteArray>("ballast");
    QTest::addColumn<qint64>("rows");

    QTest::newRow("small") << QByteArray() << qint64(5);
    QTest::newRow("large") << Ballast << qint64(6);
}

void tst_Backup::seesTheRowsOfAWal()
{
    QFETCH(QByteArray, ballast);
    QFETCH(qint64, rows);
    ScratchFolder folder;
    SqliteConnection source
        = opened(folder.path(u"live.sqlite"_s),
                 "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;" + ballast + Script);
    QVERIFY(QFileInfo(folder.path(u"live.sqlite-wal"_s)).size() > 0);

    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    QVERIFY(backup->manifest.verified);
    QCOMPARE(backup->manifest.rows(), rows);
    QCOMPARE(entriesOf(backup->path), QStringList({ u"database.sqlite"_s, u"manifest.json"_s }));
}

void tst_Backup::comparesALargeCopyPageByPage()
{
    ScratchFolder folder;
    SqliteConnection source
        = opened(folder.path(u"live.sqlite"_s), "PRAGMA page_size=1024;" + Ballast + Script);
    // Everything a header counts is another number than in a copy.
    QVERIFY(source.run("PRAGMA user_version=7; DROP VIEW w; UPDATE parent SET v='c' WHERE id=1"));
    int readings = 0;
    const auto count = [&readings](const Progress &progress) {
        readings += progress.text == "Reading parent"_L1 ? 1 : 0;
    };

    const auto backup
        = takeBackup(source, requestFor(folder.path(u"backups"_s)), { .progress = count });

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    QVERIFY(backup->manifest.verified);
    QCOMPARE(readings, 1);
    const auto described = describeTables(source);
    QVERIFY(described);
    QCOMPARE(backup->manifest.tables, *described);
}

void tst_Backup::keepsTheLocksOfTheSourceWhileComparing()
{
    ScratchFolder folder;
    const QString file = folder.path(u"live.sqlite"_s);
    const QString copy = folder.path(u"copy.sqlite"_s);
    opened(file, Script);
    QVERIFY(QFile::copy(file, copy));
    SqliteConnection source = opened(file);
    QVERIFY(source.run("BEGIN; SELECT * FROM parent"));

    const auto compared = comparePages(source, copy, {});

    QVERIFY(compared && compared->same);
    QVERIFY(isReadLocked(file));
}

void tst_Backup::backsUpAnInMemoryDatabase()
{
    ScratchFolder folder;
    SqliteConnection source = opened(u":memory:"_s, Script);

    const auto backup = takeBackup(source, requestFor(folder.path()));

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    QVERIFY(backup->manifest.verified);
}

// SQLite 3.40's quick_check takes user_id for NULL here.
void tst_Backup::verifiesAKeyInAnotherOrderThanItsColumns()
{
    ScratchFolder folder;
    SqliteConnection source
        = opened(folder.path(u"live.sqlite"_s),
                 "CREATE TABLE member(user_id INTEGER NOT NULL, room_id INTEGER NOT NULL,"
                 " PRIMARY KEY(room_id, user_id)) WITHOUT ROWID;"
                 "INSERT INTO member VALUES(1, 2), (3, 4);");

    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    QVERIFY(backup->manifest.verified);
    QCOMPARE(verifyBackup(*backup).valueOr({ u"failed"_s }), QStringList());
}

void tst_Backup::seesANullThatMustNotBe()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s),
                                     "CREATE TABLE t(a INTEGER PRIMARY KEY, b);"
                                     "INSERT INTO t VALUES(1, NULL);"
                                     "PRAGMA writable_schema = ON;"
                                     "UPDATE sqlite_schema SET sql = "
                                     "'CREATE TABLE t(a INTEGER PRIMARY KEY, b NOT NULL)';");

    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    QVERIFY(!backup->manifest.verified);
}

void tst_Backup::backsUpThroughAConnectionWithD1sRules()
{
    ScratchFolder folder;
    opened(folder.path(u"live.sqlite"_s),
           "PRAGMA journal_mode=WAL; CREATE TABLE _cf_METADATA(k);" + Script);
    auto source = SqliteConnection::open(folder.path(u"live.sqlite"_s),
                                         { .profile = SqliteOptions::Profile::D1 });
    QVERIFY(source);

    const auto point = takeSafetyPoint(*source, requestFor(folder.path(u"points"_s)), 2);

    QVERIFY2(point, point ? "" : qPrintable(point.error().message));
    QCOMPARE(point->kind, SafetyPoint::Kind::Backup);
    QCOMPARE(openBackup(point->value)->manifest.rows(), 5);
}

void tst_Backup::describesTypesAndRowids_data()
{
    QTest::addColumn<QByteArray>("one");
    QTest::addColumn<QByteArray>("other");

    QTest::newRow("integer or real") << QByteArray("INSERT INTO t VALUES(1,NULL)")
                                     << QByteArray("INSERT INTO t VALUES(1.0,NULL)");
    QTest::newRow("text or blob") << QByteArray("INSERT INTO t VALUES('a',NULL)")
                                  << QByteArray("INSERT INTO t VALUES(x'61',NULL)");
    QTest::newRow("NULL or empty") << QByteArray("INSERT INTO t VALUES(NULL,NULL)")
                                   << QByteArray("INSERT INTO t VALUES('',NULL)");
    QTest::newRow("where a value ends") << QByteArray("INSERT INTO t VALUES('ab','c')")
                                        << QByteArray("INSERT INTO t VALUES('a','bc')");
    QTest::newRow("after a NUL byte")
        << QByteArray("INSERT INTO t VALUES(CAST(x'610062' AS TEXT),1)")
        << QByteArray("INSERT INTO t VALUES(CAST(x'610063' AS TEXT),1)");
    QTest::newRow("the rowid") << QByteArray("INSERT INTO t(rowid,a) VALUES(1,1)")
                               << QByteArray("INSERT INTO t(rowid,a) VALUES(2,1)");
    QTest::newRow("the end of a large value")
        << QByteArray("INSERT INTO t VALUES(zeroblob(200000),1)")
        << QByteArray("INSERT INTO t VALUES(zeroblob(199999)||x'01',1)");
}

void tst_Backup::describesTypesAndRowids()
{
    QFETCH(QByteArray, one);
    QFETCH(QByteArray, other);
    SqliteConnection first = opened(u":memory:"_s, "CREATE TABLE t(a,b);" + one);
    SqliteConnection second = opened(u":memory:"_s, "CREATE TABLE t(a,b);" + other);

    const auto a = describeTables(first);
    const auto b = describeTables(second);

    QVERIFY(a && b);
    QCOMPARE(a->first().rows, b->first().rows);
    QVERIFY(a->first().contentHash != b->first().contentHash);
}

void tst_Backup::describesTheSameContentTheSameWay()
{
    const QByteArray tables = "CREATE TABLE k(a TEXT, b INT, PRIMARY KEY(b DESC, a)) WITHOUT "
                              "ROWID; CREATE TABLE r(rowid, _rowid_, oid);";
    SqliteConnection first = opened(
        u":memory:"_s,
        tables + "INSERT INTO k VALUES('x',1),('y',2); INSERT INTO r VALUES(1,2,3),(4,5,6)");
    SqliteConnection second
        = opened(u":memory:"_s,
                 tables
                     + "CREATE INDEX other ON r(oid DESC); INSERT INTO k VALUES('y',2),('x',1);"
                       "INSERT INTO r VALUES(0,0,0),(1,2,3),(4,5,6); DELETE FROM r WHERE oid=0");

    const auto a = describeTables(first);
    const auto b = describeTables(second);

    QVERIFY(a && b);
    QCOMPARE(*a, *b);
}

void tst_Backup::copiesAndDescribesOneSnapshot_data()
{
    seesTheRowsOfAWal_data();
}

void tst_Backup::copiesAndDescribesOneSnapshot()
{
    QFETCH(QByteArray, ballast);
    QFETCH(qint64, rows);
    ScratchFolder folder;
    const QString file = folder.path(u"live.sqlite"_s);
    SqliteConnection source = opened(file, "PRAGMA journal_mode=WAL;" + ballast + Script);
    SqliteConnection writer = opened(file);
    int writes = 0;
    const auto write = [&](const Progress &) {
        if (writer.run("INSERT INTO parent(v) VALUES('meanwhile')"))
            ++writes;
    };

    const auto backup
        = takeBackup(source, requestFor(folder.path(u"backups"_s)), { .progress = write });

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    QVERIFY(writes > 0);
    QVERIFY(backup->manifest.verified);
    QCOMPARE(backup->manifest.rows(), rows);
}

void tst_Backup::marksATamperedCopyUnverified_data()
{
    QTest::addColumn<QByteArray>("ballast");
    QTest::addColumn<QByteArray>("tamper");

    const std::pair<const char *, QByteArray> tampers[] = {
        { "one value", "UPDATE parent SET v='b' WHERE id=1" },
        { "one row less", "DELETE FROM child WHERE p=2" },
        { "an orphan", "PRAGMA foreign_keys=OFF; UPDATE child SET p=9 WHERE p=2" },
        { "an index less", "DROP INDEX i" },
        { "the mirror", "DELETE FROM d1_migrations" },
        { "the full-text index", "DELETE FROM f_idx; DELETE FROM f_data WHERE id>10" },
        { "a column that does not compile",
          "PRAGMA writable_schema=ON; UPDATE sqlite_schema SET sql='CREATE TABLE "
          "child(p, b, c CHECK(nosuch(c)))' WHERE name='child'" },
    };
    for (const auto &[name, tamper] : tampers) {
        QTest::newRow(name) << QByteArray() << tamper;
        if (tamper.startsWith("UPDATE") || tamper.startsWith("DROP")) // a large one takes its time
            QTest::addRow("%s of a large one", name) << Ballast << tamper;
    }
}

void tst_Backup::marksATamperedCopyUnverified()
{
    QFETCH(QByteArray, ballast);
    QFETCH(QByteArray, tamper);
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), ballast + Script);
    const auto tamperOnce = [&](const Progress &progress) {
        if (!progress.text.startsWith("Verifying"_L1))
            return;
        QDirIterator parts(folder.path(u"backups"_s),
                           { u"database.sqlite"_s },
                           QDir::Files,
                           QDirIterator::Subdirectories);
        opened(parts.next(), tamper);
    };

    const auto backup
        = takeBackup(source, requestFor(folder.path(u"backups"_s)), { .progress = tamperOnce });

    QVERIFY2(backup, backup ? "" : qPrintable(backup.error().message));
    QVERIFY(!backup->manifest.verified);
    QVERIFY(!backup->manifest.verifiedAt.isValid());
    QCOMPARE(listBackups(folder.path(u"backups"_s)).size(), 1);
}

void tst_Backup::leavesNothingWhereItCannotWrite()
{
    ScratchFolder folder;
    folder.write(u"file"_s, "in the way");
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);

    const auto backup = takeBackup(source, requestFor(folder.path(u"file/backups"_s)));

    QVERIFY(!backup);
    QCOMPARE(backup.error().kind, Error::Kind::Safety);
    QCOMPARE(backup.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!backup.error().remedy.isEmpty());
    QCOMPARE(folder.read(u"file"_s), QByteArray("in the way"));
    QVERIFY(!source.inTransaction());
}

void tst_Backup::leavesNothingWhenStopped_data()
{
    QTest::addColumn<QString>("at");

    QTest::newRow("while the source is read") << u"Reading"_s;
    QTest::newRow("while the copy is verified") << u"Verifying"_s;
    QTest::newRow("while it is copied") << u"Copying"_s;
}

void tst_Backup::leavesNothingWhenStopped()
{
    QFETCH(QString, at);
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    std::stop_source stop;
    const auto stopAt = [&](const Progress &progress) {
        if (progress.text.startsWith(at))
            stop.request_stop();
    };

    const auto backup = takeBackup(source,
                                   requestFor(folder.path(u"backups"_s)),
                                   { .progress = stopAt, .stop = stop.get_token() });

    QVERIFY(!backup);
    QCOMPARE(backup.error().kind, Error::Kind::Cancelled);
    QCOMPARE(entriesOf(folder.path(u"backups"_s)), QStringList());
    QVERIFY(!source.inTransaction());
}

void tst_Backup::givesTwoOfOneMillisecondTheirOwnFolders()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);

    const auto first = takeBackup(source, requestFor(folder.path(u"backups"_s)));
    const auto second = takeBackup(source, requestFor(folder.path(u"backups"_s)));

    QVERIFY(first && second);
    QVERIFY(first->path != second->path);
    QCOMPARE(listBackups(folder.path(u"backups"_s)).size(), 2);
}

void tst_Backup::opensByFolderOrFile()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));
    QVERIFY(backup);

    for (const QString &path :
         { backup->path, QString(backup->path + u'/'), backup->databaseFile() }) {
        const auto again = openBackup(path);

        QVERIFY2(again, again ? "" : qPrintable(again.error().message));
        QCOMPARE(again->path, backup->path);
    }
}

void tst_Backup::saysWhichPartIsDamaged_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<Error::Kind>("kind");
    QTest::addColumn<QString>("word");

    QTest::newRow("folder gone") << u"folder"_s << Error::Kind::MissingInput
                                 << u"There is no backup"_s;
    QTest::newRow("manifest gone")
        << u"manifest"_s << Error::Kind::MissingInput << u"manifest.json"_s;
    QTest::newRow("database gone") << u"database"_s << Error::Kind::BadInput << u"missing"_s;
    QTest::newRow("database shorter") << u"shorter"_s << Error::Kind::BadInput << u"bytes"_s;
    QTest::newRow("one bit changed") << u"bit"_s << Error::Kind::BadInput << u"SHA-256"_s;
    QTest::newRow("manifest not JSON") << u"json"_s << Error::Kind::BadInput << u"not JSON"_s;
    QTest::newRow("manifest a list") << u"list"_s << Error::Kind::BadInput << u"object"_s;
    QTest::newRow("a field missing") << u"field"_s << Error::Kind::BadInput << u"fingerprint"_s;
    QTest::newRow("a field of the wrong type") << u"type"_s << Error::Kind::BadInput << u"bytes"_s;
    QTest::newRow("no time") << u"time"_s << Error::Kind::BadInput << u"taken_at"_s;
    QTest::newRow("a newer format") << u"newer"_s << Error::Kind::BadInput << u"newer version"_s;
}

void tst_Backup::saysWhichPartIsDamaged()
{
    QFETCH(QString, damage);
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));
    QVERIFY(backup);
    QFile database(backup->databaseFile());
    const QString manifest = backup->path + "/manifest.json"_L1;
    if (damage == "folder"_L1)
        QVERIFY(QDir(backup->path).removeRecursively());
    else if (damage == "manifest"_L1)
        QVERIFY(QFile::remove(manifest));
    else if (damage == "database"_L1)
        QVERIFY(database.remove());
    else if (damage == "shorter"_L1)
        QVERIFY(database.resize(database.size() - 1));
    else if (damage == "bit"_L1)
        QVERIFY(database.open(QIODevice::ReadWrite) && database.seek(5000)
                && database.putChar('\x7F'));
    else if (damage == "json"_L1)
        folder.write(QDir(folder.path()).relativeFilePath(manifest), "{\"format\": 1,");
    else if (damage == "list"_L1)
        folder.write(QDir(folder.path()).relativeFilePath(manifest), "[]");
    else if (damage == "field"_L1)
        setField(*backup, u"fingerprint"_s, QJsonValue::Undefined);
    else if (damage == "type"_L1)
        setField(*backup, u"bytes"_s, u"many"_s);
    else if (damage == "time"_L1)
        setField(*backup, u"taken_at"_s, u"yesterday"_s);
    else
        setField(*backup, u"format"_s, 2);
    database.close();

    const auto again = openBackup(backup->path);

    QVERIFY(!again);
    QTEST(again.error().kind, "kind");
    QFETCH(QString, word);
    QVERIFY2(again.error().message.contains(word), qPrintable(again.error().message));
    QVERIFY(!again.error().remedy.isEmpty());
}

void tst_Backup::verifiesAgain()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    const auto backup = takeBackup(source, requestFor(folder.path(u"backups"_s)));
    QVERIFY(backup);
    QCOMPARE(verifyBackup(*backup).valueOr({ u"failed"_s }), QStringList());

    opened(backup->databaseFile(), "UPDATE parent SET v='other' WHERE id=1");
    const auto problems = verifyBackup(*backup);

    QVERIFY(problems);
    QCOMPARE(problems->size(), 1);
    QVERIFY(problems->first().contains(u"parent"_s));
}

void tst_Backup::listsNewestFirst()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    for (const int second : { 2, 3, 1 })
        QVERIFY(takeBackup(
            source,
            requestFor(folder.path(second == 1 ? u"backups/of a target"_s : u"backups"_s),
                       second)));
    QDir().mkpath(folder.path(u"backups/20270101-000000-000-x.part"_s));
    folder.write(u"backups/20270101-000000-000-y/manifest.json"_s, "damaged");

    const auto backups = listBackups(folder.path(u"backups"_s));

    QCOMPARE(backups.size(), 3);
    QCOMPARE(backups.at(0).manifest.takenAt.time().second(), 3);
    QCOMPARE(backups.at(1).manifest.takenAt.time().second(), 2);
    QCOMPARE(backups.at(2).manifest.takenAt.time().second(), 1);
    QCOMPARE(listBackups(folder.path(u"nosuch"_s)).size(), 0);
}

void tst_Backup::prunesOldVerifiedOnesOnly()
{
    ScratchFolder folder;
    const QString backups = folder.path(u"backups"_s);
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Script);
    for (int second = 1; second <= 5; ++second) {
        const auto backup = takeBackup(source, requestFor(backups, second));
        QVERIFY(backup);
        if (second == 1 || second == 5)
            setField(*backup, u"verified"_s, false);
    }

    pruneBackups(backups, 2);
    QList<int> kept;
    for (const Backup &backup : listBackups(backups))
        kept.append(backup.manifest.takenAt.time().second());
    QCOMPARE(kept, QList<int>({ 5, 4, 3, 1 }));

    pruneBackups(backups, 0);
    kept.clear();
    for (const Backup &backup : listBackups(backups))
        kept.append(backup.manifest.takenAt.time().second());
    QCOMPARE(kept, QList<int>({ 5, 4, 1 }));
}

TIDEMARK_TEST(tst_Backup)
#include "tst_backup.moc"
