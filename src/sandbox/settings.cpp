#include "settings.h"

#include <algorithm>
#include <array>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

template<typename Number>
struct Member {
    QLatin1StringView name;
    Number Settings::*member;
};

constexpr std::array Numbers{
    Member<int>{ "latency_ms"_L1, &Settings::latencyMs },
    Member<int>{ "time_limit_ms"_L1, &Settings::timeLimitMs },
    Member<int>{ "poll_timeout_ms"_L1, &Settings::pollTimeoutMs },
    Member<int>{ "requests_per_five_minutes"_L1, &Settings::requestsPerFiveMinutes },
    Member<int>{ "retry_after_s"_L1, &Settings::retryAfterSeconds },
    Member<int>{ "max_databases"_L1, &Settings::maxDatabases },
};
constexpr std::array Sizes{
    Member<qint64>{ "max_database_bytes"_L1, &Settings::maxDatabaseBytes },
    Member<qint64>{ "max_import_bytes"_L1, &Settings::maxImportBytes },
};

template<typename Members>
bool set(Settings &settings, const Members &members, const QString &name, const QJsonValue &value)
{
    const auto member
        = std::ranges::find(members, name, [](const auto &each) { return QString(each.name); });
    if (member == members.end() || !value.isDouble() || value.toInteger() < 0)
        return false;
    using Number = std::remove_reference_t<decltype(settings.*member->member)>;
    settings.*member->member = static_cast<Number>(value.toInteger());
    return true;
}

} // namespace

Outcome<bool> Settings::configure(const QJsonObject &source)
{
    for (auto setting = source.begin(); setting != source.end(); ++setting) {
        const QString text = setting->toString();
        if (setting.key() == "booleans"_L1 && (text == "text"_L1 || text == "number"_L1))
            booleans = text == "text"_L1 ? Booleans::Text : Booleans::Number;
        else if (!set(*this, Numbers, setting.key(), *setting)
                 && !set(*this, Sizes, setting.key(), *setting))
            return malformed(u"setting %1 is not known or has a wrong value"_s.arg(setting.key()));
    }
    return true;
}

QJsonObject Settings::toJson() const
{
    QJsonObject json{ { u"booleans"_s, booleans == Booleans::Text ? u"text"_s : u"number"_s } };
    for (const auto &number : Numbers)
        json.insert(number.name, this->*number.member);
    for (const auto &size : Sizes)
        json.insert(size.name, this->*size.member);
    return json;
}

} // namespace tidemark::sandbox
