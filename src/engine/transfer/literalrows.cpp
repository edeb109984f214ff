#include "literalrows.h"

#include <engine/sql/tokenizer.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace tidemark {

namespace {

// A statement with more is left to SQLite, so that memory stays bounded.
constexpr size_t MostCells = 100'000;
constexpr qsizetype WideDigits = 16;

bool isSqlBlank(char c)
{
    return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

bool isSqlDigit(char c)
{
    return c >= '0' && c <= '9';
}

char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

constexpr auto HexValues = [] {
    std::array<signed char, 256> values{};
    values.fill(-1);
    for (size_t i = 0; i < 10; ++i)
        values[size_t('0') + i] = static_cast<signed char>(i);
    for (size_t i = 0; i < 6; ++i) {
        values[size_t('a') + i] = static_cast<signed char>(10 + i);
        values[size_t('A') + i] = static_cast<signed char>(10 + i);
    }
    return values;
}();

int hexValue(char c)
{
    return HexValues[static_cast<unsigned char>(c)];
}

// The offset after VALUES in INSERT INTO name (names) VALUES, or -1.
qsizetype headLength(QByteArrayView text)
{
    Token token = tokenAt(text, 0);
    const auto advance = [&text, &token] {
        token = tokenAt(text, token.end());
        while (token.length > 0 && token.isBlank())
            token = tokenAt(text, token.end());
    };
    if (!isKeyword(text, token, "INSERT"))
        return -1;
    advance();
    if (!isKeyword(text, token, "INTO"))
        return -1;
    do {
        advance();
        if (isKeyword(text, token, "VALUES"))
            return token.end();
    } while (token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted
             || token.in(text) == "(" || token.in(text) == ")" || token.in(text) == ","
             || token.in(text) == ".");
    return -1;
}

} // namespace

bool LiteralRows::read(QByteArrayView statement)
{
    m_begin = statement.data();
    m_at = m_begin;
    m_end = m_begin + statement.size();
    m_cells.clear();
    m_starts.clear();
    m_columns = 0;
    m_hasWideInteger = false;
    m_decoded.clear();
    // A decoded value is never longer than its literal: with this room the buffer does not move under the cells.
    static_cast<void>(m_decoded.room(statement.size()));
    // SQLite would read no further than a NUL byte; whoever prepares the statement says so.
    const bool hasNul
        = std::memchr(m_begin, '\0', static_cast<size_t>(statement.size())) != nullptr;
    return !hasNul && readHead() && readRows();
}

bool LiteralRows::readHead()
{
    const QByteArrayView text(m_begin, m_end - m_begin);
    const bool isKnown = !m_head.isEmpty() && text.size() > m_head.size() && text.startsWith(m_head)
                         && (isSqlBlank(text.at(m_head.size())) || text.at(m_head.size()) == '(');
    if (!isKnown) {
        const qsizetype length = headLength(text);
        if (length < 0)
            return false;
        m_head = text.first(length).toByteArray();
    }
    m_at += m_head.size();
    return true;
}

bool LiteralRows::readRows()
{
    while (true) {
        skipBlanks();
        const size_t before = m_cells.size();
        m_starts.push_back(m_at - m_begin);
        if (!readRow() || m_cells.size() > MostCells)
            return false;
        const int count = static_cast<int>(m_cells.size() - before);
        if (m_columns != 0 && count != m_columns)
            return false;
        m_columns = count;
        skipBlanks();
        if (m_at == m_end)
            return true;
        const char separator = *m_at++;
        if (separator == ';') {
            skipBlanks();
            return m_at == m_end;
        }
        if (separator != ',')
            return false;
    }
}

bool LiteralRows::readRow()
{
    if (next() != '(')
        return false;
    do {
        ++m_at;
        skipBlanks();
        if (!readValue())
            return false;
        skipBlanks();
    } while (next() == ',');
    if (next() != ')')
        return false;
    ++m_at;
    return true;
}

bool LiteralRows::readValue()
{
    switch (next()) {
    case '\'':
        return readString();
    case 'X':
    case 'x':
        ++m_at;
        return readHex(Value::Kind::Blob);
    case 'N':
    case 'n':
        m_cells.push_back({});
        return skip("NULL");
    case 'C':
    case 'c':
        return readCast();
    default:
        return readNumber();
    }
}

bool LiteralRows::readString()
{
    const auto find = [this](const char *from) {
        return static_cast<const char *>(
            std::memchr(from, '\'', static_cast<size_t>(m_end - from)));
    };
    const char *start = ++m_at;
    const char *close = find(start);
    const qsizetype decoded = m_decoded.size();
    while (close && close + 1 < m_end && close[1] == '\'') {
        m_decoded.append(QByteArrayView(start, close + 1));
        start = close + 2;
        close = find(start);
    }
    if (!close)
        return false;
    Cell cell{ .kind = Value::Kind::Text, .bytes = QByteArrayView(start, close) };
    if (m_decoded.size() > decoded) {
        m_decoded.append(cell.bytes);
        cell.bytes = m_decoded.view(decoded, m_decoded.size());
    }
    m_cells.push_back(cell);
    m_at = close + 1;
    return true;
}

bool LiteralRows::readHex(Value::Kind kind)
{
    if (next() != '\'')
        return false;
    const qsizetype decoded = m_decoded.size();
    for (++m_at; m_at + 1 < m_end && *m_at != '\''; m_at += 2) {
        const int high = hexValue(m_at[0]);
        const int low = hexValue(m_at[1]);
        if (high < 0 || low < 0)
            return false;
        m_decoded.append(static_cast<char>(high * 16 + low));
    }
    if (next() != '\'')
        return false;
    ++m_at;
    m_cells.push_back({ .kind = kind, .bytes = m_decoded.view(decoded, m_decoded.size()) });
    return true;
}

// CAST(X'…' AS TEXT), as our own dumps have text that is not plain.
bool LiteralRows::readCast()
{
    return skip("CAST(X") && readHex(Value::Kind::Text) && skip(" AS TEXT)");
}

bool LiteralRows::readNumber()
{
    const char *const start = m_at;
    const char *at = start + (next() == '-' ? 1 : 0);
    const char *const digits = at;
    while (at < m_end && isSqlDigit(*at))
        ++at;
    const bool isInteger = at > digits && (at == m_end || (*at != '.' && *at != 'e' && *at != 'E'));
    Cell cell{ .kind = isInteger ? Value::Kind::Integer : Value::Kind::Real };
    std::from_chars_result result{};
    if (isInteger) {
        result = std::from_chars(start, at, cell.integer);
        m_hasWideInteger = m_hasWideInteger || at - digits >= WideDigits;
    } else if (at > digits) { // ".5" and words such as inf are left to SQLite
        result = std::from_chars(start, m_end, cell.real);
    } else {
        return false;
    }
    if (result.ec != std::errc())
        return false; // too large for either: 9e999, or an integer that SQLite turns into a real
    m_at = result.ptr;
    m_cells.push_back(cell);
    return true; // what follows must be a blank, a comma or a bracket, or the row is not read
}

void LiteralRows::skipBlanks()
{
    while (m_at < m_end && isSqlBlank(*m_at))
        ++m_at;
}

bool LiteralRows::skip(QByteArrayView upperCase)
{
    return std::ranges::all_of(upperCase, [this](char wanted) {
        if (upper(next()) != wanted)
            return false;
        ++m_at;
        return true;
    });
}

} // namespace tidemark
