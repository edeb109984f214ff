#pragma once

#include "engine.h"

#include <engine/database/sqlite/sqlitedatabase.h>
#include <engine/project/target.h>
#include <engine/recovery/safetypoint.h>

namespace tidemark {

/// How one target is reached, and what its place does in its own way: everything else is the same for a local file and for
/// D1 at Cloudflare. Held by shared_ptr; call it on the thread that made it.
class TargetAccess
{
public:
    TargetAccess() = default;
    virtual ~TargetAccess() = default;
    TargetAccess(const TargetAccess &) = delete;
    TargetAccess &operator=(const TargetAccess &) = delete;

    /// A connection that makes nothing: null if the local file is not there yet.
    [[nodiscard]] virtual QCoro::Task<Result<DatabasePointer>> open() = 0;
    /// A connection for a run; a local file is made if it is not there.
    [[nodiscard]] virtual QCoro::Task<Result<DatabasePointer>> openForWriting() = 0;
    /// A proven way back to the present state: a verified backup of a file, a bookmark of remote D1. Kind::None for a local
    /// database that is empty. Fails with Safety.
    [[nodiscard]] virtual QCoro::Task<Result<SafetyPoint>>
    takeSafetyPoint(BackupRequest request, int keep, Conduct conduct) = 0;
    /// A file with the whole content that can be read while @p scratch (a folder) lasts: the local file itself, or a copy
    /// made by queries. Fails with MissingInput if the database is not there.
    [[nodiscard]] virtual QCoro::Task<Result<QString>> contentFile(QString scratch, Conduct conduct)
        = 0;
};

using TargetAccessPointer = std::shared_ptr<TargetAccess>;

/// Opens nothing and asks nothing yet.
[[nodiscard]] TargetAccessPointer accessTo(const EnginePointer &engine, const Target &target);

/// The local database of a target is not there, and the command needs it.
[[nodiscard]] Error missingDatabase(const Target &target);

[[nodiscard]] SqliteOptions::Profile profileOf(const Target &target);
/// The options a local target's connection has.
[[nodiscard]] SqliteOptions optionsFor(const Target &target, SqliteOptions::Access access);

} // namespace tidemark
