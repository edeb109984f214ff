#pragma once

#include "rowdelegate.h"

namespace tidemark {

/// The navigator's rows: icon of KindRole or mark of EnvironmentRole, name, then count and state at the end.
class NavigatorDelegate : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

protected:
    void paintCell(QPainter &painter, const Cell &cell) const override;
    [[nodiscard]] int contentWidth(const Cell &cell) const override;
    /// A rounded pill and no rules: lines would cut the tree in slices.
    void paintBackground(QPainter &painter, const Cell &cell) const override;

private:
    void paintLead(QPainter &painter, const Cell &cell, const QRect &rect) const;
    /// Paints count and state from the right; returns the width they take.
    int paintTail(QPainter &painter, const Cell &cell) const;
};

} // namespace tidemark
