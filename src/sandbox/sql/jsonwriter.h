#pragma once

#include <QByteArray>
#include <QString>

struct sqlite3_stmt;

namespace tidemark::sandbox {

// JSON as a JavaScript engine writes it: every number passes through a double, an infinity is null, a blob is an
// array of numbers. QJsonDocument sorts keys and writes large integers digit by digit.

/// "9007199254740992", "1", "0.1", "1e+21"; "null" for infinities and NaN (ECMAScript Number::toString).
[[nodiscard]] QByteArray jsonNumber(double number);

/// Quoted and escaped. Bytes that are not UTF-8 become U+FFFD.
[[nodiscard]] QByteArray jsonText(QByteArrayView utf8);
[[nodiscard]] QByteArray jsonText(const QString &text);

/// The value of a result's column.
[[nodiscard]] QByteArray jsonColumn(sqlite3_stmt *statement, int column);

} // namespace tidemark::sandbox
