#pragma once

#include <engine/base/progress.h>
#include <engine/database/database.h>

#include <QMap>

namespace tidemark {

/// What a rehearsal with live rows reads of a remote database.
struct RowEstimate {
    qint64 rows
        = 0; ///< at most, of tables with a rowid: their greatest one where that is below the budget
    qsizetype tables = 0;
};

/// Asks little: the greatest rowid of each table that @p known does not count, and an exact count only where that would exceed
/// @p budget. Fails with Policy, and the figures, if the rows do.
[[nodiscard]] QCoro::Task<Result<RowEstimate>> withinRowBudget(DatabasePointer database,
                                                               Schema schema,
                                                               QMap<QString, qint64> known,
                                                               qint64 budget);

} // namespace tidemark
