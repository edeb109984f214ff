#include "unistr.h"

#include <QByteArray>
#include <QString>

#include <optional>
#include <sqlite3.h>

namespace tidemark {

namespace {

constexpr int FirstVersionThatHasIt = 3'050'000;
constexpr char32_t GreatestCodePoint = 0x10FFFF;

struct Escape {
    char32_t character = 0;
    qsizetype length = 0; ///< of the whole escape
};

/// Reads \\ \XXXX \uXXXX \+XXXXXX or \UXXXXXXXX ("Scalar functions", unistr) at the start of @p text.
std::optional<Escape> readEscape(QByteArrayView text)
{
    if (text.size() < 2)
        return std::nullopt;
    if (text.at(1) == '\\')
        return Escape{ U'\\', 2 };
    qsizetype start = 2;
    qsizetype digits = 4;
    if (text.at(1) == '+')
        digits = 6;
    else if (text.at(1) == 'U')
        digits = 8;
    else if (text.at(1) != 'u')
        start = 1;
    if (text.size() < start + digits)
        return std::nullopt;
    bool isHex = false;
    const auto character = text.sliced(start, digits).toByteArray().toUInt(&isHex, 16);
    if (!isHex || character > GreatestCodePoint)
        return std::nullopt;
    return Escape{ character, start + digits };
}

std::optional<QByteArray> unescaped(QByteArrayView text)
{
    QByteArray out;
    out.reserve(text.size());
    for (qsizetype at = 0; at < text.size();) {
        if (text.at(at) != '\\') {
            out.append(text.at(at++));
            continue;
        }
        const auto escape = readEscape(text.sliced(at));
        if (!escape)
            return std::nullopt;
        out.append(QString::fromUcs4(&escape->character, 1).toUtf8());
        at += escape->length;
    }
    return out;
}

void unistr(sqlite3_context *context, int /*count*/, sqlite3_value **values)
{
    if (sqlite3_value_type(*values) == SQLITE_NULL)
        return;
    const auto *text
        = static_cast<const char *>(static_cast<const void *>(sqlite3_value_text(*values)));
    const auto plain = unescaped(QByteArrayView(text, sqlite3_value_bytes(*values)));
    if (!plain) {
        sqlite3_result_error(context, "invalid Unicode escape", -1);
        return;
    }
    sqlite3_result_text64(context,
                          plain->constData(),
                          static_cast<sqlite3_uint64>(plain->size()),
                          SQLITE_TRANSIENT,
                          SQLITE_UTF8);
}

} // namespace

void registerUnistr(sqlite3 *handle)
{
    if (sqlite3_libversion_number() >= FirstVersionThatHasIt)
        return;
    sqlite3_create_function_v2(handle,
                               "unistr",
                               1,
                               SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_INNOCUOUS,
                               nullptr,
                               unistr,
                               nullptr,
                               nullptr,
                               nullptr);
}

} // namespace tidemark
