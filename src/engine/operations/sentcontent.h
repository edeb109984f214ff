#pragma once

#include "contentfeed.h"
#include "engine.h"
#include "restoresource.h"

#include <engine/base/claimedfolder.h>
#include <engine/database/database.h>

namespace tidemark {

/// The content of a backup or a dump, ready to be sent to a D1 database.
struct SentContent {
    std::shared_ptr<ClaimedFolder> scratch; ///< the source and what was made of it lie in it
    RestoreSource source;
    std::shared_ptr<ContentFeed> feed;
};

/// Fails like readRestoreSource() and ContentFeed::open().
[[nodiscard]] QCoro::Task<Result<SentContent>>
prepareContent(EnginePointer engine, QString source, Target target, Conduct conduct);

/// Reads everything back and compares it with the backup: what differs, in words. A full text index is compared by the number
/// of its rows, since one that was made again holds the same words in other pages.
[[nodiscard]] QCoro::Task<Result<QStringList>> differencesFrom(EnginePointer engine,
                                                               SentContent content,
                                                               DatabasePointer database,
                                                               Conduct conduct);

} // namespace tidemark
