#pragma once

#include "selection.h"

#include <engine/database/sqlite/sqlitedatabase.h>
#include <engine/migration/status.h>

namespace tidemark {

/// One target as it is now: its connection, what its ledger and schema say, and what follows from them.
struct Observation {
    SelectedTarget selected;
    std::shared_ptr<SqliteDatabase> database; ///< null: the local file does not exist yet
    StatusInput input;
    StreamStatus status;

    [[nodiscard]] const Target &target() const { return selected.target; }
    [[nodiscard]] SqliteOptions::Profile profile() const;
};

/// Opens the target for reading and writes nothing; a local file that is not there yet is an empty database. The
/// migrations are replayed only if the stored fingerprint does not explain the live schema.
[[nodiscard]] QCoro::Task<Result<Observation>> observe(EnginePointer engine,
                                                       SelectedTarget selected);

/// Reads ledger and schema again through the connection that is there.
[[nodiscard]] QCoro::Task<Result<Observation>> observeAgain(EnginePointer engine,
                                                            Observation before);

/// Opens the target for writing; the local file is made if it is not there.
[[nodiscard]] QCoro::Task<Result<std::shared_ptr<SqliteDatabase>>> openForWriting(Target target);

/// The local file of a target is not there, and the command needs it.
[[nodiscard]] Error missingDatabase(const Target &target);

/// The options a target's connection has.
[[nodiscard]] SqliteOptions optionsFor(const Target &target, SqliteOptions::Access access);

} // namespace tidemark
