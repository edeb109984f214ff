#pragma once

#include <engine/base/result.h>

#include <QByteArray>

namespace tidemark::cli {

/// Reads a secret from standard input: everything that is piped in, or one line typed at the terminal, which does not show
/// it. Waits; Ctrl+C, SIGTERM and a hang-up end the wait with Cancelled, Ctrl+Z suspends it, and each leaves the terminal as
/// it was. More than a token can have is cut off, so that it is refused and not stored in part.
[[nodiscard]] Result<QByteArray> readSecretInput(const QString &question);

} // namespace tidemark::cli
