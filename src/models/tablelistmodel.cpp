#include "tablelistmodel.h"

#include <QLocale>

namespace tidemark {

namespace {

QString kindOf(const Table &table)
{
    switch (table.kind) {
    case Table::Kind::Virtual:
        return TableListModel::tr("Virtual table");
    case Table::Kind::Shadow:
        return TableListModel::tr("Part of a virtual table");
    case Table::Kind::Ordinary:
        break;
    }
    return table.withoutRowid ? TableListModel::tr("Table without rowid")
                              : TableListModel::tr("Table");
}

bool isCount(int column)
{
    return column != TableListModel::Name && column != TableListModel::Kind;
}

ListedTable listed(const Schema &schema, const Table &table)
{
    const auto isOfTable = [&table](const auto &each) { return sameName(each.table, table.name); };
    return { .name = table.name,
             .isInternal = isInternal(table.name) || table.kind == Table::Kind::Shadow,
             .kind = kindOf(table),
             .columns = table.columns.size(),
             .indexes = std::count_if(schema.indexes.begin(), schema.indexes.end(), isOfTable),
             .triggers = std::count_if(schema.triggers.begin(), schema.triggers.end(), isOfTable),
             .dependents = schema.childrenOf(table.name).size() };
}

} // namespace

void TableListModel::show(const Schema &schema)
{
    QList<ListedTable> tables;
    for (const Table &table : schema.tables)
        tables.append(listed(schema, table));
    for (const View &view : schema.views)
        tables.append({ .name = view.name,
                        .isView = true,
                        .kind = tr("View"),
                        .columns = view.columns.size() });
    std::sort(tables.begin(), tables.end(), [](const ListedTable &a, const ListedTable &b) {
        if (a.isInternal != b.isInternal)
            return b.isInternal;
        return a.name.compare(b.name, Qt::CaseInsensitive) < 0;
    });
    setRows(tables);
}

QVariant TableListModel::header(int column, int role) const
{
    if (role == Qt::TextAlignmentRole && isCount(column))
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (Column(column)) {
    case Name:
        return tr("Name");
    case Kind:
        return tr("Kind");
    case Columns:
        return tr("Columns");
    case Indexes:
        return tr("Indexes");
    case Triggers:
        return tr("Triggers");
    case ReferredTo:
        return tr("Foreign keys to it");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant TableListModel::cell(const ListedTable &row, int column, int role) const
{
    if (role == MonospaceRole)
        return column == Name;
    if (role == NumberRole)
        return isCount(column);
    if (role != Qt::DisplayRole)
        return {};
    const auto number
        = [](qsizetype count) { return count > 0 ? QLocale().toString(count) : QString(); };
    switch (Column(column)) {
    case Name:
        return row.name;
    case Kind:
        return row.kind;
    case Columns:
        return number(row.columns);
    case Indexes:
        return number(row.indexes);
    case Triggers:
        return number(row.triggers);
    case ReferredTo:
        return number(row.dependents);
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
