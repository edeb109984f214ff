#include "quirks.h"

#include <array>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

struct Name {
    QLatin1StringView text;
    Quirk quirk = {};
};

constexpr std::array Names{
    Name{ "naive-splitter"_L1, Quirk::NaiveSplitter },
    Name{ "export-without-status"_L1, Quirk::ExportWithoutStatus },
    Name{ "export-gone"_L1, Quirk::ExportGone },
    Name{ "export-delivered-once"_L1, Quirk::ExportDeliveredOnce },
    Name{ "export-flat-url"_L1, Quirk::ExportFlatUrl },
    Name{ "bad-gateway"_L1, Quirk::BadGateway },
    Name{ "answer-lost"_L1, Quirk::AnswerLost },
    Name{ "throttled"_L1, Quirk::Throttled },
    Name{ "overloaded"_L1, Quirk::Overloaded },
    Name{ "import-auth-flake"_L1, Quirk::ImportAuthFlake },
    Name{ "account-flake"_L1, Quirk::AccountFlake },
    Name{ "odd-envelope"_L1, Quirk::OddEnvelope },
    Name{ "zero-file-size"_L1, Quirk::ZeroFileSize },
    Name{ "slow-query"_L1, Quirk::SlowQuery },
    Name{ "stuck-export"_L1, Quirk::StuckExport },
    Name{ "exact-name-filter"_L1, Quirk::ExactNameFilter },
    Name{ "stale-token"_L1, Quirk::StaleToken },
    Name{ "slow-export"_L1, Quirk::SlowExport },
    Name{ "slow-import"_L1, Quirk::SlowImport },
    Name{ "import-gone"_L1, Quirk::ImportResult },
    Name{ "import-reset"_L1, Quirk::ImportReset },
    Name{ "import-half"_L1, Quirk::ImportHalf },
    Name{ "restore-answers-new"_L1, Quirk::RestoreAnswersNew },
};

const Name *findName(const QString &text)
{
    const auto found = std::find_if(
        Names.begin(), Names.end(), [&text](const Name &name) { return name.text == text; });
    return found == Names.end() ? nullptr : &*found;
}

QString allNames()
{
    QStringList names;
    for (const Name &name : Names)
        names.append(name.text);
    return names.join(u", "_s);
}

} // namespace

bool Quirks::take(Quirk quirk)
{
    const auto found = m_left.find(quirk);
    if (found == m_left.end())
        return false;
    if (*found != Always && --*found == 0)
        m_left.erase(found);
    return true;
}

bool Quirks::has(Quirk quirk) const
{
    return m_left.contains(quirk);
}

Outcome<bool> Quirks::configure(const QJsonObject &settings)
{
    for (auto setting = settings.begin(); setting != settings.end(); ++setting) {
        const Name *const name = findName(setting.key());
        const int times = setting->isBool() ? Always : setting->toInt(-1);
        if (!name)
            return malformed(
                u"there is no quirk %1; there are %2"_s.arg(setting.key(), allNames()));
        if (!setting->isBool() && times < 0)
            return malformed(
                u"quirk %1 takes true, false or a number of times"_s.arg(setting.key()));
        if (setting->toBool(true) && times != 0)
            m_left.insert(name->quirk, times);
        else
            m_left.remove(name->quirk);
    }
    return true;
}

QJsonObject Quirks::toJson() const
{
    QJsonObject json;
    for (const Name &name : Names) {
        const auto left = m_left.find(name.quirk);
        if (left != m_left.end())
            json.insert(name.text, *left == Always ? QJsonValue(true) : QJsonValue(*left));
    }
    return json;
}

} // namespace tidemark::sandbox
