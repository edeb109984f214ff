#pragma once

#include "rowsmodel.h"

#include <engine/safety/finding.h>

namespace tidemark {

/// What a rehearsal found: mark and rule, line, meaning.
class FindingModel final : public RowsModel<Finding>
{
    Q_OBJECT

public:
    enum FindingColumn { RuleColumn, LineColumn, MeaningColumn, FindingColumnCount };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return FindingColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Finding &finding, int column, int role) const override;
};

} // namespace tidemark
