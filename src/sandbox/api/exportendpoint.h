#pragma once

#include "apicall.h"

#include <QCoroTask>

namespace tidemark::sandbox {

/// /export: started and polled by the same call.
class ExportEndpoint
{
public:
    explicit ExportEndpoint(SandboxState &state)
        : m_state(state)
    {}

    [[nodiscard]] QCoro::Task<HttpReply> answer(ApiCall call);

private:
    using Job = std::shared_ptr<TransferJob>;

    [[nodiscard]] QCoro::Task<HttpReply> start(ApiCall call, DumpOptions options);
    [[nodiscard]] QCoro::Task<HttpReply> poll(ApiCall call, QString bookmark);
    [[nodiscard]] QCoro::Task<> produce(DatabasePointer database, Job job, DumpOptions options);
    [[nodiscard]] HttpReply running(TransferJob &job) const;
    [[nodiscard]] HttpReply failed(HostedDatabase &database, const Job &job);
    [[nodiscard]] HttpReply complete(HostedDatabase &database, const Job &job);

    SandboxState &m_state;
};

} // namespace tidemark::sandbox
