#include "clock.h"

namespace tidemark::sandbox {

QDateTime SandboxClock::now() const
{
    return QDateTime::fromMSecsSinceEpoch(milliseconds(), Qt::UTC);
}

qint64 SandboxClock::milliseconds() const
{
    const qint64 frozen = m_frozenAt;
    return frozen >= 0 ? frozen : QDateTime::currentMSecsSinceEpoch() + m_offset;
}

void SandboxClock::set(const QDateTime &moment)
{
    const qint64 wanted = moment.toMSecsSinceEpoch();
    m_offset = wanted - QDateTime::currentMSecsSinceEpoch();
    if (isFrozen())
        m_frozenAt = wanted;
}

void SandboxClock::advance(qint64 milliseconds)
{
    m_offset += milliseconds;
    if (isFrozen())
        m_frozenAt += milliseconds;
}

void SandboxClock::freeze(bool frozen)
{
    const qint64 now = milliseconds();
    m_offset = now - QDateTime::currentMSecsSinceEpoch();
    m_frozenAt = frozen ? now : -1;
}

void SandboxClock::reset()
{
    m_offset = 0;
    m_frozenAt = -1;
}

} // namespace tidemark::sandbox
