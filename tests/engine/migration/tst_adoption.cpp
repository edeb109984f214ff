#include <engine/migration/adoption.h>
#include <support/await.h>
#include <support/scratch.h>
#include <support/testprogram.h>

#include <QtTest>

using namespace tidemark;
using namespace Qt::StringLiterals;

namespace {

const QDateTime Now(QDate(2026, 11, 21), QTime(3, 14, 2), Qt::UTC);
const QByteArray Init = "CREATE TABLE user (id TEXT PRIMARY KEY);";
const QByteArray Tier = "ALTER TABLE user ADD COLUMN tier TEXT;";
const QByteArray Rooms = "CREATE TABLE rooms (id TEXT PRIMARY KEY);";
const QByteArray Data = "UPDATE user SET id = lower(id);";
const QByteArray Legacy
    = "CREATE TABLE _migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL,"
      " applied_at INTEGER NOT NULL);";

/// A stream like the one that has two files 0004, and a live database.
class Site
{
public:
    explicit Site(const QByteArray &live)
        : m_database(live)
    {
        m_folder.write(u"m/0001_user.sql"_s, Init);
        m_folder.write(u"m/0004_add_user_tier.sql"_s, Tier);
        m_folder.write(u"m/0004_rooms_table.sql"_s, Rooms);
        m_folder.write(u"m/0004_rooms_table.rollback.sql"_s, "DROP TABLE rooms;");
        m_folder.write(u"m/0005_lower.sql"_s, Data);
        config = { .name = u"AUTH_DB"_s,
                   .directory = m_folder.path(u"m"_s),
                   .duplicates = { { u"0004_add_user_tier"_s, u"0004_rooms_table"_s } } };
    }

    [[nodiscard]] StatusInput input() const
    {
        StatusInput input{ .stream = orDie(loadStream(config)),
                           .live = orDie(await(m_database.database()->schema())) };
        input.ledger = orDie(
            await(readLedger(m_database.database(), ledgerNames(input.stream), input.live)));
        input.replay = orDie(replay(input.stream.migrations));
        return input;
    }
    Result<> record(const QList<LedgerEntry> &entries) const
    {
        const StatusInput before = input();
        const Lease lease = orDie(await(acquireLease(m_database.database(), identity, {})));
        const auto recorded = await(recordEntries(
            m_database.database(), ledgerNames(before.stream), lease, before, entries));
        orDie(await(releaseLease(m_database.database(), lease)));
        return recorded;
    }
    [[nodiscard]] Result<LedgerEntry> resolved(const QString &id,
                                               Resolution resolution,
                                               const QString &reason = u"looked at it"_s) const
    {
        return resolveEntry(input(), id, resolution, reason, identity, Now);
    }
    void edit(const QString &name, const QByteArray &content) const
    {
        m_folder.write(u"m/"_s + name, content);
    }
    [[nodiscard]] const ScratchDatabase &database() const { return m_database; }

    template<typename T>
    static T orDie(Result<T> result)
    {
        if (!result)
            qFatal("%s", qPrintable(result.error().message));
        return *std::move(result);
    }

    StreamConfig config;
    RunIdentity identity = RunIdentity::current();

private:
    ScratchFolder m_folder;
    ScratchDatabase m_database;
};

const AdoptionItem &itemOf(const QList<AdoptionItem> &items, const QString &id)
{
    for (const AdoptionItem &item : items) {
        if (item.migration.id == id)
            return item;
    }
    qFatal("no item %s", qPrintable(id));
}

QStringList proposed(const QList<AdoptionItem> &items)
{
    QStringList ids;
    for (const AdoptionItem &item : items) {
        if (item.propose)
            ids.append(item.migration.id);
    }
    return ids;
}

} // namespace

class tst_Adoption : public QObject
{
    Q_OBJECT

private slots:
    void baselinesWhatTheSchemaEquals_data();
    void baselinesWhatTheSchemaEquals();
    void refusesABaselineThatTheSchemaIsNotAt();
    void refusesABaselineBesideAHistory();
    void refusesAnUnknownBaseline_data();
    void refusesAnUnknownBaseline();
    void refusesWhileTheFolderIsNotSound();
    void proposesOnlyWhatIsInEffect();
    void proposesWhatWasDoneOutsideTheHistory();
    void neverProposesWhatIsRecordedAndAbsent();
    void recordsEntriesAndMirrorOnce();
    void recordsNothingWithoutTheLease();
    void recordsNothingOnceTheHistoryMoved();
    void resolvesAsApplied();
    void resolvesAsPending();
    void acceptsAnEdit();
    void refusesAResolution_data();
    void refusesAResolution();
    void needsAReason();
};

void tst_Adoption::baselinesWhatTheSchemaEquals_data()
{
    QTest::addColumn<QByteArray>("live");
    QTest::addColumn<QString>("upTo");
    QTest::addColumn<int>("count");

    QTest::newRow("everything") << QByteArray(Init + Tier + Rooms) << QString() << 4;
    QTest::newRow("a number, both of the pair") << QByteArray(Init + Tier + Rooms) << u"4"_s << 3;
    QTest::newRow("a number as written") << QByteArray(Init) << u"0001"_s << 1;
    QTest::newRow("an id, the first of the pair")
        << QByteArray(Init + Tier) << u"0004_add_user_tier"_s << 2;
}

void tst_Adoption::baselinesWhatTheSchemaEquals()
{
    QFETCH(QByteArray, live);
    QFETCH(QString, upTo);
    QFETCH(int, count);
    const Site site(live);

    const auto items = proposeBaseline(site.input(), upTo);

    QVERIFY2(items, items ? "" : qPrintable(items.error().message));
    QCOMPARE(proposed(*items).size(), count);
    QCOMPARE(items->size(), count);
}

void tst_Adoption::refusesABaselineThatTheSchemaIsNotAt()
{
    const Site site(Init);

    const auto items = proposeBaseline(site.input(), u"4"_s);

    QVERIFY(!items);
    QCOMPARE(items.error().kind, Error::Kind::History);
    QVERIFY2(items.error().message.contains(u"rooms"_s), qPrintable(items.error().message));
    QVERIFY2(items.error().remedy.contains(u"0001_user"_s), qPrintable(items.error().remedy));
}

void tst_Adoption::refusesABaselineBesideAHistory()
{
    const Site site(Init + Tier + Rooms);
    const auto input = site.input();
    const auto items = proposeBaseline(input, u"1"_s);
    QVERIFY(!items);
    const auto all = proposeBaseline(input, {});
    QVERIFY(all);
    QVERIFY(
        site.record(adoptionEntries(*all, input, LedgerEntry::Kind::Baseline, site.identity, Now)));

    const auto again = proposeBaseline(site.input(), {});

    QVERIFY(!again);
    QCOMPARE(again.error().kind, Error::Kind::History);
    QVERIFY(again.error().remedy.contains(u"adopt"_s));
}

void tst_Adoption::refusesAnUnknownBaseline_data()
{
    QTest::addColumn<QString>("upTo");

    QTest::newRow("number of no file") << u"3"_s;
    QTest::newRow("id of no file") << u"0004_x"_s;
    QTest::newRow("neither") << u"all"_s;
}

void tst_Adoption::refusesAnUnknownBaseline()
{
    QFETCH(QString, upTo);
    const Site site(Init);

    const auto items = proposeBaseline(site.input(), upTo);

    QVERIFY(!items);
    QCOMPARE(items.error().kind, Error::Kind::Usage);
    QVERIFY(items.error().remedy.contains(u"0004_rooms_table"_s));
}

void tst_Adoption::refusesWhileTheFolderIsNotSound()
{
    Site site(Init + Tier + Rooms);
    site.config.duplicates.clear();

    QVERIFY(!proposeBaseline(site.input(), {}));
    QVERIFY(!proposeAdoption(site.input()));
}

// The other runner's table holds one of the two 0004; the other's column was never made.
void tst_Adoption::proposesOnlyWhatIsInEffect()
{
    const Site site(
        Init + Rooms + Legacy
        + "INSERT INTO _migrations VALUES (1, '0001_user', 1), (4, '0004_rooms_table', 2),"
          " (5, '0005_lower', 3);");

    const auto items = proposeAdoption(site.input());

    QVERIFY(items);
    const QStringList expected{ u"0001_user"_s, u"0004_rooms_table"_s, u"0005_lower"_s };
    QCOMPARE(proposed(*items), expected);
    const AdoptionItem &tier = itemOf(*items, u"0004_add_user_tier"_s);
    QCOMPARE(tier.effect, Effect::Absent);
    QVERIFY(!tier.recordedByMirror);
    QVERIFY(itemOf(*items, u"0004_rooms_table"_s).recordedByMirror);
    QCOMPARE(itemOf(*items, u"0005_lower"_s).effect, Effect::Undecidable);
}

void tst_Adoption::proposesWhatWasDoneOutsideTheHistory()
{
    const Site site(
        Init + Tier + Rooms + Legacy
        + "INSERT INTO _migrations VALUES (1, '0001_user', 1), (4, '0004_rooms_table', 2);");
    const auto input = site.input();

    const auto items = proposeAdoption(input);

    QVERIFY(items);
    const QStringList expected{ u"0001_user"_s, u"0004_add_user_tier"_s, u"0004_rooms_table"_s };
    QCOMPARE(proposed(*items), expected); // 0005 only changes data and nobody recorded it
    QVERIFY(
        site.record(adoptionEntries(*items, input, LedgerEntry::Kind::Adopt, site.identity, Now)));
    QCOMPARE(site.database().value("SELECT group_concat(name || applied_at) FROM _migrations"),
             u"0001_user1,0004_rooms_table2"_s);
    const auto after = proposeAdoption(site.input());
    QVERIFY(after);
    QCOMPARE(after->size(), 1);
}

void tst_Adoption::neverProposesWhatIsRecordedAndAbsent()
{
    const Site site(Init + Legacy + "INSERT INTO _migrations VALUES (4, '0004_rooms_table', 2);");

    const auto items = proposeAdoption(site.input());

    QVERIFY(items);
    const AdoptionItem &rooms = itemOf(*items, u"0004_rooms_table"_s);
    QVERIFY(rooms.recordedByMirror);
    QCOMPARE(rooms.effect, Effect::Absent);
    QVERIFY(!rooms.propose);
    QVERIFY(rooms.why.contains(u"not effective"_s));
}

void tst_Adoption::recordsEntriesAndMirrorOnce()
{
    const Site site(Init + Tier + Rooms);
    const auto input = site.input();
    const auto items = proposeBaseline(input, {});
    QVERIFY(items);

    QVERIFY(site.record(
        adoptionEntries(*items, input, LedgerEntry::Kind::Baseline, site.identity, Now)));

    const StatusInput after = site.input();
    QCOMPARE(after.ledger.entries.size(), 4);
    const LedgerEntry *tier = after.ledger.entry(u"0004_add_user_tier"_s);
    QVERIFY(tier);
    QCOMPARE(tier->kind, LedgerEntry::Kind::Baseline);
    QCOMPARE(tier->state, LedgerEntry::State::Applied);
    QCOMPARE(tier->seq, 2);
    QCOMPARE(tier->checksum, input.stream.find(u"0004_add_user_tier"_s)->up.checksum);
    QCOMPARE(tier->fingerprintAfter, input.replay->step(u"0004_add_user_tier"_s)->fingerprintAfter);
    QCOMPARE(tier->finishedAt, Now);
    QVERIFY(!needsReplay(after));
    // _migrations holds one row per number.
    QCOMPARE(site.database().value("SELECT group_concat(version) FROM _migrations"), u"1,4,5"_s);
    QCOMPARE(site.database().value("SELECT count(*) FROM _tidemark_guard"), u"0"_s);
}

void tst_Adoption::recordsNothingWithoutTheLease()
{
    const Site site(Init);
    const auto input = site.input();
    const auto items = proposeBaseline(input, u"1"_s);
    QVERIFY(items);
    const auto entries
        = adoptionEntries(*items, input, LedgerEntry::Kind::Baseline, site.identity, Now);
    const auto database = site.database().database();
    Lease lost = Site::orDie(await(acquireLease(database, site.identity, {})));
    lost.token -= 1;

    const auto recorded
        = await(recordEntries(database, ledgerNames(input.stream), lost, input, entries));

    QVERIFY(!recorded);
    QCOMPARE(recorded.error().kind, Error::Kind::Lock);
    QCOMPARE(site.database().value("SELECT count(*) FROM sqlite_schema WHERE name IN "
                                   "('_tidemark_ledger', '_migrations')"),
             u"0"_s);
}

void tst_Adoption::recordsNothingOnceTheHistoryMoved()
{
    const Site site(Init + Tier + Rooms);
    const auto before = site.input();
    const auto items = proposeBaseline(before, {});
    QVERIFY(items);
    const auto entries
        = adoptionEntries(*items, before, LedgerEntry::Kind::Baseline, site.identity, Now);
    QVERIFY(site.record(entries.first(1)));
    const StatusInput stale = site.input();
    QVERIFY(site.record(entries.mid(1, 1)));
    const auto database = site.database().database();
    const Lease lease = Site::orDie(await(acquireLease(database, site.identity, {})));

    const auto recorded
        = await(recordEntries(database, ledgerNames(stale.stream), lease, stale, entries.mid(2)));

    QVERIFY(!recorded);
    QCOMPARE(site.input().ledger.entries.size(), 2);
}

void tst_Adoption::resolvesAsApplied()
{
    const Site site(Init);

    const auto user = site.resolved(u"0001_user"_s, Resolution::Applied);
    const auto lower = site.resolved(u"0005_lower"_s, Resolution::Applied, u"  the log has it "_s);

    QVERIFY(user && lower);
    QCOMPARE(lower->kind, LedgerEntry::Kind::Adopt);
    QVERIFY(lower->error.endsWith(u": the log has it"_s));
    QVERIFY(site.record({ *user, *lower }));
    QCOMPARE(site.input().ledger.entry(u"0005_lower"_s)->state, LedgerEntry::State::Applied);
    QCOMPARE(site.database().value("SELECT group_concat(version) FROM _migrations"), u"1,5"_s);
}

void tst_Adoption::resolvesAsPending()
{
    const Site site(Init + Legacy + "INSERT INTO _migrations VALUES (4, '0004_rooms_table', 2);");

    const auto rooms = site.resolved(u"0004_rooms_table"_s, Resolution::Pending);

    QVERIFY2(rooms, rooms ? "" : qPrintable(rooms.error().message));
    QVERIFY(site.record({ *rooms }));
    const StatusInput after = site.input();
    QCOMPARE(after.ledger.entry(u"0004_rooms_table"_s)->state, LedgerEntry::State::RolledBack);
    QVERIFY(
        !after.ledger.isRecorded(*after.stream.find(u"0004_rooms_table"_s), after.stream.layout));
    QCOMPARE(site.database().value("SELECT count(*) FROM _migrations"), u"0"_s);
}

void tst_Adoption::acceptsAnEdit()
{
    const Site site(Init + Tier + Rooms);
    const auto input = site.input();
    const auto items = proposeBaseline(input, {});
    QVERIFY(items);
    QVERIFY(site.record(
        adoptionEntries(*items, input, LedgerEntry::Kind::Baseline, site.identity, Now)));
    site.edit(u"0001_user.sql"_s, "CREATE TABLE IF NOT EXISTS user (id TEXT PRIMARY KEY);");

    const auto edit = site.resolved(u"0001_user"_s, Resolution::AcceptEdit, u"guard added"_s);

    QVERIFY2(edit, edit ? "" : qPrintable(edit.error().message));
    QVERIFY(site.record({ *edit }));
    const StatusInput after = site.input();
    const LedgerEntry *entry = after.ledger.entry(u"0001_user"_s);
    QCOMPARE(entry->checksum, after.stream.find(u"0001_user"_s)->up.checksum);
    QCOMPARE(entry->seq, 1); // the order of a roll back stays
    QCOMPARE(entry->sql, Init);
    QCOMPARE(entry->kind, LedgerEntry::Kind::Baseline);
    QVERIFY(entry->error.contains(u"guard added"_s));
}

void tst_Adoption::refusesAResolution_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("resolution");
    QTest::addColumn<int>("kind");

    const auto applied = static_cast<int>(Resolution::Applied);
    const auto pending = static_cast<int>(Resolution::Pending);
    const auto accept = static_cast<int>(Resolution::AcceptEdit);
    const auto history = static_cast<int>(Error::Kind::History);
    const auto usage = static_cast<int>(Error::Kind::Usage);
    QTest::newRow("applied, but absent") << u"0004_add_user_tier"_s << applied << history;
    QTest::newRow("pending, but present") << u"0004_rooms_table"_s << pending << history;
    QTest::newRow("pending already") << u"0005_lower"_s << pending << usage;
    QTest::newRow("edit of what is not recorded") << u"0001_user"_s << accept << usage;
    QTest::newRow("unknown id") << u"0007_x"_s << applied << usage;
    QTest::newRow("number instead of an id") << u"0001"_s << applied << usage;
}

void tst_Adoption::refusesAResolution()
{
    QFETCH(QString, id);
    QFETCH(int, resolution);
    QFETCH(int, kind);
    const Site site(Init + Rooms);

    const auto resolved = site.resolved(id, static_cast<Resolution>(resolution));

    QVERIFY(!resolved);
    QCOMPARE(static_cast<int>(resolved.error().kind), kind);
    QVERIFY(!resolved.error().remedy.isEmpty());
}

void tst_Adoption::needsAReason()
{
    const Site site(Init);

    const auto resolved = site.resolved(u"0001_user"_s, Resolution::Applied, u" "_s);

    QVERIFY(!resolved);
    QCOMPARE(resolved.error().kind, Error::Kind::Usage);
}

TIDEMARK_TEST(tst_Adoption)
#include "tst_adoption.moc"
