#include "jsoninsertion.h"

#include "configvalue.h"

#include <algorithm>

namespace tidemark {

namespace {

bool isBlank(char character)
{
    return character == ' ' || character == '\t' || character == '\n' || character == '\r';
}

} // namespace

JsonInsertion::JsonInsertion(QByteArray text)
    : m_text(std::move(text))
    , m_plain(withoutComments(m_text))
{}

qsizetype JsonInsertion::skipBlank(qsizetype at) const
{
    while (at < m_plain.size() && isBlank(m_plain.at(at)))
        ++at;
    return at;
}

qsizetype JsonInsertion::endOfText(qsizetype at) const
{
    for (++at; at < m_plain.size() && m_plain.at(at) != '"'; ++at)
        at += m_plain.at(at) == '\\' ? 1 : 0;
    return std::min(at + 1, m_plain.size());
}

qsizetype JsonInsertion::endOfValue(qsizetype at) const
{
    int depth = 0;
    while (at < m_plain.size()) {
        const char character = m_plain.at(at);
        const bool closes = character == '}' || character == ']';
        if (depth == 0 && (closes || character == ',' || isBlank(character)))
            return at;
        if (character == '"') {
            at = endOfText(at);
        } else {
            ++at;
            depth += character == '{' || character == '[' ? 1 : 0;
            depth -= closes ? 1 : 0;
        }
        if (depth == 0 && (closes || character == '"'))
            return at;
    }
    return at;
}

/// -1 if the object has no such key; of equal keys the last counts, as it does for the reader.
qsizetype JsonInsertion::valueOf(qsizetype object, const QByteArray &key) const
{
    qsizetype found = -1;
    qsizetype at = skipBlank(object + 1);
    while (at < m_plain.size() && m_plain.at(at) == '"') {
        const qsizetype end = endOfText(at);
        const QByteArray name = m_plain.mid(at + 1, end - at - 2);
        const qsizetype value = skipBlank(skipBlank(end) + 1); // behind the colon
        if (name == key)
            found = value;
        at = skipBlank(endOfValue(value));
        if (at < m_plain.size() && m_plain.at(at) == ',')
            at = skipBlank(at + 1);
    }
    return found;
}

qsizetype JsonInsertion::find(const QList<QByteArray> &path) const
{
    qsizetype at = skipBlank(0);
    for (const QByteArray &key : path) {
        if (at < 0 || at >= m_plain.size() || m_plain.at(at) != '{')
            return -1;
        at = valueOf(at, key);
    }
    const bool isContainer
        = at >= 0 && at < m_plain.size() && (m_plain.at(at) == '{' || m_plain.at(at) == '[');
    return isContainer ? at : -1;
}

qsizetype JsonInsertion::endOfItems(qsizetype container) const
{
    qsizetype last = endOfValue(container) - 2;
    while (last > container && isBlank(m_plain.at(last)))
        --last;
    return last == container ? -1 : last + 1;
}

bool JsonInsertion::hasCommaAfter(qsizetype at) const
{
    while (at < m_text.size()) {
        if (isBlank(m_text.at(at)))
            ++at;
        else if (m_text.mid(at, 2) == "//")
            at = std::max(m_text.indexOf('\n', at), at + 2);
        else if (m_text.mid(at, 2) == "/*")
            at = std::max(m_text.indexOf("*/", at) + 2, at + 2);
        else
            return m_text.at(at) == ',';
    }
    return false;
}

QByteArray JsonInsertion::indentationAt(qsizetype at) const
{
    const qsizetype line = m_text.lastIndexOf('\n', at - 1) + 1;
    qsizetype end = line;
    while (end < m_text.size() && (m_text.at(end) == ' ' || m_text.at(end) == '\t'))
        ++end;
    return m_text.mid(line, end - line);
}

QByteArray JsonInsertion::unit() const
{
    for (qsizetype at = m_plain.indexOf('\n'); at >= 0; at = m_plain.indexOf('\n', at + 1)) {
        const QByteArray indentation = indentationAt(at + 1);
        const qsizetype end = at + 1 + indentation.size();
        const bool isEmpty = end >= m_plain.size() || isBlank(m_plain.at(end));
        if (!indentation.isEmpty() && !isEmpty)
            return indentation;
    }
    return "  ";
}

QByteArray JsonInsertion::withItem(qsizetype container, const QByteArray &item) const
{
    const QByteArray lineEnd = m_text.contains("\r\n") ? "\r\n" : "\n";
    const qsizetype close = endOfValue(container) - 1;
    const qsizetype items = endOfItems(container);
    const QByteArray outer = indentationAt(close);
    const QByteArray inner = outer + unit();
    const QByteArray lineBreak = lineEnd + inner;
    const QByteArray block = inner + QByteArray(item).replace('\n', lineBreak);
    // Where the bracket stands on a line of its own, a comment behind the last item stays with that item.
    const qsizetype line = m_text.lastIndexOf('\n', close) + 1;
    const bool ownLine = line > container && line + outer.size() == close;
    QByteArray text = m_text;
    if (ownLine)
        text.insert(line, QByteArray(block + lineEnd));
    else
        text.insert(close, QByteArray(lineEnd + block + lineEnd + outer));
    if (items >= 0 && !hasCommaAfter(items))
        text.insert(items, ',');
    return text;
}

} // namespace tidemark
