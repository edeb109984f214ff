#include "d1importscript.h"

#include "d1limits.h"
#include "d1statement.h"

#include <engine/sql/tokenizer.h>

namespace tidemark {

namespace {

/// A script's own statements have no parameters, and stay as they are.
QByteArray withLiterals(const BoundStatement &bound)
{
    if (bound.parameters.isEmpty())
        return bound.sql;
    QByteArray text;
    qsizetype copied = 0;
    int highest = 0; // a bare ? is one more
    for (const Token &token : significantTokens(bound.sql)) {
        if (token.kind != Token::Kind::Parameter)
            continue;
        text += QByteArrayView(bound.sql).sliced(copied, token.offset - copied);
        const auto digits = token.in(bound.sql).sliced(1);
        const int number = digits.isEmpty() ? highest + 1 : digits.toInt();
        highest = std::max(highest, number);
        appendLiteral(text, bound.parameters.value(number - 1));
        copied = token.offset + token.length;
    }
    return text + QByteArrayView(bound.sql).sliced(copied);
}

} // namespace

Result<QByteArray> d1ImportScript(const QList<BoundStatement> &statements)
{
    QByteArray script;
    int number = 0;
    for (const BoundStatement &statement : statements) {
        ++number;
        const BoundStatement whole{ withLiterals(statement) };
        const auto sent = d1Statement(whole);
        auto refusal = sent ? refusalBySize(whole, *sent) : std::optional(sent.error());
        if (refusal) {
            refusal->where.statement = number;
            return *refusal;
        }
        script += sent->sql.text() + ";\n";
    }
    return script;
}

} // namespace tidemark
