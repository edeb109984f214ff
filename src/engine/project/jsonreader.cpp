#include "configvalue.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int DeepestNesting
    = 100; // values are freed recursively: a hostile file must not end the stack

QString textOf(const std::string &text)
{
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

// Says how far the parser has read, which its events do not.
class CountingIterator
{
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char *;
    using reference = const char &;

    CountingIterator(const char *at, qsizetype *consumed)
        : m_at(at)
        , m_consumed(consumed)
    {}

    reference operator*() const { return *m_at; }
    CountingIterator &operator++()
    {
        ++m_at;
        ++*m_consumed;
        return *this;
    }
    CountingIterator operator++(int)
    {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator &other) const { return m_at == other.m_at; }
    bool operator!=(const CountingIterator &other) const { return m_at != other.m_at; }

private:
    const char *m_at;
    qsizetype *m_consumed;
};

// Builds the tree from the parser's events. Names and signatures are nlohmann's SAX interface.
class TreeBuilder
{
public:
    explicit TreeBuilder(QByteArray text)
        : m_text(std::move(text))
    {}

    bool null() { return add({}); }
    bool boolean(bool value)
    {
        return add({ .kind = ConfigValue::Kind::Boolean, .boolean = value });
    }
    bool number_integer(qint64 value) { return addInteger(value); }
    bool number_unsigned(quint64 value)
    {
        if (value > static_cast<quint64>(std::numeric_limits<qint64>::max()))
            return add({ .kind = ConfigValue::Kind::Number });
        return addInteger(static_cast<qint64>(value));
    }
    bool number_float(double, const std::string &)
    {
        return add({ .kind = ConfigValue::Kind::Number });
    }
    bool string(const std::string &value)
    {
        return add({ .kind = ConfigValue::Kind::Text, .text = textOf(value) });
    }
    bool binary(const nlohmann::json::binary_t &) { return false; }

    bool start_object(std::size_t) { return open({ .kind = ConfigValue::Kind::Table }); }
    bool start_array(std::size_t) { return open({ .kind = ConfigValue::Kind::List }); }
    bool end_object() { return close(); }
    bool end_array() { return close(); }
    bool key(const std::string &name)
    {
        m_open.back().key = textOf(name);
        m_open.back().keyLine = line();
        return true;
    }

    bool parse_error(std::size_t, const std::string &, const nlohmann::detail::exception &)
    {
        m_failedLine = line();
        return false;
    }

    qsizetype consumed = 0;

    [[nodiscard]] int failedLine() const { return m_failedLine; }
    [[nodiscard]] bool isTooDeep() const { return m_tooDeep; }
    [[nodiscard]] ConfigValue take() { return std::move(m_top); }

private:
    struct Open {
        ConfigValue value;
        QString key = {};
        int keyLine = 0;
    };

    // A number's end is only seen in the byte after it, so the last byte read does not count. Events come in the order
    // of the text: each line break is counted once.
    [[nodiscard]] int line()
    {
        for (; m_counted < std::min(consumed - 1, m_text.size()); ++m_counted)
            m_line += m_text.at(m_counted) == '\n' ? 1 : 0;
        return m_line;
    }

    bool addInteger(qint64 value)
    {
        return add({ .kind = ConfigValue::Kind::Integer, .integer = value });
    }

    bool add(ConfigValue value)
    {
        if (value.line == 0)
            value.line = line();
        if (m_open.empty()) {
            m_top = std::move(value);
            return true;
        }
        Open &parent = m_open.back();
        if (parent.value.kind == ConfigValue::Kind::List) {
            parent.value.items.append(std::move(value));
            return true;
        }
        parent.value.members.removeIf([&parent](const auto &old) { return old.key == parent.key; });
        parent.value.members.append(
            { .key = parent.key, .line = parent.keyLine, .value = std::move(value) });
        return true;
    }

    bool open(ConfigValue value)
    {
        m_tooDeep = m_open.size() >= DeepestNesting;
        value.line = line();
        m_failedLine = value.line;
        m_open.push_back({ .value = std::move(value) });
        return !m_tooDeep;
    }

    bool close()
    {
        ConfigValue value = std::move(m_open.back().value);
        m_open.pop_back();
        return add(std::move(value));
    }

    const QByteArray m_text;
    std::vector<Open> m_open = {};
    ConfigValue m_top = {};
    qsizetype m_counted = 0;
    int m_line = 1;
    int m_failedLine = 1;
    bool m_tooDeep = false;
};

} // namespace

Result<ConfigValue> parseJson(const QByteArray &text, const QString &file)
{
    const QByteArray plain = withoutComments(text);
    TreeBuilder builder(plain);
    const CountingIterator begin(plain.constData(), &builder.consumed);
    const CountingIterator end(plain.constData() + plain.size(), &builder.consumed);

    // nlohmann takes a NUL byte for the end and would not look at what follows it.
    if (const qsizetype nul = plain.indexOf('\0'); nul >= 0) {
        const auto line = static_cast<int>(plain.first(nul).count('\n')) + 1;
        return configSyntaxError(file, line, u"a NUL byte"_s);
    }
    if (nlohmann::json::sax_parse(begin, end, &builder))
        return builder.take();
    if (builder.isTooDeep()) {
        return configSyntaxError(
            file, builder.failedLine(), u"values are nested more than 100 deep"_s);
    }
    return configSyntaxError(
        file,
        builder.failedLine(),
        u"a character that JSON does not allow there, or the end of the file too early"_s);
}

} // namespace tidemark
