#pragma once

#include "roles.h"

#include <engine/base/error.h>
#include <engine/migration/runner.h>
#include <engine/migration/status.h>
#include <engine/project/target.h>
#include <engine/safety/finding.h>
#include <engine/safety/verification.h>

namespace tidemark {

// How the engine's states are shown.

[[nodiscard]] ShownState shown(MigrationState state);
[[nodiscard]] ShownState shown(TargetState state);
/// What stopped somebody: a stop they asked for is no failure.
[[nodiscard]] ShownState shown(const Error &error);
/// Why a database could not be looked at: without token or account it is Offline, without an answer Unreachable.
[[nodiscard]] ShownState unreachedState(const Error &error);
[[nodiscard]] ShownState shown(const Finding &finding);
[[nodiscard]] ShownState shown(const Check &check);
[[nodiscard]] ShownState shown(StepOutcome::Outcome outcome);
[[nodiscard]] ShownEnvironment shownEnvironment(const Target &target);

} // namespace tidemark
