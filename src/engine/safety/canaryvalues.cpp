#include "canaries.h"
#include "statementshape.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

enum class Affinity { Integer, Text, Blob, Real, Numeric };

/// The rules of sqlite.org/datatype3.html, section 3.1.
Affinity affinityOf(const QString &type)
{
    const QString upper = type.toUpper();
    if (upper.contains("INT"_L1))
        return Affinity::Integer;
    if (upper.contains("CHAR"_L1) || upper.contains("CLOB"_L1) || upper.contains("TEXT"_L1)
        || upper == "ANY"_L1)
        return Affinity::Text;
    if (upper.contains("BLOB"_L1))
        return Affinity::Blob;
    if (upper.contains("REAL"_L1) || upper.contains("FLOA"_L1) || upper.contains("DOUB"_L1))
        return Affinity::Real;
    return upper.isEmpty() ? Affinity::Text : Affinity::Numeric;
}

/// Key numbers that a script is unlikely to insert itself.
constexpr qint64 FirstKey = 4'000'000'001;

QByteArray plainValue(const Column &column, int row, bool isKey)
{
    const int variant = isKey ? row : 0;
    const QString type = column.type.toUpper();
    switch (affinityOf(column.type)) {
    case Affinity::Integer:
        return QByteArray::number(isKey ? FirstKey + variant : 1);
    case Affinity::Text:
        return isKey ? quotedString(QByteArray("canary-" + QByteArray::number(variant + 1)))
                     : "'canary'";
    case Affinity::Blob:
        return variant == 0 ? "X'01'" : "X'02'";
    case Affinity::Real:
        return variant == 0 ? "1.5" : "2.5";
    case Affinity::Numeric:
        if (type.contains("DATE"_L1) || type.contains("TIME"_L1))
            return variant == 0 ? "'2026-01-01 00:00:00'" : "'2026-01-02 00:00:00'";
        return QByteArray::number(isKey ? FirstKey + variant : 1);
    }
    return "NULL";
}

/// What one CHECK says about one column, collected as candidate values.
class CheckReader
{
public:
    CheckReader(QByteArrayView expression, const QString &column, bool wantsText)
        : m_text(expression)
        , m_tokens(significantTokens(expression))
        , m_column(nameKey(column))
        , m_wantsText(wantsText)
    {}

    [[nodiscard]] QList<QByteArray> candidates()
    {
        for (qsizetype i = 0; i < m_tokens.size(); ++i) {
            if (!names(i))
                continue;
            const bool wrapped = i >= 2 && sign(i - 1, "(") && sign(i + 1, ")");
            const bool length = wrapped && isKeyword(m_text, m_tokens.at(i - 2), "LENGTH");
            if (length)
                readLength(i + 2);
            else if (wrapped)
                readFunction(i - 2, i + 2);
            else
                readComparison(i + 1);
            if (i >= 2 && isComparison(i - 1))
                add(i - 2);
        }
        return m_candidates;
    }

private:
    [[nodiscard]] bool names(qsizetype i) const
    {
        const Token &token = m_tokens.at(i);
        return (token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted)
               && nameKey(identifierName(m_text, token)) == m_column;
    }
    [[nodiscard]] bool sign(qsizetype i, QByteArrayView text) const
    {
        return i < m_tokens.size() && m_tokens.at(i).in(m_text) == text;
    }
    [[nodiscard]] bool word(qsizetype i, QByteArrayView upper) const
    {
        return i < m_tokens.size() && isKeyword(m_text, m_tokens.at(i), upper);
    }
    [[nodiscard]] bool isComparison(qsizetype i) const
    {
        return sign(i, "=") || sign(i, "==") || sign(i, "<") || sign(i, "<=") || sign(i, ">")
               || sign(i, ">=") || sign(i, "<>") || sign(i, "!=");
    }
    /// The literal at @p i with its sign, numbers with their neighbours.
    void add(qsizetype i)
    {
        const bool negative = sign(i, "-");
        i += negative || sign(i, "+") ? 1 : 0;
        if (i < 0 || i >= m_tokens.size())
            return;
        const Token &token = m_tokens.at(i);
        const QByteArray literal = token.in(m_text).toByteArray();
        if (token.kind == Token::Kind::String || token.kind == Token::Kind::Blob)
            m_candidates << literal;
        if (token.kind != Token::Kind::Number)
            return;
        const QByteArray number = negative ? "-" + literal : literal;
        m_candidates << number << "(" + number + "+1)"
                     << "(" + number + "-1)";
    }
    void readComparison(qsizetype i)
    {
        i += word(i, "IS") || word(i, "NOT") ? 1 : 0;
        if (word(i, "IN") && sign(i + 1, "(")) {
            for (i += 2; i < m_tokens.size() && !sign(i, ")"); ++i)
                addExactly(i);
        } else if (word(i, "LIKE") || word(i, "GLOB")) {
            addPattern(i + 1, word(i, "GLOB"));
        } else if (word(i, "BETWEEN") || isComparison(i)) {
            add(i + 1);
        }
    }
    void addExactly(qsizetype i)
    {
        const Token &token = m_tokens.at(i);
        if (token.kind == Token::Kind::String || token.kind == Token::Kind::Number
            || token.kind == Token::Kind::Blob)
            m_candidates << (i > 0 && sign(i - 1, "-") ? "-" : "") + token.in(m_text).toByteArray();
    }
    void addPattern(qsizetype i, bool glob)
    {
        if (i >= m_tokens.size() || m_tokens.at(i).kind != Token::Kind::String)
            return;
        QByteArray text = m_tokens.at(i).in(m_text).toByteArray();
        if (!glob) {
            m_candidates << QByteArray(text).replace('%', "").replace('_', "a")
                         << text.replace('%', "a").replace('_', "a");
            return;
        }
        for (qsizetype open = text.indexOf('['); open >= 0; open = text.indexOf('[')) {
            const qsizetype close = text.indexOf(']', open + 2);
            if (close < 0)
                break;
            const bool inverted = text.at(open + 1) == '^';
            text.replace(open, close - open + 1, inverted ? "~" : text.mid(open + 1, 1));
        }
        m_candidates << QByteArray(text).replace('*', "").replace('?', "a")
                     << text.replace('*', "a").replace('?', "a");
    }
    void readLength(qsizetype i)
    {
        const bool between = word(i, "BETWEEN");
        if ((!between && !isComparison(i)) || i + 1 >= m_tokens.size())
            return;
        const int length = m_tokens.at(i + 1).in(m_text).toByteArray().toInt();
        for (const int candidate : { length, length + 1, length - 1 }) {
            if (candidate >= 0 && candidate <= 100'000)
                m_candidates << filler(candidate);
        }
    }
    [[nodiscard]] QByteArray filler(int length) const
    {
        if (m_wantsText)
            return quotedString(QByteArray(length, 'a'));
        return length == 0 || length > 18 ? "zeroblob(" + QByteArray::number(length) + ")"
                                          : QByteArray(length, '1');
    }
    void readFunction(qsizetype function, qsizetype after)
    {
        const QByteArray name = m_tokens.at(function).in(m_text).toByteArray().toLower();
        if (name == "json_valid" || name == "json_type")
            m_candidates << "'{}'"
                         << "'[]'";
        else if (name.startsWith("date") || name.startsWith("time") || name == "julianday")
            m_candidates << "'2026-01-01'"
                         << "'2026-01-01 00:00:00'";
        else if (name == "typeof" && isComparison(after))
            addByType(after + 1);
        else
            readComparison(after);
    }
    void addByType(qsizetype i)
    {
        if (i >= m_tokens.size())
            return;
        const QByteArray type = m_tokens.at(i).in(m_text).toByteArray().toLower();
        if (type == "'integer'")
            m_candidates << "1";
        else if (type == "'real'")
            m_candidates << "1.5";
        else if (type == "'blob'")
            m_candidates << "X'01'";
        else if (type == "'text'")
            m_candidates << "'canary'";
    }

    QByteArrayView m_text;
    QList<Token> m_tokens;
    QString m_column;
    bool m_wantsText;
    QList<QByteArray> m_candidates;
};

bool isConstant(const QString &defaultValue)
{
    const QByteArray text = defaultValue.toUtf8();
    const auto tokens = significantTokens(text);
    return std::ranges::none_of(tokens, [](const Token &token) {
        return token.kind == Token::Kind::Word || token.kind == Token::Kind::Quoted;
    });
}

/// A text one letter longer or with another last letter, so that keys differ and patterns still fit.
void varyForSecondRow(QList<QByteArray> &candidates)
{
    QList<QByteArray> varied;
    if (candidates.size() > 1)
        varied << candidates.mid(1);
    for (const QByteArray &candidate : std::as_const(candidates)) {
        if (candidate.startsWith('\'') && candidate.size() > 2)
            varied << candidate.chopped(2) + "b'";
        else if (!candidate.startsWith('\''))
            varied << "(" + candidate + "+1)";
    }
    candidates = varied + candidates.mid(0, 1);
}

} // namespace

QList<QByteArray> canaryCandidates(const Table &table, const Column &column, int row, bool isKey)
{
    const bool wantsText = affinityOf(column.type) == Affinity::Text;
    QList<QByteArray> candidates;
    for (const QByteArray &check : checkExpressions(table.sql))
        candidates << CheckReader(check, column.name, wantsText).candidates();
    if (isKey && row == 1 && !candidates.isEmpty())
        varyForSecondRow(candidates);
    if (!isKey && column.defaultValue && isConstant(*column.defaultValue)
        && column.defaultValue->compare("NULL"_L1, Qt::CaseInsensitive) != 0)
        candidates.prepend(column.defaultValue->toUtf8());
    candidates << plainValue(column, row, isKey);
    if (!column.notNull && !isKey)
        candidates << "NULL";
    QList<QByteArray> distinct;
    for (const QByteArray &candidate : std::as_const(candidates)) {
        if (!distinct.contains(candidate))
            distinct << candidate;
    }
    return distinct;
}

} // namespace tidemark
