#pragma once

#include "observation.h"

#include <engine/safety/verification.h>

namespace tidemark {

/// `verify`: is what should be there, there? Expectations of tidemark.toml and of the migrations in effect.
class VerifyTables
{
public:
    explicit VerifyTables(EnginePointer engine)
        : m_engine(std::move(engine))
    {}

    struct Report {
        StreamStatus status;
        QList<Check> checks;
    };

    [[nodiscard]] QCoro::Task<Result<QList<TargetResult<Report>>>>
    run(Selection selection, bool full, Conduct conduct) const;

private:
    EnginePointer m_engine;
};

} // namespace tidemark
