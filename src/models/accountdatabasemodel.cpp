#include "accountdatabasemodel.h"

#include <QLocale>

namespace tidemark {

void AccountDatabaseModel::clear()
{
    beginResetModel();
    m_rows.clear();
    m_total = -1;
    m_isComplete = true;
    endResetModel();
}

void AccountDatabaseModel::appendPage(const D1DatabasePage &page)
{
    m_total = page.total;
    m_isComplete = page.isLast;
    if (page.databases.isEmpty())
        return;
    const int first = rowCount();
    if (first == 0) { // a list that begins: views fit their columns
        beginResetModel();
        m_rows = page.databases;
        endResetModel();
        return;
    }
    beginInsertRows({}, first, first + static_cast<int>(page.databases.size()) - 1);
    m_rows += page.databases;
    endInsertRows();
}

int AccountDatabaseModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int AccountDatabaseModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

bool AccountDatabaseModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && !m_isComplete;
}

void AccountDatabaseModel::fetchMore(const QModelIndex &parent)
{
    if (canFetchMore(parent))
        emit moreWanted();
}

QVariant AccountDatabaseModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(section)) {
    case NameColumn:
        return tr("Name");
    case CreatedColumn:
        return tr("Created (UTC)");
    case SizeColumn:
        return tr("Size");
    case IdColumn:
        return tr("Id");
    case ColumnCount:
        break;
    }
    return {};
}

QVariant AccountDatabaseModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const D1DatabaseInfo &info = m_rows.at(index.row());
    if (role == MonospaceRole)
        return index.column() == IdColumn || index.column() == NameColumn;
    if (role == Qt::AccessibleTextRole)
        return index.column() == NameColumn
                   ? tr("%1, created %2")
                         .arg(info.name, info.createdAt.date().toString(Qt::ISODate))
                   : data(index, Qt::DisplayRole);
    if (role != Qt::DisplayRole)
        return {};
    switch (static_cast<Column>(index.column())) {
    case NameColumn:
        return info.name;
    case CreatedColumn:
        return info.createdAt.toUTC().date().toString(Qt::ISODate);
    case SizeColumn:
        return info.fileSize > 0 ? QLocale().formattedDataSize(info.fileSize) : tr("unknown");
    case IdColumn:
        return info.id;
    case ColumnCount:
        break;
    }
    return {};
}

} // namespace tidemark
