#pragma once

#include "apicall.h"

#include <QCoroTask>

namespace tidemark::sandbox {

/// /query and /raw.
class QueryEndpoint
{
public:
    explicit QueryEndpoint(SandboxState &state)
        : m_state(state)
    {}

    [[nodiscard]] QCoro::Task<HttpReply> answer(ApiCall call, RowFormat format);

private:
    [[nodiscard]] Outcome<Batch> batchFrom(const ApiCall &call, RowFormat format);
    [[nodiscard]] HttpReply reply(HostedDatabase &database, const Execution &execution);

    SandboxState &m_state;
};

/// The meta block of a result.
[[nodiscard]] QByteArray
metaJson(const Meter &meter, qint64 sizeAfter, const DatabaseRecord &record);

} // namespace tidemark::sandbox
