#pragma once

#include "roles.h"
#include "rowsmodel.h"

namespace tidemark {

/// One of the five steps of a recovery, with what it found.
struct RecoveryStepRow {
    QString title; ///< "Find the moment"
    QString summary; ///< what it found, or what it will ask
    ShownState state
        = ShownState::ComesLater; ///< Done, Running for the current one, ComesLater, Failed
    bool isCurrent = false;

    bool operator==(const RecoveryStepRow &other) const = default;
};

/// The list on the left of the recovery window; one column.
class RecoveryStepModel final : public RowsModel<RecoveryStepRow>
{
    Q_OBJECT

public:
    enum Role {
        TitleRole = FirstFreeRole, ///< QString
        SummaryRole, ///< QString
        CurrentRole, ///< bool
    };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return 1; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const RecoveryStepRow &step, int column, int role) const override;
};

} // namespace tidemark
