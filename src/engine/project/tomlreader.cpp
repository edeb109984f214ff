#include "configvalue.h"

#include <algorithm>
#include <sstream>
#include <string_view>
#include <toml++/toml.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

ConfigValue valueOf(const toml::node &node);

QString textOf(std::string_view text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

int lineOf(const toml::source_region &region)
{
    return static_cast<int>(region.begin.line);
}

// toml++ keeps a table sorted by key; the order of the file is found again by the keys' places.
QList<ConfigMember> membersOf(const toml::table &table)
{
    QList<std::pair<toml::source_position, ConfigMember>> found;
    for (const auto &[key, node] : table) {
        found.append(
            { key.source().begin,
              { .key = textOf(key.str()), .line = lineOf(key.source()), .value = valueOf(node) } });
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &left, const auto &right) {
        return left.first < right.first;
    });

    QList<ConfigMember> members;
    for (auto &entry : found) {
        if (entry.second.value.line == 0)
            entry.second.value.line = entry.second.line;
        members.append(std::move(entry.second));
    }
    return members;
}

QList<ConfigValue> itemsOf(const toml::array &array)
{
    QList<ConfigValue> items;
    for (const toml::node &node : array)
        items.append(valueOf(node));
    return items;
}

// Dates and times: no key of ours takes one, so their spelling is enough.
ConfigValue writtenOut(const toml::node &node)
{
    std::ostringstream text;
    if (const auto *date = node.as_date())
        text << date->get();
    else if (const auto *time = node.as_time())
        text << time->get();
    else if (const auto *moment = node.as_date_time())
        text << moment->get();
    return { .kind = ConfigValue::Kind::Text, .text = textOf(text.str()) };
}

ConfigValue contentOf(const toml::node &node)
{
    using Kind = ConfigValue::Kind;
    if (const auto *table = node.as_table())
        return { .kind = Kind::Table, .members = membersOf(*table) };
    if (const auto *array = node.as_array())
        return { .kind = Kind::List, .items = itemsOf(*array) };
    if (const auto *text = node.as_string())
        return { .kind = Kind::Text, .text = textOf(text->get()) };
    if (const auto *integer = node.as_integer())
        return { .kind = Kind::Integer, .integer = integer->get() };
    if (const auto *boolean = node.as_boolean())
        return { .kind = Kind::Boolean, .boolean = boolean->get() };
    if (node.is_floating_point())
        return { .kind = Kind::Number };
    return writtenOut(node);
}

ConfigValue valueOf(const toml::node &node)
{
    ConfigValue value = contentOf(node);
    value.line = lineOf(node.source());
    return value;
}

} // namespace

Result<ConfigValue> parseToml(const QByteArray &text, const QString &file)
{
    // The packaged library is built with exceptions; this is where they end.
    try {
        const std::string_view document(text.constData(), static_cast<std::size_t>(text.size()));
        ConfigValue top = valueOf(toml::parse(document));
        top.line = 1;
        return top;
    } catch (const toml::parse_error &error) {
        return configSyntaxError(file, lineOf(error.source()), textOf(error.description()));
    }
}

} // namespace tidemark
