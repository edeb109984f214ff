#pragma once

#include "rowsmodel.h"

#include <engine/safety/verification.h>

namespace tidemark {

/// What a verification checked; the failed ones first.
class CheckModel final : public RowsModel<Check>
{
    Q_OBJECT

public:
    enum CheckColumn { ResultColumn, SubjectColumn, DetailColumn, CheckColumnCount };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return CheckColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Check &check, int column, int role) const override;
};

} // namespace tidemark
