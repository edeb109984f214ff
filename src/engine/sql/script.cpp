#include "script.h"

#include "tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>

namespace tidemark {

namespace {

constexpr bool isBlankByte(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

/// Bytes that end a statement or begin something in which a semicolon does not.
constexpr auto Notable = [] {
    std::array<bool, 256> table{};
    for (const char c : { ';', '\'', '"', '`', '[', '-', '/' })
        table[static_cast<unsigned char>(c)] = true;
    return table;
}();

struct Extent {
    qsizetype content = 0; ///< after the last byte that is neither blank nor comment
    qsizetype end = 0; ///< after the semicolon, or the end of the text
    bool closed = false; ///< a semicolon was found
};

/// The part of a statement that decides whether it makes a trigger, whose body has semicolons of its own.
enum class Head { Start, Explain, Create, Trigger, Plain };

/// Where a trigger is on its way to ";END;".
enum class Body { Inside, AfterSemicolon, AfterEnd };

/// As sqlite3_complete() sees it, which knows nothing of Tcl's array variables: what stands in the parentheses of $a(;) is
/// looked at, here as in the rest of a statement.
Token splitterToken(QByteArrayView text, qsizetype at)
{
    Token token = tokenAt(text, at);
    const auto word = token.in(text);
    if (!word.isEmpty() && QByteArrayView("$@:#").contains(word.front())) {
        if (const auto array = word.indexOf('('); array > 0)
            token.length = array;
    }
    return token;
}

bool isTemporary(QByteArrayView text, const Token &token)
{
    return isKeyword(text, token, "TEMP") || isKeyword(text, token, "TEMPORARY");
}

/// The transitions of sqlite3_complete() before a trigger's body.
Head next(Head head, QByteArrayView text, const Token &token)
{
    const bool explain = isKeyword(text, token, "EXPLAIN");
    const bool create = isKeyword(text, token, "CREATE");
    const bool trigger = isKeyword(text, token, "TRIGGER");
    switch (head) {
    case Head::Start:
        return explain ? Head::Explain : create ? Head::Create : Head::Plain;
    case Head::Explain:
        if (create)
            return Head::Create;
        return explain || trigger || isTemporary(text, token) || isKeyword(text, token, "END")
                   ? Head::Plain
                   : Head::Explain;
    case Head::Create:
        if (isTemporary(text, token))
            return Head::Create;
        return trigger ? Head::Trigger : Head::Plain;
    case Head::Trigger:
    case Head::Plain:
        break;
    }
    return head;
}

/// Walks over one statement.
class StatementScanner
{
public:
    StatementScanner(QByteArrayView text, qsizetype from)
        : m_text(text)
        , m_at(from)
        , m_content(from)
    {}

    [[nodiscard]] Extent scan();

private:
    [[nodiscard]] Extent scanTrigger();
    [[nodiscard]] Extent scanPlain();
    [[nodiscard]] Extent closed() const { return { m_content, m_at, true }; }
    [[nodiscard]] Extent open() const { return { m_content, m_text.size(), false }; }
    /// Moves the end of the content up to the last non-blank byte of what was passed since @p from.
    void keepFrom(qsizetype from);

    QByteArrayView m_text;
    qsizetype m_at;
    qsizetype m_content;
};

Extent StatementScanner::scan()
{
    Head head = Head::Start;
    while (head != Head::Plain && head != Head::Trigger) {
        const auto token = splitterToken(m_text, m_at);
        if (token.length == 0)
            return open();
        m_at = token.end();
        if (token.kind == Token::Kind::Semicolon)
            return closed();
        if (token.isBlank())
            continue;
        m_content = m_at;
        head = next(head, m_text, token);
    }
    return head == Head::Trigger ? scanTrigger() : scanPlain();
}

Extent StatementScanner::scanTrigger()
{
    Body body = Body::Inside;
    while (true) {
        const auto token = splitterToken(m_text, m_at);
        if (token.length == 0)
            return open();
        m_at = token.end();
        if (token.isBlank())
            continue;
        const bool semicolon = token.kind == Token::Kind::Semicolon;
        if (semicolon && body == Body::AfterEnd)
            return closed();
        m_content = m_at;
        if (semicolon)
            body = Body::AfterSemicolon;
        else if (body == Body::AfterSemicolon && isKeyword(m_text, token, "END"))
            body = Body::AfterEnd;
        else
            body = Body::Inside;
    }
}

void StatementScanner::keepFrom(qsizetype from)
{
    qsizetype end = m_at;
    while (end > from && isBlankByte(m_text[end - 1]))
        --end;
    if (end > from)
        m_content = end;
}

Extent StatementScanner::scanPlain()
{
    const char *const bytes = m_text.data();
    const qsizetype size = m_text.size();
    qsizetype from = m_at;
    while (m_at < size) {
        if (!Notable[static_cast<unsigned char>(bytes[m_at])]) {
            ++m_at;
            continue;
        }
        if (bytes[m_at] == ';') {
            keepFrom(from);
            ++m_at;
            return closed();
        }
        const auto token = tokenAt(m_text, m_at);
        if (token.kind == Token::Kind::Comment)
            keepFrom(from);
        m_at = token.end();
        if (token.kind == Token::Kind::Comment)
            from = m_at;
    }
    keepFrom(from);
    return open();
}

/// The first byte at or after @p at that belongs to a statement.
qsizetype statementStart(QByteArrayView text, qsizetype at)
{
    auto token = tokenAt(text, at);
    while (token.length > 0 && (token.isBlank() || token.kind == Token::Kind::Semicolon))
        token = tokenAt(text, token.end());
    return token.offset;
}

int linesIn(QByteArrayView text)
{
    return static_cast<int>(std::count(text.begin(), text.end(), '\n'));
}

} // namespace

QList<Statement> splitScript(QByteArrayView script)
{
    QList<Statement> statements;
    int line = 1;
    qsizetype counted = 0;
    qsizetype at = statementStart(script, 0);
    while (at < script.size()) {
        const auto extent = StatementScanner(script, at).scan();
        line += linesIn(script.sliced(counted, at - counted));
        counted = at;
        const auto text = script.sliced(at, extent.content - at);
        statements.append({ text.toByteArray(), at, text.size(), line, extent.closed });
        at = statementStart(script, extent.end);
    }
    return statements;
}

qsizetype statementEnd(QByteArrayView text)
{
    const auto extent = StatementScanner(text, 0).scan();
    return extent.closed ? extent.end : -1;
}

QByteArray normalised(QByteArrayView script)
{
    constexpr char ByteOrderMark[] = "\xEF\xBB\xBF";
    if (script.startsWith(ByteOrderMark))
        script = script.sliced(3);
    QByteArray out = script.toByteArray();
    if (!out.contains('\r'))
        return out;
    out.replace("\r\n", "\n");
    out.replace('\r', '\n');
    return out;
}

Position positionOf(QByteArrayView script, qsizetype offset)
{
    const auto before = script.first(std::clamp<qsizetype>(offset, 0, script.size()));
    auto lineStart = before.lastIndexOf('\n') + 1;
    if (lineStart == 0 && before.startsWith("\xEF\xBB\xBF"))
        lineStart = 3; // editors do not count a byte order mark
    const auto characters = std::count_if(before.begin() + lineStart, before.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    });
    return { linesIn(before) + 1, static_cast<int>(characters) + 1 };
}

} // namespace tidemark
