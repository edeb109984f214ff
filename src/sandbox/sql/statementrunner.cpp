#include "statementrunner.h"

#include "engineerror.h"
#include "jsonwriter.h"

#include <engine/database/sqlite/connection.h>
#include <engine/database/sqlite/d1profile.h>
#include <engine/sql/script.h>

#include <sqlite3.h>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

ApiError readOnlyToken()
{
    return { .status = 403, .code = 10000, .message = u"Authentication error"_s };
}

/// The column that is shown under each name, for objects: the last one of that name, where the first one stands.
QList<int> shownColumns(sqlite3_stmt *statement)
{
    QByteArrayList names;
    QList<int> shown;
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        const QByteArray name = sqlite3_column_name(statement, column);
        const qsizetype before = names.indexOf(name);
        if (before >= 0) {
            shown[before] = column;
        } else {
            names.append(name);
            shown.append(column);
        }
    }
    return shown;
}

QByteArray objectOf(sqlite3_stmt *statement)
{
    QByteArray json = "{";
    for (const int column : shownColumns(statement)) {
        if (json.size() > 1)
            json += ',';
        json += jsonText(QByteArrayView(sqlite3_column_name(statement, column))) + ':'
                + jsonColumn(statement, column);
    }
    return json + '}';
}

QByteArray arrayOf(sqlite3_stmt *statement)
{
    QByteArray json = "[";
    for (int column = 0; column < sqlite3_column_count(statement); ++column) {
        if (column > 0)
            json += ',';
        json += jsonColumn(statement, column);
    }
    return json + ']';
}

bool bind(sqlite3_stmt *statement, int parameter, const Value &value)
{
    const QByteArray bytes = value.bytes();
    const auto size = static_cast<sqlite3_uint64>(bytes.size());
    switch (value.kind()) {
    case Value::Kind::Null:
        return sqlite3_bind_null(statement, parameter) == SQLITE_OK;
    case Value::Kind::Integer:
    case Value::Kind::Real:
        return sqlite3_bind_double(statement, parameter, value.toReal()) == SQLITE_OK;
    case Value::Kind::Text:
        return sqlite3_bind_text64(
                   statement, parameter, bytes.constData(), size, SQLITE_TRANSIENT, SQLITE_UTF8)
               == SQLITE_OK;
    case Value::Kind::Blob:
        return sqlite3_bind_blob64(statement, parameter, bytes.constData(), size, SQLITE_TRANSIENT)
               == SQLITE_OK;
    }
    return false;
}

} // namespace

Outcome<StatementRunner::Prepared> StatementRunner::prepare(QByteArrayView sql) const
{
    if (statementKind(sql) == StatementKind::Transaction)
        return transactionRefused();
    if (sql.contains('\0'))
        return ApiError{ .message = u"unrecognized token: \"\\u0000\": SQLITE_ERROR"_s };
    sqlite3_stmt *raw = nullptr;
    const int code
        = sqlite3_prepare_v3(m_connection.handle(), sql.data(), int(sql.size()), 0, &raw, nullptr);
    Prepared statement(raw, sqlite3_finalize);
    if (code != SQLITE_OK)
        return engineError(m_connection.handle());
    // What the authorizer is not asked about: VACUUM, and a new name that D1 keeps to itself.
    if (!d1profile::refusalOfText(sql).isEmpty()) {
        return statementKind(sql) == StatementKind::Alter
                   ? notAuthorized()
                   : ApiError{ .message
                               = u"cannot VACUUM from within a transaction: SQLITE_ERROR"_s };
    }
    if (statement && m_rights == Rights::Read && sqlite3_stmt_readonly(raw) == 0)
        return readOnlyToken();
    return statement;
}

Outcome<StatementResult> StatementRunner::run(const Call &call)
{
    RowMeter meter(m_connection);
    const auto statement = prepare(call.sql);
    if (!statement)
        return statement.error();
    if (!*statement)
        return ApiError{ .message = u"SQL code did not contain a statement."_s };
    sqlite3_stmt *const handle = statement->get();
    if (sqlite3_bind_parameter_count(handle) != call.parameters.size())
        return ApiError{ .message = u"Wrong number of parameter bindings for SQL query."_s };
    for (int parameter = 0; parameter < call.parameters.size(); ++parameter) {
        if (!bind(handle, parameter + 1, call.parameters.at(parameter)))
            return engineError(m_connection.handle());
    }
    const auto rows = step(handle, meter);
    if (!rows)
        return rows.error();
    return StatementResult{ wrapped(handle, *rows), meter.finish() };
}

Outcome<bool> StatementRunner::runCounted(QByteArrayView sql, RowMeter &meter)
{
    const auto statement = prepare(sql);
    if (!statement)
        return statement.error();
    if (!*statement)
        return false;
    const auto rows = step(statement->get(), meter);
    if (!rows)
        return rows.error();
    return true;
}

/// The rows, with commas between them.
Outcome<QByteArray> StatementRunner::step(sqlite3_stmt *statement, RowMeter &meter) const
{
    QByteArray rows;
    qint64 count = 0;
    int code = sqlite3_step(statement);
    for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
        if (m_format == RowFormat::None)
            continue;
        if (count++ > 0)
            rows += ',';
        rows += row(statement);
    }
    if (code != SQLITE_DONE)
        return engineError(m_connection.handle());
    meter.add(statement, count);
    return rows;
}

QByteArray StatementRunner::row(sqlite3_stmt *statement) const
{
    return m_format == RowFormat::Objects ? objectOf(statement) : arrayOf(statement);
}

QByteArray StatementRunner::wrapped(sqlite3_stmt *statement, const QByteArray &rows) const
{
    if (m_format == RowFormat::Objects)
        return '[' + rows + ']';
    QByteArrayList columns;
    for (int column = 0; column < sqlite3_column_count(statement); ++column)
        columns.append(jsonText(QByteArrayView(sqlite3_column_name(statement, column))));
    return R"({"columns":[)" + columns.join(',') + R"(],"rows":[)" + rows + "]}";
}

} // namespace tidemark::sandbox
