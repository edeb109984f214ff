#pragma once

namespace tidemark {

/// Makes screen readers see every TimelineView as a slider whose value is its moment. May be called any number of times.
void installTimelineAccessibility();

} // namespace tidemark
