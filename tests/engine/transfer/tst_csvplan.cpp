#include "csvbench.h"

#include <support/testprogram.h>
using namespace tidemark;
using namespace tidemark::csvbench;
using namespace Qt::StringLiterals;

/// What an import finds out before it writes: types, encoding, delimiter, header, which field goes where.
class tst_CsvPlan : public QObject
{
    Q_OBJECT

private slots:
    void choosesTypesThatLoseNothing_data();
    void choosesTypesThatLoseNothing();
    void storesWhatTheColumnDeclares_data();
    void storesWhatTheColumnDeclares();
    void tellsNothingFromAnEmptyText_data();
    void tellsNothingFromAnEmptyText();
    void readsEncodings_data();
    void readsEncodings();
    void findsTheDelimiter_data();
    void findsTheDelimiter();
    void findsTheHeader_data();
    void findsTheHeader();
    void mapsFields_data();
    void mapsFields();
    void refusesWhatDoesNotFit_data();
    void refusesWhatDoesNotFit();
};

void tst_CsvPlan::choosesTypesThatLoseNothing_data()
{
    QTest::addColumn<QByteArray>("fields");
    QTest::addColumn<QString>("type");
    const auto row = [](const char *name, const QByteArray &fields, const QString &type) {
        QTest::newRow(name) << fields << type;
    };
    row("integers", "1 -2 0 9223372036854775807", u"INTEGER"_s);
    row("an integer beyond 64 bits", "1 9223372036854775808", u"TEXT"_s);
    row("leading zeros", "1 007", u"TEXT"_s);
    row("a plus sign", "1 +2", u"TEXT"_s);
    row("minus zero", "1 -0", u"TEXT"_s);
    row("minus zero with decimals", "1.5 -0.0", u"TEXT"_s);
    row("a space beside the number", "1 2\xC2\xA0", u"TEXT"_s);
    row("decimals", "1.5 -0.25 3", u"REAL"_s);
    row("prices", "12.50 3.00 0.99", u"REAL"_s);
    row("versions", "1.9 1.10", u"TEXT"_s);
    row("versions that begin with the longer one", "1.10 1.9", u"TEXT"_s);
    row("sixteen digits", "0.1234567890123456 1.5", u"TEXT"_s);
    row("a long integer among decimals", "1.5 1234567890123456", u"TEXT"_s);
    row("an exponent", "1e5 2e5", u"TEXT"_s);
    row("a point without digits", "1. .5", u"TEXT"_s);
    row("dates", "2026-11-21 2026-11-22", u"TEXT"_s);
    row("hexadecimal", "0x10 0x11", u"TEXT"_s);
    row("infinity", "Inf 1.5", u"TEXT"_s);
    row("blobs", "X'00FF' X''", u"BLOB"_s);
    row("half a blob", "X'00F' X'00'", u"TEXT"_s);
    row("blobs and numbers", "X'00' 1", u"TEXT"_s);
    row("nothing", " ", u"TEXT"_s);
    row("numbers and gaps", "1  2", u"INTEGER"_s);
}

void tst_CsvPlan::choosesTypesThatLoseNothing()
{
    QFETCH(QByteArray, fields);
    QFETCH(QString, type);
    QByteArray csv = "a,b\n";
    for (const QByteArray &field : fields.split(' '))
        csv += field + ",x\n";
    const Bench bench(csv);

    const auto plan = bench.plan();

    VERIFY_DONE(plan);
    QCOMPARE(plan->columns.first().type, type);
}

void tst_CsvPlan::storesWhatTheColumnDeclares_data()
{
    QTest::addColumn<QByteArray>("declared");
    QTest::addColumn<QByteArray>("field");
    QTest::addColumn<QString>("stored"); // a literal, or the reason why not
    const auto row
        = [](const QByteArray &declared, const QByteArray &field, const QString &stored) {
              const QByteArray name = declared + ' ' + field;
              QTest::newRow(name.constData()) << declared << field << stored;
          };
    row("INTEGER", "7", u"7"_s);
    row("INTEGER", "007", u"7"_s);
    row("INTEGER", " 8 ", u"8"_s);
    row("INTEGER", "1e3", u"1000"_s);
    row("INTEGER", "1.5", u"1.5"_s);
    row("INTEGER", "-9223372036854775808", u"-9223372036854775808"_s);
    row("INTEGER", "9223372036854775808", u"v: the integer does not fit into 64 bits"_s);
    row("INTEGER", "+9223372036854775808", u"v: the integer does not fit into 64 bits"_s);
    row("INTEGER", "n/a", u"v: the value is not a number"_s);
    row("INTEGER", "0x10", u"v: the value is not a number"_s);
    row("INTEGER", "", u"NULL"_s);
    row("INTEGER", "\"\"", u"NULL"_s);
    row("REAL", "0.1", u"0.10000000000000001"_s);
    row("REAL", "1", u"1.0"_s);
    row("REAL", "Inf", u"9e999"_s);
    row("REAL", "-Inf", u"-9e999"_s);
    row("REAL", "1.7976931348623157", u"1.7976931348623157"_s);
    row("REAL", "abc", u"v: the value is not a number"_s);
    row("TEXT", "007", u"'007'"_s);
    row("TEXT", "1e5", u"'1e5'"_s);
    row("TEXT", "X'00'", u"'X''00'''"_s);
    row("VARCHAR(5)", "123456", u"'123456'"_s);
    row("DATE", "2026-11-21", u"'2026-11-21'"_s);
    row("DECIMAL(10,2)", "12.50", u"12.5"_s);
    row("BOOLEAN", "true", u"'true'"_s);
    row("BOOLEAN", "1", u"1"_s);
    row("BLOB", "X'00ff'", u"X'00FF'"_s);
    row("BLOB", "\"X'00ff'\"", u"'X''00ff'''"_s);
    row("BLOB", "12", u"'12'"_s);
    row("", "12", u"'12'"_s);
    row("INTEGER CHECK (v > 5)", "4", u"CHECK constraint failed: v > 5"_s);
    row("INTEGER NOT NULL", "", u"NOT NULL constraint failed: t.v"_s);
    row("INTEGER REFERENCES p(id)", "4", u"FOREIGN KEY constraint failed"_s);
}

void tst_CsvPlan::storesWhatTheColumnDeclares()
{
    QFETCH(QByteArray, declared);
    QFETCH(QByteArray, field);
    QFETCH(QString, stored);
    const Bench bench("k,v\na," + field + '\n',
                      "CREATE TABLE p(id INTEGER PRIMARY KEY); CREATE TABLE t(k, v " + declared
                          + ")");

    const auto report = bench.import({}, bench.folder.path(u"bad.csv"_s));

    VERIFY_DONE(report);
    const bool isKept = report->counts.written == 1;
    const QByteArray bad = bench.folder.read(u"bad.csv"_s);
    const QString expected
        = u"2,\"%1\",\"a,%2\""_s.arg(stored, QString::fromUtf8(field).replace(u"\""_s, u"\"\""_s));
    if (isKept)
        QCOMPARE(bench.rows("SELECT v FROM t"), Texts{ stored });
    else
        QCOMPARE(QString::fromUtf8(bad.split('\n').value(1)), expected);
}

void tst_CsvPlan::tellsNothingFromAnEmptyText_data()
{
    QTest::addColumn<int>("empty");
    QTest::addColumn<Texts>("expected");
    QTest::newRow("as written") << int(CsvEmpty::Auto) << Texts{ u"NULL ''"_s };
    QTest::newRow("always NULL") << int(CsvEmpty::Null) << Texts{ u"NULL NULL"_s };
    QTest::newRow("always a text") << int(CsvEmpty::Text) << Texts{ u"'' ''"_s };
}

void tst_CsvPlan::tellsNothingFromAnEmptyText()
{
    QFETCH(int, empty);
    QFETCH(Texts, expected);
    const Bench bench("a,b\n,\"\"\n", "CREATE TABLE t(a TEXT, b TEXT)");

    VERIFY_DONE(bench.import({ .empty = CsvEmpty(empty) }));

    QCOMPARE(bench.rows(), expected);
}

void tst_CsvPlan::readsEncodings_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("encoding"); // as said; empty: found out
    QTest::addColumn<Texts>("expected");
    const QString text = u"a,b\n1,Zoë €\n2,😀\n"_s;
    const auto utf16 = [&text](bool isBig, bool hasMark) {
        QByteArray bytes = hasMark ? QByteArray(isBig ? "\xFE\xFF" : "\xFF\xFE") : QByteArray();
        for (const QChar c : text) {
            const char high = static_cast<char>(c.unicode() >> 8);
            const char low = static_cast<char>(c.unicode() & 0xFF);
            bytes += isBig ? high : low;
            bytes += isBig ? low : high;
        }
        return bytes;
    };
    const Texts all{ u"1 'Zoë €'"_s, u"2 '😀'"_s };
    QTest::newRow("UTF-8") << text.toUtf8() << QString() << all;
    QTest::newRow("UTF-8 with a mark") << "\xEF\xBB\xBF" + text.toUtf8() << QString() << all;
    QTest::newRow("UTF-16 LE with a mark") << utf16(false, true) << QString() << all;
    QTest::newRow("UTF-16 BE with a mark") << utf16(true, true) << QString() << all;
    QTest::newRow("UTF-16 LE without") << utf16(false, false) << QString() << all;
    QTest::newRow("UTF-16 BE without") << utf16(true, false) << QString() << all;
    QTest::newRow("UTF-16 BE with a mark, said to be UTF-16")
        << utf16(true, true) << u"utf-16"_s << all;
    QTest::newRow("Windows-1252") << QByteArray("a,b\n1,Zo\xEB \x80\n") << QString()
                                  << Texts{ u"1 'Zoë €'"_s };
    QTest::newRow("Latin-1, as said")
        << QByteArray("a,b\n1,Zo\xEB\n") << u"ISO-8859-1"_s << Texts{ u"1 'Zoë'"_s };
    QTest::newRow("UTF-8 with a damaged place")
        << QByteArray("a,b\n1,Zo\xC3\xAB\n2,\xE2\x82\xAC\n3,\xFF\n") << QString()
        << Texts{ u"1 'Zoë'"_s, u"2 '€'"_s };
    QTest::newRow("half a surrogate pair")
        << utf16(false, true).replace(QByteArray("\x3D\xD8", 2), QByteArray("x\0", 2)) << QString()
        << Texts{ u"1 'Zoë €'"_s };
    QTest::newRow("an odd byte at the end") << utf16(false, true) + "3" << QString() << all;
}

void tst_CsvPlan::readsEncodings()
{
    QFETCH(QByteArray, file);
    QFETCH(QString, encoding);
    QFETCH(Texts, expected);
    const Bench bench(file, "CREATE TABLE t(a INTEGER, b TEXT)");

    const auto report
        = bench.import({ .encoding = csvEncoding(encoding) }, bench.folder.path(u"bad.csv"_s));

    VERIFY_DONE(report);
    QCOMPARE(bench.rows(), expected);
}

void tst_CsvPlan::findsTheDelimiter_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<char>("delimiter");
    QTest::newRow("comma") << QByteArray("a,b\n1,2\n") << ',';
    QTest::newRow("semicolon") << QByteArray("a;b\n1,5;2,5\n3,5;4\n") << ';';
    QTest::newRow("tab") << QByteArray("a\tb\n1,5\t2;5\n") << '\t';
    QTest::newRow("bar") << QByteArray("a|b\n1|2\n") << '|';
    QTest::newRow("one column") << QByteArray("a\n1\n") << ',';
    QTest::newRow("others in quotes") << QByteArray("a;b\n\"1,1\";2\n\"1,2\";3\n") << ';';
}

void tst_CsvPlan::findsTheDelimiter()
{
    QFETCH(QByteArray, file);
    QFETCH(char, delimiter);
    const Bench bench(file);

    const auto plan = bench.plan();

    VERIFY_DONE(plan);
    QCOMPARE(plan->delimiter, delimiter);
}

void tst_CsvPlan::findsTheHeader_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("table");
    QTest::addColumn<QString>("expected"); // "header", "rows", or part of an error
    const auto row
        = [](const char *name,
             const QByteArray &file,
             const QByteArray &table,
             const QString &expected) { QTest::newRow(name) << file << table << expected; };
    row("the table's names", "ID, name\n1,x\n", "CREATE TABLE t(id INT, name TEXT)", u"header"_s);
    row("numbers", "1,x\n2,y\n", "CREATE TABLE t(id INT, name TEXT)", u"rows"_s);
    row("words where numbers belong",
        "nr,nick\n1,x\n",
        "CREATE TABLE t(id INT, name TEXT)",
        u"no column for the field “nr”"_s);
    row("words for texts", "x,y\nz,w\n", "CREATE TABLE t(a TEXT, b TEXT)", u"cannot be told"_s);
    row("a new table with words", "a,b\n1,2\n", {}, u"header"_s);
    row("a new table with numbers", "1,2\n3,4\n", {}, u"rows"_s);
    row("a new table with a gap", "a,,c\nx,y,z\n", {}, u"cannot be told"_s);
    row("empty lines before it", "\n\r\na,b\n1,2\n", {}, u"header"_s);
    row("a name twice", "a,b,A\n1,2,3\n", {}, u"names two fields “A”"_s);
    row("a file without rows", "", {}, u"holds no rows"_s);
    row("nothing but empty lines", "\n\n", {}, u"holds no rows"_s);
    row("a bad quote in it", "a,\"b\n", {}, u"quote"_s);
    row("no text", "a,\xFF\xFE\xFF,\xC3\xA4,\xC3\xA4,\xC3\xA4,\xC3\xA4\n", {}, u"not text"_s);
}

void tst_CsvPlan::findsTheHeader()
{
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, table);
    QFETCH(QString, expected);
    const Bench bench(file, table);

    const auto plan = bench.plan();

    if (plan)
        QCOMPARE(plan->hasHeader ? u"header"_s : u"rows"_s, expected);
    else
        QVERIFY2(plan.error().message.contains(expected), qPrintable(plan.error().message));
}

void tst_CsvPlan::mapsFields_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<Texts>("mappings");
    QTest::addColumn<Texts>("expected");
    QTest::newRow("by name, in any order")
        << QByteArray("Name,ID\nx,1\n") << Texts{} << Texts{ u"1 'x' 'none'"_s };
    QTest::newRow("by place") << QByteArray("1,x,y\n") << Texts{} << Texts{ u"1 'x' 'y'"_s };
    QTest::newRow("another name") << QByteArray("nr,name\n1,x\n") << Texts{ u"id=nr"_s }
                                  << Texts{ u"1 'x' 'none'"_s };
    QTest::newRow("left out") << QByteArray("id,junk,name\n1,z,x\n") << Texts{ u"=junk"_s }
                              << Texts{ u"1 'x' 'none'"_s };
    QTest::newRow("by number") << QByteArray("x,1,9\n") << Texts{ u"id=2"_s, u"name=1"_s, u"=3"_s }
                               << Texts{ u"1 'x' 'none'"_s };
    QTest::newRow("computed columns of an export")
        << QByteArray("id,name,twice\n1,x,2\n") << Texts{} << Texts{ u"1 'x' 'none'"_s };
}

void tst_CsvPlan::mapsFields()
{
    QFETCH(QByteArray, file);
    QFETCH(Texts, mappings);
    QFETCH(Texts, expected);
    const Bench bench(file,
                      "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, note TEXT DEFAULT "
                      "'none', twice AS (id * 2))");
    CsvOptions options;
    for (const QString &mapping : mappings)
        options.mappings.append({ mapping.section(u'=', 0, 0), mapping.section(u'=', 1) });

    VERIFY_DONE(bench.import(options));

    QCOMPARE(bench.rows("SELECT id, name, note FROM t"), expected);
}

void tst_CsvPlan::refusesWhatDoesNotFit_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::addColumn<QString>("table");
    QTest::addColumn<Texts>("mappings");
    QTest::addColumn<QString>("message");
    const QByteArray table = "CREATE TABLE t(id INTEGER PRIMARY KEY, twice AS (id * 2))";
    const auto row = [](const char *name,
                        const QByteArray &script,
                        const QString &into,
                        const Texts &mappings,
                        const QString &message) {
        QTest::newRow(name) << script << into << mappings << message;
    };
    row("a column that is not there", table, u"t"_s, { u"nix=id"_s }, u"t has no column nix"_s);
    row("a computed column", table, u"t"_s, { u"twice=id"_s }, u"twice of t is computed"_s);
    row("a field that is not there", table, u"t"_s, { u"id=nr"_s }, u"no field “nr”"_s);
    row("a column twice", table, u"t"_s, { u"id=id"_s, u"id=name"_s }, u"Two fields"_s);
    row("a field without a column", table, u"t"_s, {}, u"no column for the field “name”"_s);
    row("nothing", table, u"t"_s, { u"=id"_s, u"=name"_s }, u"No field"_s);
    row("a view", "CREATE VIEW v AS SELECT 1", u"v"_s, {}, u"is a view"_s);
    row("a virtual table", "CREATE VIRTUAL TABLE f USING fts5(id)", u"f"_s, {}, u"virtual"_s);
    row("an index of one", "CREATE VIRTUAL TABLE f USING fts5(id)", u"f_data"_s, {}, u"virtual"_s);
    row("our own table", {}, u"_tidemark_ledger"_s, {}, u"not the user's"_s);
    row("a reserved name", {}, u"sqlite_x"_s, {}, u"not the user's"_s);
}

void tst_CsvPlan::refusesWhatDoesNotFit()
{
    QFETCH(QByteArray, script);
    QFETCH(QString, table);
    QFETCH(Texts, mappings);
    QFETCH(QString, message);
    const Bench bench("id,name\n1,x\n", script);
    CsvOptions options{ .table = table };
    for (const QString &mapping : mappings)
        options.mappings.append({ mapping.section(u'=', 0, 0), mapping.section(u'=', 1) });

    const auto plan = bench.plan(options);

    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, Error::Kind::Usage);
    QVERIFY2(plan.error().message.contains(message), qPrintable(plan.error().message));
    QVERIFY(!plan.error().remedy.isEmpty());
}

TIDEMARK_TEST(tst_CsvPlan)
#include "tst_csvplan.moc"
