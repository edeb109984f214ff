#pragma once

#include "observation.h"

namespace tidemark {

/// Every migration of every selected database, and what state each database is in (observeStatus()). Reads only.
class ShowStatus
{
public:
    explicit ShowStatus(EnginePointer engine)
        : m_engine(std::move(engine))
    {}

    [[nodiscard]] QCoro::Task<Result<QList<TargetResult<Observation>>>> run(Selection selection,
                                                                            Conduct conduct) const;

private:
    EnginePointer m_engine;
};

} // namespace tidemark
