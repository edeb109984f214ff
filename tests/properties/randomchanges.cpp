#include "randomdatabase.h"

#include <engine/sql/identifier.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// True if a view, a trigger or an FTS5 table names @p table: renamed, it would be another to them, or gone.
bool isNamedElsewhere(const Schema &schema, const QString &table)
{
    QList<QByteArray> statements;
    for (const View &view : schema.views)
        statements.append(view.sql);
    for (const Trigger &trigger : schema.triggers)
        statements.append(trigger.sql);
    for (const Table &other : schema.tables) {
        if (other.kind == Table::Kind::Virtual)
            statements.append(other.sql);
    }
    return std::any_of(statements.begin(), statements.end(), [&table](const QByteArray &sql) {
        return QString::fromUtf8(sql).contains(table, Qt::CaseInsensitive);
    });
}

/// True if an FTS5 table reads its content from @p table, by the names of its columns.
bool isIndexed(const Schema &schema, const Table &table)
{
    return std::any_of(schema.tables.begin(), schema.tables.end(), [&table](const Table &other) {
        return other.kind == Table::Kind::Virtual
               && other.sql.contains("content='" + table.name.toUtf8() + '\'');
    });
}

} // namespace

/// Runs both ways, so that what is handed out can be undone, and leaves the first in effect.
bool RandomDatabase::tryChange(const SchemaChange &change)
{
    const QString before = fingerprint(schema());
    bool works = static_cast<bool>(m_connection.run("SAVEPOINT trying"));
    works = works && m_connection.run(change.up) && m_connection.run(change.down)
            && m_connection.run(change.up);
    const bool ended = static_cast<bool>(
        m_connection.run(works ? "RELEASE trying" : "ROLLBACK TO trying; RELEASE trying"));
    if (!ended)
        qFatal("The savepoint of a change cannot be ended");
    return works && fingerprint(schema()) != before;
}

QByteArray RandomDatabase::addableColumn()
{
    QByteArray sql = m_dice.pick({ "", " TEXT", " INTEGER", " REAL", " BLOB" });
    if (m_dice.chance(30))
        sql += m_dice.pick(
            { " DEFAULT 7", " NOT NULL DEFAULT 'a;b'", " DEFAULT NULL", " DEFAULT -1.5" });
    if (m_dice.chance(15))
        sql += " COLLATE NOCASE";
    if (m_dice.chance(10))
        sql += " CHECK (1)";
    return sql;
}

std::optional<SchemaChange> RandomDatabase::change()
{
    for (int attempt = 0; attempt < 20; ++attempt) {
        const Schema now = schema();
        const Table *table = anyTable(now);
        const QByteArray name = newName();
        const QByteArray fresh = quoted(name);
        SchemaChange change;
        switch (m_dice.below(9)) {
        case 0:
            change = { createTable(name), "DROP TABLE " + fresh };
            break;
        case 1:
            change = { createIndex(name), "DROP INDEX " + fresh };
            break;
        case 2:
            change = { createView(name), "DROP VIEW " + fresh };
            break;
        case 3:
            change = { createTrigger(name), "DROP TRIGGER " + fresh };
            break;
        case 4:
            if (table && !isNamedElsewhere(now, table->name))
                change = { "ALTER TABLE " + quoted(table->name) + " RENAME TO " + fresh,
                           "ALTER TABLE " + fresh + " RENAME TO " + quoted(table->name) };
            break;
        case 5:
            if (table && !isIndexed(now, *table)) {
                const QByteArray old = quoted(anyColumn(*table));
                const QByteArray alter = "ALTER TABLE " + quoted(table->name) + " RENAME COLUMN ";
                change = { alter + old + " TO " + fresh, alter + fresh + " TO " + old };
            }
            break;
        case 6:
            if (!now.indexes.isEmpty() && !m_dice.pick(now.indexes).sql.isEmpty()) {
                const Index &index = m_dice.pick(now.indexes);
                change = { "DROP INDEX " + quoted(index.name), index.sql };
            }
            break;
        case 7:
            if (!now.triggers.isEmpty()) {
                const Trigger &trigger = m_dice.pick(now.triggers);
                change = { "DROP TRIGGER " + quoted(trigger.name), trigger.sql };
            }
            break;
        default:
            if (table)
                change = { "ALTER TABLE " + quoted(table->name) + " ADD COLUMN " + fresh
                               + addableColumn(),
                           "ALTER TABLE " + quoted(table->name) + " DROP COLUMN " + fresh };
        }
        if (!change.up.isEmpty() && !change.down.isEmpty() && tryChange(change))
            return change;
    }
    return std::nullopt;
}

} // namespace tidemark
