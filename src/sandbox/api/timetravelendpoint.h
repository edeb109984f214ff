#pragma once

#include "apicall.h"

#include <QCoroTask>

namespace tidemark::sandbox {

/// /time_travel/bookmark and /time_travel/restore.
class TimeTravelEndpoint
{
public:
    explicit TimeTravelEndpoint(SandboxState &state)
        : m_state(state)
    {}

    [[nodiscard]] QCoro::Task<HttpReply> bookmark(ApiCall call);
    [[nodiscard]] QCoro::Task<HttpReply> restore(ApiCall call);

private:
    [[nodiscard]] std::optional<ApiError> refusal(const ApiCall &call);
    [[nodiscard]] Outcome<std::optional<qint64>> momentOf(const ApiCall &call) const;

    SandboxState &m_state;
};

} // namespace tidemark::sandbox
