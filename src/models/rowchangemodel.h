#pragma once

#include "rowsmodel.h"

#include <engine/safety/rehearsal.h>

namespace tidemark {

/// Rows per table before and after a rehearsal; losses first, as the report has them.
class RowChangeModel final : public RowsModel<RowChange>
{
    Q_OBJECT

public:
    enum RowChangeColumn {
        TableColumn,
        BeforeColumn,
        AfterColumn,
        ChangeColumn,
        RowChangeColumnCount
    };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return RowChangeColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const RowChange &change, int column, int role) const override;
};

} // namespace tidemark
