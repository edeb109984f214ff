#pragma once

#include "readers.h"
#include "rowblock.h"

#include <engine/base/progress.h>

namespace tidemark {

/// Which rows a scan reads, in the order of the rowid where there is one.
struct RowQuery {
    QByteArray select; ///< without WHERE
    /// A name by which ranges of rows can be asked for; empty if there is none, which means one reader.
    QByteArray rowid = {};
};

/// Reads every row once, formats it on whichever thread read it, and hands the blocks to @p sink in the order of the rows: with
/// two readers the sink sees the same bytes as with one. At most a few megabytes wait at any time, unless a single row is larger.
/// Returns the number of rows. Fails as the sink does, or with SQLite's error, or Cancelled.
[[nodiscard]] Result<qint64> scanRows(Readers &readers,
                                      const RowQuery &query,
                                      const RowFormat &format,
                                      const BlockSink &sink,
                                      const Conduct &conduct);

} // namespace tidemark
