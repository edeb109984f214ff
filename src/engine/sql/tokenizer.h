#pragma once

#include <QByteArray>
#include <QList>

namespace tidemark {

/// One token of SQLite's dialect, as a byte range of the text it was read from.
struct Token {
    enum class Kind {
        Whitespace,
        Comment, ///< -- to the end of the line, or /* … */ (unterminated is a comment too, as in SQLite)
        Word, ///< keyword or bare identifier
        Quoted, ///< "…", `…` or […]: an identifier (SQLite may fall back to a string for "…")
        String, ///< '…'
        Blob, ///< X'…'
        Number,
        Parameter, ///< ? ?1 :a @a $a
        Semicolon,
        Operator, ///< punctuation, one or more characters
        Illegal, ///< an unterminated string or quoted identifier, or a character SQL does not know
    };

    Kind kind = Kind::Illegal;
    qsizetype offset = 0;
    qsizetype length = 0;

    [[nodiscard]] qsizetype end() const { return offset + length; }
    [[nodiscard]] bool isBlank() const { return kind == Kind::Whitespace || kind == Kind::Comment; }
    [[nodiscard]] QByteArrayView in(QByteArrayView text) const
    {
        return text.sliced(offset, length);
    }
};

/// The token that starts at @p offset; of length 0 at the end. Every byte of the text belongs to exactly one token.
[[nodiscard]] Token tokenAt(QByteArrayView text, qsizetype offset);

/// All tokens that are not blank.
[[nodiscard]] QList<Token> significantTokens(QByteArrayView text);

/// True if @p token is the keyword @p upperCase, whatever its case; a quoted word is never a keyword.
[[nodiscard]] bool isKeyword(QByteArrayView text, const Token &token, QByteArrayView upperCase);

/// The name that a Word or Quoted token means: quotes taken off, doubled quotes made single.
[[nodiscard]] QByteArray identifierName(QByteArrayView text, const Token &token);

} // namespace tidemark
