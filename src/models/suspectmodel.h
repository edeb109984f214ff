#pragma once

#include "roles.h"
#include "rowsmodel.h"

#include <engine/operations/recoverysuspects.h>

namespace tidemark {

/// "02:41" today, "20 Nov 21:05" before; UTC.
[[nodiscard]] QString shortTime(const QDateTime &time, const QDateTime &now);

/// "Table api_keys dropped, 312 rows"
[[nodiscard]] QString whatHappened(const Suspect &suspect);
[[nodiscard]] ShownState shown(const Suspect &suspect);

/// What may have broken a database: worst first, then newest, each with the moment before it.
class SuspectModel final : public RowsModel<Suspect>
{
    Q_OBJECT

public:
    enum SuspectColumn {
        AtColumn,
        WhatColumn,
        SeenByColumn,
        MomentBeforeColumn,
        SuspectColumnCount
    };
    enum Role {
        OriginRole = FirstFreeRole, ///< QString beside what happened: "not by Tidemark"
    };

    using RowsModel::RowsModel;

    /// @p now tells today's times from older ones.
    void setSuspects(const QList<Suspect> &suspects, const QDateTime &now);

private:
    [[nodiscard]] int columns() const override { return SuspectColumnCount; }
    [[nodiscard]] QVariant header(int column, int role) const override;
    [[nodiscard]] QVariant cell(const Suspect &suspect, int column, int role) const override;
    [[nodiscard]] QString text(const Suspect &suspect, int column) const;
    [[nodiscard]] static QString origin(const Suspect &suspect);
    [[nodiscard]] QString seenBy(const Suspect &suspect) const;

    QDateTime m_now;
};

} // namespace tidemark
