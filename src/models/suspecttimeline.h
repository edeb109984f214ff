#pragma once

#include "timelinemodel.h"

#include <engine/operations/recoverysuspects.h>

namespace tidemark {

/// The suspects as they are drawn: the same facts as in their table.
[[nodiscard]] QList<TimelineEvent> timelineOf(const QList<Suspect> &suspects);

} // namespace tidemark
