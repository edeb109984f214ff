#pragma once

#include "../command.h"
#include "../texttable.h"

#include <engine/migration/status.h>

namespace tidemark::cli {

/// `status --all-environments`: every database in every environment, local and remote, a line each. With @p check what is not up
/// to date is a difference.
[[nodiscard]] QCoro::Task<Report> boardReport(Invocation invocation, TableStyle style, bool check);

/// Why a database is not as it should be, for `--check`; empty if it is up to date.
[[nodiscard]] std::optional<Error> differenceOf(const StreamStatus &status);

} // namespace tidemark::cli
