#include "ratelimit.h"

namespace tidemark::sandbox {

namespace {

constexpr qint64 FiveMinutes = 300'000;

} // namespace

int RateLimit::admit(const QString &token, qint64 now, int limit)
{
    if (limit <= 0) {
        m_windows.clear();
        return 0;
    }
    Window &window = m_windows[token];
    if (now - window.start >= FiveMinutes)
        window = { .start = now, .blockedUntil = window.blockedUntil };
    if (++window.requests > limit && window.blockedUntil <= now)
        window.blockedUntil = now + FiveMinutes;
    return window.blockedUntil > now ? int((window.blockedUntil - now + 999) / 1000) : 0;
}

} // namespace tidemark::sandbox
