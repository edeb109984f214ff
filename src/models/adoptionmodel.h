#pragma once

#include "rowsmodel.h"

#include <engine/migration/adoption.h>

namespace tidemark {

/// What an adoption or a baseline would record, with the evidence for each migration.
class AdoptionModel final : public RowsModel<AdoptionItem>
{
    Q_OBJECT

public:
    enum AdoptionColumn { MigrationColumn, ProposalColumn, WhyColumn, AdoptionColumnCount };

    using RowsModel::RowsModel;

    [[nodiscard]] int proposed() const;

private:
    [[nodiscard]] int columns() const override { return AdoptionColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const AdoptionItem &item, int column, int role) const override;
};

} // namespace tidemark
