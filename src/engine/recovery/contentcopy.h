#pragma once

#include "backup.h"
#include "contentobjects.h"

namespace tidemark {

/// Everything of a backup that belongs to the content, read before a lock is taken.
class BackupContent
{
public:
    /// @p backup must outlive this.
    [[nodiscard]] static Result<BackupContent> of(SqliteConnection &backup);

    /// Drops everything in @p destination except sqlite_…, _cf_…, lock and guard, and makes it anew from the backup,
    /// rowids and shadow tables included. The caller has opened a transaction with foreign keys off, and undoes it if
    /// this fails.
    [[nodiscard]] Result<> replaceIn(SqliteConnection &destination, const Conduct &conduct) const;

private:
    BackupContent(SqliteConnection &backup, Schema schema, QList<ContentObject> objects)
        : m_backup(backup)
        , m_schema(std::move(schema))
        , m_objects(std::move(objects))
    {}

    [[nodiscard]] Result<> copyTables(SqliteConnection &destination, const Conduct &conduct) const;
    [[nodiscard]] Result<> copySequences(SqliteConnection &destination) const;
    [[nodiscard]] Result<> copyStatistics(SqliteConnection &destination) const;

    SqliteConnection &m_backup;
    Schema m_schema;
    QList<ContentObject> m_objects; ///< in the order of sqlite_schema
};

} // namespace tidemark
