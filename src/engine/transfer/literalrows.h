#pragma once

#include "bytebuffer.h"
#include "cell.h"

#include <vector>

namespace tidemark {

/// Reads INSERT INTO … VALUES (…),(…) where every value is a literal, which is what dumps are made of.
///
/// Anything else (an expression, OR, a clause after the rows, a comment between them, an integer beyond 64 bits) is left to SQLite;
/// nothing is concluded from half a statement. Reals are rounded correctly, where SQLite 3.40 may be one bit off.
class LiteralRows
{
public:
    /// False if @p statement is not of that form. The cells live until the next call, and as long as the text.
    [[nodiscard]] bool read(QByteArrayView statement);

    [[nodiscard]] QByteArrayView head() const { return m_head; } ///< up to VALUES
    [[nodiscard]] int columns() const { return m_columns; }
    [[nodiscard]] size_t rows() const { return m_starts.size(); }
    [[nodiscard]] const Cell *row(size_t index) const
    {
        return m_cells.data() + index * static_cast<size_t>(m_columns);
    }
    /// Where a row begins in the statement.
    [[nodiscard]] qsizetype offset(size_t index) const { return m_starts[index]; }
    /// An integer of 16 digits or more is among the values: beyond 2^53 doubles have gaps.
    [[nodiscard]] bool hasWideInteger() const { return m_hasWideInteger; }

private:
    [[nodiscard]] bool readHead();
    [[nodiscard]] bool readRows();
    [[nodiscard]] bool readRow();
    [[nodiscard]] bool readValue();
    [[nodiscard]] bool readString();
    [[nodiscard]] bool readHex(Value::Kind kind);
    [[nodiscard]] bool readCast();
    [[nodiscard]] bool readNumber();
    void skipBlanks();
    [[nodiscard]] bool skip(QByteArrayView upperCase);
    [[nodiscard]] char next() const { return m_at < m_end ? *m_at : '\0'; }

    QByteArray m_head; ///< a copy: the next statement is likely to begin with it
    const char *m_begin = nullptr;
    const char *m_at = nullptr;
    const char *m_end = nullptr;
    int m_columns = 0;
    std::vector<Cell> m_cells;
    std::vector<qsizetype> m_starts;
    ByteBuffer m_decoded; ///< values that are not in the text as they are
    bool m_hasWideInteger = false;
};

} // namespace tidemark
