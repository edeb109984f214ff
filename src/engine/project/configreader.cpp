#include "configreader.h"

#include <QFileInfo>

#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// Edits (insert, delete, replace) that turn one word into the other.
int distance(const QString &left, const QString &right)
{
    std::vector<int> row(static_cast<std::size_t>(right.size()) + 1);
    std::iota(row.begin(), row.end(), 0);
    for (qsizetype i = 0; i < left.size(); ++i) {
        int diagonal = row[0];
        row[0] = static_cast<int>(i) + 1;
        for (std::size_t j = 1; j < row.size(); ++j) {
            const bool same = left.at(i) == right.at(static_cast<qsizetype>(j) - 1);
            const int replaced = diagonal + (same ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({ row[j] + 1, row[j - 1] + 1, replaced });
        }
    }
    return row.back();
}

} // namespace

QString nearest(const QString &word, const QStringList &known)
{
    QString best;
    int least = std::numeric_limits<int>::max();
    for (const QString &candidate : known) {
        const int edits = distance(word.toLower(), candidate.toLower());
        if (edits < least) {
            least = edits;
            best = candidate;
        }
    }
    return least <= std::max<qsizetype>(2, word.size() / 3) ? best : QString();
}

QString oneOf(const QStringList &words)
{
    if (words.size() < 2)
        return words.value(0);
    return words.first(words.size() - 1).join(u", "_s) + u" or "_s + words.last();
}

QString suggestion(const QString &word, const QStringList &known)
{
    const QString near = nearest(word, known);
    if (!near.isEmpty())
        return u"Did you mean %1?"_s.arg(near);
    return u"Known here: %1."_s.arg(oneOf(known));
}

ConfigProblems::ConfigProblems(QString file)
    : m_file(std::move(file))
{}

void ConfigProblems::add(int line, const QString &message, const QString &remedy)
{
    if (m_first && m_first->where.line <= line)
        return;
    m_first = Error{ .kind = Error::Kind::Config,
                     .message = u"%1, line %2: %3"_s.arg(
                         QFileInfo(m_file).fileName(), QString::number(line), message),
                     .remedy = remedy,
                     .where = { .file = m_file, .line = line } };
}

ConfigReader::ConfigReader(const ConfigValue *value, QString section, ConfigProblems &problems)
    : m_section(std::move(section))
    , m_problems(problems)
{
    if (!value)
        return;
    if (value->kind == ConfigValue::Kind::Table) {
        m_table = value;
        return;
    }
    refuse(value->line,
           u"%1 must be a table, but is %2."_s.arg(m_section, value->kindName()),
           u"Write it as a table of keys and values."_s);
}

void ConfigReader::refuse(int line, const QString &message, const QString &remedy)
{
    m_problems.add(line, message, remedy);
}

bool ConfigReader::isA(const ConfigValue &value,
                       ConfigValue::Kind wanted,
                       const QString &key,
                       const QString &words)
{
    if (value.kind == wanted)
        return true;
    refuse(value.line,
           u"%1 in %2 must be %3, but is %4."_s.arg(key, m_section, words, value.kindName()),
           u"Give %1 as %2."_s.arg(key, words));
    return false;
}

const ConfigValue *
ConfigReader::find(const QString &key, ConfigValue::Kind wanted, const QString &words)
{
    if (!m_known.contains(key))
        m_known.append(key);
    const ConfigValue *value = m_table ? m_table->find(key) : nullptr;
    return value && isA(*value, wanted, key, words) ? value : nullptr;
}

QString ConfigReader::textOf(const ConfigValue &value, const QString &key)
{
    if (!isA(value, ConfigValue::Kind::Text, key, u"text"_s))
        return {};
    if (value.text.trimmed().isEmpty()) {
        refuse(value.line,
               u"%1 in %2 is empty."_s.arg(key, m_section),
               u"Give it a value, or leave the key out."_s);
    }
    return value.text;
}

QStringList ConfigReader::textsOf(const ConfigValue &value, const QString &key)
{
    QStringList texts;
    if (!isA(value, ConfigValue::Kind::List, key, u"a list of texts"_s))
        return texts;
    for (const ConfigValue &item : value.items)
        texts.append(textOf(item, key));
    return texts;
}

QString ConfigReader::text(const QString &key)
{
    const ConfigValue *value = find(key, ConfigValue::Kind::Text, u"text"_s);
    return value ? textOf(*value, key) : QString();
}

QString ConfigReader::textOrEmpty(const QString &key)
{
    const ConfigValue *value = find(key, ConfigValue::Kind::Text, u"text"_s);
    return value ? value->text : QString();
}

QString ConfigReader::choice(const QString &key, const QStringList &choices)
{
    const QString word = text(key);
    if (word.isEmpty() || choices.contains(word))
        return word;
    refuse(m_table->find(key)->line,
           u"%1 in %2 cannot be \"%3\"."_s.arg(key, m_section, word),
           suggestion(word, choices));
    return {};
}

std::optional<bool> ConfigReader::flag(const QString &key)
{
    const ConfigValue *value = find(key, ConfigValue::Kind::Boolean, u"true or false"_s);
    return value ? std::optional(value->boolean) : std::nullopt;
}

std::optional<qint64> ConfigReader::number(const QString &key, qint64 least, qint64 most)
{
    const ConfigValue *value = find(key, ConfigValue::Kind::Integer, u"a whole number"_s);
    if (!value)
        return {};
    if (value->integer >= least && value->integer <= most)
        return value->integer;
    refuse(value->line,
           u"%1 in %2 is %3."_s.arg(key, m_section, QString::number(value->integer)),
           u"Give a whole number from %1 to %2."_s.arg(least).arg(most));
    return {};
}

QStringList ConfigReader::texts(const QString &key)
{
    const ConfigValue *value = find(key, ConfigValue::Kind::List, u"a list of texts"_s);
    return value ? textsOf(*value, key) : QStringList();
}

QList<ConfigValue> ConfigReader::items(const QString &key)
{
    const ConfigValue *value = find(key, ConfigValue::Kind::List, u"a list"_s);
    return value ? value->items : QList<ConfigValue>();
}

QList<ConfigMember> ConfigReader::members(const QString &key)
{
    const ConfigValue *value = table(key);
    return value ? value->members : QList<ConfigMember>();
}

const ConfigValue *ConfigReader::table(const QString &key)
{
    return find(key, ConfigValue::Kind::Table, u"a table"_s);
}

void ConfigReader::refuseOthers()
{
    if (!m_table)
        return;
    for (const ConfigMember &member : m_table->members) {
        if (m_known.contains(member.key))
            continue;
        refuse(member.line,
               u"%1 has no key \"%2\"."_s.arg(m_section, member.key),
               suggestion(member.key, m_known));
    }
}

} // namespace tidemark
