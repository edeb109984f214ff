#include "knownschema.h"

#include <engine/sql/identifier.h>

#include <QSet>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

enum Cell { TypeCell, NameCell, OwnerCell, SqlCell };

constexpr char objectQuery[] = "SELECT type, name, tbl_name, sql FROM sqlite_schema";

// Views may begin to compile when a table comes, virtual tables have shadows, and a table WITHOUT ROWID an index that
// sqlite_schema does not list.
bool isPlain(const Schema &schema)
{
    return schema.views.isEmpty()
           && std::all_of(schema.tables.begin(), schema.tables.end(), [](const Table &table) {
                  return table.kind == Table::Kind::Ordinary && !table.withoutRowid;
              });
}

bool startsWith(const QList<Row> &objects, const QList<Row> &known)
{
    return objects.size() > known.size() && std::equal(known.begin(), known.end(), objects.begin());
}

/// The definitions that make @p added in an empty database: the tables of its indexes, and its own.
QList<QByteArray> definitions(const QList<Row> &added, const Schema &known)
{
    QSet<QString> made;
    QList<QByteArray> list;
    for (const Row &object : added) {
        const QString owner = object.at(OwnerCell).toString();
        const Table *const table = known.table(owner);
        if (table && !made.contains(owner))
            list.append(table->sql);
        made.insert(owner);
        if (!object.at(SqlCell).isNull())
            list.append(object.at(SqlCell).bytes());
    }
    return list;
}

std::optional<Schema> schemaOf(const QList<QByteArray> &definitions, SqliteOptions::Profile profile)
{
    auto scratch = SqliteConnection::open(
        u":memory:"_s, { .access = SqliteOptions::Access::Create, .profile = profile });
    if (!scratch)
        return std::nullopt;
    for (const QByteArray &definition : definitions) {
        if (!scratch->run(definition))
            return std::nullopt;
    }
    auto schema = scratch->schema();
    return schema ? std::optional(std::move(*schema)) : std::nullopt;
}

} // namespace

Result<Schema> KnownSchema::of(SqliteConnection &database)
{
    auto objects = database.query({ objectQuery });
    if (!objects)
        return objects.error();
    if (!m_schema || objects->rows != m_objects) {
        auto schema = extended(objects->rows);
        if (!schema) {
            auto read = database.schema();
            if (!read)
                return read.error();
            schema = std::move(*read);
        }
        m_schema = std::move(schema);
        m_objects = std::move(objects->rows);
    }
    return *m_schema;
}

std::optional<Schema> KnownSchema::extended(const QList<Row> &objects) const
{
    if (!m_schema || !startsWith(objects, m_objects) || !isPlain(*m_schema))
        return std::nullopt;
    const QList<Row> added = objects.sliced(m_objects.size());
    const auto own = schemaOf(definitions(added, *m_schema), m_profile);
    if (!own || !isPlain(*own))
        return std::nullopt;
    Schema schema = *m_schema;
    for (const Row &object : added) {
        const QString name = object.at(NameCell).toString();
        const QByteArray type = object.at(TypeCell).bytes();
        const Table *const table = type == "table" ? own->table(name) : nullptr;
        const Index *const index = type == "index" ? own->index(name) : nullptr;
        if (table)
            schema.tables.append(*table);
        else if (index)
            schema.indexes.append(*index);
        else
            return std::nullopt;
    }
    return schema;
}

} // namespace tidemark
