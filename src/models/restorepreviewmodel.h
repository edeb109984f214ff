#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <engine/recovery/backup.h>

#include <QMap>

namespace tidemark {

/// A number of rows and how well it is known.
struct CountedRows {
    qint64 rows = 0;
    Exactness exactness = Exactness::Unknown;

    bool operator==(const CountedRows &other) const = default;
};

/// "70", "≈ 1,214", "≥ 611" or "unknown".
[[nodiscard]] QString shownCount(const CountedRows &count);

/// What a restore does to one table.
struct RestoreEffect {
    QString table;
    std::optional<qint64> now = {}; ///< empty: the table is not there
    std::optional<CountedRows> then = {}; ///< empty: the table was not there
    CountedRows lost = {};
    CountedRows back = {};
    QString source = {}; ///< where the second number is from

    bool operator==(const RestoreEffect &other) const = default;
};

/// How the numbers of "then" were got.
struct CountBasis {
    QString source = {}; ///< "backup 14 Nov 21:05"; empty: nothing tells
    bool isExact = false; ///< counted at that very moment
    /// By table whose rows were compared by key: how many come back.
    QMap<QString, qint64> missing = {};
    bool isCompared
        = false; ///< all tables were: nothing comes back to those that are not in @c missing
};

/// From the counts of both sides: what is lost and what comes back, as far as two numbers can tell.
[[nodiscard]] QList<RestoreEffect> restoreEffects(const QList<RestorePreviewRow> &rows,
                                                  const CountBasis &basis);

/// What a restore would take away and bring back, table by table; the worst first.
class RestorePreviewModel final : public RowsModel<RestoreEffect>
{
    Q_OBJECT

public:
    enum Column {
        TableColumn,
        NowColumn,
        ThenColumn,
        LostColumn,
        BackColumn,
        SourceColumn,
        ColumnCount
    };

    using RowsModel::RowsModel;

    /// "9 sessions are lost, 312 api_keys come back, rooms unknown": the first tables in which something changes.
    [[nodiscard]] QString summary() const;
    /// Over all tables: at least as many where some do not tell, unknown if none does.
    [[nodiscard]] CountedRows lost() const;

protected:
    [[nodiscard]] int columns() const override { return ColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const RestoreEffect &effect, int column, int role) const override;
};

} // namespace tidemark
