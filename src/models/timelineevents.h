#pragma once

#include "timelinemodel.h"

#include <engine/operations/targethistory.h>

namespace tidemark {

/// What is known of a target's last days, in the words and lanes of the timeline.
[[nodiscard]] QList<TimelineEvent> timelineEvents(const TargetHistory &history);
[[nodiscard]] QList<WriteSpan> timelineWrites(const TargetHistory &history);

} // namespace tidemark
