#include "missingrowsmodel.h"

#include "roles.h"

#include <QLocale>

namespace tidemark {

void MissingRowsModel::setMissing(const QList<MissingRows> &tables)
{
    m_leftOut.clear();
    setRows(tables);
    emit chosenChanged();
}

QStringList MissingRowsModel::chosen() const
{
    QStringList tables;
    for (const MissingRows &table : rows()) {
        if (!m_leftOut.contains(table.table))
            tables.append(table.table);
    }
    return tables;
}

qint64 MissingRowsModel::chosenRows() const
{
    qint64 count = 0;
    for (const MissingRows &table : rows())
        count += m_leftOut.contains(table.table) ? 0 : table.rows.size();
    return count;
}

Qt::ItemFlags MissingRowsModel::flags(const QModelIndex &index) const
{
    const auto flags = RowsModel::flags(index);
    return index.column() == TableColumn ? flags | Qt::ItemIsUserCheckable : flags;
}

bool MissingRowsModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::CheckStateRole || !index.isValid() || index.column() != TableColumn)
        return false;
    const QString &table = row(index).table;
    if (value.toInt() == Qt::Checked)
        m_leftOut.remove(table);
    else
        m_leftOut.insert(table);
    emit dataChanged(index, index, { Qt::CheckStateRole });
    emit chosenChanged();
    return true;
}

QVariant MissingRowsModel::header(int column, int role) const
{
    if (role != Qt::DisplayRole)
        return {};
    return column == TableColumn ? tr("Table") : tr("Missing rows");
}

QVariant MissingRowsModel::cell(const MissingRows &table, int column, int role) const
{
    switch (role) {
    case Qt::DisplayRole:
        return column == TableColumn ? table.table : QLocale().toString(table.rows.size());
    case Qt::AccessibleTextRole:
        return column == TableColumn
                   ? tr("%1, %n missing row(s)", nullptr, static_cast<int>(table.rows.size()))
                         .arg(table.table)
                   : QLocale().toString(table.rows.size());
    case Qt::CheckStateRole:
        return column == TableColumn
                   ? QVariant(m_leftOut.contains(table.table) ? Qt::Unchecked : Qt::Checked)
                   : QVariant();
    case MonospaceRole:
        return column == TableColumn;
    case NumberRole:
        return column == RowsColumn;
    default:
        return {};
    }
}

} // namespace tidemark
