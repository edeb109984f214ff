#include "comparetables.h"

#include "backups.h"
#include "differencesql.h"
#include "livefacts.h"
#include "verifytables.h"

#include <engine/migration/replay.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A side that was looked at.
struct SideSchema {
    Schema schema;
    QStringList internal = {};
    DatabasePointer database = {}; ///< null: there is nothing to count in
    Target target = {}; ///< of the database
    std::optional<Backup> backup = {};
};

/// What both sides and the facts are made from.
struct Ground {
    EnginePointer engine;
    Observation observation;
    std::optional<Replay> replay; ///< of all migrations; empty if they do not run from empty
};

QCoro::Task<Result<SideSchema>>
replayedSide(EnginePointer engine, Observation observation, bool recordedOnly)
{
    const auto migrations
        = recordedOnly ? observation.recordedMigrations() : observation.input.stream.migrations;
    const auto profile = observation.profile();
    const auto replaying = [migrations, profile] { return replay(migrations, profile); };
    const auto replayed = co_await engine->worker->run(replaying);
    if (!replayed)
        co_return replayed.error();
    SideSchema side{ .schema = replayed->schema() };
    co_return side;
}

QStringList internalTables(const Schema &schema)
{
    QStringList internal;
    for (const Table &table : schema.tables) {
        if (isInternal(table.name) || table.kind == Table::Kind::Shadow)
            internal.append(table.name);
    }
    return internal;
}

QCoro::Task<Result<SideSchema>> backupSide(EnginePointer engine, QString path)
{
    const auto reading = [path]() -> Result<SideSchema> {
        const auto backup = openBackup(path);
        if (!backup)
            return backup.error();
        auto copy = SqliteConnection::open(backup->databaseFile(),
                                           { .access = SqliteOptions::Access::ReadOnly });
        if (!copy)
            return copy.error();
        const auto schema = copy->schema();
        if (!schema)
            return schema.error();
        return SideSchema{ .schema = *schema,
                           .internal = internalTables(*schema),
                           .backup = *backup };
    };
    co_return co_await engine->worker->run(reading);
}

Result<SideSchema> targetSide(const Observation &observed)
{
    if (!observed.database)
        return missingDatabase(observed.target());
    return SideSchema{ .schema = streamSchema(observed.input),
                       .internal = internalTables(observed.input.live),
                       .database = observed.database,
                       .target = observed.target() };
}

QCoro::Task<Result<SideSchema>> sideOf(Ground ground, ComparisonSide side)
{
    const auto engine = ground.engine;
    switch (side.kind) {
    case ComparisonSide::Kind::RecordedMigrations:
        co_return co_await replayedSide(engine, ground.observation, true);
    case ComparisonSide::Kind::AllMigrations:
        co_return co_await replayedSide(engine, ground.observation, false);
    case ComparisonSide::Kind::Backup:
        co_return co_await backupSide(engine, side.backup);
    case ComparisonSide::Kind::Target:
        break;
    }
    if (!side.target)
        co_return targetSide(ground.observation);
    const SelectedTarget other = *side.target;
    const auto observed = co_await observe(engine, other);
    if (!observed)
        co_return observed.error();
    co_return targetSide(*observed);
}

/// The migrations whose step is the first to have @p table.
QString makerOf(const Replay &replay, const QString &table)
{
    for (const ReplayStep &step : replay.steps) {
        if (step.after.table(table) || step.after.view(table))
            return step.id;
    }
    return {};
}

TableFacts factsOf(const Ground &ground, const Selection &selection, const QString &table)
{
    TableFacts facts;
    const QString own = ground.observation.target().stream;
    const QString maker = ground.replay ? makerOf(*ground.replay, table) : QString();
    const auto &migrations = ground.observation.status.migrations;
    const auto status = std::ranges::find_if(
        migrations, [&maker](const MigrationStatus &each) { return each.id == maker; });
    const bool isRecorded
        = status != migrations.end()
          && (status->inEffect || status->state == MigrationState::RecordedNotEffective);
    (isRecorded ? facts.madeBy : facts.comesWith) = maker;
    for (auto owner = selection.owners.begin(); owner != selection.owners.end(); ++owner) {
        if (sameName(owner.key(), table) && owner.value() != own)
            facts.ofStream = owner.value();
    }
    return facts;
}

/// Tables that migrations which wait make, and that neither side has.
QStringList laterTables(const Ground &ground, const SchemaComparison &comparison)
{
    QStringList later;
    if (!ground.replay)
        return later;
    const Schema all = ground.replay->schema().userPart();
    for (const Table &table : all.tables) {
        if (!comparison.table(table.name) && table.kind != Table::Kind::Shadow)
            later.append(table.name);
    }
    return later;
}

using Counts = QHash<QString, qint64>;

Counts countsOf(const Backup &backup)
{
    Counts counts;
    for (const TableManifest &table : backup.manifest.tables)
        counts.insert(table.name.toLower(), table.rows);
    return counts;
}

QCoro::Task<Result<Counts>> counted(SideSchema side)
{
    QStringList tables;
    const Schema user = side.schema.userPart();
    for (const Table &table : user.tables)
        tables.append(table.name);
    const LiveFacts none;
    const auto live = co_await withCounts(side.database, none, tables);
    if (!live)
        co_return live.error();
    Counts counts;
    for (auto count = live->counts.begin(); count != live->counts.end(); ++count)
        counts.insert(count.key().toLower(), count.value());
    co_return counts;
}

/// The newest one of the target's place; those of another place say nothing of its rows.
std::optional<Backup> newestOf(const Target &target, const QList<Backup> &backups)
{
    const QString place = target.place == PlaceOfTarget::Remote ? u"remote"_s : u"local"_s;
    const auto found = std::ranges::find_if(backups, [&](const Backup &backup) {
        return backup.manifest.place == place && backup.manifest.databaseId == target.id
               && backup.manifest.database == target.name;
    });
    return found == backups.end() ? std::nullopt : std::optional(*found);
}

/// Rows of one side, and the backup that told them if it is not the side itself.
struct SideRows {
    Counts counts = {};
    std::optional<Backup> from = {};
};

/// Counted, of the backup that the side is, or of the last backup.
QCoro::Task<Result<SideRows>>
sideRows(EnginePointer engine, Selection selection, SideSchema side, bool exactly)
{
    SideRows rows;
    if (side.backup)
        rows.counts = countsOf(*side.backup);
    if (side.backup || !side.database)
        co_return rows;
    if (exactly) {
        const auto counts = co_await counted(side);
        if (!counts)
            co_return counts.error();
        rows.counts = *counts;
        co_return rows;
    }
    const Backups backups(engine, selection);
    const auto listed = co_await backups.list();
    if (!listed)
        co_return listed.error();
    rows.from = newestOf(side.target, *listed);
    if (rows.from)
        rows.counts = countsOf(*rows.from);
    co_return rows;
}

/// Every check but those that say again what the comparison of tables shows.
QList<Check> furtherChecks(const QList<Check> &checks, const ExpectationSettings &expected)
{
    static const QStringList ofSchema{ u"table"_s, u"column"_s,  u"index"_s,
                                       u"view"_s,  u"trigger"_s, u"unexpected"_s };
    QList<Check> further;
    for (const Check &check : checks) {
        const bool isConfigured
            = check.name == "table"_L1
                  ? expected.tables.contains(check.subject)
                  : check.name == "column"_L1
                        && expected.columns.contains(check.subject.section(u'.', 0, 0));
        const bool isKnown = std::ranges::any_of(further, [&check](const Check &other) {
            return other.name == check.name && other.subject == check.subject;
        });
        if (!isKnown && (isConfigured || !ofSchema.contains(check.name)))
            further.append(check);
    }
    return further;
}

QCoro::Task<Result<QList<Check>>>
checksOf(EnginePointer engine, Selection selection, bool full, Conduct conduct)
{
    const VerifyTables operation(engine);
    const auto results = co_await operation.run(selection, full, conduct);
    if (!results)
        co_return results.error();
    const auto &outcome = results->first().outcome;
    if (!outcome)
        co_return outcome.error();
    co_return furtherChecks(outcome->checks, selection.targets.first().expectations);
}

void addFacts(ComparisonReport &report, const Ground &ground, const Selection &selection)
{
    for (const ComparedTable &table : report.comparison.tables)
        report.facts.insert(table.name.toLower(), factsOf(ground, selection, table.name));
    for (const QString &table : std::as_const(report.later))
        report.facts.insert(table.toLower(), factsOf(ground, selection, table));
}

void addRows(ComparisonReport &report, const Counts &expected, const Counts &present)
{
    for (auto fact = report.facts.begin(); fact != report.facts.end(); ++fact) {
        if (const auto rows = expected.find(fact.key()); rows != expected.end())
            fact->expectedRows = *rows;
        if (const auto rows = present.find(fact.key()); rows != present.end())
            fact->presentRows = *rows;
    }
}

ComparisonReport compared(const Schema &expected, const Schema &present)
{
    ComparisonReport report{ .comparison = compareSchemas(expected, present) };
    for (const ComparedTable &table : std::as_const(report.comparison.tables)) {
        const QByteArray sql = differenceSql(expected, present, table);
        if (!sql.isEmpty())
            report.sql.insert(table.name.toLower(), sql);
    }
    return report;
}

QCoro::Task<Result<Ground>> groundOf(EnginePointer engine, SelectedTarget selected)
{
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    Ground ground{ .engine = engine, .observation = *observed, .replay = observed->input.replay };
    if (ground.replay)
        co_return ground;
    const auto migrations = observed->input.stream.migrations;
    const auto profile = observed->profile();
    const auto replaying = [migrations, profile] { return replay(migrations, profile); };
    const auto replayed = co_await engine->worker->run(replaying);
    if (replayed)
        ground.replay = *replayed;
    co_return ground;
}

/// The two sides as schemas, beside each other.
struct BothSides {
    SideSchema expected;
    SideSchema present;
};

QCoro::Task<Result<BothSides>> bothSides(Ground ground, ComparisonWish wish)
{
    const auto expected = co_await sideOf(ground, wish.expected);
    if (!expected)
        co_return expected.error();
    const auto present = co_await sideOf(ground, wish.present);
    if (!present)
        co_return present.error();
    BothSides sides{ .expected = *expected, .present = *present };
    co_return sides;
}

} // namespace

QCoro::Task<Result<ComparisonReport>>
compareTables(EnginePointer engine, Selection selection, ComparisonWish wish, Conduct conduct)
{
    const SelectedTarget selected = selection.targets.first();
    const Progress reading{ .text = u"Reading both sides of %1"_s.arg(selected.target.stream) };
    tidemark::report(conduct.progress, reading);
    const auto ground = co_await groundOf(engine, selected);
    if (!ground)
        co_return ground.error();
    const auto sides = co_await bothSides(*ground, wish);
    if (!sides)
        co_return sides.error();
    const Schema expected = sides->expected.schema;
    const Schema present = sides->present.schema;
    const auto comparing = [expected, present] { return compared(expected, present); };
    ComparisonReport report = co_await engine->worker->run(comparing);
    report.later = laterTables(*ground, report.comparison);
    report.internal = sides->present.internal;
    addFacts(report, *ground, selection);
    const bool exactly = wish.countExactly;
    const auto expectedRows = co_await sideRows(engine, selection, sides->expected, exactly);
    if (!expectedRows)
        co_return expectedRows.error();
    const auto presentRows = co_await sideRows(engine, selection, sides->present, exactly);
    if (!presentRows)
        co_return presentRows.error();
    addRows(report, expectedRows->counts, presentRows->counts);
    if (presentRows->from) {
        report.countedAt = presentRows->from->manifest.takenAt;
        report.countsFrom = presentRows->from->path;
    }
    if (conduct.stop.stop_requested())
        co_return cancelled();
    if (wish.present.isItself()) {
        const auto checks = co_await checksOf(engine, selection, wish.full, conduct);
        if (!checks)
            co_return checks.error();
        report.checks = *checks;
    }
    co_return report;
}

QCoro::Task<Result<QList<Backup>>> comparableBackups(EnginePointer engine, Selection selection)
{
    const Backups backups(engine, selection);
    co_return co_await backups.list();
}

} // namespace tidemark
