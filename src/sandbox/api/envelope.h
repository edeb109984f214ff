#pragma once

#include "outcome.h"

#include <QJsonValue>

#include <sandbox/http/message.h>

namespace tidemark::sandbox {

/// The envelope around every answer of the API.
[[nodiscard]] HttpReply success(const QJsonValue &result, int status = 200);
/// @p result is JSON already, @p info too (empty: none).
[[nodiscard]] HttpReply
successWith(const QByteArray &result, const QByteArray &info = {}, int status = 200);
[[nodiscard]] HttpReply failure(const ApiError &error);
/// For coroutines, in whose expressions GCC 12 destroys an aggregate twice.
[[nodiscard]] HttpReply failure(int status, int code, const QString &message);

/// The same failure in the shapes that some endpoints give it: no errors, result an array, messages plain texts.
[[nodiscard]] HttpReply oddFailure(const HttpReply &reply);

} // namespace tidemark::sandbox
