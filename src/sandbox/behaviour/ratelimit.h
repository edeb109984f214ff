#pragma once

#include <QHash>
#include <QString>

namespace tidemark::sandbox {

/// So many requests in five minutes for each token's owner; who exceeds them is refused everything for five minutes.
class RateLimit
{
public:
    /// Counts a request at @p now (Unix ms); the seconds to wait, or 0 if it may pass.
    [[nodiscard]] int admit(const QString &token, qint64 now, int limit);

private:
    struct Window {
        qint64 start = 0;
        int requests = 0;
        qint64 blockedUntil = 0;
    };
    QHash<QString, Window> m_windows;
};

} // namespace tidemark::sandbox
