#include "cell.h"

#include "sqlreal.h"

#include <charconv>
#include <cstring>
#include <sqlite3.h>

namespace tidemark {

namespace {

constexpr qsizetype LongestInteger = 20; // -9223372036854775808

void appendQuoted(ByteBuffer &out, QByteArrayView text)
{
    out.append('\'');
    while (!text.isEmpty()) {
        const void *found = std::memchr(text.data(), '\'', static_cast<size_t>(text.size()));
        if (!found)
            break;
        const qsizetype run = static_cast<const char *>(found) - text.data() + 1;
        out.append(text.first(run)).append('\'');
        text = text.sliced(run);
    }
    out.append(text).append('\'');
}

Value::Kind kindOfColumn(int type)
{
    switch (type) {
    case SQLITE_INTEGER:
        return Value::Kind::Integer;
    case SQLITE_FLOAT:
        return Value::Kind::Real;
    case SQLITE_TEXT:
        return Value::Kind::Text;
    case SQLITE_BLOB:
        return Value::Kind::Blob;
    default:
        return Value::Kind::Null;
    }
}

} // namespace

Cell Cell::of(sqlite3_stmt *statement, int column)
{
    // The connection has no mutex and is used by this thread alone: "protected" in SQLite's sense.
    sqlite3_value *const value = sqlite3_column_value(statement, column);
    Cell cell{ .kind = kindOfColumn(sqlite3_value_type(value)) };
    if (cell.kind == Value::Kind::Integer) {
        cell.integer = sqlite3_value_int64(value);
    } else if (cell.kind == Value::Kind::Real) {
        cell.real = sqlite3_value_double(value);
    } else if (cell.kind != Value::Kind::Null) {
        // The text first: that turns UTF-16 into UTF-8, after which the right bytes are counted.
        const void *data = cell.kind == Value::Kind::Text
                               ? static_cast<const void *>(sqlite3_value_text(value))
                               : sqlite3_value_blob(value);
        const int size = sqlite3_value_bytes(value);
        cell.bytes = QByteArrayView(static_cast<const char *>(data), data ? size : 0);
    }
    return cell;
}

Cell Cell::of(const Value &value, QByteArray &keep)
{
    keep = value.bytes();
    Cell cell{ .kind = value.kind(), .integer = value.toInteger(), .real = value.toReal() };
    cell.bytes = keep;
    return cell;
}

void appendInteger(ByteBuffer &out, qint64 number)
{
    char *const start = out.room(LongestInteger);
    out.advance(std::to_chars(start, start + LongestInteger, number).ptr - start);
}

void appendHex(ByteBuffer &out, QByteArrayView bytes)
{
    char *to = out.room(2 * bytes.size());
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *to++ = UpperHexDigits[byte >> 4U];
        *to++ = UpperHexDigits[byte & 15U];
    }
    out.advance(2 * bytes.size());
}

void appendSqlLiteral(ByteBuffer &out, const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        out.append("NULL");
        return;
    case Value::Kind::Integer:
        appendInteger(out, cell.integer); // INT64_MIN too: SQLite reads it as one literal
        return;
    case Value::Kind::Real:
        appendSqlReal(out, cell.real);
        return;
    case Value::Kind::Text:
        if (isPlain(cell.bytes)) {
            appendQuoted(out, cell.bytes);
            return;
        }
        out.append("CAST(X'");
        appendHex(out, cell.bytes);
        out.append("' AS TEXT)");
        return;
    case Value::Kind::Blob:
        out.append("X'");
        appendHex(out, cell.bytes);
        out.append('\'');
        return;
    }
}

bool isPlain(QByteArrayView text)
{
    // Eight bytes at a time as long as they are ASCII and none is NUL.
    constexpr quint64 HighBits = 0x8080808080808080U;
    constexpr quint64 Ones = 0x0101010101010101U;
    qsizetype at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        quint64 word = 0;
        std::memcpy(&word, text.data() + at, 8);
        if (((word | (word - Ones)) & HighBits) != 0) // a high bit, or a borrow out of a zero byte
            break;
    }
    for (; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text.at(at));
        if (byte == 0)
            return false;
        if (byte >= 0x80)
            return isPlainText(
                text.sliced(at)); // whatever was before is ASCII, so a character starts here
    }
    return true;
}

} // namespace tidemark
