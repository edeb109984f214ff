#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <engine/sql/schema.h>

namespace tidemark {

/// One table or view of a database.
struct ListedTable {
    QString name;
    bool isView = false;
    bool isInternal = false;
    QString kind;
    qsizetype columns = 0;
    qsizetype indexes = 0;
    qsizetype triggers = 0;
    qsizetype dependents = 0; ///< foreign keys of other tables
};

/// The tables and views of a database, those of the user first.
class TableListModel final : public RowsModel<ListedTable>
{
    Q_OBJECT

public:
    enum Column { Name, Columns, Indexes, Triggers, ReferredTo, Kind, ColumnCount };

    using RowsModel::RowsModel;

    void show(const Schema &schema);

private:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const ListedTable &row, int column, int role) const override;
};

} // namespace tidemark
