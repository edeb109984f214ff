#include "connections.h"

#include <engine/database/sqlite/connection.h>
#include <support/filelocks.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QFileInfo>
#include <QtTest>

#include <cmath>
#include <limits>

using namespace tidemark;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

Q_DECLARE_METATYPE(tidemark::Value)

namespace {

using Access = SqliteOptions::Access;

constexpr auto Private = QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner | QFile::ReadUser
                         | QFile::WriteUser | QFile::ExeUser;

} // namespace

class tst_SqliteConnection : public QObject
{
    Q_OBJECT

private slots:
    void refusesAFileThatIsNotThere();
    void refusesWhatIsNoDatabase_data();
    void refusesWhatIsNoDatabase();
    void refusesADatabaseThatLostItsEnd();
    void takesAnEmptyFileForAnEmptyDatabase();
    void takesTheNameAsItIs();
    void makesPrivateFoldersAndFiles();
    void makesNothingBelowAFile();
    void refusesToWriteWhenReading_data();
    void refusesToWriteWhenReading();
    void stillOpensALockedDatabase();
    void keepsItsLocksWhenTheFileIsOpenedAgain();
    void survivesBeingMoved();
    void readsASchemaWithEverything();
    void readsASchemaWithABrokenView();
    void readsAWalBesideItsWriter();
    void readsAWalWithoutItsIndex();
    void rollsBackAHotJournalBeforeReading();
};

void tst_SqliteConnection::refusesAFileThatIsNotThere()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"missing.sqlite"_s);

    for (const Access access : { Access::ReadOnly, Access::ReadWrite }) {
        const auto connection = SqliteConnection::open(path, { .access = access });

        QVERIFY(!connection);
        QCOMPARE(kindOf(connection.error()), u"MissingInput"_s);
        QCOMPARE(connection.error().where.file, path);
        QVERIFY(!QFileInfo::exists(path));
    }
    const auto nameless = SqliteConnection::open({}, { .access = Access::Create });
    QVERIFY(!nameless);
    QCOMPARE(kindOf(nameless.error()), u"MissingInput"_s);
}

void tst_SqliteConnection::refusesWhatIsNoDatabase_data()
{
    const QByteArray magic("SQLite format 3\0", 16);
    QTest::addColumn<QByteArray>("content");

    QTest::newRow("a text") << QByteArray("CREATE TABLE t(a);\n");
    QTest::newRow("bytes that look random") << QByteArray("\x9c\x01\xff\x00\x42", 5).repeated(300);
    QTest::newRow("the beginning of the magic") << magic.first(10);
    QTest::newRow("the magic alone") << magic;
    QTest::newRow("half a header") << magic + QByteArray(34, '\0');
    QTest::newRow("a page of zeros behind the magic") << magic + QByteArray(4080, '\0');
}

void tst_SqliteConnection::refusesWhatIsNoDatabase()
{
    QFETCH(const QByteArray, content);
    const ScratchFolder folder;
    const QString path = folder.write(u"odd.sqlite"_s, content);

    for (const Access access : { Access::ReadOnly, Access::ReadWrite, Access::Create }) {
        const auto connection = SqliteConnection::open(path, { .access = access });

        QVERIFY(!connection);
        QCOMPARE(kindOf(connection.error()), u"BadInput"_s);
        QCOMPARE(connection.error().where.file, path);
        QVERIFY(!connection.error().remedy.isEmpty());
        QCOMPARE(folder.read(u"odd.sqlite"_s), content);
    }
    const auto aFolder = SqliteConnection::open(folder.path(), { .access = Access::Create });
    QVERIFY(!aFolder);
    QCOMPARE(kindOf(aFolder.error()), u"BadInput"_s);
}

void tst_SqliteConnection::refusesADatabaseThatLostItsEnd()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"cut.sqlite"_s);
    static_cast<void>(made(path, "CREATE TABLE t(a); INSERT INTO t VALUES (zeroblob(100000));"));
    QVERIFY(QFile::resize(path, QFileInfo(path).size() / 2));

    const auto connection = SqliteConnection::open(path);

    QVERIFY(!connection);
    QCOMPARE(kindOf(connection.error()), u"BadInput"_s);
    QVERIFY(connection.error().remedy.contains(u"Restore"_s));
}

void tst_SqliteConnection::takesAnEmptyFileForAnEmptyDatabase()
{
    const ScratchFolder folder;
    const QString path = folder.write(u"empty.sqlite"_s, {});

    auto reader = opened(path, { .access = Access::ReadOnly });
    const auto schema = reader.schema();

    QVERIFY(schema);
    QVERIFY(schema->isEmpty());
    QCOMPARE(QFileInfo(path).size(), 0);
}

void tst_SqliteConnection::takesTheNameAsItIs()
{
    const ScratchFolder folder;

    for (const auto &name : { u"file:a?mode=memory"_s, u"größe '%41#?.sqlite"_s, u" .sqlite"_s }) {
        const QString path = folder.path(name);
        auto connection = made(path, "CREATE TABLE t(a);");

        QCOMPARE(connection.path(), path);
        QVERIFY(QFileInfo(path).size() > 0);
    }
}

void tst_SqliteConnection::makesPrivateFoldersAndFiles()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"a/b/new.sqlite"_s);

    const auto connection = made(path, "PRAGMA journal_mode=WAL; CREATE TABLE t(a);");

    for (const auto &name : { u"a"_s, u"a/b"_s, u"a/b/new.sqlite"_s, u"a/b/new.sqlite-wal"_s }) {
        QVERIFY2(QFileInfo::exists(folder.path(name)), qPrintable(name));
        QCOMPARE(QFileInfo(folder.path(name)).permissions() & ~Private, QFile::Permissions());
    }
}

void tst_SqliteConnection::makesNothingBelowAFile()
{
    const ScratchFolder folder;
    const QString file = folder.write(u"file"_s, "x");

    const auto connection
        = SqliteConnection::open(file + u"/sub/new.sqlite"_s, { .access = Access::Create });

    QVERIFY(!connection);
    QVERIFY(!connection.error().message.isEmpty() && !connection.error().remedy.isEmpty());
    QCOMPARE(folder.read(u"file"_s), QByteArray("x"));
}

void tst_SqliteConnection::refusesToWriteWhenReading_data()
{
    QTest::addColumn<QByteArray>("mode");
    QTest::addColumn<QByteArray>("statement");

    for (const char *mode : { "DELETE", "WAL" }) {
        const auto row = [mode](const char *name, const char *statement) {
            QTest::addRow("%s with the journal mode %s", name, mode)
                << QByteArray(mode) << QByteArray(statement);
        };
        row("an insertion", "INSERT INTO t VALUES (2)");
        row("a table", "CREATE TABLE u(a)");
        row("a drop", "DROP TABLE t");
        row("a version", "PRAGMA user_version = 7");
        row("the way out", "PRAGMA query_only = OFF");
        row("the way out as a function", "SELECT * FROM pragma_query_only(0)");
    }
}

void tst_SqliteConnection::refusesToWriteWhenReading()
{
    QFETCH(const QByteArray, mode);
    QFETCH(const QByteArray, statement);
    const ScratchFolder folder;
    const QString path = folder.path(u"r.sqlite"_s);
    static_cast<void>(made(
        path, "PRAGMA journal_mode=" + mode + "; CREATE TABLE t(a); INSERT INTO t VALUES (1);"));
    const QByteArray before = folder.read(u"r.sqlite"_s);
    {
        auto reader = opened(path, { .access = Access::ReadOnly });

        const auto result = reader.query({ statement });
        const auto after = reader.query({ "INSERT INTO t VALUES (3)" });

        QVERIFY(!result || !after);
        QVERIFY(!after);
        QVERIFY(!after.error().remedy.isEmpty());
        QCOMPARE(value(reader, "SELECT group_concat(a) FROM t"), u"1"_s);
    }
    QCOMPARE(folder.read(u"r.sqlite"_s), before);
}

void tst_SqliteConnection::stillOpensALockedDatabase()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"l.sqlite"_s);
    auto other = made(path, "CREATE TABLE t(a); BEGIN EXCLUSIVE;");

    auto connection = SqliteConnection::open(path, { .busyTimeout = 10ms });
    QVERIFY(connection);
    const auto locked = connection->query({ "SELECT count(*) FROM t" });
    QVERIFY(other.run("COMMIT"));

    QVERIFY(!locked);
    QCOMPARE(kindOf(locked.error()), u"Lock"_s);
    QCOMPARE(value(*connection, "SELECT count(*) FROM t"), u"0"_s);
}

void tst_SqliteConnection::keepsItsLocksWhenTheFileIsOpenedAgain()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"a.sqlite"_s);
    auto reader = made(path, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
    QVERIFY(reader.run("BEGIN; SELECT * FROM t"));
    QVERIFY(isReadLocked(path));

    const auto other = opened(path);

    QVERIFY(isReadLocked(path));
    QVERIFY(reader.run("COMMIT"));
    QVERIFY(!isReadLocked(path));
}

void tst_SqliteConnection::survivesBeingMoved()
{
    const ScratchFolder folder;
    auto first = made(folder.path(u"1.sqlite"_s), "CREATE TABLE t(a); INSERT INTO t VALUES (1);");
    auto second = made(folder.path(u"2.sqlite"_s), "CREATE TABLE t(a); INSERT INTO t VALUES (2);");

    SqliteConnection moved(std::move(first));
    moved = std::move(second);

    QCOMPARE(value(moved, "SELECT a FROM t"), u"2"_s);
    QVERIFY(!moved.transaction({ { "COMMIT" } })); // its callbacks came along
}

void tst_SqliteConnection::readsASchemaWithEverything()
{
    auto connection = made(
        u":memory:"_s,
        "CREATE TABLE \"a \"\"b\"(id INTEGER PRIMARY KEY AUTOINCREMENT, v VARCHAR(50) NOT NULL"
        " DEFAULT 'x''y', g AS (id * 2) VIRTUAL, s AS (id + 1) STORED, UNIQUE (v));"
        "CREATE TABLE c(x INT, y INT, p INT REFERENCES \"a \"\"b\" ON DELETE CASCADE ON UPDATE SET "
        "NULL,"
        " PRIMARY KEY (y, x)) WITHOUT ROWID, STRICT;"
        "CREATE INDEX i ON c(p DESC, y COLLATE NOCASE) WHERE p > 1;"
        "CREATE UNIQUE INDEX e ON c(x + y);"
        "CREATE VIEW w(k) AS SELECT id FROM \"a \"\"b\";"
        "CREATE TRIGGER r INSTEAD OF INSERT ON w BEGIN SELECT 1; END;"
        "CREATE VIRTUAL TABLE f USING fts5(body);");

    const auto schema = connection.schema();

    QVERIFY2(schema, schema ? "" : qPrintable(schema.error().message));
    const Table *const a = schema->table(u"A \"B"_s);
    QVERIFY(a);
    QCOMPARE(a->columns.size(), 4);
    QCOMPARE(a->column(u"v"_s)->type, u"VARCHAR(50)"_s);
    QCOMPARE(a->column(u"v"_s)->defaultValue, std::optional(u"'x''y'"_s));
    QCOMPARE(a->column(u"g"_s)->kind, Column::Kind::GeneratedVirtual);
    QCOMPARE(a->column(u"s"_s)->kind, Column::Kind::GeneratedStored);
    const Table *const c = schema->table(u"c"_s);
    QVERIFY(c && c->withoutRowid && c->strict);
    QCOMPARE(c->primaryKey(), QStringList({ u"y"_s, u"x"_s }));
    QCOMPARE(c->foreignKeys.first().parent, u"a \"b"_s);
    QCOMPARE(c->foreignKeys.first().onDelete, u"CASCADE"_s);
    QCOMPARE(c->foreignKeys.first().onUpdate, u"SET NULL"_s);
    QVERIFY(schema->index(u"i"_s)->partial && schema->index(u"i"_s)->columns.first().descending);
    QVERIFY(schema->index(u"e"_s)->unique && schema->index(u"e"_s)->columns.first().name.isEmpty());
    QCOMPARE(schema->view(u"w"_s)->columns, QStringList(u"k"_s));
    QCOMPARE(schema->trigger(u"r"_s)->table, u"w"_s);
    QCOMPARE(schema->table(u"f"_s)->kind, Table::Kind::Virtual);
    QCOMPARE(schema->table(u"f_data"_s)->kind, Table::Kind::Shadow);
    QVERIFY(schema->table(u"sqlite_sequence"_s));
}

void tst_SqliteConnection::readsASchemaWithABrokenView()
{
    auto connection = made(u":memory:"_s,
                           "CREATE TABLE t(a); CREATE VIEW good AS SELECT a FROM t;"
                           "CREATE VIEW bad AS SELECT * FROM missing;");

    const auto schema = connection.schema();

    QVERIFY(schema);
    QCOMPARE(schema->views.size(), 2);
    QVERIFY(schema->view(u"bad"_s)->columns.isEmpty());
    QCOMPARE(schema->table(u"t"_s)->columns.size(), 1);
}

void tst_SqliteConnection::readsAWalBesideItsWriter()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"wal.sqlite"_s);
    auto writer = made(path,
                       "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; CREATE TABLE t(a);"
                       "INSERT INTO t VALUES (1); BEGIN IMMEDIATE; INSERT INTO t VALUES (2);");

    auto reader = opened(path, { .access = Access::ReadOnly, .busyTimeout = 0ms });
    const QString before = value(reader, "SELECT count(*) FROM t");
    QVERIFY(writer.run("COMMIT"));

    QCOMPARE(before, u"1"_s);
    QCOMPARE(value(reader, "SELECT count(*) FROM t"), u"2"_s);
    QCOMPARE(value(reader, "PRAGMA journal_mode"), u"wal"_s);
}

void tst_SqliteConnection::readsAWalWithoutItsIndex()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"wal.sqlite"_s);
    const auto writer = made(path,
                             "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
                             "CREATE TABLE t(a); INSERT INTO t VALUES (1);");
    const QString crashed = folder.path(u"crashed.sqlite"_s);
    QVERIFY(QFile::copy(path, crashed) && QFile::copy(path + u"-wal"_s, crashed + u"-wal"_s));
    const QByteArray file = folder.read(u"crashed.sqlite"_s);
    const QByteArray wal = folder.read(u"crashed.sqlite-wal"_s);
    {
        auto reader = opened(crashed, { .access = Access::ReadOnly });
        QCOMPARE(value(reader, "SELECT a FROM t"), u"1"_s);
    }
    QCOMPARE(folder.read(u"crashed.sqlite"_s), file);
    QCOMPARE(folder.read(u"crashed.sqlite-wal"_s), wal);
}

void tst_SqliteConnection::rollsBackAHotJournalBeforeReading()
{
    const ScratchFolder folder;
    const QString path = folder.path(u"j.sqlite"_s);
    const auto writer = made(
        path,
        "PRAGMA cache_size=5; CREATE TABLE t(a, b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL"
        " SELECT i + 1 FROM n LIMIT 500) INSERT INTO t SELECT 1, zeroblob(500) FROM n;"
        "BEGIN IMMEDIATE; UPDATE t SET a = 2, b = zeroblob(501);");
    const QString crashed = folder.path(u"crashed.sqlite"_s);
    QVERIFY(QFile::copy(path, crashed)
            && QFile::copy(path + u"-journal"_s, crashed + u"-journal"_s));

    auto reader = opened(crashed, { .access = Access::ReadOnly });

    QCOMPARE(value(reader, "SELECT count(*) || ' ' || sum(a) FROM t"), u"500 500"_s);
    QCOMPARE(value(reader, "PRAGMA integrity_check"), u"ok"_s);
    QVERIFY(!reader.query({ "DELETE FROM t" }));
}

TIDEMARK_TEST(tst_SqliteConnection)
#include "tst_sqliteconnection.moc"
