#include <engine/base/error.h>
#include <models/activitymodel.h>
#include <models/gotomodel.h>
#include <models/pageaddress.h>
#include <support/testprogram.h>

#include <QAbstractItemModelTester>
#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

/// What the shell shows beside the pages: what goes on, and where one can go.
class tst_ShellModels : public QObject
{
    Q_OBJECT

private slots:
    void anAddressSurvivesSettings_data();
    void anAddressSurvivesSettings();
    void aStrangeAddressIsNone_data();
    void aStrangeAddressIsNone();
    void listsWhatGoesOn();
    void tellsHowItEnded();
    void anActivityThatIsGoneWasStopped();
    void keepsTheLastTwoHundred();
    void stopsWhatRuns();
    void findsByLettersInTheirOrder_data();
    void findsByLettersInTheirOrder();
    void prefersStartsOfWords();
    void prefixesChooseTheKind();
};

void tst_ShellModels::anAddressSurvivesSettings_data()
{
    QTest::addColumn<PageAddress>("address");
    QTest::newRow("migrations") << PageAddress{ .targetKey = u"file:/a b/c.sqlite"_s };
    QTest::newRow("a table") << PageAddress{ .kind = NavigatorKind::Table,
                                             .targetKey = u"d1:1/2"_s,
                                             .object = u"or\"der, [x]"_s };
    QTest::newRow("the board") << PageAddress{ .kind = NavigatorKind::StatusBoard };
}

void tst_ShellModels::anAddressSurvivesSettings()
{
    QFETCH(PageAddress, address);

    const auto read = PageAddress::fromText(address.toText());

    QVERIFY(read);
    QCOMPARE(read->kind, address.kind);
    QVERIFY(*read == address);
}

void tst_ShellModels::aStrangeAddressIsNone_data()
{
    QTest::addColumn<QString>("text");
    QTest::newRow("empty") << QString();
    QTest::newRow("no list") << u"{}"_s;
    QTest::newRow("a kind nobody knows") << uR"(["teapot","a",""])"_s;
    QTest::newRow("too short") << uR"(["table","a"])"_s;
    QTest::newRow("words of an older version") << u"migrations file:/a"_s;
}

void tst_ShellModels::aStrangeAddressIsNone()
{
    QFETCH(QString, text);

    QVERIFY(!PageAddress::fromText(text));
}

void tst_ShellModels::listsWhatGoesOn()
{
    ActivityModel model;
    const QAbstractItemModelTester tester(&model);
    Activity activity(u"AUTH_DB · local"_s);
    model.watch(&activity);

    const Conduct conduct = activity.begin(u"Verifying"_s);
    conduct.progress({ .text = u"2 of 7 tables"_s });

    QCOMPARE(model.rowCount(), 1);
    QCOMPARE(model.running(), 1);
    QCOMPARE(model.index(0, ActivityModel::What).data().toString(), u"Verifying"_s);
    QCOMPARE(model.index(0, ActivityModel::Place).data().toString(), u"AUTH_DB · local"_s);
    QCOMPARE(model.index(0, ActivityModel::Remark).data().toString(), u"2 of 7 tables"_s);
    QCOMPARE(model.index(0, ActivityModel::State).data(StateRole).value<ShownState>(),
             ShownState::Running);
    QCOMPARE(model.activity(model.index(0, 0)), &activity);
}

void tst_ShellModels::tellsHowItEnded()
{
    ActivityModel model;
    const QAbstractItemModelTester tester(&model);
    Activity activity;
    model.watch(&activity);
    const auto state = [&model] {
        return model.index(0, ActivityModel::State).data(StateRole).value<ShownState>();
    };

    (void)activity.begin(u"One"_s);
    activity.finish({});
    QCOMPARE(state(), ShownState::Done);
    (void)activity.begin(u"Two"_s);
    activity.finish(Error{ .message = u"No answer."_s });
    QCOMPARE(state(), ShownState::Failed);
    QCOMPARE(model.index(0, ActivityModel::Remark).data().toString(), u"No answer."_s);
    (void)activity.begin(u"Three"_s);
    activity.finish(cancelled());
    QCOMPARE(state(), ShownState::Aborted);

    QCOMPARE(model.rowCount(), 3);
    QCOMPARE(model.running(), 0);
    QCOMPARE(model.activity(model.index(0, 0)), nullptr);
}

void tst_ShellModels::anActivityThatIsGoneWasStopped()
{
    ActivityModel model;
    const QAbstractItemModelTester tester(&model);
    auto activity = std::make_unique<Activity>();
    model.watch(activity.get());
    const Conduct conduct = activity->begin(u"Backing up"_s);

    activity.reset();

    QVERIFY(conduct.stop.stop_requested());
    QCOMPARE(model.running(), 0);
    QCOMPARE(model.index(0, ActivityModel::State).data(StateRole).value<ShownState>(),
             ShownState::Aborted);
    conduct.progress({ .text = u"too late"_s });
}

void tst_ShellModels::keepsTheLastTwoHundred()
{
    ActivityModel model;
    const QAbstractItemModelTester tester(&model);
    Activity activity;
    model.watch(&activity);

    for (int i = 0; i < 203; ++i) {
        (void)activity.begin(QString::number(i));
        activity.finish({});
    }

    QCOMPARE(model.rowCount(), 200);
    QCOMPARE(model.index(0, ActivityModel::What).data().toString(), u"202"_s);
}

void tst_ShellModels::stopsWhatRuns()
{
    Activity activity;
    const Conduct conduct = activity.begin(u"Backing up"_s);
    QVERIFY(!conduct.stop.stop_requested());

    activity.cancel();

    QVERIFY(conduct.stop.stop_requested());
    QVERIFY(activity.isRunning());
}

void tst_ShellModels::findsByLettersInTheirOrder_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("wanted");
    QTest::addColumn<bool>("isFound");
    QTest::newRow("all of it") << u"user"_s << u"user"_s << true;
    QTest::newRow("any case") << u"api_keys"_s << u"API"_s << true;
    QTest::newRow("starts of words") << u"api_keys"_s << u"ak"_s << true;
    QTest::newRow("letters apart") << u"permissions"_s << u"pms"_s << true;
    QTest::newRow("spaces do not matter") << u"user.email"_s << u"us em"_s << true;
    QTest::newRow("nothing wanted") << u"user"_s << QString() << true;
    QTest::newRow("wrong order") << u"user"_s << u"resu"_s << false;
    QTest::newRow("a letter too many") << u"user"_s << u"users"_s << false;
}

void tst_ShellModels::findsByLettersInTheirOrder()
{
    QFETCH(QString, text);
    QFETCH(QString, wanted);
    QFETCH(bool, isFound);

    QCOMPARE(matchScore(text, wanted) > 0, isFound);
}

void tst_ShellModels::prefersStartsOfWords()
{
    QVERIFY(matchScore(u"user", u"us") > matchScore(u"status", u"us"));
    QVERIFY(matchScore(u"user", u"user") > matchScore(u"user_sessions", u"user"));
    QVERIFY(matchScore(u"api_keys", u"ak") > matchScore(u"backup", u"ak"));
}

void tst_ShellModels::prefixesChooseTheKind()
{
    GoToModel model;
    const QAbstractItemModelTester tester(&model);
    model.setEntries({ { .text = u"user"_s },
                       { .kind = GoToEntry::Kind::Migration, .text = u"0001_user"_s },
                       { .kind = GoToEntry::Kind::Command, .text = u"Verify"_s } });
    const auto found = [&model](const QString &typed) {
        model.search(typed);
        QStringList texts;
        for (const GoToEntry &entry : model.rows())
            texts.append(entry.text);
        return texts.join(u' ');
    };

    QCOMPARE(found({}), u"user"_s);
    QCOMPARE(found(u"@"_s), u"0001_user"_s);
    QCOMPARE(found(u"@us"_s), u"0001_user"_s);
    QCOMPARE(found(u"> ver"_s), u"Verify"_s);
    QCOMPARE(found(u"#"_s), QString());
    QCOMPARE(found(u"zzz"_s), QString());
}

TIDEMARK_TEST(tst_ShellModels)
#include "tst_shellmodels.moc"
