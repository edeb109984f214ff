#include "tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>

// The rules are those of SQLite's own tokenizer (sqlite.org/src, tokenize.c), including what it does with text that is
// not SQL, so that token ends agree with the engine's for every input.

namespace tidemark {

namespace {

using TokenKind = Token::Kind;

/// What a token that starts with a given byte can be.
enum class Start : quint8 {
    Illegal,
    Blank,
    Word,
    MaybeByteOrderMark,
    MaybeBlob,
    Digit,
    Dot,
    Quote,
    Bracket,
    Question,
    Variable,
    Semicolon,
    Minus,
    Slash,
    Less,
    Greater,
    Equals,
    Bang,
    Bar,
    Single,
};

constexpr std::size_t indexOf(char c)
{
    return static_cast<unsigned char>(c);
}

constexpr bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

constexpr bool isLetter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

constexpr bool isHexDigit(char c)
{
    return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

constexpr auto WordBytes = [] {
    std::array<bool, 256> table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte) {
        const char c = static_cast<char>(byte);
        table[byte] = isLetter(c) || isDigit(c) || c == '_' || c == '$' || byte >= 0x80;
    }
    return table;
}();

constexpr bool isWordByte(char c)
{
    return WordBytes[indexOf(c)];
}

constexpr bool isSpace(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

constexpr auto Starts = [] {
    std::array<Start, 256> table{};
    for (std::size_t byte = 0; byte < table.size(); ++byte) {
        const char c = static_cast<char>(byte);
        if (isLetter(c) || c == '_' || byte >= 0x80)
            table[byte] = Start::Word;
        else if (isDigit(c))
            table[byte] = Start::Digit;
        else if (isSpace(c) && c != '\v') // continues white space but does not begin it
            table[byte] = Start::Blank;
    }
    const auto set = [&table](const char *bytes, Start start) {
        for (; *bytes != '\0'; ++bytes)
            table[indexOf(*bytes)] = start;
    };
    set("xX", Start::MaybeBlob);
    set("\xEF", Start::MaybeByteOrderMark);
    set(".", Start::Dot);
    set("'\"`", Start::Quote);
    set("[", Start::Bracket);
    set("?", Start::Question);
    set("$@:#", Start::Variable);
    set(";", Start::Semicolon);
    set("-", Start::Minus);
    set("/", Start::Slash);
    set("<", Start::Less);
    set(">", Start::Greater);
    set("=", Start::Equals);
    set("!", Start::Bang);
    set("|", Start::Bar);
    set("()+*%,&~", Start::Single);
    return table;
}();

struct Scanned {
    TokenKind kind;
    const char *end;
};

/// Reads one token from @c from; bytes past the end read as NUL, which no rule goes on with.
class Scanner
{
public:
    Scanner(const char *from, const char *end)
        : m_from(from)
        , m_end(end)
    {}

    [[nodiscard]] Scanned scan() const;

private:
    [[nodiscard]] char at(qsizetype index) const
    {
        return index < m_end - m_from ? m_from[index] : '\0';
    }
    [[nodiscard]] Scanned taken(TokenKind kind, qsizetype length) const
    {
        return { kind, m_from + length };
    }
    /// The first @p wanted at or after @p from, or nullptr.
    [[nodiscard]] const char *find(char wanted, const char *from) const
    {
        return from < m_end ? static_cast<const char *>(
                   std::memchr(from, wanted, static_cast<std::size_t>(m_end - from)))
                            : nullptr;
    }
    template<typename Predicate>
    [[nodiscard]] qsizetype skip(qsizetype index, Predicate matches) const
    {
        while (index < m_end - m_from && matches(m_from[index]))
            ++index;
        return index;
    }

    [[nodiscard]] Scanned quotedText() const;
    [[nodiscard]] Scanned blob() const;
    [[nodiscard]] Scanned number() const;
    [[nodiscard]] Scanned variable() const;
    [[nodiscard]] Scanned lineComment() const;
    [[nodiscard]] Scanned blockComment() const;
    [[nodiscard]] Scanned punctuation(Start start) const;

    const char *m_from;
    const char *m_end;
};

Scanned Scanner::quotedText() const
{
    const char quote = *m_from;
    const char *close = find(quote, m_from + 1);
    while (close && close + 1 < m_end && close[1] == quote)
        close = find(quote, close + 2);
    if (!close)
        return { TokenKind::Illegal, m_end };
    return { quote == '\'' ? TokenKind::String : TokenKind::Quoted, close + 1 };
}

Scanned Scanner::blob() const
{
    const qsizetype stop = skip(2, isHexDigit);
    if (at(stop) == '\'' && stop % 2 == 0)
        return taken(TokenKind::Blob, stop + 1);
    const char *close = find('\'', m_from + stop);
    return { TokenKind::Illegal, close ? close + 1 : m_end };
}

Scanned Scanner::number() const
{
    if (at(0) == '0' && (at(1) == 'x' || at(1) == 'X') && isHexDigit(at(2)))
        return taken(TokenKind::Number, skip(3, isHexDigit));
    qsizetype stop = skip(0, isDigit);
    if (at(stop) == '.')
        stop = skip(stop + 1, isDigit);
    if (at(stop) == 'e' || at(stop) == 'E') {
        const qsizetype sign = at(stop + 1) == '+' || at(stop + 1) == '-' ? 1 : 0;
        if (isDigit(at(stop + 1 + sign)))
            stop = skip(stop + 1 + sign, isDigit);
    }
    const qsizetype word = skip(stop, isWordByte);
    return taken(word == stop ? TokenKind::Number : TokenKind::Illegal, word);
}

/// $name, @name, :name, with Tcl's $ns::name and $array(index) as SQLite reads them; #1 is for its inner use only.
Scanned Scanner::variable() const
{
    qsizetype named = 0;
    qsizetype stop = 1;
    bool legal = true;
    while (true) {
        if (isWordByte(at(stop))) {
            ++named;
            ++stop;
        } else if (at(stop) == ':' && at(stop + 1) == ':') {
            stop += 2;
        } else {
            break;
        }
    }
    if (at(stop) == '(' && named > 0) {
        stop = skip(stop + 1, [](char c) { return c != '\0' && c != ')' && !isSpace(c); });
        legal = at(stop) == ')';
        stop += legal ? 1 : 0;
    }
    legal = legal && named > 0 && *m_from != '#';
    return taken(legal ? TokenKind::Parameter : TokenKind::Illegal, stop);
}

Scanned Scanner::lineComment() const
{
    const char *close = find('\n', m_from + 2);
    return { TokenKind::Comment, close ? close : m_end };
}

Scanned Scanner::blockComment() const
{
    for (const char *star = find('*', m_from + 2); star; star = find('*', star + 1)) {
        if (star + 1 < m_end && star[1] == '/')
            return { TokenKind::Comment, star + 2 };
    }
    return { TokenKind::Comment, m_end };
}

Scanned Scanner::punctuation(Start start) const
{
    const char next = at(1);
    switch (start) {
    case Start::Minus:
        if (next == '-')
            return lineComment();
        if (next == '>')
            return taken(TokenKind::Operator, at(2) == '>' ? 3 : 2);
        return taken(TokenKind::Operator, 1);
    case Start::Slash:
        // A slash and a star that end the text are two operators to SQLite.
        return next == '*' && at(2) != '\0' ? blockComment() : taken(TokenKind::Operator, 1);
    case Start::Less:
        return taken(TokenKind::Operator, next == '=' || next == '>' || next == '<' ? 2 : 1);
    case Start::Greater:
        return taken(TokenKind::Operator, next == '=' || next == '>' ? 2 : 1);
    case Start::Equals:
        return taken(TokenKind::Operator, next == '=' ? 2 : 1);
    case Start::Bang:
        return next == '=' ? taken(TokenKind::Operator, 2) : taken(TokenKind::Illegal, 1);
    case Start::Bar:
        return taken(TokenKind::Operator, next == '|' ? 2 : 1);
    default:
        return taken(start == Start::Semicolon ? TokenKind::Semicolon : TokenKind::Operator, 1);
    }
}

Scanned Scanner::scan() const
{
    const Start start = Starts[indexOf(*m_from)];
    switch (start) {
    case Start::Illegal:
        return taken(TokenKind::Illegal, 1);
    case Start::Blank:
        return taken(TokenKind::Whitespace, skip(1, isSpace));
    case Start::MaybeByteOrderMark:
        if (at(1) == '\xBB' && at(2) == '\xBF')
            return taken(TokenKind::Whitespace, 3);
        return taken(TokenKind::Word, skip(1, isWordByte));
    case Start::MaybeBlob:
        if (at(1) == '\'')
            return blob();
        return taken(TokenKind::Word, skip(1, isWordByte));
    case Start::Word:
        return taken(TokenKind::Word, skip(1, isWordByte));
    case Start::Digit:
        return number();
    case Start::Dot:
        return isDigit(at(1)) ? number() : taken(TokenKind::Operator, 1);
    case Start::Quote:
        return quotedText();
    case Start::Bracket: {
        const char *close = find(']', m_from + 1);
        return close ? Scanned{ TokenKind::Quoted, close + 1 }
                     : Scanned{ TokenKind::Illegal, m_end };
    }
    case Start::Question:
        return taken(TokenKind::Parameter, skip(1, isDigit));
    case Start::Variable:
        return variable();
    default:
        return punctuation(start);
    }
}

constexpr char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}

} // namespace

Token tokenAt(QByteArrayView text, qsizetype offset)
{
    if (offset >= text.size())
        return { Token::Kind::Illegal, text.size(), 0 };
    const char *from = text.data() + offset;
    const auto scanned = Scanner(from, text.data() + text.size()).scan();
    return { scanned.kind, offset, scanned.end - from };
}

QList<Token> significantTokens(QByteArrayView text)
{
    constexpr qsizetype Most = 256; // a script may be a dump; what is longer grows as it goes
    QList<Token> tokens;
    tokens.reserve(std::min(text.size() / 3 + 1, Most));
    for (auto token = tokenAt(text, 0); token.length > 0; token = tokenAt(text, token.end())) {
        if (!token.isBlank())
            tokens.append(token);
    }
    return tokens;
}

bool isKeyword(QByteArrayView text, const Token &token, QByteArrayView upperCase)
{
    if (token.kind != Token::Kind::Word || token.length != upperCase.size())
        return false;
    const auto word = token.in(text);
    for (qsizetype i = 0; i < word.size(); ++i) {
        if (upper(word[i]) != upperCase[i])
            return false;
    }
    return true;
}

QByteArray identifierName(QByteArrayView text, const Token &token)
{
    const auto raw = token.in(text);
    const bool isQuoted = token.kind == Token::Kind::Quoted || token.kind == Token::Kind::String;
    if (!isQuoted)
        return raw.toByteArray();
    QByteArray name = raw.sliced(1, raw.size() - 2).toByteArray();
    const char quote = raw.front();
    if (quote != '[' && name.contains(quote))
        name.replace(QByteArray(2, quote), QByteArray(1, quote));
    return name;
}

} // namespace tidemark
