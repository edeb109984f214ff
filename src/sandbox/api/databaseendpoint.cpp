#include "databaseendpoint.h"

#include "envelope.h"

#include <engine/base/clock.h>

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>
#include <QUuid>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

const QStringList LocationHints{ u"wnam"_s, u"enam"_s, u"weur"_s, u"eeur"_s, u"apac"_s, u"oc"_s };
const QStringList Jurisdictions{ u"eu"_s, u"fedramp"_s, u"us"_s };
constexpr int FreeDatabases = 10;
constexpr int PaidDatabases = 50'000;

ApiError invalid(const QString &property, const QString &why)
{
    return malformed(u"Invalid property: %1 => %2"_s.arg(property, why));
}

ApiError outOfRange(const QString &property, int low, int high)
{
    return invalid(property, u"Number must be from %1 to %2"_s.arg(low).arg(high));
}

/// A number of the query, @p fallback if it is not there, -1 if it is none.
int numberFrom(const ApiCall &call, const QString &name, int fallback)
{
    const QString text = call.request.parameter(name);
    bool isNumber = false;
    const int number = text.toInt(&isNumber);
    if (text.isEmpty())
        return fallback;
    return isNumber ? number : -1;
}

std::optional<ApiError> wrongReplication(const QJsonObject &wanted, bool required)
{
    const QJsonValue replication = wanted.value(u"read_replication"_s);
    if (replication.isUndefined() && !required)
        return {};
    const QString mode = replication.toObject().value(u"mode"_s).toString();
    if (mode != "auto"_L1 && mode != "disabled"_L1)
        return invalid(u"read_replication.mode"_s, u"Expected 'auto' | 'disabled'"_s);
    return {};
}

QJsonObject onlyFields(const QJsonObject &all, const QString &fields)
{
    if (fields.isEmpty())
        return all;
    QJsonObject chosen;
    for (const QString &field : fields.split(u','))
        chosen.insert(field, all.value(field));
    return chosen;
}

} // namespace

HttpReply DatabaseEndpoint::list(const ApiCall &call)
{
    const int page = numberFrom(call, u"page"_s, 1);
    const int perPage = numberFrom(call, u"per_page"_s, 1000);
    if (page < 1)
        return failure(outOfRange(u"page"_s, 1, std::numeric_limits<int>::max()));
    if (perPage < 10 || perPage > 10'000)
        return failure(outOfRange(u"per_page"_s, 10, 10'000));
    const QString filter = call.request.parameter(u"name"_s);
    QList<DatabasePointer> found;
    for (const DatabasePointer &database : m_state.databases.ofAccount(call.account.id)) {
        const QString &name = database->record().name;
        if (m_state.quirks.has(Quirk::ExactNameFilter) && !filter.isEmpty() ? name == filter
                                                                            : name.contains(filter))
            found.append(database);
    }
    QJsonArray shown;
    for (const DatabasePointer &database : found.mid(qsizetype(page - 1) * perPage, perPage))
        shown.append(jsonOf(*database));
    const QJsonObject info{ { u"page"_s, page },
                            { u"per_page"_s, perPage },
                            { u"count"_s, shown.size() },
                            { u"total_count"_s, found.size() } };
    return successWith(QJsonDocument(shown).toJson(QJsonDocument::Compact),
                       QJsonDocument(info).toJson(QJsonDocument::Compact));
}

std::optional<ApiError> DatabaseEndpoint::refusal(const ApiCall &call,
                                                  const QJsonObject &wanted) const
{
    static const QRegularExpression shape(u"^[a-zA-Z0-9][a-zA-Z0-9_-]*$"_s);
    const QString name = wanted.value(u"name"_s).toString();
    const QString hint = wanted.value(u"primary_location_hint"_s).toString();
    const QString jurisdiction = wanted.value(u"jurisdiction"_s).toString();
    const int byPlan = call.account.plan == Account::Plan::Free ? FreeDatabases : PaidDatabases;
    const int limit = m_state.settings.maxDatabases > 0 ? m_state.settings.maxDatabases : byPlan;
    if (!call.mayWrite())
        return notAllowed();
    if (!shape.match(name).hasMatch())
        return invalid(u"name"_s, u"Invalid"_s);
    if (!hint.isEmpty() && !LocationHints.contains(hint))
        return invalid(u"primary_location_hint"_s, u"Invalid enum value"_s);
    if (!jurisdiction.isEmpty() && !Jurisdictions.contains(jurisdiction))
        return invalid(u"jurisdiction"_s, u"Invalid enum value"_s);
    if (m_state.databases.find(call.account.id, name))
        return ApiError{ .code = 7502,
                         .message = u"Database with name '%1' already exists"_s.arg(name) };
    if (m_state.databases.ofAccount(call.account.id).size() >= limit)
        return ApiError{ .code = 7406,
                         .message
                         = u"System limit reached: databases per account (%1)"_s.arg(limit) };
    return wrongReplication(wanted, false);
}

HttpReply DatabaseEndpoint::create(const ApiCall &call)
{
    const auto wanted = objectFrom(call.request.body);
    if (!wanted)
        return failure(wanted.error());
    if (const auto refused = refusal(call, *wanted))
        return failure(*refused);
    const DatabaseRecord record{
        .uuid = QUuid::createUuid().toString(QUuid::WithoutBraces),
        .name = wanted->value(u"name"_s).toString(),
        .account = call.account.id,
        .createdAt = rfc3339(m_state.clock->now()),
        .locationHint = wanted->value(u"primary_location_hint"_s).toString(),
        .jurisdiction = wanted->value(u"jurisdiction"_s).toString(),
        .replication
        = wanted->value(u"read_replication"_s).toObject().value(u"mode"_s).toString(u"disabled"_s),
    };
    const auto database = m_state.addDatabase(record);
    if (!database || !m_state.save())
        return failure({ .status = 500, .message = u"internal error; reference = create"_s });
    QJsonObject result = jsonOf(**database);
    result.insert(u"created_in_region"_s, record.region());
    if (!record.locationHint.isEmpty())
        result.insert(u"primary_location_hint"_s, record.locationHint);
    return success(result);
}

QCoro::Task<HttpReply> DatabaseEndpoint::answer(ApiCall call)
{
    const QByteArray method = call.request.method;
    if (method == "GET")
        co_return co_await show(call);
    if (method == "PUT" || method == "PATCH")
        co_return update(call);
    if (method == "DELETE")
        co_return remove(call);
    co_return failure(noRoute(call.request));
}

QCoro::Task<HttpReply> DatabaseEndpoint::show(ApiCall call)
{
    QJsonObject result = jsonOf(*call.database);
    result.insert(u"running_in_region"_s, call.database->record().region());
    result.insert(u"read_replication"_s,
                  QJsonObject{ { u"mode"_s, call.database->record().replication } });
    const auto count = [](DatabaseFile &file) { return file.tableCount(); };
    result.insert(u"num_tables"_s, co_await call.database->run(count));
    co_return success(onlyFields(result, call.request.parameter(u"fields"_s)));
}

HttpReply DatabaseEndpoint::update(const ApiCall &call)
{
    if (!call.mayWrite())
        return failure(notAllowed());
    const auto wanted = objectFrom(call.request.body);
    if (!wanted)
        return failure(wanted.error());
    if (const auto wrong = wrongReplication(*wanted, call.request.method == "PUT"))
        return failure(*wrong);
    if (wanted->contains(u"read_replication"_s))
        call.database->setReplication(
            wanted->value(u"read_replication"_s).toObject().value(u"mode"_s).toString());
    if (!m_state.save())
        return failure({ .status = 500, .message = u"internal error; reference = update"_s });
    QJsonObject result = jsonOf(*call.database);
    result.insert(u"read_replication"_s,
                  QJsonObject{ { u"mode"_s, call.database->record().replication } });
    return success(result);
}

HttpReply DatabaseEndpoint::remove(const ApiCall &call)
{
    if (!call.mayWrite())
        return failure(notAllowed());
    m_state.removeDatabase(call.database);
    if (!m_state.save())
        return failure({ .status = 500, .message = u"internal error; reference = delete"_s });
    return success(QJsonValue::Null);
}

QJsonObject DatabaseEndpoint::jsonOf(const HostedDatabase &database) const
{
    const DatabaseRecord &record = database.record();
    return { { u"uuid"_s, record.uuid },
             { u"name"_s, record.name },
             { u"version"_s, u"production"_s },
             { u"created_at"_s, record.createdAt },
             { u"jurisdiction"_s,
               record.jurisdiction.isEmpty() ? QJsonValue() : QJsonValue(record.jurisdiction) },
             { u"file_size"_s, m_state.quirks.has(Quirk::ZeroFileSize) ? 0 : database.size() } };
}

} // namespace tidemark::sandbox
