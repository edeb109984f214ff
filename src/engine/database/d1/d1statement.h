#pragma once

#include <engine/base/result.h>
#include <engine/database/database.h>

#include <QJsonArray>

namespace tidemark {

/// Text put together from pieces of another, which remembers where each piece came from.
class TracedText
{
public:
    /// Appends @p bytes that stood at @p origin.
    void keep(QByteArrayView bytes, qsizetype origin);
    /// Appends @p bytes that stand for what began at @p origin.
    void put(QByteArrayView bytes, qsizetype origin);

    /// This text between two others, which came from nowhere.
    [[nodiscard]] TracedText within(QByteArrayView before, QByteArrayView after) const;

    [[nodiscard]] const QByteArray &text() const { return m_text; }
    /// Where the byte at @p offset came from; -1 if there is no such byte.
    [[nodiscard]] qsizetype origin(qsizetype offset) const;

private:
    struct Piece {
        qsizetype start;
        qsizetype origin;
        bool kept;
    };
    QByteArray m_text;
    QList<Piece> m_pieces;
};

/// A statement as D1 is given it.
struct D1Statement {
    TracedText sql;
    QJsonArray parameters = {};
};

/// The text and parameters that make D1 do exactly what @p bound says. Parameters travel as JSON, whose numbers D1 binds
/// as REAL and whose strings must be UTF-8, so:
///
/// | value | sent | in the SQL |
/// | integer | decimal string | (+CAST(?1 AS INTEGER)) |
/// | real | number; infinities not at all | (+CAST(?1 AS REAL)); 9e999 |
/// | text | string; if it has NUL or is not UTF-8, hex | ?1; (+CAST(unhex(?1) AS TEXT)) |
/// | blob | hex, in parts of 900,000 bytes | unhex(?1); CAST(unhex(?1)||unhex(?2) AS BLOB) |
/// | NULL | null | ?1 |
///
/// The unary plus takes away the affinity that a CAST has and a parameter has not. Every placeholder becomes a number.
///
/// D1 splits and parses text on the server in ways that fail (workers-sdk#10998, #14991, #4326, #4713), so line ends become LF,
/// comments with quotes or semicolons in them go, and BEGIN, CASE and END of a trigger are written in upper case.
///
/// Fails with Usage if the text is not one statement, is not UTF-8, or the number of parameters does not fit.
[[nodiscard]] Result<D1Statement> d1Statement(const BoundStatement &bound);

} // namespace tidemark
