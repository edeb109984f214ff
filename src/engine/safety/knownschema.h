#pragma once

#include <engine/database/sqlite/connection.h>

#include <optional>

namespace tidemark {

/// The schema of a database that is asked for after every step of a rehearsal.
///
/// Reading a schema through pragmas takes time in proportion to everything there is, a hundred times for a hundred steps. But
/// all of it follows from the rows of sqlite_schema: if they are the same, so is the schema, and tables and indexes
/// that were added say everything about themselves.
class KnownSchema
{
public:
    explicit KnownSchema(SqliteOptions::Profile profile)
        : m_profile(profile)
    {}

    [[nodiscard]] Result<Schema> of(SqliteConnection &database);

private:
    /// The known schema with what @p objects has more; nothing if that cannot be told without reading everything.
    [[nodiscard]] std::optional<Schema> extended(const QList<Row> &objects) const;

    SqliteOptions::Profile m_profile;
    QList<Row> m_objects; ///< of sqlite_schema
    std::optional<Schema> m_schema; ///< that they make
};

} // namespace tidemark
