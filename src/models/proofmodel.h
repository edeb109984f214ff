#pragma once

#include "rowsmodel.h"

#include <engine/operations/recoveryproof.h>

namespace tidemark {

/// The tables after a recovery beside the photograph and what was expected.
class ProofModel final : public RowsModel<ProofRow>
{
    Q_OBJECT

public:
    enum ProofColumn {
        TableColumn,
        PhotographColumn,
        AfterColumn,
        ExpectedColumn,
        ResultColumn,
        ProofColumnCount
    };

    using RowsModel::RowsModel;

    /// @p photographedAt heads its column: "03:14 photograph".
    void setProof(const QList<ProofRow> &rows, const QDateTime &photographedAt);

private:
    [[nodiscard]] int columns() const override { return ProofColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const ProofRow &row, int column, int role) const override;
    [[nodiscard]] static QString text(const ProofRow &row, int column);
    [[nodiscard]] static QString result(const ProofRow &row);

    QDateTime m_photographedAt;
};

} // namespace tidemark
