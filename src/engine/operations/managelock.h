#pragma once

#include "observation.h"

namespace tidemark {

/// `lock show`: who holds the lease of a target; empty if nobody does.
[[nodiscard]] QCoro::Task<Result<std::optional<LockRow>>> showLock(EnginePointer engine,
                                                                   SelectedTarget selected);

/// `lock release`: frees it whoever holds it; a run that still goes on then fails at its next step.
[[nodiscard]] QCoro::Task<Result<>> releaseLock(EnginePointer engine, SelectedTarget selected);

} // namespace tidemark
