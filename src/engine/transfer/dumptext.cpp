#include "dumptext.h"

#include <engine/sql/tokenizer.h>

#include <algorithm>

namespace tidemark {

namespace {

constexpr int DigitsOf2To53 = 16;

/// Goes over the significant tokens one at a time: the hot statements are INSERTs whose first three tokens matter.
class Tokens
{
public:
    explicit Tokens(QByteArrayView text)
        : m_text(text)
    {
        advance();
    }

    [[nodiscard]] const Token &token() const { return m_token; }
    [[nodiscard]] bool atEnd() const { return m_token.length == 0; }
    [[nodiscard]] bool is(QByteArrayView keyword) const
    {
        return isKeyword(m_text, m_token, keyword);
    }
    [[nodiscard]] bool isOperator(QByteArrayView text) const { return m_token.in(m_text) == text; }
    [[nodiscard]] QByteArray name() const
    {
        return m_token.kind == Token::Kind::String ? string() : identifierName(m_text, m_token);
    }
    [[nodiscard]] QByteArray string() const
    {
        return m_token.length < 2 ? QByteArray()
                                  : m_token.in(m_text)
                                        .sliced(1, m_token.length - 2)
                                        .toByteArray()
                                        .replace("''", "'");
    }
    void advance()
    {
        m_token = tokenAt(m_text, m_token.end());
        while (m_token.length > 0 && m_token.isBlank())
            m_token = tokenAt(m_text, m_token.end());
    }
    bool skip(QByteArrayView keyword)
    {
        if (!is(keyword))
            return false;
        advance();
        return true;
    }

private:
    QByteArrayView m_text;
    Token m_token;
};

// "main.t" or "t": the last part.
QByteArray qualifiedName(Tokens &tokens)
{
    QByteArray name = tokens.name();
    tokens.advance();
    if (tokens.isOperator(".")) {
        tokens.advance();
        name = tokens.name();
        tokens.advance();
    }
    return name;
}

CreatedObject::Type createdType(Tokens &tokens)
{
    using Type = CreatedObject::Type;
    if (tokens.skip("TABLE"))
        return Type::Table;
    if (tokens.skip("INDEX"))
        return Type::Index;
    if (tokens.skip("VIEW"))
        return Type::View;
    if (tokens.skip("TRIGGER"))
        return Type::Trigger;
    return Type::Other;
}

bool isBareInfinity(QByteArrayView text, const Token &token)
{
    const QByteArrayView word = token.in(text);
    return token.kind == Token::Kind::Word
           && (word == "Infinity" || word == "Inf" || word == "inf");
}

bool isBeyondDouble(QByteArrayView number)
{
    return number.size() >= DigitsOf2To53 && std::all_of(number.begin(), number.end(), [](char c) {
               return c >= '0' && c <= '9';
           });
}

// Cheaper than the tokenizer; most statements hold no such run at all.
bool hasLongDigitRun(QByteArrayView text)
{
    int run = 0;
    for (const char c : text) {
        run = c >= '0' && c <= '9' ? run + 1 : 0;
        if (run >= DigitsOf2To53)
            return true;
    }
    return false;
}

} // namespace

QByteArray firstWord(QByteArrayView statement)
{
    const Tokens tokens(statement);
    return tokens.token().kind == Token::Kind::Word
               ? tokens.token().in(statement).toByteArray().toUpper()
               : QByteArray();
}

CreatedObject createdObject(QByteArrayView createStatement)
{
    Tokens tokens(createStatement);
    tokens.skip("CREATE");
    for (const char *word : { "TEMP", "TEMPORARY", "UNIQUE", "VIRTUAL" })
        tokens.skip(word);
    CreatedObject object{ .type = createdType(tokens) };
    if (tokens.skip("IF")) {
        tokens.skip("NOT");
        tokens.skip("EXISTS");
    }
    object.name = qualifiedName(tokens);
    return object;
}

DroppedObject droppedObject(QByteArrayView dropStatement)
{
    Tokens tokens(dropStatement);
    tokens.skip("DROP");
    DroppedObject object{ .isTable = createdType(tokens) == CreatedObject::Type::Table };
    if (tokens.skip("IF"))
        object.ifExists = tokens.skip("EXISTS");
    object.name = qualifiedName(tokens);
    return object;
}

QByteArray insertedTable(QByteArrayView insertStatement)
{
    Tokens tokens(insertStatement);
    const bool isInsert = tokens.skip("INSERT");
    if (!isInsert)
        tokens.skip("REPLACE");
    if (isInsert && tokens.skip("OR"))
        tokens.advance();
    tokens.skip("INTO");
    return qualifiedName(tokens).toLower();
}

QByteArray pragmaName(QByteArrayView pragma)
{
    Tokens tokens(pragma);
    tokens.skip("PRAGMA");
    return qualifiedName(tokens).toLower();
}

QList<QByteArray> referencedTables(QByteArrayView createStatement)
{
    QList<QByteArray> names;
    for (Tokens tokens(createStatement); !tokens.atEnd(); tokens.advance()) {
        if (!tokens.is("REFERENCES"))
            continue;
        tokens.advance();
        names.append(tokens.name().toLower());
    }
    return names;
}

bool hasTriggerOn(QByteArrayView createTrigger, QByteArrayView object)
{
    for (Tokens tokens(createTrigger); !tokens.atEnd() && !tokens.is("BEGIN"); tokens.advance()) {
        if (!tokens.is("ON"))
            continue;
        tokens.advance();
        return tokens.name().compare(object, Qt::CaseInsensitive) == 0;
    }
    return false;
}

std::optional<QByteArray> virtualTableDefinition(QByteArrayView insertStatement)
{
    Tokens tokens(insertStatement);
    while (!tokens.atEnd() && !tokens.is("VALUES"))
        tokens.advance();
    QList<QByteArray> values;
    for (; !tokens.atEnd(); tokens.advance()) {
        if (tokens.token().kind == Token::Kind::String)
            values.append(tokens.string());
        else if (tokens.token().kind == Token::Kind::Number)
            values.append(tokens.token().in(insertStatement).toByteArray());
    }
    if (values.size() != 5 || values.at(0) != "table" || values.at(1) != values.at(2)
        || values.at(3) != "0")
        return std::nullopt;
    Tokens definition(values.at(4));
    if (!definition.skip("CREATE") || !definition.skip("VIRTUAL") || !definition.is("TABLE")
        || createdObject(values.at(4)).name != values.at(1))
        return std::nullopt;
    return values.at(4);
}

QByteArray withInfinities(QByteArrayView statement)
{
    QByteArray mended;
    for (Token token = tokenAt(statement, 0); token.length > 0;
         token = tokenAt(statement, token.end())) {
        if (isBareInfinity(statement, token))
            mended.append("9e999");
        else
            mended.append(token.in(statement));
    }
    return mended;
}

bool hasWideInteger(QByteArrayView statement)
{
    if (!hasLongDigitRun(statement))
        return false;
    for (Tokens tokens(statement); !tokens.atEnd(); tokens.advance()) {
        if (tokens.token().kind == Token::Kind::Number
            && isBeyondDouble(tokens.token().in(statement)))
            return true;
    }
    return false;
}

} // namespace tidemark
