#include "d1answers.h"

#include <QJsonArray>

#include <cmath>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

SqliteConnection scratch()
{
    return *SqliteConnection::open(
        u":memory:"_s,
        { .access = SqliteOptions::Access::Create, .profile = SqliteOptions::Profile::D1 });
}

Value bound(const QJsonValue &value)
{
    if (value.isString())
        return Value::text(value.toString());
    return value.isDouble() ? Value::real(value.toDouble()) : Value();
}

QJsonValue number(double value)
{
    return std::isfinite(value) ? QJsonValue(value) : QJsonValue(QJsonValue::Null);
}

QJsonValue sent(const Value &value)
{
    switch (value.kind()) {
    case Value::Kind::Null:
        return QJsonValue::Null;
    case Value::Kind::Integer:
        return number(static_cast<double>(value.toInteger()));
    case Value::Kind::Real:
        return number(value.toReal());
    case Value::Kind::Text:
        return QString::fromUtf8(value.bytes());
    case Value::Kind::Blob:
        break;
    }
    QJsonArray bytes;
    for (const char byte : value.bytes())
        bytes.append(static_cast<unsigned char>(byte));
    return bytes;
}

} // namespace

D1Answers::D1Answers()
    : m_connection(scratch())
{}

QString D1Answers::failure() const
{
    sqlite3 *const handle = m_connection.handle();
    QString text = QString::fromUtf8(sqlite3_errmsg(handle));
    if (const int offset = sqlite3_error_offset(handle); offset >= 0)
        text += u" at offset %1"_s.arg(offset);
    return text + u": SQLITE_ERROR"_s;
}

Result<QJsonObject> D1Answers::run(const QJsonObject &statement)
{
    const QByteArray sql = statement["sql"_L1].toString().toUtf8();
    auto prepared = m_connection.prepare(sql);
    if (!prepared)
        return Error{ .message = failure() };
    const QJsonArray parameters = statement["params"_L1].toArray();
    if (parameters.size() != prepared->parameterCount())
        return Error{ .message = u"Wrong number of parameter bindings for SQL query."_s };
    for (qsizetype i = 0; i < parameters.size(); ++i)
        prepared->bind(static_cast<int>(i) + 1, bound(parameters[i]));
    QJsonArray columns;
    for (int i = 0; i < prepared->columnCount(); ++i)
        columns.append(prepared->columnName(i));
    QJsonArray rows;
    while (true) {
        const auto step = prepared->step();
        if (!step)
            return Error{ .message = failure() };
        if (!*step)
            break;
        QJsonArray row;
        for (const Value &value : prepared->row())
            row.append(sent(value));
        rows.append(row);
    }
    const QJsonObject meta{ { u"changes"_s, m_connection.changes() },
                            { u"duration"_s, 0.5 },
                            { u"rows_read"_s, rows.size() },
                            { u"rows_written"_s, 1 },
                            { u"served_by_region"_s, u"WEUR"_s } };
    const QJsonObject table{ { u"columns"_s, columns }, { u"rows"_s, rows } };
    return QJsonObject{ { u"results"_s, table }, { u"success"_s, true }, { u"meta"_s, meta } };
}

ScriptedServer::Answer D1Answers::answer(const ScriptedServer::Request &request)
{
    const auto control = [this](const char *sql) {
        sqlite3_exec(m_connection.handle(), sql, nullptr, nullptr, nullptr);
    };
    const QJsonArray batch = request.json()["batch"_L1].toArray();
    QJsonArray results;
    // D1's profile refuses BEGIN to callers; a savepoint of the bare handle is the server's own transaction.
    sqlite3_set_authorizer(m_connection.handle(), nullptr, nullptr);
    control("BEGIN");
    for (const auto &statement : batch) {
        const auto result = run(statement.toObject());
        if (!result) {
            control("ROLLBACK");
            return ScriptedServer::failure(400, 7500, result.error().message);
        }
        results.append(*result);
    }
    control("COMMIT");
    return ScriptedServer::success(results);
}

} // namespace tidemark
