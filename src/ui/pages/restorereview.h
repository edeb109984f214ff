#pragma once

#include <models/timetravelsession.h>
#include <ui/dialogs/reviewdialog.h>

namespace tidemark {

/// "21 Nov 2026, 02:40 UTC"; with seconds where there are any.
[[nodiscard]] QString exactMoment(const QDateTime &moment);

/// The review sheet of what was previewed; travel.subject() is there.
[[nodiscard]] ReviewRequest reviewOf(TimeTravelSession &travel);

} // namespace tidemark
