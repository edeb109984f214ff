#pragma once

#include "rowpaging.h"

namespace tidemark {

/// Says in SQL which rows come after one row of an order; each of its values becomes one parameter, however often it is
/// used. Lives no longer than the shape.
class RowRanges
{
public:
    RowRanges(const PageShape &shape, const Row &key);

    /// Of the shape and of the row.
    [[nodiscard]] const QList<Value> &parameters() const { return m_parameters; }
    /// Ranges that follow each other in the order and together are all rows after the place.
    [[nodiscard]] QList<QByteArray> after() const;
    /// The row itself.
    [[nodiscard]] QByteArray same() const;

private:
    [[nodiscard]] bool isOneRange() const;
    [[nodiscard]] QByteArray rowComparison() const;
    [[nodiscard]] QByteArray same(qsizetype at) const;
    [[nodiscard]] QByteArray beyond(qsizetype at) const;
    [[nodiscard]] bool nullsFollow(qsizetype at) const;
    [[nodiscard]] QByteArray tiesAfter(qsizetype at) const;

    const PageShape &m_shape;
    QList<bool> m_isNull;
    QList<QByteArray> m_names; ///< of the parameters; empty for NULL
    QList<Value> m_parameters;
};

} // namespace tidemark
