#pragma once

#include "apicall.h"

#include <QCoroTask>

namespace tidemark::sandbox {

/// List, create, look at, change and delete databases.
class DatabaseEndpoint
{
public:
    explicit DatabaseEndpoint(SandboxState &state)
        : m_state(state)
    {}

    [[nodiscard]] HttpReply list(const ApiCall &call);
    [[nodiscard]] HttpReply create(const ApiCall &call);
    /// GET, PUT, PATCH and DELETE of one database.
    [[nodiscard]] QCoro::Task<HttpReply> answer(ApiCall call);

private:
    [[nodiscard]] QCoro::Task<HttpReply> show(ApiCall call);
    [[nodiscard]] HttpReply update(const ApiCall &call);
    [[nodiscard]] HttpReply remove(const ApiCall &call);
    [[nodiscard]] std::optional<ApiError> refusal(const ApiCall &call,
                                                  const QJsonObject &wanted) const;
    [[nodiscard]] QJsonObject jsonOf(const HostedDatabase &database) const;

    SandboxState &m_state;
};

} // namespace tidemark::sandbox
