#include "schemareader.h"

#include <QHash>

#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// What a row of the query describes: its first value.
enum class Part { Item, Column, ForeignKey, IndexColumn };

/// The values after it, by place; each part uses them as the query's comments say.
enum Cell {
    PartCell,
    PositionCell, ///< of the table (or object) in sqlite_schema
    MajorCell,
    MinorCell,
    NameCell,
    OwnerCell,
    FirstTextCell,
    SecondTextCell,
    ThirdTextCell,
    FourthTextCell,
    FirstNumberCell,
    SecondNumberCell,
    ThirdNumberCell,
    CellCount
};

/// table_list tries to compile every view and virtual table and leaves ncol at 0 for those it cannot; asking
/// table_xinfo about them would fail the whole query. But it also gives up on others after the first that fails
/// (pragma.c, PragTyp_TABLE_LIST), so a broken view must not hide an FTS5 table, the one kind D1 has. _cf_ tables are left out before any pragma gets to see
/// them, because D1 refuses the query as soon as one does; MATERIALIZED keeps that order.
constexpr char Query[] = R"(
WITH object(position, type, name, owner, sql) AS MATERIALIZED (
  SELECT rowid, type, name, tbl_name, sql FROM sqlite_master
), listed(name, kind, ncol, wr, strict) AS MATERIALIZED (
  SELECT name, type, ncol, wr, strict FROM pragma_table_list WHERE schema = 'main'
), readable(position, name, kind) AS MATERIALIZED (
  SELECT object.position, object.name, listed.kind
  FROM object JOIN listed ON listed.name = object.name
  WHERE object.type IN ('table', 'view')
    AND (listed.ncol > 0
         OR listed.kind = 'virtual' AND instr(lower(object.sql), 'using fts5') > 0
            AND EXISTS (SELECT 1 FROM listed WHERE kind = 'view' AND ncol = 0))
    AND lower(substr(object.name, 1, 4)) <> '_cf_'
), readable_table(position, name) AS MATERIALIZED (
  SELECT position, name FROM readable WHERE kind <> 'view'
)
SELECT 0 AS part, object.position AS position, 0 AS major, 0 AS minor, object.name, object.owner,
       object.type, object.sql, listed.kind, NULL, listed.wr, listed.strict, NULL
FROM object LEFT JOIN listed ON listed.name = object.name AND object.type = 'table'
UNION ALL
SELECT 1, t.position, c.cid, 0, c.name, t.name,
       c.type, c.dflt_value, NULL, NULL, c."notnull", c.pk, c.hidden
FROM readable t JOIN pragma_table_xinfo(t.name, 'main') c
UNION ALL
SELECT 2, t.position, -k.id, k.seq, k."from", t.name,
       k."table", k."to", k.on_update, k.on_delete, NULL, NULL, NULL
FROM readable_table t JOIN pragma_foreign_key_list(t.name, 'main') k
UNION ALL
SELECT 3, t.position, -i.seq, c.seqno, i.name, t.name,
       c.name, c.coll, i.origin, NULL, i."unique", i.partial, c."desc"
FROM readable_table t JOIN pragma_index_list(t.name, 'main') i
     JOIN pragma_index_xinfo(i.name, 'main') c
WHERE c.key
ORDER BY 1, 2, 3, 4)";

QString cellText(const Row &row, Cell cell)
{
    return QString::fromUtf8(row[cell].bytes());
}

/// D1 answers in JSON, whose numbers may arrive as REAL.
qint64 number(const Row &row, Cell cell)
{
    const auto &value = row[cell];
    return value.kind() == Value::Kind::Real ? static_cast<qint64>(value.toReal())
                                             : value.toInteger();
}

bool flag(const Row &row, Cell cell)
{
    return number(row, cell) != 0;
}

Column::Kind columnKind(qint64 hidden)
{
    switch (hidden) {
    case 1:
        return Column::Kind::Hidden;
    case 2:
        return Column::Kind::GeneratedVirtual;
    case 3:
        return Column::Kind::GeneratedStored;
    default:
        return Column::Kind::Ordinary;
    }
}

Index::Origin indexOrigin(QStringView origin)
{
    if (origin == u"pk")
        return Index::Origin::PrimaryKey;
    return origin == u"u" ? Index::Origin::UniqueConstraint : Index::Origin::Statement;
}

Table::Kind tableKind(QStringView listed)
{
    if (listed == u"virtual")
        return Table::Kind::Virtual;
    return listed == u"shadow" ? Table::Kind::Shadow : Table::Kind::Ordinary;
}

/// Puts the rows together; they come in the order of their parts.
class SchemaBuilder
{
public:
    /// False if the row is none of the query's.
    bool add(const Row &row);
    [[nodiscard]] Schema take() { return std::move(m_schema); }

private:
    bool addObject(const Row &row);
    bool addColumn(const Row &row);
    bool addForeignKey(const Row &row);
    bool addIndexColumn(const Row &row);
    void addTable(const Row &row);
    Index &indexOf(const Row &row);

    Schema m_schema;
    QHash<QString, qsizetype> m_tables; // where each name is in the lists of m_schema
    QHash<QString, qsizetype> m_indexes;
    QHash<QString, qsizetype> m_views;
};

bool SchemaBuilder::add(const Row &row)
{
    if (row.size() != CellCount || row[PartCell].isNull())
        return false;
    switch (number(row, PartCell)) {
    case static_cast<int>(Part::Item):
        return addObject(row);
    case static_cast<int>(Part::Column):
        return addColumn(row);
    case static_cast<int>(Part::ForeignKey):
        return addForeignKey(row);
    case static_cast<int>(Part::IndexColumn):
        return addIndexColumn(row);
    default:
        return false;
    }
}

bool SchemaBuilder::addObject(const Row &row)
{
    const QString type = cellText(row, FirstTextCell);
    const QString name = cellText(row, NameCell);
    const QString owner = cellText(row, OwnerCell);
    const QByteArray sql = row[SecondTextCell].bytes();
    if (type == u"table") {
        addTable(row);
    } else if (type == u"index") {
        m_indexes.insert(name, m_schema.indexes.size());
        m_schema.indexes.append({ .name = name, .table = owner, .sql = sql });
    } else if (type == u"view") {
        m_views.insert(name, m_schema.views.size());
        m_schema.views.append({ .name = name, .columns = {}, .sql = sql });
    } else if (type == u"trigger") {
        m_schema.triggers.append({ .name = name, .table = owner, .sql = sql });
    } else {
        return false;
    }
    return true;
}

void SchemaBuilder::addTable(const Row &row)
{
    const QString name = cellText(row, NameCell);
    m_tables.insert(name, m_schema.tables.size());
    m_schema.tables.append({ .name = name,
                             .kind = tableKind(cellText(row, ThirdTextCell)),
                             .withoutRowid = flag(row, FirstNumberCell),
                             .strict = flag(row, SecondNumberCell),
                             .sql = row[SecondTextCell].bytes() });
}

bool SchemaBuilder::addColumn(const Row &row)
{
    const QString owner = cellText(row, OwnerCell);
    const QString name = cellText(row, NameCell);
    if (const auto view = m_views.constFind(owner); view != m_views.constEnd()) {
        m_schema.views[*view].columns.append(name);
        return true;
    }
    const auto table = m_tables.constFind(owner);
    if (table == m_tables.constEnd())
        return false;
    Column column{ .name = name,
                   .type = cellText(row, FirstTextCell),
                   .notNull = flag(row, FirstNumberCell),
                   .primaryKey = static_cast<int>(number(row, SecondNumberCell)),
                   .kind = columnKind(number(row, ThirdNumberCell)) };
    if (!row[SecondTextCell].isNull())
        column.defaultValue = cellText(row, SecondTextCell);
    m_schema.tables[*table].columns.append(column);
    return true;
}

bool SchemaBuilder::addForeignKey(const Row &row)
{
    const auto table = m_tables.constFind(cellText(row, OwnerCell));
    if (table == m_tables.constEnd())
        return false;
    auto &keys = m_schema.tables[*table].foreignKeys;
    if (number(row, MinorCell) == 0)
        keys.append({ .columns = {},
                      .parent = cellText(row, FirstTextCell),
                      .parentColumns = {},
                      .onUpdate = cellText(row, ThirdTextCell),
                      .onDelete = cellText(row, FourthTextCell) });
    if (keys.isEmpty())
        return false;
    keys.last().columns.append(cellText(row, NameCell));
    if (!row[SecondTextCell].isNull())
        keys.last().parentColumns.append(cellText(row, SecondTextCell));
    return true;
}

Index &SchemaBuilder::indexOf(const Row &row)
{
    const QString name = cellText(row, NameCell);
    const auto known = m_indexes.constFind(name);
    if (known != m_indexes.constEnd())
        return m_schema.indexes[*known];
    // The primary key of a table WITHOUT ROWID is the table itself: sqlite_schema has no entry for its index.
    m_indexes.insert(name, m_schema.indexes.size());
    m_schema.indexes.append({ .name = name, .table = cellText(row, OwnerCell) });
    return m_schema.indexes.last();
}

bool SchemaBuilder::addIndexColumn(const Row &row)
{
    Index &index = indexOf(row);
    index.unique = flag(row, FirstNumberCell);
    index.partial = flag(row, SecondNumberCell);
    index.origin = indexOrigin(cellText(row, ThirdTextCell));
    index.columns.append({ .name = cellText(row, FirstTextCell),
                           .descending = flag(row, ThirdNumberCell),
                           .collation = cellText(row, SecondTextCell) });
    return true;
}

/// Names are QString from here on: one that is not UTF-8 would turn into another, and SQLite takes a quoted name that it does
/// not know for a string, so that reading such a column would give its name instead of its values.
bool hasUnreadableName(const Row &row)
{
    return row.size() == CellCount
           && !(row[NameCell].bytes().isValidUtf8() && row[OwnerCell].bytes().isValidUtf8());
}

Error unreadableName(const Row &row)
{
    return { .kind = Error::Kind::BadInput,
             .message = u"The name %1, of or in %2, is not UTF-8."_s.arg(cellText(row, NameCell),
                                                                         cellText(row, OwnerCell)),
             .remedy = u"Rename it with the sqlite3 shell before anything else is done."_s };
}

} // namespace

QByteArray schemaQuery()
{
    return QByteArray(Query).trimmed();
}

Result<Schema> schemaFromRows(const QList<Row> &rows)
{
    SchemaBuilder builder;
    for (qsizetype i = 0; i < rows.size(); ++i) {
        if (hasUnreadableName(rows[i]))
            return unreadableName(rows[i]);
        if (!builder.add(rows[i]))
            return Error{
                .kind = Error::Kind::Internal,
                .message = u"Row %1 of the schema query's answer has an unknown shape."_s.arg(i + 1)
            };
    }
    return builder.take();
}

} // namespace tidemark
