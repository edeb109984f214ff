#include "d1projection.h"

#include <engine/database/sqlite/d1profile.h>
#include <engine/sql/script.h>
#include <engine/sql/tokenizer.h>

#include <QJsonArray>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <limits>
#include <string_view>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Larger blobs come as JSON's array of numbers: their hex would be longer than a string may be.
constexpr int LargestHex = 900'000;

constexpr std::array<std::string_view, 12> ShowingPragmas{
    "data_version", "foreign_key_check", "foreign_key_list", "index_info",
    "index_list",   "index_xinfo",       "page_size",        "quick_check",
    "table_info",   "table_list",        "table_xinfo",      "foreign_keys",
};

bool isPunctuation(QByteArrayView text, const Token &token, char letter)
{
    return token.kind == Token::Kind::Operator && token.length == 1 && text[token.offset] == letter;
}

bool isOneOf(QByteArrayView text, const Token &token, std::initializer_list<QByteArrayView> words)
{
    return std::any_of(words.begin(), words.end(), [&](QByteArrayView word) {
        return isKeyword(text, token, word);
    });
}

bool pragmaShows(QByteArrayView statement)
{
    const auto tokens = significantTokens(statement);
    if (tokens.size() < 2)
        return false;
    const auto name = tokens[1].in(statement).toByteArray().toLower();
    const bool assigns = std::any_of(tokens.cbegin(), tokens.cend(), [&](const Token &token) {
        return isPunctuation(statement, token, '=');
    });
    const bool takesName = name != "foreign_keys" || tokens.size() == 2;
    return !assigns && takesName
           && std::find(ShowingPragmas.begin(),
                        ShowingPragmas.end(),
                        std::string_view(name.constData(), static_cast<std::size_t>(name.size())))
                  != ShowingPragmas.end();
}

/// Counts the columns between the first SELECT outside parentheses and what follows them.
class ColumnCounter
{
public:
    explicit ColumnCounter(QByteArrayView text)
        : m_text(text)
        , m_tokens(significantTokens(text))
    {}

    int count()
    {
        int depth = 0;
        for (m_at = 0; m_at < m_tokens.size(); ++m_at) {
            const Token &token = m_tokens[m_at];
            depth += isPunctuation(m_text, token, '(') ? 1 : 0;
            depth -= isPunctuation(m_text, token, ')') ? 1 : 0;
            if (depth == 0 && isKeyword(m_text, token, "VALUES"))
                return countRow();
            if (depth == 0 && isKeyword(m_text, token, "SELECT"))
                return countList();
        }
        return -1;
    }

private:
    int countRow()
    {
        int depth = 0;
        int columns = 1;
        for (++m_at; m_at < m_tokens.size(); ++m_at) {
            const Token &token = m_tokens[m_at];
            depth += isPunctuation(m_text, token, '(') ? 1 : 0;
            depth -= isPunctuation(m_text, token, ')') ? 1 : 0;
            if (depth == 0)
                return columns;
            columns += depth == 1 && isPunctuation(m_text, token, ',') ? 1 : 0;
        }
        return -1;
    }

    int countList()
    {
        int depth = 0;
        int columns = 1;
        for (++m_at; m_at < m_tokens.size(); ++m_at) {
            const Token &token = m_tokens[m_at];
            depth += isPunctuation(m_text, token, '(') ? 1 : 0;
            depth -= isPunctuation(m_text, token, ')') ? 1 : 0;
            if (depth > 0)
                continue;
            if (depth < 0 || endsList(token))
                return columns;
            if (isStar(token))
                return -1;
            columns += isPunctuation(m_text, token, ',') ? 1 : 0;
        }
        return columns;
    }

    [[nodiscard]] bool endsList(const Token &token) const
    {
        // IS DISTINCT FROM belongs to an expression.
        if (isKeyword(m_text, token, "FROM"))
            return !(m_at >= 2 && isKeyword(m_text, m_tokens[m_at - 1], "DISTINCT")
                     && isOneOf(m_text, m_tokens[m_at - 2], { "IS", "NOT" }));
        return token.kind == Token::Kind::Semicolon
               || isOneOf(m_text,
                          token,
                          { "WHERE",
                            "GROUP",
                            "HAVING",
                            "ORDER",
                            "LIMIT",
                            "UNION",
                            "INTERSECT",
                            "EXCEPT" });
    }

    /// A star where a column begins, not one that multiplies.
    [[nodiscard]] bool isStar(const Token &token) const
    {
        if (!isPunctuation(m_text, token, '*'))
            return false;
        const Token &before = m_tokens[m_at - 1];
        return isPunctuation(m_text, before, ',') || isPunctuation(m_text, before, '.')
               || isOneOf(m_text, before, { "SELECT", "DISTINCT", "ALL" });
    }

    QByteArrayView m_text;
    QList<Token> m_tokens;
    qsizetype m_at = 0;
};

QByteArray exactColumn(const QByteArray &name, TextForm form)
{
    const QByteArray hexLimit = QByteArray::number(LargestHex);
    QByteArray text = "'t'||#";
    if (form == TextForm::Hex)
        text = "CASE WHEN length(CAST(# AS BLOB))<=" + hexLimit
               + " THEN 'x'||hex(CAST(# AS BLOB)) ELSE '?' END";
    // A finite real goes as JSON's number, which is exact; SQLite's printf() is not for the largest (3.40.1).
    QByteArray sql = "CASE typeof(#) WHEN 'null' THEN NULL WHEN 'integer' THEN 'i'||# "
                     "WHEN 'real' THEN CASE WHEN abs(#)<9e999 THEN # WHEN #>0 THEN 'rInf' "
                     "ELSE 'r-Inf' END WHEN 'text' THEN "
                     + text + " ELSE CASE WHEN length(#)<=" + hexLimit
                     + " THEN 'b'||hex(#) ELSE # END END";
    return sql.replace("#", name);
}

std::optional<Value> infinityOf(const QByteArray &text)
{
    const double infinity = std::numeric_limits<double>::infinity();
    if (text == "Inf")
        return Value::real(infinity);
    return text == "-Inf" ? std::optional(Value::real(-infinity)) : std::nullopt;
}

QByteArray bytesOf(const QJsonArray &numbers)
{
    QByteArray bytes;
    bytes.reserve(numbers.size());
    for (const auto &number : numbers)
        bytes.append(static_cast<char>(number.toInt()));
    return bytes;
}

} // namespace

bool readsOnly(QByteArrayView statement)
{
    switch (statementKind(statement)) {
    case StatementKind::Select:
    case StatementKind::Explain:
        return true;
    case StatementKind::Pragma:
        return pragmaShows(statement);
    default:
        return false;
    }
}

bool isProjectable(QByteArrayView statement)
{
    return statementKind(statement) == StatementKind::Select;
}

int columnCount(QByteArrayView statement)
{
    return ColumnCounter(statement).count();
}

Wrapping namesOf()
{
    return { "SELECT * FROM (", "\n) LIMIT 0" };
}

Wrapping exactRowsOf(int columns, TextForm form)
{
    QByteArrayList names;
    QByteArrayList values;
    for (int i = 1; i <= columns; ++i) {
        names.append('c' + QByteArray::number(i));
        values.append(exactColumn(names.last(), form));
    }
    return { "WITH _tidemark_row(" + names.join(',') + ") AS (SELECT * FROM (",
             "\n) LIMIT -1) SELECT " + values.join(',') + " FROM _tidemark_row LIMIT -1" };
}

QStringList originalNames(QStringList names)
{
    static const QRegularExpression numbered(u"^(.*):\\d+$"_s,
                                             QRegularExpression::DotMatchesEverythingOption);
    for (qsizetype i = 0; i < names.size(); ++i) {
        const auto match = numbered.match(names[i]);
        if (match.hasMatch() && names.first(i).contains(match.captured(1), Qt::CaseInsensitive))
            names[i] = match.captured(1);
    }
    return names;
}

std::optional<Value> exactValue(const QJsonValue &sent)
{
    if (sent.isNull())
        return Value();
    if (sent.isDouble())
        return Value::real(sent.toDouble());
    if (sent.isArray())
        return Value::blob(bytesOf(sent.toArray()));
    const QByteArray text = sent.toString().toUtf8();
    if (text.isEmpty())
        return std::nullopt;
    const QByteArray content = text.mid(1);
    bool ok = false;
    switch (text.front()) {
    case 'i': {
        const qint64 number = content.toLongLong(&ok);
        return ok ? std::optional(Value::integer(number)) : std::nullopt;
    }
    case 'r':
        return infinityOf(content);
    case 't':
        return Value::text(content);
    case 'x':
        return Value::text(QByteArray::fromHex(content));
    case 'b':
        return Value::blob(QByteArray::fromHex(content));
    default:
        return std::nullopt;
    }
}

Value plainValue(const QJsonValue &sent)
{
    switch (sent.type()) {
    case QJsonValue::Bool:
        return Value::integer(sent.toBool() ? 1 : 0);
    case QJsonValue::Double: {
        const double number = sent.toDouble();
        const qint64 whole = sent.toInteger(std::numeric_limits<qint64>::min());
        if (whole != std::numeric_limits<qint64>::min())
            return Value::integer(whole);
        return Value::real(number);
    }
    case QJsonValue::String:
        return Value::text(sent.toString());
    case QJsonValue::Array:
        return Value::blob(bytesOf(sent.toArray()));
    default:
        return {};
    }
}

bool mayBeReplaced(const Value &value)
{
    return value.kind() == Value::Kind::Text && value.bytes().contains("\xef\xbf\xbd");
}

bool isMiscount(QStringView message)
{
    static const QRegularExpression miscount(u"_tidemark_row has \\d+ values for \\d+ columns"_s);
    return message.contains(miscount);
}

} // namespace tidemark
