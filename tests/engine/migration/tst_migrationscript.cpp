#include <engine/migration/migration.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

Result<MigrationScript> parsed(const QByteArray &content)
{
    return parseScript(u"/p/0001_x.sql"_s, content);
}

} // namespace

class tst_MigrationScript : public QObject
{
    Q_OBJECT

private slots:
    void refusesWhatIsNotText_data();
    void refusesWhatIsNotText();
    void refusesAFaultyHeader_data();
    void refusesAFaultyHeader();
    void refusesAFaultyCondition_data();
    void refusesAFaultyCondition();
    void reportsAFileThatIsNotThere();
    void readsEveryHeader();
    void readsHeadersAmongOtherComments();
    void leavesOtherTextAlone_data();
    void leavesOtherTextAlone();
    void acceptsAScriptWithoutStatements_data();
    void acceptsAScriptWithoutStatements();
    void hashesWhatIsSent();
    void tellsCosmeticEditsFromOthers();
    void findsTheAllowanceForAFinding();
    void judgesRowCounts_data();
    void judgesRowCounts();
};

void tst_MigrationScript::refusesWhatIsNotText_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");

    QTest::newRow("UTF-16 little endian") << QByteArray("\xff\xfeS\0E\0", 6) << 1;
    QTest::newRow("UTF-16 big endian") << QByteArray("\xfe\xff\0S\0E", 6) << 1;
    QTest::newRow("UTF-16 without a mark") << QByteArray("S\0E\0", 4) << 1;
    QTest::newRow("Latin-1 in line 2") << QByteArray("SELECT 1;\nSELECT 'caf\xe9';") << 2;
    QTest::newRow("sequence cut off at the end") << QByteArray("-- a\n-- b\n-- \xc3") << 3;
    QTest::newRow("overlong form") << QByteArray("SELECT '\xc0\xaf';") << 1;
    QTest::newRow("NUL byte in line 3") << QByteArray("SELECT 1;\r\n\r\nSELECT '\0';", 23) << 3;
    QTest::newRow("Latin-1 after lone carriage returns") << QByteArray("a\rb\r\xe9") << 3;
}

void tst_MigrationScript::refusesWhatIsNotText()
{
    QFETCH(QByteArray, content);
    QFETCH(int, line);

    const auto script = parsed(content);

    QVERIFY(!script);
    QCOMPARE(script.error().kind, Error::Kind::BadInput);
    QCOMPARE(script.error().where.file, u"/p/0001_x.sql"_s);
    QCOMPARE(script.error().where.line, line);
    QVERIFY(!script.error().remedy.isEmpty());
}

void tst_MigrationScript::refusesAFaultyHeader_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<int>("line");
    QTest::addColumn<QString>("word");

    QTest::newRow("unknown") << QByteArray("-- title\n-- tidemark: irreversible\nSELECT 1;") << 2
                             << u"irreversible"_s;
    QTest::newRow("empty") << QByteArray("-- tidemark:\n") << 1 << u"empty"_s;
    QTest::newRow("allowance without a reason")
        << QByteArray("-- tidemark: allow S101 sessions\n") << 1 << u"no reason"_s;
    QTest::newRow("allowance with an empty reason")
        << QByteArray("-- tidemark: allow S101 sessions --  \n") << 1 << u"no reason"_s;
    QTest::newRow("allowance of all, without a reason")
        << QByteArray("-- tidemark: allow S101 --\n") << 1 << u"no reason"_s;
    QTest::newRow("allowance without a rule")
        << QByteArray("-- tidemark: allow -- because\n") << 1 << u"rule"_s;
    QTest::newRow("transaction of another kind")
        << QByteArray("-- tidemark: transaction off\n") << 1 << u"off"_s;
    QTest::newRow("expectation of another kind")
        << QByteArray("\n\n-- tidemark: expect columns(users) = 3\n") << 3 << u"columns"_s;
    QTest::newRow("expectation without a relation")
        << QByteArray("-- tidemark: expect rows(users) before\n") << 1 << u"before"_s;
    QTest::newRow("unknown phase") << QByteArray("-- tidemark: phase two\n") << 1 << u"two"_s;
    QTest::newRow("two phases") << QByteArray(
        "-- tidemark: phase expand\n-- tidemark: phase contract\n")
                                << 2 << u"contract"_s;
    QTest::newRow("below the first statement")
        << QByteArray("SELECT 1;\n-- tidemark: transaction none\nSELECT 2;") << 2 << u"after"_s;
}

void tst_MigrationScript::refusesAFaultyHeader()
{
    QFETCH(QByteArray, content);
    QFETCH(int, line);
    QFETCH(QString, word);

    const auto script = parsed(content);

    QVERIFY(!script);
    QCOMPARE(script.error().kind, Error::Kind::Config);
    QCOMPARE(script.error().where.file, u"/p/0001_x.sql"_s);
    QCOMPARE(script.error().where.line, line);
    QVERIFY2(script.error().message.contains(word), qPrintable(script.error().message));
    QVERIFY(!script.error().remedy.isEmpty());
}

void tst_MigrationScript::refusesAFaultyCondition_data()
{
    QTest::addColumn<QString>("condition");

    QTest::newRow("empty") << u""_s;
    QTest::newRow("number alone") << u"3"_s;
    QTest::newRow("relation alone") << u">="_s;
    QTest::newRow("unknown relation") << u"=> 1"_s;
    QTest::newRow("negative number") << u">= -1"_s;
    QTest::newRow("another word") << u"= after"_s;
    QTest::newRow("too large") << u"= 99999999999999999999"_s;
    QTest::newRow("text behind it") << u"= 1 row"_s;
}

void tst_MigrationScript::refusesAFaultyCondition()
{
    QFETCH(QString, condition);

    const auto expectation = parseRowExpectation(u"users"_s, condition);

    QVERIFY(!expectation);
    QCOMPARE(expectation.error().kind, Error::Kind::Config);
}

void tst_MigrationScript::reportsAFileThatIsNotThere()
{
    const ScratchFolder folder;

    const auto script = readScript(folder.path(u"0001_x.sql"_s));

    QVERIFY(!script);
    QCOMPARE(script.error().kind, Error::Kind::MissingInput);
}

void tst_MigrationScript::readsEveryHeader()
{
    const auto script
        = parsed("-- tidemark: transaction none\n"
                 "-- tidemark: allow s101 sessions -- table was moved to KV in March\n"
                 "-- tidemark: allow S203 -- all of them were looked at\n"
                 "-- tidemark: allow S101 \"odd table\" -- it is empty\n"
                 "-- tidemark: expect rows(users) = before\n"
                 "-- tidemark: expect rows( \"odd \"\"table\" ) >= 10\n"
                 "-- tidemark: phase contract\n"
                 "DROP TABLE sessions;\n");

    QVERIFY(script);
    const ScriptHeader &header = script->header;
    QVERIFY(!header.transactional);
    QCOMPARE(header.phase, u"contract"_s);
    const QList<Allowance> allowances{
        { u"S101"_s, u"sessions"_s, u"table was moved to KV in March"_s, 2 },
        { u"S203"_s, QString(), u"all of them were looked at"_s, 3 },
        { u"S101"_s, u"odd table"_s, u"it is empty"_s, 4 },
    };
    QCOMPARE(header.allowances, allowances);
    const QList<RowExpectation> expectations{
        { u"users"_s, RowExpectation::Relation::Equal, std::nullopt, 5 },
        { u"odd \"table"_s, RowExpectation::Relation::GreaterOrEqual, 10, 6 },
    };
    QCOMPARE(header.expectations, expectations);
    QCOMPARE(header.expectations.first().text(), u"rows(users) = before"_s);
}

void tst_MigrationScript::readsHeadersAmongOtherComments()
{
    const auto script = parsed("\xef\xbb\xbf/* a licence,\r\n   two lines */\r\n"
                               "-- what it does\r\n\r\n"
                               "--tidemark:phase   expand\r\n"
                               "-- and why\r\n"
                               "-- Tidemark: allow D003 -- measured\r\n"
                               "SELECT 1;\r\n");

    QVERIFY(script);
    QCOMPARE(script->header.phase, u"expand"_s);
    QCOMPARE(script->header.allowances.value(0).line, 7);
}

void tst_MigrationScript::leavesOtherTextAlone_data()
{
    QTest::addColumn<QByteArray>("content");

    QTest::newRow("comment that only begins like it") << QByteArray("-- tidemark is the tool\n");
    QTest::newRow("string") << QByteArray("INSERT INTO t VALUES ('\n-- tidemark: nonsense\n');");
    QTest::newRow("block comment") << QByteArray("/*\n-- tidemark: nonsense\n*/ SELECT 1;");
    QTest::newRow("within a line") << QByteArray("-- see tidemark: the manual\nSELECT 1;");
}

void tst_MigrationScript::leavesOtherTextAlone()
{
    QFETCH(QByteArray, content);

    const auto script = parsed(content);

    QVERIFY(script);
    QCOMPARE(script->header, ScriptHeader());
}

void tst_MigrationScript::acceptsAScriptWithoutStatements_data()
{
    QTest::addColumn<QByteArray>("content");

    QTest::newRow("empty file") << QByteArray();
    QTest::newRow("byte order mark alone") << QByteArray("\xef\xbb\xbf");
    QTest::newRow("blanks") << QByteArray(" \r\n\t\n");
    QTest::newRow("comments") << QByteArray("-- nothing\n/* yet */");
    QTest::newRow("semicolons") << QByteArray(";;\n;");
}

void tst_MigrationScript::acceptsAScriptWithoutStatements()
{
    QFETCH(QByteArray, content);

    const auto script = parsed(content);

    QVERIFY(script);
    QVERIFY(script->statements.isEmpty());
    QCOMPARE(script->checksum.size(), 64);
}

void tst_MigrationScript::hashesWhatIsSent()
{
    const auto unix = parsed("SELECT 1;\nSELECT 2");
    const auto windows = parsed("\xef\xbb\xbfSELECT 1;\r\nSELECT 2");

    QVERIFY(unix && windows);
    QCOMPARE(windows->text, QByteArray("SELECT 1;\nSELECT 2"));
    QCOMPARE(windows->checksum, unix->checksum);
    QCOMPARE(windows->statements.size(), 2);
    QCOMPARE(windows->statements.at(1).text, QByteArray("SELECT 2"));
    QCOMPARE(windows->statements.at(1).line, 2);
}

void tst_MigrationScript::tellsCosmeticEditsFromOthers()
{
    const auto first = parsed("CREATE TABLE t (a TEXT);\n");
    const auto cosmetic = parsed("-- reviewed\ncreate  table t (a text);");
    const auto real = parsed("CREATE TABLE t (a BLOB);\n");

    QVERIFY(first && cosmetic && real);
    QVERIFY(cosmetic->checksum != first->checksum);
    QCOMPARE(cosmetic->tokenChecksum(), first->tokenChecksum());
    QVERIFY(real->tokenChecksum() != first->tokenChecksum());
}

void tst_MigrationScript::findsTheAllowanceForAFinding()
{
    const auto script = parsed("-- tidemark: allow S101 sessions -- moved\n"
                               "-- tidemark: allow G021 -- accepted\n");
    QVERIFY(script);
    const ScriptHeader &header = script->header;

    QVERIFY(header.allowanceFor(u"S101"_s, u"Sessions"_s));
    QVERIFY(header.allowanceFor(u"S101"_s, u"sessions.token"_s));
    QVERIFY(header.allowanceFor(u"G021"_s, u"anything"_s));
    QVERIFY(!header.allowanceFor(u"S101"_s, u"sessions_old"_s));
    QVERIFY(!header.allowanceFor(u"S101"_s, QString()));
    QVERIFY(!header.allowanceFor(u"S102"_s, u"sessions"_s));
}

void tst_MigrationScript::judgesRowCounts_data()
{
    QTest::addColumn<QString>("condition");
    QTest::addColumn<qint64>("after");
    QTest::addColumn<bool>("holds");

    QTest::newRow("as before") << u"= before"_s << qint64(5) << true;
    QTest::newRow("one lost") << u"= before"_s << qint64(4) << false;
    QTest::newRow("more than before") << u"> before"_s << qint64(6) << true;
    QTest::newRow("not more than before") << u"> before"_s << qint64(5) << false;
    QTest::newRow("at least one") << u">= 1"_s << qint64(1) << true;
    QTest::newRow("at least one, none there") << u">=1"_s << qint64(0) << false;
    QTest::newRow("fewer") << u"< 5"_s << qint64(4) << true;
    QTest::newRow("at most") << u"<= 5"_s << qint64(6) << false;
    QTest::newRow("other than") << u"!= 5"_s << qint64(5) << false;
    QTest::newRow("other than, SQL's sign") << u"<> 5"_s << qint64(4) << true;
    QTest::newRow("equal, two signs") << u"== 0"_s << qint64(0) << true;
}

void tst_MigrationScript::judgesRowCounts()
{
    QFETCH(QString, condition);
    QFETCH(qint64, after);
    QFETCH(bool, holds);

    const auto expectation = parseRowExpectation(u"users"_s, condition);

    QVERIFY(expectation);
    QCOMPARE(expectation->holds(5, after), holds);
}

TIDEMARK_TEST(tst_MigrationScript)
#include "tst_migrationscript.moc"
