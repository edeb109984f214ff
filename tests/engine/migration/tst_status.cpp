#include "bench.h"

#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

class tst_Status : public QObject
{
    Q_OBJECT

private slots:
    void tellsTheStateOfAMigration_data();
    void tellsTheStateOfAMigration();
    void tellsTheStateOfATarget_data();
    void tellsTheStateOfATarget();
    void everyStateHasItsWord();
    void putsMissingAndFutureOnesInTheirPlaces();
    void seesWhatTheOtherToolApplied();
    void tellsTheTwoOfAPairApart();
    void findsWhatIsRecordedButNotThere();
    void doesNotMissWhatALaterMigrationTookAway();
    void proposesToAdoptWhatIsThereAlready();
    void seesDrift();
    void ignoresAMirrorOfAnotherName();
    void needsNoReplayWhileNothingChanged();
    void tellsTheSameWithoutAReplay();
    void isQuickForThousands();

private:
    static LedgerEntry entry(const Migration &migration, qint64 seq);
    static StatusInput applied(const QList<Migration> &files, const QList<Migration> &recorded);
    static const MigrationStatus *find(const StreamStatus &status, const QString &id);
    static Schema schemaOf(const QList<Migration> &migrations);
};

LedgerEntry tst_Status::entry(const Migration &migration, qint64 seq)
{
    LedgerEntry entry;
    entry.seq = seq;
    entry.stream = u"AUTH_DB"_s;
    entry.id = migration.id;
    entry.version = migration.version;
    entry.name = migration.name;
    entry.checksum = migration.up.checksum;
    entry.tokenChecksum = migration.up.tokenChecksum();
    entry.sql = migration.up.text;
    entry.actor = u"ann@example"_s;
    entry.statementsTotal = 5;
    return entry;
}

StatusInput tst_Status::applied(const QList<Migration> &files, const QList<Migration> &recorded)
{
    StatusInput input{ .stream = bench::stream(files), .live = schemaOf(recorded) };
    input.ledger.exists = true;
    for (const auto &migration : recorded)
        input.ledger.entries.append(entry(migration, input.ledger.entries.size() + 1));
    input.ledger.head = input.ledger.entries.size();
    return input;
}

const MigrationStatus *tst_Status::find(const StreamStatus &status, const QString &id)
{
    for (const auto &migration : status.migrations) {
        if (migration.id == id)
            return &migration;
    }
    return nullptr;
}

Schema tst_Status::schemaOf(const QList<Migration> &migrations)
{
    const ScratchDatabase scratch;
    for (const auto &migration : migrations)
        scratch.run(migration.up.text);
    return *await(scratch.database()->schema());
}

void tst_Status::tellsTheStateOfAMigration_data()
{
    // The migration under test is 0002_b; 0001_a is applied before it.
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QString>("recorded");
    QTest::addColumn<QString>("expected");
    QTest::addColumn<bool>("inEffect");
    QTest::addColumn<QString>("remark");
    const QByteArray text = "CREATE TABLE b(x); -- two";
    const auto row = [](const char *name,
                        const QByteArray &file,
                        const char *recorded,
                        const char *expected,
                        bool inEffect,
                        const char *remark) {
        QTest::newRow(name) << file << QString::fromLatin1(recorded)
                            << QString::fromLatin1(expected) << inEffect
                            << QString::fromLatin1(remark);
    };
    row("not recorded", text, "", "pending", false, "");
    row("applied", text, "applied", "applied", true, "");
    row("applied out of order",
        text,
        "out-of-order",
        "applied-out-of-order",
        true,
        "later in order");
    row("adopted", text, "adopt", "adopted", true, "");
    row("baseline", text, "baseline", "baseline", true, "");
    row("rolled back", text, "rolled-back", "rolled-back", false, "rolled back");
    row("failed", text, "failed", "failed", false, "after statement 2 of 5");
    row("outcome unknown", text, "indeterminate", "indeterminate", false, "resolve 0002_b");
    row("a token changed", "CREATE TABLE b(y); -- two", "applied", "edited", true, "changed");
    row("a comment changed",
        "CREATE TABLE b(x); -- three",
        "applied",
        "edited-cosmetic",
        true,
        "white space");
    row("line ends changed",
        "CREATE TABLE b(x); -- two\r\n",
        "applied",
        "edited-cosmetic",
        true,
        "white space");
    row("edited since it failed",
        "CREATE TABLE b(y)",
        "failed",
        "failed",
        false,
        "after statement 2");
    row("edited since it was rolled back",
        "CREATE TABLE b(y)",
        "rolled-back",
        "rolled-back",
        false,
        "rolled back");
}

void tst_Status::tellsTheStateOfAMigration()
{
    QFETCH(const QByteArray, file);
    QFETCH(const QString, recorded);
    QFETCH(const QString, remark);
    const Migration first = bench::table(u"0001_a"_s);
    const Migration asApplied = bench::migration(u"0002_b"_s, "CREATE TABLE b(x); -- two");
    StatusInput input = applied({ first, bench::migration(u"0002_b"_s, file) }, { first });
    if (!recorded.isEmpty()) {
        using State = LedgerEntry::State;
        LedgerEntry row = entry(asApplied, 2);
        row.outOfOrder = recorded == u"out-of-order";
        row.statementsApplied = 2;
        row.kind = recorded == u"adopt"      ? LedgerEntry::Kind::Adopt
                   : recorded == u"baseline" ? LedgerEntry::Kind::Baseline
                                             : LedgerEntry::Kind::Apply;
        row.state = recorded == u"failed"          ? State::Failed
                    : recorded == u"indeterminate" ? State::Indeterminate
                    : recorded == u"rolled-back"   ? State::RolledBack
                                                   : State::Applied;
        input.ledger.entries.append(row);
    }

    const auto status = evaluateStatus(input);

    const MigrationStatus *found = find(status, u"0002_b"_s);
    QVERIFY(found);
    const QString state = stateName(found->state);
    QTEST(state, "expected");
    QTEST(found->inEffect, "inEffect");
    QVERIFY2(remark.isEmpty() ? found->remark.isEmpty() : found->remark.contains(remark),
             qPrintable(found->remark));
}

void tst_Status::tellsTheStateOfATarget_data()
{
    QTest::addColumn<QStringList>("files");
    QTest::addColumn<QStringList>("recorded");
    QTest::addColumn<QString>("special");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name,
                        const char *files,
                        const char *recorded,
                        const char *special,
                        const char *expected) {
        const auto list = [](const char *text) {
            return QString::fromLatin1(text).split(u' ', Qt::SkipEmptyParts);
        };
        QTest::newRow(name) << list(files) << list(recorded) << QString::fromLatin1(special)
                            << QString::fromLatin1(expected);
    };
    row("nothing at all", "", "", "", "empty");
    row("files, empty database", "0001_a", "", "", "empty");
    row("tables that nobody recorded", "0001_a", "", "tables", "unmanaged");
    row("all applied", "0001_a 0002_b", "0001_a 0002_b", "", "up-to-date");
    row("one to go", "0001_a 0002_b", "0001_a", "", "behind");
    row("a newer checkout was here", "0001_a", "0001_a 0002_b", "", "ahead");
    row("a newer checkout, and one to go", "0001_a 0002_b", "0001_a 0003_c", "", "diverged");
    row("a file is gone", "0002_b", "0001_a 0002_b", "", "diverged");
    row("out of order", "0001_a 0002_b", "0002_b", "", "diverged");
    row("a problem of the files", "0001_a", "0001_a", "problem", "diverged");
    row("failed", "0001_a", "0001_a", "failed", "dirty");
    row("failed and locked", "0001_a", "0001_a", "failed locked", "dirty");
    row("locked", "0001_a", "0001_a", "locked", "locked");
    row("a lock that ran out", "0001_a", "0001_a", "stale lock", "up-to-date");
    row("drifted", "0001_a", "0001_a", "drift", "drifted");
    row("same number twice", "0001_a 0001_b", "", "", "diverged");
}

void tst_Status::tellsTheStateOfATarget()
{
    QFETCH(const QStringList, files);
    QFETCH(const QStringList, recorded);
    QFETCH(const QString, special);
    const auto tables = [](const QStringList &ids) {
        QList<Migration> migrations;
        for (const auto &id : ids)
            migrations.append(bench::table(id));
        return migrations;
    };
    StatusInput input = applied(tables(files), tables(recorded));
    if (special == u"tables")
        input.live = schemaOf({ bench::table(u"0009_x"_s) });
    if (special.contains(u"failed"_s))
        input.ledger.entries.first().state = LedgerEntry::State::Failed;
    if (special.contains(u"lock"_s)) {
        input.ledger.lock = LockRow{};
        input.ledger.lock->expired = special == u"stale lock";
    }
    if (special == u"problem")
        input.stream.problems.append({ .kind = Error::Kind::History, .message = u"wrong"_s });
    if (special == u"drift")
        input.ledger.entries.last().fingerprintAfter = u"another"_s;

    const auto status = evaluateStatus(input);

    const QString state = stateName(status.state);
    QTEST(state, "expected");
}

void tst_Status::everyStateHasItsWord()
{
    QSet<QString> words;
    for (int state = 0; state <= int(MigrationState::Blocked); ++state)
        words.insert(stateName(MigrationState(state)));
    QSet<QString> targets;
    for (int state = 0; state <= int(TargetState::Unreachable); ++state)
        targets.insert(stateName(TargetState(state)));

    QCOMPARE(words.size(), 16);
    QCOMPARE(targets.size(), 10);
    QVERIFY(!words.contains(QString()) && !targets.contains(QString()));
}

void tst_Status::putsMissingAndFutureOnesInTheirPlaces()
{
    const Migration gone = bench::table(u"0002_gone"_s);
    const Migration kept = bench::table(u"0003_kept"_s);
    const Migration moved = bench::migration(u"0004_old_name"_s, "CREATE TABLE moved(x);");
    const Migration renamed = bench::migration(u"0004_new_name"_s, "CREATE TABLE moved(x);");
    const Migration newer = bench::table(u"0009_newer"_s);
    const auto input = applied({ bench::table(u"0001_a"_s), kept, renamed },
                               { bench::table(u"0001_a"_s), gone, kept, moved, newer });

    const auto status = evaluateStatus(input);

    QStringList lines;
    for (const auto &migration : status.migrations)
        lines.append(migration.id + u' ' + stateName(migration.state));
    QCOMPARE(lines,
             QStringList({ u"0001_a applied"_s,
                           u"0002_gone missing"_s,
                           u"0003_kept applied"_s,
                           u"0004_new_name renamed"_s,
                           u"0009_newer future"_s }));
    QVERIFY(find(status, u"0004_new_name"_s)->remark.contains(u"0004_old_name"_s));
    QCOMPARE(find(status, u"0004_new_name"_s)->seq, 4);
    QCOMPARE(find(status, u"0002_gone"_s)->appliedSql, gone.up.text);
    QCOMPARE(status.applied(), 5);
    QCOMPARE(status.pending(), 0);
}

void tst_Status::seesWhatTheOtherToolApplied()
{
    StatusInput input = applied({ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) }, {});
    input.ledger.exists = false;
    input.ledger.mirror
        = { { .name = u"0001_a.sql"_s, .appliedAt = QDateTime({ 2024, 1, 2 }, { 3, 4 }, Qt::UTC) },
            { .name = u"0009_gone.sql"_s } };

    const auto status = evaluateStatus(input);

    const MigrationStatus *found = find(status, u"0001_a"_s);
    QCOMPARE(stateName(found->state), u"applied"_s);
    QCOMPARE(found->appliedBy, u"wrangler"_s);
    QCOMPARE(found->appliedAt.date().year(), 2024);
    QCOMPARE(stateName(find(status, u"0002_b"_s)->state), u"pending"_s);
    QCOMPARE(stateName(find(status, u"0009_gone"_s)->state), u"future"_s);
}

void tst_Status::tellsTheTwoOfAPairApart()
{
    StatusInput input = applied({ bench::table(u"0004_add_user_tier"_s),
                                  bench::table(u"0004_rooms_table"_s),
                                  bench::table(u"0005_new_name"_s) },
                                {});
    input.stream.layout.kind = LayoutKind::Numbered;
    input.stream.config.duplicates = { { u"0004_add_user_tier"_s, u"0004_rooms_table"_s } };
    input.ledger.mirror = { { .name = u"0004_rooms_table"_s, .version = 4 },
                            { .name = u"0005_old_name"_s, .version = 5 } };

    const auto status = evaluateStatus(input);

    const MigrationStatus *tier = find(status, u"0004_add_user_tier"_s);
    QCOMPARE(stateName(tier->state), u"pending"_s);
    QVERIFY(tier->outOfOrder);
    QVERIFY(tier->remark.contains(u"0004_rooms_table"_s)
            || tier->remark.contains(u"0005_new_name"_s));
    QCOMPARE(find(status, u"0004_rooms_table"_s)->appliedBy, u"_migrations"_s);
    QCOMPARE(stateName(find(status, u"0005_new_name"_s)->state), u"applied"_s);
    QVERIFY(find(status, u"0005_new_name"_s)->remark.contains(u"0005_old_name"_s));
    QVERIFY(status.remarks.join(u' ').contains(u"room for one migration with number 0004"_s));
    QCOMPARE(status.migrations.size(), 3);
}

void tst_Status::findsWhatIsRecordedButNotThere()
{
    const QList<Migration> files{ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) };
    StatusInput input = applied(files, files);
    input.live = schemaOf({ files.first() });
    input.replay = *replay(files);

    const auto status = evaluateStatus(input);

    QCOMPARE(stateName(find(status, u"0001_a"_s)->state), u"applied"_s);
    QCOMPARE(stateName(find(status, u"0002_b"_s)->state), u"recorded-not-effective"_s);
    QCOMPARE(status.state, TargetState::Dirty);
    QVERIFY(status.drifted);
}

void tst_Status::doesNotMissWhatALaterMigrationTookAway()
{
    const QList<Migration> files{ bench::table(u"0001_a"_s),
                                  bench::table(u"0002_b"_s),
                                  bench::migration(u"0003_drop"_s, "DROP TABLE t_0001_a;") };
    StatusInput input = applied(files, files);
    input.live = schemaOf(files + QList{ bench::table(u"0009_by_hand"_s) });
    input.replay = *replay(files);

    const auto status = evaluateStatus(input);

    QCOMPARE(stateName(find(status, u"0001_a"_s)->state), u"applied"_s);
    QCOMPARE(status.state, TargetState::Drifted);
}

void tst_Status::proposesToAdoptWhatIsThereAlready()
{
    const QList<Migration> files{ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) };
    StatusInput input = applied(files, { files.first() });
    input.live = schemaOf(files);
    input.replay = *replay(files);

    const auto status = evaluateStatus(input);

    const MigrationStatus *found = find(status, u"0002_b"_s);
    QCOMPARE(stateName(found->state), u"pending"_s);
    QVERIFY2(found->remark.contains(u"tidemark-cli adopt"_s), qPrintable(found->remark));
}

void tst_Status::seesDrift()
{
    const QList<Migration> files{ bench::table(u"0001_a"_s) };
    StatusInput input = applied(files, files);
    input.replay = *replay(files);
    const auto whole = evaluateStatus(input);
    input.live = schemaOf(
        { files.first(), bench::migration(u"x"_s, "ALTER TABLE t_0001_a ADD COLUMN hand TEXT") });

    const auto drifted = evaluateStatus(input);

    QVERIFY(!whole.drifted);
    QVERIFY(drifted.drifted);
    QCOMPARE(drifted.state, TargetState::Drifted);
    QVERIFY(drifted.remarks.join(u' ').contains(u"tidemark-cli drift"_s));
    QVERIFY(drifted.fingerprint != whole.fingerprint);
}

void tst_Status::ignoresAMirrorOfAnotherName()
{
    const QList<Migration> files{ bench::table(u"0001_a"_s) };
    StatusInput input = applied(files, files);
    input.stream.config.mirrorTable = u"my_migrations"_s;
    input.live
        = schemaOf({ files.first(), bench::migration(u"x"_s, "CREATE TABLE my_migrations(name)") });
    input.replay = *replay(files);

    QVERIFY(!evaluateStatus(input).drifted);
}

void tst_Status::needsNoReplayWhileNothingChanged()
{
    const QList<Migration> files{ bench::table(u"0001_a"_s) };
    StatusInput input = applied(files, files);

    QVERIFY(!needsReplay(StatusInput{ .stream = bench::stream(files) })); // an empty database
    QVERIFY(needsReplay(input)); // no fingerprint stored
    input.ledger.entries.last().fingerprintAfter = fingerprint(input.live);
    QVERIFY(!needsReplay(input));
    input.ledger.mirror.append({ .name = u"0002_b.sql"_s });
    QVERIFY(needsReplay(input)); // somebody else applied something
    input.ledger.mirror.clear();
    input.live = {};
    QVERIFY(needsReplay(input)); // the schema is another one
    input.live = schemaOf(files);
    input.ledger = {};
    QVERIFY(needsReplay(input)); // tables that nobody recorded
}

void tst_Status::tellsTheSameWithoutAReplay()
{
    const QList<Migration> files{ bench::table(u"0001_a"_s), bench::table(u"0002_b"_s) };
    StatusInput input = applied(files, { files.first() });
    input.ledger.entries.last().fingerprintAfter = fingerprint(input.live);

    const auto found = statusWithoutReplay(input);

    QVERIFY(found);
    const StreamStatus expected = evaluateStatus(input);
    QCOMPARE(found->state, expected.state);
    QCOMPARE(found->fingerprint, expected.fingerprint);
    QCOMPARE(found->migrations.size(), expected.migrations.size());
    QCOMPARE(found->pending(), 1);
    input.live = schemaOf(files); // more than is recorded
    QVERIFY(!statusWithoutReplay(input));
}

void tst_Status::isQuickForThousands()
{
    QList<Migration> files;
    const Migration model = bench::table(u"0001_a"_s);
    for (int i = 1; i <= 5000; ++i) {
        Migration file = model;
        file.number = i;
        file.version = u"%1"_s.arg(i, 5, 10, QChar(u'0'));
        file.id = file.version + u"_step"_s;
        file.up.checksum += file.version;
        files.append(file);
    }
    StatusInput input{ .stream = bench::stream(files) };
    for (const auto &file : files)
        input.ledger.entries.append(entry(file, file.number));
    for (const auto &file : files)
        input.ledger.mirror.append({ .name = file.id + u".sql"_s });

    const auto status = evaluateStatus(input);

    QCOMPARE(status.applied(), 5000);
}

TIDEMARK_TEST(tst_Status)
#include "tst_status.moc"
