#pragma once

#include "output.h"

#include <engine/base/progress.h>
#include <engine/database/sqlite/connection.h>

struct sqlite3_stmt;

namespace tidemark {

/// Writes rows as INSERT statements that D1 accepts: named columns, under 100,000 bytes, few enough rows.
///
/// A row that needs a longer statement is put together from pieces in a table of its own (PiecesTable), so that the
/// row itself still arrives by one INSERT and its constraints see the whole value. A row that holds a value D1 refuses
/// by size anyway is written in one statement of whatever length.
class DumpRows
{
public:
    static constexpr QByteArrayView PiecesTable = "\"_tidemark_pieces\"";

    explicit DumpRows(BufferedOutput &out)
        : m_out(out)
    {}

    /// All rows of @p table, as a scan of its b-tree gives them; generated and hidden columns left out.
    [[nodiscard]] Result<>
    writeTable(SqliteConnection &source, const Table &table, const Conduct &conduct);
    /// Drops the table of pieces if one was needed.
    void finish();

private:
    void begin(const Table &table, const QStringList &columns);
    [[nodiscard]] Result<> writeRow(sqlite3_stmt *row);
    void writeLongRow(sqlite3_stmt *row);
    void writeFromPieces(sqlite3_stmt *row);
    void writePieces(int id, QByteArrayView bytes);
    void appendRow(sqlite3_stmt *row);
    void closeStatement();

    BufferedOutput &m_out;
    QByteArray m_head; ///< INSERT INTO … VALUES
    int m_columns = 0;
    int m_rowsPerStatement = 1;
    int m_rows = 0; ///< in the statement that is being written
    qsizetype m_statementStart = 0;
    bool m_hasPieces = false;
};

/// The columns an INSERT may name. For the full-text modules the rowid, which their rows are known by, comes first.
[[nodiscard]] QStringList insertableColumns(const Table &table);

/// How the rows of a virtual table come back.
enum class VirtualContent {
    Rows, ///< by inserting them through the table
    Rebuilt, ///< FTS over another table: by its 'rebuild' command
    Lost, ///< FTS without content: only its index is stored, no row can be read
};
[[nodiscard]] VirtualContent virtualContent(const Table &table);

} // namespace tidemark
