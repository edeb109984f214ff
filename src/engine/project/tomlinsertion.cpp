#include "tomlinsertion.h"

#include <QRegularExpression>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool isBlankByte(char byte)
{
    return byte == ' ' || byte == '\t';
}

bool endsBareValue(char byte)
{
    return byte == ',' || byte == ']' || byte == '}' || byte == '#' || byte == '\n' || byte == '\r';
}

} // namespace

TomlInsertion::TomlInsertion(QByteArray text)
    : m_text(std::move(text))
    , m_lineEnd(m_text.contains("\r\n") ? "\r\n" : "\n")
{
    scan();
}

QByteArray TomlInsertion::quoted(const QString &text)
{
    QByteArray quoted = "\"";
    for (const char byte : text.toUtf8()) {
        if (byte == '"' || byte == '\\')
            quoted += '\\';
        quoted += byte;
    }
    return quoted + '"';
}

QByteArray TomlInsertion::key(const QString &name)
{
    static const QRegularExpression bare(u"^[A-Za-z0-9_-]+$"_s);
    return bare.match(name).hasMatch() ? name.toUtf8() : quoted(name);
}

void TomlInsertion::scan()
{
    m_sections.append(Section{});
    for (qsizetype at = skipBlankLines(0); at < m_text.size(); at = skipBlankLines(at)) {
        if (m_text.at(at) == '[') {
            while (at < m_text.size() && (m_text.at(at) == '[' || isBlankByte(m_text.at(at))))
                ++at;
            m_sections.append({ .path = keysAt(at) });
        } else {
            Entry entry{ .path = m_sections.last().path + keysAt(at) };
            entry.value = skipBlank(at + 1); // behind the "="
            entry.end = endOfValue(entry.value);
            at = entry.end;
            m_entries.append(entry);
        }
        at = std::min(endOfLine(at) + 1, m_text.size());
        m_sections.last().end = at;
    }
}

// Ends at the "=" or the "]".
QStringList TomlInsertion::keysAt(qsizetype &at) const
{
    QStringList keys;
    while (at < m_text.size()) {
        at = skipBlank(at);
        const char first = at < m_text.size() ? m_text.at(at) : '\0';
        if (first == '"' || first == '\'') {
            const qsizetype end = endOfText(at);
            QByteArray name = m_text.sliced(at + 1, end - at - 2);
            if (first == '"')
                name.replace("\\\"", "\"").replace("\\\\", "\\");
            keys.append(QString::fromUtf8(name));
            at = end;
        } else {
            const qsizetype begin = at;
            while (at < m_text.size() && !QByteArrayView(" \t.=]\r\n").contains(m_text.at(at)))
                ++at;
            keys.append(QString::fromUtf8(m_text.sliced(begin, at - begin)));
        }
        at = skipBlank(at);
        if (at >= m_text.size() || m_text.at(at) != '.')
            break;
        ++at;
    }
    return keys;
}

qsizetype TomlInsertion::skipBlank(qsizetype at) const
{
    while (at < m_text.size() && isBlankByte(m_text.at(at)))
        ++at;
    return at;
}

qsizetype TomlInsertion::skipBlankLines(qsizetype at) const
{
    for (; at < m_text.size(); ++at) {
        if (m_text.at(at) == '#')
            at = endOfLine(at);
        else if (!isBlankByte(m_text.at(at)) && m_text.at(at) != '\n' && m_text.at(at) != '\r')
            break;
    }
    return std::min(at, m_text.size());
}

/// At the line feed, or the end of the text.
qsizetype TomlInsertion::endOfLine(qsizetype at) const
{
    const qsizetype end = m_text.indexOf('\n', at);
    return end < 0 ? m_text.size() : end;
}

/// Behind the closing quotes.
qsizetype TomlInsertion::endOfText(qsizetype at) const
{
    const char quote = m_text.at(at);
    const QByteArray three(3, quote);
    const bool isLong = m_text.sliced(at).startsWith(three);
    for (qsizetype end = at + (isLong ? 3 : 1); end < m_text.size(); ++end) {
        if (m_text.at(end) == '\\' && quote == '"') {
            ++end;
        } else if (!isLong && m_text.at(end) == quote) {
            return end + 1;
        } else if (isLong && m_text.sliced(end).startsWith(three)) {
            end += 3;
            while (end < m_text.size() && m_text.at(end) == quote)
                ++end; // up to two quotes belong to the text
            return end;
        }
    }
    return m_text.size();
}

qsizetype TomlInsertion::endOfValue(qsizetype at) const
{
    if (at >= m_text.size())
        return at;
    const char first = m_text.at(at);
    if (first == '"' || first == '\'')
        return endOfText(at);
    if (first != '[' && first != '{') {
        const qsizetype begin = at;
        while (at < m_text.size() && !endsBareValue(m_text.at(at)))
            ++at;
        while (at > begin && isBlankByte(m_text.at(at - 1)))
            --at;
        return at;
    }
    int depth = 0;
    while (at < m_text.size()) {
        const char byte = m_text.at(at);
        if (byte == '"' || byte == '\'') {
            at = endOfText(at);
            continue;
        }
        if (byte == '#')
            at = endOfLine(at);
        else if (byte == '[' || byte == '{')
            ++depth;
        else if ((byte == ']' || byte == '}') && --depth == 0)
            return at + 1;
        ++at;
    }
    return m_text.size();
}

QByteArray TomlInsertion::indentationAt(qsizetype at) const
{
    const qsizetype line = m_text.lastIndexOf('\n', at - 1) + 1;
    return m_text.sliced(line, skipBlank(line) - line);
}

const TomlInsertion::Section *TomlInsertion::find(const QStringList &section) const
{
    const auto found = std::find_if(m_sections.begin(), m_sections.end(), [&](const Section &one) {
        return one.path == section;
    });
    return found == m_sections.end() ? nullptr : &*found;
}

const TomlInsertion::Entry *TomlInsertion::find(const QStringList &section,
                                                const QString &key) const
{
    const QStringList path = section + QStringList(key);
    const auto found = std::find_if(
        m_entries.begin(), m_entries.end(), [&](const Entry &one) { return one.path == path; });
    return found == m_entries.end() ? nullptr : &*found;
}

bool TomlInsertion::hasSection(const QStringList &section) const
{
    return find(section) != nullptr;
}

bool TomlInsertion::hasKey(const QStringList &section, const QString &key) const
{
    return find(section, key) != nullptr;
}

QByteArray TomlInsertion::withValue(const QStringList &section,
                                    const QString &name,
                                    const QByteArray &value) const
{
    QByteArray text = m_text;
    if (const Entry *entry = find(section, name))
        return text.replace(entry->value, entry->end - entry->value, value);
    const QByteArray line = key(name) + " = " + value + m_lineEnd;
    if (const Section *found = find(section)) {
        const bool isOpen = found->end > 0 && m_text.at(found->end - 1) != '\n';
        return text.insert(found->end, isOpen ? QByteArray(m_lineEnd + line) : line);
    }
    if (!text.isEmpty())
        text += text.endsWith('\n') ? m_lineEnd : QByteArray(m_lineEnd + m_lineEnd);
    QByteArrayList path;
    for (const QString &part : section)
        path.append(key(part));
    return text + '[' + path.join('.') + ']' + m_lineEnd + line;
}

QByteArray TomlInsertion::withItem(const QStringList &section,
                                   const QString &name,
                                   const QByteArray &item) const
{
    const Entry *entry = find(section, name);
    if (!entry || m_text.at(entry->value) != '[')
        return m_text;
    const qsizetype bracket = entry->end - 1;
    qsizetype last = -1;
    qsizetype end = -1; // of the last item
    qsizetype comma = -1; // behind it
    for (qsizetype at = skipBlankLines(entry->value + 1); at < bracket; at = skipBlankLines(at)) {
        last = at;
        end = endOfValue(at);
        at = skipBlankLines(end);
        comma = m_text.at(at) == ',' ? at++ : -1;
    }
    QByteArray text = m_text;
    if (end < 0)
        return text.insert(entry->value + 1, item);
    const qsizetype behind = comma < 0 ? end : comma + 1;
    if (endOfLine(entry->value) > last)
        return text.insert(behind, comma < 0 ? QByteArray(", " + item) : QByteArray(' ' + item));
    // On a line of its own, behind the comment of the one before. What is put in first stands further behind.
    const QByteArray line = m_lineEnd + indentationAt(last) + item + (comma < 0 ? "" : ",");
    const qsizetype lineEnd = endOfLine(behind) - (m_lineEnd.size() - 1);
    text.insert(std::min(lineEnd, bracket), line);
    return comma < 0 ? text.insert(end, ',') : text;
}

} // namespace tidemark
