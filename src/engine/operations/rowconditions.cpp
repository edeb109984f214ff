#include "rowpaging.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

enum class Affinity { Text, Number, None };

// https://www.sqlite.org/datatype3.html, 3.1; numbers are all alike here.
Affinity affinityOf(const QString &type)
{
    const QString upper = type.toUpper();
    if (upper.contains("INT"_L1))
        return Affinity::Number;
    if (upper.contains("CHAR"_L1) || upper.contains("CLOB"_L1) || upper.contains("TEXT"_L1))
        return Affinity::Text;
    if (upper.isEmpty() || upper.contains("BLOB"_L1))
        return Affinity::None;
    return Affinity::Number;
}

QByteArray bind(const Value &value, QList<Value> &parameters)
{
    parameters.append(value);
    return '?' + QByteArray::number(parameters.size());
}

/// The number that was typed; nothing if it is none.
std::optional<Value> numberOf(const QString &typed)
{
    bool isNumber = false;
    if (const qint64 integer = typed.trimmed().toLongLong(&isNumber); isNumber)
        return Value::integer(integer);
    if (const double real = typed.trimmed().toDouble(&isNumber); isNumber)
        return Value::real(real);
    return {};
}

// A column without affinity keeps 12 and '12' apart, and whoever types 12 may mean either.
QByteArray equalTo(const QStringList &typed,
                   Affinity affinity,
                   const QByteArray &sql,
                   QList<Value> &parameters)
{
    QByteArray list;
    for (const QString &each : typed) {
        const auto number = affinity == Affinity::Text ? std::nullopt : numberOf(each);
        if (number)
            list += ", " + bind(*number, parameters);
        if (!number || affinity == Affinity::None)
            list += ", " + bind(Value::text(each), parameters);
    }
    return sql + " IN (" + list.mid(2) + ')';
}

QByteArray compared(const RowCondition &condition,
                    const char *sign,
                    Affinity affinity,
                    const QByteArray &sql,
                    QList<Value> &parameters)
{
    const auto number = affinity == Affinity::Text ? std::nullopt : numberOf(condition.operand);
    return sql + sign + bind(number.value_or(Value::text(condition.operand)), parameters);
}

QByteArray startingWith(const QString &operand,
                        Affinity affinity,
                        const QByteArray &sql,
                        QList<Value> &parameters)
{
    const QByteArray prefix = bind(Value::text(operand), parameters);
    const QByteArray same = "substr(" + sql + ", 1, length(" + prefix + ")) = " + prefix;
    if (affinity != Affinity::Text)
        return same;
    const QByteArray beyond = bind(Value::text(operand + QString(QChar(0xFFFF))), parameters);
    return sql + " >= " + prefix + " AND " + sql + " <= " + beyond + " AND " + same;
}

QStringList listOf(const QString &operand)
{
    QStringList items;
    for (const QString &item : operand.split(u','))
        items.append(item.trimmed());
    return items;
}

Error notAnExpression(const QString &why)
{
    return { .kind = Error::Kind::Usage,
             .message = u"The condition is not one SQL expression: %1."_s.arg(why),
             .remedy = u"Write what could stand after WHERE, with values in it."_s };
}

} // namespace

QByteArray conditionSql(const RowCondition &condition,
                        const Column &column,
                        const QByteArray &sql,
                        QList<Value> &parameters)
{
    using Test = RowCondition::Test;
    const Affinity affinity = affinityOf(column.type);
    const QString &operand = condition.operand;
    switch (condition.test) {
    case Test::Equals:
        return equalTo({ operand }, affinity, sql, parameters);
    case Test::OneOf:
        return equalTo(listOf(operand), affinity, sql, parameters);
    case Test::Differs: // NULL is different too; a person who types <> means so
        return '(' + sql + " IS NULL OR NOT " + equalTo({ operand }, affinity, sql, parameters)
               + ')';
    case Test::Less:
        return compared(condition, " < ", affinity, sql, parameters);
    case Test::AtMost:
        return compared(condition, " <= ", affinity, sql, parameters);
    case Test::Greater:
        return compared(condition, " > ", affinity, sql, parameters);
    case Test::AtLeast:
        return compared(condition, " >= ", affinity, sql, parameters);
    case Test::Contains: // not LIKE: D1 takes patterns of 50 bytes, and % needs no escape here
        return "instr(lower(" + sql + "), lower(" + bind(Value::text(operand), parameters)
               + ")) > 0";
    case Test::StartsWith:
        return startingWith(operand, affinity, sql, parameters);
    case Test::IsNull:
        return sql + " IS NULL";
    case Test::IsNotNull:
        return sql + " IS NOT NULL";
    }
    return {};
}

Result<> checkExpression(const QByteArray &expression)
{
    int depth = 0;
    for (const Token &token : significantTokens(expression)) {
        const QByteArrayView text = token.in(expression);
        if (token.kind == Token::Kind::Semicolon)
            return notAnExpression(u"it has a semicolon"_s);
        if (token.kind == Token::Kind::Parameter)
            return notAnExpression(u"it has the parameter %1"_s.arg(QString::fromUtf8(text)));
        if (token.kind == Token::Kind::Illegal)
            return notAnExpression(u"“%1” is not understood"_s.arg(
                QString::fromUtf8(text.first(qMin<qsizetype>(text.size(), 20)))));
        depth += text == "(" ? 1 : text == ")" ? -1 : 0;
        if (depth < 0)
            return notAnExpression(u"a closing parenthesis has no opening one"_s);
    }
    if (depth > 0)
        return notAnExpression(u"a parenthesis is not closed"_s);
    // A comment that does not end would take our own parenthesis with it.
    for (qsizetype at = 0; at < expression.size();) {
        const Token token = tokenAt(expression, at);
        const QByteArrayView text = token.in(expression);
        const bool isOpen = text.startsWith("/*") && (text.size() < 4 || !text.endsWith("*/"));
        if (token.kind == Token::Kind::Comment && isOpen)
            return notAnExpression(u"a comment is not closed"_s);
        at = token.end();
    }
    return Ok{};
}

QByteArray expressionOf(const BrowsedObject &object, const QList<RowCondition> &conditions)
{
    QByteArray expression;
    for (const RowCondition &condition : conditions) {
        const int column = object.indexOf(condition.column);
        if (column < 0)
            continue;
        const Column &described = object.columns.at(column);
        QList<Value> values;
        const QByteArray sql = conditionSql(condition, described, quoted(described.name), values);
        if (!expression.isEmpty())
            expression += " AND ";
        for (qsizetype at = 0; at < sql.size();) {
            const Token token = tokenAt(sql, at);
            const QByteArrayView text = token.in(sql);
            if (token.kind == Token::Kind::Parameter)
                expression += values.at(text.sliced(1).toInt() - 1).literal();
            else
                expression += text;
            at = token.end();
        }
    }
    return expression;
}

} // namespace tidemark
