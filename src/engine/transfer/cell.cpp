#include "cell.h"

#include <charconv>
#include <cmath>
#include <cstring>
#include <sqlite3.h>

namespace tidemark {

namespace {

constexpr double TwoTo32 = 4294967296.0;

// Outside of these bounds sqlite3AtoF() of SQLite 3.40 returns a neighbour for some decimals of 17 digits; inside,
// 200,000 random Ones per power of ten all came back (tst_sqldump measures a sample of it).
constexpr double SmallestSafeDecimal = 1e-30;
constexpr double GreatestSafeDecimal = 1e30;

template<typename... Format>
void appendNumber(QByteArray &out, auto number, Format... format)
{
    std::array<char, 64> buffer{};
    const auto end
        = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, format...).ptr;
    out.append(buffer.data(), end - buffer.data());
}

// A bare "17" would be an INTEGER.
void ensureRealForm(QByteArray &out, qsizetype start)
{
    for (qsizetype i = start; i < out.size(); ++i) {
        const char c = out.at(i);
        if (c == '.' || c == 'e')
            return;
    }
    out.append(".0", 2);
}

void appendDecimal17(QByteArray &out, double number)
{
    const qsizetype start = out.size();
    appendNumber(out, number, std::chars_format::general, 17);
    ensureRealForm(out, start);
}

// An integer of 53 bits times or divided by powers of two: every step is exact, whoever reads the decimals.
void appendProduct(QByteArray &out, double number)
{
    int exponent = 0;
    double mantissa = std::ldexp(std::frexp(number, &exponent), 53);
    exponent -= 53;
    const int rest = std::abs(exponent) % 32;
    const int factors = std::abs(exponent) / 32;
    const char operation = exponent < 0 ? '/' : '*';

    out.append('(');
    appendDecimal17(out, mantissa);
    for (int i = 0; i < factors; ++i) {
        out.append(operation);
        appendDecimal17(out, TwoTo32);
    }
    out.append(operation);
    appendDecimal17(out, std::ldexp(1.0, rest));
    out.append(')');
}

void appendSqlReal(QByteArray &out, double number)
{
    const double magnitude = std::fabs(number);
    if (std::isinf(number))
        out.append(number < 0 ? "-9e999" : "9e999");
    else if (magnitude == 0
             || (magnitude >= SmallestSafeDecimal && magnitude <= GreatestSafeDecimal))
        appendDecimal17(out, number);
    else
        appendProduct(out, number);
}

void appendQuoted(QByteArray &out, QByteArrayView text)
{
    out.append('\'');
    while (!text.isEmpty()) {
        const void *found = std::memchr(text.data(), '\'', static_cast<size_t>(text.size()));
        if (!found)
            break;
        const qsizetype run = static_cast<const char *>(found) - text.data() + 1;
        out.append(text.data(), run);
        out.append('\'');
        text = text.sliced(run);
    }
    out.append(text.data(), text.size());
    out.append('\'');
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
    // Under the connection's mutex this value is "protected" in SQLite's sense, and reading it locks nothing.
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

ConnectionLock::ConnectionLock(sqlite3_stmt *statement)
    : m_mutex(sqlite3_db_mutex(sqlite3_db_handle(statement)))
{
    sqlite3_mutex_enter(m_mutex);
}

ConnectionLock::~ConnectionLock()
{
    sqlite3_mutex_leave(m_mutex);
}

void appendInteger(QByteArray &out, qint64 number)
{
    appendNumber(out, number);
}

void appendShortReal(QByteArray &out, double number)
{
    const qsizetype start = out.size();
    appendNumber(out, number);
    ensureRealForm(out, start);
}

void appendHex(QByteArray &out, QByteArrayView bytes)
{
    const qsizetype start = out.size();
    out.resize(start + 2 * bytes.size());
    char *to = out.data() + start;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        *to++ = UpperHexDigits[byte >> 4U];
        *to++ = UpperHexDigits[byte & 15U];
    }
}

void appendSqlLiteral(QByteArray &out, const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        out.append("NULL", 4);
        return;
    case Value::Kind::Integer:
        appendNumber(
            out, cell.integer); // INT64_MIN too: SQLite reads -9223372036854775808 as one literal
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
        out.append("X'", 2);
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
