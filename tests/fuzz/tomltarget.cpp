// wrangler.toml and tidemark.toml.

#include "targets.h"

#include <engine/project/configvalue.h>
#include <engine/project/tidemarkconfig.h>
#include <engine/project/wranglerconfig.h>

#include <QSet>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QString isWrong(const ConfigValue &value, int lines)
{
    if (value.line < 1 || value.line > lines)
        return u"a value is said to stand in line %1"_s.arg(value.line);
    for (const ConfigValue &item : value.items) {
        if (const QString wrong = isWrong(item, lines); !wrong.isEmpty())
            return wrong;
    }
    QSet<QString> keys;
    for (const ConfigMember &member : value.members) {
        if (keys.contains(member.key))
            return u"a key is there twice: "_s + member.key;
        keys.insert(member.key);
        if (value.find(member.key) != &member.value)
            return u"a key is not found: "_s + member.key;
        if (const QString wrong = isWrong(member.value, lines); !wrong.isEmpty())
            return wrong;
    }
    return {};
}

template<typename Config>
QString hasNoPlace(const Result<Config> &config, bool parses, int lines)
{
    if (config)
        return parses ? QString() : u"a file that does not parse is a configuration"_s;
    const Error &error = config.error();
    if (error.kind != Error::Kind::Config || error.message.isEmpty() || error.remedy.isEmpty())
        return u"an error without words, or of the wrong kind"_s;
    if (error.where.line < 1 || error.where.line > lines)
        return u"the error is said to be in line %1: %2"_s.arg(error.where.line).arg(error.message);
    return {};
}

} // namespace

QString checkToml(const QByteArray &input)
{
    const int lines = static_cast<int>(input.count('\n')) + 1;
    const auto value = parseToml(input, u"tidemark.toml"_s);
    if (value) {
        if (const QString wrong = isWrong(*value, lines); !wrong.isEmpty())
            return wrong;
    }
    const bool parses = static_cast<bool>(value);
    const auto ours = readTidemarkConfig(fuzzFile(u"tidemark.toml"_s, input));
    if (const QString wrong = hasNoPlace(ours, parses, lines); !wrong.isEmpty())
        return u"tidemark.toml: "_s + wrong;
    const auto wranglers = readWranglerConfig(fuzzFile(u"wrangler.toml"_s, input));
    if (const QString wrong = hasNoPlace(wranglers, parses, lines); !wrong.isEmpty())
        return u"wrangler.toml: "_s + wrong;
    return {};
}

} // namespace tidemark
