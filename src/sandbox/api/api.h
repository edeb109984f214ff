#pragma once

#include "databaseendpoint.h"
#include "exportendpoint.h"
#include "identityendpoint.h"
#include "importendpoint.h"
#include "queryendpoint.h"
#include "timetravelendpoint.h"

#include <QCoroTask>

#include <QStringList>

namespace tidemark::sandbox {

/// Everything below /client/v4: finds out who asks, lets the quirks have their way, and hands the request to its endpoint.
class Api
{
public:
    explicit Api(SandboxState &state);

    [[nodiscard]] QCoro::Task<HttpReply> answer(HttpRequest request);

private:
    [[nodiscard]] QCoro::Task<HttpReply> dispatch(HttpRequest request);
    [[nodiscard]] QCoro::Task<HttpReply> database(ApiCall call, QStringList path);
    [[nodiscard]] QCoro::Task<HttpReply> action(ApiCall call, QString name);
    [[nodiscard]] std::optional<HttpReply> quirk(const HttpRequest &request);
    [[nodiscard]] std::optional<ApiError> refusal(const ApiCall &call,
                                                  const QString &account) const;
    [[nodiscard]] std::optional<HttpReply> throttled(const Token &token);
    [[nodiscard]] HttpReply analytics(const ApiCall &call) const;

    SandboxState &m_state;
    IdentityEndpoint m_identity;
    DatabaseEndpoint m_databases;
    QueryEndpoint m_query;
    ExportEndpoint m_export;
    ImportEndpoint m_import;
    TimeTravelEndpoint m_timeTravel;
};

} // namespace tidemark::sandbox
