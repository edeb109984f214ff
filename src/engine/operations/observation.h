#pragma once

#include "selection.h"
#include "targetaccess.h"

#include <engine/migration/status.h>

namespace tidemark {

/// One target as it is now: its connection, what its ledger and schema say, and what follows from them.
struct Observation {
    SelectedTarget selected;
    TargetAccessPointer access;
    DatabasePointer database; ///< null: the local file does not exist yet
    StatusInput input;
    StreamStatus status;
    bool isOutline = false; ///< input.live has names and statements only (observeStatus())

    [[nodiscard]] const Target &target() const { return selected.target; }
    [[nodiscard]] SqliteOptions::Profile profile() const { return profileOf(selected.target); }
    /// Neither a table nor a history: there is nothing that could be lost.
    [[nodiscard]] bool isEmpty() const;
    /// What the database holds, in the order of the stream: migrations that are recorded and effective. An init script
    /// that nobody recorded comes first where anything after it is recorded.
    [[nodiscard]] QList<Migration> migrationsInEffect() const;
    /// What the history names, effective or not; the init script as above.
    [[nodiscard]] QList<Migration> recordedMigrations() const;
};

/// Opens the target for reading and writes nothing; a local file that is not there yet is an empty database. The
/// migrations are replayed only if the stored fingerprint does not explain the live schema. Remote D1: one request if
/// our tables are there, at most two.
[[nodiscard]] QCoro::Task<Result<Observation>> observe(EnginePointer engine,
                                                       SelectedTarget selected);

/// observe() for whoever wants no more than the status. Of a local database whose schema is as its history says, which the
/// statements in sqlite_schema alone prove, input.live is an outline (sql/schemaoutline.h).
[[nodiscard]] QCoro::Task<Result<Observation>> observeStatus(EnginePointer engine,
                                                             SelectedTarget selected);

/// Reads ledger and schema again through the connection that is there: one request.
[[nodiscard]] QCoro::Task<Result<Observation>> observeAgain(EnginePointer engine,
                                                            Observation before);

/// The same from a reading that came with a batch; asks nothing.
[[nodiscard]] QCoro::Task<Result<Observation>>
observeFrom(EnginePointer engine, Observation before, LedgerReading reading);

} // namespace tidemark
