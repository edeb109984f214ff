#pragma once

#include "scriptcheck.h"

#include <engine/database/d1/d1database.h>

namespace tidemark {

/// How much of a result is kept.
struct ScriptLimits {
    qint64 rows;
    qint64 bytes; ///< of its values
};

/// A result, cut where it gets too large to be kept.
struct KeptResult {
    ResultSet set = {};
    bool hasMore = false;
};

/// Where a script runs: one local connection for all of it, or requests to D1. Held by shared_ptr.
class ScriptPlace
{
public:
    ScriptPlace() = default;
    virtual ~ScriptPlace() = default;
    ScriptPlace(const ScriptPlace &) = delete;
    ScriptPlace &operator=(const ScriptPlace &) = delete;

    [[nodiscard]] virtual QCoro::Task<Result<KeptResult>>
    run(BoundStatement bound, bool writes, ScriptLimits limits, std::stop_token stop) = 0;
    /// True if the script left a transaction open, which is undone.
    [[nodiscard]] virtual QCoro::Task<Result<bool>> end() = 0;
    /// Of this script alone.
    [[nodiscard]] virtual D1Cost cost() const { return {}; }
    /// Whether rowsRead is exact.
    [[nodiscard]] virtual bool countsAllReads() const { return false; }
};

using ScriptPlacePointer = std::shared_ptr<ScriptPlace>;

/// @p writes: false opens a local file for reading only, so that SQLite itself refuses what would write. Fails with
/// MissingInput if there is no database.
[[nodiscard]] QCoro::Task<Result<ScriptPlacePointer>>
openScriptPlace(EnginePointer engine, Target target, bool writes);

} // namespace tidemark
