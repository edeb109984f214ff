#include "comparebackup.h"

#include "livefacts.h"
#include "observation.h"

namespace tidemark {

namespace {

QCoro::Task<Result<Schema>> schemaOf(QString file)
{
    SqliteOptions options; // without D1's refusals: internals are read too
    options.access = SqliteOptions::Access::ReadOnly;
    const auto database = co_await SqliteDatabase::open(file, options);
    if (!database)
        co_return database.error();
    co_return co_await (*database)->schema();
}

QStringList tablesOf(const Schema &schema)
{
    QStringList names;
    for (const Table &table : schema.userPart().tables) {
        if (table.kind != Table::Kind::Shadow)
            names.append(table.name);
    }
    return names;
}

QList<RestorePreviewRow> countsOfBoth(const QMap<QString, qint64> &now, const BackupManifest &then)
{
    QMap<QString, RestorePreviewRow> rows;
    for (auto count = now.begin(); count != now.end(); ++count)
        rows.insert(count.key(), { .table = count.key(), .now = count.value(), .then = {} });
    for (const TableManifest &table : then.tables) {
        RestorePreviewRow &row = rows[table.name];
        row.table = table.name;
        row.then = table.rows;
    }
    return rows.values();
}

void addMissing(BackupComparison &comparison, const RowRepair &repair)
{
    for (const QString &table : repair.compared)
        comparison.missing.insert(table, 0);
    for (const MissingRows &table : repair.tables)
        comparison.missing.insert(table.table, table.rows.size());
    comparison.notCompared = repair.notCompared;
}

} // namespace

QCoro::Task<Result<BackupComparison>>
compareBackup(EnginePointer engine, SelectedTarget selected, QString folder, Conduct conduct)
{
    const auto opening = [folder] { return openBackup(folder); };
    const auto backup = co_await engine->worker->run(opening);
    if (!backup)
        co_return backup.error();
    const auto observed = co_await observe(engine, selected);
    if (!observed)
        co_return observed.error();
    if (!observed->database)
        co_return missingDatabase(selected.target);
    const Schema live = observed->input.live;
    const auto then = co_await schemaOf(backup->databaseFile());
    if (!then)
        co_return then.error();
    const LiveFacts nothing;
    const auto counts = co_await withCounts(observed->database, nothing, tablesOf(live));
    if (!counts)
        co_return counts.error();
    BackupComparison comparison{ .backup = *backup,
                                 .schema = schemaDifferences(then->userPart(), live.userPart()) };
    comparison.rows = countsOfBoth(counts->counts, backup->manifest);

    const RowRepairRequest request{ .live = observed->database,
                                    .schema = live,
                                    .backupFile = backup->databaseFile() };
    const auto missing = co_await findMissingRows(request, conduct);
    if (missing)
        addMissing(comparison, *missing);
    else if (missing.error().kind == Error::Kind::Policy)
        comparison.isCutShort = true;
    else
        co_return missing.error();
    co_return comparison;
}

} // namespace tidemark
