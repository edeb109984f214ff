#include "definitionmodel.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Part = DefinitionModel::Part;

QStringList headersOf(Part part)
{
    using Words = DefinitionModel;
    switch (part) {
    case Part::Columns:
        return { Words::tr("Column"), Words::tr("Type"),    Words::tr("Not null"),
                 Words::tr("Key"),    Words::tr("Default"), Words::tr("Remark") };
    case Part::ForeignKeys:
        return { Words::tr("Columns"),
                 Words::tr("Refers to"),
                 Words::tr("On delete"),
                 Words::tr("On update") };
    case Part::Indexes:
        return {
            Words::tr("Index"), Words::tr("Columns"), Words::tr("Unique"), Words::tr("Remark")
        };
    case Part::Triggers:
        return { Words::tr("Trigger") };
    case Part::Dependents:
        return { Words::tr("What"), Words::tr("Name"), Words::tr("How it depends") };
    }
    return {};
}

QString yes(bool is)
{
    return is ? DefinitionModel::tr("yes") : QString();
}

QString columnRemark(const Column &column)
{
    switch (column.kind) {
    case Column::Kind::Ordinary:
        return {};
    case Column::Kind::Hidden:
        return DefinitionModel::tr("hidden");
    case Column::Kind::GeneratedVirtual:
        return DefinitionModel::tr("generated when it is read");
    case Column::Kind::GeneratedStored:
        return DefinitionModel::tr("generated and stored");
    }
    return {};
}

QString keyOf(const Table &table, const Column &column)
{
    QStringList keys;
    if (column.primaryKey > 0)
        keys.append(table.primaryKey().size() > 1
                        ? DefinitionModel::tr("primary, %1").arg(column.primaryKey)
                        : DefinitionModel::tr("primary"));
    for (const ForeignKey &key : table.foreignKeys) {
        if (key.columns.contains(column.name))
            keys.append(DefinitionModel::tr("refers to %1").arg(key.parent));
    }
    return keys.join(", "_L1);
}

QList<DefinitionRow> columnRows(const Schema &schema, const QString &object)
{
    QList<DefinitionRow> rows;
    if (const Table *table = schema.table(object)) {
        for (const Column &column : table->columns) {
            rows.append({ .cells = { column.name,
                                     column.type,
                                     yes(column.notNull),
                                     keyOf(*table, column),
                                     column.defaultValue.value_or(QString()),
                                     columnRemark(column) },
                          .name = column.name });
        }
    } else if (const View *view = schema.view(object)) {
        for (const QString &column : view->columns)
            rows.append({ .cells = { column, {}, {}, {}, {}, {} }, .name = column });
    }
    return rows;
}

QList<DefinitionRow> foreignKeyRows(const Schema &schema, const QString &object)
{
    QList<DefinitionRow> rows;
    const Table *table = schema.table(object);
    if (!table)
        return rows;
    for (const ForeignKey &key : table->foreignKeys) {
        const QString parents = key.parentColumns.isEmpty()
                                    ? key.parent
                                    : u"%1 (%2)"_s.arg(key.parent, key.parentColumns.join(", "_L1));
        rows.append(
            { .cells = { key.columns.join(", "_L1), parents, key.onDelete, key.onUpdate } });
    }
    return rows;
}

QString indexedColumns(const Index &index)
{
    QStringList columns;
    for (const IndexedColumn &column : index.columns) {
        QString text = column.name.isEmpty() ? DefinitionModel::tr("an expression") : column.name;
        if (!column.collation.isEmpty() && column.collation != "BINARY"_L1)
            text += u" COLLATE "_s + column.collation;
        columns.append(column.descending ? text + u" DESC"_s : text);
    }
    return columns.join(", "_L1);
}

QString indexRemark(const Index &index)
{
    switch (index.origin) {
    case Index::Origin::PrimaryKey:
        return DefinitionModel::tr("made by PRIMARY KEY");
    case Index::Origin::UniqueConstraint:
        return DefinitionModel::tr("made by UNIQUE");
    case Index::Origin::Statement:
        return index.partial ? DefinitionModel::tr("only some rows") : QString();
    }
    return {};
}

QList<DefinitionRow> indexRows(const Schema &schema, const QString &object)
{
    QList<DefinitionRow> rows;
    for (const Index &index : schema.indexes) {
        if (sameName(index.table, object)) {
            rows.append(
                { { index.name, indexedColumns(index), yes(index.unique), indexRemark(index) },
                  index.sql,
                  index.name });
        }
    }
    return rows;
}

QList<DefinitionRow> triggerRows(const Schema &schema, const QString &object)
{
    QList<DefinitionRow> rows;
    for (const Trigger &trigger : schema.triggers) {
        if (sameName(trigger.table, object))
            rows.append({ { trigger.name }, trigger.sql, trigger.name });
    }
    return rows;
}

QString howItDepends(const Dependent &dependent)
{
    switch (dependent.kind) {
    case Dependent::Kind::ForeignKey:
        return dependent.detail;
    case Dependent::Kind::View:
        return DefinitionModel::tr("reads it");
    case Dependent::Kind::Trigger:
        return DefinitionModel::tr("fires on %1 and names it").arg(dependent.detail);
    }
    return {};
}

QString kindOf(const Dependent &dependent)
{
    switch (dependent.kind) {
    case Dependent::Kind::ForeignKey:
        return DefinitionModel::tr("Foreign key");
    case Dependent::Kind::View:
        return DefinitionModel::tr("View");
    case Dependent::Kind::Trigger:
        return DefinitionModel::tr("Trigger");
    }
    return {};
}

QList<DefinitionRow> dependentRows(const Schema &schema, const QString &object)
{
    QList<DefinitionRow> rows;
    for (const Dependent &dependent : dependentsOf(schema, object)) {
        const QByteArray sql
            = dependent.sql.isEmpty() ? definitionOf(schema, dependent.name) : dependent.sql;
        rows.append({ { kindOf(dependent), dependent.name, howItDepends(dependent) },
                      sql,
                      dependent.name });
    }
    return rows;
}

} // namespace

DefinitionModel::DefinitionModel(Part part, QObject *parent)
    : RowsModel(parent)
    , m_part(part)
    , m_headers(headersOf(part))
{}

void DefinitionModel::show(const Schema &schema, const QString &object)
{
    switch (m_part) {
    case Part::Columns:
        return setRows(columnRows(schema, object));
    case Part::ForeignKeys:
        return setRows(foreignKeyRows(schema, object));
    case Part::Indexes:
        return setRows(indexRows(schema, object));
    case Part::Triggers:
        return setRows(triggerRows(schema, object));
    case Part::Dependents:
        return setRows(dependentRows(schema, object));
    }
}

QVariant DefinitionModel::header(int column, int role) const
{
    return role == Qt::DisplayRole ? QVariant(m_headers.at(column)) : QVariant();
}

QVariant DefinitionModel::cell(const DefinitionRow &row, int column, int role) const
{
    if (role == Qt::DisplayRole)
        return row.cells.value(column);
    if (role == MonospaceRole)
        return m_part == Part::Dependents ? column == 1
                                          : column == 0 || m_part == Part::ForeignKeys;
    return {};
}

QByteArray definitionOf(const Schema &schema, const QString &object)
{
    if (const Table *table = schema.table(object))
        return table->sql;
    if (const View *view = schema.view(object))
        return view->sql;
    return {};
}

} // namespace tidemark
