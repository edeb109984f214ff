#pragma once

#include "output.h"
#include "rowscan.h"

namespace tidemark {

/// Writes rows as INSERT statements that D1 accepts: named columns, under 100,000 bytes, few enough rows.
///
/// Statements are put together in the order of the rows, so that they are the same whoever read and wrote out the rows.
class DumpRows
{
public:
    explicit DumpRows(BufferedOutput &out)
        : m_out(out)
    {}

    /// All rows of @p table, as a scan of its b-tree gives them; generated and hidden columns left out.
    [[nodiscard]] Result<> writeTable(Readers &readers, const Table &table, const Conduct &conduct);
    /// Drops the table of pieces if one was needed.
    void finish();

private:
    [[nodiscard]] Result<> take(const RowBlock &block);
    void beginStatement();
    void continueStatement(QByteArrayView rows);
    void closeStatement();
    void takeAlone(QByteArrayView statements, bool usesPieces);

    BufferedOutput &m_out;
    QByteArray m_head; ///< INSERT INTO … VALUES
    int m_rowsPerStatement = 1;
    int m_rows = 0; ///< in the statement that is being written
    qsizetype m_bytes = 0; ///< of it
    bool m_isEmptyStatement = true; ///< none of its rows is in the output yet
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
