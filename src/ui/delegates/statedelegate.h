#pragma once

#include "rowdelegate.h"

namespace tidemark {

/// A State column: the mark of StateRole, then StateTextRole, or the state's word where there is none. Cells without a
/// state are plain rows.
class StateDelegate : public RowDelegate
{
    Q_OBJECT

public:
    using RowDelegate::RowDelegate;

protected:
    void paintCell(QPainter &painter, const Cell &cell) const override;
    [[nodiscard]] int contentWidth(const Cell &cell) const override;
    [[nodiscard]] QString fullText(const Cell &cell) const override;
};

} // namespace tidemark
