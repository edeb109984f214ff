#include <engine/sql/script.h>
#include <engine/sql/tokenizer.h>
#include <support/testprogram.h>

#include <QRandomGenerator>
#include <QtTest>

#include <memory>
#include <sqlite3.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(tidemark::StatementKind)

namespace {

struct Closer {
    void operator()(sqlite3 *handle) const { sqlite3_close(handle); }
};
using Connection = std::unique_ptr<sqlite3, Closer>;

Connection memory()
{
    sqlite3 *handle = nullptr;
    if (sqlite3_open(":memory:", &handle) != SQLITE_OK)
        qFatal("No database in memory");
    return Connection(handle);
}

/// Where SQLite sees the ends of a script's statements, each run so that the next can be prepared.
QList<qsizetype> endsInSqlite(const QByteArray &script)
{
    const auto connection = memory();
    QList<qsizetype> ends;
    const char *from = script.constData();
    while (*from != '\0') {
        sqlite3_stmt *statement = nullptr;
        const char *tail = nullptr;
        if (sqlite3_prepare_v2(connection.get(), from, -1, &statement, &tail) != SQLITE_OK)
            qFatal("%s", sqlite3_errmsg(connection.get()));
        if (statement)
            ends.append(tail - script.constData());
        while (statement && sqlite3_step(statement) == SQLITE_ROW) {}
        sqlite3_finalize(statement);
        from = tail;
    }
    return ends;
}

QList<qsizetype> ends(const QByteArray &script)
{
    QList<qsizetype> found;
    for (const auto &statement : splitScript(script)) {
        const auto end = statementEnd(QByteArrayView(script).sliced(statement.offset));
        found.append(end < 0 ? script.size() : statement.offset + end);
    }
    return found;
}

/// sqlite3_complete(), said with statementEnd().
bool isComplete(QByteArrayView text)
{
    bool any = false;
    for (auto end = statementEnd(text); end >= 0; end = statementEnd(text)) {
        text = text.sliced(end);
        any = true;
    }
    for (auto token = tokenAt(text, 0); token.length > 0; token = tokenAt(text, token.end())) {
        const auto blank = token.in(text);
        if (!token.isBlank() || (blank.startsWith("/*") && !blank.sliced(2).endsWith("*/")))
            return false;
    }
    return any;
}

QList<QByteArray> texts(const QByteArray &script)
{
    QList<QByteArray> all;
    for (const auto &statement : splitScript(script))
        all.append(statement.text);
    return all;
}

} // namespace

class tst_Script : public QObject
{
    Q_OBJECT

private slots:
    void splits_data();
    void splits();
    void endsStatementsWhereSqliteDoes_data();
    void endsStatementsWhereSqliteDoes();
    void agreesWithSqlite3CompleteOnRandomText();
    void saysWhereAStatementStands();
    void saysWhichStatementIsNotClosed();
    void findsTheEndOfAStatementInABlock();
    void splitsALargeDump();
    void normalises_data();
    void normalises();
    void reducesToTokens_data();
    void reducesToTokens();
    void tellsTokenFormsApart();
    void countsPositions_data();
    void countsPositions();
    void knowsTheKind_data();
    void knowsTheKind();
    void seesChangesToWholeTables_data();
    void seesChangesToWholeTables();
};

void tst_Script::splits_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QList<QByteArray>>("statements");

    using List = QList<QByteArray>;
    const auto row = [](const char *name, const char *script, const List &statements) {
        QTest::newRow(name) << QByteArray(script) << statements;
    };
    row("nothing", "", {});
    row("blanks", " \n\t", {});
    row("comments only", "-- a;\n/* b; */ -- c", {});
    row("semicolons only", ";; ;", {});
    row("byte order mark only", "\xEF\xBB\xBF", {});
    row("one, unterminated", "SELECT 1", { "SELECT 1" });
    row("two", "SELECT 1;SELECT 2;", { "SELECT 1", "SELECT 2" });
    row("byte order mark", "\xEF\xBB\xBFSELECT 1;", { "SELECT 1" });
    row("byte order marks of joined files",
        "SELECT 1;\n\xEF\xBB\xBFSELECT 2;",
        { "SELECT 1", "SELECT 2" });
    row("comments around", "-- a\nSELECT 1 -- b;\n /* c */;", { "SELECT 1" });
    row("comments within", "SELECT /* ; */ 1 -- ;\n, 2;", { "SELECT /* ; */ 1 -- ;\n, 2" });
    row("comment after the last", "SELECT 1; -- end", { "SELECT 1" });
    row("comment after an unterminated one", "SELECT 1 -- end;", { "SELECT 1" });
    row("unterminated comment", "SELECT 1; /* ; ", { "SELECT 1" });
    row("minus and slash", "SELECT 3 - 2 / 1;", { "SELECT 3 - 2 / 1" });
    row("minus before the semicolon", "SELECT -;", { "SELECT -" });
    row("semicolon in a string", "SELECT ';', 'it'';s';x", { "SELECT ';', 'it'';s'", "x" });
    row("semicolon in every quote",
        "SELECT \"a;\", `b;`, [c;];x",
        { "SELECT \"a;\", `b;`, [c;]", "x" });
    row("quote in a comment", "SELECT 1 -- it's\n;SELECT 2", { "SELECT 1", "SELECT 2" });
    row("comment in a string", "SELECT '--', '/*';x", { "SELECT '--', '/*'", "x" });
    row("unterminated string", "SELECT 1;SELECT 'a;b", { "SELECT 1", "SELECT 'a;b" });
    row("CRLF", "SELECT 1;\r\nSELECT 2;\r\n", { "SELECT 1", "SELECT 2" });
    row("trigger",
        "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END;x",
        { "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT 1; SELECT 2; END", "x" });
    row("trigger in lower case",
        "create temp trigger t after insert on a begin select 1; end;x",
        { "create temp trigger t after insert on a begin select 1; end", "x" });
    row("trigger with CASE",
        "CREATE TEMPORARY TRIGGER t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END;x",
        { "CREATE TEMPORARY TRIGGER t BEGIN SELECT CASE 1 WHEN 1 THEN 2 END; END", "x" });
    row("trigger with comments in odd places",
        "CREATE/* */TRIGGER t BEGIN SELECT 1;-- ;\n/*;*/end-- ;\n;x",
        { "CREATE/* */TRIGGER t BEGIN SELECT 1;-- ;\n/*;*/end", "x" });
    row("trigger with CRLF",
        "CREATE TRIGGER t BEGIN\r\n  SELECT 1;\r\nEND;\r\nx",
        { "CREATE TRIGGER t BEGIN\r\n  SELECT 1;\r\nEND", "x" });
    row("trigger whose string says END",
        "CREATE TRIGGER t BEGIN SELECT ';END;'; END;x",
        { "CREATE TRIGGER t BEGIN SELECT ';END;'; END", "x" });
    row("unterminated trigger",
        "CREATE TRIGGER t BEGIN SELECT 1; END",
        { "CREATE TRIGGER t BEGIN SELECT 1; END" });
    row("explained trigger",
        "EXPLAIN QUERY PLAN CREATE TRIGGER t BEGIN SELECT 1; END;x",
        { "EXPLAIN QUERY PLAN CREATE TRIGGER t BEGIN SELECT 1; END", "x" });
    row("a table called trigger",
        "CREATE TABLE \"trigger\"(a);CREATE INDEX trigger ON b(c);x",
        { "CREATE TABLE \"trigger\"(a)", "CREATE INDEX trigger ON b(c)", "x" });
    row("Tcl arrays are looked into, at the start of a statement and in a trigger",
        "$a(b;c);SELECT $a(;d);CREATE TRIGGER t BEGIN SELECT $a(; END;x",
        { "$a(b", "c)", "SELECT $a(", "d)", "CREATE TRIGGER t BEGIN SELECT $a(; END", "x" });
    row("a transaction", "BEGIN;COMMIT;END;", { "BEGIN", "COMMIT", "END" });
}

void tst_Script::splits()
{
    QFETCH(QByteArray, script);
    QFETCH(QList<QByteArray>, statements);

    QCOMPARE(texts(script), statements);
}

void tst_Script::endsStatementsWhereSqliteDoes_data()
{
    QTest::addColumn<QByteArray>("script");

    QTest::newRow("comments everywhere")
        << QByteArray("/**/ -- a;\nSELECT 1 /* ; */;; -- ;\n;SELECT 2--;\n;/*;*/");
    QTest::newRow("quotes of every kind")
        << QByteArray("CREATE TABLE [a;b](\"c;\" TEXT DEFAULT 'd;''', `e;` BLOB DEFAULT X'3B');"
                      "INSERT INTO [a;b] VALUES(';',\"c;\");");
    QTest::newRow("byte order mark and CRLF") << QByteArray("\xEF\xBB\xBF"
                                                            "SELECT 1;\r\nSELECT 2;\r\n");
    QTest::newRow("triggers") << QByteArray(
        "CREATE TABLE t(a, \"end\");"
        "create trigger x after update of a on t when new.a = ';' begin\r\n"
        "  update t set a = case when new.a > 1 then 'end;' else 2 end;\r\n"
        "  insert into t values(1, 2); -- end;\r\n"
        "end;\r\n"
        "CREATE TEMP TRIGGER y INSERT ON t BEGIN SELECT \"end\" FROM t; END ; SELECT 3");
    QTest::newRow("explained") << QByteArray(
        "EXPLAIN SELECT 1; EXPLAIN QUERY PLAN SELECT ';'; SELECT 4 -- no end");
    QTest::newRow("keywords as names")
        << QByteArray("CREATE TABLE trigger(begin, \"create\");SELECT begin FROM trigger;");
    QTest::newRow("operators") << QByteArray(
        "SELECT 1-1, 4/2, '{\"a\":1}'->'$.a', '[1]'->>0, 1<<2, 'a'||';';SELECT 5;");
}

void tst_Script::endsStatementsWhereSqliteDoes()
{
    QFETCH(QByteArray, script);

    QCOMPARE(ends(script), endsInSqlite(script));
}

void tst_Script::agreesWithSqlite3CompleteOnRandomText()
{
    const char *const fragments[] = {
        ";",     ";",       ";",       " ",         "\n",   "end",   "END",     "Create",
        "TEMP",  "trigger", "explain", "temporary", "x",    "1",     "'",       "\"",
        "`",     "[",       "]",       "/*",        "*/",   "--",    "-",       "/",
        "'a;b'", "'';",     "(",       ")",         "\r\n", ";end;", "; END ;", "CREATE TRIGGER "
    };
    QRandomGenerator random(20261121);

    for (int round = 0; round < 50000; ++round) {
        QByteArray text;
        for (int length = random.bounded(1, 14); length > 0; --length)
            text += fragments[random.bounded(static_cast<int>(std::size(fragments)))];
        QVERIFY2(isComplete(text) == (sqlite3_complete(text.constData()) != 0), text.constData());
    }
}

void tst_Script::saysWhereAStatementStands()
{
    const QByteArray script = "-- one\nSELECT 1;\n\n  SELECT\n2 ;SELECT 3;";

    const auto statements = splitScript(script);

    QCOMPARE(statements.size(), 3);
    QCOMPARE(statements[0], (Statement{ "SELECT 1", 7, 8, 2, true }));
    QCOMPARE(statements[1], (Statement{ "SELECT\n2", 20, 8, 4, true }));
    QCOMPARE(statements[2], (Statement{ "SELECT 3", 30, 8, 5, true }));
}

void tst_Script::saysWhichStatementIsNotClosed()
{
    const auto statements = splitScript("SELECT 1; SELECT 2 -- ;");

    QVERIFY(statements[0].complete);
    QVERIFY(!statements[1].complete);
    QVERIFY(!splitScript("CREATE TRIGGER t BEGIN SELECT 1; END").first().complete);
}

void tst_Script::findsTheEndOfAStatementInABlock()
{
    QCOMPARE(statementEnd("SELECT 1; SELECT 2;"), 9);
    QCOMPARE(statementEnd(";SELECT 1;"), 1);
    QCOMPARE(statementEnd(" -- ;\n"), -1);
    QCOMPARE(statementEnd("INSERT INTO a VALUES('x;"), -1);
    QCOMPARE(statementEnd(""), -1);
}

void tst_Script::splitsALargeDump()
{
    const QByteArray row = "INSERT INTO \"user\" VALUES(12345,'somebody@example.com','"
                           + QByteArray(400, 'x') + "',NULL,3.14,X'00FF');\n";
    const QByteArray dump = row.repeated(40000);
    qsizetype count = 0;

    for (QByteArrayView rest = dump; rest.size() > 1; rest = rest.sliced(statementEnd(rest)))
        ++count;

    QCOMPARE(count, 40000);
}

void tst_Script::normalises_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("expected");

    QTest::newRow("plain") << QByteArray("a\nb") << QByteArray("a\nb");
    QTest::newRow("CRLF") << QByteArray("a\r\nb\r\n") << QByteArray("a\nb\n");
    QTest::newRow("CR") << QByteArray("a\rb\r") << QByteArray("a\nb\n");
    QTest::newRow("all of them") << QByteArray("a\r\r\n\nb") << QByteArray("a\n\n\nb");
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBFx") << QByteArray("x");
    QTest::newRow("byte order mark within")
        << QByteArray("x\xEF\xBB\xBF") << QByteArray("x\xEF\xBB\xBF");
    QTest::newRow("empty") << QByteArray() << QByteArray();
}

void tst_Script::normalises()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, expected);

    QCOMPARE(normalised(text), expected);
}

void tst_Script::reducesToTokens_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QByteArray>("form");

    QTest::newRow("comments and blanks")
        << QByteArray("-- a\nselect  a,/* */b\r\nfrom t;") << QByteArray("SELECT A , B FROM T");
    QTest::newRow("strings and quotes keep their case")
        << QByteArray("select 'aB', \"cD\"") << QByteArray("SELECT 'aB' , \"cD\"");
    QTest::newRow("two statements") << QByteArray("a;;b;") << QByteArray("A ; B");
    QTest::newRow("nothing") << QByteArray(" ; -- a") << QByteArray();
}

void tst_Script::reducesToTokens()
{
    QFETCH(QByteArray, script);
    QFETCH(QByteArray, form);

    QCOMPARE(tokenForm(script), form);
}

void tst_Script::tellsTokenFormsApart()
{
    QVERIFY(tokenForm("SELECT 'a b'") != tokenForm("SELECT 'a  b'"));
    QVERIFY(tokenForm("SELECT 'a'") != tokenForm("SELECT 'A'"));
    QVERIFY(tokenForm("SELECT 1; SELECT 2") != tokenForm("SELECT 1 SELECT 2"));
    QVERIFY(tokenForm("SELECT a b") != tokenForm("SELECT ab"));
}

void tst_Script::countsPositions_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<int>("offset");
    QTest::addColumn<int>("line");
    QTest::addColumn<int>("column");

    QTest::newRow("start") << QByteArray("abc") << 0 << 1 << 1;
    QTest::newRow("within a line") << QByteArray("a\nbc") << 3 << 2 << 2;
    QTest::newRow("after the last line end") << QByteArray("a\n") << 2 << 2 << 1;
    QTest::newRow("characters, not bytes") << QByteArray("'größe' x") << 10 << 1 << 9;
    QTest::newRow("byte order mark") << QByteArray("\xEF\xBB\xBFx") << 3 << 1 << 1;
    QTest::newRow("beyond the end") << QByteArray("ab") << 9 << 1 << 3;
    QTest::newRow("before the start") << QByteArray("ab") << -1 << 1 << 1;
}

void tst_Script::countsPositions()
{
    QFETCH(QByteArray, script);
    QFETCH(int, offset);
    QFETCH(int, line);
    QFETCH(int, column);

    const auto position = positionOf(script, offset);

    QCOMPARE(position.line, line);
    QCOMPARE(position.column, column);
}

void tst_Script::knowsTheKind_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<StatementKind>("kind");

    const auto row = [](const char *statement, StatementKind kind) {
        QTest::newRow(statement) << QByteArray(statement) << kind;
    };
    row("SELECT 1", StatementKind::Select);
    row("-- a\n/* b */ select 1", StatementKind::Select);
    row("VALUES (1)", StatementKind::Select);
    row("EXPLAIN QUERY PLAN DELETE FROM t", StatementKind::Explain);
    row("pragma foreign_keys", StatementKind::Pragma);
    row("INSERT INTO t VALUES(1)", StatementKind::Insert);
    row("REPLACE INTO t VALUES(1)", StatementKind::Insert);
    row("UPDATE t SET a = 1", StatementKind::Update);
    row("DELETE FROM t", StatementKind::Delete);
    row("CREATE TABLE t(a)", StatementKind::Create);
    row("ALTER TABLE t ADD b", StatementKind::Alter);
    row("DROP TABLE t", StatementKind::Drop);
    row("BEGIN IMMEDIATE", StatementKind::Transaction);
    row("END", StatementKind::Transaction);
    row("SAVEPOINT a", StatementKind::Transaction);
    row("RELEASE a", StatementKind::Transaction);
    row("VACUUM", StatementKind::Other);
    row("WITH a AS (SELECT 1) SELECT * FROM a", StatementKind::Select);
    row("WITH RECURSIVE a(b) AS (SELECT 1), c AS NOT MATERIALIZED (VALUES (1)) DELETE FROM t",
        StatementKind::Delete);
    row("WITH replace AS (SELECT 1) UPDATE t SET a = 1", StatementKind::Update);
    row("WITH a AS (SELECT 1), replace AS (SELECT 2) INSERT INTO t SELECT 1",
        StatementKind::Insert);
    row("WITH a AS (DELETE", StatementKind::Other);
    row("\"SELECT\" 1", StatementKind::Other);
    row("'DELETE'", StatementKind::Other);
    row("; DELETE FROM t", StatementKind::Delete);
    row("", StatementKind::Other);
}

void tst_Script::knowsTheKind()
{
    QFETCH(QByteArray, statement);
    QFETCH(StatementKind, kind);

    QCOMPARE(statementKind(statement), kind);
}

void tst_Script::seesChangesToWholeTables_data()
{
    QTest::addColumn<QByteArray>("statement");
    QTest::addColumn<bool>("whole");

    const auto row = [](const char *statement, bool whole) {
        QTest::newRow(statement) << QByteArray(statement) << whole;
    };
    row("DELETE FROM t", true);
    row("delete from t where a = 1", false);
    row("DELETE FROM t -- WHERE a = 1", true);
    row("UPDATE t SET a = 'WHERE'", true);
    row("UPDATE t SET \"where\" = 1", true);
    row("UPDATE t SET a = (SELECT b FROM c WHERE d = 1)", true);
    row("UPDATE t SET a = (SELECT b FROM c WHERE d = 1) WHERE e", false);
    row("WITH c AS (SELECT 1 WHERE 1) DELETE FROM t", true);
    row("WITH c AS (SELECT 1) DELETE FROM t WHERE a IN c", false);
    row("UPDATE t SET a = sum(b) FILTER (WHERE c)", true);
    row("DELETE FROM t; SELECT 1 WHERE 1", true);
    row("SELECT * FROM t", false);
    row("INSERT INTO t SELECT 1 ON CONFLICT DO UPDATE SET a = 1", false);
    row("EXPLAIN DELETE FROM t", false);
    row("CREATE TRIGGER x AFTER INSERT ON t BEGIN DELETE FROM u; END", false);
}

void tst_Script::seesChangesToWholeTables()
{
    QFETCH(QByteArray, statement);
    QFETCH(bool, whole);

    QCOMPARE(changesWholeTable(statement), whole);
}

TIDEMARK_TEST(tst_Script)
#include "tst_script.moc"
