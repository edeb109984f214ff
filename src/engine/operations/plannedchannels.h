#pragma once

#include "observation.h"

#include <engine/migration/plan.h>

namespace tidemark {

/// @p plan with the way that each step takes (PlanStep::channel). On remote D1 a step is imported if @p imports names it (an
/// id or a number), or if its batch would be larger than D1Database::ComfortableBodyBytes; a script with a PRAGMA is not,
/// since a pragma works in an import otherwise than in the rehearsal. Fails with Usage if a name is no migration's, or
/// the database is not remote, with Policy if a named script has a PRAGMA.
[[nodiscard]] Result<Plan>
withChannels(Plan plan, const Observation &observation, const QStringList &imports);

} // namespace tidemark
