#pragma once

#include <engine/base/error.h>

#include <optional>

/// Cloudflare's error codes as far as D1 meets them, in plain words. From Cloudflare's API documentation, the trackers of
/// workers-sdk and what public clients report.
namespace tidemark::d1codes {

constexpr int RouteUnknown = 7003;
constexpr int Unavailable = 7009;
constexpr int Malformed = 7400;
constexpr int AccountRefused = 7403;
constexpr int NoSuchDatabase = 7404;
constexpr int LimitReached = 7406;
constexpr int Overloaded = 7429;
constexpr int Statement = 7500; ///< everything that SQLite says
constexpr int NameTaken = 7502;
constexpr int Authentication = 10'000;
constexpr int InvalidToken = 9'109;
constexpr int TokenKind = 9'106;
constexpr int BadHeaders = 6'003;
constexpr int Throttled = 971;
constexpr int RateLimited = 10'429;

/// Of a code that means the request was refused before anything was done; nothing for other codes.
[[nodiscard]] std::optional<Error> errorOf(int code, const QString &message);

/// Of a refusal (HTTP 4xx) with a code that is not known.
[[nodiscard]] Error errorOfStatus(int status, int code, const QString &message);

} // namespace tidemark::d1codes
