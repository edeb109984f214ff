#pragma once

#include "bytebuffer.h"

#include <engine/sql/value.h>

#include <array>

struct sqlite3_stmt;

namespace tidemark {

/// One value as it lies in SQLite's row buffer: nothing is copied. Valid until the statement's next step.
struct Cell {
    Value::Kind kind = Value::Kind::Null;
    qint64 integer = 0;
    double real = 0;
    QByteArrayView bytes = {}; ///< of Text and Blob

    [[nodiscard]] static Cell of(sqlite3_stmt *statement, int column);
    /// Views @p value 's bytes through @p keep, which must live as long as the cell.
    [[nodiscard]] static Cell of(const Value &value, QByteArray &keep);
};

// The streaming forms of numbers and bytes; each appends to @p out.

inline constexpr std::array<char, 16> UpperHexDigits{ '0', '1', '2', '3', '4', '5', '6', '7',
                                                      '8', '9', 'A', 'B', 'C', 'D', 'E', 'F' };

void appendInteger(ByteBuffer &out, qint64 number);
void appendHex(ByteBuffer &out, QByteArrayView bytes);

/// Appends a literal that SQLite and D1 read back as this very value; for reals see sqlreal.h.
void appendSqlLiteral(ByteBuffer &out, const Cell &cell);

/// True if the bytes are valid UTF-8 without NUL; fast for ASCII.
[[nodiscard]] bool isPlain(QByteArrayView text);

} // namespace tidemark
