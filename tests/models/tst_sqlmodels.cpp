#include <engine/database/sqlite/connection.h>
#include <models/resultrowsmodel.h>
#include <models/sqlproblemmodel.h>
#include <models/sqlsession.h>
#include <support/patience.h>
#include <support/scratch.h>
#include <support/scratchengine.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QProcess>
#include <QSignalSpy>
#include <QTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

constexpr auto Tables = R"(
CREATE TABLE user(id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO user VALUES (1, 'Ann'), (2, NULL), (3, '');
)";

/// A session on a SQLite file.
struct SqlBench {
    SqlBench()
        : engine(scratchEngine(folder))
    {
        selected.target = { .stream = u"shop"_s,
                            .name = u"shop"_s,
                            .kind = DatabaseKind::Sqlite,
                            .file = content.file() };
        session = std::make_unique<SqlSession>(engine, selected, QString());
    }

    [[nodiscard]] bool
    runs(const QByteArray &script, bool mayWrite = false, int firstLine = 1) const
    {
        session->run({ .text = script, .firstLine = firstLine }, mayWrite);
        return QTest::qWaitFor([this] { return !session->activity()->isRunning(); }, PatienceMs);
    }
    [[nodiscard]] QString cell(int row, int column) const
    {
        return session->summary()->index(row, column).data().toString();
    }
    [[nodiscard]] QStringList remembered() const
    {
        QSignalSpy found(session->history(), &QueryHistoryModel::found);
        session->history()->search({});
        if (found.isEmpty() && !found.wait(PatienceMs))
            return {};
        QStringList statements;
        for (const QueryEntry &entry : session->history()->rows())
            statements.append(QString::fromUtf8(entry.statement));
        return statements;
    }

    ScratchFolder folder;
    ScratchDatabase content{ Tables };
    EnginePointer engine;
    SelectedTarget selected;
    std::unique_ptr<SqlSession> session;
};

StatementResult readingMuch(qint64 rowsRead, int rows)
{
    StatementResult result{ .state = StatementResult::State::Done, .countsAllReads = true };
    result.set.columns = { u"a"_s };
    result.set.rows.fill({ Value::integer(1) }, rows);
    result.set.rowsRead = rowsRead;
    result.set.rowsWritten = 0;
    result.set.duration = std::chrono::milliseconds(38);
    return result;
}

} // namespace

class tst_SqlModels : public QObject
{
    Q_OBJECT

private slots:
    void summarisesARun();
    void countsLinesInTheDocument();
    void saysTheTotal();
    void marksCostlyReads_data();
    void marksCostlyReads();
    void tellsNullFromEmptyText();
    void refusesToWriteUnlessItMay();
    void examinesWithoutRunning();
    void remembersWhatRan();
    void checksAgainstTheSchema();
    void locksAgain();
    void showsProblems();
    void keepsATextAndGivesItBack();
    void keepsWhatWasTypedWhileItWrote();
    void isReadableByItsOwnerAlone();
    void namesNewDocuments();
    void leavesNothingOfAnEmptyDocument();
    void savesAsAFile();
    void triesAgainWhenItCannotBeKept();
};

void tst_SqlModels::summarisesARun()
{
    const SqlBench bench;
    const QAbstractItemModelTester tester(bench.session->summary(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy finished(bench.session.get(), &SqlSession::statementFinished);

    QVERIFY(bench.runs("SELECT * FROM user;\nSELECT * FROM missing;\nSELECT 1"));

    using Column = ResultSummaryModel::Column;
    QCOMPARE(bench.session->summary()->rowCount(), 3);
    QCOMPARE(finished.size(), 2);
    QCOMPARE(bench.cell(0, Column::Text), u"1  SELECT * FROM user"_s);
    QCOMPARE(bench.cell(0, Column::Result), u"Done"_s);
    QCOMPARE(bench.cell(0, Column::Rows), u"3"_s);
    QCOMPARE(bench.cell(1, Column::Result), u"Failed"_s);
    QCOMPARE(bench.cell(1, Column::Line), u"2"_s);
    QCOMPARE(bench.cell(2, Column::Result), u"Not run"_s);
    QVERIFY(bench.session->verdict().endsWith(u"stopped at the first error"_s));
    QCOMPARE(bench.session->failures().size(), 1);
}

void tst_SqlModels::countsLinesInTheDocument()
{
    const SqlBench bench;

    QVERIFY(bench.runs("SELECT 1;\nSELECT nothing", false, 10));

    QCOMPARE(bench.cell(0, ResultSummaryModel::Line), u"10"_s);
    QCOMPARE(bench.cell(1, ResultSummaryModel::Line), u"11"_s);
}

void tst_SqlModels::saysTheTotal()
{
    ResultSummaryModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);
    StatementResult second = readingMuch(113'004, 14);
    second.number = 2;
    model.begin({ {}, { .number = 2 } }, 1);
    QCOMPARE(model.total(), QString());

    model.finish(readingMuch(5'411, 20));
    model.finish(second);
    model.setCost(3, { u"WEUR"_s });

    QCOMPARE(model.total(), u"118,415 row(s) read · 0 written · 76 ms · WEUR · 3 API call(s)"_s);
}

void tst_SqlModels::marksCostlyReads_data()
{
    QTest::addColumn<qint64>("rowsRead");
    QTest::addColumn<int>("rows");
    QTest::addColumn<bool>("isCostly");
    QTest::newRow("many for few") << qint64(113'004) << 14 << true;
    QTest::newRow("many for many") << qint64(113'004) << 9'000 << false;
    QTest::newRow("few for none") << qint64(5'000) << 0 << false;
    QTest::newRow("not known") << qint64(-1) << 1 << false;
}

void tst_SqlModels::marksCostlyReads()
{
    QFETCH(qint64, rowsRead);
    QFETCH(int, rows);
    QFETCH(bool, isCostly);
    ResultSummaryModel model;
    model.begin({ {} }, 1);

    model.finish(readingMuch(rowsRead, rows));

    const QVariant state = model.index(0, ResultSummaryModel::RowsRead).data(StateRole);
    QCOMPARE(state.isValid(), isCostly);
}

void tst_SqlModels::tellsNullFromEmptyText()
{
    const SqlBench bench;
    QVERIFY(bench.runs("SELECT name, 9007199254740993 AS n, X'0000' FROM user ORDER BY id"));
    ResultRowsModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    model.show(bench.session->summary()->results().first().set);

    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.index(0, 0).data().toString(), u"Ann"_s);
    QCOMPARE(model.index(1, 0).data().toString(), u"NULL"_s);
    QCOMPARE(model.index(2, 0).data().toString(), u"empty text"_s);
    QCOMPARE(model.index(0, 1).data().toString(), u"9007199254740993"_s);
    QCOMPARE(model.index(0, 2).data().toString(), u"BLOB 2 bytes"_s);
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), u"n"_s);
    QVERIFY(model.value(1, 0)->isNull());
}

void tst_SqlModels::refusesToWriteUnlessItMay()
{
    const SqlBench bench;

    QVERIFY(bench.runs("SELECT 1; DELETE FROM user"));
    QVERIFY(bench.session->error());
    QCOMPARE(bench.session->error()->kind, Error::Kind::Policy);
    QCOMPARE(bench.content.value("SELECT count(*) FROM user"), u"3"_s);

    QVERIFY(bench.runs("SELECT 1; DELETE FROM user", true));
    QVERIFY(!bench.session->error());
    QCOMPARE(bench.content.value("SELECT count(*) FROM user"), u"0"_s);
}

void tst_SqlModels::examinesWithoutRunning()
{
    const SqlBench bench;
    std::optional<ScriptExamination> seen;
    QObject::connect(bench.session.get(),
                     &SqlSession::examined,
                     bench.session.get(),
                     [&seen](const ScriptExamination &examination) { seen = examination; });

    bench.session->examine({ .text = "DELETE FROM user" });

    QTRY_VERIFY(seen);
    QCOMPARE(seen->dangers().first().rows, 3);
    QCOMPARE(bench.content.value("SELECT count(*) FROM user"), u"3"_s);
    QCOMPARE(bench.session->summary()->rowCount(), 0);
}

void tst_SqlModels::remembersWhatRan()
{
    const SqlBench bench;
    QSignalSpy recorded(bench.session->history(), &QueryHistoryModel::recorded);
    const QAbstractItemModelTester tester(bench.session->history(),
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    QVERIFY(bench.runs("SELECT 1; SELECT nothing; SELECT 3"));
    QTRY_COMPARE(recorded.size(), 1);

    QCOMPARE(bench.remembered(), (QStringList{ u"SELECT nothing"_s, u"SELECT 1"_s }));
    const auto *history = bench.session->history();
    QCOMPARE(history->index(0, QueryHistoryModel::OutcomeColumn).data().toString(), u"Failed"_s);
    QVERIFY(!history->error());
}

void tst_SqlModels::checksAgainstTheSchema()
{
    const SqlBench bench;
    QList<ScriptFault> found;
    int place = -1;
    QObject::connect(bench.session.get(),
                     &SqlSession::checked,
                     bench.session.get(),
                     [&](const QList<ScriptFault> &faults, int position) {
                         found = faults;
                         place = position;
                     });
    QSignalSpy read(bench.session.get(), &SqlSession::schemaRead);
    bench.session->readSchema();
    QTRY_COMPARE(read.size(), 1);

    bench.session->check("SELECT nme FROM user", 0, ScriptExtent::Whole);
    bench.session->check("SELECT 1; SELECT nme FROM user", 40, ScriptExtent::Whole);

    QTRY_COMPARE(place, 40); // the newer one alone
    QCOMPARE(found.size(), 1);
    QCOMPARE(found.first().statement, 2);
}

void tst_SqlModels::locksAgain()
{
    const SqlBench bench;
    QSignalSpy changed(bench.session.get(), &SqlSession::changed);
    QVERIFY(!bench.session->isUnlocked());

    bench.session->unlock();
    QVERIFY(bench.session->isUnlocked());
    QCOMPARE(SqlSession::UnlockedFor, std::chrono::minutes(10));
    bench.session->lock();

    QVERIFY(!bench.session->isUnlocked());
    QCOMPARE(changed.size(), 2);
}

void tst_SqlModels::showsProblems()
{
    SqlProblemModel model;
    const QAbstractItemModelTester tester(&model,
                                          QAbstractItemModelTester::FailureReportingMode::QtTest);

    model.setRows({ { .line = 14, .message = u"no such table: api_keys."_s, .isOfRun = true } });

    QCOMPARE(model.index(0, SqlProblemModel::LineColumn).data().toString(), u"14"_s);
    QCOMPARE(model.index(0, SqlProblemModel::MessageColumn).data(Qt::AccessibleTextRole).toString(),
             u"Line 14: no such table: api_keys."_s);
}

void tst_SqlModels::keepsATextAndGivesItBack()
{
    const ScratchFolder folder;
    const auto engine = scratchEngine(folder);
    QString text = u"SELECT 'größe 🌊'"_s;
    {
        SqlDocument document(engine, u"key"_s, u"Query 1"_s);
        document.setSource([&text] { return text; });
        QSignalSpy changed(&document, &SqlDocument::changed);

        document.touch();
        QCOMPARE(document.state(), SqlDocument::State::Changed);
        QTRY_COMPARE(document.state(), SqlDocument::State::Kept);

        QCOMPARE(folder.read(u"state/documents/Query 1.sql"_s), text.toUtf8());
        text += u" -- more"_s;
        document.touch();
    } // it goes before its time is over

    const SqlDocument again(engine, u"key"_s, u"Query 1"_s);
    QCOMPARE(again.restored(), text);
    QCOMPARE(again.title(), u"Query 1"_s);
}

void tst_SqlModels::keepsWhatWasTypedWhileItWrote()
{
    const ScratchFolder folder;
    SqlDocument document(scratchEngine(folder), u"key"_s, u"Query 1"_s);
    QString text = u"one"_s;
    document.setSource([&text] { return text; });
    QObject::connect(&document, &SqlDocument::changed, &document, [&] {
        if (document.state() == SqlDocument::State::Keeping && text == u"one"_s) {
            text = u"two"_s;
            document.touch();
        }
    });

    document.touch();

    QTRY_COMPARE(folder.read(u"state/documents/Query 1.sql"_s), QByteArray("two"));
    QTRY_COMPARE(document.state(), SqlDocument::State::Kept);
}

void tst_SqlModels::isReadableByItsOwnerAlone()
{
    const ScratchFolder folder;
    SqlDocument document(scratchEngine(folder), u"key"_s, QString());
    document.setSource([] { return u"SELECT 1"_s; });
    document.touch();
    document.flush();

    const auto permissions = QFileInfo(document.keptIn()).permissions();

    QVERIFY(permissions.testFlag(QFile::ReadOwner));
    QVERIFY(!(permissions & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteGroup)));
}

void tst_SqlModels::namesNewDocuments()
{
    const ScratchFolder folder;
    const auto engine = scratchEngine(folder);

    const QString first = SqlDocument::newName(engine);
    const QString second = SqlDocument::newName(engine);

    QCOMPARE(first, u"Query 1"_s);
    QCOMPARE(second, u"Query 2"_s);
}

void tst_SqlModels::leavesNothingOfAnEmptyDocument()
{
    const ScratchFolder folder;
    const auto engine = scratchEngine(folder);
    const QString name = SqlDocument::newName(engine);
    {
        SqlDocument document(engine, u"key"_s, name);
        document.setSource([] { return QString(); });
        document.touch();
    }

    QCOMPARE(SqlDocument::newName(engine), name);
}

void tst_SqlModels::savesAsAFile()
{
    const ScratchFolder folder;
    const auto engine = scratchEngine(folder);
    const QString path = folder.path(u"top-signins.sql"_s);
    {
        SqlDocument document(engine, u"key"_s, u"Query 1"_s);
        document.setSource([] { return u"SELECT 1"_s; });
        document.touch();
        QVERIFY(document.isUnsaved());

        QVERIFY(document.saveAs(path));

        QVERIFY(!document.isUnsaved());
        QCOMPARE(document.title(), u"top-signins.sql"_s);
        QCOMPARE(folder.read(u"top-signins.sql"_s), QByteArray("SELECT 1"));
        QVERIFY(!document.saveAs(folder.path(u"top-signins.sql/below"_s)));
    }

    const SqlDocument again(engine, u"key"_s, u"Query 1"_s);
    QCOMPARE(again.path(), path);
    QCOMPARE(again.title(), u"top-signins.sql"_s);
}

void tst_SqlModels::triesAgainWhenItCannotBeKept()
{
    const ScratchFolder folder;
    folder.write(u"state/documents"_s, "a file where a folder is needed");
    SqlDocument document(scratchEngine(folder), u"key"_s, u"Query 1"_s);
    document.setSource([] { return u"SELECT 1"_s; });

    document.touch();
    QTRY_COMPARE(document.state(), SqlDocument::State::NotKept);
    QVERIFY(!document.error().isEmpty());
    QVERIFY(QFile::remove(folder.path(u"state/documents"_s)));

    QTRY_COMPARE(document.state(), SqlDocument::State::Kept);
}

TIDEMARK_TEST(tst_SqlModels)
#include "tst_sqlmodels.moc"
