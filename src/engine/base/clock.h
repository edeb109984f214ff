#pragma once

#include <QDateTime>

#include <functional>

namespace tidemark {

/// The time of day, UTC. Handed to whoever needs it, so that tests can hold it still.
using Clock = std::function<QDateTime()>;

[[nodiscard]] inline Clock systemClock()
{
    return [] { return QDateTime::currentDateTimeUtc(); };
}

/// RFC 3339 in UTC with milliseconds, e.g. "2026-11-21T03:14:02.123Z"; empty for an invalid time.
[[nodiscard]] QString rfc3339(const QDateTime &time);

/// Reads RFC 3339, ISO 8601, or Unix seconds or milliseconds (told apart by magnitude); invalid if none fits.
[[nodiscard]] QDateTime parseTime(const QString &text);

} // namespace tidemark
