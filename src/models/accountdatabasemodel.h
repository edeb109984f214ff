#pragma once

#include "roles.h"

#include <engine/operations/managedatabases.h>

#include <QAbstractTableModel>

namespace tidemark {

/// The databases of an account, as far as they were read. Pages are appended by whoever reads them; the model asks nobody and
/// says by moreWanted() that a view has come to its end.
class AccountDatabaseModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { NameColumn, CreatedColumn, SizeColumn, IdColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void clear();
    void appendPage(const D1DatabasePage &page);
    [[nodiscard]] const D1DatabaseInfo &database(int row) const { return m_rows.at(row); }
    /// Of the whole list; -1: not told.
    [[nodiscard]] qint64 total() const { return m_total; }
    [[nodiscard]] bool isComplete() const { return m_isComplete; }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;
    [[nodiscard]] bool canFetchMore(const QModelIndex &parent) const override;
    void fetchMore(const QModelIndex &parent) override;

signals:
    void moreWanted();

private:
    QList<D1DatabaseInfo> m_rows;
    qint64 m_total = -1;
    bool m_isComplete = true;
};

} // namespace tidemark
