#include "behaviour.h"

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

void SqliteStatement::Finalizer::operator()(sqlite3_stmt *handle) const
{
    sqlite3_finalize(handle);
}

void SqliteStatement::bind(int parameter, const Value &value)
{
    sqlite3_stmt *const handle = m_handle.get();
    const QByteArray bytes = value.bytes();
    const auto size = static_cast<sqlite3_uint64>(bytes.size());
    int code = SQLITE_OK;
    switch (value.kind()) {
    case Value::Kind::Null:
        code = sqlite3_bind_null(handle, parameter);
        break;
    case Value::Kind::Integer:
        code = sqlite3_bind_int64(handle, parameter, value.toInteger());
        break;
    case Value::Kind::Real:
        code = sqlite3_bind_double(handle, parameter, value.toReal());
        break;
    case Value::Kind::Text:
        code = sqlite3_bind_text64(
            handle, parameter, bytes.constData(), size, SQLITE_TRANSIENT, SQLITE_UTF8);
        break;
    case Value::Kind::Blob:
        code = sqlite3_bind_blob64(handle, parameter, bytes.constData(), size, SQLITE_TRANSIENT);
        break;
    }
    if (m_bindCode == SQLITE_OK)
        m_bindCode = code;
}

Result<bool> SqliteStatement::step()
{
    if (!m_handle)
        return false;
    if (m_bindCode != SQLITE_OK) {
        return sqliteCodeError(m_bindCode,
                               QString::fromUtf8(sqlite3_errstr(m_bindCode)),
                               u"A parameter could not be bound"_s);
    }
    const int code = sqlite3_step(m_handle.get());
    if (code == SQLITE_ROW)
        return true;
    if (code == SQLITE_DONE)
        return false;
    return sqliteError(sqlite3_db_handle(m_handle.get()), *m_behaviour);
}

void SqliteStatement::reset()
{
    m_bindCode = SQLITE_OK;
    if (!m_handle) // sqlite3_stmt_status() takes no null pointer, unlike its siblings
        return;
    sqlite3_stmt_status(m_handle.get(), SQLITE_STMTSTATUS_FULLSCAN_STEP, 1);
    sqlite3_reset(m_handle.get()); // repeats the last step's failure, which the caller has seen
}

bool SqliteStatement::isReadOnly() const
{
    return sqlite3_stmt_readonly(m_handle.get()) != 0;
}

int SqliteStatement::columnCount() const
{
    return sqlite3_column_count(m_handle.get());
}

int SqliteStatement::parameterCount() const
{
    return sqlite3_bind_parameter_count(m_handle.get());
}

QString SqliteStatement::columnName(int column) const
{
    return QString::fromUtf8(sqlite3_column_name(m_handle.get(), column));
}

Value SqliteStatement::value(int column, const Value &before) const
{
    // sqlite3_column_…() finds the cell anew at every call. The value may be read where it is, as its connection belongs to this
    // thread (sqlite.org/c3ref/value.html, "unprotected").
    sqlite3_value *const cell = sqlite3_column_value(m_handle.get(), column);
    const auto bytesAt = [cell](const void *bytes) {
        return QByteArrayView(static_cast<const char *>(bytes), sqlite3_value_bytes(cell));
    };
    switch (sqlite3_value_type(cell)) {
    case SQLITE_INTEGER:
        return Value::integer(sqlite3_value_int64(cell));
    case SQLITE_FLOAT:
        return Value::real(sqlite3_value_double(cell));
    case SQLITE_TEXT: {
        const QByteArrayView text = bytesAt(sqlite3_value_text(cell));
        const bool isSame = before.kind() == Value::Kind::Text && before.bytes() == text;
        return isSame ? before : Value::text(text.toByteArray());
    }
    case SQLITE_BLOB:
        return Value::blob(bytesAt(sqlite3_value_blob(cell)).toByteArray());
    default:
        return {};
    }
}

Row SqliteStatement::row(const Row &before) const
{
    const int count = columnCount();
    Row row;
    row.reserve(count);
    for (int column = 0; column < count; ++column)
        row.append(column < before.size() ? value(column, before.at(column)) : value(column));
    return row;
}

qint64 SqliteStatement::rowsScanned() const
{
    return m_handle ? sqlite3_stmt_status(m_handle.get(), SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) : 0;
}

void SqliteInterrupt::Interrupt::operator()() const
{
    sqlite3_interrupt(handle);
}

SqliteInterrupt::SqliteInterrupt(const SqliteConnection &connection, const std::stop_token &stop)
    : m_behaviour(connection.m_behaviour)
    , m_outer(m_behaviour->stop)
    , m_callback(stop, Interrupt{ connection.handle() })
{
    if (stop.stop_possible())
        m_behaviour->stop = stop;
}

SqliteInterrupt::~SqliteInterrupt()
{
    m_behaviour->stop = m_outer;
}

} // namespace tidemark
