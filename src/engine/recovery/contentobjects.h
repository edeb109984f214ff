#pragma once

#include <engine/database/sqlite/connection.h>

namespace tidemark {

/// A row of sqlite_schema that belongs to the content.
struct ContentObject {
    QByteArray type; ///< "table", "index", "view", "trigger"
    QString name;
    QByteArray sql;
    bool isVirtual = false;
};

/// The SELECT whose rows contentObjects() reads.
[[nodiscard]] QByteArray contentObjectsQuery();
/// In the order of sqlite_schema; without what the engine owns, lock and guard.
[[nodiscard]] QList<ContentObject> contentObjects(const QList<Row> &rows);

/// Runs the definitions of one @p type; virtual tables are left out.
[[nodiscard]] Result<> createObjects(SqliteConnection &destination,
                                     const QList<ContentObject> &objects,
                                     QByteArrayView type);
/// Makes the virtual tables known whose shadow tables are there already. As VACUUM does it: the definition goes straight
/// into sqlite_schema, because CREATE VIRTUAL TABLE would make shadow tables of its own. No module needs to be there.
[[nodiscard]] Result<> registerVirtualTables(SqliteConnection &destination,
                                             const QList<ContentObject> &objects);

/// While it lives, rows that break a CHECK are taken: one that was added later, or under a pragma, is no reason to lose
/// content.
class ChecksIgnored
{
public:
    explicit ChecksIgnored(SqliteConnection &connection)
        : m_connection(connection)
    {
        static_cast<void>(m_connection.run("PRAGMA ignore_check_constraints=ON"));
    }
    ~ChecksIgnored() { static_cast<void>(m_connection.run("PRAGMA ignore_check_constraints=OFF")); }
    ChecksIgnored(const ChecksIgnored &) = delete;
    ChecksIgnored &operator=(const ChecksIgnored &) = delete;

private:
    SqliteConnection &m_connection;
};

} // namespace tidemark
