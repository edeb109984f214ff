#pragma once

#include <QByteArray>
#include <QList>

namespace tidemark {

/// One statement of a script.
struct Statement {
    QByteArray text; ///< without blanks and comments around it and without the final semicolon
    qsizetype offset = 0; ///< first byte of @c text in the script
    qsizetype length = 0; ///< bytes of @c text
    int line = 1; ///< 1-based line of @c offset
    bool complete
        = true; ///< false if the script ended before a semicolon closed it, as the last one may

    bool operator==(const Statement &other) const = default;
};

/// Splits a script as SQLite's own shell does (sqlite3_complete): semicolons in strings, comments, quoted
/// identifiers and trigger bodies (CASE … END included) do not end a statement. Empty statements are left out.
[[nodiscard]] QList<Statement> splitScript(QByteArrayView script);

/// Finds the end of the first statement in @p text without copying: the offset after its semicolon, or -1 if
/// the text ends first. For streaming a large dump block by block.
[[nodiscard]] qsizetype statementEnd(QByteArrayView text);

/// Text as migrations are hashed and sent: without a byte order mark, CRLF and CR turned into LF.
[[nodiscard]] QByteArray normalised(QByteArrayView script);

/// The statements' tokens alone, one blank between them, bare words in upper case: two scripts that differ
/// in comments, white space or letter case of bare words are the same in this form.
[[nodiscard]] QByteArray tokenForm(QByteArrayView script);

/// Line and column, both 1-based, of a byte offset; the column counts characters.
struct Position {
    int line = 1;
    int column = 1;
};
[[nodiscard]] Position positionOf(QByteArrayView script, qsizetype offset);

/// What a statement starts with, found by token: enough for routing, never for safety.
enum class StatementKind {
    Select,
    Explain,
    Pragma,
    Insert,
    Update,
    Delete,
    Create,
    Alter,
    Drop,
    Transaction,
    Other
};
[[nodiscard]] StatementKind statementKind(QByteArrayView statement);

/// True if an UPDATE or DELETE has no WHERE of its own (one in a subquery or a string does not count).
[[nodiscard]] bool changesWholeTable(QByteArrayView statement);

} // namespace tidemark
