#pragma once

#include "connection.h"

#include <optional>

namespace tidemark {

/// The schema of a database that is asked for again and again, after every step of a rehearsal or a replay.
///
/// Reading a schema takes time in proportion to everything there is, a hundred times for a hundred steps. But all of it
/// follows from the rows of sqlite_schema: what stands there as before is as before, and of ordinary tables only those are read
/// again whose rows, or whose indexes' rows, are others now.
class KnownSchema
{
public:
    /// The same as SqliteConnection::schema().
    [[nodiscard]] Result<Schema> of(SqliteConnection &database);

    /// Another one after each call of of() that found another schema.
    [[nodiscard]] quint64 version() const { return m_version; }

private:
    /// A row of sqlite_schema.
    struct Object {
        QByteArray type;
        QByteArray name;
        QByteArray owner;
        QByteArray sql;

        bool operator==(const Object &other) const = default;
    };
    using Objects = QList<Object>;
    class Change;

    [[nodiscard]] Result<Objects> objectsOf(SqliteConnection &database) const;
    [[nodiscard]] static Object objectIn(const SqliteStatement &row);

    Objects m_objects;
    std::optional<Schema> m_schema; ///< that they make
    quint64 m_version = 0;
};

} // namespace tidemark
