#pragma once

#include "rowblock.h"

#include <engine/database/sqlite/d1profile.h>

namespace tidemark {

/// The longest statement a dump has, but for rows that need a longer one whatever is done.
inline constexpr qsizetype StatementBytes = d1profile::MaxStatementBytes - 100;
/// Between two rows of a statement; each row in a block has one behind it.
inline constexpr QByteArrayView Separator = ",\n";

/// Writes rows out for an INSERT; changes nothing of its own, so that several threads may use it.
///
/// A row that needs a longer statement is put together from pieces in a table of its own (PiecesTable), so that the
/// row itself still arrives by one INSERT and its constraints see the whole value. A row that holds a value D1 refuses
/// by size anyway is written in one statement of whatever length.
class DumpRowWriter
{
public:
    static constexpr QByteArrayView PiecesTable = "\"_tidemark_pieces\"";

    /// @p head is what a statement starts with, up to VALUES.
    DumpRowWriter(QByteArray head, int columns)
        : m_head(std::move(head))
        , m_columns(columns)
    {}

    void append(sqlite3_stmt *row, RowBlock &block) const;

private:
    void appendRow(sqlite3_stmt *row, ByteBuffer &out) const;
    void appendFromPieces(sqlite3_stmt *row, ByteBuffer &out) const;

    QByteArray m_head;
    int m_columns;
};

} // namespace tidemark
