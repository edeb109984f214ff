#include "queryrequest.h"

#include "naivesplitter.h"

#include <engine/sql/script.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

QString typeName(const QJsonValue &value)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return u"null"_s;
    case QJsonValue::Bool:
        return u"boolean"_s;
    case QJsonValue::Double:
        return u"number"_s;
    case QJsonValue::String:
        return u"string"_s;
    case QJsonValue::Array:
        return u"array"_s;
    case QJsonValue::Object:
        return u"object"_s;
    case QJsonValue::Undefined:
        break;
    }
    return u"undefined"_s;
}

ApiError wrongType(const QString &where, const QString &expected, const QJsonValue &found)
{
    return malformed(u"Invalid property: %1 => Expected %2, received %3"_s.arg(
        where, expected, typeName(found)));
}

Outcome<Value> blobFrom(const QJsonArray &bytes, const QString &where)
{
    QByteArray blob;
    for (const auto &byte : bytes) {
        const int number = byte.toInt(-1);
        if (number < 0 || number > 255)
            return wrongType(where, u"bytes"_s, byte);
        blob.append(static_cast<char>(number));
    }
    return Value::blob(blob);
}

Outcome<Value> parameterFrom(const QJsonValue &value, Booleans booleans, const QString &where)
{
    switch (value.type()) {
    case QJsonValue::Null:
        return Value();
    case QJsonValue::Bool:
        return booleans == Booleans::Text
                   ? Value::text(QByteArray(value.toBool() ? "true" : "false"))
                   : Value::real(value.toBool() ? 1 : 0);
    case QJsonValue::Double:
        return Value::real(value.toDouble()); // sqlite3_bind_double, whatever the number
    case QJsonValue::String:
        return Value::text(value.toString().toUtf8());
    case QJsonValue::Array:
        return blobFrom(value.toArray(), where);
    case QJsonValue::Object:
    case QJsonValue::Undefined:
        break;
    }
    return wrongType(where, u"string"_s, value);
}

Outcome<QList<Value>>
parametersFrom(const QJsonValue &source, Booleans booleans, const QString &where)
{
    QList<Value> parameters;
    if (source.isUndefined() || source.isNull())
        return parameters;
    if (!source.isArray())
        return wrongType(where, u"array"_s, source);
    const QJsonArray values = source.toArray();
    for (qsizetype index = 0; index < values.size(); ++index) {
        auto value = parameterFrom(values.at(index), booleans, u"%1.%2"_s.arg(where).arg(index));
        if (!value)
            return value.error();
        parameters.append(*value);
    }
    return parameters;
}

Outcome<QList<Call>>
callsFrom(const QJsonObject &source, const QueryRules &rules, const QString &prefix)
{
    const QJsonValue sql = source.value(u"sql"_s);
    if (!sql.isString())
        return wrongType(prefix + u"sql"_s, u"string"_s, sql);
    const auto parameters
        = parametersFrom(source.value(u"params"_s), rules.booleans, prefix + u"params"_s);
    if (!parameters)
        return parameters.error();
    const QByteArray script = sql.toString().toUtf8();
    const QByteArrayList statements = split(script, rules.splitting);
    if (statements.isEmpty()) {
        return ApiError{ .message = script.trimmed().isEmpty()
                                        ? u"No SQL statements detected."_s
                                        : u"SQL code did not contain a statement."_s };
    }
    if (!parameters->isEmpty() && statements.size() > 1)
        return malformed(u"params with multiple statements is not supported"_s);
    QList<Call> calls;
    for (const QByteArray &statement : statements)
        calls.append({ statement, *parameters });
    return calls;
}

Outcome<QList<Call>> batchFrom(const QJsonArray &batch, const QueryRules &rules)
{
    if (batch.isEmpty())
        return malformed(u"Invalid property: batch => Array must contain at least 1 element(s)"_s);
    QList<Call> calls;
    for (qsizetype index = 0; index < batch.size(); ++index) {
        const auto entry = callsFrom(batch.at(index).toObject(), rules, u"batch.%1."_s.arg(index));
        if (!entry)
            return entry.error();
        calls += *entry;
    }
    return calls;
}

} // namespace

Outcome<QList<Call>> readQuery(const QByteArray &body, const QueryRules &rules)
{
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    if (problem.error != QJsonParseError::NoError)
        return malformed(u"the body is not JSON: "_s + problem.errorString());
    if (document.isArray())
        return malformed(u"Invalid input: Expected object, received array"_s);
    const QJsonObject source = document.object();
    if (!source.contains(u"batch"_s))
        return callsFrom(source, rules, {});
    if (!source.value(u"batch"_s).isArray())
        return wrongType(u"batch"_s, u"array"_s, source.value(u"batch"_s));
    return batchFrom(source.value(u"batch"_s).toArray(), rules);
}

QByteArrayList split(const QByteArray &script, Splitting splitting)
{
    if (splitting == Splitting::Naive)
        return splitNaively(script);
    QByteArrayList statements;
    for (const Statement &statement : splitScript(script))
        statements.append(statement.text);
    return statements;
}

} // namespace tidemark::sandbox
