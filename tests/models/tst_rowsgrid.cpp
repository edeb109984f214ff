#include <models/browsesession.h>
#include <models/definitionmodel.h>
#include <models/tablelistmodel.h>
#include <models/valuetexts.h>
#include <support/patience.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

using Kind = BrowsePlace::Kind;

namespace {

QByteArray tableOf(int rows)
{
    return "CREATE TABLE t(id INTEGER PRIMARY KEY, name TEXT, amount INTEGER);"
           "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
           + QByteArray::number(rows) + ") SELECT i, 'name ' || i, i % 100 FROM n;";
}

/// A session on a table of its own; its model is watched all the time.
class GridBench
{
public:
    explicit GridBench(const QByteArray &script, const QString &object = u"t"_s)
        : m_database(script)
        , m_session(scratchEngine(m_folder), targetOf(m_database.file()), object)
        , m_tester(m_session.rows(), QAbstractItemModelTester::FailureReportingMode::QtTest)
    {
        m_session.open();
        settle();
    }

    [[nodiscard]] BrowseSession &session() { return m_session; }
    [[nodiscard]] RowsGridModel &rows() { return *m_session.rows(); }
    [[nodiscard]] const ScratchDatabase &database() const { return m_database; }
    [[nodiscard]] const ScratchFolder &folder() const { return m_folder; }
    void settle()
    {
        QVERIFY(QTest::qWaitFor(
            [this] { return !m_session.isReading() && !m_session.activity()->isRunning(); },
            PatienceMs));
    }
    void goTo(const BrowsePlace &place)
    {
        m_session.goTo(place);
        settle();
    }
    void setQuery(const BrowseQuery &query)
    {
        m_session.setQuery(query);
        settle();
    }
    /// As a view does that shows the last, or the first, rows of the window.
    void reachDown()
    {
        m_session.reach(rows().rowCount() - 30, rows().rowCount() - 1);
        settle();
    }
    void reachUp()
    {
        m_session.reach(0, 30);
        settle();
    }
    [[nodiscard]] QVariant shown(int row, int column, int role = Qt::DisplayRole)
    {
        return rows().index(row, column).data(role);
    }

private:
    static Target targetOf(const QString &file)
    {
        return {
            .stream = u"test"_s, .name = u"test"_s, .kind = DatabaseKind::Sqlite, .file = file
        };
    }

    ScratchFolder m_folder;
    ScratchDatabase m_database;
    BrowseSession m_session;
    QAbstractItemModelTester m_tester;
};

} // namespace

/// The window of rows that a grid shows, and who fills it.
class tst_RowsGrid : public QObject
{
    Q_OBJECT

private slots:
    void readsOnWhereItIsLookedAt();
    void keepsItsPlaceWhenRowsComeBefore();
    void holdsNoMoreThanItsWindow();
    void goesToTheEndAndToAPartOfTheKeys();
    void numbersRowsAsFarAsItKnows();
    void sortsByClickAfterClick();
    void keepsTheOldRowsAfterAMistake();
    void showsAnEmptyTable();
    void tellsValuesApart();
    void countsAndExports();
    void dropsAnOlderAnswer();
    void keepsAWishWhileItIsRead();
    void keepsAWishWhileAValueFails();
    void writesJsonWithEveryDigit();
    void addsUpExactly();
    void dumpsBytes();
    void describesWhatATableConsistsOf();
    void listsTables();
};

void tst_RowsGrid::readsOnWhereItIsLookedAt()
{
    GridBench bench(tableOf(450));
    QCOMPARE(bench.rows().held(), 200);
    QCOMPARE(bench.rows().rowCount(), 200 + RowsGridModel::WaitingRows);
    QVERIFY(!bench.rows().hasBefore());
    QCOMPARE(bench.shown(200, 0, ValueKindRole).value<ValueKind>(), ValueKind::Waiting);

    bench.session().reach(0, 30);
    QVERIFY(!bench.session().isReading());
    bench.reachDown();
    QCOMPARE(bench.rows().held(), 400);
    QCOMPARE(bench.shown(399, 0).toString(), u"400"_s);
    bench.reachDown();

    QCOMPARE(bench.rows().rowCount(), 450);
    QVERIFY(!bench.rows().hasAfter());
    QCOMPARE(bench.shown(449, 1).toString(), u"name 450"_s);
}

void tst_RowsGrid::keepsItsPlaceWhenRowsComeBefore()
{
    GridBench bench(tableOf(1000));
    bench.goTo({ .kind = Kind::AtKey, .key = { Value::integer(700) } });
    const QPersistentModelIndex row = bench.rows().index(bench.rows().firstHeld(), 0);
    QSignalSpy shifted(bench.session().rows(), &RowsGridModel::shifted);
    QCOMPARE(row.data().toString(), u"700"_s);

    bench.reachUp();

    QCOMPARE(row.data().toString(), u"700"_s);
    QCOMPARE(shifted.size(), 1);
    QCOMPARE(shifted.first().first().toInt(), 200);
    QCOMPARE(bench.shown(bench.rows().firstHeld(), 0).toString(), u"500"_s);
}

void tst_RowsGrid::holdsNoMoreThanItsWindow()
{
    GridBench bench("CREATE TABLE t(id INTEGER PRIMARY KEY, b TEXT);"
                    "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n "
                    "WHERE i < 6000) SELECT i, hex(zeroblob(10000)) FROM n;");

    while (bench.rows().hasAfter())
        bench.reachDown();

    // 20 kB in each row: some 3,300 of them fit.
    const int held = bench.rows().held();
    QVERIFY2(held > 2000 && held < 3800, qPrintable(QString::number(held)));
    QVERIFY(bench.rows().hasBefore());
    const int first = bench.rows().firstHeld();
    QCOMPARE(*bench.rows().number(first), 6000 - held);
    QCOMPARE(bench.shown(first, 0).toString(), QString::number(6000 - held + 1));
    bench.reachUp();
    QCOMPARE(bench.shown(bench.rows().firstHeld(), 0).toString(),
             QString::number(6000 - held + 1 - 200));
    QVERIFY(bench.rows().hasAfter());
}

void tst_RowsGrid::goesToTheEndAndToAPartOfTheKeys()
{
    GridBench bench(tableOf(10'000));
    QSignalSpy placed(&bench.session(), &BrowseSession::placed);
    QTRY_VERIFY(bench.session().keyRange().has_value());

    bench.goTo({ .kind = Kind::End });
    QCOMPARE(bench.shown(placed.takeFirst().first().toInt(), 0).toString(), u"10000"_s);
    QVERIFY(bench.rows().hasBefore());
    QVERIFY(!bench.rows().hasAfter());
    bench.goTo({ .kind = Kind::AtFraction, .fraction = 0.25 });

    const int row = placed.takeFirst().first().toInt();
    QCOMPARE(bench.shown(row, 0).toString(), u"2500"_s);
    const auto fraction = bench.session().fractionOf(row);
    QVERIFY(fraction && qAbs(*fraction - 0.25) < 0.001);
}

void tst_RowsGrid::numbersRowsAsFarAsItKnows()
{
    GridBench bench(tableOf(10'000) + "DELETE FROM t WHERE id BETWEEN 100 AND 199;");
    const auto number = [&bench](int row) {
        return bench.rows().headerData(row, Qt::Vertical, Qt::DisplayRole).toString();
    };
    QCOMPARE(number(0), u"1"_s);
    QTRY_VERIFY(bench.session().keyRange().has_value());

    bench.goTo({ .kind = Kind::AtFraction, .fraction = 0.5 });
    QVERIFY(number(bench.rows().firstHeld()).startsWith(u"≈ "_s));
    bench.goTo({ .kind = Kind::End });
    QCOMPARE(number(bench.rows().rowCount() - 1), u"≈ "_s + QLocale().toString(10'000));
    bench.session().countExactly();
    bench.settle();
    bench.goTo({ .kind = Kind::End });

    QCOMPARE(number(bench.rows().rowCount() - 1), QLocale().toString(9900));
}

void tst_RowsGrid::sortsByClickAfterClick()
{
    GridBench bench(tableOf(1000));
    const auto place = [&bench](int column) {
        return bench.rows().headerData(column, Qt::Horizontal, SortPlaceRole).toInt();
    };

    bench.session().sortBy(u"amount"_s, false);
    bench.settle();
    QCOMPARE(bench.shown(0, 2).toString(), u"0"_s);
    QCOMPARE(place(2), 1);
    bench.session().sortBy(u"amount"_s, false);
    bench.settle();
    QCOMPARE(bench.shown(0, 2).toString(), u"99"_s);
    QVERIFY(bench.rows().headerData(2, Qt::Horizontal, SortDescendingRole).toBool());
    bench.session().sortBy(u"name"_s, true);
    bench.settle();
    QCOMPARE(place(1), 2);
    QCOMPARE(bench.shown(0, 1).toString(), u"name 199"_s);
    QTRY_VERIFY(bench.session().plan().has_value());
    QVERIFY(bench.session().plan()->sorts);
    bench.session().sortBy(u"amount"_s, true);
    bench.session().sortBy(u"name"_s, false);
    bench.settle();

    QCOMPARE(place(2), 0);
    QCOMPARE(place(1), 1);
}

void tst_RowsGrid::keepsTheOldRowsAfterAMistake()
{
    GridBench bench(tableOf(10));

    bench.setQuery({ .expression = "nothing = 1" });

    QVERIFY(bench.session().error());
    QCOMPARE(bench.rows().rowCount(), 10);
    QVERIFY(bench.session().query() == BrowseQuery());
    bench.setQuery({ .expression = "id > 7" });
    QVERIFY(!bench.session().error());
    QCOMPARE(bench.rows().rowCount(), 3);
}

void tst_RowsGrid::showsAnEmptyTable()
{
    GridBench bench("CREATE TABLE t(id INTEGER PRIMARY KEY);");

    QVERIFY(bench.session().isShown());
    QCOMPARE(bench.rows().rowCount(), 0);
    QCOMPARE(bench.rows().columnCount(), 1);
    bench.goTo({ .kind = Kind::End });
    QCOMPARE(bench.rows().rowCount(), 0);
}

void tst_RowsGrid::tellsValuesApart()
{
    GridBench bench("CREATE TABLE t(a, b, c, d, e, f);"
                    "INSERT INTO t VALUES(NULL, '', 'NULL', 9007199254740993, 1.0, zeroblob(6144)),"
                    "('a' || char(10) || 'b', 0, 0, 0, 0, 0);");
    const auto kind
        = [&bench](int column) { return bench.shown(0, column, ValueKindRole).value<ValueKind>(); };

    QCOMPARE(kind(0), ValueKind::Null);
    QCOMPARE(kind(1), ValueKind::EmptyText);
    QCOMPARE(kind(2), ValueKind::Text);
    QCOMPARE(kind(3), ValueKind::Integer);
    QCOMPARE(kind(4), ValueKind::Real);
    QCOMPARE(kind(5), ValueKind::Blob);
    QCOMPARE(bench.shown(0, 0).toString(), u"NULL"_s);
    QCOMPARE(bench.shown(0, 1).toString(), u"empty text"_s);
    QCOMPARE(bench.shown(0, 2, Qt::AccessibleTextRole).toString(), u"the text NULL"_s);
    QCOMPARE(bench.shown(0, 3).toString(), u"9007199254740993"_s);
    QCOMPARE(bench.shown(0, 4).toString(), u"1.0"_s);
    QCOMPARE(bench.shown(0, 5).toString(), u"BLOB %1 bytes"_s.arg(QLocale().toString(6144)));
    QCOMPARE(bench.shown(1, 0).toString(), u"a b"_s);
    QCOMPARE(bench.shown(0, 3, RawValueRole).value<Value>(), Value::integer(9007199254740993));
    QVERIFY(bench.shown(0, 3, NumberRole).toBool());
}

void tst_RowsGrid::countsAndExports()
{
    GridBench bench(tableOf(1000));
    QSignalSpy exported(&bench.session(), &BrowseSession::exported);
    bench.setQuery({ .expression = "amount = 7" });

    bench.session().countExactly();
    bench.settle();
    bench.session().exportRows({ .query = bench.session().query(),
                                 .columns = { u"id"_s },
                                 .file = bench.folder().path(u"ids.csv"_s) });
    bench.settle();

    QVERIFY(bench.session().counted());
    QCOMPARE(bench.session().counted()->rows, 10);
    QCOMPARE(exported.size(), 1);
    QCOMPARE(exported.first().first().toLongLong(), 10);
    QVERIFY(bench.folder().read(u"ids.csv"_s).startsWith("id\n7\n107\n"));
    bench.setQuery({});
    QVERIFY(!bench.session().counted()); // of other rows
}

void tst_RowsGrid::dropsAnOlderAnswer()
{
    GridBench bench(tableOf(1000));

    bench.session().setQuery({ .expression = "id = 1" });
    bench.session().setQuery({ .expression = "id = 2" });
    bench.settle();

    QCOMPARE(bench.rows().rowCount(), 1);
    QCOMPARE(bench.shown(0, 0).toString(), u"2"_s);
}

void tst_RowsGrid::keepsAWishWhileItIsRead()
{
    GridBench bench(tableOf(10));

    // Before the rows are there one asks for them again, in another order, from the end.
    bench.session().setQuery({ .expression = "id > 7" });
    bench.session().open();
    bench.session().sortBy(u"name"_s, false);
    bench.session().goTo({ .kind = Kind::End });
    bench.settle();

    QCOMPARE(bench.session().query().expression, "id > 7");
    QCOMPARE(bench.rows().rowCount(), 3);
    QCOMPARE(bench.shown(0, 0).toString(), u"10"_s);
    QCOMPARE(bench.shown(2, 0).toString(), u"9"_s);

    bench.session().setQuery({ .expression = "id > 8" });
    bench.session().open();
    bench.settle();
    QCOMPARE(bench.rows().rowCount(), 2);
}

void tst_RowsGrid::keepsAWishWhileAValueFails()
{
    GridBench bench(tableOf(10));
    bench.database().run("DELETE FROM t WHERE id = 1");
    bool fails = false;

    bench.session().readWhole(
        0, 1, [](const Value &) {}, [&fails] { fails = true; });
    bench.session().sortBy(u"amount"_s, false);

    QTRY_COMPARE(bench.session().query().order.size(), 1);
    QTRY_VERIFY(fails);
    QCOMPARE(bench.rows().rowCount(), 9);
    QCOMPARE(bench.rows().headerData(2, Qt::Horizontal, SortPlaceRole).toInt(), 1);
}

void tst_RowsGrid::writesJsonWithEveryDigit()
{
    const auto json = prettyJson(
        R"({"rank":9007199254740993,"empty":{},"list":[1.0, "a\"{b"],"deep":{"x":null}})");

    QVERIFY(json);
    QCOMPARE(*json,
             QByteArray("{\n  \"rank\": 9007199254740993,\n  \"empty\": {},\n  \"list\": [\n    "
                        "1.0,\n    \"a\\\"{b\"\n  ],\n  \"deep\": {\n    \"x\": null\n  }\n}"));
    QVERIFY(!prettyJson("{\"a\":}"));
    QVERIFY(!prettyJson("plain"));
}

void tst_RowsGrid::addsUpExactly()
{
    SelectionSum sum;
    sum.add(Value::integer(9007199254740993));
    sum.add(Value::integer(2));
    sum.add(Value::text(QByteArray("x")));
    sum.add({});
    QCOMPARE(sum.cells, 4);
    QCOMPARE(sum.numbers, 2);
    QCOMPARE(sum.sum, Value::integer(9007199254740995));

    sum.add(Value::integer(std::numeric_limits<qint64>::max()));

    QCOMPARE(sum.sum.kind(), Value::Kind::Real);
}

void tst_RowsGrid::dumpsBytes()
{
    const QStringList lines = hexDump(QByteArray("0123456789abcdef\x01z")).split(u'\n');

    QCOMPARE(lines.size(), 2);
    QCOMPARE(lines.first(),
             u"00000000  30 31 32 33 34 35 36 37 38 39 61 62 63 64 65 66  0123456789abcdef"_s);
    QVERIFY(lines.last().startsWith(u"00000010  01 7a "_s));
    QVERIFY(lines.last().endsWith(u"  .z"_s));
}

void tst_RowsGrid::describesWhatATableConsistsOf()
{
    GridBench bench(
        "CREATE TABLE p(id INTEGER PRIMARY KEY, x TEXT NOT NULL DEFAULT 'a', y AS (x || "
        "'!'));CREATE INDEX by_x ON p(x DESC) WHERE x > 'a';"
        "CREATE TABLE t(p INTEGER REFERENCES p(id) ON DELETE CASCADE, q TEXT UNIQUE);"
        "CREATE VIEW v AS SELECT x FROM p;"
        "CREATE TRIGGER w AFTER INSERT ON t BEGIN DELETE FROM p; END;");
    const Schema &schema = bench.session().browser()->schema();
    using Part = DefinitionModel::Part;
    const auto dump = [&schema](Part part, const QString &object) {
        DefinitionModel model(part);
        const QAbstractItemModelTester tester(&model);
        model.show(schema, object);
        QStringList lines;
        for (const DefinitionRow &row : model.rows())
            lines.append(row.cells.join(u"|"_s));
        return lines;
    };

    QCOMPARE(dump(Part::Columns, u"p"_s),
             QStringList({ u"id|INTEGER||primary||"_s,
                           u"x|TEXT|yes||'a'|"_s,
                           u"y|||||generated when it is read"_s }));
    QCOMPARE(dump(Part::Columns, u"t"_s).first(), u"p|INTEGER||refers to p||"_s);
    QCOMPARE(dump(Part::ForeignKeys, u"t"_s), QStringList({ u"p|p (id)|CASCADE|NO ACTION"_s }));
    QCOMPARE(dump(Part::Indexes, u"p"_s), QStringList({ u"by_x|x DESC||only some rows"_s }));
    QVERIFY(dump(Part::Indexes, u"t"_s).first().endsWith(u"|q|yes|made by UNIQUE"_s));
    QCOMPARE(dump(Part::Triggers, u"t"_s), QStringList({ u"w"_s }));
    QCOMPARE(dump(Part::Dependents, u"p"_s),
             QStringList({ u"Foreign key|t|p → id, ON DELETE CASCADE"_s,
                           u"View|v|reads it"_s,
                           u"Trigger|w|fires on t and names it"_s }));
}

void tst_RowsGrid::listsTables()
{
    GridBench bench(
        "CREATE TABLE t(id INTEGER PRIMARY KEY); CREATE TABLE A(x REFERENCES t); CREATE "
        "VIEW v AS SELECT 1 AS one; CREATE TABLE _cf_KV(x);");
    TableListModel model;
    const QAbstractItemModelTester tester(&model);

    model.show(bench.session().browser()->schema());

    QStringList names;
    for (const ListedTable &table : model.rows())
        names.append(table.name);
    QCOMPARE(names, QStringList({ u"A"_s, u"t"_s, u"v"_s, u"_cf_KV"_s }));
    QCOMPARE(model.index(1, TableListModel::ReferredTo).data().toString(), u"1"_s);
    QCOMPARE(model.index(2, TableListModel::Kind).data().toString(), u"View"_s);
}

TIDEMARK_TEST(tst_RowsGrid)

#include "tst_rowsgrid.moc"
