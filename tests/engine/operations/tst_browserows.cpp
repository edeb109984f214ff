#include "browsebench.h"

#include <engine/operations/dependents.h>
#include <support/testprogram.h>

#include <QtTest>

#include <limits>

using namespace tidemark;
using namespace tidemark::browsebench;
using namespace Qt::StringLiterals;

using Kind = BrowsePlace::Kind;
using Test = RowCondition::Test;
Q_DECLARE_METATYPE(tidemark::BrowseQuery)

/// Rows of tables and views, page by page, on real databases.
class tst_BrowseRows : public QObject
{
    Q_OBJECT

private slots:
    void givesValuesExactly();
    void pagesGoThroughEveryRowOnce_data();
    void pagesGoThroughEveryRowOnce();
    void readsADeepPageAsCheaplyAsTheFirst();
    void jumpsToTheEndAndToAFraction();
    void jumpsWithinKeysAtTheEdgesOfIntegers();
    void readsAViewByNumber();
    void filters_data();
    void filters();
    void refusesAnExpressionThatIsNone_data();
    void refusesAnExpressionThatIsNone();
    void cannotWrite();
    void saysHowItSorts();
    void counts();
    void cutsLargeValuesAndGivesThemWhole();
    void stopsAReadingThatTakesLong();
    void saysWhatIsNotThere();
    void namesDependents();
};

void tst_BrowseRows::givesValuesExactly()
{
    const LocalBench bench(Kinds);
    const auto browser = bench.open(u"KINDS"_s);

    const RowPage page = read(browser, {}, {});

    QCOMPARE(browser->object().name, u"kinds"_s);
    QCOMPARE(browser->object().columns.size(), 10);
    QCOMPARE(page.rows.size(), 4);
    QVERIFY(!page.hasMore);
    const auto expected = bench.database().rows("SELECT * FROM kinds ORDER BY id");
    QCOMPARE(page.rows, expected);
    QCOMPARE(page.rows.first().at(0), Value::integer(std::numeric_limits<qint64>::min()));
    QCOMPARE(page.rows.first().at(1), Value::integer(std::numeric_limits<qint64>::max()));
    QCOMPARE(page.rows.first().at(3).kind(), Value::Kind::Text);
    QVERIFY(page.rows.last().at(3).isNull());
}

void tst_BrowseRows::pagesGoThroughEveryRowOnce_data()
{
    QTest::addColumn<QString>("object");
    QTest::addColumn<BrowseQuery>("query");
    QTest::addColumn<QByteArray>("sql");

    const auto row = [](const char *name, const char *object, BrowseQuery query, const char *sql) {
        QTest::newRow(name) << QString::fromLatin1(object) << query << QByteArray(sql);
    };
    row("rowid", "plain", {}, R"(SELECT * FROM plain ORDER BY rowid)");
    row("primary key of two columns", "pairs", {}, "SELECT * FROM pairs ORDER BY a, b");
    row("ascending with NULLs",
        "pairs",
        { .order = { { u"c"_s } } },
        "SELECT * FROM pairs ORDER BY c, a, b");
    row("descending with NULLs",
        "pairs",
        { .order = { { u"c"_s, true } } },
        "SELECT * FROM pairs ORDER BY c DESC, a DESC, b DESC");
    row("two columns, two directions",
        "pairs",
        { .order = { { u"c"_s, true }, { u"b"_s, false } } },
        "SELECT * FROM pairs ORDER BY c DESC, b, a");
    row("NULLs in the second",
        "pairs",
        { .order = { { u"a"_s, false }, { u"c"_s, true } } },
        "SELECT * FROM pairs ORDER BY a, c DESC, b DESC");
    row("the key, descending",
        "pairs",
        { .order = { { u"b"_s, true }, { u"a"_s, true } } },
        "SELECT * FROM pairs ORDER BY b DESC, a DESC");
    row("filtered and sorted",
        "pairs",
        { .conditions = { { u"c"_s, Test::Differs, u"c1"_s } },
          .expression = "b % 2 = 0 -- even",
          .order = { { u"c"_s, false } } },
        "SELECT * FROM pairs WHERE c IS NOT 'c1' AND b % 2 = 0 ORDER BY c, a, b");
    row("values of all kinds",
        "kinds",
        { .order = { { u"v"_s, true }, { u"r"_s, false } } },
        "SELECT * FROM kinds ORDER BY v DESC, r, id");
}

void tst_BrowseRows::pagesGoThroughEveryRowOnce()
{
    QFETCH(QString, object);
    QFETCH(BrowseQuery, query);
    QFETCH(QByteArray, sql);
    const LocalBench bench(Odd + Kinds);
    const auto browser = bench.open(object);
    const QList<Row> expected = bench.database().rows(sql);
    QVERIFY(!expected.isEmpty());

    for (const int limit : { 1, 7, 1000 }) {
        QCOMPARE(everything(browser, query, limit), expected);
        QCOMPARE(everythingBackwards(browser, query, limit), expected);
    }
}

void tst_BrowseRows::readsADeepPageAsCheaplyAsTheFirst()
{
    const LocalBench bench(Many);
    const auto browser = bench.open(u"many"_s);
    const BrowseQuery byStatus{ .order = { { u"status"_s, true } } };

    const RowPage last = read(browser, byStatus, { .kind = Kind::End });
    const RowPage before
        = read(browser, byStatus, { .kind = Kind::Before, .key = last.keys.first() });

    QCOMPARE(last.rows.size(), 200);
    QVERIFY(last.rows.last().at(1).isNull());
    QVERIFY(before.hasMore);
    // Full scan steps are what SQLite counts; a page that skips its way there would count 40,000.
    QVERIFY2(before.cost.rowsRead <= 201, qPrintable(QString::number(before.cost.rowsRead)));
    const auto plan = await(browser->plan(byStatus));
    QVERIFY(plan);
    QCOMPARE(plan->index, u"many_by_status"_s);
    QVERIFY(!plan->sorts);
}

void tst_BrowseRows::jumpsToTheEndAndToAFraction()
{
    const LocalBench bench(Many);
    const auto browser = bench.open(u"many"_s);

    const RowPage end = read(browser, {}, { .kind = Kind::End });
    const RowPage middle = read(browser, {}, { .kind = Kind::AtFraction, .fraction = 0.5 });
    const BrowseQuery descending{ .order = { { u"id"_s, true } } };
    const RowPage quarter
        = read(browser, descending, { .kind = Kind::AtFraction, .fraction = 0.25 });
    const RowPage number = read(browser, {}, { .kind = Kind::AtNumber, .number = 1234 });
    const RowPage key = read(browser, {}, { .kind = Kind::AtKey, .key = { Value::integer(777) } });

    QCOMPARE(end.rows.last().first(), Value::integer(200'000));
    QVERIFY(end.hasMore);
    QCOMPARE(middle.rows.first().first(), Value::integer(100'000));
    QCOMPARE(quarter.rows.first().first(), Value::integer(150'000));
    QCOMPARE(quarter.rows.at(1).first(), Value::integer(149'999));
    QCOMPARE(number.rows.first().first(), Value::integer(1235));
    QCOMPARE(key.rows.first().first(), Value::integer(777));
}

void tst_BrowseRows::jumpsWithinKeysAtTheEdgesOfIntegers()
{
    const LocalBench bench(Kinds);
    const auto browser = bench.open(u"kinds"_s);

    const auto range = await(browser->keyRange());
    const RowPage last = read(browser, {}, { .kind = Kind::AtFraction, .fraction = 1 });
    const RowPage first = read(browser, {}, { .kind = Kind::AtFraction, .fraction = 0 });

    QVERIFY(range);
    QCOMPARE(range->first, std::numeric_limits<qint64>::min());
    QCOMPARE(range->last, std::numeric_limits<qint64>::max());
    QCOMPARE(last.rows.size(), 1);
    QCOMPARE(first.rows.size(), 4);
}

void tst_BrowseRows::readsAViewByNumber()
{
    const LocalBench bench(Odd);
    const auto view = bench.open(u"seen"_s);
    const auto table = bench.open(u"keyless"_s);

    QVERIFY(view->object().isView);
    QCOMPARE(view->object().key, BrowsedObject::Key::None);
    QCOMPARE(table->object().key, BrowsedObject::Key::None);
    QCOMPARE(everything(view, {}, 7).size(), bench.database().rows("SELECT * FROM seen").size());
    const RowPage second = read(view, {}, { .kind = Kind::AtNumber, .number = 5 }, 5);
    const RowPage first = read(view, {}, { .kind = Kind::Before, .key = second.keys.first() }, 5);
    QCOMPARE(first.rows, read(view, {}, {}, 5).rows);
    QVERIFY(!first.hasMore);
    const auto end = await(view->page({}, { .kind = Kind::End }, 5));
    QVERIFY(!end);
    QCOMPARE(end.error().kind, Error::Kind::Usage);
}

void tst_BrowseRows::filters_data()
{
    QTest::addColumn<BrowseQuery>("query");
    QTest::addColumn<QByteArray>("where");

    const auto one = [](const char *name, RowCondition condition, const char *where) {
        QTest::newRow(name) << BrowseQuery{ .conditions = { std::move(condition) } }
                            << QByteArray(where);
    };
    one("integer", { u"i"_s, Test::Equals, u"9007199254740993"_s }, "i = 9007199254740993");
    one("text that looks like NULL", { u"t"_s, Test::Equals, u"NULL"_s }, "t = 'NULL'");
    one("empty text", { u"t"_s, Test::Equals, {} }, "t = ''");
    one("number in a column without type", { u"v"_s, Test::Equals, u"12"_s }, "id IN (1, 2)");
    one("differs, NULL too", { u"t"_s, Test::Differs, u"NULL"_s }, "t IS NOT 'NULL'");
    one("less", { u"r"_s, Test::Less, u"1"_s }, "r < 1");
    one("at most", { u"r"_s, Test::AtMost, u"1"_s }, "r <= 1");
    one("greater", { u"d"_s, Test::Greater, u"2026-11-20"_s }, "d > '2026-11-20'");
    one("at least", { u"i"_s, Test::AtLeast, u"0"_s }, "i >= 0");
    one("one of", { u"t"_s, Test::OneOf, u"NULL, a'b"_s }, "t IN ('NULL', 'a''b')");
    one("contains", { u"t"_s, Test::Contains, u"A'"_s }, "t = 'a''b'");
    one("starts with", { u"t"_s, Test::StartsWith, u"a'"_s }, "t = 'a''b'");
    one("starts with other letters", { u"t"_s, Test::StartsWith, u"A"_s }, "0");
    one("starts with, of numbers", { u"i"_s, Test::StartsWith, u"90"_s }, "i = 9007199254740993");
    one("is NULL", { u"t"_s, Test::IsNull }, "t IS NULL");
    one("is not NULL", { u"t"_s, Test::IsNotNull }, "t IS NOT NULL");
    one("generated column", { u"g"_s, Test::Equals, u"!"_s }, "t = ''");
    QTest::newRow("expression") << BrowseQuery{ .expression = "id IN (SELECT max(id) FROM kinds)" }
                                << QByteArray("id = 9223372036854775807");
    QTest::newRow("both") << BrowseQuery{ .conditions = { { u"f"_s, Test::Equals, u"1"_s } },
                                          .expression = "n = 12 OR n = 1.5" }
                          << QByteArray("f = 1 AND (n = 12 OR n = 1.5)");
}

void tst_BrowseRows::filters()
{
    QFETCH(BrowseQuery, query);
    QFETCH(QByteArray, where);
    const LocalBench bench(Kinds);
    const auto browser = bench.open(u"kinds"_s);

    const RowPage page = read(browser, query, {});
    const auto count = await(browser->count(query));

    const auto expected
        = bench.database().rows("SELECT * FROM kinds WHERE " + where + " ORDER BY id");
    QCOMPARE(page.rows, expected);
    QVERIFY(count);
    QCOMPARE(count->rows, qint64(expected.size()));
}

void tst_BrowseRows::refusesAnExpressionThatIsNone_data()
{
    QTest::addColumn<QByteArray>("expression");
    QTest::newRow("ends our parenthesis") << QByteArray("1) OR (1");
    QTest::newRow("a second statement") << QByteArray("1; DROP TABLE kinds");
    QTest::newRow("parameter") << QByteArray("id = ?1");
    QTest::newRow("open comment") << QByteArray("1 /* ");
    QTest::newRow("open string") << QByteArray("t = 'x");
    QTest::newRow("open parenthesis") << QByteArray("(1");
    QTest::newRow("statement") << QByteArray("DELETE FROM kinds");
}

void tst_BrowseRows::refusesAnExpressionThatIsNone()
{
    QFETCH(QByteArray, expression);
    const LocalBench bench(Kinds);
    const auto browser = bench.open(u"kinds"_s);

    const auto page = await(browser->page({ .expression = expression }, {}, 10));

    QVERIFY(!page);
    QCOMPARE(bench.database().value("SELECT count(*) FROM kinds"), u"4"_s);
}

void tst_BrowseRows::cannotWrite()
{
    const LocalBench bench("CREATE TABLE t(id INTEGER PRIMARY KEY, x); INSERT INTO t VALUES(1, 2);"
                           "CREATE VIRTUAL TABLE f USING fts5(x);");
    const auto browser = bench.open(u"t"_s);

    const auto page
        = await(browser->page({ .expression = "id IN (SELECT 1 UNION SELECT 2)" }, {}, 5));

    QVERIFY(page);
    QCOMPARE(page->rows.size(), 1);
    const auto writing = await(browser->page({ .expression = "(UPDATE t SET x = 3)" }, {}, 5));
    QVERIFY(!writing);
    QCOMPARE(bench.database().value("SELECT x FROM t"), u"2"_s);
}

void tst_BrowseRows::saysHowItSorts()
{
    const LocalBench bench(Many);
    const auto browser = bench.open(u"many"_s);

    const auto byKey = await(browser->plan({}));
    const auto byIndex = await(browser->plan({ .order = { { u"status"_s, false } } }));
    const auto byNothing = await(browser->plan({ .order = { { u"amount"_s, false } } }));

    QVERIFY(byKey && byIndex && byNothing);
    QVERIFY(!byKey->sorts);
    QVERIFY(byKey->index.isEmpty());
    QCOMPARE(byIndex->index, u"many_by_status"_s);
    QVERIFY(!byIndex->sorts);
    QVERIFY(byNothing->sorts);
}

void tst_BrowseRows::counts()
{
    const LocalBench bench(Many);
    const auto browser = bench.open(u"many"_s);

    const auto all = await(browser->count({}));
    const auto some = await(browser->count({ .conditions = { { u"status"_s, Test::IsNull } } }));
    const auto range = await(browser->keyRange());

    QVERIFY(all && some && range);
    QCOMPARE(all->rows, 200'000);
    QCOMPARE(some->rows, 40'000);
    QCOMPARE(range->span(), 200'000.0);
}

void tst_BrowseRows::cutsLargeValuesAndGivesThemWhole()
{
    const LocalBench bench("CREATE TABLE t(id INTEGER PRIMARY KEY, b BLOB, s TEXT);"
                           "INSERT INTO t VALUES(1, x'01', 'small'), (2, zeroblob(100000), "
                           "replace(hex(zeroblob(20000)), '0', 'ä'));");
    const auto browser = bench.open(u"t"_s);

    const RowPage page = read(browser, {}, { .kind = Kind::End });

    QCOMPARE(page.cut.size(), 2);
    QCOMPARE(page.cut.value(1 * 3 + 1), 100'000);
    QCOMPARE(page.cut.value(1 * 3 + 2), 80'000);
    QVERIFY(page.rows.at(1).at(1).bytes().size() <= RowBrowser::MostBytesOfValue);
    QVERIFY(!page.rows.at(1).at(2).toString().contains(QChar::ReplacementCharacter));
    const auto whole = await(browser->wholeValue({}, page.keys.at(1), u"b"_s));
    QVERIFY(whole);
    QCOMPARE(whole->bytes(), QByteArray(100'000, '\0'));
    bench.database().run("DELETE FROM t WHERE id = 2");
    const auto gone = await(browser->wholeValue({}, page.keys.at(1), u"b"_s));
    QVERIFY(!gone);
    QCOMPARE(gone.error().kind, Error::Kind::Difference);
}

void tst_BrowseRows::stopsAReadingThatTakesLong()
{
    const LocalBench bench(Many);
    const auto browser = bench.open(u"many"_s);
    std::stop_source source;
    const BrowseQuery endless{
        .expression = "id = (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                      "SELECT max(i) FROM n)"
    };
    QTimer::singleShot(0, qApp, [&source] { source.request_stop(); });

    const auto counted = await(browser->count(endless, source.get_token()));

    QVERIFY(!counted);
    QCOMPARE(counted.error().kind, Error::Kind::Cancelled);
    QVERIFY(await(browser->count({}))); // the connection is as good as before
}

void tst_BrowseRows::saysWhatIsNotThere()
{
    const LocalBench bench("CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE VIEW broken AS SELECT "
                           "gone FROM t;");
    ScratchFolder folder;
    const Target target{ .stream = u"test"_s,
                         .kind = DatabaseKind::Sqlite,
                         .file = bench.database().file() };
    Target missing = target;
    missing.file += u".gone"_s;
    const auto engine = scratchEngine(folder);

    const auto table = await(RowBrowser::open(engine, target, u"nothing"_s));
    const auto view = await(RowBrowser::open(engine, target, u"broken"_s));
    const auto file = await(RowBrowser::open(engine, missing, u"t"_s));
    const auto column
        = await(bench.open(u"t"_s)->page({ .order = { { u"nothing"_s, false } } }, {}, 5));

    QCOMPARE(table.error().kind, Error::Kind::MissingInput);
    QCOMPARE(view.error().kind, Error::Kind::Database);
    QCOMPARE(file.error().kind, Error::Kind::MissingInput);
    QCOMPARE(column.error().kind, Error::Kind::Usage);
}

void tst_BrowseRows::namesDependents()
{
    const LocalBench bench(Odd);
    const auto browser = bench.open(u"pairs"_s);

    const auto dependents = dependentsOf(browser->schema(), u"PAIRS"_s);

    QCOMPARE(dependents.size(), 3);
    QCOMPARE(dependents.at(0).kind, Dependent::Kind::ForeignKey);
    QCOMPARE(dependents.at(0).name, u"child"_s);
    QCOMPARE(dependents.at(0).detail, u"a, b → a, b, ON DELETE CASCADE"_s);
    QCOMPARE(dependents.at(1).name, u"seen"_s);
    QCOMPARE(dependents.at(2).name, u"watch"_s);
    QCOMPARE(dependents.at(2).detail, u"child"_s);
}

TIDEMARK_TEST(tst_BrowseRows)

#include "tst_browserows.moc"
