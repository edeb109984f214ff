#pragma once

#include <sandbox/http/message.h>
#include <sandbox/state.h>

namespace tidemark::sandbox {

/// A request whose sender is known.
struct ApiCall {
    HttpRequest request;
    Token token;
    Account account = {};
    DatabasePointer database = {}; ///< null for what concerns all of them

    [[nodiscard]] bool mayWrite() const { return token.rights == Rights::Write; }
};

[[nodiscard]] inline ApiError notAllowed()
{
    return { .status = 403, .code = 10000, .message = QStringLiteral("Authentication error") };
}

[[nodiscard]] ApiError noRoute(const HttpRequest &request);

/// Reads a body that must be a JSON object; an empty one counts as {}.
[[nodiscard]] Outcome<QJsonObject> objectFrom(const QByteArray &body);

} // namespace tidemark::sandbox
