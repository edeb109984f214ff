#pragma once

#include "statedelegate.h"

namespace tidemark {

/// A list of what is wrong whose last column is the remedy, drawn as what it is: a link.
class RemedyDelegate : public StateDelegate
{
    Q_OBJECT

public:
    using StateDelegate::StateDelegate;

protected:
    void paintCell(QPainter &painter, const Cell &cell) const override;
};

} // namespace tidemark
