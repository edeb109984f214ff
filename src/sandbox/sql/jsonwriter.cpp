#include "jsonwriter.h"

#include <array>
#include <charconv>
#include <cmath>
#include <sqlite3.h>

namespace tidemark::sandbox {

namespace {

/// The shortest digits that read back as the same number, and where the point stands before the first of them.
struct Digits {
    QByteArray text;
    int point = 0;
};

Digits shortestDigits(double positive)
{
    std::array<char, 40> buffer{};
    const auto end
        = std::to_chars(
              buffer.data(), buffer.data() + buffer.size(), positive, std::chars_format::scientific)
              .ptr;
    const QByteArray scientific(buffer.data(), end - buffer.data());
    const qsizetype exponentAt = scientific.indexOf('e');
    return { scientific.first(exponentAt).replace(".", ""),
             scientific.mid(exponentAt + 1).toInt() + 1 };
}

QByteArray laidOut(const Digits &digits)
{
    const int count = int(digits.text.size());
    const int point = digits.point;
    if (point >= count && point <= 21)
        return digits.text + QByteArray(point - count, '0');
    if (point > 0 && point <= 21)
        return digits.text.first(point) + '.' + digits.text.mid(point);
    if (point > -6 && point <= 0)
        return "0." + QByteArray(-point, '0') + digits.text;
    const QByteArray sign = point > 0 ? "e+" : "e-";
    const QByteArray exponent = sign + QByteArray::number(std::abs(point - 1));
    const QByteArray fraction = count == 1 ? QByteArray() : QByteArray('.' + digits.text.mid(1));
    return digits.text.first(1) + fraction + exponent;
}

void appendEscaped(QByteArray &json, char16_t unit)
{
    switch (unit) {
    case u'"':
        json += "\\\"";
        return;
    case u'\\':
        json += "\\\\";
        return;
    case u'\n':
        json += "\\n";
        return;
    case u'\r':
        json += "\\r";
        return;
    case u'\t':
        json += "\\t";
        return;
    default:
        json += "\\u" + QByteArray::number(unit, 16).rightJustified(4, '0');
    }
}

bool needsEscape(char unit)
{
    return static_cast<unsigned char>(unit) < 0x20 || unit == '"' || unit == '\\';
}

QByteArray jsonBlob(const unsigned char *bytes, int size)
{
    QByteArray json = "[";
    for (int index = 0; index < size; ++index) {
        if (index > 0)
            json += ',';
        json += QByteArray::number(bytes[index]);
    }
    return json + ']';
}

} // namespace

QByteArray jsonNumber(double number)
{
    if (!std::isfinite(number))
        return "null";
    if (number == 0.0)
        return "0";
    const QByteArray digits = laidOut(shortestDigits(std::abs(number)));
    return number < 0 ? QByteArray('-' + digits) : digits;
}

QByteArray jsonText(QByteArrayView utf8)
{
    // The way through UTF-16 replaces what is not UTF-8.
    return jsonText(QString::fromUtf8(utf8));
}

QByteArray jsonText(const QString &text)
{
    const QByteArray bytes = text.toUtf8();
    QByteArray json = "\"";
    json.reserve(bytes.size() + 2);
    for (const char unit : bytes) {
        if (needsEscape(unit))
            appendEscaped(json, static_cast<unsigned char>(unit));
        else
            json += unit;
    }
    return json + '"';
}

QByteArray jsonColumn(sqlite3_stmt *statement, int column)
{
    switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
        return jsonNumber(static_cast<double>(sqlite3_column_int64(statement, column)));
    case SQLITE_FLOAT:
        return jsonNumber(sqlite3_column_double(statement, column));
    case SQLITE_TEXT: {
        const auto *const text
            = reinterpret_cast<const char *>(sqlite3_column_text(statement, column));
        return jsonText(QByteArrayView(text, sqlite3_column_bytes(statement, column)));
    }
    case SQLITE_BLOB: {
        const auto *const bytes
            = static_cast<const unsigned char *>(sqlite3_column_blob(statement, column));
        return jsonBlob(bytes, sqlite3_column_bytes(statement, column));
    }
    default:
        return "null";
    }
}

} // namespace tidemark::sandbox
