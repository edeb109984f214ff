#include "canonicalsql.h"
#include "script.h"
#include "tokenizer.h"

#include <utility>

namespace tidemark {

namespace {

using Keyword = std::pair<QByteArrayView, StatementKind>;

constexpr Keyword Keywords[] = {
    { "SELECT", StatementKind::Select },
    { "VALUES", StatementKind::Select },
    { "EXPLAIN", StatementKind::Explain },
    { "PRAGMA", StatementKind::Pragma },
    { "INSERT", StatementKind::Insert },
    { "REPLACE", StatementKind::Insert },
    { "UPDATE", StatementKind::Update },
    { "DELETE", StatementKind::Delete },
    { "CREATE", StatementKind::Create },
    { "ALTER", StatementKind::Alter },
    { "DROP", StatementKind::Drop },
    { "BEGIN", StatementKind::Transaction },
    { "COMMIT", StatementKind::Transaction },
    { "END", StatementKind::Transaction },
    { "ROLLBACK", StatementKind::Transaction },
    { "SAVEPOINT", StatementKind::Transaction },
    { "RELEASE", StatementKind::Transaction },
};

StatementKind kindOf(QByteArrayView text, const Token &token)
{
    for (const auto &[word, kind] : Keywords) {
        if (isKeyword(text, token, word))
            return kind;
    }
    return StatementKind::Other;
}

/// Goes from one significant token to the next and counts parentheses.
class TokenWalk
{
public:
    explicit TokenWalk(QByteArrayView text)
        : m_text(text)
    {}

    /// False at the end.
    bool next()
    {
        do {
            m_token = tokenAt(m_text, m_token.end());
        } while (m_token.length > 0 && m_token.isBlank());
        if (m_token.length == 0)
            return false;
        m_depth += is('(') ? 1 : 0;
        m_depth -= is(')') ? 1 : 0;
        return true;
    }
    [[nodiscard]] const Token &token() const { return m_token; }
    [[nodiscard]] int depth() const { return m_depth; }
    [[nodiscard]] bool is(char punctuation) const
    {
        return m_token.length == 1 && m_text[m_token.offset] == punctuation;
    }
    [[nodiscard]] bool isKeyword(QByteArrayView upperCase) const
    {
        return tidemark::isKeyword(m_text, m_token, upperCase);
    }

private:
    QByteArrayView m_text;
    Token m_token = { Token::Kind::Whitespace, 0, 0 };
    int m_depth = 0;
};

/// Moves @p walk to the word that says what the statement does; a WITH clause is passed over.
StatementKind findVerb(QByteArrayView text, TokenWalk &walk)
{
    do {
        if (!walk.next())
            return StatementKind::Other;
    } while (walk.is(';'));
    if (!walk.isKeyword("WITH"))
        return kindOf(text, walk.token());
    // The verb follows the parenthesis that closes the last table expression; "replace" alone can be a name.
    bool afterExpression = false;
    while (walk.next()) {
        const auto kind = kindOf(text, walk.token());
        if (afterExpression && walk.depth() == 0 && kind != StatementKind::Other)
            return kind;
        afterExpression = walk.is(')');
    }
    return StatementKind::Other;
}

} // namespace

QByteArray tokenForm(QByteArrayView script)
{
    QByteArray out;
    out.reserve(script.size()); // nearly always enough, and never much too much
    bool separate = false;
    for (auto token = tokenAt(script, 0); token.length > 0; token = tokenAt(script, token.end())) {
        if (token.isBlank())
            continue;
        if (token.kind == Token::Kind::Semicolon) {
            separate
                = !out.isEmpty(); // so that empty statements and a last semicolon leave no trace
            continue;
        }
        if (separate)
            out += " ;";
        separate = false;
        if (!out.isEmpty())
            out += ' ';
        const qsizetype start = out.size();
        out += token.in(script);
        if (token.kind == Token::Kind::Word)
            foldFrom(out, start);
    }
    return out;
}

StatementKind statementKind(QByteArrayView statement)
{
    TokenWalk walk(statement);
    return findVerb(statement, walk);
}

bool changesWholeTable(QByteArrayView statement)
{
    TokenWalk walk(statement);
    const auto kind = findVerb(statement, walk);
    if (kind != StatementKind::Update && kind != StatementKind::Delete)
        return false;
    while (walk.next()) {
        if (walk.depth() == 0 && walk.isKeyword("WHERE"))
            return false;
        if (walk.token().kind == Token::Kind::Semicolon)
            break;
    }
    return true;
}

} // namespace tidemark
