// wrangler.json and wrangler.jsonc. Beside it: nlohmann's own parser, without and with its comments.

#include "targets.h"

#include <engine/project/configvalue.h>
#include <engine/project/wranglerconfig.h>

#include <nlohmann/json.hpp>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// nlohmann takes a NUL byte for the end of the text.
bool isJson(const QByteArray &text, bool comments)
{
    return !text.contains('\0') && nlohmann::json::accept(text.begin(), text.end(), comments);
}

/// Deeper files are refused, with words: values are freed recursively.
bool isDeep(const QByteArray &text)
{
    return text.count('[') + text.count('{') > 100;
}

/// Lines go up through the file and stay in it. (A key given twice keeps its last place.)
QString linesAreWrong(const ConfigValue &value, int least, int most)
{
    if (value.line < least || value.line > most)
        return u"a value is said to stand in line %1"_s.arg(value.line);
    for (const ConfigValue &item : value.items) {
        if (const QString wrong = linesAreWrong(item, value.line, most); !wrong.isEmpty())
            return wrong;
    }
    for (const ConfigMember &member : value.members) {
        if (member.line < value.line)
            return u"a key is said to stand in line %1"_s.arg(member.line);
        if (const QString wrong = linesAreWrong(member.value, member.line, most); !wrong.isEmpty())
            return wrong;
    }
    return {};
}

QString strippingIsHarmless(const QByteArray &input)
{
    const QByteArray plain = withoutComments(input);
    if (plain.size() != input.size() || plain.count('\n') != input.count('\n'))
        return u"comments are not replaced byte by byte"_s;
    if (isJson(input, false) && plain != input)
        return u"plain JSON is changed"_s;
    if (withoutComments(plain) != plain && isJson(plain, false))
        return u"what is stripped changes again"_s;
    return {};
}

} // namespace

QString checkJson(const QByteArray &input)
{
    if (const QString wrong = strippingIsHarmless(input); !wrong.isEmpty())
        return wrong;
    const int lines = static_cast<int>(input.count('\n')) + 1;
    const auto value = parseJson(input, u"wrangler.jsonc"_s);
    if (!value && isJson(input, true) && !isDeep(input))
        return u"refused, though JSON with comments: "_s + value.error().message;
    if (!value && (value.error().where.line < 1 || value.error().where.line > lines))
        return u"the error is said to be in line %1"_s.arg(value.error().where.line);
    if (value) {
        if (const QString wrong = linesAreWrong(*value, 1, lines); !wrong.isEmpty())
            return wrong;
    }
    const auto config = readWranglerConfig(fuzzFile(u"wrangler.jsonc"_s, input));
    if (!value && config)
        return u"a file that does not parse is a configuration"_s;
    return {};
}

} // namespace tidemark
