#pragma once

#include <engine/base/progress.h>

namespace tidemark {

/// The same conduct for a job on a worker's thread: its progress arrives on the thread that calls this.
[[nodiscard]] Conduct fromWorker(const Conduct &conduct);

} // namespace tidemark
