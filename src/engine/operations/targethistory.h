#pragma once

#include "selection.h"

#include <engine/base/progress.h>
#include <engine/recovery/backup.h>

#include <QDateTime>

namespace tidemark {

/// Something that happened to a target, as far as anybody noted it.
struct TargetEvent {
    enum class Kind {
        Applied,
        AppliedElsewhere, ///< only the other tool's table knows of it
        Recorded, ///< baseline or adoption: nothing ran
        Aborted, ///< a run that failed and was undone
        RunUnknown, ///< a run whose outcome nobody knows
        RolledBack,
        Restored,
        RestoreFailed,
        RestoreUnknown,
        RowsPutBack,
        Backup,
        SafetyPoint,
        ChangedOutside, ///< the schema changed and no run did it
    };

    Kind kind = Kind::Applied;
    QDateTime at = {}; ///< when it began, or was seen first
    QString subject = {}; ///< a migration's id, what changed, or where a restore went
    QString by = {}; ///< actor, tool or reason; empty if it is not known
    QDateTime before
        = {}; ///< the last moment that is known not to have it; invalid: just before @c at
    QString path = {}; ///< folder of a backup
    bool isVerified = false; ///< of a backup
    bool isGone = false; ///< a later restore took it out of the database
    bool isUndo = false; ///< of a restore: it took one back
    QDateTime destination = {}; ///< of a restore; invalid if only a bookmark or backup is known

    bool operator==(const TargetEvent &other) const = default;
};

/// How many rows came, went or changed between two snapshots, at the least.
struct RowsBetween {
    QDateTime from;
    QDateTime to;
    qint64 rows = 0;

    bool operator==(const RowsBetween &other) const = default;
};

/// The way back from the last restore of a target.
struct RestoreUndo {
    QDateTime restoredAt; ///< when that restore ended
    QString bookmark = {}; ///< remote: the state just before it
    QString backup = {}; ///< local: the safety point's folder
};

/// What is known of a target's last days.
struct TargetHistory {
    QList<TargetEvent> events = {}; ///< oldest first
    QList<Backup> backups = {}; ///< and safety points; newest first
    QList<RowsBetween> writes = {}; ///< between neighbouring snapshots, oldest first
    std::optional<RestoreUndo> undo = {};
    QList<QDateTime> restores
        = {}; ///< by Time Travel in the ten minutes before the look, oldest first
    std::optional<Error> error
        = {}; ///< why the database itself could not be asked; the rest is known all the same
};

/// From ledger, other tools' table, journal and snapshots on this computer, from @p since on. Asks the database what
/// observe() asks; writes nothing. Fails with Safety if the journal cannot be read, or with Cancelled.
[[nodiscard]] QCoro::Task<Result<TargetHistory>>
historyOf(EnginePointer engine, SelectedTarget selected, QDateTime since, Conduct conduct);

/// The rows that two snapshots of a database prove to have been written between them.
[[nodiscard]] qint64 rowsBetween(const BackupManifest &before, const BackupManifest &after);

/// Cloudflare restores a database at most so often in this time.
inline constexpr int MostRestores = 10;
inline constexpr std::chrono::minutes RestoreWindow{ 10 };

} // namespace tidemark
