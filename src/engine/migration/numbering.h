#pragma once

#include "stream.h"

namespace tidemark {

/// The next free number of the stream's folder, whichever stream a file in it belongs to: as wide as its neighbours, and a
/// time stamp where they are time stamps (14 digits).
[[nodiscard]] QString nextVersion(const Stream &stream, const QDateTime &now);

} // namespace tidemark
