#pragma once

#include <QByteArray>
#include <QElapsedTimer>
#include <QMap>

struct sqlite3_stmt;

namespace tidemark {
class SqliteConnection;
} // namespace tidemark

namespace tidemark::sandbox {

/// What running something has cost.
struct Meter {
    double milliseconds = 0;
    qint64 changes = 0;
    qint64 lastRowId = 0;
    qint64 rowsRead = 0;
    qint64 rowsWritten = 0;
    bool changedDatabase = false;
};

/// Counts the rows that a connection reads and writes from its construction to finish(). Rows written count once for the
/// row and once for each index of its table, as they are billed; rows read are a lower bound where an index serves.
class RowMeter
{
public:
    explicit RowMeter(SqliteConnection &connection);
    ~RowMeter();
    RowMeter(const RowMeter &) = delete;
    RowMeter &operator=(const RowMeter &) = delete;

    /// A statement is done and returned @p rows.
    void add(sqlite3_stmt *statement, qint64 rows);
    [[nodiscard]] Meter finish();

private:
    [[nodiscard]] qint64 writtenRows(qint64 changes);

    SqliteConnection &m_connection;
    QElapsedTimer m_timer;
    QMap<QByteArray, qint64> m_rows; ///< changed rows per table, as SQLite tells
    qint64 m_changesBefore = 0;
    qint64 m_lastRowBefore = 0;
    qint64 m_rowsRead = 0;
    qint64 m_schemaChanges = 0;
};

} // namespace tidemark::sandbox
