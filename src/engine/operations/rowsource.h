#pragma once

#include <engine/project/target.h>
#include <engine/safety/rehearsal.h>

namespace tidemark {

/// The live rows of a local target for `rehearse --with-data`, read through a connection of their own on the
/// rehearsal's thread.
[[nodiscard]] RowSource rowsOf(const Target &target);

} // namespace tidemark
