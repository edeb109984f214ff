#include "d1statement.h"

#include <engine/sql/script.h>
#include <engine/sql/tokenizer.h>

#include <QHash>

#include <algorithm>
#include <cmath>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype BlobPart = 900'000; // its hex keeps below D1's 2,000,000 bytes for a string

Error usage(const QString &message)
{
    return { .kind = Error::Kind::Usage, .message = message };
}

QByteArray place(qsizetype number)
{
    return '?' + QByteArray::number(number);
}

/// Turns values into parameters and tells the SQL that gives the value back.
class ParameterList
{
public:
    explicit ParameterList(const QList<Value> &values)
        : m_values(values)
        , m_texts(values.size())
    {}

    /// The SQL of the value with the 1-based @p number; the same for each use.
    QByteArray sql(qsizetype number)
    {
        QByteArray &text = m_texts[number - 1];
        if (text.isEmpty())
            text = encode(m_values[number - 1]);
        return text;
    }
    [[nodiscard]] const QJsonArray &sent() const { return m_sent; }

private:
    QByteArray send(const QJsonValue &value)
    {
        m_sent.append(value);
        return place(m_sent.size());
    }

    QByteArray encode(const Value &value)
    {
        switch (value.kind()) {
        case Value::Kind::Null:
            return send(QJsonValue::Null);
        case Value::Kind::Integer:
            return "(+CAST(" + send(QString::number(value.toInteger())) + " AS INTEGER))";
        case Value::Kind::Real:
            return encodeReal(value.toReal());
        case Value::Kind::Text:
            if (isPlainText(value.bytes()))
                return send(QString::fromUtf8(value.bytes()));
            return "(+CAST(" + encodeBytes(value.bytes()) + " AS TEXT))";
        case Value::Kind::Blob:
            return encodeBytes(value.bytes());
        }
        return "NULL";
    }

    QByteArray encodeReal(double number)
    {
        if (std::isinf(number)) // CAST('Inf' AS REAL) is 0
            return number > 0 ? "9e999" : "(-9e999)";
        return "(+CAST(" + send(number) + " AS REAL))";
    }

    QByteArray encodeBytes(const QByteArray &bytes)
    {
        if (bytes.size() <= BlobPart)
            return "unhex(" + send(QString::fromLatin1(bytes.toHex())) + ')';
        QByteArray joined = "CAST(";
        for (qsizetype from = 0; from < bytes.size(); from += BlobPart) {
            if (from > 0)
                joined += "||";
            joined += "unhex(" + send(QString::fromLatin1(bytes.mid(from, BlobPart).toHex())) + ')';
        }
        return joined + " AS BLOB)";
    }

    const QList<Value> &m_values;
    QList<QByteArray> m_texts;
    QJsonArray m_sent;
};

/// Numbers placeholders as sqlite3_bind_parameter_count() does.
class PlaceholderNumbers
{
public:
    /// 0 for ?0 and other nonsense.
    qsizetype numberOf(const QByteArray &placeholder)
    {
        if (placeholder == "?")
            return ++m_highest;
        if (placeholder.startsWith('?')) {
            const auto number = placeholder.mid(1).toLongLong();
            m_highest = std::max<qsizetype>(m_highest, number);
            return number;
        }
        const auto known = m_names.constFind(placeholder);
        if (known != m_names.constEnd())
            return *known;
        m_names.insert(placeholder, ++m_highest);
        return m_highest;
    }
    [[nodiscard]] qsizetype highest() const { return m_highest; }

private:
    QHash<QByteArray, qsizetype> m_names;
    qsizetype m_highest = 0;
};

bool isTrigger(QByteArrayView text)
{
    auto token = tokenAt(text, 0);
    for (int words = 0; token.length > 0 && words < 3; token = tokenAt(text, token.end())) {
        if (token.isBlank())
            continue;
        if (isKeyword(text, token, "TRIGGER"))
            return words > 0;
        const bool fits
            = words == 0 ? isKeyword(text, token, "CREATE")
                         : isKeyword(text, token, "TEMP") || isKeyword(text, token, "TEMPORARY");
        if (!fits)
            return false;
        ++words;
    }
    return false;
}

/// Comments like this one; it's what ends a statement early on the server.
bool confuses(QByteArrayView comment)
{
    return std::any_of(comment.begin(), comment.end(), [](char letter) {
        return QByteArrayView(";'\"`[]").contains(letter);
    });
}

class Rewriter
{
public:
    Rewriter(const BoundStatement &bound, const Statement &statement)
        : m_text(statement.text)
        , m_origin(statement.offset)
        , m_trigger(isTrigger(m_text))
        , m_given(bound.parameters.size())
        , m_parameters(bound.parameters)
    {}

    Result<D1Statement> run()
    {
        for (auto token = tokenAt(m_text, 0); token.length > 0;
             token = tokenAt(m_text, token.end())) {
            if (!take(token))
                return wrongNumber();
        }
        if (m_numbers.highest() != m_given)
            return wrongNumber();
        return D1Statement{ .sql = m_out, .parameters = m_parameters.sent() };
    }

private:
    bool take(const Token &token)
    {
        const auto bytes = token.in(m_text);
        const auto origin = m_origin + token.offset;
        switch (token.kind) {
        case Token::Kind::Whitespace:
            takeBlank(bytes, origin);
            return true;
        case Token::Kind::Comment:
            if (confuses(bytes))
                m_out.put(" ", origin);
            else
                takeBlank(bytes, origin);
            return true;
        case Token::Kind::Word:
            if (m_trigger && isFrame(token))
                m_out.put(bytes.toByteArray().toUpper(), origin);
            else
                m_out.keep(bytes, origin);
            return true;
        case Token::Kind::Parameter:
            return takeParameter(bytes.toByteArray(), origin);
        default:
            m_out.keep(bytes, origin);
            return true;
        }
    }

    void takeBlank(QByteArrayView bytes, qsizetype origin)
    {
        if (!bytes.contains('\r'))
            m_out.keep(bytes, origin);
        else
            m_out.put(normalised(bytes), origin);
    }

    bool takeParameter(const QByteArray &placeholder, qsizetype origin)
    {
        const auto number = m_numbers.numberOf(placeholder);
        if (number < 1 || number > m_given)
            return false;
        m_out.put(m_parameters.sql(number), origin);
        return true;
    }

    [[nodiscard]] bool isFrame(const Token &token) const
    {
        return isKeyword(m_text, token, "BEGIN") || isKeyword(m_text, token, "END")
               || isKeyword(m_text, token, "CASE");
    }

    [[nodiscard]] Error wrongNumber() const
    {
        return usage(
            u"The statement has other parameters than the %1 values given."_s.arg(m_given));
    }

    QByteArray m_text;
    qsizetype m_origin;
    bool m_trigger;
    qsizetype m_given;
    ParameterList m_parameters;
    PlaceholderNumbers m_numbers;
    TracedText m_out;
};

} // namespace

void TracedText::keep(QByteArrayView bytes, qsizetype origin)
{
    const bool continues
        = !m_pieces.isEmpty() && m_pieces.last().kept
          && m_pieces.last().origin + m_text.size() - m_pieces.last().start == origin;
    if (!continues)
        m_pieces.append({ m_text.size(), origin, true });
    m_text.append(bytes);
}

void TracedText::put(QByteArrayView bytes, qsizetype origin)
{
    m_pieces.append({ m_text.size(), origin, false });
    m_text.append(bytes);
}

TracedText TracedText::within(QByteArrayView before, QByteArrayView after) const
{
    TracedText whole;
    whole.put(before, -1);
    for (Piece piece : m_pieces) {
        piece.start += before.size();
        whole.m_pieces.append(piece);
    }
    whole.m_text += m_text;
    whole.put(after, -1);
    return whole;
}

qsizetype TracedText::origin(qsizetype offset) const
{
    if (offset < 0 || offset > m_text.size() || m_pieces.isEmpty())
        return -1;
    const auto after = std::upper_bound(
        m_pieces.cbegin(), m_pieces.cend(), offset, [](qsizetype at, const Piece &piece) {
            return at < piece.start;
        });
    const Piece &piece = *std::prev(after);
    return piece.kept ? piece.origin + offset - piece.start : piece.origin;
}

Result<D1Statement> d1Statement(const BoundStatement &bound)
{
    if (!isPlainText(bound.sql)) // JSON would change it without a word
        return usage(u"The statement is not UTF-8, or holds a NUL byte."_s);
    const auto statements = splitScript(bound.sql);
    if (statements.isEmpty())
        return usage(u"The text holds no statement."_s);
    if (statements.size() > 1)
        return usage(u"The text holds %1 statements where one belongs."_s.arg(statements.size()));
    return Rewriter(bound, statements.first()).run();
}

} // namespace tidemark
