#pragma once

#include "rowsmodel.h"

namespace tidemark {

/// Something that is wrong with a script, where it is in its document.
struct SqlProblem {
    int line = 1;
    int start = 0; ///< characters
    int length = 1;
    QString message = {};
    bool isOfRun = false; ///< the database said it; else the check while typing

    bool operator==(const SqlProblem &other) const = default;
};

/// The Problems tab: line and words.
class SqlProblemModel final : public RowsModel<SqlProblem>
{
    Q_OBJECT

public:
    enum ProblemColumn { LineColumn, KindColumn, MessageColumn, ProblemColumnCount };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return ProblemColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const SqlProblem &problem, int column, int role) const override;
};

} // namespace tidemark
