#pragma once

#include "environments.h"
#include "observation.h"

#include <engine/recovery/backup.h>
#include <engine/sql/schemadiff.h>

namespace tidemark {

/// What the status board says of one target: beside its status what its schema lacks, how old its way back is.
struct BoardFacts {
    enum class SchemaVerdict {
        Matches, ///< the live schema is the one that the recorded migrations make
        Differs, ///< @c differences say where
        NothingRecorded, ///< no migration is in effect: nothing is expected
        NotComparable, ///< files and history do not tell what should be there
    };

    StreamStatus status;
    SchemaVerdict schema = SchemaVerdict::NothingRecorded;
    QList<SchemaDifference> differences
        = {}; ///< expected by the migrations in effect, against the live schema
    std::optional<BackupManifest> backup
        = {}; ///< the newest verified one, else the newest; empty: none on this computer
    QDateTime lastApplied = {}; ///< invalid: nothing was, or nobody knows when
    bool timeTravels = false; ///< remote D1: up to 30 days back, 7 on the free plan
};

/// Of what was read; asks nobody. @p backups are all that are known, newest first.
[[nodiscard]] BoardFacts boardFacts(const Observation &observation, const QList<Backup> &backups);

/// The overview of databases × environments.
class StatusBoard
{
public:
    explicit StatusBoard(EnginePointer engine)
        : m_engine(std::move(engine))
    {}

    /// Every backup and safety point on this computer, newest first. Reads manifests only.
    [[nodiscard]] QCoro::Task<Result<QList<Backup>>> backups() const;

    /// Looks at every target of @p environments, side by side: remote D1 costs what a status does. One that cannot be read
    /// is an error in its own place; environments that could not be selected are left out.
    [[nodiscard]] QCoro::Task<Result<QList<TargetResult<BoardFacts>>>>
    run(QList<EnvironmentSelection> environments, Conduct conduct) const;

private:
    EnginePointer m_engine;
};

} // namespace tidemark
