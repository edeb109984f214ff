#include "value.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

namespace tidemark {

namespace {

/// Room for any number: 17 digits, sign, point and exponent.
using NumberBuffer = std::array<char, 48>;

QByteArrayView written(const NumberBuffer &buffer, const std::to_chars_result &result)
{
    return { buffer.data(), result.ptr };
}

/// Appends @p number with @p digits significant digits, always recognisable as a REAL (1.0, not 1).
void appendReal(QByteArray &out, double number, int digits)
{
    NumberBuffer buffer;
    const auto text = written(buffer,
                              std::to_chars(buffer.data(),
                                            buffer.data() + buffer.size(),
                                            number,
                                            std::chars_format::general,
                                            digits));
    const qsizetype exponent = text.indexOf('e');
    const QByteArrayView mantissa = exponent < 0 ? text : text.first(exponent);
    out.append(mantissa);
    if (!mantissa.contains('.'))
        out.append(".0");
    if (exponent >= 0)
        out.append(text.sliced(exponent));
}

void appendRealLiteral(QByteArray &out, double number)
{
    constexpr int Enough = 17; // for every double to come back
    // SQLite before 3.43 misreads about one in thirty of the numbers below 1e-285 (measured with 3.40.1), whatever
    // the number of digits. Powers of two scale without loss, and the factors are read exactly.
    constexpr double Tiny = 1e-280;
    if (std::isnan(number)) {
        out.append("NULL"); // SQLite has no NaN
    } else if (std::isinf(number)) {
        out.append(number > 0 ? "9e999" : "-9e999");
    } else if (number != 0 && std::abs(number) < Tiny) {
        out.append('(');
        appendReal(out, std::ldexp(number, 512), Enough);
        out.append('*');
        appendReal(out, std::ldexp(1.0, -512), Enough);
        out.append(')');
    } else {
        appendReal(out, number, Enough);
    }
}

void appendHex(QByteArray &out, QByteArrayView bytes)
{
    static constexpr char HexDigits[] = "0123456789ABCDEF";
    out.append("X'");
    const qsizetype start = out.size();
    out.resize(start + 2 * bytes.size());
    char *to = out.data() + start;
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        *to++ = HexDigits[value >> 4U];
        *to++ = HexDigits[value & 0xFU];
    }
    out.append('\'');
}

void appendTextLiteral(QByteArray &out, QByteArrayView text)
{
    if (!isPlainText(text)) {
        out.append("CAST(");
        appendHex(out, text);
        out.append(" AS TEXT)");
        return;
    }
    out.append('\'');
    qsizetype from = 0;
    for (auto quote = text.indexOf('\''); quote >= 0; quote = text.indexOf('\'', from)) {
        out.append(text.sliced(from, quote + 1 - from));
        out.append('\'');
        from = quote + 1;
    }
    out.append(text.sliced(from));
    out.append('\'');
}

void appendInteger(QByteArray &out, qint64 number)
{
    NumberBuffer buffer;
    out.append(
        written(buffer, std::to_chars(buffer.data(), buffer.data() + buffer.size(), number)));
}

QByteArray printedReal(double number)
{
    if (std::isinf(number))
        return number > 0 ? "Inf" : "-Inf";
    QByteArray out;
    appendReal(out, number, 15); // as SQLite turns REAL into TEXT
    return out;
}

} // namespace

qint64 Value::toInteger() const
{
    const auto *number = std::get_if<qint64>(&m_content);
    return number ? *number : 0;
}

double Value::toReal() const
{
    if (const auto *number = std::get_if<double>(&m_content))
        return *number;
    return static_cast<double>(toInteger());
}

const QByteArray &Value::bytes() const &
{
    static const QByteArray none;
    if (const auto *text = std::get_if<Text>(&m_content))
        return text->bytes;
    if (const auto *blob = std::get_if<Blob>(&m_content))
        return blob->bytes;
    return none;
}

QString Value::toString() const
{
    switch (kind()) {
    case Kind::Null:
        return {};
    case Kind::Integer:
        return QString::number(toInteger());
    case Kind::Real:
        return QString::fromLatin1(printedReal(toReal()));
    case Kind::Text:
        return QString::fromUtf8(bytes());
    case Kind::Blob:
        return QString::fromLatin1(literal());
    }
    Q_UNREACHABLE();
}

QByteArray Value::literal() const
{
    QByteArray out;
    appendLiteral(out, *this);
    return out;
}

void appendLiteral(QByteArray &out, const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        out.append("NULL");
        return;
    case Value::Kind::Integer:
        appendInteger(out, value.toInteger());
        return;
    case Value::Kind::Real:
        appendRealLiteral(out, value.toReal());
        return;
    case Value::Kind::Text:
        appendTextLiteral(out, value.bytes());
        return;
    case Value::Kind::Blob:
        appendHex(out, value.bytes());
        return;
    }
}

bool isPlainText(QByteArrayView bytes)
{
    return !bytes.contains('\0') && bytes.isValidUtf8();
}

} // namespace tidemark
