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

} // namespace

Result<BackupContent> BackupContent::of(SqliteConnection &backup)
{
    auto schema = backup.schema();
    if (!schema)
        return schema.error();
    const auto rows = backup.query({ contentObjectsQuery() });
    if (!rows)
        return rows.error();
    return BackupContent(backup, std::move(*schema), contentObjects(rows->rows));
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
    if (auto created = createObjects(destination, m_objects, "table"); !created)
        return created;
    if (auto copied = copyTables(destination, conduct); !copied)
        return copied;
    if (auto copied = copySequences(destination); !copied)
        return copied;
    for (const char *type : { "index", "view", "trigger" }) {
        if (auto created = createObjects(destination, m_objects, type); !created)
            return created;
    }
    if (auto copied = copyStatistics(destination); !copied)
        return copied;
    return registerVirtualTables(destination, m_objects);
}

Result<> BackupContent::copyTables(SqliteConnection &destination, const Conduct &conduct) const
{
    const ChecksIgnored ignored(destination);
    qint64 done = 0;
    for (const ContentObject &object : m_objects) {
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
