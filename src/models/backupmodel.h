#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <engine/recovery/backup.h>

namespace tidemark {

/// Backups and safety points of one database, newest first.
class BackupModel final : public RowsModel<Backup>
{
    Q_OBJECT

public:
    enum Column { TakenAtColumn, StateColumn, RowsColumn, SizeColumn, ReasonColumn, ColumnCount };
    enum Role {
        VerifiedAtRole = FirstFreeRole, ///< QDateTime; invalid: it was not
        PathRole, ///< QString: the folder
    };

    using RowsModel::RowsModel;

    [[nodiscard]] int verified() const;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Backup &backup, int column, int role) const override;
};

} // namespace tidemark
