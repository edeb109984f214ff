#pragma once

#include "state.h"

namespace tidemark::sandbox {

/// Seeds the databases of the sample project migrations/nanotype, staging and production, with the ids of its
/// wrangler.toml, its rows and three weeks of history to travel in; production is a migration behind. Does nothing for
/// a database that is there already.
[[nodiscard]] Result<> seedDemo(SandboxState &state);

} // namespace tidemark::sandbox
