#pragma once

#include "d1statement.h"

#include <optional>

namespace tidemark {

/// Why D1 would refuse @p bound for its size, before it is sent: text, parameters, values, LIKE and GLOB patterns,
/// terms of a compound SELECT, and rows of VALUES or an IN list that overrun the compiled program (about 1,950 rows of
/// ten columns and 7,160 values were seen to fail). Nothing if it fits. @p sent is @p bound as d1Statement() gives it.
/// Kind Database, Unchanged, where.offset set.
[[nodiscard]] std::optional<Error> refusalBySize(const BoundStatement &bound,
                                                 const D1Statement &sent);

} // namespace tidemark
