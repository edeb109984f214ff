#pragma once

#include "rowdelegate.h"

namespace tidemark {

/// A place that was open before: icon, name, a line about it, and at the end the state it was last seen in.
class RecentDelegate : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;

    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;

protected:
    void paintCell(QPainter &painter, const Cell &cell) const override;
    [[nodiscard]] int contentWidth(const Cell &cell) const override;
};

} // namespace tidemark
