#pragma once

#include "api/outcome.h"
#include "sql/queryrequest.h"

#include <QJsonObject>

namespace tidemark::sandbox {

/// What can be set beside quirks and faults (docs/sandbox.md, "Settings").
struct Settings {
    Booleans booleans = Booleans::Text;
    int latencyMs = 0; ///< added to every answer
    int timeLimitMs = 30'000; ///< of a request's statements
    int pollTimeoutMs = 15'000; ///< an export or import that nobody polls is cancelled
    int requestsPerFiveMinutes = 0; ///< 0: no limit
    int retryAfterSeconds = 1; ///< told when throttled
    int maxDatabases = 0; ///< 0: what the account's plan allows
    qint64 maxDatabaseBytes = 0; ///< 0: what the account's plan allows
    qint64 maxImportBytes = 5'000'000'000;

    [[nodiscard]] Outcome<bool> configure(const QJsonObject &source);
    [[nodiscard]] QJsonObject toJson() const;
};

} // namespace tidemark::sandbox
