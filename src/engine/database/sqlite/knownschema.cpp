#include "knownschema.h"

#include <engine/sql/schemareader.h>

#include <QSet>

#include <algorithm>
#include <sqlite3.h>

namespace tidemark {

namespace {

constexpr char ObjectQuery[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema";

/// What schemaQuery() says of one table, and of its indexes beyond their rows in sqlite_schema.
constexpr char TableQuery[] = R"(
SELECT 0 AS part, 0 AS position, 0 AS major, 0 AS minor, l.name, l.name,
       'table', ?2, l.type, NULL, l.wr, l.strict, NULL
FROM pragma_table_list(?1) l WHERE l.schema = 'main'
UNION ALL
SELECT 1, 0, c.cid, 0, c.name, ?1, c.type, c.dflt_value, NULL, NULL, c."notnull", c.pk, c.hidden
FROM pragma_table_xinfo(?1, 'main') c
UNION ALL
SELECT 2, 0, -k.id, k.seq, k."from", ?1, k."table", k."to", k.on_update, k.on_delete, NULL, NULL, NULL
FROM pragma_foreign_key_list(?1, 'main') k
UNION ALL
SELECT 3, 0, -i.seq, c.seqno, i.name, ?1, c.name, c.coll, i.origin, NULL, i."unique", i.partial, c."desc"
FROM pragma_index_list(?1, 'main') i JOIN pragma_index_xinfo(i.name, 'main') c
WHERE c.key
ORDER BY 1, 2, 3, 4)";

// Views may begin to compile when a table comes, virtual tables have shadows, and a table WITHOUT ROWID an index that
// sqlite_schema does not list.
bool isPlain(const Schema &schema)
{
    return schema.views.isEmpty()
           && std::all_of(schema.tables.begin(), schema.tables.end(), [](const Table &table) {
                  return table.kind == Table::Kind::Ordinary && !table.withoutRowid;
              });
}

QByteArrayView cell(sqlite3_stmt *row, int column)
{
    const auto *text = static_cast<const char *>(sqlite3_column_blob(row, column));
    return { text, text ? sqlite3_column_bytes(row, column) : 0 };
}

/// Hands out the objects of a list whose names are asked for in the list's order, some of them perhaps never.
template<typename Item>
class InOrder
{
public:
    explicit InOrder(const QList<Item> &items)
        : m_items(items)
    {}

    /// Nullptr if it is not there.
    const Item *next(const QString &name)
    {
        while (m_next < m_items.size()) {
            const Item &item = m_items.at(m_next++);
            if (item.name == name)
                return &item;
        }
        return nullptr;
    }

private:
    const QList<Item> &m_items;
    qsizetype m_next = 0;
};

} // namespace

/// The way from the objects that were known to those that are there.
class KnownSchema::Change
{
public:
    Change(const Objects &before, const Objects &after)
        : m_after(after)
    {
        const auto parting
            = std::mismatch(before.begin(), before.end(), after.begin(), after.end());
        const auto ends = std::mismatch(std::make_reverse_iterator(before.end()),
                                        std::make_reverse_iterator(parting.first),
                                        std::make_reverse_iterator(after.end()),
                                        std::make_reverse_iterator(parting.second));
        note(parting.first, ends.first.base());
        note(parting.second, ends.second.base());
    }

    [[nodiscard]] bool isNone() const { return m_owners.isEmpty(); }

    /// @p known with the changed tables read anew; nothing if that does not tell everything.
    [[nodiscard]] std::optional<Schema> applied(const Schema &known,
                                                SqliteConnection &database) const
    {
        if (!isPlain(known) || touchesHidden())
            return std::nullopt;
        const auto rows = rowsOfChanged(database);
        auto fresh = rows ? schemaFromRows(*rows) : Result<Schema>(rows.error());
        if (!fresh || !isPlain(*fresh))
            return std::nullopt;
        return merged(known, *fresh);
    }

private:
    void note(Objects::const_iterator from, Objects::const_iterator to)
    {
        for (; from != to; ++from)
            m_owners.insert(from->owner);
    }

    /// schemaQuery() asks nothing about _cf_ tables but their names.
    [[nodiscard]] bool touchesHidden() const
    {
        return std::any_of(m_owners.begin(), m_owners.end(), [](const QByteArray &owner) {
            return owner.left(4).toLower() == "_cf_";
        });
    }

    [[nodiscard]] Result<QList<Row>> rowsOfChanged(SqliteConnection &database) const
    {
        const Value zero = Value::integer(0);
        QList<Row> rows;
        QList<Row> parts;
        for (const Object &object : m_after) {
            if (!m_owners.contains(object.owner))
                continue;
            if (object.type == "table") {
                const auto read = database.query(
                    { TableQuery, { Value::text(object.name), Value::text(object.sql) } });
                if (!read)
                    return read.error();
                parts.append(read->rows);
                continue;
            }
            const Value sql = object.sql.isNull() ? Value() : Value::text(object.sql);
            rows.append({ zero,
                          zero,
                          zero,
                          zero,
                          Value::text(object.name),
                          Value::text(object.owner),
                          Value::text(object.type),
                          sql,
                          Value(),
                          Value(),
                          Value(),
                          Value(),
                          Value() });
        }
        return rows + parts;
    }

    [[nodiscard]] std::optional<Schema> merged(const Schema &known, const Schema &fresh) const
    {
        Schema schema;
        InOrder<Table> tables(known.tables);
        InOrder<Table> freshTables(fresh.tables);
        InOrder<Index> indexes(known.indexes);
        InOrder<Index> freshIndexes(fresh.indexes);
        InOrder<Trigger> triggers(known.triggers);
        InOrder<Trigger> freshTriggers(fresh.triggers);
        const auto take = [](auto &list, auto &from, const QString &name) {
            const auto *item = from.next(name);
            if (item)
                list.append(*item);
            return item != nullptr;
        };
        for (const Object &object : m_after) {
            const bool isNew = m_owners.contains(object.owner);
            const QString name = QString::fromUtf8(object.name);
            bool found = false;
            if (object.type == "table")
                found = take(schema.tables, isNew ? freshTables : tables, name);
            else if (object.type == "index")
                found = take(schema.indexes, isNew ? freshIndexes : indexes, name);
            else if (object.type == "trigger")
                found = take(schema.triggers, isNew ? freshTriggers : triggers, name);
            if (!found)
                return std::nullopt;
        }
        return schema;
    }

    const Objects &m_after;
    QSet<QByteArray> m_owners; // of rows that came, went or changed
};

KnownSchema::Object KnownSchema::objectIn(const SqliteStatement &row)
{
    sqlite3_stmt *handle = row.handle();
    Object object{ .type = cell(handle, 0).toByteArray(),
                   .name = cell(handle, 1).toByteArray(),
                   .owner = cell(handle, 2).toByteArray(),
                   .sql = {} };
    if (sqlite3_column_type(handle, 3) != SQLITE_NULL)
        object.sql = cell(handle, 3).toByteArray();
    return object;
}

/// Those that are as before are not copied.
Result<KnownSchema::Objects> KnownSchema::objectsOf(SqliteConnection &database) const
{
    auto statement = database.prepare(ObjectQuery);
    if (!statement)
        return statement.error();
    Objects objects;
    objects.reserve(m_objects.size() + 2);
    while (true) {
        const auto more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            return objects;
        sqlite3_stmt *row = statement->handle();
        const Object *known
            = objects.size() < m_objects.size() ? &m_objects.at(objects.size()) : nullptr;
        const bool same = known && cell(row, 3) == known->sql && cell(row, 1) == known->name
                          && cell(row, 2) == known->owner && cell(row, 0) == known->type;
        objects.append(same ? *known : objectIn(*statement));
    }
}

Result<Schema> KnownSchema::of(SqliteConnection &database)
{
    auto objects = objectsOf(database);
    if (!objects)
        return objects.error();
    std::optional<Schema> schema;
    if (m_schema) {
        const Change change(m_objects, *objects);
        if (change.isNone())
            return *m_schema;
        schema = change.applied(*m_schema, database);
    }
    if (!schema) {
        auto read = database.schema();
        if (!read)
            return read.error();
        schema = std::move(*read);
    }
    m_schema = std::move(schema);
    m_objects = std::move(*objects);
    ++m_version;
    return *m_schema;
}

} // namespace tidemark
