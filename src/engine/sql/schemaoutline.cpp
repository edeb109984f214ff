#include "schemaoutline.h"

#include "tabledefinition.h"

#include <algorithm>

namespace tidemark {

namespace {

constexpr qsizetype OutlineCells = 5;

/// A row of sqlite_schema.
struct OutlineRow {
    QByteArray type;
    QByteArray name;
    QByteArray owner;
    QByteArray sql;
    bool hasRootPage = false; ///< views, triggers and virtual tables have none

    [[nodiscard]] bool hasReadableNames() const
    {
        return name.isValidUtf8() && owner.isValidUtf8();
    }
};

OutlineRow outlineRow(const Row &row)
{
    return { .type = row.at(0).bytes(),
             .name = row.at(1).bytes(),
             .owner = row.at(2).bytes(),
             .sql = row.at(3).bytes(),
             .hasRootPage = row.at(4).toReal() != 0 };
}

/// Adds what the row describes; false if it is not known to an outline.
bool addTo(Schema &schema, const OutlineRow &row)
{
    const QString name = QString::fromUtf8(row.name);
    const QString owner = row.owner == row.name ? name : QString::fromUtf8(row.owner);
    const bool isUsers = !isInternal(name) && !isInternal(owner);
    if (isUsers && row.sql.isEmpty())
        return false;
    if (row.type == "table" && row.hasRootPage)
        schema.tables.append({ .name = name, .sql = row.sql });
    else if (row.type == "index")
        schema.indexes.append({ .name = name, .table = owner, .sql = row.sql });
    else if (row.type == "trigger")
        schema.triggers.append({ .name = name, .table = owner, .sql = row.sql });
    else if (row.type == "view")
        schema.views.append({ .name = name, .columns = {}, .sql = row.sql });
    else
        return false;
    return true;
}

/// True if a statement of the user's has a "…" somewhere: whether that is a name or a string depends on the names that there are, those of
/// columns included (canonicalsql.h). SQLite itself writes such names when a table is renamed.
bool asksForColumns(const Schema &schema)
{
    const auto isIn = [](const auto &objects) {
        return std::any_of(objects.begin(), objects.end(), [](const auto &object) {
            return object.sql.contains('"') && !isInternal(object.name);
        });
    };
    return isIn(schema.tables) || isIn(schema.indexes) || isIn(schema.triggers)
           || isIn(schema.views);
}

/// False if the columns of a table cannot be told from its statement.
bool addColumnNames(Schema &schema)
{
    for (Table &table : schema.tables) {
        if (isInternal(table.name))
            continue;
        const auto definition = tableDefinition(table, {});
        if (!definition)
            return false;
        for (const auto &column : definition->columns)
            table.columns.append({ .name = column.name, .type = {} });
    }
    return true;
}

} // namespace

QByteArray outlineQuery()
{
    return "SELECT type, name, tbl_name, sql, rootpage FROM sqlite_master ORDER BY rowid";
}

std::optional<Schema> outlineFromRows(const QList<Row> &rows)
{
    Schema schema;
    schema.tables.reserve(rows.size());
    schema.indexes.reserve(rows.size());
    for (const Row &row : rows) {
        if (row.size() != OutlineCells)
            return std::nullopt;
        const OutlineRow read = outlineRow(row);
        if (!read.hasReadableNames() || !addTo(schema, read))
            return std::nullopt;
    }
    if (asksForColumns(schema) && !addColumnNames(schema))
        return std::nullopt;
    return schema;
}

} // namespace tidemark
