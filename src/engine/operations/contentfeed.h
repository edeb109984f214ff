#pragma once

#include <engine/database/sqlite/connection.h>
#include <engine/recovery/contentobjects.h>

namespace tidemark {

/// The content of a database file as batches of statements that make it in an empty database which takes statements alone, as
/// D1 does. Blocking; one caller at a time.
class ContentFeed
{
public:
    /// Reads the definitions. Fails like SqliteConnection::open(), with Policy if something in it cannot be made by statements:
    /// full text without its text (content=''), or a virtual table of another kind.
    [[nodiscard]] static Result<ContentFeed> open(const QString &file);

    /// Tables, then rows (parents first, a batch is at most about half a megabyte, and a statement with more
    /// than one row fits into D1's 100,000 bytes with its values as literals, too), then what hangs on them: counters, indexes,
    /// views, triggers. Empty at the end.
    [[nodiscard]] Result<QList<BoundStatement>> next();
    [[nodiscard]] qint64 rows() const { return m_rows; } ///< handed out so far
    /// Whose shadow tables are not those of the file: they are made again by their module.
    [[nodiscard]] QStringList virtualTables() const;

private:
    explicit ContentFeed(SqliteConnection connection);

    [[nodiscard]] Result<> read();
    [[nodiscard]] QList<BoundStatement> definitions(const QList<QByteArray> &types) const;
    [[nodiscard]] Result<bool> openNextTable();
    [[nodiscard]] Result<QList<BoundStatement>> rowBatch();
    [[nodiscard]] Result<QList<BoundStatement>> ending();

    std::unique_ptr<SqliteConnection> m_connection;
    QList<ContentObject> m_objects;
    QList<Table> m_tables; ///< with rows to send, parents first
    QList<QByteArray> m_rebuilds; ///< full text over another table's rows
    std::unique_ptr<SqliteStatement> m_cursor; ///< goes before the connection
    QByteArray m_insert; ///< "INSERT INTO t (a, b) VALUES "
    qsizetype m_columns = 0;
    qsizetype m_statementBytes = 0; ///< of the last statement, with its values as literals
    qsizetype m_nextTable = 0;
    qint64 m_rows = 0;
    enum class Part { Tables, Rows, Ending, Done } m_part = Part::Tables;
};

} // namespace tidemark
