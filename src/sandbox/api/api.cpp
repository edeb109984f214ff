#include "api.h"

#include "envelope.h"

#include <QJsonArray>
#include <QRegularExpression>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

const QString Root = u"/client/v4/"_s;

ApiError authenticationError(int status)
{
    return { .status = status, .code = 10000, .message = u"Authentication error"_s };
}

HttpReply pleaseWait(int seconds)
{
    HttpReply reply
        = failure({ .status = 429,
                    .code = 971,
                    .message = u"Please wait and consider throttling your request speed"_s });
    reply.headers = { { "Retry-After", QByteArray::number(seconds) } };
    return reply;
}

HttpReply gatewayPage()
{
    return { .status = 502,
             .body = "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad "
                     "Gateway</h1></body></html>",
             .contentType = "text/html",
             .headers = { { "cf-ray", "8c0ffee000000000-AMS" } } };
}

bool isPoll(const HttpRequest &request)
{
    return request.body.contains("\"current_bookmark\"");
}

bool isQuery(const HttpRequest &request)
{
    return request.path.endsWith("/query"_L1) || request.path.endsWith("/raw"_L1);
}

} // namespace

Api::Api(SandboxState &state)
    : m_state(state)
    , m_identity(state)
    , m_databases(state)
    , m_query(state)
    , m_export(state)
    , m_import(state)
    , m_timeTravel(state)
{}

QCoro::Task<HttpReply> Api::answer(HttpRequest request)
{
    if (auto instead = quirk(request))
        co_return *instead;
    const bool isLost = isQuery(request) && m_state.quirks.take(Quirk::AnswerLost);
    HttpReply reply = co_await dispatch(request);
    if (isLost)
        reply.delivery = Delivery::Dropped;
    if (m_state.quirks.has(Quirk::OddEnvelope))
        co_return oddFailure(reply);
    co_return reply;
}

/// What is answered in place of executing the request.
std::optional<HttpReply> Api::quirk(const HttpRequest &request)
{
    Quirks &quirks = m_state.quirks;
    const bool isDatabase = request.path.contains("/d1/database"_L1);
    if (isDatabase && quirks.take(Quirk::Throttled))
        return pleaseWait(m_state.settings.retryAfterSeconds);
    if (isQuery(request) && quirks.take(Quirk::Overloaded)) {
        return failure({ .status = 429,
                         .code = 7429,
                         .message = u"D1 DB is overloaded. Requests queued for too long."_s });
    }
    if (isPoll(request) && quirks.take(Quirk::BadGateway))
        return gatewayPage();
    if (request.path.endsWith("/import"_L1) && quirks.take(Quirk::ImportAuthFlake))
        return failure(authenticationError(403));
    if (isDatabase && quirks.take(Quirk::AccountFlake)) {
        return failure(
            { .status = 403,
              .code = 7403,
              .message
              = u"The given account is not valid or is not authorized to access this service"_s });
    }
    if (quirks.take(Quirk::StaleToken))
        return failure(authenticationError(401));
    return {};
}

std::optional<HttpReply> Api::throttled(const Token &token)
{
    const int seconds = m_state.rateLimit.admit(
        token.id, m_state.clock->milliseconds(), m_state.settings.requestsPerFiveMinutes);
    return seconds > 0 ? std::optional(pleaseWait(seconds)) : std::nullopt;
}

std::optional<ApiError> Api::refusal(const ApiCall &call, const QString &account) const
{
    if (call.token.status != Token::Status::Active)
        return authenticationError(401);
    if (!m_state.accounts.findAccount(account) || !call.token.opens(account)) {
        return ApiError{
            .status = 403,
            .code = 7403,
            .message
            = u"The given account is not valid or is not authorized to access this service"_s
        };
    }
    return {};
}

QCoro::Task<HttpReply> Api::dispatch(HttpRequest request)
{
    if (!request.path.startsWith(Root))
        co_return failure(noRoute(request));
    const auto token = m_state.accounts.identify(request.header("Authorization"));
    if (!token)
        co_return failure(token.error());
    if (auto wait = throttled(*token))
        co_return *wait;
    ApiCall call{ .request = request, .token = *token };
    const QStringList path = request.path.mid(Root.size()).split(u'/', Qt::SkipEmptyParts);
    if (path == QStringList{ u"graphql"_s })
        co_return analytics(call);
    if (path.value(0) != "accounts"_L1 || path.value(2) != "d1"_L1
        || path.value(3) != "database"_L1)
        co_return m_identity.answer(call, path);
    if (const auto refused = refusal(call, path.at(1)))
        co_return failure(*refused);
    call.account = *m_state.accounts.findAccount(path.at(1));
    if (path.size() > 4)
        co_return co_await database(call, path.mid(4));
    if (request.method == "GET")
        co_return m_databases.list(call);
    if (request.method == "POST")
        co_return m_databases.create(call);
    co_return failure(noRoute(request));
}

QCoro::Task<HttpReply> Api::database(ApiCall call, QStringList path)
{
    static const QRegularExpression shape(u"^[a-zA-Z0-9][a-zA-Z0-9_-]*$"_s);
    const QString idOrName = path.takeFirst();
    call.database = m_state.databases.find(call.account.id, idOrName);
    if (!shape.match(idOrName).hasMatch())
        co_return failure(malformed(u"Invalid property: databaseId => Invalid uuid"_s));
    if (!call.database)
        co_return failure(404, 7404, u"The database %1 could not be found"_s.arg(idOrName));
    if (path.isEmpty())
        co_return co_await m_databases.answer(call);
    const QString name = QString::fromLatin1(call.request.method) + u' ' + path.join(u'/');
    co_return co_await action(call, name);
}

QCoro::Task<HttpReply> Api::action(ApiCall call, QString name)
{
    if (name == "GET time_travel/bookmark"_L1)
        co_return co_await m_timeTravel.bookmark(call);
    if (name == "POST query"_L1)
        co_return co_await m_query.answer(call, RowFormat::Objects);
    if (name == "POST raw"_L1)
        co_return co_await m_query.answer(call, RowFormat::Arrays);
    if (name == "POST export"_L1)
        co_return co_await m_export.answer(call);
    if (name == "POST import"_L1)
        co_return co_await m_import.answer(call);
    if (name == "POST time_travel/restore"_L1)
        co_return co_await m_timeTravel.restore(call);
    co_return failure(noRoute(call.request));
}

/// The one query that wrangler d1 info asks: what the databases have been used for.
HttpReply Api::analytics(const ApiCall &call) const
{
    const auto body = objectFrom(call.request.body);
    const QJsonObject variables = body ? body->value(u"variables"_s).toObject() : QJsonObject();
    const QString account = variables.value(u"accountTag"_s).toString();
    const QJsonValue filter
        = variables.value(u"filter"_s).toObject().value(u"AND"_s).toArray().first();
    QJsonArray groups;
    if (!refusal(call, account)) {
        if (const auto database
            = m_state.databases.find(account, filter[u"databaseId"_s].toString())) {
            const Usage &usage = database->usage;
            groups.append(
                QJsonObject{ { u"sum"_s,
                               QJsonObject{ { u"readQueries"_s, usage.readQueries },
                                            { u"writeQueries"_s, usage.writeQueries },
                                            { u"rowsRead"_s, usage.rowsRead },
                                            { u"rowsWritten"_s, usage.rowsWritten } } } });
        }
    }
    const QJsonObject found{ { u"d1AnalyticsAdaptiveGroups"_s, groups } };
    const QJsonObject viewer{ { u"accounts"_s, QJsonArray{ found } } };
    return jsonReply(200,
                     { { u"data"_s, QJsonObject{ { u"viewer"_s, viewer } } },
                       { u"errors"_s, QJsonValue::Null } });
}

} // namespace tidemark::sandbox
