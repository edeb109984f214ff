#pragma once

#include <engine/sql/value.h>

#include <QByteArray>

#include <array>

struct sqlite3_mutex;
struct sqlite3_stmt;

namespace tidemark {

/// One value as it lies in SQLite's row buffer: nothing is copied. Valid until the statement's next step.
struct Cell {
    Value::Kind kind = Value::Kind::Null;
    qint64 integer = 0;
    double real = 0;
    QByteArrayView bytes = {}; ///< of Text and Blob

    /// Whoever calls this row after row holds a ConnectionLock.
    [[nodiscard]] static Cell of(sqlite3_stmt *statement, int column);
    /// Views @p value 's bytes through @p keep, which must live as long as the cell.
    [[nodiscard]] static Cell of(const Value &value, QByteArray &keep);
};

/// Holds a connection's mutex for a scan: SQLite would take it anew several times for each value.
class ConnectionLock
{
public:
    explicit ConnectionLock(sqlite3_stmt *statement);
    ~ConnectionLock();
    ConnectionLock(const ConnectionLock &) = delete;
    ConnectionLock &operator=(const ConnectionLock &) = delete;

private:
    sqlite3_mutex *m_mutex;
};

// The streaming forms of numbers and bytes; each appends to @p out.

inline constexpr std::array<char, 16> UpperHexDigits{ '0', '1', '2', '3', '4', '5', '6', '7',
                                                      '8', '9', 'A', 'B', 'C', 'D', 'E', 'F' };

void appendInteger(QByteArray &out, qint64 number);
/// The shortest decimal that IEEE 754 reads back; always with a point or an exponent. Not for the infinities.
void appendShortReal(QByteArray &out, double number);
void appendHex(QByteArray &out, QByteArrayView bytes);

/// Appends a literal that SQLite and D1 read back as this very value. Unlike the shortest decimals, which SQLite's own
/// reader misses by one bit now and then, it has 17 digits, or is a product of powers of two where those miss too.
void appendSqlLiteral(QByteArray &out, const Cell &cell);

/// True if the bytes are valid UTF-8 without NUL; fast for ASCII.
[[nodiscard]] bool isPlain(QByteArrayView text);

} // namespace tidemark
