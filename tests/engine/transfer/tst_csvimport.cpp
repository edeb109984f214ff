#include <engine/transfer/csvimport.h>
#include <support/scratch.h>

#include <QtTest>

#include <sqlite3.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

using Texts = QStringList;

// A file, and a database beside it.
struct Bench {
    explicit Bench(const QByteArray &csv,
                   const QByteArray &script = {},
                   SqliteOptions::Profile pretended = SqliteOptions::Profile::Sqlite)
        : file(folder.write(u"rows.csv"_s, csv))
        , profile(pretended)
    {
        auto connection = open();
        if (const auto done = connection.run(script); !done)
            qFatal("%s", qPrintable(done.error().message));
    }

    [[nodiscard]] SqliteConnection open() const
    {
        SqliteOptions options;
        options.access = SqliteOptions::Access::Create;
        options.profile = profile;
        auto connection = SqliteConnection::open(folder.path(u"db.sqlite"_s), options);
        if (!connection)
            qFatal("%s", qPrintable(connection.error().message));
        return std::move(*connection);
    }

    [[nodiscard]] Result<CsvPlan> plan(CsvOptions options = {}) const
    {
        options.file = file;
        if (options.table.isEmpty())
            options.table = u"t"_s;
        auto connection = open();
        return planCsvImport(connection, options);
    }

    [[nodiscard]] Result<CsvImportReport> run(const CsvImportRequest &request,
                                              const Conduct &conduct = {}) const
    {
        auto connection = open();
        return importCsv(connection, request, conduct);
    }

    [[nodiscard]] Result<CsvImportReport> import(const CsvOptions &options = {},
                                                 const QString &rejects = {}) const
    {
        const auto planned = plan(options);
        if (!planned)
            return planned.error();
        return run({ .plan = *planned, .rejects = rejects });
    }

    [[nodiscard]] std::optional<CsvProgress> progress() const
    {
        auto connection = open();
        const auto found = readCsvProgress(connection, u"t"_s);
        if (!found)
            qFatal("%s", qPrintable(found.error().message));
        return *found;
    }

    // All rows of the table, a value as its literal.
    [[nodiscard]] Texts rows(const QByteArray &sql = "SELECT * FROM t ORDER BY rowid") const
    {
        auto connection = open();
        const auto found = connection.query({ sql });
        if (!found)
            qFatal("%s", qPrintable(found.error().message));
        Texts texts;
        for (const Row &row : found->rows) {
            QByteArrayList values;
            for (const Value &value : row)
                values.append(value.literal());
            texts.append(QString::fromUtf8(values.join(' ')));
        }
        return texts;
    }

    ScratchFolder folder;
    QString file;
    SqliteOptions::Profile profile;
};

#define VERIFY_DONE(expression) \
    do { \
        const auto &outcome = expression; /* once */ \
        QVERIFY2(outcome, outcome ? "" : qPrintable(outcome.error().message)); \
    } while (false)

// A thousand rows of which every hundredth is bad and the last one comes twice.
QByteArray manyRows()
{
    QByteArray csv = "id,name\r\n";
    for (int id = 1; id <= 1000; ++id)
        csv += QByteArray::number(id) + ",\"row\n" + QByteArray::number(id)
               + (id % 100 == 0 ? "\",odd\r\n" : "\"\r\n");
    return csv + "999,again\r\n";
}

constexpr auto ManyTable = "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT)";

} // namespace

class tst_CsvImport : public QObject
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
    void makesATable();
    void leavesEmptyLinesOut();
    void keepsOrRefusesRowsThatAreThere_data();
    void keepsOrRefusesRowsThatAreThere();
    void willNotTakeChildrenAwayByReplacing();
    void putsBadRowsAside();
    void endsAtTheFirstBadRowWithItsLine();
    void keepsToTheLimitsOfD1();
    void goesOnAfterEachStop();
    void goesOnAfterBeingKilledAtEachChunk();
    void doesNotGoOnWithAnotherFile_data();
    void doesNotGoOnWithAnotherFile();
    void failsAsAWholeChunkIfItsGuardDoes();
};

void tst_CsvImport::choosesTypesThatLoseNothing_data()
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

void tst_CsvImport::choosesTypesThatLoseNothing()
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

void tst_CsvImport::storesWhatTheColumnDeclares_data()
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

void tst_CsvImport::storesWhatTheColumnDeclares()
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

void tst_CsvImport::tellsNothingFromAnEmptyText_data()
{
    QTest::addColumn<int>("empty");
    QTest::addColumn<Texts>("expected");
    QTest::newRow("as written") << int(CsvEmpty::Auto) << Texts{ u"NULL ''"_s };
    QTest::newRow("always NULL") << int(CsvEmpty::Null) << Texts{ u"NULL NULL"_s };
    QTest::newRow("always a text") << int(CsvEmpty::Text) << Texts{ u"'' ''"_s };
}

void tst_CsvImport::tellsNothingFromAnEmptyText()
{
    QFETCH(int, empty);
    QFETCH(Texts, expected);
    const Bench bench("a,b\n,\"\"\n", "CREATE TABLE t(a TEXT, b TEXT)");

    VERIFY_DONE(bench.import({ .empty = CsvEmpty(empty) }));

    QCOMPARE(bench.rows(), expected);
}

void tst_CsvImport::readsEncodings_data()
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

void tst_CsvImport::readsEncodings()
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

void tst_CsvImport::findsTheDelimiter_data()
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

void tst_CsvImport::findsTheDelimiter()
{
    QFETCH(QByteArray, file);
    QFETCH(char, delimiter);
    const Bench bench(file);

    const auto plan = bench.plan();

    VERIFY_DONE(plan);
    QCOMPARE(plan->delimiter, delimiter);
}

void tst_CsvImport::findsTheHeader_data()
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

void tst_CsvImport::findsTheHeader()
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

void tst_CsvImport::mapsFields_data()
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

void tst_CsvImport::mapsFields()
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

void tst_CsvImport::refusesWhatDoesNotFit_data()
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

void tst_CsvImport::refusesWhatDoesNotFit()
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

void tst_CsvImport::makesATable()
{
    const Bench bench("id,full \"name\",price,data\n1,Zoë,1.50,X'00'\n2,,2.25,\n");

    const auto plan = bench.plan();
    VERIFY_DONE(plan);
    QCOMPARE(plan->create,
             QByteArray("CREATE TABLE \"t\" (\n    \"id\" INTEGER,\n    \"full \"\"name\"\"\" "
                        "TEXT,\n    \"price\" REAL,\n    \"data\" BLOB\n)"));
    QVERIFY(bench.rows("SELECT * FROM sqlite_master").isEmpty());

    VERIFY_DONE(bench.run({ .plan = *plan }));

    QCOMPARE(bench.rows(), (Texts{ u"1 'Zoë' 1.5 X'00'"_s, u"2 NULL 2.25 NULL"_s }));
    QCOMPARE(bench.rows("SELECT name FROM sqlite_master"), Texts{ u"'t'"_s });
}

void tst_CsvImport::leavesEmptyLinesOut()
{
    const Bench several("a,b\n\n1,2\n\r\n\n", "CREATE TABLE t(a, b)");
    const Bench one("a\n1\n\n2\n", "CREATE TABLE t(a TEXT)");

    const auto report = several.import();
    VERIFY_DONE(report);
    VERIFY_DONE(one.import());

    QCOMPARE(several.rows(), Texts{ u"'1' '2'"_s });
    QCOMPARE(report->counts.read, 1);
    QCOMPARE(one.rows(), (Texts{ u"'1'"_s, u"NULL"_s, u"'2'"_s })); // as an export writes a NULL
}

void tst_CsvImport::keepsOrRefusesRowsThatAreThere_data()
{
    QTest::addColumn<int>("conflict");
    QTest::addColumn<Texts>("rows");
    QTest::addColumn<int>("written");
    QTest::addColumn<int>("skipped");
    QTest::addColumn<int>("rejected");
    QTest::newRow("fail") << int(CsvConflict::Fail)
                          << Texts{ u"1 'old' 'kept'"_s, u"2 'new' 'none'"_s } << 1 << 0 << 2;
    QTest::newRow("skip") << int(CsvConflict::Skip)
                          << Texts{ u"1 'old' 'kept'"_s, u"2 'new' 'none'"_s } << 1 << 1 << 1;
    QTest::newRow("replace") << int(CsvConflict::Replace)
                             << Texts{ u"1 'new' 'none'"_s, u"2 'new' 'none'"_s } << 2 << 0 << 1;
    QTest::newRow("update") << int(CsvConflict::Update)
                            << Texts{ u"1 'new' 'kept'"_s, u"2 'new' 'none'"_s } << 2 << 0 << 1;
}

void tst_CsvImport::keepsOrRefusesRowsThatAreThere()
{
    QFETCH(int, conflict);
    QFETCH(Texts, rows);
    QFETCH(int, written);
    QFETCH(int, skipped);
    QFETCH(int, rejected);
    const Bench bench("id,name\n1,new\n2,new\n3,\n",
                      "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT "
                      "DEFAULT 'none'); INSERT INTO t VALUES (1, 'old', 'kept')");

    const auto report
        = bench.import({ .onConflict = CsvConflict(conflict) }, bench.folder.path(u"bad.csv"_s));

    VERIFY_DONE(report);
    QCOMPARE(bench.rows(), rows);
    QCOMPARE(
        report->counts,
        (CsvCounts{ .read = 3, .written = written, .skipped = skipped, .rejected = rejected }));
    QCOMPARE(report->rowsBefore, 1);
    QCOMPARE(report->rowsAfter, 2);
}

void tst_CsvImport::willNotTakeChildrenAwayByReplacing()
{
    const Bench bench("id\n1\n",
                      "CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE TABLE c(id REFERENCES t ON "
                      "DELETE CASCADE)");
    const Bench keyless("a\nx\n", "CREATE TABLE t(a TEXT)");

    const auto replacing = bench.plan({ .onConflict = CsvConflict::Replace });
    const auto updating = keyless.plan({ .onConflict = CsvConflict::Update });

    QVERIFY(!replacing);
    QCOMPARE(replacing.error().kind, Error::Kind::Policy);
    QVERIFY(!updating);
    QVERIFY(updating.error().message.contains("primary key"_L1));
}

void tst_CsvImport::putsBadRowsAside()
{
    const Bench bench("a,b\n1,2\n3\n4,5,6\n\"x\"y,7\n8,\"\n9\n10,\xFF\n" + QByteArray("11,\0\n", 5)
                          + "12,13\n",
                      "CREATE TABLE t(a INTEGER, b TEXT)");
    const QString bad = bench.folder.path(u"bad.csv"_s);

    const auto report = bench.import({ .encoding = CsvEncoding::Utf8 }, bad);

    VERIFY_DONE(report);
    QCOMPARE(bench.rows(), (Texts{ u"1 '2'"_s, u"12 '13'"_s }));
    QCOMPARE(report->counts.rejected, 7);
    QByteArray expected = "line,reason,record\n"
                          "3,\"the record has 1 fields, not 2\",\"3\"\n"
                          "4,\"the record has 3 fields, not 2\",\"4,5,6\"\n"
                          "5,\"text follows a closing quote\",\"\"\"x\"\"y,7\"\n"
                          "6,\"a quote is opened and never closed\",\"8,\"\"\"\n"
                          "7,\"the record has 1 fields, not 2\",\"9\"\n"
                          "8,\"the record is not text in utf-8\",\"10,\xFF\"\n"
                          "9,\"the record holds a NUL byte\",\"11,";
    expected += '\0';
    expected += "\"\n";
    QCOMPARE(bench.folder.read(u"bad.csv"_s), expected);
    QVERIFY(QFile::permissions(bad).testFlag(QFile::ReadOwner));
    QVERIFY(!QFile::permissions(bad).testFlag(QFile::ReadOther));
    const auto again = bench.import({ .encoding = CsvEncoding::Utf8 }, bad);
    QVERIFY(!again);
    QCOMPARE(again.error().kind, Error::Kind::Usage);
}

void tst_CsvImport::endsAtTheFirstBadRowWithItsLine()
{
    const Bench bench("a,b\n1,\"x\ny\"\n3\n", "CREATE TABLE t(a INTEGER, b TEXT)");

    const auto report = bench.import();

    QVERIFY(!report);
    QCOMPARE(report.error().kind, Error::Kind::BadInput);
    QCOMPARE(report.error().where.line, 4);
    QCOMPARE(report.error().where.file, bench.file);
    QCOMPARE(report.error().databaseState, DatabaseState::Unchanged);
    QVERIFY(bench.rows().isEmpty());
}

void tst_CsvImport::keepsToTheLimitsOfD1()
{
    const QByteArray fits(1'900'000, 'x');
    const QByteArray tooLong(2'000'001, 'y');
    const Bench bench("id,v\n1," + fits + "\n2," + tooLong + "\n3,z\n",
                      "CREATE TABLE t(id INTEGER, v TEXT)",
                      SqliteOptions::Profile::D1);
    QByteArray wide = "c1";
    for (int column = 2; column <= 101; ++column)
        wide += ",c" + QByteArray::number(column);
    const Bench columns(wide + '\n', {}, SqliteOptions::Profile::D1);

    const auto report = bench.import({}, bench.folder.path(u"bad.csv"_s));
    const auto made = columns.import();

    VERIFY_DONE(report);
    QCOMPARE(bench.rows("SELECT id FROM t"), (Texts{ u"1"_s, u"3"_s }));
    QVERIFY(bench.folder.read(u"bad.csv"_s).contains("longer than the database takes"));
    QVERIFY(!made);
    QVERIFY(made.error().message.contains("too many columns"_L1));
    QVERIFY(columns.rows("SELECT * FROM sqlite_master").isEmpty());
}

// Stopped between any two chunks, the rows of those before it are there, and going on gives what one run gives.
void tst_CsvImport::goesOnAfterEachStop()
{
    const Bench whole(manyRows(), ManyTable);
    const QString bad = whole.folder.path(u"bad.csv"_s);
    VERIFY_DONE(whole.import({}, bad));
    const QByteArray rejects = whole.folder.read(u"bad.csv"_s);

    for (int chunks = 0; chunks < 7; ++chunks) {
        const Bench bench(manyRows(), ManyTable);
        const auto plan = bench.plan();
        VERIFY_DONE(plan);
        CsvImportRequest request{ .plan = *plan,
                                  .rejects = bench.folder.path(u"bad.csv"_s),
                                  .chunkRows = 150 };
        std::stop_source stop;
        int reports = 0;
        const Conduct conduct{ .progress =
                                   [&](const Progress &) {
                                       if (++reports > chunks)
                                           stop.request_stop();
                                   },
                               .stop = stop.get_token() };

        const auto stopped = bench.run(request, conduct);

        QVERIFY(!stopped);
        QCOMPARE(stopped.error().kind, Error::Kind::Cancelled);
        const auto progress = bench.progress();
        QCOMPARE(progress.has_value(), chunks > 0);
        QCOMPARE(bench.rows().size(), progress ? progress->counts.written : 0);
        if (!progress)
            continue;
        QCOMPARE(stopped.error().databaseState, DatabaseState::Changed);
        request.from = progress;
        request.plan = progress->plan;
        const auto report = bench.run(request);
        VERIFY_DONE(report);
        QCOMPARE(bench.rows(), whole.rows());
        QCOMPARE(bench.folder.read(u"bad.csv"_s), rejects);
        QCOMPARE(report->counts, (CsvCounts{ .read = 1001, .written = 990, .rejected = 11 }));
        QCOMPARE(report->rowsBefore, 0);
        QCOMPARE(report->rowsAfter, 990);
        QVERIFY(!bench.progress());
        QVERIFY(bench.rows("SELECT * FROM sqlite_master WHERE name LIKE '\\_tide%' ESCAPE '\\'")
                    .isEmpty());
    }
}

// The same for a process that ends without a word, before a chunk is committed and after.
void tst_CsvImport::goesOnAfterBeingKilledAtEachChunk()
{
    const Bench whole(manyRows());
    VERIFY_DONE(whole.import({}, whole.folder.path(u"bad.csv"_s)));
    const QByteArray rejects = whole.folder.read(u"bad.csv"_s);

    for (int moment = 1; moment <= 15; ++moment) {
        const Bench bench(manyRows());
        const auto plan = bench.plan();
        VERIFY_DONE(plan);
        CsvImportRequest request{ .plan = *plan,
                                  .rejects = bench.folder.path(u"bad.csv"_s),
                                  .chunkRows = 150 };
        const pid_t child = ::fork();
        if (child == 0) {
            auto connection = bench.open();
            int seen = 0;
            // A chunk ends with this function, and the next one begins with it.
            sqlite3_create_function_v2(
                connection.handle(),
                "moment",
                0,
                SQLITE_UTF8,
                &seen,
                [](sqlite3_context *context, int, sqlite3_value **) {
                    auto *const count = static_cast<int *>(sqlite3_user_data(context));
                    ++*count;
                    sqlite3_result_int(context, *count);
                    if (*count == qEnvironmentVariableIntValue("MOMENT"))
                        ::_exit(9);
                },
                nullptr,
                nullptr,
                nullptr);
            ::setenv("MOMENT", QByteArray::number(moment).constData(), 1);
            request.before = { { "SELECT moment()" } };
            request.after = { { "SELECT moment()" } };
            const auto done = importCsv(connection, request);
            ::_exit(done ? 0 : 1);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        const bool wasKilled = WIFEXITED(status) && WEXITSTATUS(status) == 9;
        QCOMPARE(wasKilled, moment <= 14); // seven chunks, two moments each

        const auto progress = bench.progress();
        if (progress) {
            QCOMPARE(bench.rows().size(), progress->counts.written);
            QFile torn(request.rejects); // a write that did not come to its end
            QVERIFY(torn.open(QIODevice::Append) && torn.write(QByteArray(100'000, '?')) > 0);
            request.from = progress;
            request.plan = progress->plan;
        } else {
            QCOMPARE(bench.rows("SELECT * FROM sqlite_master").isEmpty(), wasKilled);
            request.mayOverwriteRejects = true;
        }
        if (wasKilled)
            VERIFY_DONE(bench.run(request));

        QCOMPARE(bench.rows(), whole.rows());
        QCOMPARE(bench.folder.read(u"bad.csv"_s), rejects);
    }
}

void tst_CsvImport::doesNotGoOnWithAnotherFile_data()
{
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<bool>("isAccepted");
    QTest::newRow("the same, written anew") << manyRows() << true;
    QTest::newRow("one byte changed before the place")
        << manyRows().replace("row\n17\"", "row\n18\"") << false;
    QTest::newRow("longer") << manyRows() + "2000,x\n" << false;
    QTest::newRow("shorter") << manyRows().first(400) << false;
}

void tst_CsvImport::doesNotGoOnWithAnotherFile()
{
    QFETCH(QByteArray, file);
    QFETCH(bool, isAccepted);
    const Bench bench(manyRows(), ManyTable);
    CsvImportRequest request{ .plan = *bench.plan(),
                              .rejects = bench.folder.path(u"bad.csv"_s),
                              .chunkRows = 150 };
    std::stop_source stop;
    const Conduct conduct{ .progress =
                               [&stop](const Progress &progress) {
                                   if (progress.done > 0)
                                       stop.request_stop();
                               },
                           .stop = stop.get_token() };
    QVERIFY(!bench.run(request, conduct));
    const Texts before = bench.rows();
    QCOMPARE(before.size(), 149);

    bench.folder.write(u"rows.csv"_s, file);
    request.from = bench.progress();
    request.plan = request.from->plan;
    const auto report = bench.run(request);

    QCOMPARE(bool(report), isAccepted);
    if (isAccepted)
        return;
    QCOMPARE(report.error().kind, Error::Kind::BadInput);
    QCOMPARE(bench.rows(), before);
    QVERIFY(bench.progress());
}

void tst_CsvImport::failsAsAWholeChunkIfItsGuardDoes()
{
    const Bench bench(manyRows(), ManyTable);
    CsvImportRequest request{ .plan = *bench.plan(),
                              .rejects = bench.folder.path(u"bad.csv"_s),
                              .chunkRows = 150 };
    request.after = { { "INSERT INTO guard VALUES ((SELECT nullif(count(*) > 300, 1) FROM t))" } };
    auto connection = bench.open();
    QVERIFY(connection.run("CREATE TABLE guard(ok INTEGER NOT NULL)"));

    const auto report = bench.run(request);

    QVERIFY(!report);
    QCOMPARE(report.error().databaseState, DatabaseState::Changed);
    QCOMPARE(bench.rows().size(), 297);
    QCOMPARE(bench.progress()->counts.written, 297);
    QCOMPARE(bench.folder.read(u"bad.csv"_s).count(",odd\"\n"), 3);
}

QTEST_GUILESS_MAIN(tst_CsvImport)
#include "tst_csvimport.moc"
