#pragma once

#include "rowsmodel.h"

#include <engine/operations/connectaccount.h>

namespace tidemark {

/// What a token may do: a row for each permission, whether it is granted, and what it is needed for.
class PermissionModel final : public RowsModel<TokenRight>
{
    Q_OBJECT

public:
    enum Column { PermissionColumn, ResultColumn, NeededForColumn, ColumnCount };

    using RowsModel::RowsModel;

    void setTrial(const TokenTrial &trial);
    void clear();

private:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const TokenRight &right, int column, int role) const override;
    [[nodiscard]] QString result(const TokenRight &right) const;

    TokenTrial m_trial;
};

/// "Account · D1 · Edit": a permission as Cloudflare's dashboard calls it.
[[nodiscard]] QString permissionName(TokenRight::Right right);

} // namespace tidemark
