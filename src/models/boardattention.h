#pragma once

#include "boardcell.h"

namespace tidemark {

/// What needs a person on @p database, worst first; @p facts are empty where nothing is known of it.
[[nodiscard]] QList<Attention> attentionFor(const BoardCell &cell,
                                            const DatabaseSession &database,
                                            const std::optional<BoardFacts> &facts,
                                            const QDateTime &now);

/// True for a backup that is no way back for today any more.
[[nodiscard]] bool isOldBackup(const QDateTime &takenAt, const QDateTime &now);

} // namespace tidemark
