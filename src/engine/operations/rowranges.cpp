#include "rowranges.h"

namespace tidemark {

RowRanges::RowRanges(const PageShape &shape, const Row &key)
    : m_shape(shape)
    , m_parameters(shape.parameters)
{
    for (const Value &value : key) {
        m_isNull.append(value.isNull());
        m_names.append(QByteArray());
        if (value.isNull())
            continue;
        m_parameters.append(value);
        m_names.last() = '?' + QByteArray::number(m_parameters.size());
    }
}

QList<QByteArray> RowRanges::after() const
{
    if (isOneRange())
        return { rowComparison() };
    QList<QByteArray> ranges{ same(0) + " AND (" + tiesAfter(1) + ')' };
    // NULL comes first in SQLite, last when descending.
    const bool isDescending = m_shape.terms.first().descending;
    if (!m_isNull.first() || !isDescending)
        ranges.append(beyond(0));
    if (nullsFollow(0))
        ranges.append(m_shape.terms.first().sql + " IS NULL");
    return ranges;
}

QByteArray RowRanges::same() const
{
    QByteArray all;
    for (qsizetype at = 0; at < m_shape.terms.size(); ++at)
        all += (at ? " AND " : "") + same(at);
    return all;
}

// A row value is one seek, but only along an index that has all of its terms: that of the key.
bool RowRanges::isOneRange() const
{
    const QList<OrderTerm> &terms = m_shape.terms;
    const bool isUniform = std::all_of(terms.begin(), terms.end(), [&](const OrderTerm &term) {
        return !term.nullable && term.descending == terms.first().descending;
    });
    return terms.size() == 1 || (m_shape.goesByKeyAlone && isUniform);
}

QByteArray RowRanges::rowComparison() const
{
    const char *const sign = m_shape.terms.first().descending ? " < " : " > ";
    if (m_shape.terms.size() == 1)
        return m_shape.terms.first().sql + sign + m_names.first();
    QList<QByteArray> left;
    for (const OrderTerm &term : m_shape.terms)
        left.append(term.sql);
    return '(' + left.join(", ") + ')' + sign + '(' + m_names.join(", ") + ')';
}

QByteArray RowRanges::same(qsizetype at) const
{
    const QByteArray &sql = m_shape.terms.at(at).sql;
    if (m_isNull.at(at))
        return sql + " IS NULL";
    return sql + " = " + m_names.at(at);
}

QByteArray RowRanges::beyond(qsizetype at) const
{
    const OrderTerm &term = m_shape.terms.at(at);
    if (m_isNull.at(at))
        return term.descending ? QByteArray("0") : term.sql + " IS NOT NULL";
    return term.sql + (term.descending ? " < " : " > ") + m_names.at(at);
}

bool RowRanges::nullsFollow(qsizetype at) const
{
    const OrderTerm &term = m_shape.terms.at(at);
    return term.descending && term.nullable && !m_isNull.at(at);
}

QByteArray RowRanges::tiesAfter(qsizetype at) const
{
    QByteArray after = beyond(at);
    if (nullsFollow(at))
        after = '(' + after + " OR " + m_shape.terms.at(at).sql + " IS NULL)";
    if (at == m_shape.terms.size() - 1)
        return after;
    return after + " OR (" + same(at) + " AND (" + tiesAfter(at + 1) + "))";
}

} // namespace tidemark
