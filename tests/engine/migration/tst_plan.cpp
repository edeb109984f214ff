#include "bench.h"

#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Plan : public QObject
{
    Q_OBJECT

private slots:
    void goesUpAsFarAsItIsTold_data();
    void goesUpAsFarAsItIsTold();
    void goesDownAsFarAsItIsTold_data();
    void goesDownAsFarAsItIsTold();
    void refusesAGoalThatIsNotThere_data();
    void refusesAGoalThatIsNotThere();
    void refusesAnUnsoundState_data();
    void refusesAnUnsoundState();
    void refusesToRunOutOfOrderWithoutLeave();
    void refusesTheNewOneOfAPairInOnly();
    void refusesAnUnmanagedDatabase();
    void refusesProblemsOfTheFiles();
    void refusesToUndoWithoutADownScript();
    void refusesToUndoARenamedOne();
    void undoesInReverseOrderOfApplication();
    void goesOnWithAStoppedScriptOutsideATransaction();
    void warnsOfWhatItTolerates();
    void toleratesDriftElsewhere();
    void hashStandsForStateAndSteps();

private:
    struct Row {
        QString id;
        qint64 seq = 0;
        LedgerEntry::State state = LedgerEntry::State::Applied;
    };
    static LedgerEntry entry(const Migration &migration, const Row &row);
    static StatusInput seed(const QList<Row> &recorded);
    static QString ids(const Result<Plan> &plan);
    static Result<Plan> up(const StatusInput &input, const UpGoal &goal = {})
    {
        return planUp(input, evaluateStatus(input), goal);
    }
    static Result<Plan> down(const StatusInput &input, const QString &to)
    {
        return planDown(input, evaluateStatus(input), to);
    }
};

LedgerEntry tst_Plan::entry(const Migration &migration, const Row &row)
{
    LedgerEntry entry;
    entry.seq = row.seq;
    entry.id = migration.id;
    entry.version = migration.version;
    entry.name = migration.name;
    entry.state = row.state;
    entry.checksum = migration.up.checksum;
    entry.tokenChecksum = migration.up.tokenChecksum();
    return entry;
}

// An init script, 0001 to 0006, and a declared pair with number 4.
StatusInput tst_Plan::seed(const QList<Row> &recorded)
{
    Migration init = bench::migration(u"auth_init"_s, "CREATE TABLE user(id INTEGER);");
    init.isInit = true;
    QList<Migration> files{ init };
    for (const auto &id : { u"0001_a"_s,
                            u"0002_b"_s,
                            u"0003_c"_s,
                            u"0004_tier"_s,
                            u"0004_rooms"_s,
                            u"0005_e"_s,
                            u"0006_f"_s })
        files.append(bench::table(id));
    StatusInput input{ .stream = bench::stream(files, LayoutKind::Numbered) };
    input.stream.config.duplicates = { { u"0004_tier"_s, u"0004_rooms"_s } };
    for (const auto &row : recorded) {
        const Migration *migration = input.stream.find(row.id);
        const Migration absent = bench::table(row.id);
        input.ledger.entries.append(entry(migration ? *migration : absent, row));
        input.ledger.head = std::max(input.ledger.head, row.seq);
    }
    input.ledger.exists = !recorded.isEmpty();
    return input;
}

QString tst_Plan::ids(const Result<Plan> &plan)
{
    if (!plan)
        return u"refused: "_s + plan.error().message;
    QStringList ids;
    for (const auto &step : plan->steps)
        ids.append(step.migration.id + (step.outOfOrder ? u"*"_s : QString()));
    return ids.join(u' ');
}

void tst_Plan::goesUpAsFarAsItIsTold_data()
{
    QTest::addColumn<QString>("upTo");
    QTest::addColumn<QString>("only");
    QTest::addColumn<QString>("expected");
    QTest::newRow("everything") << QString() << QString()
                                << u"0003_c 0004_tier 0004_rooms 0005_e 0006_f"_s;
    QTest::newRow("a number, inclusive")
        << u"5"_s << QString() << u"0003_c 0004_tier 0004_rooms 0005_e"_s;
    QTest::newRow("a number as written") << u"0003"_s << QString() << u"0003_c"_s;
    QTest::newRow("a number that two have")
        << u"4"_s << QString() << u"0003_c 0004_tier 0004_rooms"_s;
    QTest::newRow("the first of the two, by id")
        << u"0004_tier"_s << QString() << u"0003_c 0004_tier"_s;
    QTest::newRow("what is there already") << u"2"_s << QString() << QString();
    QTest::newRow("only one") << QString() << u"5"_s << u"0005_e"_s;
    QTest::newRow("only one, by id") << QString() << u"0004_rooms"_s << u"0004_rooms"_s;
    QTest::newRow("only one that is there already") << QString() << u"1"_s << QString();
}

void tst_Plan::goesUpAsFarAsItIsTold()
{
    QFETCH(const QString, upTo);
    QFETCH(const QString, only);
    const auto input = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 }, { u"0002_b"_s, 3 } });

    const auto plan = up(input, { .upTo = upTo, .only = only });

    const QString steps = ids(plan);
    QTEST(steps, "expected");
    QCOMPARE(plan->head, 3);
    QVERIFY(plan->ledgerExists);
}

void tst_Plan::goesDownAsFarAsItIsTold_data()
{
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("expected");
    QTest::newRow("a number") << u"3"_s << u"0004_rooms 0004_tier"_s;
    QTest::newRow("a number that two have") << u"0004"_s << QString();
    QTest::newRow("the first of the two") << u"0004_tier"_s << u"0004_rooms"_s;
    QTest::newRow("an id") << u"0002_b"_s << u"0004_rooms 0004_tier 0003_c"_s;
    QTest::newRow("all, but not the init script")
        << u"0"_s << u"0004_rooms 0004_tier 0003_c 0002_b 0001_a"_s;
    QTest::newRow("to the init script")
        << u"auth_init"_s << u"0004_rooms 0004_tier 0003_c 0002_b 0001_a"_s;
    QTest::newRow("what is not applied anyway") << u"5"_s << QString();
}

void tst_Plan::goesDownAsFarAsItIsTold()
{
    QFETCH(const QString, to);
    const auto input = seed({ { u"auth_init"_s, 1 },
                              { u"0001_a"_s, 2 },
                              { u"0002_b"_s, 3 },
                              { u"0003_c"_s, 4 },
                              { u"0004_tier"_s, 5 },
                              { u"0004_rooms"_s, 6 } });

    const auto plan = down(input, to);

    const QString steps = ids(plan);
    QTEST(steps, "expected");
}

void tst_Plan::refusesAGoalThatIsNotThere_data()
{
    QTest::addColumn<QString>("goal");
    QTest::addColumn<QString>("nearest");
    QTest::newRow("a number") << u"7"_s << u"0006_f"_s;
    QTest::newRow("a number beyond all bounds") << u"99999999999999999999999"_s << QString();
    QTest::newRow("a misspelt id") << u"0004_romos"_s << u"0004_rooms"_s;
    QTest::newRow("a negative number") << u"-1"_s << QString();
    QTest::newRow("nonsense") << u"' OR 1=1"_s << QString();
}

void tst_Plan::refusesAGoalThatIsNotThere()
{
    QFETCH(const QString, goal);
    QFETCH(const QString, nearest);
    const auto input = seed({ { u"auth_init"_s, 1 } });
    UpGoal upTo;
    upTo.upTo = goal;
    UpGoal only;
    only.only = goal;

    for (const auto &plan : { up(input, upTo), up(input, only), down(input, goal) }) {
        QVERIFY(!plan);
        QCOMPARE(plan.error().kind, Error::Kind::Usage);
        QVERIFY2(plan.error().remedy.contains(nearest), qPrintable(plan.error().remedy));
    }
}

void tst_Plan::refusesAnUnsoundState_data()
{
    QTest::addColumn<QString>("wrong");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("edited") << u"edited"_s << u"--accept-edit"_s;
    QTest::newRow("missing") << u"missing"_s << u"resolve 0003_gone"_s;
    QTest::newRow("failed") << u"failed"_s << u"resolve 0002_b"_s;
    QTest::newRow("outcome unknown") << u"indeterminate"_s << u"resolve 0002_b"_s;
    QTest::newRow("undeclared duplicate") << u"duplicate"_s << u"renumber"_s;
    QTest::newRow("recorded but not there") << u"not effective"_s << u"--pending"_s;
}

void tst_Plan::refusesAnUnsoundState()
{
    QFETCH(const QString, wrong);
    QFETCH(const QString, remedy);
    auto input = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 }, { u"0002_b"_s, 3 } });
    LedgerEntry &last = input.ledger.entries.last();
    if (wrong == u"edited")
        last.tokenChecksum = last.checksum = u"another"_s;
    if (wrong == u"missing")
        input.ledger.entries.append(entry(bench::table(u"0003_gone"_s), { u"0003_gone"_s, 4 }));
    if (wrong == u"failed")
        last.state = LedgerEntry::State::Failed;
    if (wrong == u"indeterminate")
        last.state = LedgerEntry::State::Indeterminate;
    if (wrong == u"duplicate")
        input.stream.config.duplicates.clear();
    auto status = evaluateStatus(input);
    if (wrong == u"not effective")
        status.migrations[2].state = MigrationState::RecordedNotEffective;

    for (const auto &plan : { planUp(input, status, {}), planDown(input, status, u"1"_s) }) {
        QVERIFY(!plan);
        QCOMPARE(plan.error().kind, Error::Kind::History);
        QVERIFY2(plan.error().remedy.contains(remedy), qPrintable(plan.error().remedy));
    }
}

void tst_Plan::refusesToRunOutOfOrderWithoutLeave()
{
    const auto input = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 }, { u"0003_c"_s, 3 } });

    const auto refused = up(input, { .upTo = u"3"_s });
    const auto allowed = up(input, { .upTo = u"4"_s, .allowOutOfOrder = true });

    QVERIFY(!refused);
    QCOMPARE(refused.error().kind, Error::Kind::History);
    QVERIFY(refused.error().message.contains(u"0003_c"_s));
    QVERIFY(refused.error().remedy.contains(u"--allow-out-of-order"_s));
    QCOMPARE(ids(allowed), u"0002_b* 0004_tier 0004_rooms"_s);
}

void tst_Plan::refusesTheNewOneOfAPairInOnly()
{
    const auto neither = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 } });
    const auto first = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 }, { u"0004_tier"_s, 3 } });

    const auto ambiguous = up(neither, { .only = u"4"_s });

    QVERIFY(!ambiguous);
    QCOMPARE(ambiguous.error().kind, Error::Kind::Usage);
    QVERIFY(ambiguous.error().remedy.contains(u"0004_tier or 0004_rooms"_s));
    QCOMPARE(ids(up(first, { .only = u"4"_s })), u"0004_rooms"_s);
}

void tst_Plan::refusesAnUnmanagedDatabase()
{
    const ScratchDatabase scratch("CREATE TABLE user(id INTEGER)");
    auto input = seed({});
    input.live = *await(scratch.database()->schema());

    const auto plan = up(input);

    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, Error::Kind::History);
    QVERIFY(plan.error().remedy.contains(u"tidemark-cli baseline"_s));
}

void tst_Plan::refusesProblemsOfTheFiles()
{
    auto input = seed({});
    input.stream.problems.append(
        { .kind = Error::Kind::History, .message = u"A down script has no migration."_s });

    QCOMPARE(ids(up(input)), u"refused: A down script has no migration."_s);
    QCOMPARE(ids(down(input, u"0"_s)), u"refused: A down script has no migration."_s);
}

void tst_Plan::refusesToUndoWithoutADownScript()
{
    auto input = seed(
        { { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 }, { u"0002_b"_s, 3 }, { u"0003_c"_s, 4 } });
    input.stream.migrations[2].down.reset();

    const auto plan = down(input, u"1"_s);

    QVERIFY(!plan);
    QCOMPARE(plan.error().kind, Error::Kind::History);
    QVERIFY(plan.error().message.contains(u"0002_b"_s));
    QVERIFY(!plan.error().message.contains(u"0003_c"_s));
    QVERIFY(plan.error().remedy.contains(u"safety point"_s));
    QCOMPARE(ids(down(input, u"2"_s)), u"0003_c"_s);
}

void tst_Plan::refusesToUndoARenamedOne()
{
    auto input = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 } });
    LedgerEntry &old = input.ledger.entries.last();
    old.id = u"0001_before"_s;

    const auto plan = down(input, u"0"_s);

    QVERIFY(!plan);
    QVERIFY(plan.error().message.contains(u"0001_before"_s));
    QCOMPARE(ids(up(input, { .upTo = u"2"_s })), u"0002_b"_s);
}

void tst_Plan::undoesInReverseOrderOfApplication()
{
    auto input = seed(
        { { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 }, { u"0003_c"_s, 3 }, { u"0002_b"_s, 4 } });
    input.ledger.mirror.append({ .name = u"0004_tier"_s, .version = 4 });

    QCOMPARE(ids(down(input, u"0"_s)), u"0004_tier 0002_b 0003_c 0001_a"_s);
}

void tst_Plan::goesOnWithAStoppedScriptOutsideATransaction()
{
    auto input = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2, LedgerEntry::State::Failed } });
    input.stream.migrations[1]
        = bench::migration(u"0001_a"_s, "-- tidemark: transaction none\nVACUUM;");

    QCOMPARE(ids(up(input, { .upTo = u"1"_s })), u"0001_a"_s);
    QVERIFY(!down(input, u"0"_s) || down(input, u"0"_s)->isEmpty());
}

void tst_Plan::warnsOfWhatItTolerates()
{
    auto input = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 } });
    input.ledger.entries.last().checksum = u"another"_s;

    const auto plan = up(input, { .only = u"3"_s });

    QVERIFY(plan);
    const QString warnings = plan->warnings.join(u'\n');
    QVERIFY(warnings.contains(u"0001_a: Comments"_s));
    QVERIFY2(warnings.contains(u"0002_b"_s), qPrintable(warnings));
}

void tst_Plan::toleratesDriftElsewhere()
{
    const ScratchDatabase scratch("CREATE TABLE t_0001_a(id INTEGER, hand TEXT)");
    const QList<Migration> files{ bench::table(u"0001_a"_s),
                                  bench::table(u"0002_b"_s),
                                  bench::migration(u"0003_touch"_s,
                                                   "ALTER TABLE \"T_0001_A\" ADD COLUMN x;") };
    StatusInput input{ .stream = bench::stream(files),
                       .live = *await(scratch.database()->schema()) };
    input.replay = *replay(files);
    input.ledger.exists = true;
    input.ledger.head = 1;
    input.ledger.entries.append(entry(files.first(), { u"0001_a"_s, 1 }));

    const auto elsewhere = up(input, { .upTo = u"2"_s });
    const auto touching = up(input);

    QCOMPARE(ids(elsewhere), u"0002_b"_s);
    QVERIFY(elsewhere->warnings.join(u' ').contains(u"tidemark-cli drift"_s));
    QVERIFY(!touching);
    QCOMPARE(touching.error().kind, Error::Kind::History);
    QVERIFY2(touching.error().message.contains(u"t_0001_a.hand"_s),
             qPrintable(touching.error().message));
}

void tst_Plan::hashStandsForStateAndSteps()
{
    const auto input = seed({ { u"auth_init"_s, 1 }, { u"0001_a"_s, 2 } });
    const QString hash = up(input)->hash();
    auto moved = input;
    moved.ledger.head = 7;
    auto edited = input;
    edited.stream.migrations.last() = bench::migration(u"0006_f"_s, "CREATE TABLE other(x);");

    QCOMPARE(up(input)->hash(), hash);
    QCOMPARE(hash.size(), 64);
    QVERIFY(up(moved)->hash() != hash);
    QVERIFY(up(edited)->hash() != hash);
    QVERIFY(up(input, { .upTo = u"5"_s })->hash() != hash);
    QVERIFY(down(input, u"0"_s)->hash() != hash);
}

TIDEMARK_TEST(tst_Plan)
#include "tst_plan.moc"
