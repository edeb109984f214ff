#include "bench.h"

#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Ledger : public QObject
{
    Q_OBJECT

private slots:
    void findsNothingInAnEmptyDatabase();
    void writesNothingWhenItReads();
    void givesBackEveryColumn();
    void keepsRowsApartThatShareWords();
    void readsAnOutlineInOneCall();
    void readsNoOutlineWhereOurTablesAreOthers_data();
    void readsNoOutlineWhereOurTablesAreOthers();
    void numbersRowsInTheOrderTheyWereWritten();
    void keepsWhatWasAppliedWhenItIsRolledBack();
    void seesItsOwnStreamAndTheHeadOfAll();
    void refusesANewerFormat();
    void refusesATableOfAnotherShape_data();
    void refusesATableOfAnotherShape();
    void takesAnUnknownStateForIndeterminate();
    void leavesOutAScriptThatIsTooLarge();
    void recordsHowLongAStepTook();
    void makesTheTableWranglerWouldMake();
    void leavesWranglersOwnRowAlone();
    void keepsTheFirstOfADuplicatePair();
    void theSecondTakesThePlaceOfTheFirst();
    void rollingBackTheSecondKeepsTheFirst();
    void takesOutARowUnderTheOtherToolsName();
    void mirrorsNoInitScript();
    void readsTheTimesOfOtherTools_data();
    void readsTheTimesOfOtherTools();
    void knowsWhatIsRecorded_data();
    void knowsWhatIsRecorded();
    void ejectLeavesTheMirror();

private:
    static LedgerEntry entry(const QString &id);
    static void applyNumbered(const ScratchDatabase &scratch, const Migration &migration);
    static void rollBackNumbered(const ScratchDatabase &scratch, const Migration &migration);
    static const LedgerNames Numbered;
    static const LedgerNames Wrangler;
};

const LedgerNames tst_Ledger::Numbered{ u"AUTH_DB"_s, LayoutKind::Numbered, u"_migrations"_s };
const LedgerNames tst_Ledger::Wrangler{ u"AUTH_DB"_s, LayoutKind::Wrangler, u"d1_migrations"_s };

LedgerEntry tst_Ledger::entry(const QString &id)
{
    const Migration migration = bench::table(id);
    LedgerEntry entry;
    entry.stream = u"AUTH_DB"_s;
    entry.id = id;
    entry.version = migration.version;
    entry.name = migration.name;
    entry.checksum = migration.up.checksum;
    entry.tokenChecksum = migration.up.tokenChecksum();
    entry.sql = migration.up.text;
    entry.runId = u"run-1"_s;
    entry.startedAt = QDateTime({ 2026, 3, 4 }, { 5, 6, 7, 89 }, Qt::UTC);
    entry.finishedAt = entry.startedAt.addMSecs(1500);
    return entry;
}

void tst_Ledger::applyNumbered(const ScratchDatabase &scratch, const Migration &migration)
{
    auto batch = ledgersql::createLedger(Numbered);
    batch.append(ledgersql::record(entry(migration.id)));
    batch += ledgersql::mirrorApplied(Numbered, migration, entry(migration.id).finishedAt);
    bench::execute(scratch.database(), batch);
}

void tst_Ledger::rollBackNumbered(const ScratchDatabase &scratch, const Migration &migration)
{
    LedgerEntry undone = entry(migration.id);
    undone.state = LedgerEntry::State::RolledBack;
    QList<BoundStatement> batch{ ledgersql::recordRollBack(undone) };
    batch += ledgersql::mirrorRolledBack(Numbered, migration);
    bench::execute(scratch.database(), batch);
}

void tst_Ledger::findsNothingInAnEmptyDatabase()
{
    const ScratchDatabase scratch;

    const auto state = await(readLedger(scratch.database(), Wrangler, {}));

    QVERIFY(state);
    QVERIFY(!state->exists);
    QVERIFY(!state->mirrorExists);
    QVERIFY(!state->lock);
    QCOMPARE(state->head, 0);
}

void tst_Ledger::writesNothingWhenItReads()
{
    const ScratchDatabase scratch("CREATE TABLE user(id INTEGER)");
    const bench::Runner runner{ scratch.database(), bench::stream({ bench::table(u"0001_a"_s) }) };

    const auto before = scratch.value("PRAGMA data_version");
    static_cast<void>(evaluateStatus(runner.input()));
    static_cast<void>(runner.plan());

    QCOMPARE(scratch.value("SELECT count(*) FROM sqlite_master"), u"1"_s);
    QCOMPARE(scratch.value("SELECT total_changes()"), u"0"_s);
    QCOMPARE(scratch.value("PRAGMA data_version"), before);
}

void tst_Ledger::givesBackEveryColumn()
{
    const ScratchDatabase scratch;
    LedgerEntry written = entry(u"0004_rooms_table"_s);
    written.kind = LedgerEntry::Kind::Adopt;
    written.state = LedgerEntry::State::Failed;
    written.outOfOrder = true;
    written.statementsTotal = 5;
    written.statementsApplied = 2;
    written.error = u"no such column: näme"_s;
    written.fingerprintBefore = u"aa"_s;
    written.fingerprintAfter = u"bb"_s;
    written.safetyPoint = u"bookmark"_s;
    written.planHash = u"cc"_s;
    written.actor = u"ann@example"_s;
    written.toolVersion = u"1.2"_s;
    written.duration = std::chrono::milliseconds(1500);
    auto batch = ledgersql::createLedger(Wrangler);
    batch.append(ledgersql::record(written));
    bench::execute(scratch.database(), batch);

    const auto state
        = await(readLedger(scratch.database(), Wrangler, *await(scratch.database()->schema())));

    QVERIFY(state);
    QVERIFY(state->exists);
    QCOMPARE(state->entries.size(), 1);
    const LedgerEntry read = state->entries.first();
    QCOMPARE(read.seq, 1);
    QCOMPARE(read.stream, written.stream);
    QCOMPARE(read.id, written.id);
    QCOMPARE(read.version, u"0004"_s);
    QCOMPARE(read.name, u"rooms_table"_s);
    QCOMPARE(read.kind, written.kind);
    QCOMPARE(read.state, written.state);
    QVERIFY(read.outOfOrder);
    QCOMPARE(read.checksum, written.checksum);
    QCOMPARE(read.tokenChecksum, written.tokenChecksum);
    QCOMPARE(read.sql, written.sql);
    QCOMPARE(read.statementsTotal, 5);
    QCOMPARE(read.statementsApplied, 2);
    QCOMPARE(read.error, written.error);
    QCOMPARE(read.fingerprintBefore, u"aa"_s);
    QCOMPARE(read.fingerprintAfter, u"bb"_s);
    QCOMPARE(read.safetyPoint, u"bookmark"_s);
    QCOMPARE(read.planHash, u"cc"_s);
    QCOMPARE(read.runId, u"run-1"_s);
    QCOMPARE(read.actor, u"ann@example"_s);
    QCOMPARE(read.toolVersion, u"1.2"_s);
    QCOMPARE(read.startedAt, written.startedAt);
    QCOMPARE(read.finishedAt, written.finishedAt);
    QVERIFY(read.duration == written.duration);
}

void tst_Ledger::keepsRowsApartThatShareWords()
{
    const ScratchDatabase scratch;
    auto batch = ledgersql::createLedger(Wrangler);
    LedgerEntry first = entry(u"0001_a"_s);
    first.fingerprintBefore = u"aa"_s;
    first.fingerprintAfter = u"bb"_s;
    first.actor = u"ann"_s;
    LedgerEntry second = entry(u"0002_b"_s);
    second.fingerprintBefore = u"bb"_s;
    second.fingerprintAfter = u"cc"_s;
    second.actor = u"bob"_s;
    LedgerEntry third = entry(u"0003_c"_s);
    third.runId = u"run-2"_s;
    third.fingerprintBefore = u"bb"_s;
    for (const LedgerEntry &each : { first, second, third })
        batch.append(ledgersql::record(each));
    bench::execute(scratch.database(), batch);

    const auto state
        = await(readLedger(scratch.database(), Wrangler, *await(scratch.database()->schema())));

    QVERIFY(state);
    QStringList words;
    for (const LedgerEntry &each : state->entries)
        words.append(
            QStringList{ each.runId, each.actor, each.fingerprintBefore, each.fingerprintAfter }
                .join(u' '));
    QCOMPARE(words, (QStringList{ u"run-1 ann aa bb"_s, u"run-1 bob bb cc"_s, u"run-2  bb "_s }));
}

void tst_Ledger::readsAnOutlineInOneCall()
{
    const ScratchDatabase scratch("CREATE TABLE users(id INTEGER PRIMARY KEY, \"name\" TEXT)");
    auto batch = ledgersql::createLock() + ledgersql::createLedger(Wrangler);
    batch.append(ledgersql::record(entry(u"0001_a"_s)));
    bench::execute(scratch.database(), batch);

    const auto outline = await(readOutline(scratch.database(), Wrangler));

    const auto whole = await(readState(scratch.database(), Wrangler));
    QVERIFY(whole && outline && *outline);
    QCOMPARE(fingerprint((*outline)->schema), fingerprint(whole->schema));
    QCOMPARE((*outline)->ledger.entries.size(), 1);
    QCOMPARE((*outline)->ledger.entries.first().checksum, whole->ledger.entries.first().checksum);
    QVERIFY((*outline)->ledger.exists && (*outline)->ledger.mirrorExists);
}

void tst_Ledger::readsNoOutlineWhereOurTablesAreOthers_data()
{
    QTest::addColumn<QByteArray>("script");
    QTest::newRow("none of them") << QByteArray("CREATE TABLE t(a)");
    QTest::newRow("a ledger without a column")
        << QByteArray("ALTER TABLE _tidemark_ledger DROP COLUMN plan_hash");
    QTest::newRow("a mirror without a column")
        << QByteArray("ALTER TABLE d1_migrations RENAME COLUMN applied_at TO then_at");
    QTest::newRow("no lock") << QByteArray("DROP TABLE _tidemark_lock");
    QTest::newRow("a virtual table") << QByteArray("CREATE VIRTUAL TABLE f USING fts5(body)");
}

void tst_Ledger::readsNoOutlineWhereOurTablesAreOthers()
{
    QFETCH(const QByteArray, script);
    const ScratchDatabase scratch;
    if (QByteArrayView(QTest::currentDataTag()) != "none of them")
        bench::execute(scratch.database(),
                       ledgersql::createLock() + ledgersql::createLedger(Wrangler));
    scratch.run(script);

    const auto outline = await(readOutline(scratch.database(), Wrangler));

    QVERIFY(outline); // no failure: readState() is to tell what is the matter
    QVERIFY(!*outline);
}

void tst_Ledger::numbersRowsInTheOrderTheyWereWritten()
{
    const ScratchDatabase scratch;
    auto batch = ledgersql::createLedger(Wrangler);
    for (const auto &id : { u"0001_a"_s, u"0002_b"_s, u"0001_a"_s })
        batch.append(ledgersql::record(entry(id)));

    bench::execute(scratch.database(), batch);

    QCOMPARE(scratch.value("SELECT group_concat(id || '=' || seq, ' ') FROM "
                           "(SELECT id, seq FROM _tidemark_ledger ORDER BY seq)"),
             u"0002_b=2 0001_a=3"_s);
}

void tst_Ledger::keepsWhatWasAppliedWhenItIsRolledBack()
{
    const ScratchDatabase scratch;
    LedgerEntry adopted = entry(u"0001_a"_s);
    adopted.kind = LedgerEntry::Kind::Adopt;
    LedgerEntry undone = entry(u"0001_a"_s);
    undone.state = LedgerEntry::State::RolledBack;
    undone.checksum = u"other"_s;
    undone.sql = "other";
    undone.actor = u"bob"_s;
    auto batch = ledgersql::createLedger(Wrangler);
    batch += { ledgersql::record(adopted), ledgersql::recordRollBack(undone) };

    bench::execute(scratch.database(), batch);

    const auto state
        = await(readLedger(scratch.database(), Wrangler, *await(scratch.database()->schema())));
    const LedgerEntry read = state->entries.first();
    QCOMPARE(read.state, LedgerEntry::State::RolledBack);
    QCOMPARE(read.seq, 2);
    QCOMPARE(read.actor, u"bob"_s);
    QCOMPARE(read.kind, LedgerEntry::Kind::Adopt);
    QCOMPARE(read.checksum, adopted.checksum);
    QCOMPARE(read.sql, adopted.sql);
}

void tst_Ledger::seesItsOwnStreamAndTheHeadOfAll()
{
    const ScratchDatabase scratch;
    LedgerEntry other = entry(u"0009_z"_s);
    other.stream = u"READ_REPLICA"_s;
    auto batch = ledgersql::createLedger(Wrangler);
    batch += { ledgersql::record(entry(u"0001_a"_s)), ledgersql::record(other) };
    bench::execute(scratch.database(), batch);

    const auto state
        = await(readLedger(scratch.database(), Wrangler, *await(scratch.database()->schema())));

    QCOMPARE(state->entries.size(), 1);
    QVERIFY(state->entry(u"0001_a"_s));
    QVERIFY(!state->entry(u"0009_z"_s));
    QCOMPARE(state->head, 2);
}

void tst_Ledger::refusesANewerFormat()
{
    const ScratchDatabase scratch;
    auto batch = ledgersql::createLedger(Wrangler);
    batch.append(ledgersql::record(entry(u"0001_a"_s)));
    bench::execute(scratch.database(), batch);
    scratch.run("UPDATE _tidemark_ledger SET format = format + 1, tool_version = '9.9'");

    const auto state
        = await(readLedger(scratch.database(), Wrangler, *await(scratch.database()->schema())));

    QVERIFY(!state);
    QCOMPARE(state.error().kind, Error::Kind::History);
    QVERIFY(state.error().message.contains(u"9.9"_s));
}

void tst_Ledger::refusesATableOfAnotherShape_data()
{
    QTest::addColumn<QByteArray>("ddl");
    QTest::addColumn<bool>("numbered");
    QTest::newRow("a ledger without its columns")
        << QByteArray("CREATE TABLE _tidemark_ledger(id INTEGER)") << false;
    QTest::newRow("d1_migrations without a name")
        << QByteArray("CREATE TABLE d1_migrations(id INTEGER, applied_at TEXT)") << false;
    QTest::newRow("_migrations without a version")
        << QByteArray("CREATE TABLE _migrations(id INTEGER, name TEXT, applied_at TEXT)") << true;
}

void tst_Ledger::refusesATableOfAnotherShape()
{
    QFETCH(const QByteArray, ddl);
    QFETCH(const bool, numbered);
    const ScratchDatabase scratch(ddl);

    const auto state = await(readLedger(
        scratch.database(), numbered ? Numbered : Wrangler, *await(scratch.database()->schema())));

    QVERIFY(!state);
    QCOMPARE(state.error().kind, Error::Kind::History);
    QVERIFY(state.error().message.contains(u"has no column"_s));
}

void tst_Ledger::takesAnUnknownStateForIndeterminate()
{
    const ScratchDatabase scratch;
    auto batch = ledgersql::createLedger(Wrangler);
    batch.append(ledgersql::record(entry(u"0001_a"_s)));
    bench::execute(scratch.database(), batch);
    scratch.run("UPDATE _tidemark_ledger SET state = 'marvellous'");

    const auto state
        = await(readLedger(scratch.database(), Wrangler, *await(scratch.database()->schema())));

    QCOMPARE(state->entries.first().state, LedgerEntry::State::Indeterminate);
}

void tst_Ledger::leavesOutAScriptThatIsTooLarge()
{
    const ScratchDatabase scratch;
    LedgerEntry large = entry(u"0001_a"_s);
    large.sql = QByteArray(2'000'000, 'x');
    auto batch = ledgersql::createLedger(Wrangler);
    batch.append(ledgersql::record(large));

    bench::execute(scratch.database(), batch);

    QCOMPARE(scratch.value("SELECT sql IS NULL AND checksum <> '' FROM _tidemark_ledger"), u"1"_s);
}

void tst_Ledger::recordsHowLongAStepTook()
{
    const ScratchDatabase scratch;
    const LedgerEntry step = entry(u"0001_a"_s);
    LedgerEntry later = step;
    later.runId = u"another run"_s;
    auto batch = ledgersql::createLedger(Wrangler);
    batch
        += { ledgersql::record(step),
             ledgersql::recordDuration(step, step.startedAt.addSecs(2), std::chrono::seconds(2)),
             ledgersql::recordDuration(later, step.startedAt.addSecs(9), std::chrono::seconds(9)) };

    bench::execute(scratch.database(), batch);

    QCOMPARE(scratch.value("SELECT duration_ms || ' ' || finished_at FROM _tidemark_ledger"),
             u"2000 2026-03-04T05:06:09.089Z"_s);
}

void tst_Ledger::makesTheTableWranglerWouldMake()
{
    const ScratchDatabase scratch;
    auto batch = ledgersql::createLedger(Wrangler);
    batch += ledgersql::mirrorApplied(Wrangler, bench::table(u"0003_it's"_s), {});

    bench::execute(scratch.database(), batch);

    QCOMPARE(scratch.value("SELECT group_concat(name || ':' || type || ':' || \"notnull\" || ':' "
                           "|| coalesce(dflt_value, '') || ':' || pk, ' ') FROM "
                           "pragma_table_info('d1_migrations')"),
             u"id:INTEGER:0::1 name:TEXT:0::0 applied_at:TIMESTAMP:1:CURRENT_TIMESTAMP:0"_s);
    QVERIFY(scratch.value("SELECT sql FROM sqlite_master WHERE name = 'd1_migrations'")
                .contains(u"AUTOINCREMENT"_s));
    QCOMPARE(scratch.value("SELECT name FROM d1_migrations"), u"0003_it's.sql"_s);
    QCOMPARE(
        scratch.value("SELECT abs(unixepoch(applied_at) - unixepoch()) < 60 FROM d1_migrations"),
        u"1"_s);
}

void tst_Ledger::leavesWranglersOwnRowAlone()
{
    const ScratchDatabase scratch;
    bench::execute(scratch.database(), ledgersql::createLedger(Wrangler));
    scratch.run("INSERT INTO d1_migrations VALUES (7, '0001_a.sql', '2024-01-01 00:00:00')");

    bench::execute(scratch.database(),
                   ledgersql::mirrorApplied(Wrangler, bench::table(u"0001_a"_s), {}));

    QCOMPARE(scratch.value("SELECT group_concat(id || ' ' || applied_at) FROM d1_migrations"),
             u"7 2024-01-01 00:00:00"_s);
}

void tst_Ledger::keepsTheFirstOfADuplicatePair()
{
    const ScratchDatabase scratch;
    applyNumbered(scratch, bench::table(u"0004_add_user_tier"_s));

    applyNumbered(scratch, bench::table(u"0004_rooms_table"_s));

    QCOMPARE(
        scratch.value(
            "SELECT group_concat(version || ' ' || name || ' ' || applied_at) FROM _migrations"),
        u"4 0004_add_user_tier 1772600768"_s);
    QCOMPARE(scratch.value("SELECT count(*) FROM _tidemark_ledger"), u"2"_s);
}

void tst_Ledger::theSecondTakesThePlaceOfTheFirst()
{
    const ScratchDatabase scratch;
    applyNumbered(scratch, bench::table(u"0004_add_user_tier"_s));
    applyNumbered(scratch, bench::table(u"0004_rooms_table"_s));

    rollBackNumbered(scratch, bench::table(u"0004_add_user_tier"_s));

    QCOMPARE(
        scratch.value(
            "SELECT group_concat(version || ' ' || name || ' ' || applied_at) FROM _migrations"),
        u"4 0004_rooms_table 1772600768"_s);

    rollBackNumbered(scratch, bench::table(u"0004_rooms_table"_s));

    QCOMPARE(scratch.value("SELECT count(*) FROM _migrations"), u"0"_s);
}

void tst_Ledger::rollingBackTheSecondKeepsTheFirst()
{
    const ScratchDatabase scratch;
    applyNumbered(scratch, bench::table(u"0004_add_user_tier"_s));
    applyNumbered(scratch, bench::table(u"0004_rooms_table"_s));

    rollBackNumbered(scratch, bench::table(u"0004_rooms_table"_s));

    QCOMPARE(scratch.value("SELECT group_concat(name) FROM _migrations"), u"0004_add_user_tier"_s);
}

void tst_Ledger::takesOutARowUnderTheOtherToolsName()
{
    const ScratchDatabase scratch;
    bench::execute(scratch.database(), ledgersql::createLedger(Numbered));
    scratch.run("INSERT INTO _migrations VALUES (4, 'what the old tool called it', 1700000000)");

    rollBackNumbered(scratch, bench::table(u"0004_rooms_table"_s));

    QCOMPARE(scratch.value("SELECT count(*) FROM _migrations"), u"0"_s);
    QCOMPARE(scratch.value("SELECT id || ' ' || state FROM _tidemark_ledger"),
             u"0004_rooms_table rolled-back"_s);
}

void tst_Ledger::mirrorsNoInitScript()
{
    Migration init = bench::migration(u"auth_init"_s, "CREATE TABLE user(id INTEGER);");
    init.isInit = true;

    QVERIFY(ledgersql::mirrorApplied(Numbered, init, {}).isEmpty());
    QVERIFY(ledgersql::mirrorRolledBack(Wrangler, init).isEmpty());
}

void tst_Ledger::readsTheTimesOfOtherTools_data()
{
    QTest::addColumn<QByteArray>("value");
    QTest::newRow("seconds") << QByteArray("1700000000");
    QTest::newRow("milliseconds") << QByteArray("1700000000000");
    QTest::newRow("CURRENT_TIMESTAMP") << QByteArray("'2023-11-14 22:13:20'");
    QTest::newRow("ISO 8601") << QByteArray("'2023-11-14T22:13:20Z'");
}

void tst_Ledger::readsTheTimesOfOtherTools()
{
    QFETCH(const QByteArray, value);
    const ScratchDatabase scratch(
        "CREATE TABLE _migrations(version INTEGER PRIMARY KEY, name, applied_at);"
        "INSERT INTO _migrations VALUES (4, '0004_rooms_table', "
        + value + ")");

    const auto state
        = await(readLedger(scratch.database(), Numbered, *await(scratch.database()->schema())));

    QVERIFY(state);
    QCOMPARE(state->mirror.first().version, 4);
    QCOMPARE(state->mirror.first().appliedAt.toSecsSinceEpoch(), 1'700'000'000);
}

void tst_Ledger::knowsWhatIsRecorded_data()
{
    QTest::addColumn<QString>("ours");
    QTest::addColumn<QString>("mirror");
    QTest::addColumn<int>("layout");
    QTest::addColumn<bool>("recorded");
    const int wrangler = int(LayoutKind::Wrangler);
    const int numbered = int(LayoutKind::Numbered);
    QTest::newRow("by nobody") << QString() << QString() << wrangler << false;
    QTest::newRow("by us") << u"applied"_s << QString() << wrangler << true;
    QTest::newRow("by wrangler") << QString() << u"0004_rooms_table.sql"_s << wrangler << true;
    QTest::newRow("by wrangler, without .sql")
        << QString() << u"0004_rooms_table"_s << wrangler << false;
    QTest::newRow("by _migrations") << QString() << u"0004_rooms_table"_s << numbered << true;
    QTest::newRow("by _migrations, bare name") << QString() << u"rooms_table"_s << numbered << true;
    QTest::newRow("the other of a pair")
        << QString() << u"0004_add_user_tier"_s << numbered << false;
    QTest::newRow("rolled back by us") << u"rolled-back"_s << QString() << wrangler << false;
    QTest::newRow("rolled back by us, applied again by wrangler")
        << u"rolled-back"_s << u"0004_rooms_table.sql"_s << wrangler << true;
    QTest::newRow("failed here") << u"failed"_s << u"0004_rooms_table.sql"_s << wrangler << false;
}

void tst_Ledger::knowsWhatIsRecorded()
{
    QFETCH(const QString, ours);
    QFETCH(const QString, mirror);
    QFETCH(const int, layout);
    LedgerState state;
    if (!ours.isEmpty()) {
        LedgerEntry row = entry(u"0004_rooms_table"_s);
        row.state = ours == u"applied"  ? LedgerEntry::State::Applied
                    : ours == u"failed" ? LedgerEntry::State::Failed
                                        : LedgerEntry::State::RolledBack;
        state.entries.append(row);
    }
    if (!mirror.isEmpty())
        state.mirror.append({ .name = mirror, .version = 4 });

    const bool recorded
        = state.isRecorded(bench::table(u"0004_rooms_table"_s), { .kind = LayoutKind(layout) });

    QTEST(recorded, "recorded");
}

void tst_Ledger::ejectLeavesTheMirror()
{
    const ScratchDatabase scratch(
        "CREATE TABLE user(id INTEGER); CREATE TABLE _tidemark_import(name TEXT, state TEXT)");
    auto batch = ledgersql::createLock();
    batch += ledgersql::createLedger(Wrangler);
    bench::execute(scratch.database(), batch);

    bench::execute(scratch.database(), ledgersql::eject());

    QCOMPARE(scratch.value("SELECT group_concat(name, ' ') FROM (SELECT name FROM sqlite_master "
                           "WHERE type = 'table' "
                           "AND name NOT LIKE 'sqlite%' ORDER BY name)"),
             u"d1_migrations user"_s);
}

TIDEMARK_TEST(tst_Ledger)
#include "tst_ledger.moc"
