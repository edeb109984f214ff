#include "rowshare.h"

#include <algorithm>

namespace tidemark {

namespace {

constexpr double GreatestChange = 8; // of a part's width, from one to the next
constexpr double GreatestWidth = 0x1p62;
constexpr quint64 SmallestTable = 20'000;

// Rowids span all of 64 bits, so their distance does not fit into a signed integer.
quint64 distance(qint64 from, qint64 to)
{
    return static_cast<quint64>(to) - static_cast<quint64>(from);
}

} // namespace

bool RowShare::isWorthwhile(RowRange whole)
{
    return distance(whole.first, whole.last) >= SmallestTable;
}

std::optional<RowShare::Part> RowShare::next()
{
    const std::scoped_lock lock(m_mutex);
    if (m_isAllDealt || m_isAbandoned)
        return std::nullopt;
    const quint64 left = distance(m_next, m_last);
    m_isAllDealt = left < m_width;
    const qint64 last
        = m_isAllDealt ? m_last : static_cast<qint64>(static_cast<quint64>(m_next) + m_width - 1);
    const Part part{ { m_next, last }, m_dealt++ };
    if (!m_isAllDealt)
        m_next = last + 1;
    return part;
}

bool RowShare::waitForTurn(const Part &part)
{
    std::unique_lock lock(m_mutex);
    m_turnChanged.wait(lock, [this, &part] { return m_isAbandoned || m_turn == part.number; });
    return !m_isAbandoned;
}

void RowShare::finish(const Part &part, qint64 rows)
{
    const std::scoped_lock lock(m_mutex);
    m_turn = part.number + 1;
    m_rows += rows;
    const double width = static_cast<double>(distance(part.first, part.last)) + 1;
    const double fitting = width * WantedRows / static_cast<double>(std::max<qint64>(rows, 1));
    const double next = std::clamp(fitting, width / GreatestChange, width * GreatestChange);
    m_width = static_cast<quint64>(std::clamp(next, 1.0, GreatestWidth));
    m_turnChanged.notify_all();
}

void RowShare::abandon()
{
    const std::scoped_lock lock(m_mutex);
    m_isAbandoned = true;
    m_turnChanged.notify_all();
}

} // namespace tidemark
