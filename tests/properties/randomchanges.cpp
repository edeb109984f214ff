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
               && other.sql.contains(QByteArray("content='" + table.name.toUtf8() + '\''));
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

SchemaChange RandomDatabase::creation(const QByteArray &name)
{
    const QByteArray own = quoted(name);
    switch (m_dice.below(4)) {
    case 0:
        return { createTable(name), "DROP TABLE " + own };
    case 1:
        return { createIndex(name), "DROP INDEX " + own };
    case 2:
        return { createView(name), "DROP VIEW " + own };
    default:
        return { createTrigger(name), "DROP TRIGGER " + own };
    }
}

SchemaChange RandomDatabase::removal(const Schema &now)
{
    if (m_dice.chance(50) && !now.triggers.isEmpty()) {
        const Trigger &trigger = m_dice.pick(now.triggers);
        return { "DROP TRIGGER " + quoted(trigger.name), trigger.sql };
    }
    if (now.indexes.isEmpty())
        return {};
    const Index &index = m_dice.pick(now.indexes);
    return { "DROP INDEX " + quoted(index.name), index.sql };
}

SchemaChange RandomDatabase::alteration(const Schema &now, const QByteArray &name)
{
    const Table *table = anyTable(now);
    if (!table)
        return {};
    const QByteArray alter = "ALTER TABLE " + quoted(table->name);
    const QByteArray fresh = quoted(name);
    switch (m_dice.below(3)) {
    case 0:
        if (isNamedElsewhere(now, table->name))
            return {};
        return { alter + " RENAME TO " + fresh,
                 "ALTER TABLE " + fresh + " RENAME TO " + quoted(table->name) };
    case 1: {
        if (isIndexed(now, *table))
            return {};
        const QByteArray old = quoted(anyColumn(*table));
        return { alter + " RENAME COLUMN " + old + " TO " + fresh,
                 alter + " RENAME COLUMN " + fresh + " TO " + old };
    }
    default:
        return { alter + " ADD COLUMN " + fresh + addableColumn(),
                 alter + " DROP COLUMN " + fresh };
    }
}

std::optional<SchemaChange> RandomDatabase::change()
{
    for (int attempt = 0; attempt < 20; ++attempt) {
        const Schema now = schema();
        const QByteArray name = newName();
        const int kind = m_dice.below(9);
        const SchemaChange change = kind < 4   ? creation(name)
                                    : kind < 6 ? removal(now)
                                               : alteration(now, name);
        if (!change.up.isEmpty() && !change.down.isEmpty() && tryChange(change))
            return change;
    }
    return std::nullopt;
}

} // namespace tidemark
