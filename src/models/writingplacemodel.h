#pragma once

#include "rowsmodel.h"

#include <engine/operations/testwriting.h>

namespace tidemark {

/// The databases among which one is chosen for the test of writing. Those that are barred are off, and say why.
class WritingPlaceModel final : public RowsModel<WritingPlace>
{
    Q_OBJECT

public:
    enum Column { NameColumn, IdColumn, UseColumn, ColumnCount };

    using RowsModel::RowsModel;

    /// The first that may be used; -1 if there is none.
    [[nodiscard]] int firstFree() const;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const WritingPlace &place, int column, int role) const override;
};

} // namespace tidemark
