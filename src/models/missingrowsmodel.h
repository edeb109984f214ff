#pragma once

#include "rowsmodel.h"

#include <engine/recovery/rowrepair.h>

#include <QSet>

namespace tidemark {

/// Tables with rows that a backup has and the database lacks; each can be chosen to have them put back.
class MissingRowsModel final : public RowsModel<MissingRows>
{
    Q_OBJECT

public:
    enum Column { TableColumn, RowsColumn, ColumnCount };

    using RowsModel::RowsModel;

    /// All are chosen.
    void setMissing(const QList<MissingRows> &tables);
    [[nodiscard]] QStringList chosen() const;
    [[nodiscard]] qint64 chosenRows() const;

    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role) override;

signals:
    void chosenChanged();

private:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const MissingRows &table, int column, int role) const override;

    QSet<QString> m_leftOut;
};

} // namespace tidemark
