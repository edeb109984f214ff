#pragma once

#include "ledger.h"
#include "replay.h"

#include <QSet>

namespace tidemark {

enum class MigrationState {
    Pending,
    Applied,
    AppliedOutOfOrder,
    Adopted,
    Baseline,
    RolledBack,
    Failed,
    Indeterminate,
    RecordedNotEffective,
    Edited,
    EditedCosmetic,
    Missing,
    Future,
    Renamed,
    Duplicate,
    Blocked,
};

enum class TargetState {
    Empty,
    Unmanaged,
    UpToDate,
    Behind,
    Ahead,
    Diverged,
    Drifted,
    Dirty,
    Locked,
    Unreachable
};

/// The words of the JSON: "applied-out-of-order", "up-to-date", …
[[nodiscard]] QString stateName(MigrationState state);
[[nodiscard]] QString stateName(TargetState state);

struct MigrationStatus {
    QString id;
    QString version;
    QString name;
    MigrationState state = MigrationState::Pending;
    QDateTime appliedAt = {};
    QString appliedBy = {}; ///< actor, or the other tool's name
    QString checksum = {};
    std::optional<std::chrono::milliseconds> duration = {};
    bool hasDown = false;
    bool inEffect = false; ///< it counts as applied
    bool outOfOrder = false; ///< not in effect although a later one is
    qint64 seq = 0; ///< 0 if the ledger does not have it
    QString remark = {}; ///< one sentence for people; empty if all is well
    QByteArray appliedSql = {}; ///< what ran, if the ledger has it
};

struct StreamStatus {
    TargetState state = TargetState::Empty;
    QList<MigrationStatus> migrations
        = {}; ///< the stream's order; missing and future ones where their number puts them
    QString fingerprint = {}; ///< of the live schema
    QStringList remarks = {};
    bool drifted = false; ///< the live schema differs from the replayed one

    [[nodiscard]] int pending() const;
    [[nodiscard]] int applied() const;
};

struct StatusInput {
    Stream stream;
    LedgerState ledger;
    Schema live;
    std::optional<Replay> replay
        = {}; ///< of all migrations of the stream; needed only if needsReplay() says so
    QSet<QString> ofOthers = {}; ///< lower-case names of what other streams make in the database
};

/// The live schema as the stream's migrations made it: the user's part without a mirror table of another name and without what
/// other streams make.
[[nodiscard]] Schema streamSchema(const StatusInput &input);

/// What the migrations in effect should have made, from the replay; empty if there is none, or if they are not the first
/// ones of the stream or were edited since.
[[nodiscard]] std::optional<Schema> expectedSchema(const StatusInput &input,
                                                   const StreamStatus &status);

/// True unless the live fingerprint is the one stored with the last recorded migration: then nothing needs to be replayed.
[[nodiscard]] bool needsReplay(const StatusInput &input);

/// The state of every migration, a pure function (docs/migrations.md, "States").
///
/// Of a migration the first that holds: failed, indeterminate (as the ledger says); edited; recorded-not-effective; duplicate;
/// edited-cosmetic; applied-out-of-order, baseline, adopted, applied; missing, future (recorded, no file); renamed; rolled-back;
/// pending. A mirror row counts as applied unless our own entry says otherwise; after a roll back it does, since then the other
/// tool has applied it again.
/// Of the target: dirty (failed, indeterminate, recorded-not-effective); diverged (problems of the files, edited,
/// missing, duplicate, out of order, future beside pending); locked; unmanaged; drifted; ahead; behind; up-to-date or empty.
/// Blocked and Unreachable are for the callers to set.
[[nodiscard]] StreamStatus evaluateStatus(const StatusInput &input);
/// evaluateStatus() if needsReplay() says no, else nothing; both in one look. An outline (sql/schemaoutline.h) does as
/// input.live.
[[nodiscard]] std::optional<StreamStatus> statusWithoutReplay(const StatusInput &input);

} // namespace tidemark
