#pragma once

#include <QAbstractTableModel>
#include <QList>

namespace tidemark {

/// The plumbing of a flat model, written once: a list of rows, columns given by the subclass.
/// A subclass answers header() and cell(); it holds no other state.
template<typename Row>
class RowsModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    /// Replaces everything; views lose their selection.
    void setRows(QList<Row> rows)
    {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
    [[nodiscard]] const QList<Row> &rows() const { return m_rows; }
    [[nodiscard]] const Row &row(const QModelIndex &index) const { return m_rows.at(index.row()); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const final
    {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const final
    {
        return parent.isValid() ? 0 : columns();
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const final
    {
        return checkIndex(index, CheckIndexOption::IndexIsValid)
                   ? cell(m_rows.at(index.row()), index.column(), role)
                   : QVariant();
    }
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const final
    {
        return orientation == Qt::Horizontal && section < columns() ? header(section, role)
                                                                    : QVariant();
    }

protected:
    [[nodiscard]] virtual int columns() const = 0;
    [[nodiscard]] virtual QVariant header(int column, int role) const = 0;
    [[nodiscard]] virtual QVariant cell(const Row &row, int column, int role) const = 0;

private:
    QList<Row> m_rows;
};

} // namespace tidemark
