#include "rowmeter.h"

#include <engine/database/sqlite/connection.h>
#include <engine/sql/script.h>

#include <sqlite3.h>

namespace tidemark::sandbox {

namespace {

// Not called for tables WITHOUT ROWID and for the DELETE of a whole table ("sqlite3_update_hook").
void countRow(void *data, int, const char *, const char *table, sqlite3_int64)
{
    ++(*static_cast<QMap<QByteArray, qint64> *>(data))[table];
}

/// Rows that an UPDATE or DELETE has found before it changed them.
qint64 changedRows(sqlite3_stmt *statement)
{
    const StatementKind kind = statementKind(sqlite3_sql(statement));
    const bool looks = kind == StatementKind::Update || kind == StatementKind::Delete;
    return looks ? sqlite3_changes64(sqlite3_db_handle(statement)) : 0;
}

bool changesSchema(sqlite3_stmt *statement)
{
    switch (statementKind(sqlite3_sql(statement))) {
    case StatementKind::Create:
    case StatementKind::Alter:
    case StatementKind::Drop:
        return true;
    default:
        return false;
    }
}

} // namespace

RowMeter::RowMeter(SqliteConnection &connection)
    : m_connection(connection)
    , m_changesBefore(sqlite3_total_changes64(connection.handle()))
    , m_lastRowBefore(sqlite3_last_insert_rowid(connection.handle()))
{
    sqlite3_update_hook(connection.handle(), countRow, &m_rows);
    m_timer.start();
}

RowMeter::~RowMeter()
{
    sqlite3_update_hook(m_connection.handle(), nullptr, nullptr);
}

void RowMeter::add(sqlite3_stmt *statement, qint64 rows)
{
    const qint64 scanned = sqlite3_stmt_status(statement, SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    m_rowsRead += qMax(scanned, qMax(rows, changedRows(statement)));
    if (changesSchema(statement))
        ++m_schemaChanges;
}

Meter RowMeter::finish()
{
    Meter meter{ .milliseconds = double(m_timer.nsecsElapsed()) / 1e6 };
    sqlite3 *const handle = m_connection.handle();
    meter.changes = sqlite3_total_changes64(handle) - m_changesBefore;
    meter.lastRowId = sqlite3_last_insert_rowid(handle);
    meter.rowsRead = m_rowsRead;
    meter.rowsWritten = writtenRows(meter.changes) + m_schemaChanges;
    meter.changedDatabase
        = meter.changes > 0 || meter.lastRowId != m_lastRowBefore || m_schemaChanges > 0;
    return meter;
}

qint64 RowMeter::writtenRows(qint64 changes)
{
    const QMap<QByteArray, qint64> rows = std::exchange(m_rows, {});
    qint64 told = 0;
    qint64 written = 0;
    for (auto table = rows.begin(); table != rows.end(); ++table) {
        const auto indexes = m_connection.query(
            { "SELECT count(*) FROM pragma_index_list(?1)", { Value::text(table.key()) } });
        const qint64 perRow
            = 1
              + (indexes && !indexes->rows.isEmpty() ? indexes->rows.first().first().toInteger()
                                                     : 0);
        told += *table;
        written += *table * perRow;
    }
    return written + qMax<qint64>(0, changes - told);
}

} // namespace tidemark::sandbox
