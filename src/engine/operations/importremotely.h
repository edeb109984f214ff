#pragma once

#include "engine.h"

#include <engine/migration/runner.h>

namespace tidemark {

/// How the steps of a run on @p database are imported: a file in the scratch folder, uploaded and run by D1. Nobody else is
/// served meanwhile. Empty if the database is not D1 at Cloudflare. Its error is Unchanged if the question was answered
/// with 0, Unknown if nobody answered it.
[[nodiscard]] ImportChannel importChannelOf(const EnginePointer &engine,
                                            const DatabasePointer &database);

} // namespace tidemark
