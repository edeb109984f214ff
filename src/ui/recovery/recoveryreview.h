#pragma once

#include <models/recoverysession.h>
#include <ui/dialogs/reviewdialog.h>

namespace tidemark {

// The last look before a recovery writes: what is lost, what comes back, and exactly what will be sent.

[[nodiscard]] ReviewRequest reviewOfRestore(RecoverySession &session);
[[nodiscard]] ReviewRequest reviewOfRepair(RecoverySession &session);
[[nodiscard]] ReviewRequest reviewOfUndo(RecoverySession &session);
[[nodiscard]] ReviewRequest reviewOfPuttingBack(RecoverySession &session);

} // namespace tidemark
