#pragma once

#include "csvreader.h"

#include <engine/sql/schema.h>

#include <QString>

#include <optional>

struct sqlite3_stmt;

namespace tidemark {

/// A field that is a number in exactly one way: no leading zeros, no plus sign, no minus zero, no exponent.
struct CsvNumber {
    qint64 integer = 0; ///< if there are no decimals
    int decimals = 0;
    int digits = 0;
    bool endsWithZero = false; ///< its decimals do
};
/// Nothing if it is none, or an integer beyond 64 bits.
[[nodiscard]] std::optional<CsvNumber> exactNumber(QByteArrayView text);
/// A number as SQLite's CAST and column affinities understand it: "+1", "007", ".5", "1e5", blanks around it.
[[nodiscard]] bool isSqlNumber(QByteArrayView text);
/// X'00FF'
[[nodiscard]] bool isBlobLiteral(QByteArrayView text);

/// What a new column holds, from all its fields. A type is chosen only if the fields can be written again from what is
/// stored: what has leading zeros, a sign, an exponent, more than 15 digits or decimals of changing length that end with a
/// zero ("1.9", "1.10") stays text.
class CsvColumnGuess
{
public:
    void look(const CsvField &field);
    [[nodiscard]] bool isText() const { return m_isText; } ///< for certain: nothing more to see
    [[nodiscard]] QString type() const; ///< "INTEGER", "REAL", "BLOB" or "TEXT"

private:
    void lookAtNumber(QByteArrayView text);

    bool m_isText = false;
    bool m_isEmpty = true; ///< no field held anything
    bool m_isNumber = true;
    bool m_isInteger = true;
    bool m_isBlob = true;
    bool m_hasLongNumber = false; ///< more digits than a REAL keeps
    bool m_endsWithZero = false;
    int m_fewestDecimals = 0;
    int m_mostDecimals = 0;
};

/// How a column takes a field, by its declared type (https://sqlite.org/datatype3.html, 3.1).
enum class CsvColumnKind { Text, Integer, Real, Numeric, Blob };
[[nodiscard]] CsvColumnKind columnKind(const QString &declaredType);
[[nodiscard]] inline bool isNumeric(CsvColumnKind kind)
{
    return kind == CsvColumnKind::Integer || kind == CsvColumnKind::Real
           || kind == CsvColumnKind::Numeric;
}

/// What an empty field is. In a column of numbers it is always NULL.
enum class CsvEmpty {
    Auto, ///< "" is an empty text, nothing at all is NULL
    Null,
    Text,
};

/// Binds a field as its column takes it, without a copy: it must stay where it is until the statement was stepped. Returns
/// why that would lose something, or nullptr.
[[nodiscard]] const char *bindField(sqlite3_stmt *statement,
                                    int parameter,
                                    const CsvField &field,
                                    CsvColumnKind kind,
                                    CsvEmpty empty);

} // namespace tidemark
