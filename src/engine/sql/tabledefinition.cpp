#include "tabledefinition.h"

#include "tokenizer.h"

#include <algorithm>

namespace tidemark {

namespace {

bool isPunctuation(QByteArrayView sql, const Token &token, char wanted)
{
    return token.kind == Token::Kind::Operator && token.length == 1 && sql[token.offset] == wanted;
}

/// A range of tokens with the text they cut out.
struct Element {
    QByteArrayView sql;
    QList<Token> tokens;

    [[nodiscard]] QByteArrayView text(qsizetype from) const
    {
        if (from >= tokens.size())
            return {};
        const qsizetype start = tokens[from].offset;
        return sql.sliced(start, tokens.last().end() - start);
    }
    [[nodiscard]] bool isConstraint() const
    {
        const auto startsWith
            = [this](QByteArrayView word) { return isKeyword(sql, tokens.first(), word); };
        return startsWith("CONSTRAINT") || startsWith("PRIMARY") || startsWith("UNIQUE")
               || startsWith("CHECK") || startsWith("FOREIGN");
    }
};

/// Cuts the text between the first parenthesis and its counterpart at the commas; @p next becomes the index of
/// the token after it.
QList<Element> elementsOf(QByteArrayView sql, const QList<Token> &tokens, qsizetype &next)
{
    QList<Element> elements;
    Element current{ sql, {} };
    int depth = 0;
    for (; next < tokens.size(); ++next) {
        const auto &token = tokens[next];
        const bool opens = isPunctuation(sql, token, '(');
        depth -= isPunctuation(sql, token, ')') ? 1 : 0;
        const bool ends = depth == 0 || (depth == 1 && isPunctuation(sql, token, ','));
        if (depth > 0 && !ends)
            current.tokens.append(token);
        if (ends && !current.tokens.isEmpty())
            elements.append(std::exchange(current, { sql, {} }));
        depth += opens ? 1 : 0;
        if (depth == 0 && !elements.isEmpty())
            break;
    }
    ++next;
    return elements;
}

ColumnDefinition columnOf(const Element &element, const NameSet &names)
{
    const auto rest = element.text(1);
    return { .name = QString::fromUtf8(identifierName(element.sql, element.tokens.first())),
             .sql = oneLine(element.text(0)),
             .rest = oneLine(rest),
             .canonical = canonicalSql(rest, names) };
}

/// The tokens of @p sql that stand outside of parentheses.
QList<Token> outerTokens(QByteArrayView sql)
{
    QList<Token> outer;
    int depth = 0;
    for (const auto &token : significantTokens(sql)) {
        depth -= isPunctuation(sql, token, ')') ? 1 : 0;
        if (depth == 0)
            outer.append(token);
        depth += isPunctuation(sql, token, '(') ? 1 : 0;
    }
    return outer;
}

} // namespace

bool ColumnDefinition::has(const QList<QByteArray> &keywords) const
{
    const auto tokens = outerTokens(rest);
    const auto matches = [this](const Token &token, const QByteArray &keyword) {
        return isKeyword(rest, token, keyword);
    };
    return std::search(tokens.begin(), tokens.end(), keywords.begin(), keywords.end(), matches)
           != tokens.end();
}

QByteArray ColumnDefinition::defaultStart() const
{
    const auto tokens = outerTokens(rest);
    for (qsizetype i = 0; i + 1 < tokens.size(); ++i) {
        if (isKeyword(rest, tokens[i], "DEFAULT"))
            return folded(tokens[i + 1].in(rest));
    }
    return {};
}

const ColumnDefinition *TableDefinition::column(const QString &name) const
{
    const auto found = std::find_if(columns.begin(), columns.end(), [&name](const auto &column) {
        return sameName(column.name, name);
    });
    return found == columns.end() ? nullptr : &*found;
}

std::optional<TableDefinition> tableDefinition(const Table &table, const NameSet &names)
{
    const QByteArrayView sql = table.sql;
    const auto tokens = significantTokens(sql);
    const bool ordinary = table.kind != Table::Kind::Virtual && tokens.size() > 1
                          && isKeyword(sql, tokens[0], "CREATE");
    if (!ordinary)
        return {};
    qsizetype next = 0;
    TableDefinition definition;
    for (const auto &element : elementsOf(sql, tokens, next)) {
        if (element.isConstraint())
            definition.constraints.append(
                { oneLine(element.text(0)), canonicalSql(element.text(0), names) });
        else
            definition.columns.append(columnOf(element, names));
    }
    if (definition.columns.isEmpty())
        return {};
    const Element options{ sql, tokens.mid(next) };
    definition.options = canonicalSql(options.text(0), names);
    return definition;
}

} // namespace tidemark
