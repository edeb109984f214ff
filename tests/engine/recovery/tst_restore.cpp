#include <engine/recovery/backup.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QByteArray Everything
    = "CREATE TABLE parent(id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT CHECK(v <> 'bad'), twice "
      "INT AS (id*2) STORED);"
      "CREATE TABLE child(p INT REFERENCES parent(id) ON DELETE CASCADE, b BLOB); CREATE INDEX i "
      "ON child(p);"
      "CREATE TABLE pair(a TEXT, b INT, PRIMARY KEY(a, b DESC)) WITHOUT ROWID; CREATE TABLE s(x "
      "ANY, y INT) STRICT;"
      "CREATE TABLE \"odd \"\"name\"(\"select\", rowid); INSERT INTO \"odd \"\"name\" "
      "VALUES(1,'r');"
      "INSERT INTO parent(id,v) VALUES(1,'a'),(50,CAST(x'FF00' AS TEXT)); UPDATE sqlite_sequence "
      "SET seq=99;"
      "INSERT INTO child(rowid,p,b) VALUES(7,1,x'00'),(3,50,zeroblob(70000)); INSERT INTO pair "
      "VALUES('x',1),('x',2);"
      "INSERT INTO s VALUES(9e999,9223372036854775807),('1',NULL);"
      "CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f(rowid,a) VALUES(5,'high "
      "tide'),(6,'ebb');"
      "CREATE VIRTUAL TABLE bare USING fts5(a, content=''); INSERT INTO bare(rowid,a) "
      "VALUES(1,'tide');"
      "CREATE VIRTUAL TABLE box USING rtree(id,x0,x1); INSERT INTO box VALUES(1,0.5,1.5);"
      "CREATE VIEW w AS SELECT v FROM parent;"
      "CREATE TRIGGER tr AFTER INSERT ON child BEGIN INSERT INTO parent(v) VALUES('by trigger'); "
      "END;"
      "CREATE TRIGGER tv INSTEAD OF INSERT ON w BEGIN SELECT 1; END; ANALYZE;"
      "CREATE TABLE d1_migrations(id INTEGER PRIMARY KEY, name); INSERT INTO d1_migrations "
      "VALUES(1,'0001.sql');"
      "CREATE TABLE _tidemark_ledger(seq INTEGER PRIMARY KEY); INSERT INTO _tidemark_ledger "
      "VALUES(4);"
      "CREATE TABLE _tidemark_lock(id); INSERT INTO _tidemark_lock VALUES('held when the backup "
      "was taken');"
      "CREATE TABLE _tidemark_guard(ok); CREATE TABLE _cf_METADATA(key, value); INSERT INTO "
      "_cf_METADATA VALUES(2,'then')";

const QByteArray Damage
    = "DROP TRIGGER tr; DELETE FROM parent WHERE id=1; INSERT INTO child VALUES(50,'new'); DROP "
      "TABLE pair; DROP VIEW w;"
      "ALTER TABLE s ADD COLUMN z INT; CREATE TABLE extra(a); INSERT INTO extra VALUES(1); CREATE "
      "VIRTUAL TABLE g USING fts5(a);"
      "INSERT INTO f VALUES('spring tide'); CREATE VIEW late AS SELECT 1; CREATE TRIGGER te AFTER "
      "INSERT ON extra BEGIN SELECT 1; END;"
      "DELETE FROM d1_migrations; INSERT INTO _tidemark_ledger VALUES(5); UPDATE _cf_METADATA SET "
      "value='now';"
      "UPDATE _tidemark_lock SET id='held now'; INSERT INTO _tidemark_guard VALUES(1)";

SqliteConnection
opened(const QString &file, const QByteArray &script = {}, SqliteOptions options = {})
{
    options.access = SqliteOptions::Access::Create;
    auto connection = SqliteConnection::open(file, options);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto done = connection->run(script); !done)
        qFatal("%s", qPrintable(done.error().message));
    return std::move(*connection);
}

QList<Row> rowsOf(SqliteConnection &connection, const QByteArray &sql)
{
    const auto result = connection.query({ sql });
    if (!result)
        qFatal("%s: %s", sql.constData(), qPrintable(result.error().message));
    return result->rows;
}

QString value(SqliteConnection &connection, const QByteArray &sql)
{
    return rowsOf(connection, sql).value(0).value(0).toString();
}

// Definitions, and every row with its rowid where there is one.
QList<Row> contentOf(SqliteConnection &connection)
{
    QList<Row> content = rowsOf(
        connection, "SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name");
    for (const char *table : { "parent",
                               "child",
                               "s",
                               "f",
                               "bare",
                               "box",
                               "f_data",
                               "f_idx",
                               "f_content",
                               "f_docsize",
                               "bare_data",
                               "box_node",
                               "d1_migrations",
                               "_tidemark_ledger",
                               "sqlite_sequence",
                               "sqlite_stat1" })
        content += rowsOf(connection,
                          "SELECT " + QByteArray(qstrcmp(table, "f_idx") == 0 ? "" : "rowid,")
                              + "* FROM " + table);
    content += rowsOf(connection, "SELECT * FROM pair");
    content += rowsOf(connection, "SELECT oid, * FROM \"odd \"\"name\"");
    return content;
}

Backup backupOf(SqliteConnection &source, const ScratchFolder &folder)
{
    const BackupRequest request{ .target = {},
                                 .folder = folder.path(u"backups"_s),
                                 .reason = {},
                                 .now = QDateTime::currentDateTimeUtc() };
    const auto backup = takeBackup(source, request);
    if (!backup || !backup->manifest.verified)
        qFatal("%s", backup ? "not verified" : qPrintable(backup.error().message));
    return *backup;
}

} // namespace

class tst_Restore : public QObject
{
    Q_OBJECT

private slots:
    void bringsEverythingBack_data();
    void bringsEverythingBack();
    void changesNothingIfWhatWasTrueIsSoNoLonger();
    void restoresIntoAnEmptyDatabase();
    void leavesWhatD1KeepsForItselfAndClearsTheLock();
    void isSeenByAnotherConnectionAtOnce();
    void worksWhileAnotherConnectionReads();
    void waitsInVainForAnotherWriter();
    void changesNothingWhenStopped_data();
    void changesNothingWhenStopped();
    void changesNothingWhenTheManifestDisagrees_data();
    void changesNothingWhenTheManifestDisagrees();
    void changesNothingWhenTheBackupIsGone();
    void keepsOrphansAndRowsThatBreakACheck();
    void makesANewDatabase();
    void neverReplacesAFile_data();
    void neverReplacesAFile();
    void refusesToMakeANewDatabaseFromADamagedFile();
    void previewsCountsOfBothSides();
};

void tst_Restore::bringsEverythingBack_data()
{
    QTest::addColumn<QByteArray>("journal");
    QTest::addColumn<bool>("d1");

    QTest::newRow("rollback journal") << QByteArray("DELETE") << false;
    QTest::newRow("WAL, as wrangler has it") << QByteArray("WAL") << false;
    QTest::newRow("through a connection with D1's rules") << QByteArray("WAL") << true;
}

void tst_Restore::bringsEverythingBack()
{
    QFETCH(QByteArray, journal);
    QFETCH(bool, d1);
    ScratchFolder folder;
    const QString file = folder.path(u"live.sqlite"_s);
    SqliteConnection plain = opened(file, "PRAGMA journal_mode=" + journal + ';' + Everything);
    const QList<Row> before = contentOf(plain);
    const Backup backup = backupOf(plain, folder);
    QVERIFY(plain.run(Damage));

    const auto profile = d1 ? SqliteOptions::Profile::D1 : SqliteOptions::Profile::Sqlite;
    SqliteConnection destination = opened(file, {}, { .profile = profile });
    const auto restored = restoreInto(destination, backup);

    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    QVERIFY(!destination.inTransaction());
    QCOMPARE(contentOf(plain), before);
    QCOMPARE(value(plain, "PRAGMA integrity_check"), u"ok"_s);
    QCOMPARE(value(plain, "SELECT rowid FROM bare WHERE bare MATCH 'tide'"), u"1"_s);
    QCOMPARE(value(destination, "SELECT rowid FROM f WHERE f MATCH 'tide'"), u"5"_s);
    QVERIFY(!destination.run("INSERT INTO child VALUES(12345,1)")); // keys are enforced again
    QVERIFY(destination.run("INSERT INTO f VALUES('neap tide')"));
    QCOMPARE(value(destination, "SELECT count(*) FROM f WHERE f MATCH 'tide'"), u"2"_s);
}

void tst_Restore::changesNothingIfWhatWasTrueIsSoNoLonger()
{
    ScratchFolder folder;
    SqliteConnection database = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(database, folder);
    QVERIFY(database.run(Damage));
    const QByteArray objects = "SELECT group_concat(sql) FROM sqlite_schema";
    const QString before = value(database, objects);

    const auto restored
        = restoreInto(database, backup, {}, { { "INSERT INTO parent SELECT * FROM nowhere" } });

    QVERIFY(!restored);
    QCOMPARE(restored.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!database.inTransaction());
    QCOMPARE(value(database, objects), before);
}

void tst_Restore::restoresIntoAnEmptyDatabase()
{
    ScratchFolder folder;
    SqliteConnection source = opened(u":memory:"_s, Everything);
    const Backup backup = backupOf(source, folder);
    SqliteConnection destination = opened(u":memory:"_s);

    const auto restored = restoreInto(destination, backup);

    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    QCOMPARE(value(destination, "SELECT count(*) FROM parent"), u"2"_s);
    QCOMPARE(value(destination,
                   "SELECT count(*) FROM sqlite_schema WHERE name LIKE '\\_cf\\_%' ESCAPE '\\' OR "
                   "name LIKE '%lock'"),
             u"0"_s);
}

void tst_Restore::leavesWhatD1KeepsForItselfAndClearsTheLock()
{
    ScratchFolder folder;
    SqliteConnection database = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(database, folder);
    QVERIFY(database.run(Damage));

    QVERIFY(restoreInto(database, backup));

    QCOMPARE(value(database, "SELECT value FROM _cf_METADATA"), u"now"_s);
    QCOMPARE(value(database, "SELECT count(*) FROM _tidemark_lock"), u"0"_s);
    QCOMPARE(value(database, "SELECT count(*) FROM _tidemark_guard"), u"0"_s);
}

void tst_Restore::isSeenByAnotherConnectionAtOnce()
{
    ScratchFolder folder;
    const QString file = folder.path(u"live.sqlite"_s);
    SqliteConnection database = opened(file, "PRAGMA journal_mode=WAL;" + Everything);
    const Backup backup = backupOf(database, folder);
    QVERIFY(database.run(Damage));
    SqliteConnection other = opened(file);
    QCOMPARE(value(other, "SELECT count(*) FROM f WHERE f MATCH 'tide'"),
             u"2"_s); // its caches are warm

    QVERIFY(restoreInto(database, backup));

    QCOMPARE(value(other, "SELECT count(*) FROM f WHERE f MATCH 'tide'"), u"1"_s);
    QCOMPARE(value(other, "SELECT count(*) FROM pair"), u"2"_s);
}

void tst_Restore::worksWhileAnotherConnectionReads()
{
    ScratchFolder folder;
    const QString file = folder.path(u"live.sqlite"_s);
    SqliteConnection database = opened(file, "PRAGMA journal_mode=WAL;" + Everything);
    const Backup backup = backupOf(database, folder);
    QVERIFY(database.run(Damage));
    SqliteConnection reader = opened(file);
    auto reading = reader.prepare("SELECT a FROM extra UNION ALL SELECT id FROM parent");
    QVERIFY(reading);
    QCOMPARE(reading->step().valueOr(false), true);

    const auto restored = restoreInto(database, backup);

    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    QCOMPARE(reading->step().valueOr(false), true); // the reader goes on in its own snapshot
    QCOMPARE(reading->value(0).toInteger(), 50);
}

void tst_Restore::waitsInVainForAnotherWriter()
{
    ScratchFolder folder;
    const QString file = folder.path(u"live.sqlite"_s);
    SqliteConnection writer = opened(file, Everything);
    const Backup backup = backupOf(writer, folder);
    SqliteConnection database = opened(file, {}, { .busyTimeout = std::chrono::milliseconds(1) });
    QVERIFY(writer.run("BEGIN IMMEDIATE; DELETE FROM child"));

    const auto restored = restoreInto(database, backup);

    QVERIFY(!restored);
    QCOMPARE(restored.error().kind, Error::Kind::Lock);
    QCOMPARE(restored.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(writer.run("ROLLBACK"));
}

void tst_Restore::changesNothingWhenStopped_data()
{
    QTest::addColumn<QString>("at");

    QTest::newRow("before the lock") << u"Reading"_s;
    QTest::newRow("at the first table") << u"Restoring parent"_s;
    QTest::newRow("in the middle") << u"Restoring pair"_s;
    QTest::newRow("at the last table") << u"Restoring _tidemark_ledger"_s;
}

void tst_Restore::changesNothingWhenStopped()
{
    QFETCH(QString, at);
    ScratchFolder folder;
    SqliteConnection database = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(database, folder);
    QVERIFY(database.run("DELETE FROM parent WHERE id=1"));
    const QList<Row> before = contentOf(database);
    std::stop_source stop;
    const auto stopAt = [&](const Progress &progress) {
        if (progress.text.startsWith(at))
            stop.request_stop();
    };

    const auto restored
        = restoreInto(database, backup, { .progress = stopAt, .stop = stop.get_token() });

    QVERIFY(!restored);
    QCOMPARE(restored.error().kind, Error::Kind::Cancelled);
    QCOMPARE(restored.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!database.inTransaction());
    QCOMPARE(contentOf(database), before);
}

void tst_Restore::changesNothingWhenTheManifestDisagrees_data()
{
    QTest::addColumn<QString>("part");

    QTest::newRow("rows") << u"rows"_s;
    QTest::newRow("content") << u"content"_s;
    QTest::newRow("schema") << u"schema"_s;
    QTest::newRow("a table more") << u"table"_s;
    QTest::newRow("orphans") << u"orphans"_s;
}

void tst_Restore::changesNothingWhenTheManifestDisagrees()
{
    QFETCH(QString, part);
    ScratchFolder folder;
    SqliteConnection database = opened(folder.path(u"live.sqlite"_s), Everything);
    Backup backup = backupOf(database, folder);
    if (part == "rows"_L1)
        ++backup.manifest.tables.first().rows;
    else if (part == "content"_L1)
        backup.manifest.tables.last().contentHash = u"00"_s;
    else if (part == "schema"_L1)
        backup.manifest.fingerprint = u"00"_s;
    else if (part == "table"_L1)
        backup.manifest.tables.append({ u"phantom"_s, 0, {} });
    else
        backup.manifest.foreignKeyViolations = 3;
    QVERIFY(database.run("DELETE FROM parent WHERE id=1"));
    const QList<Row> before = contentOf(database);

    const auto restored = restoreInto(database, backup);

    QVERIFY(!restored);
    QCOMPARE(restored.error().kind, Error::Kind::Database);
    QCOMPARE(restored.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(!database.inTransaction());
    QCOMPARE(contentOf(database), before);
    QCOMPARE(value(database, "SELECT rowid FROM f WHERE f MATCH 'tide'"), u"5"_s);
}

void tst_Restore::changesNothingWhenTheBackupIsGone()
{
    ScratchFolder folder;
    SqliteConnection database = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(database, folder);
    QVERIFY(QFile::remove(backup.databaseFile()));

    const auto restored = restoreInto(database, backup);

    QVERIFY(!restored);
    QCOMPARE(restored.error().kind, Error::Kind::MissingInput);
    QCOMPARE(value(database, "SELECT count(*) FROM parent"), u"2"_s);
}

void tst_Restore::keepsOrphansAndRowsThatBreakACheck()
{
    ScratchFolder folder;
    SqliteConnection database = opened(folder.path(u"live.sqlite"_s), Everything);
    QVERIFY(database.run("PRAGMA foreign_keys=OFF; PRAGMA ignore_check_constraints=ON; DROP "
                         "TRIGGER tr; INSERT INTO child VALUES(404,NULL);"
                         "INSERT INTO parent(v) VALUES('bad'); PRAGMA "
                         "ignore_check_constraints=OFF; PRAGMA foreign_keys=ON"));
    const Backup backup = backupOf(database, folder);
    QCOMPARE(backup.manifest.foreignKeyViolations, 1);
    QVERIFY(database.run("DELETE FROM child"));

    const auto restored = restoreInto(database, backup);

    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    QCOMPARE(value(database, "SELECT count(*) FROM child WHERE p=404"), u"1"_s);
    QVERIFY(!database.run("INSERT INTO parent(v) VALUES('bad')")); // checks are on again
}

void tst_Restore::makesANewDatabase()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(source, folder);
    const QString file = folder.path(u"new/copy.sqlite"_s);

    const auto restored = restoreAsNew(file, backup);

    QVERIFY2(restored, restored ? "" : qPrintable(restored.error().message));
    QCOMPARE(QFileInfo(file).permissions() & 0x0077, QFile::Permissions());
    SqliteConnection copy = opened(file);
    QCOMPARE(contentOf(copy), contentOf(source));
    QCOMPARE(value(copy, "SELECT count(*) FROM _tidemark_lock"), u"0"_s);
    QVERIFY(!QFileInfo::exists(file + ".part"_L1));
}

void tst_Restore::neverReplacesAFile_data()
{
    QTest::addColumn<QString>("name");

    QTest::newRow("the database") << u"taken.sqlite"_s;
    QTest::newRow("a WAL that was left behind") << u"taken.sqlite-wal"_s;
}

void tst_Restore::neverReplacesAFile()
{
    QFETCH(QString, name);
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(source, folder);
    folder.write(name, "mine");

    const auto restored = restoreAsNew(folder.path(u"taken.sqlite"_s), backup);

    QVERIFY(!restored);
    QCOMPARE(restored.error().kind, Error::Kind::Usage);
    QCOMPARE(folder.read(name), QByteArray("mine"));
}

void tst_Restore::refusesToMakeANewDatabaseFromADamagedFile()
{
    ScratchFolder folder;
    SqliteConnection source = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(source, folder);
    QFile damaged(backup.databaseFile());
    QVERIFY(damaged.open(QIODevice::ReadWrite) && damaged.seek(5000) && damaged.putChar('\x7F'));
    damaged.close();

    const auto restored = restoreAsNew(folder.path(u"new.sqlite"_s), backup);

    QVERIFY(!restored);
    QCOMPARE(restored.error().kind, Error::Kind::BadInput);
    QVERIFY(!QFileInfo::exists(folder.path(u"new.sqlite"_s)));
    QVERIFY(!QFileInfo::exists(folder.path(u"new.sqlite.part"_s)));
}

void tst_Restore::previewsCountsOfBothSides()
{
    ScratchFolder folder;
    SqliteConnection database = opened(folder.path(u"live.sqlite"_s), Everything);
    const Backup backup = backupOf(database, folder);
    QVERIFY(database.run(Damage));

    const auto preview = previewRestore(database, backup);

    QVERIFY(preview);
    const auto rowOf = [&preview](const QString &table) {
        return *std::find_if(preview->begin(),
                             preview->end(),
                             [&table](const RestorePreviewRow &row) { return row.table == table; });
    };
    QCOMPARE(rowOf(u"parent"_s).now, std::optional<qint64>(1));
    QCOMPARE(rowOf(u"parent"_s).then, std::optional<qint64>(2));
    QCOMPARE(rowOf(u"pair"_s).now, std::optional<qint64>());
    QCOMPARE(rowOf(u"extra"_s).then, std::optional<qint64>());
    QCOMPARE(rowOf(u"extra"_s).now, std::optional<qint64>(1));
}

TIDEMARK_TEST(tst_Restore)
#include "tst_restore.moc"
