#include "tidemarkconfig.h"

#include "configreader.h"

#include <engine/base/files.h>

#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 LongestLockTimeout = 24LL * 60 * 60;
constexpr qint64 MostSafetyPoints = 1000;

bool matches(const QString &text, const QString &pattern)
{
    return QRegularExpression(QRegularExpression::anchoredPattern(pattern)).match(text).hasMatch();
}

EnvironmentSettings environmentOf(const ConfigMember &member, ConfigProblems &problems)
{
    ConfigReader reader(&member.value, u"[environments.%1]"_s.arg(member.key), problems);
    EnvironmentSettings settings{ .production = reader.flag(u"production"_s),
                                  .colour = reader.text(u"colour"_s),
                                  .accountId = reader.text(u"account_id"_s),
                                  .line = member.line };
    if (!settings.colour.isEmpty()
        && !matches(settings.colour, u"[A-Za-z]+|#[0-9A-Fa-f]{3}|#[0-9A-Fa-f]{6}"_s)) {
        reader.refuse(member.value.find(u"colour"_s)->line,
                      u"\"%1\" is no colour."_s.arg(settings.colour),
                      u"Give a name such as \"red\", or \"#rrggbb\"."_s);
    }
    reader.refuseOthers();
    return settings;
}

// A third file under one number is the mistake this list must not hide, so each entry is exactly a pair.
QList<QStringList> duplicatesOf(ConfigReader &reader)
{
    QList<QStringList> pairs;
    QSet<QString> seen;
    for (const ConfigValue &entry : reader.items(u"duplicates"_s)) {
        const QStringList pair = reader.textsOf(entry, u"an entry of duplicates"_s);
        const bool isPair = pair.size() == 2 && pair.first() != pair.last();
        if (!isPair && entry.kind == ConfigValue::Kind::List) {
            reader.refuse(entry.line,
                          u"An entry of duplicates must name two different migrations."_s,
                          u"Write [\"0004_first\", \"0004_second\"], in the order they run."_s);
        }
        for (const QString &id : pair) {
            if (isPair && seen.contains(id)) {
                reader.refuse(entry.line,
                              u"duplicates names %1 more than once."_s.arg(id),
                              u"Name every migration in one pair at most."_s);
            }
            seen.insert(id);
        }
        pairs.append(pair);
    }
    return pairs;
}

StreamSettings streamOf(const ConfigMember &member, ConfigProblems &problems)
{
    const QStringList layouts{ u"wrangler"_s, u"numbered"_s, u"plain"_s, u"drizzle"_s };
    ConfigReader reader(&member.value, u"[streams.%1]"_s.arg(member.key), problems);
    StreamSettings settings{ .dir = reader.text(u"dir"_s),
                             .layout = reader.choice(u"layout"_s, layouts),
                             .init = reader.text(u"init"_s),
                             .match = reader.texts(u"match"_s),
                             .duplicates = duplicatesOf(reader),
                             .nameEnvironmentVariable = reader.text(u"name_env"_s),
                             .takesTheRest = reader.flag(u"default"_s).value_or(false),
                             .line = member.line };
    const QString variable = settings.nameEnvironmentVariable;
    if (!variable.isEmpty() && !matches(variable, u"[A-Za-z_][A-Za-z0-9_]*"_s)) {
        reader.refuse(member.value.find(u"name_env"_s)->line,
                      u"\"%1\" cannot be the name of an environment variable."_s.arg(variable),
                      u"Use letters, digits and _, as in \"D1_DATABASE_NAME\"."_s);
    }
    reader.refuseOthers();
    return settings;
}

QMap<QString, QString> rowsOf(ConfigReader &reader, ConfigProblems &problems)
{
    QMap<QString, QString> rows;
    ConfigReader table(reader.table(u"rows"_s), u"rows"_s, problems);
    for (const ConfigMember &member : reader.members(u"rows"_s)) {
        const QString condition = table.text(member.key);
        if (!condition.isEmpty()
            && !matches(condition.trimmed(), u"(=|!=|<|<=|>|>=)\\s*(before|[0-9]{1,18})"_s)) {
            table.refuse(member.line,
                         u"\"%1\" is no condition for the rows of %2."_s.arg(condition, member.key),
                         u"Give a comparison and a number, as in \">= 1\" or \"= 7\"."_s);
        }
        rows.insert(member.key, condition);
    }
    return rows;
}

ExpectationSettings expectationOf(const ConfigMember &member, ConfigProblems &problems)
{
    ConfigReader reader(&member.value, u"[expect.%1]"_s.arg(member.key), problems);
    ExpectationSettings settings{ .tables = reader.texts(u"tables"_s), .line = member.line };
    for (const ConfigMember &table : reader.members(u"columns"_s))
        settings.columns.insert(table.key, reader.textsOf(table.value, u"columns"_s));
    settings.rows = rowsOf(reader, problems);
    reader.refuseOthers();
    return settings;
}

PolicySettings policyOf(const ConfigValue *value, ConfigProblems &problems)
{
    PolicySettings policy;
    ConfigReader reader(value, u"[policy]"_s, problems);
    const auto timeout = reader.number(u"lock_timeout_s"_s, 0, LongestLockTimeout);
    policy.lockTimeout = timeout ? std::chrono::seconds(*timeout) : policy.lockTimeout;
    const auto keep = reader.number(u"safety_points_keep"_s, 1, MostSafetyPoints);
    policy.safetyPointsKeep = keep ? static_cast<int>(*keep) : policy.safetyPointsKeep;
    reader.refuseOthers();
    return policy;
}

QString projectNameOf(const ConfigValue *value, ConfigProblems &problems)
{
    ConfigReader reader(value, u"[project]"_s, problems);
    const QString name = reader.text(u"name"_s);
    reader.refuseOthers();
    return name;
}

TidemarkConfig configOf(const ConfigValue &document, ConfigProblems &problems)
{
    TidemarkConfig config;
    ConfigReader top(&document, u"tidemark.toml"_s, problems);
    config.projectName = projectNameOf(top.table(u"project"_s), problems);
    for (const ConfigMember &member : top.members(u"environments"_s))
        config.environments.insert(member.key, environmentOf(member, problems));
    for (const ConfigMember &member : top.members(u"streams"_s))
        config.streams.insert(member.key, streamOf(member, problems));
    for (const ConfigMember &member : top.members(u"expect"_s))
        config.expectations.insert(member.key, expectationOf(member, problems));
    ConfigReader owners(top.table(u"owners"_s), u"[owners]"_s, problems);
    for (const ConfigMember &member : top.members(u"owners"_s))
        config.owners.insert(member.key, owners.text(member.key));
    config.policy = policyOf(top.table(u"policy"_s), problems);
    top.refuseOthers();
    return config;
}

} // namespace

Result<TidemarkConfig> readTidemarkConfig(const QString &file)
{
    const QString path = QFileInfo(file).absoluteFilePath();
    const auto text = readFile(path);
    if (!text)
        return text.error();
    const auto document = parseToml(*text, path);
    if (!document)
        return document.error();

    ConfigProblems problems(path);
    TidemarkConfig config = configOf(*document, problems);
    if (problems.first())
        return *problems.first();
    config.file = path;
    return config;
}

} // namespace tidemark
