#include "substitute.h"

#include "statementshape.h"

#include <engine/sql/identifier.h>
#include <engine/sql/script.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Finalizes with the scope.
struct StatementCloser {
    void operator()(sqlite3_stmt *statement) const { sqlite3_finalize(statement); }
};
using StatementHandle = std::unique_ptr<sqlite3_stmt, StatementCloser>;

StatementHandle prepared(sqlite3 *handle, QByteArrayView sql)
{
    sqlite3_stmt *statement = nullptr;
    sqlite3_prepare_v3(handle, sql.data(), static_cast<int>(sql.size()), 0, &statement, nullptr);
    return StatementHandle(statement);
}

} // namespace

Result<Substitute> Substitute::create(SqliteOptions::Profile profile)
{
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    options.profile = profile;
    auto connection = SqliteConnection::open(u":memory:"_s, options);
    if (!connection)
        return Error{ .message = u"The rehearsal's substitute cannot be opened: %1"_s.arg(
                          connection.error().message) };
    return Substitute(std::move(*connection), profile);
}

Substitute::Substitute(SqliteConnection connection, SqliteOptions::Profile profile)
    : m_connection(std::make_unique<SqliteConnection>(std::move(connection)))
    , m_watch(std::make_unique<AuthorizerWatch>(m_connection->handle(), profile))
    , m_profile(profile)
{}

Failure Substitute::lastFailure() const
{
    sqlite3 *handle = m_connection->handle();
    Failure failure;
    failure.code = sqlite3_extended_errcode(handle);
    failure.message = QString::fromUtf8(sqlite3_errmsg(handle));
    failure.offset = sqlite3_error_offset(handle);
    if (!m_watch->refusal().isEmpty()) {
        failure.refused = true;
        failure.message = m_watch->refusal();
    }
    return failure;
}

Execution Substitute::prepare(QByteArrayView sql)
{
    sqlite3 *handle = m_connection->handle();
    // A virtual table that is met for the first time prepares statements of its own; they are not the user's. A pragma may
    // act while it is prepared (sqlite.org/pragma.html), so it is prepared once only.
    if (statementKind(sql) != StatementKind::Pragma)
        prepared(handle, sql);
    m_watch->start();
    const StatementHandle statement = prepared(handle, sql);
    m_watch->stop();
    Execution execution{ .events = m_watch->events(), .refused = m_watch->refused() };
    if (!statement)
        execution.failure = lastFailure();
    return execution;
}

Execution Substitute::execute(QByteArrayView sql, const std::stop_token &stop)
{
    sqlite3 *handle = m_connection->handle();
    const SqliteInterrupt interrupt(*m_connection, stop);
    if (statementKind(sql) != StatementKind::Pragma)
        prepared(handle, sql);
    m_watch->start();
    const StatementHandle statement = prepared(handle, sql);
    m_watch->stop();
    Execution execution{ .events = m_watch->events(), .refused = m_watch->refused() };
    if (!statement) {
        execution.failure = lastFailure();
        return execution;
    }
    int result = SQLITE_ROW;
    while (result == SQLITE_ROW)
        result = sqlite3_step(statement.get());
    if (result != SQLITE_DONE)
        execution.failure = lastFailure();
    return execution;
}

Result<QList<Row>> Substitute::rows(const QByteArray &sql)
{
    auto result = m_connection->query({ sql });
    if (!result)
        return result.error();
    return std::move(result->rows);
}

Result<> Substitute::run(const QByteArray &script)
{
    return m_connection->run(script);
}

Result<> Substitute::insert(const QByteArray &sql, const Row &values)
{
    const auto inserted = m_connection->query({ sql, values });
    if (!inserted)
        return inserted.error();
    return Ok{};
}

Result<Schema> Substitute::userSchema()
{
    auto schema = m_schema.of(*m_connection);
    if (!schema)
        return schema.error();
    if (m_userVersion != m_schema.version()) {
        m_userSchema = userPartWithKeys(*schema);
        m_userVersion = m_schema.version();
    }
    return m_userSchema;
}

qint64 Substitute::count(const QString &table)
{
    const auto found = rows("SELECT count(*) FROM " + quoted(table));
    return found && !found->isEmpty() ? found->first().first().toInteger() : -1;
}

RowCounts Substitute::counts(const Schema &schema)
{
    return counts(schema, {}, {});
}

RowCounts
Substitute::counts(const Schema &schema, const RowCounts &known, const QSet<QString> &touched)
{
    RowCounts result;
    for (const Table &table : schema.tables) {
        // What a virtual table counts may lie in another one.
        const auto old
            = table.kind == Table::Kind::Ordinary ? known.constFind(table.name) : known.constEnd();
        if (old != known.constEnd() && !touched.contains(nameKey(table.name))) {
            result.insert(table.name, *old);
            continue;
        }
        const qint64 rows = takesRows(table) ? count(table.name) : -1;
        if (rows >= 0)
            result.insert(table.name, rows);
    }
    return result;
}

void Substitute::setForeignKeys(bool on)
{
    sqlite3_db_config(m_connection->handle(), SQLITE_DBCONFIG_ENABLE_FKEY, on ? 1 : 0, nullptr);
}

void Substitute::setTriggers(bool on)
{
    sqlite3_db_config(m_connection->handle(), SQLITE_DBCONFIG_ENABLE_TRIGGER, on ? 1 : 0, nullptr);
}

void Substitute::setStringFallback(bool on)
{
    sqlite3_db_config(m_connection->handle(), SQLITE_DBCONFIG_DQS_DML, on ? 1 : 0, nullptr);
    sqlite3_db_config(m_connection->handle(), SQLITE_DBCONFIG_DQS_DDL, on ? 1 : 0, nullptr);
}

Result<> Substitute::copyFrom(const Substitute &other)
{
    sqlite3_backup *backup
        = sqlite3_backup_init(m_connection->handle(), "main", other.m_connection->handle(), "main");
    if (backup)
        sqlite3_backup_step(backup, -1);
    if (!backup || sqlite3_backup_finish(backup) != SQLITE_OK)
        return Error{ .message = u"The rehearsal's substitute cannot be copied: %1"_s.arg(
                          QString::fromUtf8(sqlite3_errmsg(m_connection->handle()))) };
    return Ok{};
}

Schema userPartWithKeys(const Schema &schema)
{
    Schema part = schema.userPart();
    QSet<QString> tables;
    for (const Table &table : std::as_const(part.tables))
        tables.insert(nameKey(table.name));
    QSet<QString> indexes;
    for (const Index &index : std::as_const(part.indexes))
        indexes.insert(nameKey(index.name));
    for (const Index &index : schema.indexes) {
        if (index.origin != Index::Origin::Statement && tables.contains(nameKey(index.table))
            && !indexes.contains(nameKey(index.name)))
            part.indexes << index;
    }
    return part;
}

bool takesRows(const Table &table)
{
    return table.kind != Table::Kind::Shadow;
}

} // namespace tidemark
