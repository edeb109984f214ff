#pragma once

#include "observation.h"

namespace tidemark {

/// Whether others can be at work on the target.
enum class Alone { No, UnderLease };

/// Notes the end of runs, restores and imports that the journal leaves open because their process ended in the middle:
/// "run-interrupted", with the ids ("done") that the ledger has of that run, "restore-interrupted" (with the way back,
/// "safety_point", if one was taken), "import-interrupted".
/// Those whose process goes on are left alone; if that cannot be seen from here, those of others unless the caller holds
/// the lease. Fails with Safety.
[[nodiscard]] Result<>
noteInterruptedRuns(const EnginePointer &engine, const Observation &observation, Alone alone);

} // namespace tidemark
