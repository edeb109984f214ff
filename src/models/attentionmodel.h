#pragma once

#include "boardcell.h"
#include "rowsmodel.h"

namespace tidemark {

/// What needs a person, worst first: where, what, and the one remedy.
class AttentionModel final : public RowsModel<Attention>
{
    Q_OBJECT

public:
    enum Column { TargetColumn, TextColumn, RemedyColumn, ColumnCount };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Attention &attention, int column, int role) const override;
};

} // namespace tidemark
