#include "csvtypes.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int DigitsOfReal = 15; // any decimal of so many survives a double (DBL_DIG)

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

bool isBlank(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

const char *skipDigits(const char *at, const char *end)
{
    while (at != end && isDigit(*at))
        ++at;
    return at;
}

// An integer literal beyond 64 bits, which an affinity would turn into the nearest REAL.
bool isWideInteger(QByteArrayView text)
{
    const char *at = text.begin();
    if (at != text.end() && (*at == '-' || *at == '+'))
        ++at;
    const char *const end = skipDigits(at, text.end());
    if (at == end || end != text.end())
        return false;
    const bool isSigned = text.at(0) == '+';
    qint64 number = 0;
    return std::from_chars(isSigned ? at : text.begin(), end, number).ec
           == std::errc::result_out_of_range;
}

std::optional<double> infinity(QByteArrayView text)
{
    if (text == "Inf")
        return std::numeric_limits<double>::infinity();
    if (text == "-Inf")
        return -std::numeric_limits<double>::infinity();
    return std::nullopt;
}

const char *answer(int code)
{
    return code == SQLITE_OK ? nullptr : "the value is longer than the database takes";
}

const char *bindText(sqlite3_stmt *statement, int parameter, QByteArrayView text)
{
    const char *const bytes = text.isEmpty() ? "" : text.data(); // a null pointer would be NULL
    return answer(sqlite3_bind_text64(statement,
                                      parameter,
                                      bytes,
                                      static_cast<sqlite3_uint64>(text.size()),
                                      SQLITE_STATIC,
                                      SQLITE_UTF8));
}

const char *bindBlob(sqlite3_stmt *statement, int parameter, QByteArrayView literal)
{
    const QByteArray bytes = QByteArray::fromHex(literal.sliced(2).chopped(1).toByteArray());
    return answer(sqlite3_bind_blob64(statement,
                                      parameter,
                                      bytes.constData(),
                                      static_cast<sqlite3_uint64>(bytes.size()),
                                      SQLITE_TRANSIENT));
}

const char *
bindNumber(sqlite3_stmt *statement, int parameter, QByteArrayView text, CsvColumnKind kind)
{
    const auto number = exactNumber(text);
    if (number && number->decimals == 0)
        return answer(sqlite3_bind_int64(statement, parameter, number->integer));
    if (number && kind == CsvColumnKind::Real) {
        double real = 0;
        std::from_chars(text.begin(), text.end(), real);
        return answer(sqlite3_bind_double(statement, parameter, real));
    }
    if (kind != CsvColumnKind::Real && isWideInteger(text))
        return "the integer does not fit into 64 bits";
    if (const auto limit = infinity(text); limit && kind != CsvColumnKind::Integer)
        return answer(sqlite3_bind_double(statement, parameter, *limit));
    if (kind != CsvColumnKind::Numeric && !isSqlNumber(text))
        return "the value is not a number";
    return bindText(statement, parameter, text); // the column's affinity converts
}

} // namespace

std::optional<CsvNumber> exactNumber(QByteArrayView text)
{
    const char *at = text.begin();
    const char *const end = text.end();
    const bool isNegative = at != end && *at == '-';
    if (isNegative)
        ++at;
    const char *const whole = at;
    at = skipDigits(at, end);
    const auto wholeDigits = at - whole;
    if (wholeDigits == 0 || (*whole == '0' && wholeDigits > 1))
        return std::nullopt;
    CsvNumber number{ .digits = static_cast<int>(wholeDigits) };
    if (at == end) {
        const auto read = std::from_chars(text.begin(), end, number.integer);
        const bool isMinusZero = isNegative && number.integer == 0;
        return read.ec == std::errc() && !isMinusZero ? std::optional(number) : std::nullopt;
    }
    if (*at != '.')
        return std::nullopt;
    const char *const decimals = at + 1;
    at = skipDigits(decimals, end);
    number.decimals = static_cast<int>(at - decimals);
    if (at != end || number.decimals == 0)
        return std::nullopt;
    number.digits += number.decimals;
    number.endsWithZero = *(end - 1) == '0';
    const bool isMinusZero
        = isNegative && std::all_of(whole, end, [](char c) { return c == '0' || c == '.'; });
    return isMinusZero ? std::nullopt : std::optional(number);
}

bool isSqlNumber(QByteArrayView text)
{
    const char *at = text.begin();
    const char *end = text.end();
    while (at != end && isBlank(*at))
        ++at;
    while (at != end && isBlank(*(end - 1)))
        --end;
    if (at != end && (*at == '-' || *at == '+'))
        ++at;
    const char *const whole = at;
    at = skipDigits(at, end);
    bool hasDigits = at != whole;
    if (at != end && *at == '.') {
        const char *const decimals = at + 1;
        at = skipDigits(decimals, end);
        hasDigits = hasDigits || at != decimals;
    }
    if (!hasDigits)
        return false;
    if (at == end || (*at != 'e' && *at != 'E'))
        return at == end;
    ++at;
    if (at != end && (*at == '-' || *at == '+'))
        ++at;
    return at != end && skipDigits(at, end) == end;
}

bool isBlobLiteral(QByteArrayView text)
{
    if (text.size() < 3 || text.size() % 2 == 0 || (text.front() != 'X' && text.front() != 'x')
        || text.at(1) != '\'' || text.back() != '\'')
        return false;
    const QByteArrayView digits = text.sliced(2).chopped(1);
    return std::all_of(digits.begin(), digits.end(), [](char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    });
}

void CsvColumnGuess::look(const CsvField &field)
{
    if (m_isText || field.text.isEmpty())
        return;
    if (m_isNumber)
        lookAtNumber(field.text);
    m_isBlob = m_isBlob && !field.isQuoted && isBlobLiteral(field.text);
    m_isEmpty = false;
    m_isText = !m_isNumber && !m_isBlob;
}

void CsvColumnGuess::lookAtNumber(QByteArrayView text)
{
    const auto number = exactNumber(text);
    if (!number) {
        m_isNumber = false;
        return;
    }
    m_isInteger = m_isInteger && number->decimals == 0;
    m_hasLongNumber = m_hasLongNumber || number->digits > DigitsOfReal;
    m_endsWithZero = m_endsWithZero || number->endsWithZero;
    m_fewestDecimals = m_isEmpty ? number->decimals : std::min(m_fewestDecimals, number->decimals);
    m_mostDecimals = std::max(m_mostDecimals, number->decimals);
}

QString CsvColumnGuess::type() const
{
    if (m_isEmpty || m_isText)
        return u"TEXT"_s;
    if (m_isBlob)
        return u"BLOB"_s;
    if (m_isInteger)
        return u"INTEGER"_s;
    const bool canBeWrittenAgain = !m_endsWithZero || m_fewestDecimals == m_mostDecimals;
    return m_hasLongNumber || !canBeWrittenAgain ? u"TEXT"_s : u"REAL"_s;
}

CsvColumnKind columnKind(const QString &declaredType)
{
    const auto has = [&declaredType](QLatin1StringView part) {
        return declaredType.contains(part, Qt::CaseInsensitive);
    };
    if (has("INT"_L1))
        return CsvColumnKind::Integer;
    if (has("CHAR"_L1) || has("CLOB"_L1) || has("TEXT"_L1))
        return CsvColumnKind::Text;
    if (has("BLOB"_L1) || declaredType.isEmpty()
        || declaredType.compare("ANY"_L1, Qt::CaseInsensitive) == 0)
        return CsvColumnKind::Blob;
    if (has("REAL"_L1) || has("FLOA"_L1) || has("DOUB"_L1))
        return CsvColumnKind::Real;
    return CsvColumnKind::Numeric;
}

const char *bindField(sqlite3_stmt *statement,
                      int parameter,
                      const CsvField &field,
                      CsvColumnKind kind,
                      CsvEmpty empty)
{
    if (field.text.isEmpty()) {
        const bool isNull = isNumeric(kind) || empty == CsvEmpty::Null
                            || (empty == CsvEmpty::Auto && !field.isQuoted);
        return isNull ? answer(sqlite3_bind_null(statement, parameter))
                      : bindText(statement, parameter, field.text);
    }
    if (isNumeric(kind))
        return bindNumber(statement, parameter, field.text, kind);
    if (kind == CsvColumnKind::Blob && !field.isQuoted && isBlobLiteral(field.text))
        return bindBlob(statement, parameter, field.text);
    return bindText(statement, parameter, field.text);
}

} // namespace tidemark
