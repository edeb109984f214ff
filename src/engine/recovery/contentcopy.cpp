#include "contentcopy.h"

#include "tablescan.h"

#include <engine/sql/identifier.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int RowsBetweenStops = 1024;

// Steps through @p select in the one and binds each row to @p insert in the other; no value passes through our hands.
Result<> copyRows(SqliteConnection &from,
                  SqliteConnection &to,
                  const QByteArray &select,
                  const QByteArray &insert,
                  const Conduct &conduct)
{
    auto source = from.prepare(select);
    if (!source)
        return source.error();
    auto sink = to.prepare(insert);
    if (!sink)
        return sink.error();
    const int columns = source->columnCount();
    for (qint64 rows = 0;; ++rows) {
        const auto more = source->step();
        if (!more)
            return more.error();
        if (!*more)
            return Ok{};
        for (int column = 0; column < columns; ++column)
            sqlite3_bind_value(
                sink->handle(), column + 1, sqlite3_column_value(source->handle(), column));
        if (const auto inserted = sink->step(); !inserted)
            return inserted.error();
        sink->reset();
        if (rows % RowsBetweenStops == 0 && conduct.stop.stop_requested())
            return cancelled();
    }
}

Result<> dropEach(SqliteConnection &destination, QByteArrayView keyword, const QStringList &names)
{
    for (const QString &name : names) {
        const QByteArray statement = "DROP " + keyword.toByteArray() + " IF EXISTS " + quoted(name);
        if (auto dropped = destination.run(statement); !dropped)
            return dropped;
    }
    return Ok{};
}

// Triggers first, that nothing fires; virtual tables before the others, because they take their shadow tables with them.
Result<> dropContent(SqliteConnection &destination, const Schema &schema)
{
    QStringList triggers;
    QStringList views;
    QStringList virtualTables;
    QStringList tables;
    for (const Trigger &trigger : schema.triggers)
        triggers.append(trigger.name);
    for (const View &view : schema.views)
        views.append(view.name);
    for (const Table &table : schema.tables) {
        if (isEngineOwned(table.name) || isLockOrGuard(table.name))
            continue;
        const bool isOwned = table.kind == Table::Kind::Shadow && ownerOf(table, schema);
        if (table.kind == Table::Kind::Virtual)
            virtualTables.append(table.name);
        else if (!isOwned)
            tables.append(table.name);
    }
    if (auto dropped = dropEach(destination, "TRIGGER", triggers); !dropped)
        return dropped;
    if (auto dropped = dropEach(destination, "VIEW", views); !dropped)
        return dropped;
    if (auto dropped = dropEach(destination, "TABLE", virtualTables); !dropped)
        return dropped;
    return dropEach(destination, "TABLE", tables);
}

Result<> clearLockAndGuard(SqliteConnection &destination, const Schema &schema)
{
    for (const Table &table : schema.tables) {
        if (!isLockOrGuard(table.name))
            continue;
        if (auto cleared = destination.run(QByteArray("DELETE FROM " + quoted(table.name)));
            !cleared)
            return cleared;
    }
    return Ok{};
}

/// Rows that broke a CHECK when it was added later, or under a pragma, are content too.
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

} // namespace

Result<BackupContent> BackupContent::of(SqliteConnection &backup)
{
    auto schema = backup.schema();
    if (!schema)
        return schema.error();
    const auto rows = backup.query({ "SELECT type, name, sql, rootpage = 0 FROM sqlite_schema "
                                     "WHERE sql IS NOT NULL ORDER BY rowid" });
    if (!rows)
        return rows.error();
    QList<Object> objects;
    for (const Row &row : rows->rows) {
        const QString name = row.at(1).toString();
        if (isEngineOwned(name) || isLockOrGuard(name))
            continue;
        const QByteArray type = row.at(0).bytes();
        objects.append(
            { type, name, row.at(2).bytes(), type == "table" && row.at(3).toInteger() != 0 });
    }
    return BackupContent(backup, std::move(*schema), std::move(objects));
}

Result<> BackupContent::replaceIn(SqliteConnection &destination, const Conduct &conduct) const
{
    const auto present = destination.schema();
    if (!present)
        return present.error();
    if (auto dropped = dropContent(destination, *present); !dropped)
        return dropped;
    if (auto cleared = clearLockAndGuard(destination, *present); !cleared)
        return cleared;
    if (auto created = create(destination, "table"); !created)
        return created;
    if (auto copied = copyTables(destination, conduct); !copied)
        return copied;
    if (auto copied = copySequences(destination); !copied)
        return copied;
    for (const char *type : { "index", "view", "trigger" }) {
        if (auto created = create(destination, type); !created)
            return created;
    }
    if (auto copied = copyStatistics(destination); !copied)
        return copied;
    return createVirtualTables(destination);
}

Result<> BackupContent::create(SqliteConnection &destination, QByteArrayView type) const
{
    for (const Object &object : m_objects) {
        if (object.type != type || object.isVirtual)
            continue;
        if (auto created = destination.run(object.sql); !created)
            return created;
    }
    return Ok{};
}

// As VACUUM does it: the definition goes straight into sqlite_schema, because CREATE VIRTUAL TABLE would make shadow
// tables of its own where the copied ones are. No module needs to be there.
Result<> BackupContent::createVirtualTables(SqliteConnection &destination) const
{
    sqlite3 *const handle = destination.handle();
    Result<> outcome = Ok{};
    bool hasAny = false;
    sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 1, nullptr);
    for (const Object &object : m_objects) {
        if (!object.isVirtual || !outcome)
            continue;
        hasAny = true;
        const QByteArray name = quotedString(object.name.toUtf8());
        const QByteArray row = "'table'," + name + ',' + name + ",0," + quotedString(object.sql);
        outcome = destination.run(QByteArray(
            "INSERT INTO sqlite_schema (type,name,tbl_name,rootpage,sql) VALUES (" + row + ')'));
    }
    sqlite3_db_config(handle, SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0, nullptr);
    return outcome && hasAny ? destination.run("PRAGMA writable_schema=RESET") : outcome;
}

Result<> BackupContent::copyTables(SqliteConnection &destination, const Conduct &conduct) const
{
    const ChecksIgnored ignored(destination);
    qint64 done = 0;
    for (const Object &object : m_objects) {
        if (object.type != "table" || object.isVirtual)
            continue;
        const Table *table = m_schema.table(object.name);
        if (!table)
            continue;
        report(conduct.progress, { .text = u"Restoring %1"_s.arg(object.name), .done = done++ });
        const TableScan scan = scanOf(*table);
        if (auto copied = copyRows(m_backup, destination, scan.select, scan.insert, conduct);
            !copied)
            return copied;
    }
    return Ok{};
}

Result<> BackupContent::copySequences(SqliteConnection &destination) const
{
    const auto schema = destination.schema();
    if (!schema)
        return schema.error();
    if (!schema->table(u"sqlite_sequence"_s) || !m_schema.table(u"sqlite_sequence"_s))
        return Ok{};
    if (auto cleared
        = destination.run("DELETE FROM sqlite_sequence WHERE lower(name) NOT GLOB '_cf_*'");
        !cleared)
        return cleared;
    return copyRows(
        m_backup,
        destination,
        "SELECT name, seq FROM sqlite_sequence WHERE lower(name) NOT GLOB '_cf_*' ORDER BY rowid",
        "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)",
        {});
}

// The planner's statistics; ANALYZE of the schema table alone is how sqlite3 makes an empty table for them.
Result<> BackupContent::copyStatistics(SqliteConnection &destination) const
{
    if (!m_schema.table(u"sqlite_stat1"_s))
        return Ok{};
    if (auto made = destination.run("ANALYZE sqlite_schema; DELETE FROM sqlite_stat1"); !made)
        return made;
    return copyRows(m_backup,
                    destination,
                    "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY rowid",
                    "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)",
                    {});
}

} // namespace tidemark
