#pragma once

#include "observation.h"

#include <engine/sql/schemadiff.h>

namespace tidemark {

/// `drift`: what distinguishes the live schema from the one the recorded migrations make, or from the same database's at
/// the other place (local, remote).
class CheckDrift
{
public:
    explicit CheckDrift(EnginePointer engine)
        : m_engine(std::move(engine))
    {}

    /// A statement and the differences it takes away.
    struct ProvedStatement {
        QByteArray sql;
        QList<SchemaDifference> settles;
    };

    struct Report {
        QList<SchemaDifference> differences;
        /// Statements that bring the migrations' schema to the live one, proved by replay; what could not be proved is only in
        /// @c differences.
        QList<ProvedStatement> proved;
        QString writtenFile = {}; ///< the new migration, if one was asked for
    };

    struct Wish {
        /// The targets to compare with, told by their stream; empty: the migrations.
        std::optional<Selection> against = {};
        bool writeMigration = false; ///< what is proved becomes a new migration
    };
    /// Expected is the other side, found the selected target.
    [[nodiscard]] QCoro::Task<Result<QList<TargetResult<Report>>>>
    run(Selection selection, Wish wish, Conduct conduct) const;

private:
    EnginePointer m_engine;
};

} // namespace tidemark
