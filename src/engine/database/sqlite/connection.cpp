#include "connection.h"

#include "behaviour.h"
#include "d1profile.h"

#include <engine/sql/schemareader.h>

#include <limits>
#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

class BatchScope
{
public:
    explicit BatchScope(SqliteBehaviour &behaviour)
        : m_behaviour(behaviour)
    {
        m_behaviour.inBatch = true;
    }
    ~BatchScope() { m_behaviour.inBatch = false; }
    BatchScope(const BatchScope &) = delete;
    BatchScope &operator=(const BatchScope &) = delete;

private:
    SqliteBehaviour &m_behaviour;
};

Error severalStatements()
{
    return { .kind = Error::Kind::BadInput,
             .message = u"The text holds more than one statement; only the first would run."_s,
             .remedy = u"Give the statements one by one."_s };
}

Error wrongParameterCount(int wanted, qsizetype given)
{
    return { .kind = Error::Kind::BadInput,
             .message
             = u"The statement has %1 parameters, but %2 values were given."_s.arg(wanted).arg(
                 given),
             .remedy = u"Give one value for each parameter."_s };
}

Error nulByte(qsizetype offset)
{
    return { .kind = Error::Kind::BadInput,
             .message
             = u"The statement holds a NUL byte; SQLite would ignore everything after it."_s,
             .remedy = u"Remove the byte, or give the value as a parameter or as X'…'."_s,
             .where = { .offset = offset } };
}

Error writesInRead()
{
    return { .kind = Error::Kind::Usage,
             .message = u"The statement writes, but only statements that read are accepted here."_s,
             .remedy = u"Run it as a change instead."_s };
}

Error endedTransaction()
{
    return {
        .kind = Error::Kind::Database,
        .message = u"The statement ended the transaction it ran in."_s,
        .remedy
        = u"Look at the database before running anything else: the statements up to this one may be kept."_s,
        .databaseState = DatabaseState::Unknown
    };
}

} // namespace

SqliteConnection::SqliteConnection(SqliteConnection &&other) noexcept = default;
SqliteConnection::~SqliteConnection() = default;

SqliteConnection &SqliteConnection::operator=(SqliteConnection &&other) noexcept
{
    m_handle = std::move(other.m_handle); // closed before what its callbacks point to goes
    m_behaviour = std::move(other.m_behaviour);
    return *this;
}

void SqliteConnection::Closer::operator()(sqlite3 *handle) const
{
    sqlite3_close_v2(handle);
}

Result<SqliteStatement> SqliteConnection::prepare(QByteArrayView sql)
{
    if (const auto nul = sql.indexOf('\0'); nul >= 0)
        return nulByte(nul);
    if (sql.size() > std::numeric_limits<int>::max())
        return sqliteCodeError(SQLITE_TOOBIG, u"The statement is too long"_s);
    if (m_behaviour->options.profile == SqliteOptions::Profile::D1 && !m_behaviour->trusted) {
        if (const QString refusal = d1profile::refusalOfText(sql); !refusal.isEmpty())
            return sqliteCodeError(SQLITE_AUTH, refusal);
    }
    return prepareTerminated(sql.isEmpty() ? "" : sql.data(), int(sql.size()));
}

/// @p bytes is -1 if a NUL byte ends the text.
Result<SqliteStatement> SqliteConnection::prepareTerminated(const char *sql, int bytes)
{
    m_behaviour->denial.clear();
    sqlite3_stmt *handle = nullptr;
    const char *tail = nullptr;
    const int code = sqlite3_prepare_v3(m_handle.get(), sql, bytes, 0, &handle, &tail);

    SqliteStatement statement;
    statement.m_handle.reset(handle);
    statement.m_behaviour = m_behaviour;
    if (code != SQLITE_OK)
        return lastError();
    statement.m_tail = tail - sql;
    return statement;
}

Result<ResultSet> SqliteConnection::query(const BoundStatement &statement,
                                          const std::stop_token &stop)
{
    const SqliteInterrupt interrupt(*this, stop);
    if (stop.stop_requested())
        return cancelled();
    return runOne(statement, true);
}

Result<ResultSet> SqliteConnection::runOne(const BoundStatement &bound, bool mayWrite)
{
    const auto started = std::chrono::steady_clock::now();
    auto statement = prepare(bound.sql);
    if (!statement)
        return statement.error();
    const QByteArrayView rest = QByteArrayView(bound.sql).sliced(statement->tail());
    if (!rest.isEmpty()) {
        const auto second = prepare(rest);
        if (!second || !second->isEmpty())
            return severalStatements();
    }
    if (statement->parameterCount() != bound.parameters.size())
        return wrongParameterCount(statement->parameterCount(), bound.parameters.size());
    if (!mayWrite && !statement->isEmpty() && !statement->isReadOnly())
        return writesInRead();

    for (int parameter = 0; parameter < bound.parameters.size(); ++parameter)
        statement->bind(parameter + 1, bound.parameters.at(parameter));
    ResultSet result;
    for (int column = 0; column < statement->columnCount(); ++column)
        result.columns.append(statement->columnName(column));
    const qint64 before = sqlite3_total_changes64(m_handle.get());
    Row row;
    auto more = statement->step();
    for (; more && *more; more = statement->step()) {
        row = statement->row(row);
        result.rows.append(row);
    }
    if (!more)
        return more.error();
    if (sqlite3_total_changes64(m_handle.get())
        != before) // DDL and reads leave the last count as it was
        result.changes = changes();
    result.duration = std::chrono::duration_cast<std::chrono::microseconds>(
        std::chrono::steady_clock::now() - started);
    return result;
}

Result<> SqliteConnection::run(QByteArrayView script)
{
    if (const auto nul = script.indexOf('\0'); nul >= 0)
        return nulByte(nul);
    const TrustedScope trusted(*m_behaviour);
    const QByteArray text = script.toByteArray(); // ends with a NUL: SQLite copies nothing
    qsizetype offset = 0;
    for (int number = 1; offset < text.size(); ++number) {
        auto statement = prepareTerminated(text.constData() + offset, -1);
        Result<bool> more = true;
        while (statement && more && *more)
            more = statement->step();
        if (!statement || !more) {
            Error error = statement ? more.error() : statement.error();
            error.where.statement = number;
            return error;
        }
        offset += statement->tail();
    }
    return Ok{};
}

/// A statement of the engine's own that returns nothing.
Result<> SqliteConnection::control(const char *statement)
{
    const TrustedScope trusted(*m_behaviour);
    if (sqlite3_exec(m_handle.get(), statement, nullptr, nullptr, nullptr) != SQLITE_OK)
        return lastError();
    return Ok{};
}

Result<QList<ResultSet>> SqliteConnection::runAll(const QList<BoundStatement> &statements,
                                                  const std::stop_token &stop,
                                                  bool mayWrite)
{
    const BatchScope batch(*m_behaviour);
    QList<ResultSet> results;
    results.reserve(statements.size());
    for (int index = 0; index < statements.size(); ++index) {
        if (stop.stop_requested())
            return cancelled();
        auto result = runOne(statements.at(index), mayWrite);
        if (result && !inTransaction())
            result = endedTransaction();
        if (!result) {
            result.error().where.statement = index + 1;
            return result.error();
        }
        results.append(std::move(*result));
    }
    if (stop.stop_requested())
        return cancelled();
    return results;
}

Result<QList<ResultSet>> SqliteConnection::transaction(const QList<BoundStatement> &statements,
                                                       const std::stop_token &stop)
{
    const SqliteInterrupt interrupt(*this, stop);
    if (stop.stop_requested())
        return cancelled();
    if (auto begun = control("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    auto results = runAll(statements, stop, true);
    if (!results)
        return rolledBack(results.error());

    if (auto committed = control("COMMIT"); !committed) {
        // The write may have reached the disk before the failure was noticed.
        const bool isLost = (sqlite3_errcode(m_handle.get()) & 0xff) == SQLITE_IOERR;
        Error error = rolledBack(committed.error());
        if (isLost)
            error.databaseState = DatabaseState::Unknown;
        return error;
    }
    return results;
}

Result<QList<ResultSet>> SqliteConnection::read(const QList<BoundStatement> &statements,
                                                const std::stop_token &stop)
{
    const SqliteInterrupt interrupt(*this, stop);
    if (auto begun = control("BEGIN"); !begun)
        return begun.error();
    auto results = runAll(statements, stop, false);
    if (!results)
        return rolledBack(results.error());
    if (auto ended = control("COMMIT"); !ended)
        return rolledBack(ended.error());
    return results;
}

/// Undoes the open transaction, if SQLite has not already, and says so in @p error.
Error SqliteConnection::rolledBack(Error error)
{
    if (inTransaction() && !control("ROLLBACK")) {
        error.databaseState = DatabaseState::Unknown;
        error.remedy
            = u"The change could not be undone. Look at the database before running anything else."_s;
    }
    return error;
}

Result<Schema> SqliteConnection::schema()
{
    const TrustedScope trusted(*m_behaviour);
    auto result = query({ schemaQuery() });
    if (!result)
        return result.error();
    return schemaFromRows(result->rows);
}

QString SqliteConnection::path() const
{
    return QString::fromUtf8(sqlite3_db_filename(m_handle.get(), "main"));
}

qint64 SqliteConnection::changes() const
{
    return sqlite3_changes64(m_handle.get());
}

bool SqliteConnection::inTransaction() const
{
    return sqlite3_get_autocommit(m_handle.get()) == 0;
}

Error SqliteConnection::lastError(const QString &what) const
{
    return sqliteError(m_handle.get(), *m_behaviour, what);
}

} // namespace tidemark
