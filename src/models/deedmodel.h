#pragma once

#include "rowsmodel.h"

#include <engine/operations/recoverynotes.h>

namespace tidemark {

/// What a recovery did, oldest first: time and words, marked where it went wrong.
class DeedModel final : public RowsModel<RecoveryNote::Deed>
{
    Q_OBJECT

public:
    enum DeedColumn { AtColumn, WhatColumn, DeedColumnCount };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return DeedColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant
    cell(const RecoveryNote::Deed &deed, int column, int role) const override;
};

/// A table and how many rows it had when it was photographed.
struct PhotographedTable {
    QString table;
    std::optional<qint64> rows; ///< empty: a virtual table, which is not counted
};
[[nodiscard]] QList<PhotographedTable>
photographedTables(const RecoverDatabase::Photograph &photograph);

class PhotographModel final : public RowsModel<PhotographedTable>
{
    Q_OBJECT

public:
    enum PhotographColumn { TableColumn, RowsColumn, PhotographColumnCount };

    using RowsModel::RowsModel;

private:
    [[nodiscard]] int columns() const override { return PhotographColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant
    cell(const PhotographedTable &table, int column, int role) const override;
};

} // namespace tidemark
