#pragma once

#include "observation.h"

#include <engine/sql/schemadiff.h>

namespace tidemark {

/// How a difference between the recorded migrations and the database can be taken away by a migration. Both ways are statements
/// that were proved by running them in memory.
struct FixProposal {
    /// Repair: the database becomes what the migrations say, and where all is well already nothing changes, so that
    /// the file may run everywhere. Absorb: the migrations take over what the database has; there it is recorded with adopt.
    enum class Way { Repair, Absorb };

    Way way = Way::Repair;
    QList<QByteArray> statements = {}; ///< empty: this way leads nowhere
    QList<SchemaDifference> left = {}; ///< what they do not take away
};

struct FixProposals {
    FixProposal repair;
    FixProposal absorb;
    /// Recorded migrations without effect: they are marked as pending and run again, no new file is needed.
    QStringList runAgain = {};
};

/// Writes nothing.
[[nodiscard]] QCoro::Task<Result<FixProposals>>
proposeFix(EnginePointer engine, SelectedTarget selected, Conduct conduct);

/// Writes @p proposal as a new migration of the stream and returns its file; nothing runs. Fails with Usage if there are
/// no statements, or like newMigration().
[[nodiscard]] Result<QString>
writeFix(const EnginePointer &engine, const SelectedTarget &selected, const FixProposal &proposal);

} // namespace tidemark
