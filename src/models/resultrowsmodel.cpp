#include "resultrowsmodel.h"

#include <QLocale>

namespace tidemark {

void ResultRowsModel::show(const ResultSet &set)
{
    beginResetModel();
    m_set = set;
    m_numeric.clear();
    for (qsizetype column = 0; column < set.columns.size(); ++column) {
        const auto first = std::ranges::find_if(
            set.rows, [column](const Row &row) { return !row.at(column).isNull(); });
        const auto kind = first == set.rows.end() ? Value::Kind::Null : first->at(column).kind();
        m_numeric.append(kind == Value::Kind::Integer || kind == Value::Kind::Real);
    }
    endResetModel();
}

const Value *ResultRowsModel::value(int row, int column) const
{
    const Row &cells = m_set.rows.at(row);
    return column < cells.size() ? &cells.at(column) : nullptr;
}

qint64 ResultRowsModel::size(int row, int column) const
{
    const Value *cell = value(row, column);
    return cell ? cell->bytes().size() : 0;
}

int ResultRowsModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_set.rows.size());
}

int ResultRowsModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_set.columns.size());
}

QVariant ResultRowsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Value *cell = value(index.row(), index.column());
    const qint64 bytes = size(index.row(), index.column());
    switch (role) {
    case Qt::DisplayRole:
        return cellText(cell, bytes);
    case Qt::AccessibleTextRole:
        return spokenCell(cell, bytes);
    case RawValueRole:
        return cell ? QVariant::fromValue(*cell) : QVariant();
    case ValueKindRole:
        return QVariant::fromValue(valueKind(cell));
    case NumberRole:
        return m_numeric.at(index.column());
    default:
        return {};
    }
}

QVariant ResultRowsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical)
        return role == Qt::DisplayRole ? QLocale().toString(section + 1) : QVariant();
    if (section >= m_set.columns.size())
        return {};
    if (role == Qt::TextAlignmentRole && m_numeric.at(section))
        return { Qt::AlignRight | Qt::AlignVCenter };
    return role == Qt::DisplayRole ? m_set.columns.at(section) : QVariant();
}

} // namespace tidemark
