#include <engine/migration/replay.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

Migration migration(const QString &id, const QByteArray &sql)
{
    auto script = parseScript(u"/p/"_s + id + u".sql"_s, sql);
    if (!script)
        qFatal("%s", qPrintable(script.error().message));
    return { .id = id, .version = id.left(4), .up = *std::move(script) };
}

Schema schemaAfter(const QByteArray &sql)
{
    auto replayed = replay({ migration(u"0001_x"_s, sql) });
    if (!replayed)
        qFatal("%s", qPrintable(replayed.error().message));
    return replayed->schema();
}

const QByteArray Users = "CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT);";

} // namespace

Q_DECLARE_METATYPE(tidemark::Effect)

class tst_Replay : public QObject
{
    Q_OBJECT

private slots:
    void keepsTheSchemaOfEveryStep();
    void isEmptyWithoutMigrations();
    void placesTheFailureInTheFile();
    void undoesAFailedMigrationAsAWhole();
    void runsAScriptWithoutTransactionOnAFile();
    void refusesWhatD1Refuses();
    void ignoresOurTablesAndMirrors();
    void tellsWhatIsInEffect_data();
    void tellsWhatIsInEffect();
    void seesThroughWhatALaterMigrationTookAway();
    void cannotTellAPairThatLeavesNothing();
};

void tst_Replay::keepsTheSchemaOfEveryStep()
{
    const auto replayed
        = replay({ migration(u"0001_a"_s, Users),
                   migration(u"0002_b"_s, "INSERT INTO users VALUES ('1', 'a@b')"),
                   migration(u"0003_c"_s, "ALTER TABLE users ADD COLUMN tier TEXT") });

    QVERIFY(replayed);
    QCOMPARE(replayed->steps.size(), 3);
    QVERIFY(!replayed->step(u"0001_a"_s)->after.table(u"users"_s)->column(u"tier"_s));
    QVERIFY(replayed->schema().table(u"users"_s)->column(u"tier"_s));
    QCOMPARE(replayed->steps.at(0).fingerprintBefore, fingerprint(Schema()));
    QCOMPARE(replayed->steps.at(1).fingerprintAfter, replayed->steps.at(0).fingerprintAfter);
    QCOMPARE(replayed->steps.at(2).fingerprintBefore, replayed->steps.at(1).fingerprintAfter);
    QCOMPARE(replayed->fingerprint(), fingerprint(replayed->schema()));
    QVERIFY(replayed->before(u"0001_a"_s).isEmpty());
    QVERIFY(replayed->before(u"0003_c"_s).table(u"users"_s));
    QVERIFY(!replayed->step(u"0004_d"_s));
}

void tst_Replay::isEmptyWithoutMigrations()
{
    const auto replayed = replay({});

    QVERIFY(replayed);
    QVERIFY(replayed->schema().isEmpty());
    QCOMPARE(replayed->fingerprint(), fingerprint(Schema()));
}

void tst_Replay::placesTheFailureInTheFile()
{
    const auto replayed
        = replay({ migration(u"0001_a"_s, Users),
                   migration(u"0002_b"_s,
                             "-- title\nCREATE TABLE t (a);\n\nINSERT INTO t\nVALUES (nope);\n") });

    QVERIFY(!replayed);
    const Error &error = replayed.error();
    QCOMPARE(error.kind, Error::Kind::History);
    QCOMPARE(error.where.file, u"/p/0002_b.sql"_s);
    QCOMPARE(error.where.statement, 2);
    QVERIFY2(error.where.line == 5 || (error.where.offset < 0 && error.where.line == 4),
             qPrintable(QString::number(error.where.line)));
    QVERIFY(error.message.contains(u"nope"_s));
    QVERIFY(!error.remedy.isEmpty());
}

void tst_Replay::undoesAFailedMigrationAsAWhole()
{
    const auto replayed = replay(
        { migration(u"0001_a"_s, Users), migration(u"0002_b"_s, "DROP TABLE users;\nnonsense;") });

    QVERIFY(!replayed);
    QCOMPARE(replayed.error().where.statement, 2);
    QCOMPARE(replayed.error().where.line, 2);
}

void tst_Replay::runsAScriptWithoutTransactionOnAFile()
{
    const QList<Migration> migrations{ migration(
        u"0001_a"_s, "-- tidemark: transaction none\nCREATE TABLE t (a);\nVACUUM;\n") };

    QVERIFY(replay(migrations, SqliteOptions::Profile::Sqlite));
}

void tst_Replay::refusesWhatD1Refuses()
{
    const QList<Migration> migrations{ migration(u"0001_a"_s, "CREATE TABLE _cf_x (a);") };

    const auto onD1 = replay(migrations, SqliteOptions::Profile::D1);

    QVERIFY(!onD1);
    QCOMPARE(onD1.error().kind, Error::Kind::History);
    QVERIFY(replay(migrations, SqliteOptions::Profile::Sqlite));
}

void tst_Replay::ignoresOurTablesAndMirrors()
{
    const Schema plain = schemaAfter(Users);
    const Schema managed
        = schemaAfter(Users
                      + "CREATE TABLE d1_migrations (id INTEGER PRIMARY KEY, name TEXT);"
                        "CREATE TABLE _tidemark_ledger (id TEXT);");

    QCOMPARE(fingerprint(managed), fingerprint(plain));
    QCOMPARE(effectOf(plain, managed, plain), Effect::Undecidable);
}

void tst_Replay::tellsWhatIsInEffect_data()
{
    QTest::addColumn<QByteArray>("before");
    QTest::addColumn<QByteArray>("change");
    QTest::addColumn<QByteArray>("live");
    QTest::addColumn<Effect>("effect");

    const QByteArray tier = Users + "ALTER TABLE users ADD COLUMN tier TEXT;";
    const QByteArray index = "CREATE INDEX i ON users(email);";
    const QByteArray rebuilt
        = "DROP TABLE users; CREATE TABLE users (id TEXT PRIMARY KEY, email TEXT NOT NULL);";
    const QByteArray checked = "DROP TABLE users; CREATE TABLE users (id TEXT PRIMARY KEY, email "
                               "TEXT, CHECK (length(email) > 3));";

    QTest::newRow("new table, there") << QByteArray() << Users << Users << Effect::Present;
    QTest::newRow("new table, not there")
        << QByteArray() << Users << QByteArray() << Effect::Absent;
    QTest::newRow("new table, grown since") << QByteArray() << Users << tier << Effect::Present;
    QTest::newRow("new table, a column missing")
        << QByteArray() << tier << Users << Effect::Partial;
    QTest::newRow("new table, a column of another type")
        << QByteArray() << Users
        << QByteArray("CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT);")
        << Effect::Partial;
    QTest::newRow("one of two tables")
        << QByteArray() << QByteArray(Users + "CREATE TABLE rooms (id);") << Users
        << Effect::Partial;
    QTest::newRow("new column, there")
        << Users << QByteArray("ALTER TABLE users ADD COLUMN tier TEXT;") << tier
        << Effect::Present;
    QTest::newRow("new column, not there")
        << Users << QByteArray("ALTER TABLE users ADD COLUMN tier TEXT;") << Users
        << Effect::Absent;
    QTest::newRow("new column, its table gone")
        << Users << QByteArray("ALTER TABLE users ADD COLUMN tier TEXT;") << QByteArray()
        << Effect::Absent;
    QTest::newRow("renamed column, renamed")
        << Users << QByteArray("ALTER TABLE users RENAME COLUMN email TO mail;")
        << QByteArray("CREATE TABLE users (id TEXT PRIMARY KEY, mail TEXT);") << Effect::Present;
    QTest::newRow("renamed column, as before")
        << Users << QByteArray("ALTER TABLE users RENAME COLUMN email TO mail;") << Users
        << Effect::Absent;
    QTest::newRow("dropped column, still there")
        << tier << QByteArray("ALTER TABLE users DROP COLUMN tier;") << tier << Effect::Absent;
    QTest::newRow("dropped table, still there")
        << Users << QByteArray("DROP TABLE users;") << Users << Effect::Absent;
    QTest::newRow("dropped table, gone or never there")
        << Users << QByteArray("DROP TABLE users;") << QByteArray() << Effect::Undecidable;
    QTest::newRow("new index, there")
        << Users << index << QByteArray(Users + index) << Effect::Present;
    QTest::newRow("new index, not there") << Users << index << Users << Effect::Absent;
    QTest::newRow("new index, another of its name")
        << Users << index << QByteArray(Users + "CREATE UNIQUE INDEX i ON users(email);")
        << Effect::Partial;
    QTest::newRow("new index, written otherwise")
        << Users << index
        << QByteArray(Users + "create index IF NOT EXISTS \"i\" on users ( email );")
        << Effect::Present;
    QTest::newRow("rebuilt with NOT NULL, there")
        << Users << rebuilt << QByteArray(Users + rebuilt) << Effect::Present;
    QTest::newRow("rebuilt with NOT NULL, not there")
        << Users << rebuilt << Users << Effect::Absent;
    QTest::newRow("rebuilt with a CHECK, there")
        << Users << checked << QByteArray(Users + checked) << Effect::Present;
    QTest::newRow("rebuilt with a CHECK, not there") << Users << checked << Users << Effect::Absent;
    QTest::newRow("rebuilt with a CHECK, changed since")
        << Users << checked << tier << Effect::Undecidable;
    QTest::newRow("new view and trigger, there")
        << Users
        << QByteArray(
               "CREATE VIEW v AS SELECT id FROM users; CREATE TRIGGER r AFTER DELETE ON users "
               "BEGIN SELECT 1; END;")
        << QByteArray(
               Users
               + "CREATE VIEW v AS SELECT id FROM users; CREATE TRIGGER r AFTER DELETE ON users "
                 "BEGIN SELECT 1; END;")
        << Effect::Present;
    QTest::newRow("new view and trigger, one there")
        << Users
        << QByteArray(
               "CREATE VIEW v AS SELECT id FROM users; CREATE TRIGGER r AFTER DELETE ON users "
               "BEGIN SELECT 1; END;")
        << QByteArray(Users + "CREATE VIEW v AS SELECT id FROM users;") << Effect::Partial;
    QTest::newRow("only data") << Users << QByteArray("UPDATE users SET email = lower(email);")
                               << Users << Effect::Undecidable;
    QTest::newRow("masked by IF NOT EXISTS")
        << Users << QByteArray("CREATE TABLE IF NOT EXISTS users (other);") << Users
        << Effect::Undecidable;
}

void tst_Replay::tellsWhatIsInEffect()
{
    QFETCH(QByteArray, before);
    QFETCH(QByteArray, change);
    QFETCH(QByteArray, live);
    QFETCH(Effect, effect);

    const Effect found
        = effectOf(schemaAfter(before), schemaAfter(before + change), schemaAfter(live));

    QCOMPARE(found, effect);
}

void tst_Replay::seesThroughWhatALaterMigrationTookAway()
{
    const auto replayed
        = replay({ migration(u"0001_a"_s, Users),
                   migration(u"0002_b"_s, "ALTER TABLE users RENAME COLUMN email TO mail"),
                   migration(u"0003_c"_s, "CREATE TABLE rooms (id TEXT)") });
    QVERIFY(replayed);
    const Schema all = replayed->schema();

    QCOMPARE(effectOf(Schema(), replayed->steps.first().after, all), Effect::Partial);
    QCOMPARE(effectInStream(*replayed, u"0001_a"_s, all), Effect::Present);
    QCOMPARE(effectInStream(*replayed, u"0002_b"_s, all), Effect::Present);
    QCOMPARE(effectInStream(*replayed, u"0003_c"_s, replayed->steps.first().after), Effect::Absent);
    QCOMPARE(effectInStream(*replayed, u"0004_d"_s, all), Effect::Undecidable);
}

void tst_Replay::cannotTellAPairThatLeavesNothing()
{
    const auto replayed = replay({ migration(u"0001_a"_s, "CREATE TABLE old (id TEXT)"),
                                   migration(u"0002_b"_s, "DROP TABLE old"),
                                   migration(u"0003_c"_s, Users) });
    QVERIFY(replayed);

    QCOMPARE(effectInStream(*replayed, u"0001_a"_s, Schema()), Effect::Undecidable);
    QCOMPARE(effectInStream(*replayed, u"0002_b"_s, Schema()), Effect::Undecidable);
    QCOMPARE(effectInStream(*replayed, u"0002_b"_s, replayed->steps.first().after), Effect::Absent);
    QCOMPARE(effectInStream(*replayed, u"0001_a"_s, replayed->steps.first().after),
             Effect::Present);
}

TIDEMARK_TEST(tst_Replay)
#include "tst_replay.moc"
