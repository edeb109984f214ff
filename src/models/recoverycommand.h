#pragma once

#include <engine/operations/recoverynotes.h>

namespace tidemark {

/// The command line that does what a recovery did, or would do: ready to be pasted into a shell. Empty if it leaves everything.
[[nodiscard]] QString recoveryCommand(const RecoveryNote &note);

/// The command line that photographs the database and lists the moments there are, and writes nothing to it.
[[nodiscard]] QString recoveryLookCommand(const RecoveryNote &note);

} // namespace tidemark
