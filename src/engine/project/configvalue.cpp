#include "configvalue.h"

#include <QFileInfo>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

const ConfigValue *ConfigValue::find(const QString &key) const
{
    const auto found = std::find_if(
        members.begin(), members.end(), [&key](const auto &member) { return member.key == key; });
    return found == members.end() ? nullptr : &found->value;
}

QString ConfigValue::kindName() const
{
    switch (kind) {
    case Kind::Null:
        return u"null"_s;
    case Kind::Boolean:
        return u"true or false"_s;
    case Kind::Integer:
        return u"a whole number"_s;
    case Kind::Number:
        return u"a number"_s;
    case Kind::Text:
        return u"text"_s;
    case Kind::List:
        return u"a list"_s;
    case Kind::Table:
        return u"a table"_s;
    }
    return {};
}

Error configSyntaxError(const QString &file, int line, const QString &what)
{
    return { .kind = Error::Kind::Config,
             .message = u"%1 cannot be read: %2 in line %3."_s.arg(
                 QFileInfo(file).fileName(), what, QString::number(line)),
             .remedy = u"Correct the line; nothing was read from the file."_s,
             .where = { .file = file, .line = line } };
}

} // namespace tidemark
