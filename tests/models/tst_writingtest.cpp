#include "projectbench.h"

#include <models/accountsession.h>
#include <models/roles.h>
#include <support/patience.h>
#include <support/sandboxengine.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

constexpr auto Strictly = QAbstractItemModelTester::FailureReportingMode::QtTest;
constexpr auto Goods = "CREATE TABLE goods (id INTEGER PRIMARY KEY)";

using Verdict = AccountSession::Verdict;
using Right = TokenRight::Right;
using Answer = TokenRight::Answer;

/// An account whose token was tested and hides what it may do.
struct AccountBench {
    explicit AccountBench(const QJsonObject &rights = {}, const QStringList &options = {})
        : sandbox(options)
        , project(sandboxEngine(folder, sandbox))
        , session(project)
    {
        QJsonObject token = rights;
        token.insert(u"value"_s, u"hiding"_s);
        sandbox.configure({ { u"tokens"_s, QJsonArray{ token } } });
    }
    [[nodiscard]] bool tests(const QString &account)
    {
        session.setToken(u"hiding"_s);
        session.setAccount(account);
        session.test();
        return QTest::qWaitFor([this] { return session.trial().has_value(); }, PatienceMs);
    }
    [[nodiscard]] bool rests()
    {
        return QTest::qWaitFor([this] { return !session.activity()->isRunning(); }, PatienceMs);
    }

    SandboxProcess sandbox;
    ScratchFolder folder;
    ProjectSession project;
    AccountSession session;
};

bool rests(const WritingTest &test)
{
    return QTest::qWaitFor([&test] { return !test.isReading(); }, PatienceMs);
}

bool choosesTheFirst(WritingTest &test)
{
    test.list();
    if (!rests(test))
        return false;
    test.choose(test.places()->row(test.places()->index(0, 0)));
    return rests(test) && test.plan();
}

QString useOf(WritingTest &test, int row)
{
    const auto *places = test.places();
    return places->index(row, WritingPlaceModel::UseColumn).data().toString();
}

} // namespace

/// What is decided before the right to write is tried, and what the trial makes of the answer.
class tst_WritingTest : public QObject
{
    Q_OBJECT

private slots:
    void isOfferedOnlyWhereTheRightIsUnknown();
    void choosesADatabaseAndShowsTheStatement();
    void leavesProductionOfTheOpenProjectAlone();
    void takesTheAnswerIntoTheTrial_data();
    void takesTheAnswerIntoTheTrial();
    void keepsTheTrialAfterAFailure();
    void dropsTheAnswerForAnotherToken();
    void dropsTheTrialOfAnotherToken();
    void dropsTheTrialInAnotherAccount();
};

void tst_WritingTest::isOfferedOnlyWhereTheRightIsUnknown()
{
    AccountBench bench({ { u"reads_itself"_s, true } });
    QVERIFY(!bench.session.mayTestWriting());

    QVERIFY(bench.tests(bench.sandbox.account()));

    QVERIFY(!bench.session.mayTestWriting());
    bench.sandbox.configure({ { u"tokens"_s,
                                QJsonArray{ QJsonObject{ { u"value"_s, u"hiding"_s },
                                                         { u"reads_itself"_s, false } } } } });
    bench.session.setToken({});
    QVERIFY(bench.tests(bench.sandbox.account()));
    QVERIFY(bench.session.mayTestWriting());
}

void tst_WritingTest::choosesADatabaseAndShowsTheStatement()
{
    AccountBench bench;
    bench.sandbox.createDatabase(u"shop-prod"_s, Goods);
    bench.sandbox.createDatabase(u"shop"_s, Goods);
    bench.sandbox.createDatabase(u"empty"_s);
    QVERIFY(bench.tests(bench.sandbox.account()));
    const auto test = bench.session.makeWritingTest();
    const QAbstractItemModelTester tester(test->places(), Strictly);

    test->list();
    QVERIFY(rests(*test));
    QCOMPARE(test->places()->rowCount(), 3);
    QCOMPARE(test->total(), 3);
    int shop = -1;
    for (int row = 0; row < 3; ++row) {
        const QModelIndex index = test->places()->index(row, WritingPlaceModel::NameColumn);
        const QString name = index.data().toString();
        QCOMPARE(index.flags().testFlag(Qt::ItemIsEnabled), name != "shop-prod"_L1);
        if (name == "shop-prod"_L1)
            QCOMPARE(index.data(Qt::AccessibleTextRole).toString(),
                     u"shop-prod. No: its name says production"_s);
        if (name == "shop"_L1)
            shop = row;
    }
    const auto place
        = [&test](int row) { return test->places()->row(test->places()->index(row, 0)); };
    for (int row = 0; row < 3; ++row)
        test->choose(place(row)); // the last wish wins
    test->choose(place(shop));
    QVERIFY(rests(*test));

    QVERIFY(test->plan());
    QCOMPARE(test->plan()->sql, QByteArray(R"(DELETE FROM "goods" WHERE 0)"));
    QCOMPARE(test->plan()->place.database.name, u"shop"_s);
    test->chooseNone();
    QVERIFY(!test->plan());
    test->list(u"empt"_s);
    QVERIFY(rests(*test));
    QCOMPARE(test->places()->rowCount(), 1);
    test->choose(place(0));
    QVERIFY(rests(*test));
    QVERIFY(test->plan() && test->plan()->isEmpty());
}

void tst_WritingTest::leavesProductionOfTheOpenProjectAlone()
{
    AccountBench bench({}, { u"--demo"_s });
    bench.project.open(bench.folder.copyFromCheckout(u"migrations/nanotype"_s, u"project"_s));
    QVERIFY(bench.project.isOpen());
    QString production;
    for (const DatabaseSession *database : bench.project.databases()) {
        if (database->target().production)
            production = database->target().accountId;
    }
    QVERIFY(bench.tests(production));
    const auto test = bench.session.makeWritingTest();

    test->list();
    QVERIFY(rests(*test));

    QCOMPARE(test->places()->rowCount(), 2);
    QCOMPARE(test->places()->firstFree(), -1);
    QCOMPARE(useOf(*test, 0), u"No: “production” of the open project is production"_s);
    QTRY_VERIFY(std::ranges::none_of(bench.project.databases(), [](const DatabaseSession *one) {
        return one->phase() != DatabaseSession::Phase::Idle;
    }));
}

void tst_WritingTest::takesTheAnswerIntoTheTrial_data()
{
    QTest::addColumn<bool>("readsOnly");
    QTest::addColumn<Answer>("answer");
    QTest::addColumn<Verdict>("verdict");
    QTest::addColumn<QString>("text");
    QTest::newRow("it may") << false << Answer::Granted << Verdict::MayChange << u"Granted"_s;
    QTest::newRow("it may not") << true << Answer::Missing << Verdict::MayLook << u"Missing"_s;
}

void tst_WritingTest::takesTheAnswerIntoTheTrial()
{
    QFETCH(bool, readsOnly);
    AccountBench bench({ { u"read_only"_s, readsOnly } });
    bench.sandbox.createDatabase(u"shop"_s, Goods);
    QVERIFY(bench.tests(bench.sandbox.account()));
    const qint64 before = bench.session.requests();
    const auto test = bench.session.makeWritingTest();
    QVERIFY(choosesTheFirst(*test));

    bench.session.testWriting(*test->plan());
    QVERIFY(bench.rests());

    QTEST(bench.session.trial()->answer(Right::D1Edit), "answer");
    QTEST(bench.session.verdict(), "verdict");
    const PermissionModel *permissions = bench.session.permissions();
    QTEST(permissions->index(2, PermissionModel::ResultColumn).data().toString(), "text");
    QCOMPARE(bench.session.requests(), before + (readsOnly ? 4 : 3)); // refused: it read once more
    QVERIFY(!bench.session.mayTestWriting());
}

void tst_WritingTest::keepsTheTrialAfterAFailure()
{
    AccountBench bench;
    const QString id = bench.sandbox.createDatabase(u"shop"_s, Goods);
    QVERIFY(bench.tests(bench.sandbox.account()));
    const auto test = bench.session.makeWritingTest();
    QVERIFY(choosesTheFirst(*test));
    bench.sandbox.rows(id, "DROP TABLE goods");

    bench.session.testWriting(*test->plan());
    QVERIFY(bench.rests());

    QVERIFY(bench.session.error());
    QCOMPARE(bench.session.trial()->answer(Right::D1Edit), Answer::Unknown);
    QVERIFY(bench.session.mayTestWriting());
}

void tst_WritingTest::dropsTheAnswerForAnotherToken()
{
    AccountBench bench({ { u"read_only"_s, true } });
    bench.sandbox.createDatabase(u"shop"_s, Goods);
    QVERIFY(bench.tests(bench.sandbox.account()));
    const auto test = bench.session.makeWritingTest();
    QVERIFY(choosesTheFirst(*test));

    bench.session.testWriting(*test->plan());
    bench.session.setToken(u"another"_s);
    QVERIFY(bench.rests());

    QVERIFY(!bench.session.trial());
    QCOMPARE(bench.session.verdict(), Verdict::Untried);
    QCOMPARE(bench.session.permissions()->rowCount(), 0);
}

void tst_WritingTest::dropsTheTrialOfAnotherToken()
{
    AccountBench bench;
    bench.session.setToken(u"hiding"_s);
    bench.session.setAccount(bench.sandbox.account());

    bench.session.test();
    bench.session.setToken(u"another"_s);
    QVERIFY(bench.rests());

    QVERIFY(!bench.session.error());
    QVERIFY(!bench.session.trial());
    QCOMPARE(bench.session.permissions()->rowCount(), 0);
    bench.session.setToken(u"hiding"_s);
    bench.session.test();
    bench.session.test(); // asks for nothing else
    QVERIFY(bench.rests());
    QVERIFY(bench.session.trial());
}

void tst_WritingTest::dropsTheTrialInAnotherAccount()
{
    AccountBench bench;
    const QString another = u"0123456789abcdef0123456789abcdef"_s;
    bench.session.setToken(u"hiding"_s);
    bench.session.setAccount(bench.sandbox.account());

    bench.session.test();
    bench.session.setAccount(another);
    QVERIFY(bench.rests());

    QVERIFY(!bench.session.trial());
    QCOMPARE(bench.session.account(), another);
}

TIDEMARK_TEST(tst_WritingTest)
#include "tst_writingtest.moc"
