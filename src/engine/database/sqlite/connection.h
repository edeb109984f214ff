#pragma once

#include <engine/base/result.h>
#include <engine/database/database.h>

#include <QString>

#include <functional>
#include <memory>
#include <stop_token>

struct sqlite3;
struct sqlite3_stmt;

namespace tidemark {

/// How a connection behaves.
struct SqliteOptions {
    enum class Access { ReadOnly, ReadWrite, Create };
    /// Which engine the connection pretends to be: D1 refuses statements, pragmas and functions and has tighter
    /// limits (d1profile.h).
    enum class Profile { Sqlite, D1 };

    Access access = Access::ReadWrite;
    Profile profile = Profile::Sqlite;
    bool foreignKeys = true;
    std::chrono::milliseconds busyTimeout{ 5000 };
    std::function<qint64()> unixSeconds
        = {}; ///< replaces unixepoch() without arguments; the real one if empty
};

class SqliteStatement;
struct SqliteBehaviour;

/// One SQLite connection, blocking; belongs to the thread that uses it (a Worker's).
class SqliteConnection
{
public:
    /// Opens a file, or ":memory:". Fails with MissingInput (no such file), BadInput (not a database, encrypted),
    /// Database (cannot be opened). The journal mode is left as it is found. The header is checked before anything is
    /// written.
    [[nodiscard]] static Result<SqliteConnection> open(const QString &name,
                                                       const SqliteOptions &options = {});

    SqliteConnection(SqliteConnection &&other) noexcept;
    SqliteConnection &operator=(SqliteConnection &&other) noexcept;
    ~SqliteConnection();

    /// Prepares the first statement of @p sql. Unused text after it is not an error; see SqliteStatement::tail().
    [[nodiscard]] Result<SqliteStatement> prepare(QByteArrayView sql);
    [[nodiscard]] Result<ResultSet> query(const BoundStatement &statement,
                                          const std::stop_token &stop = {});
    /// Runs every statement of a trusted script, results dropped. Not a transaction by itself.
    [[nodiscard]] Result<> run(QByteArrayView script);
    /// BEGIN IMMEDIATE, the statements, COMMIT; ROLLBACK on any failure or stop.
    [[nodiscard]] Result<QList<ResultSet>> transaction(const QList<BoundStatement> &statements,
                                                       const std::stop_token &stop = {});
    /// BEGIN, the statements, which must only read, and an end: all of one snapshot.
    [[nodiscard]] Result<QList<ResultSet>> read(const QList<BoundStatement> &statements,
                                                const std::stop_token &stop = {});
    [[nodiscard]] Result<Schema> schema();

    [[nodiscard]] QString path() const;
    [[nodiscard]] sqlite3 *handle() const { return m_handle.get(); }
    [[nodiscard]] qint64 changes() const;
    [[nodiscard]] bool inTransaction() const;

    /// The Error for SQLite's last failure on this connection: BUSY and LOCKED are Kind::Lock, FULL and IOERR and the
    /// rest Database, NOTADB and CORRUPT BadInput, INTERRUPT Cancelled. @p what says what was tried.
    [[nodiscard]] Error lastError(const QString &what = {}) const;

private:
    friend class SqliteInterrupt;
    struct Closer {
        void operator()(sqlite3 *handle) const;
    };
    explicit SqliteConnection(const SqliteOptions &options);
    [[nodiscard]] static Result<SqliteConnection>
    openAs(const QString &path, const SqliteOptions &options, int flags);

    [[nodiscard]] Result<> configure();
    [[nodiscard]] Result<SqliteStatement> prepareTerminated(const char *sql, int bytes);
    [[nodiscard]] Result<> control(const char *statement);
    [[nodiscard]] Result<ResultSet> runOne(const BoundStatement &bound, bool mayWrite);
    [[nodiscard]] Result<QList<ResultSet>>
    runAll(const QList<BoundStatement> &statements, const std::stop_token &stop, bool mayWrite);
    [[nodiscard]] Error rolledBack(Error error);

    std::shared_ptr<SqliteBehaviour>
        m_behaviour; // SQLite's callbacks point to it: it outlives the handle
    std::unique_ptr<sqlite3, Closer> m_handle;
};

/// A prepared statement. It must not outlive its connection.
class SqliteStatement
{
public:
    SqliteStatement(SqliteStatement &&other) noexcept = default;
    SqliteStatement &operator=(SqliteStatement &&other) noexcept = default;

    /// 1-based, as in SQL. A value that cannot be bound (no such parameter, too long) fails the next step().
    void bind(int parameter, const Value &value);
    /// True if a row is there to be read, false at the end.
    [[nodiscard]] Result<bool> step();
    void reset();

    [[nodiscard]] bool isEmpty() const { return !m_handle; } ///< the text held no statement
    [[nodiscard]] bool isReadOnly() const;
    [[nodiscard]] int columnCount() const;
    [[nodiscard]] int parameterCount() const;
    [[nodiscard]] QString columnName(int column) const;
    /// A copy; the same text as @p before shares its bytes. The hot paths of export and backup read handle() themselves.
    [[nodiscard]] Value value(int column, const Value &before = {}) const;
    /// What a row says as the row @p before it did (who, when, of what kind) is kept once.
    [[nodiscard]] Row row(const Row &before = {}) const;
    /// Rows stepped over in full table scans since the last reset: a lower bound of the rows read.
    [[nodiscard]] qint64 rowsScanned() const;
    /// Bytes of the text given to prepare() that this statement took.
    [[nodiscard]] qsizetype tail() const { return m_tail; }
    [[nodiscard]] sqlite3_stmt *handle() const { return m_handle.get(); }

private:
    friend class SqliteConnection;
    struct Finalizer {
        void operator()(sqlite3_stmt *handle) const;
    };
    SqliteStatement() = default;

    std::shared_ptr<const SqliteBehaviour> m_behaviour;
    std::unique_ptr<sqlite3_stmt, Finalizer> m_handle;
    qsizetype m_tail = 0;
    int m_bindCode = 0; // the first failure of bind()
};

/// Makes @p stop interrupt the connection's running statement, and its waiting for a lock, for as long as this object
/// lives; may be nested. Lives on the connection's thread.
class SqliteInterrupt
{
public:
    SqliteInterrupt(const SqliteConnection &connection, const std::stop_token &stop);
    ~SqliteInterrupt();
    SqliteInterrupt(const SqliteInterrupt &) = delete;
    SqliteInterrupt &operator=(const SqliteInterrupt &) = delete;

private:
    struct Interrupt {
        sqlite3 *handle;
        void operator()() const;
    };
    std::shared_ptr<SqliteBehaviour> m_behaviour;
    std::stop_token m_outer;
    std::stop_callback<Interrupt> m_callback;
};

} // namespace tidemark
