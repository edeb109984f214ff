#pragma once

#include "timetravelsession.h"

namespace tidemark {

/// The command line that does what a person just did; ready to be pasted into a shell.
[[nodiscard]] QString timeTravelCommand(const TimeTravelSession::Subject &subject,
                                        const Target &target);
/// The same for a backup.
[[nodiscard]] QString backupCommand(const Target &target);

} // namespace tidemark
