#pragma once

#include "celltext.h"

#include <engine/database/database.h>

#include <QAbstractTableModel>

namespace tidemark {

/// The rows one statement gave back, as they are; what CellDelegate paints.
class ResultRowsModel final : public QAbstractTableModel, public CellSource
{
    Q_OBJECT

public:
    using QAbstractTableModel::QAbstractTableModel;

    void show(const ResultSet &set);

    [[nodiscard]] const Value *value(int row, int column) const override;
    [[nodiscard]] qint64 size(int row, int column) const override;
    [[nodiscard]] bool isName(int) const override { return false; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    ResultSet m_set;
    QList<bool> m_numeric; ///< by column: the first value that is not NULL is a number
};

} // namespace tidemark
