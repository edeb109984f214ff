#pragma once

#include "statedelegate.h"

namespace tidemark {

/// Rows of a SchemaComparisonModel: what differs is tinted over the whole row and named in strong letters, what is the same steps
/// back.
class ComparisonDelegate : public StateDelegate
{
    Q_OBJECT

public:
    using StateDelegate::StateDelegate;

protected:
    void paintBackground(QPainter &painter, const Cell &cell) const override;
    void paintCell(QPainter &painter, const Cell &cell) const override;
};

} // namespace tidemark
