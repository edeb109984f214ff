#pragma once

#include "apicall.h"

#include <QCoroTask>

#include <optional>

namespace tidemark::sandbox {

/// Cancels the database's export or import if nobody has polled it for too long.
void expireJob(HostedDatabase &database, const SandboxState &state);

/// Why the database serves nobody at the moment, as every other request is told.
[[nodiscard]] std::optional<ApiError> busyError(HostedDatabase &database,
                                                const SandboxState &state);

/// The same as an answer of /export and /import themselves, which wrap a refusal in a success.
[[nodiscard]] std::optional<HttpReply> refusedStart(HostedDatabase &database,
                                                    const SandboxState &state);
[[nodiscard]] HttpReply notCurrently(TransferJob::Kind kind);

/// Waits until the job is done, a second at the most: the service holds a poll that long.
[[nodiscard]] QCoro::Task<> settle(std::shared_ptr<TransferJob> job);

[[nodiscard]] QCoro::Task<> pause(int milliseconds);

} // namespace tidemark::sandbox
