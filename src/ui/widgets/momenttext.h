#pragma once

#include <QDateTime>

namespace tidemark {

/// What a date without a time means to readMoment().
enum class DateAlone {
    Midnight,
    Unfinished, ///< somebody is still typing
};

/// Reads "2026-11-14 16:20", "2026-11-14 16:20:05", "2026-11-14 16:20:05.250", or what is ISO 8601 and names its offset, as UTC;
/// invalid if it is none of these. "UTC" may follow.
[[nodiscard]] QDateTime readMoment(const QString &text, DateAlone dateAlone = DateAlone::Midnight);

} // namespace tidemark
