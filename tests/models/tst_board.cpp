#include "projectbench.h"

#include <models/boardsession.h>
#include <support/patience.h>
#include <support/sandboxengine.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QSettings>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

constexpr auto Strictly = QAbstractItemModelTester::FailureReportingMode::QtTest;

/// The sample project open beside a sandbox that has its databases.
struct Bench {
    explicit Bench(const QStringList &options = { u"--demo"_s })
        : sandbox(options)
        , folder()
        , project(sandboxEngine(folder, sandbox))
        , board(project)
    {
        project.open(folder.copyFromCheckout(u"migrations/nanotype"_s, u"project"_s));
    }

    bool settles()
    {
        return QTest::qWaitFor(
            [this] {
                const auto databases = project.databases();
                return std::ranges::all_of(databases, [](const DatabaseSession *database) {
                    return database->phase() == DatabaseSession::Phase::Idle
                           && (database->isKnown() || database->error());
                });
            },
            PatienceMs);
    }
    [[nodiscard]] DatabaseSession &database(const QString &stream, const QString &environment) const
    {
        for (DatabaseSession *database : project.databases()) {
            if (database->target().stream == stream
                && database->target().environmentWord() == environment)
                return *database;
        }
        qFatal("no %s in %s", qPrintable(stream), qPrintable(environment));
    }
    [[nodiscard]] const BoardCell *cell(const QString &stream, const QString &environment)
    {
        return board.cells()->cell(
            board.cells()->indexOf(database(stream, environment).target().key()));
    }

    SandboxProcess sandbox;
    ScratchFolder folder;
    ProjectSession project;
    BoardSession board;
};

} // namespace

/// The board of the sample project, against its real local files and a real sandbox.
class tst_Board : public QObject
{
    Q_OBJECT

private slots:
    void showsEveryDatabaseInEveryEnvironment();
    void saysInWordsWhatACellKnows();
    void putsTheWorstFirst();
    void saysThatAnAccountHasNoToken();
    void keepsWhatItKnewWhenTheAnswersStop();
    void filtersByStateAndName();
    void countsWhatLookingCost();
    void readsALongListAsItIsSeen();
    void opensDatabasesThatNoProjectNames();
    void productionNeverOpensFurtherThanToTheTypedName();
    void aTokenThatCannotWriteLocksItsAccount();
    void nothingRunsWhileThePadlockIsClosed();
};

void tst_Board::showsEveryDatabaseInEveryEnvironment()
{
    Bench bench;
    const QAbstractItemModelTester tester(bench.board.cells(), Strictly);
    const QAbstractItemModelTester attentionTester(bench.board.attention(), Strictly);
    QVERIFY(bench.settles());

    QTRY_COMPARE(bench.board.cells()->rowCount(), 2);

    StatusBoardModel &cells = *bench.board.cells();
    QCOMPARE(cells.columnCount(), 3);
    QCOMPARE(cells.headerData(0, Qt::Vertical, Qt::DisplayRole).toString(), u"AUTH_DB"_s);
    QCOMPARE(cells.headerData(0, Qt::Vertical, StatusBoardModel::DetailRole).toString(),
             u"nanotype-auth"_s);
    QCOMPARE(cells.headerData(0, Qt::Horizontal, Qt::DisplayRole).toString(),
             u"local · on this computer"_s);
    QCOMPARE(cells.headerData(2, Qt::Horizontal, EnvironmentRole).value<ShownEnvironment>(),
             ShownEnvironment::Production);
    QTRY_VERIFY(bench.cell(u"AUTH_DB"_s, u"production"_s)->checkedAt.isValid());
    QCOMPARE(bench.board.facts().targets, 6);
    QCOMPARE(bench.board.facts().databases, 2);
}

void tst_Board::saysInWordsWhatACellKnows()
{
    Bench bench;
    QVERIFY(bench.settles());
    QTRY_COMPARE(bench.cell(u"READ_REPLICA"_s, u"production"_s)->facts.size(), 4);
    QTRY_COMPARE(bench.cell(u"AUTH_DB"_s, u"local"_s)->state, ShownState::Empty);

    const BoardCell *production = bench.cell(u"READ_REPLICA"_s, u"production"_s);
    const BoardCell *local = bench.cell(u"AUTH_DB"_s, u"local"_s);

    QCOMPARE(production->facts.at(0).text, u"1 pending"_s);
    QCOMPARE(production->facts.at(0).state, ShownState::Pending);
    QCOMPARE(production->facts.at(3).text, u"up to 30 days"_s);
    QVERIFY(production->sentence().startsWith(u"READ_REPLICA, production: "_s));
    QVERIFY(production->sentence().contains(u"Migrations 1 pending."_s));
    QCOMPARE(local->facts.at(0).text, u"5 pending"_s);
    QCOMPARE(local->facts.at(2).text, u"none, not required"_s);
    QCOMPARE(local->facts.at(3).text, u"not available locally"_s);
}

void tst_Board::putsTheWorstFirst()
{
    Bench bench;
    QVERIFY(bench.settles());
    const QString id = bench.database(u"READ_REPLICA"_s, u"production"_s).target().id;
    const QString account = bench.database(u"READ_REPLICA"_s, u"production"_s).target().accountId;
    const QByteArray drop = R"({"sql":"DROP TABLE tasks"})";
    const auto dropped
        = bench.sandbox.request("POST",
                                u"/accounts/"_s + account + u"/d1/database/"_s + id + u"/raw"_s,
                                drop,
                                bench.sandbox.token());
    QCOMPARE(dropped.status, 200);

    bench.board.refreshAll();
    QVERIFY(bench.settles());

    QTRY_VERIFY(!bench.board.attention()->rows().isEmpty());
    QTRY_COMPARE(bench.board.attention()->rows().first().target, u"READ_REPLICA · production"_s);
    const Attention worst = bench.board.attention()->rows().first();
    QCOMPARE(urgency(worst.state), 0);
    QVERIFY(!worst.remedy.isEmpty());
    QCOMPARE(worst.page.targetKey,
             bench.database(u"READ_REPLICA"_s, u"production"_s).target().key());
    QCOMPARE(urgency(bench.board.summary().first().state), 0);
}

void tst_Board::saysThatAnAccountHasNoToken()
{
    ProjectBench bench;
    BoardSession board(bench.project());

    bench.project().open(bench.path());
    QVERIFY(bench.settles());

    QTRY_COMPARE(board.cells()->rowCount(), 2);
    const QModelIndex production = board.cells()->index(0, 2);
    QTRY_COMPARE(production.data(StateRole).value<ShownState>(), ShownState::Offline);
    const auto rows = board.attention()->rows();
    const auto offline = std::ranges::find(rows, u"AUTH_DB · production"_s, &Attention::target);
    QVERIFY(offline != rows.end());
    QCOMPARE(offline->action, u"accountConnect"_s);
    QCOMPARE(board.cells()->index(0, 0).data(StateRole).value<ShownState>(), ShownState::Empty);
}

void tst_Board::keepsWhatItKnewWhenTheAnswersStop()
{
    Bench bench;
    QVERIFY(bench.settles());
    QTRY_COMPARE(bench.cell(u"READ_REPLICA"_s, u"production"_s)->facts.size(), 4);
    bench.sandbox.configure(
        { { u"tokens"_s,
            QJsonArray{ QJsonObject{ { u"value"_s, QString::fromUtf8(bench.sandbox.token()) },
                                     { u"status"_s, u"revoked"_s } } } } });

    bench.board.refreshAll();
    QVERIFY(bench.settles());

    QTRY_COMPARE(bench.cell(u"READ_REPLICA"_s, u"production"_s)->state, ShownState::Offline);
    const BoardCell *cell = bench.cell(u"READ_REPLICA"_s, u"production"_s);
    QVERIFY2(cell->facts.first().text.startsWith(u"1 pending at "_s),
             qPrintable(cell->facts.first().text));
    QVERIFY(bench.cell(u"AUTH_DB"_s, u"local"_s)->state == ShownState::Empty);
}

void tst_Board::filtersByStateAndName()
{
    Bench bench;
    QVERIFY(bench.settles());
    QTRY_COMPARE(bench.board.cells()->rowCount(), 2);

    bench.board.setFilter(u"replica"_s);
    QCOMPARE(bench.board.cells()->rowCount(), 1);
    QCOMPARE(bench.board.cells()->headerData(0, Qt::Vertical, Qt::DisplayRole).toString(),
             u"READ_REPLICA"_s);
    bench.board.setFilter({});
    bench.board.setState(ShownState::BlockingFinding);
    QCOMPARE(bench.board.cells()->rowCount(), 0);
    bench.board.setState(std::nullopt);

    QCOMPARE(bench.board.cells()->rowCount(), 2);
}

void tst_Board::countsWhatLookingCost()
{
    Bench bench;
    QVERIFY(bench.settles());
    bench.sandbox.clearLog();

    bench.board.refreshAll();
    QVERIFY(bench.settles());

    const qsizetype sent = bench.sandbox.requests().size();
    QTRY_COMPARE(bench.board.facts().cost.requests, sent);
    QVERIFY(sent >= 4); // four remote databases
    QVERIFY(sent <= 2 * 4);
    QVERIFY(bench.project.cost().requests > sent);
}

void tst_Board::readsALongListAsItIsSeen()
{
    StatusBoardModel model;
    QList<BoardCell> cells;
    for (int i = 0; i < 250; ++i)
        cells.append({ .targetKey = u"key %1"_s.arg(i),
                       .database = u"db %1"_s.arg(i),
                       .name = u"db %1"_s.arg(i),
                       .kind = u"D1"_s,
                       .environment = u"account"_s,
                       .look = ShownEnvironment::Other });

    model.setCells(cells, u"account"_s);
    QCOMPARE(model.rowCount(), 100);
    model.fetchMore({});
    const QAbstractItemModelTester tester(&model, Strictly); // fetches what is left

    QCOMPARE(model.rowCount(), 250);
    QVERIFY(!model.canFetchMore({}));
    QVERIFY(model.indexOf(u"key 249"_s).isValid());
}

void tst_Board::opensDatabasesThatNoProjectNames()
{
    SandboxProcess sandbox;
    const ScratchFolder folder;
    const QString id = sandbox.createDatabase(u"shop"_s, "CREATE TABLE goods (id INTEGER)");
    ProjectSession project(sandboxEngine(folder, sandbox));
    const QSignalSpy opened(&project, &ProjectSession::opened);

    project.openAccount({ .id = sandbox.account(), .name = u"Corner shop"_s },
                        { { .id = id, .name = u"shop"_s } });
    project.openAccount({ .id = sandbox.account(), .name = u"Corner shop"_s },
                        { { .id = id, .name = u"shop"_s } });

    QCOMPARE(project.databases().size(), 1);
    QCOMPARE(opened.size(), 1);
    QCOMPARE(project.name(), u"Corner shop"_s);
    QTRY_VERIFY(project.databases().first()->isKnown());
    QVERIFY(project.databases().first()->schema().table(u"goods"_s));
    QCOMPARE(project.databases().first()->safeMode(), SafeMode::AskOnWrite);
}

void tst_Board::productionNeverOpensFurtherThanToTheTypedName()
{
    const Target production{ .stream = u"DB"_s,
                             .name = u"shop"_s,
                             .id = u"1"_s,
                             .environment = u"production"_s,
                             .place = PlaceOfTarget::Remote,
                             .accountId = u"a"_s,
                             .production = true };
    const ScratchFolder folder;
    QSettings settings(folder.path(u"settings.ini"_s), QSettings::IniFormat);
    SafeModes modes;
    modes.keepIn(settings);

    modes.choose(production, SafeMode::Open);
    QCOMPARE(modes.of(production), SafeMode::AskAndTypeName);
    modes.setDefault(SafeModeScope::Production, SafeMode::AskOnWrite);
    QCOMPARE(modes.of(production), SafeMode::AskAndTypeName);
    QCOMPARE(nameToType(production, SafeMode::Open), u"shop"_s);
    modes.choose(production, SafeMode::ReadOnly);

    SafeModes later;
    later.keepIn(settings);
    QCOMPARE(later.of(production), SafeMode::ReadOnly);
}

void tst_Board::aTokenThatCannotWriteLocksItsAccount()
{
    const Target remote{ .stream = u"DB"_s,
                         .name = u"shop"_s,
                         .id = u"1"_s,
                         .place = PlaceOfTarget::Remote,
                         .accountId = u"a"_s };
    SafeModes modes;
    QCOMPARE(modes.of(remote), SafeMode::AskOnWrite);

    modes.setReadOnlyToken(u"a"_s, true);

    QCOMPARE(modes.of(remote), SafeMode::ReadOnly);
    QVERIFY(!modes.mayChoose(remote, SafeMode::Open));
    QCOMPARE(modes.whyFixed(remote), u"The API token has no D1 Edit permission."_s);
    modes.setReadOnlyToken(u"a"_s, false);
    modes.choose(remote, SafeMode::Open);
    QCOMPARE(modes.of(remote), SafeMode::Open);
    QVERIFY(nameToType(remote, SafeMode::Open).isEmpty());
}

void tst_Board::nothingRunsWhileThePadlockIsClosed()
{
    ProjectBench bench;
    bench.project().open(bench.path());
    QVERIFY(bench.settles());
    bench.session().rehearse({});
    QVERIFY(bench.settles());
    QVERIFY(bench.session().mayRun());

    bench.project().safeModes()->choose(bench.session().target(), SafeMode::ReadOnly);

    QVERIFY(!bench.session().mayRun());
    bench.session().execute();
    QVERIFY(bench.settles());
    QVERIFY(!bench.session().completed());
    QVERIFY(!QFile::exists(bench.session().target().file)
            || bench.value("SELECT count(*) FROM sqlite_master WHERE name = 'user'") == "0"_L1);
}

TIDEMARK_TEST(tst_Board)
#include "tst_board.moc"
