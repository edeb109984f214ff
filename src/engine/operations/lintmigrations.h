#pragma once

#include "observation.h"

#include <engine/safety/rehearsal.h>

namespace tidemark {

/// Looks at migration files without any database: each stream is rehearsed from empty, file rules included.
class LintMigrations
{
public:
    explicit LintMigrations(EnginePointer engine)
        : m_engine(std::move(engine))
    {}

    struct Report {
        QString stream;
        QList<Finding> findings;
    };

    /// @p files limits the report to these paths; empty: everything.
    [[nodiscard]] QCoro::Task<Result<QList<TargetResult<Report>>>>
    run(Selection selection, QStringList files, Conduct conduct) const;

private:
    EnginePointer m_engine;
};

} // namespace tidemark
