#include "d1limits.h"

#include <engine/database/sqlite/d1profile.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using namespace d1profile;

Error tooLarge(const QString &message, const QString &remedy, qsizetype offset = -1)
{
    Error error{ .kind = Error::Kind::Database, .message = message, .remedy = remedy };
    error.where.offset = offset;
    return error;
}

/// What is counted between a parenthesis and its partner.
struct Level {
    enum class List { None, In, Values, ValuesRow };

    List list = List::None;
    bool subquery = false; ///< IN (SELECT …)
    bool empty = true; ///< no token yet
    qsizetype offset = 0;
    int terms = 1; ///< of a compound SELECT
    int rows = 0; ///< of a VALUES
    int columns = 0; ///< of its first row
    int commas = 0;
};

/// Reads a statement once and stops at the first thing that is too large.
class SizeCheck
{
public:
    explicit SizeCheck(const BoundStatement &bound)
        : m_bound(bound)
        , m_sql(bound.sql)
    {}

    std::optional<Error> run()
    {
        Token before{ Token::Kind::Whitespace, 0, 0 };
        for (const Token &token : significantTokens(m_sql)) {
            if (auto error = take(before, token))
                return error;
            before = token;
        }
        return overrun(m_levels.last());
    }

private:
    std::optional<Error> take(const Token &before, const Token &token)
    {
        if (token.kind == Token::Kind::Parameter)
            ++m_placeholders;
        if (isPunctuation(token, ')'))
            return close();
        if (isPunctuation(token, '(')) {
            open(before, token);
            return std::nullopt;
        }
        Level &level = m_levels.last();
        const bool first = std::exchange(level.empty, false);
        if (first && (is(token, "SELECT") || is(token, "WITH") || is(token, "VALUES")))
            level.subquery = true;
        if (isPunctuation(token, ','))
            ++level.commas;
        if (token.kind == Token::Kind::Semicolon) // in a trigger's body
            level.terms = 1;
        if (is(token, "UNION") || is(token, "INTERSECT") || is(token, "EXCEPT"))
            ++level.terms;
        if (is(token, "VALUES"))
            beginValues(level, token);
        else if (level.list == Level::List::Values && token.kind == Token::Kind::Word)
            level.list = Level::List::None; // ON CONFLICT, RETURNING, UNION
        if (level.terms > MaxCompoundTerms)
            return tooLarge(u"The compound SELECT has more than %1 terms; D1 takes no more."_s.arg(
                                MaxCompoundTerms),
                            u"Split it, or write constant rows as VALUES."_s,
                            token.offset);
        return pattern(before, token);
    }

    static void beginValues(Level &level, const Token &token)
    {
        level.list = Level::List::Values;
        level.rows = 0;
        level.columns = 0;
        level.offset = token.offset;
    }

    void open(const Token &before, const Token &token)
    {
        Level level;
        level.offset = token.offset;
        if (m_levels.last().list == Level::List::Values)
            level.list = Level::List::ValuesRow;
        else if (is(before, "IN"))
            level.list = Level::List::In;
        m_levels.last().empty = false;
        m_levels.append(level);
    }

    std::optional<Error> close()
    {
        if (m_levels.size() == 1)
            return std::nullopt; // not balanced; D1 says it better
        const Level closed = m_levels.takeLast();
        Level &outer = m_levels.last();
        if (closed.list == Level::List::ValuesRow) {
            ++outer.rows;
            outer.columns = std::max(outer.columns, closed.commas + 1);
        }
        if (auto error = overrun(closed))
            return error;
        return overrun(outer);
    }

    /// Measured on workerd 1.20260426: 1,950 rows of ten columns and 7,160 IN values need more than the 25,000 operations
    /// that D1 allows a compiled statement ("out of memory").
    static std::optional<Error> overrun(const Level &level)
    {
        if (level.rows * (level.columns + 3) > MaxProgramOps)
            return tooLarge(u"VALUES has more rows than D1 can compile."_s,
                            u"Split the statement: at most %1 rows of %2 columns."_s
                                .arg(MaxProgramOps / (level.columns + 3))
                                .arg(level.columns),
                            level.offset);
        constexpr int MostValues = MaxProgramOps * 2 / 7;
        if (level.list == Level::List::In && !level.subquery && level.commas >= MostValues)
            return tooLarge(u"The IN list has more values than D1 can compile."_s,
                            u"Split it: at most %1 values."_s.arg(MostValues),
                            level.offset);
        return std::nullopt;
    }

    std::optional<Error> pattern(const Token &before, const Token &token) const
    {
        if (!is(before, "LIKE") && !is(before, "GLOB"))
            return std::nullopt;
        qsizetype bytes = 0;
        if (token.kind == Token::Kind::String)
            bytes = token.in(m_sql).sliced(1).chopped(1).toByteArray().replace("''", "'").size();
        else if (token.kind == Token::Kind::Parameter)
            bytes = boundText(token).size();
        if (bytes <= MaxLikePatternBytes)
            return std::nullopt;
        return tooLarge(
            u"The pattern has %1 bytes; D1 takes %2."_s.arg(bytes).arg(MaxLikePatternBytes),
            u"Use instr() or substr(), or an FTS5 table."_s,
            token.offset);
    }

    /// The text bound to ?, if it is the only kind of placeholder so far, or to ?3.
    [[nodiscard]] QByteArray boundText(const Token &token) const
    {
        const auto text = token.in(m_sql);
        const qsizetype number = text.size() > 1 ? text.sliced(1).toInt() : m_placeholders;
        return m_bound.parameters.value(number - 1).bytes();
    }

    [[nodiscard]] bool is(const Token &token, QByteArrayView keyword) const
    {
        return token.length > 0 && isKeyword(m_sql, token, keyword);
    }
    [[nodiscard]] bool isPunctuation(const Token &token, char letter) const
    {
        return token.kind == Token::Kind::Operator && token.length == 1
               && m_sql[token.offset] == letter;
    }

    const BoundStatement &m_bound;
    QByteArrayView m_sql;
    QList<Level> m_levels{ Level{} };
    int m_placeholders = 0;
};

std::optional<Error> largeValue(const QList<Value> &values)
{
    qsizetype number = 0;
    for (const Value &value : values) {
        ++number;
        if (value.bytes().size() > MaxValueBytes)
            return tooLarge(
                u"Value %1 has %2 bytes; D1 stores no text, blob or row of more than %3."_s
                    .arg(number)
                    .arg(value.bytes().size())
                    .arg(MaxValueBytes),
                u"Keep it elsewhere, in R2 for example, and its address here."_s);
    }
    return std::nullopt;
}

} // namespace

std::optional<Error> refusalBySize(const BoundStatement &bound, const D1Statement &sent)
{
    if (sent.sql.text().size() > MaxStatementBytes)
        return tooLarge(u"The statement has %1 bytes; D1 takes %2."_s.arg(sent.sql.text().size())
                            .arg(MaxStatementBytes),
                        u"Split it; long values go into parameters, which are not counted."_s);
    if (sent.parameters.size() > MaxParameters)
        return tooLarge(
            u"The statement has %1 parameters; D1 takes %2."_s.arg(sent.parameters.size())
                .arg(MaxParameters),
            u"Split it into statements with fewer values."_s);
    if (auto error = largeValue(bound.parameters))
        return error;
    return SizeCheck(bound).run();
}

} // namespace tidemark
