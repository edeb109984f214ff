#pragma once

#include <QDateTime>

#include <atomic>

namespace tidemark::sandbox {

/// The sandbox's time of day: the computer's, moved or held still on request. May be read from any thread.
class SandboxClock
{
public:
    [[nodiscard]] QDateTime now() const;
    [[nodiscard]] qint64 milliseconds() const;
    [[nodiscard]] bool isFrozen() const { return m_frozenAt >= 0; }

    void set(const QDateTime &moment);
    void advance(qint64 milliseconds);
    void freeze(bool frozen);
    void reset(); ///< back to the computer's time, running

private:
    std::atomic<qint64> m_offset{ 0 };
    std::atomic<qint64> m_frozenAt{ -1 };
};

} // namespace tidemark::sandbox
