#include "rowrepair.h"

#include "tablescan.h"

#include <engine/database/sqlite/sqlitedatabase.h>
#include <engine/sql/identifier.h>

#include <QSet>
#include <QTemporaryDir>

#include <numeric>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int KeysPerPage = 5'000;

using KeysPointer
    = std::shared_ptr<SqliteDatabase>; ///< a scratch file that holds one table's live keys

// Each table after those it references; a circle is cut where it is first met.
void appendParentsFirst(const Schema &schema,
                        const Table &table,
                        QSet<QString> &seen,
                        QList<Table> &ordered)
{
    if (seen.contains(table.name.toLower()))
        return;
    seen.insert(table.name.toLower());
    for (const ForeignKey &key : table.foreignKeys) {
        if (const Table *parent = schema.table(key.parent))
            appendParentsFirst(schema, *parent, seen, ordered);
    }
    ordered.append(table);
}

QList<Table> wantedTables(const RowRepairRequest &request)
{
    const Schema user = request.schema.userPart();
    QList<Table> ordered;
    QSet<QString> seen;
    for (const Table &table : user.tables)
        appendParentsFirst(user, table, seen, ordered);
    ordered.removeIf([&request](const Table &table) {
        return table.kind != Table::Kind::Ordinary
               || (!request.tables.isEmpty()
                   && !request.tables.contains(table.name, Qt::CaseInsensitive));
    });
    return ordered;
}

// Why the rows of the two cannot be told apart; empty if they can.
QString obstacle(const Table &live, const Table *saved)
{
    if (!saved)
        return u"%1 is not in the backup"_s.arg(live.name);
    if (scanOf(live).key.isEmpty())
        return u"%1 has no key to compare by"_s.arg(live.name);
    if (scanOf(live).columns != scanOf(*saved).columns)
        return u"%1 has other columns in the backup"_s.arg(live.name);
    return {};
}

QByteArray numbered(const QByteArray &prefix, qsizetype count, const QByteArray &suffix)
{
    QByteArray list;
    for (qsizetype i = 0; i < count; ++i)
        list += (i > 0 ? "," : "") + prefix + QByteArray::number(i) + suffix;
    return list;
}

QByteArray emptyKeyTable(qsizetype columns)
{
    return "DROP TABLE IF EXISTS live_key; CREATE TABLE live_key (" + numbered("c", columns, "")
           + ", PRIMARY KEY (" + numbered("c", columns, "") + ")) WITHOUT ROWID";
}

BoundStatement keyPage(const Table &table, const TableScan &scan, const Row &last)
{
    const QByteArray key = scan.key.join(',');
    QByteArray sql = "SELECT " + key + " FROM " + quoted(table.name);
    if (!last.isEmpty())
        sql += " WHERE (" + key + ") > (" + QByteArray(",?").repeated(last.size()).mid(1) + ')';
    return { sql + " ORDER BY " + key + " LIMIT " + QByteArray::number(KeysPerPage), last };
}

Result<> insertKeys(SqliteConnection &store, const QList<Row> &keys)
{
    auto insert
        = store.prepare(QByteArray("INSERT OR IGNORE INTO live_key VALUES ("
                                   + QByteArray(",?").repeated(keys.first().size()).mid(1) + ')'));
    if (!insert)
        return insert.error();
    for (const Row &key : keys) {
        for (int i = 0; i < key.size(); ++i)
            insert->bind(i + 1, key.at(i));
        if (const auto stepped = insert->step(); !stepped)
            return stepped.error();
        insert->reset();
    }
    return Ok{};
}

Result<> keepKeys(SqliteConnection &store, const QList<Row> &keys)
{
    if (keys.isEmpty())
        return Ok{};
    if (auto begun = store.run("BEGIN"); !begun)
        return begun;
    const auto inserted = insertKeys(store, keys);
    const auto ended = store.run(inserted ? "COMMIT" : "ROLLBACK");
    return inserted ? ended : inserted;
}

QCoro::Task<Result<>>
readLiveKeys(DatabasePointer live, KeysPointer store, Table table, Conduct conduct)
{
    const TableScan scan = scanOf(table);
    const QByteArray making = emptyKeyTable(scan.key.size());
    const auto clearing = [making](SqliteConnection &connection) { return connection.run(making); };
    const auto cleared = co_await store->with(clearing);
    if (!cleared)
        co_return cleared.error();
    Row last;
    for (bool more = true; more;) {
        const QList<BoundStatement> page{ keyPage(table, scan, last) };
        const auto answer = co_await live->read(page, conduct.stop);
        if (!answer)
            co_return answer.error();
        const QList<Row> keys = answer->value(0).rows;
        more = keys.size() == KeysPerPage;
        if (!keys.isEmpty())
            last = keys.constLast();
        const auto keeping
            = [keys](SqliteConnection &connection) { return keepKeys(connection, keys); };
        const auto kept = co_await store->with(keeping);
        if (!kept)
            co_return kept.error();
    }
    co_return Ok{};
}

QByteArray knownQuery(qsizetype columns)
{
    QByteArray same;
    for (qsizetype i = 0; i < columns; ++i) {
        const QByteArray number = QByteArray::number(i);
        same += (i > 0 ? " AND c" : "c") + number + " IS ?" + QByteArray::number(i + 1);
    }
    return "SELECT 1 FROM live_key WHERE " + same;
}

// Steps through the backup's table in key order; what the live keys lack is missing.
Result<QList<Row>>
missingRows(SqliteConnection &store, const QString &backupFile, const Table &table, qint64 most)
{
    SqliteOptions options;
    options.access = SqliteOptions::Access::ReadOnly;
    auto backup = SqliteConnection::open(backupFile, options);
    if (!backup)
        return backup.error();
    const TableScan scan = scanOf(table);
    auto rows = backup->prepare(scan.select);
    if (!rows)
        return rows.error();
    auto known = store.prepare(knownQuery(scan.key.size()));
    if (!known)
        return known.error();
    QList<Row> missing;
    while (missing.size() < most) {
        const auto more = rows->step();
        if (!more)
            return more.error();
        if (!*more)
            break;
        for (int i = 0; i < scan.key.size(); ++i)
            known->bind(i + 1, rows->value(int(scan.columns.indexOf(scan.key.at(i)))));
        const auto found = known->step();
        if (!found)
            return found.error();
        known->reset();
        if (!*found)
            missing.append(rows->row());
    }
    return missing;
}

Error tooMany(const QString &table, qint64 most)
{
    return { .kind = Error::Kind::Policy,
             .message
             = u"More than %1 rows are missing; the limit was reached in %2."_s.arg(most).arg(
                 table),
             .remedy = u"Restore the backup or a point in time, or name single tables."_s,
             .databaseState = DatabaseState::Unchanged };
}

QCoro::Task<Result<Schema>> schemaOf(QString file)
{
    SqliteOptions options;
    options.access = SqliteOptions::Access::ReadOnly;
    const auto database = co_await SqliteDatabase::open(file, options);
    if (!database)
        co_return database.error();
    co_return co_await (*database)->schema();
}

QCoro::Task<Result<QList<Row>>>
missingOf(RowRepairRequest request, KeysPointer store, Table table, qint64 most, Conduct conduct)
{
    const auto read = co_await readLiveKeys(request.live, store, table, conduct);
    if (!read)
        co_return read.error();
    const QString file = request.backupFile;
    const auto comparing = [file, table, most](SqliteConnection &keys) {
        return missingRows(keys, file, table, most);
    };
    co_return co_await store->with(comparing);
}

QList<BoundStatement> insertions(const MissingRows &missing, qsizetype from, qsizetype count)
{
    QList<BoundStatement> batch;
    for (const Row &row : missing.rows.mid(from, count))
        batch.append({ missing.insert, row });
    return batch;
}

} // namespace

qint64 RowRepair::rows() const
{
    return std::accumulate(
        tables.begin(), tables.end(), qint64(0), [](qint64 sum, const MissingRows &missing) {
            return sum + missing.rows.size();
        });
}

QCoro::Task<Result<RowRepair>> findMissingRows(RowRepairRequest request, Conduct conduct)
{
    const auto saved = co_await schemaOf(request.backupFile);
    if (!saved)
        co_return saved.error();
    const auto scratch = std::make_shared<QTemporaryDir>();
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    const auto store = co_await SqliteDatabase::open(scratch->filePath(u"keys.sqlite"_s), options);
    if (!store)
        co_return store.error();
    RowRepair repair;
    for (const Table &table : wantedTables(request)) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        const Progress progress{ .text = u"Comparing %1"_s.arg(table.name) };
        report(conduct.progress, progress);
        const QString why = obstacle(table, saved->table(table.name));
        if (!why.isEmpty()) {
            repair.notCompared.append(why);
            continue;
        }
        const qint64 left = request.mostRows - repair.rows();
        const auto missing = co_await missingOf(request, *store, table, left + 1, conduct);
        if (!missing)
            co_return missing.error();
        if (missing->size() > left)
            co_return tooMany(table.name, request.mostRows);
        repair.compared.append(table.name);
        if (!missing->isEmpty())
            repair.tables.append({ table.name, scanOf(table).insert, *missing });
    }
    co_return repair;
}

QCoro::Task<Result<qint64>>
putRowsBack(DatabasePointer live, RowRepair repair, Conduct conduct, qsizetype rowsPerBatch)
{
    qint64 done = 0;
    for (const MissingRows &missing : std::as_const(repair.tables)) {
        for (qsizetype from = 0; from < missing.rows.size(); from += rowsPerBatch) {
            const Progress progress{ .text = u"Putting rows of %1 back"_s.arg(missing.table),
                                     .done = done,
                                     .total = repair.rows() };
            report(conduct.progress, progress);
            const auto batch = insertions(missing, from, rowsPerBatch);
            const auto inserted = co_await live->execute(batch, conduct.stop);
            if (!inserted) {
                Error error = inserted.error();
                if (done > 0 && error.databaseState == DatabaseState::Unchanged)
                    error.databaseState = DatabaseState::Changed;
                co_return error;
            }
            done += batch.size();
        }
    }
    co_return done;
}

} // namespace tidemark
