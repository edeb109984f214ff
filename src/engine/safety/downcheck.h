#pragma once

#include "runstate.h"

namespace tidemark {

/// Tries the down script of a step that was just applied, inside its transaction, and takes it back: does it run, does it lead
/// to the schema before (G010), does it drop more than the up script made (G011, here a warning).
void tryDownScript(StepContext &context);

/// Rolling back: which tables and columns the up script made, from a replay of the stream; from the script's own words if it
/// cannot be replayed.
void noteOwnObjects(StepContext &context, const std::optional<Replay> &replay);

/// Rolling back: whether the schema is the one the replay knows from before the migration (G010).
void checkReturn(StepContext &context, const Schema &after, const std::optional<Replay> &replay);

} // namespace tidemark
