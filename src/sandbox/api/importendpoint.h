#pragma once

#include "apicall.h"

#include <QCoroTask>

namespace tidemark::sandbox {

/// /import: init, ingest and poll; the upload between them goes to the object store.
class ImportEndpoint
{
public:
    explicit ImportEndpoint(SandboxState &state)
        : m_state(state)
    {}

    [[nodiscard]] QCoro::Task<HttpReply> answer(ApiCall call);

private:
    using Job = std::shared_ptr<TransferJob>;

    [[nodiscard]] QCoro::Task<HttpReply> init(ApiCall call, QString etag);
    [[nodiscard]] QCoro::Task<HttpReply> ingest(ApiCall call, QString filename, QString etag);
    [[nodiscard]] QCoro::Task<HttpReply> begin(ApiCall call, QString filename);
    [[nodiscard]] QCoro::Task<HttpReply> poll(ApiCall call, QString bookmark);
    [[nodiscard]] QCoro::Task<> execute(DatabasePointer database, Job job, QByteArray script) const;
    [[nodiscard]] HttpReply told(HostedDatabase &database, const Job &job);

    SandboxState &m_state;
};

} // namespace tidemark::sandbox
