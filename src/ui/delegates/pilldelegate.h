#pragma once

#include "rowdelegate.h"

namespace tidemark {

/// A row with a small count or word in a pill at its end (PillRole): rows, tables, new. StateRole colours the pill.
class PillDelegate : public RowDelegate
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
