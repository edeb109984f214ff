#include <engine/transfer/sqldump.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QBuffer>
#include <QtTest>

#include <cmath>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

SqliteConnection memory(const QByteArray &script = {}, SqliteOptions options = {})
{
    auto connection = SqliteConnection::open(u":memory:"_s, options);
    if (!connection)
        qFatal("%s", qPrintable(connection.error().message));
    if (const auto done = connection->run(script); !done)
        qFatal("%s", qPrintable(done.error().message));
    return std::move(*connection);
}

Value value(SqliteConnection &connection, const QByteArray &sql)
{
    const auto result = connection.query({ sql });
    if (!result || result->rows.isEmpty())
        qFatal("%s: %s", sql.constData(), result ? "no row" : qPrintable(result.error().message));
    return result->rows.first().first();
}

Result<ImportReport>
imported(SqliteConnection &connection, const QByteArray &dump, const Conduct &conduct = {})
{
    QBuffer in;
    in.setData(dump);
    in.open(QIODevice::ReadOnly);
    return importSql(connection, in, conduct);
}

/// Hands its bytes out in small pieces, as a pipe does.
class Pipe : public QIODevice
{
public:
    explicit Pipe(QByteArray bytes)
        : m_bytes(std::move(bytes))
    {
        open(QIODevice::ReadOnly | QIODevice::Unbuffered);
    }
    [[nodiscard]] bool isSequential() const override { return true; }

protected:
    qint64 readData(char *data, qint64 size) override
    {
        const qint64 taken = std::min<qint64>({ size, 7, m_bytes.size() });
        std::copy_n(m_bytes.constData(), taken, data);
        m_bytes.remove(0, taken);
        return taken;
    }
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_bytes;
};

// In the shape and with the defects of D1's exporter: child before parent, rows right after their table, Infinity bare, the
// trigger before its view, no line end at the end.
const QByteArray WranglerDump
    = "PRAGMA defer_foreign_keys=TRUE;\n"
      "CREATE TABLE session (id INTEGER PRIMARY KEY AUTOINCREMENT, user_id TEXT NOT NULL "
      "REFERENCES \"user\"(id));\n"
      "INSERT INTO \"session\" (\"id\",\"user_id\") VALUES(1,'u1');\n"
      "INSERT INTO \"session\" (\"id\",\"user_id\") VALUES(2,'u2');\n"
      "CREATE TABLE IF NOT EXISTS \"user\" (id TEXT PRIMARY KEY, score REAL, note TEXT);\n"
      "INSERT INTO \"user\" (\"id\",\"score\",\"note\") VALUES('u1',Infinity,'Infinity; it''s');\n"
      "INSERT INTO \"user\" (\"id\",\"score\",\"note\") VALUES('u2',-Infinity,NULL);\n"
      "DELETE FROM sqlite_sequence;\n"
      "INSERT INTO \"sqlite_sequence\" (\"name\",\"seq\") VALUES('session',40);\n"
      "CREATE INDEX session_user ON session(user_id);\n"
      "CREATE TRIGGER names_insert INSTEAD OF INSERT ON names BEGIN INSERT INTO \"user\"(id) "
      "VALUES(NEW.id); END;\n"
      "CREATE VIEW names AS SELECT id FROM \"user\";";

} // namespace

class tst_SqlImport : public QObject
{
    Q_OBJECT

private slots:
    void readsAWranglerDumpWithItsDefects();
    void readsFromAPipe();
    void readsADumpOfTheShell();
    void readsAFullTextTableOfTheShell();
    void readsTheEscapesOfNewerShells();
    void runsAScriptThatAltersInItsOwnOrder();
    void skipsADropOfWhatIsNotThere();
    void doubtsRoundedIntegers();
    void keepsTheUserVersion();
    void readsAStatementLargerThanItsWindow();
    void saysWhereItFailed_data();
    void saysWhereItFailed();
    void refusesADatabaseThatIsNotEmpty();
    void refusesOrphansWhereKeysAreEnforced();
    void doubtsOrphansWhereKeysAreNotEnforced();
    void leavesNothingBehindWhenStopped();
    void recognisesFiles_data();
    void recognisesFiles();
};

void tst_SqlImport::readsAWranglerDumpWithItsDefects()
{
    SqliteConnection destination = memory();

    const auto report = imported(destination, WranglerDump);

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(report->statements, 12);
    QVERIFY(report->repairs.join(u'|').contains(u"child table before parent"_s));
    QVERIFY(report->repairs.join(u'|').contains(u"Infinity"_s));
    QVERIFY(report->repairs.join(u'|').contains(u"trigger before its view"_s));
    QCOMPARE(value(destination, "SELECT count(*) FROM session").toInteger(), 2);
    QCOMPARE(value(destination, "SELECT score FROM user WHERE id='u1'").toReal(), HUGE_VAL);
    QCOMPARE(value(destination, "SELECT score FROM user WHERE id='u2'").toReal(), -HUGE_VAL);
    QCOMPARE(value(destination, "SELECT note FROM user WHERE id='u1'").toString(),
             u"Infinity; it's"_s);
    QCOMPARE(value(destination, "SELECT seq FROM sqlite_sequence").toInteger(), 40);
    QVERIFY(destination.run("INSERT INTO names VALUES('u3')"));
    QVERIFY(!destination.run(
        "INSERT INTO session(user_id) VALUES('nobody')")); // keys are enforced again
}

void tst_SqlImport::readsFromAPipe()
{
    SqliteConnection destination = memory();
    Pipe pipe("\xEF\xBB\xBF" + WranglerDump);

    const auto report = importSql(destination, pipe);

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(value(destination, "SELECT count(*) FROM user").toInteger(), 2);
}

void tst_SqlImport::readsADumpOfTheShell()
{
    SqliteConnection destination = memory();

    const auto report = imported(
        destination,
        "PRAGMA foreign_keys=OFF;\nBEGIN TRANSACTION;\nCREATE TABLE t(a INTEGER, b REAL);\n"
        "INSERT INTO t VALUES(1,1e999);\nINSERT INTO t VALUES(9223372036854775807,-0.5);\n"
        "CREATE INDEX i ON t(a);\nCOMMIT;\n");

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(report->repairs.size(), 1);
    QVERIFY(report->repairs.first().contains(u"transaction statements"_s));
    QCOMPARE(value(destination, "SELECT max(a) FROM t").toInteger(),
             std::numeric_limits<qint64>::max());
}

void tst_SqlImport::readsAFullTextTableOfTheShell()
{
    SqliteConnection source
        = memory("CREATE VIRTUAL TABLE f USING fts5(a); INSERT INTO f VALUES('high tide')");
    QByteArray dump
        = "BEGIN TRANSACTION;\nPRAGMA writable_schema=ON;\n"
          "INSERT INTO sqlite_schema(type,name,tbl_name,rootpage,sql)VALUES('table','f','f',0,"
          "'CREATE VIRTUAL TABLE f USING fts5(a)');\n";
    for (const char *table : { "data", "idx", "content", "docsize", "config" }) {
        const QByteArray name = QByteArray("f_") + table;
        dump += value(source,
                      "SELECT replace(sql, 'CREATE TABLE', 'CREATE TABLE IF NOT EXISTS') FROM "
                      "sqlite_schema WHERE name='"
                          + name + "'")
                    .bytes()
                + ";\n";
        const auto rows = source.query({ "SELECT * FROM " + name });
        QVERIFY(rows);
        for (const Row &row : rows->rows) {
            QList<QByteArray> literals;
            for (const Value &cell : row)
                literals.append(cell.literal());
            dump += "INSERT INTO " + name + " VALUES(" + literals.join(',') + ");\n";
        }
    }
    dump += "PRAGMA writable_schema=OFF;\nCOMMIT;\n";
    SqliteConnection destination = memory();

    const auto report = imported(destination, dump);

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(value(destination, "SELECT a FROM f WHERE f MATCH 'tide'").toString(), u"high tide"_s);
    QCOMPARE(value(destination, "PRAGMA integrity_check").toString(), u"ok"_s);
}

void tst_SqlImport::readsTheEscapesOfNewerShells()
{
    SqliteConnection destination = memory();

    const auto report = imported(destination,
                                 R"(CREATE TABLE t(a);
INSERT INTO t VALUES(unistr('a\u000ab\\c\U0001F30A\+00000a\000a'));)");

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(value(destination, "SELECT a FROM t").bytes(),
             QByteArray("a\nb\\c\xF0\x9F\x8C\x8A\n\n"));
}

void tst_SqlImport::runsAScriptThatAltersInItsOwnOrder()
{
    SqliteConnection destination = memory();

    const auto report = imported(destination,
                                 "CREATE TABLE a(x); INSERT INTO a VALUES(1); CREATE INDEX i ON "
                                 "a(x); ALTER TABLE a RENAME TO b;"
                                 "CREATE TABLE c(y); INSERT INTO c SELECT x FROM b; DROP TABLE b;");

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(value(destination, "SELECT group_concat(name) FROM sqlite_schema").toString(), u"c"_s);
    QCOMPARE(value(destination, "SELECT y FROM c").toInteger(), 1);
}

void tst_SqlImport::skipsADropOfWhatIsNotThere()
{
    SqliteConnection destination = memory();

    const auto report = imported(
        destination, "DROP TABLE IF EXISTS a; CREATE TABLE a(x); INSERT INTO a VALUES(1)");

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(value(destination, "SELECT count(*) FROM a").toInteger(), 1);
}

void tst_SqlImport::doubtsRoundedIntegers()
{
    SqliteConnection destination = memory();

    const auto report
        = imported(destination,
                   "PRAGMA defer_foreign_keys=TRUE;\nCREATE TABLE t(a, b);\n"
                   "INSERT INTO t VALUES(9007199254740992,'1234567890123456789');\nINSERT INTO t "
                   "VALUES(1,'\xEF\xBF\xBD');");

    QVERIFY(report);
    QCOMPARE(report->doubts.size(), 2);
    QVERIFY(report->doubts.first().contains(u"2^53"_s));
    QVERIFY(report->doubts.last().contains(u"U+FFFD"_s));
}

void tst_SqlImport::keepsTheUserVersion()
{
    SqliteConnection destination = memory();

    QVERIFY(imported(destination, "PRAGMA user_version=7; CREATE TABLE t(a);"));

    QCOMPARE(value(destination, "PRAGMA user_version").toInteger(), 7);
}

void tst_SqlImport::readsAStatementLargerThanItsWindow()
{
    SqliteConnection destination = memory();
    const QByteArray text(5'000'000, 'x');

    const auto report = imported(destination,
                                 "CREATE TABLE t(a);\nINSERT INTO t VALUES('" + text
                                     + "');\nINSERT INTO t VALUES('y')");

    QVERIFY2(report, report ? "" : qPrintable(report.error().message));
    QCOMPARE(value(destination, "SELECT length(a) FROM t").toInteger(), 5'000'000);
    QCOMPARE(value(destination, "SELECT count(*) FROM t").toInteger(), 2);
}

void tst_SqlImport::saysWhereItFailed_data()
{
    QTest::addColumn<QByteArray>("dump");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("statement");
    QTest::addColumn<QString>("word");

    QTest::newRow("syntax error") << QByteArray(
        "CREATE TABLE t(a);\n\n-- note\nINSERT INTO\n t VALUS(1);\n")
                                  << 5 << 2 << u"VALUS"_s;
    QTest::newRow("no such table")
        << QByteArray("CREATE TABLE t(a);\nINSERT INTO u VALUES(1);") << 2 << 2 << u"u"_s;
    QTest::newRow("same key twice") << QByteArray(
        "CREATE TABLE t(a PRIMARY KEY);\nINSERT INTO t VALUES(1);\nINSERT INTO t VALUES(1);")
                                    << 3 << 3 << u"UNIQUE"_s;
    QTest::newRow("index at the end") << QByteArray(
        "CREATE TABLE t(a);\nCREATE UNIQUE INDEX i ON t(a);\nINSERT INTO t VALUES(1),(1);")
                                      << 2 << 2 << u"UNIQUE"_s;
    QTest::newRow("cut off in a string")
        << QByteArray("CREATE TABLE t(a);\nINSERT INTO t VALUES('abc") << 2 << 2 << u"cut off"_s;
    QTest::newRow("cut off between statements")
        << QByteArray("BEGIN;\nCREATE TABLE t(a);\n") << 3 << 2 << u"cut off"_s;
    QTest::newRow("undone by its exporter")
        << QByteArray("BEGIN;\nCREATE TABLE t(a);\nROLLBACK; -- due to errors\n") << 3 << 3
        << u"ROLLBACK"_s;
    QTest::newRow("attaches another file")
        << QByteArray("ATTACH 'x' AS y;") << 1 << 1 << u"ATTACH"_s;
    QTest::newRow("writes the schema") << QByteArray(
        "INSERT INTO sqlite_schema VALUES('view','x','x',0,'CREATE VIEW x AS SELECT 1');")
                                       << 1 << 1 << u"sqlite_schema"_s;
    QTest::newRow("a bad escape") << QByteArray(
        "CREATE TABLE t(a);\nINSERT INTO t VALUES(unistr('\\u12'));")
                                  << 2 << 2 << u"Unicode"_s;
    QTest::newRow("NUL byte") << QByteArray("CREATE TABLE t(a);\nINSERT INTO t VALUES('a\0b');", 44)
                              << 2 << 2 << u"NUL"_s;
    QTest::newRow("not SQL") << QByteArray("id,name\n1,a\n") << 1 << 1 << u"id"_s;
}

void tst_SqlImport::saysWhereItFailed()
{
    QFETCH(QByteArray, dump);
    SqliteConnection destination = memory();

    const auto report = imported(destination, dump);

    QVERIFY(!report);
    const Error &error = report.error();
    QCOMPARE(error.kind, Error::Kind::BadInput);
    QCOMPARE(error.databaseState, DatabaseState::Unchanged);
    QTEST(error.where.line, "line");
    QTEST(error.where.statement, "statement");
    QFETCH(QString, word);
    const QString said = error.message + error.remedy;
    QVERIFY2(said.contains(word), qPrintable(said));
    QVERIFY(!error.remedy.isEmpty());
    QCOMPARE(value(destination, "SELECT count(*) FROM sqlite_schema").toInteger(), 0);
    QVERIFY(!destination.inTransaction());
}

void tst_SqlImport::refusesADatabaseThatIsNotEmpty()
{
    SqliteConnection destination = memory("CREATE TABLE mine(a)");

    const auto report = imported(destination, WranglerDump);

    QVERIFY(!report);
    QCOMPARE(report.error().kind, Error::Kind::Usage);
    QVERIFY(report.error().message.contains(u"mine"_s));
    QVERIFY(!destination.inTransaction());
}

void tst_SqlImport::refusesOrphansWhereKeysAreEnforced()
{
    SqliteConnection destination = memory();

    const auto report = imported(destination,
                                 "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p "
                                 "REFERENCES p(id)); INSERT INTO c VALUES(5);");

    QVERIFY(!report);
    QCOMPARE(report.error().kind, Error::Kind::BadInput);
    QVERIFY(report.error().message.contains(u"c → p"_s));
    QCOMPARE(value(destination, "SELECT count(*) FROM sqlite_schema").toInteger(), 0);
}

void tst_SqlImport::doubtsOrphansWhereKeysAreNotEnforced()
{
    SqliteConnection destination = memory({}, { .foreignKeys = false });

    const auto report = imported(destination,
                                 "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE c(p "
                                 "REFERENCES p(id)); INSERT INTO c VALUES(5);");

    QVERIFY(report);
    QVERIFY(report->doubts.join(u'|').contains(u"c → p"_s));
}

void tst_SqlImport::leavesNothingBehindWhenStopped()
{
    SqliteConnection destination = memory();
    QByteArray dump = "CREATE TABLE t(a);\n";
    for (int row = 0; row < 1000; ++row)
        dump += "INSERT INTO t VALUES(1);\n";
    std::stop_source stop;
    const Conduct conduct{ .progress = [&stop](const Progress &) { stop.request_stop(); },
                           .stop = stop.get_token() };

    const auto report = imported(destination, dump, conduct);

    QVERIFY(!report);
    QCOMPARE(report.error().kind, Error::Kind::Cancelled);
    QCOMPARE(value(destination, "SELECT count(*) FROM sqlite_schema").toInteger(), 0);
}

void tst_SqlImport::recognisesFiles_data()
{
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<DumpKind>("kind");

    QTest::newRow("database") << QByteArray("SQLite format 3\0\x10", 17)
                              << DumpKind::SqliteDatabase;
    QTest::newRow("dump") << QByteArray("PRAGMA defer_foreign_keys=TRUE;\n") << DumpKind::Sql;
    QTest::newRow("comments first")
        << QByteArray("-- x\n/* y */ create table t(a);") << DumpKind::Sql;
    QTest::newRow("byte order mark")
        << QByteArray("\xEF\xBB\xBFINSERT INTO t VALUES(1)") << DumpKind::Sql;
    QTest::newRow("only a comment") << QByteArray("-- nothing to do\n") << DumpKind::Sql;
    QTest::newRow("CSV") << QByteArray("id,name\n1,a\n") << DumpKind::Unknown;
    QTest::newRow("JSON") << QByteArray("[{\"a\":1}]") << DumpKind::Unknown;
    QTest::newRow("empty") << QByteArray() << DumpKind::Unknown;
    QTest::newRow("binary") << QByteArray("\x7F"
                                          "ELF\x02\x01",
                                          6)
                            << DumpKind::Unknown;
}

void tst_SqlImport::recognisesFiles()
{
    QFETCH(QByteArray, start);
    QBuffer in(&start);
    in.open(QIODevice::ReadOnly);

    const DumpKind kind = recogniseDump(in);

    QTEST(kind, "kind");
    QCOMPARE(in.pos(), 0);
}

TIDEMARK_TEST(tst_SqlImport)
#include "tst_sqlimport.moc"
