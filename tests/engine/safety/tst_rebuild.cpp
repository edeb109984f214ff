#include "plans.h"

#include <support/await.h>
#include <support/scratch.h>
#include <support/testprogram.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

/// A parent, children of every kind, a grandchild and everything that hangs on them.
QByteArray family(const QByteArray &action)
{
    return "CREATE TABLE user (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL, name "
           "TEXT,"
           "  boss INTEGER REFERENCES user(id) ON DELETE "
           + action
           + ");"
             "CREATE UNIQUE INDEX user_email ON user(email);"
             "CREATE TABLE session (id TEXT PRIMARY KEY NOT NULL, uid INTEGER REFERENCES user(id) "
             "ON DELETE "
           + action
           + ", seen INTEGER NOT NULL DEFAULT 0 CHECK (session.seen >= 0));"
             "CREATE INDEX session_uid ON session(uid);"
             "CREATE TABLE event (id INTEGER PRIMARY KEY, sid TEXT REFERENCES session(id) ON "
             "DELETE "
           + action
           + ") STRICT;"
             "CREATE TABLE audit (what TEXT);"
             "CREATE VIEW recent AS SELECT user.email, session.seen FROM user JOIN session ON uid "
             "= user.id;"
             "CREATE VIEW recent_emails AS SELECT email FROM recent;"
             "CREATE TRIGGER user_gone AFTER DELETE ON user BEGIN INSERT INTO audit VALUES "
             "(old.email); END;"
             "CREATE TRIGGER audit_gone AFTER DELETE ON audit BEGIN UPDATE session SET seen = 0; "
             "END;"
             "INSERT INTO user(id, email, boss) VALUES (1, 'a', NULL), (2, 'b', 1), (7, 'c', 2);"
             "DELETE FROM user WHERE id = 7;"
             "DELETE FROM audit;"
             "INSERT INTO session(id, uid) VALUES ('s1', 1), ('s2', 1), ('s3', 2);"
             "INSERT INTO event VALUES (1, 's1'), (2, 's3'), (3, NULL);";
}

const QByteArray NewUser
    = "CREATE TABLE user_x (id INTEGER PRIMARY KEY AUTOINCREMENT, email TEXT NOT NULL,"
      " name TEXT NOT NULL DEFAULT '', boss INTEGER REFERENCES user_x(id))";

QByteArray rowsOf(const ScratchDatabase &database, const QByteArray &table)
{
    QByteArray text;
    for (const Row &row : database.rows("SELECT * FROM " + table + " ORDER BY 1")) {
        for (const Value &value : row)
            text += value.literal() + ' ';
        text += '\n';
    }
    return text;
}

QList<BoundStatement> batchOf(const QByteArray &script)
{
    QList<BoundStatement> batch;
    for (const Statement &statement : splitScript(script))
        batch << BoundStatement{ statement.text };
    return batch;
}

/// @p after with the table of @p before in place of its new shape.
Schema undone(Schema after, const Schema &before, const QString &name)
{
    for (Table &table : after.tables) {
        if (table.name == name)
            table = *before.table(name);
    }
    return after;
}

SqliteOptions d1()
{
    SqliteOptions options;
    options.profile = SqliteOptions::Profile::D1;
    return options;
}

} // namespace

class tst_Rebuild : public QObject
{
    Q_OBJECT

private slots:
    void keepsEveryRow_data();
    void keepsEveryRow();
    void thePlainRebuildLosesRows();
    void keepsIndexesTriggersAndViews();
    void keepsTheCounterOfDeletedRows();
    void leavesOutAnIndexOfAColumnThatGoes();
    void givesNoReservedName_data();
    void givesNoReservedName();
    void refusesACycle();
    void refusesWhatCannotBeFilled();
    void refusesWhatIsNoTable_data();
    void refusesWhatIsNoTable();
};

void tst_Rebuild::keepsEveryRow_data()
{
    QTest::addColumn<QByteArray>("action");
    QTest::newRow("cascade") << QByteArray("CASCADE");
    QTest::newRow("set null") << QByteArray("SET NULL");
    QTest::newRow("set default") << QByteArray("SET DEFAULT");
    QTest::newRow("restrict") << QByteArray("RESTRICT");
    QTest::newRow("no action") << QByteArray("NO ACTION");
}

void tst_Rebuild::keepsEveryRow()
{
    QFETCH(const QByteArray, action);
    const ScratchDatabase database(family(action), d1());
    const Schema before = *await(database.database()->schema());
    const QByteArray sessions = rowsOf(database, "session");
    const QByteArray events = rowsOf(database, "event");

    const auto script = safeRebuild(before, u"user"_s, NewUser);
    QVERIFY2(script, qPrintable(script ? QString() : script.error().message));
    const auto run = await(database.database()->execute(batchOf(*script)));

    QVERIFY2(run, qPrintable(run ? QString() : run.error().message + QString::fromUtf8(*script)));
    QCOMPARE(rowsOf(database, "session"), sessions);
    QCOMPARE(rowsOf(database, "event"), events);
    QCOMPARE(database.value("SELECT group_concat(id || email || coalesce(boss, '-')) FROM user"),
             u"1a-,2b1"_s);
    QCOMPARE(database.value("SELECT count(*) FROM audit"), u"0"_s);
    QCOMPARE(database.rows("PRAGMA foreign_key_check").size(), 0);
    const Schema after = *await(database.database()->schema());
    QCOMPARE(fingerprint(undone(after, before, u"user"_s)), fingerprint(before));
    QVERIFY(after.table(u"user"_s)->column(u"name"_s)->notNull);
}

void tst_Rebuild::thePlainRebuildLosesRows()
{
    const ScratchDatabase database(family("CASCADE"), d1());

    const auto run = await(database.database()->execute(batchOf(
        "PRAGMA defer_foreign_keys = ON;"
        "CREATE TABLE user_x (id INTEGER PRIMARY KEY, email TEXT, name TEXT, boss INTEGER);"
        "INSERT INTO user_x SELECT * FROM user; DROP TRIGGER audit_gone; DROP VIEW recent_emails;"
        "DROP VIEW recent; DROP TABLE user; ALTER TABLE user_x RENAME TO user")));

    QVERIFY2(run, qPrintable(run ? QString() : run.error().message));
    QCOMPARE(database.value("SELECT count(*) FROM session"), u"0"_s); // why this room exists
}

void tst_Rebuild::keepsIndexesTriggersAndViews()
{
    const ScratchDatabase database(family("CASCADE"), d1());
    const auto script = safeRebuild(*await(database.database()->schema()), u"USER"_s, NewUser);
    QVERIFY(script);

    QVERIFY(await(database.database()->execute(batchOf(*script))));

    database.run("DELETE FROM user WHERE id = 2");
    QCOMPARE(database.value("SELECT what FROM audit"), u"b"_s);
    QCOMPARE(database.value("SELECT count(*) FROM recent_emails"), u"2"_s);
    QVERIFY(!await(database.database()->query({ "INSERT INTO user(email) VALUES ('a')" })));
    QCOMPARE(database.value("SELECT count(*) FROM event WHERE sid = 's3'"),
             u"0"_s); // cascades as ever
}

void tst_Rebuild::keepsTheCounterOfDeletedRows()
{
    const ScratchDatabase database(family("CASCADE"), d1());
    const auto script = safeRebuild(*await(database.database()->schema()), u"user"_s, NewUser);
    QVERIFY(script);

    QVERIFY(await(database.database()->execute(batchOf(*script))));

    database.run("INSERT INTO user(email) VALUES ('d')");
    QCOMPARE(database.value("SELECT max(id) FROM user"), u"8"_s);
    QCOMPARE(database.value("SELECT count(*) FROM sqlite_sequence"), u"1"_s);
}

void tst_Rebuild::leavesOutAnIndexOfAColumnThatGoes()
{
    const QByteArray live = "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
                            "CREATE INDEX t_a ON t(a); CREATE INDEX t_b ON t(b);"
                            "INSERT INTO t VALUES (1, 'x', 'y')";
    const ScratchDatabase database(live, d1());
    const auto script = safeRebuild(*await(database.database()->schema()),
                                    u"t"_s,
                                    "CREATE TABLE t (id INTEGER PRIMARY KEY, b TEXT)");
    QVERIFY(script);

    QVERIFY(await(database.database()->execute(batchOf(*script))));

    QVERIFY(script->contains("t_a is left out"));
    QCOMPARE(database.value("SELECT group_concat(name) FROM sqlite_schema WHERE type = 'index'"),
             u"t_b"_s);
    QCOMPARE(database.value("SELECT b FROM t"), u"y"_s);
}

void tst_Rebuild::givesNoReservedName_data()
{
    QTest::addColumn<QString>("table");
    QTest::newRow("SQLite's") << u"sqlite"_s;
    QTest::newRow("D1's") << u"_cf"_s;
    QTest::newRow("ours") << u"_tidemark"_s;
}

void tst_Rebuild::givesNoReservedName()
{
    QFETCH(const QString, table);
    const QByteArray create = "CREATE TABLE " + table.toUtf8() + "(a)";
    const ScratchDatabase database(create, d1());

    const auto script = safeRebuild(*await(database.database()->schema()), table, create);

    QVERIFY(script);
    const auto run = await(database.database()->execute(batchOf(*script)));
    QVERIFY2(run, qPrintable(run ? QString() : run.error().message));
}

void tst_Rebuild::refusesACycle()
{
    const Schema schema
        = schemaOf("CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER REFERENCES b(id));"
                   "CREATE TABLE b (id INTEGER PRIMARY KEY, a INTEGER REFERENCES a(id))");

    const auto script = safeRebuild(schema, u"a"_s, "CREATE TABLE a2 (id INTEGER PRIMARY KEY)");

    QVERIFY(!script);
    QCOMPARE(script.error().kind, Error::Kind::Policy);
    QVERIFY(script.error().message.contains(u"each other"_s));
}

void tst_Rebuild::refusesWhatCannotBeFilled()
{
    const Schema schema = schemaOf("CREATE TABLE a (id INTEGER PRIMARY KEY)");

    const auto script = safeRebuild(
        schema, u"a"_s, "CREATE TABLE a2 (id INTEGER PRIMARY KEY, must TEXT NOT NULL)");

    QVERIFY(!script);
    QCOMPARE(script.error().kind, Error::Kind::Policy);
    QVERIFY(script.error().message.contains(u"a.must"_s));
}

void tst_Rebuild::refusesWhatIsNoTable_data()
{
    QTest::addColumn<QString>("table");
    QTest::addColumn<QByteArray>("sql");
    QTest::addColumn<int>("kind");
    QTest::newRow("no such table")
        << u"b"_s << QByteArray("CREATE TABLE b (id)") << int(Error::Kind::Policy);
    QTest::newRow("a select") << u"a"_s << QByteArray("SELECT 1") << int(Error::Kind::BadInput);
    QTest::newRow("empty") << u"a"_s << QByteArray() << int(Error::Kind::BadInput);
    QTest::newRow("as select") << u"a"_s << QByteArray("CREATE TABLE b AS SELECT 1 AS id")
                               << int(Error::Kind::BadInput);
    QTest::newRow("syntax error") << u"a"_s << QByteArray("CREATE TABLE b (id")
                                  << int(Error::Kind::BadInput);
}

void tst_Rebuild::refusesWhatIsNoTable()
{
    QFETCH(const QString, table);
    QFETCH(const QByteArray, sql);
    QFETCH(const int, kind);
    const Schema schema = schemaOf("CREATE TABLE a (id INTEGER PRIMARY KEY)");

    const auto script = safeRebuild(schema, table, sql);

    QVERIFY(!script);
    QCOMPARE(int(script.error().kind), kind);
}

TIDEMARK_TEST(tst_Rebuild)
#include "tst_rebuild.moc"
