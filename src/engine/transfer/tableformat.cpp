#include "tableformat.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace tidemark {

namespace {

constexpr qint64 GreatestExactInDouble = qint64(1) << 53;

using ByteSet = std::array<bool, 256>;

constexpr ByteSet bytesThat(auto isMember)
{
    ByteSet set{};
    for (size_t byte = 0; byte < set.size(); ++byte)
        set[byte] = isMember(static_cast<unsigned char>(byte));
    return set;
}

constexpr ByteSet NeedsCsvQuotes
    = bytesThat([](unsigned char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; });
constexpr ByteSet NeedsJsonEscape
    = bytesThat([](unsigned char c) { return c < 0x20 || c == '"' || c == '\\' || c == 0x7F; });

bool holdsAny(const ByteSet &set, QByteArrayView text)
{
    return std::any_of(
        text.begin(), text.end(), [&set](char c) { return set[static_cast<unsigned char>(c)]; });
}

void appendReal(QByteArray &out, double number)
{
    if (std::isinf(number))
        out.append(number < 0 ? "-Inf" : "Inf");
    else
        appendShortReal(out, number);
}

void appendBlobLiteral(QByteArray &out, QByteArrayView bytes)
{
    out.append("X'", 2);
    appendHex(out, bytes);
    out.append('\'');
}

// An empty field is NULL; an empty text is quoted.
void appendCsvText(QByteArray &out, QByteArrayView text)
{
    if (!text.isEmpty() && !holdsAny(NeedsCsvQuotes, text)) {
        out.append(text.data(), text.size());
        return;
    }
    out.append('"');
    for (const char c : text) {
        if (c == '"')
            out.append('"');
        out.append(c);
    }
    out.append('"');
}

void appendCsv(QByteArray &out, const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        return;
    case Value::Kind::Integer:
        return appendInteger(out, cell.integer);
    case Value::Kind::Real:
        return appendReal(out, cell.real);
    case Value::Kind::Text:
        return appendCsvText(out, cell.bytes);
    case Value::Kind::Blob:
        return appendBlobLiteral(out, cell.bytes);
    }
}

void appendJsonEscape(QByteArray &out, char c)
{
    switch (c) {
    case '"':
        out.append("\\\"", 2);
        return;
    case '\\':
        out.append("\\\\", 2);
        return;
    case '\n':
        out.append("\\n", 2);
        return;
    case '\r':
        out.append("\\r", 2);
        return;
    case '\t':
        out.append("\\t", 2);
        return;
    default:
        out.append("\\u00", 4);
        appendHex(out, QByteArrayView(&c, 1));
    }
}

void appendJsonString(QByteArray &out, QByteArrayView text)
{
    out.append('"');
    qsizetype start = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (!NeedsJsonEscape[static_cast<unsigned char>(text.at(at))])
            continue;
        out.append(text.data() + start, at - start);
        appendJsonEscape(out, text.at(at));
        start = at + 1;
    }
    out.append(text.data() + start, text.size() - start);
    out.append('"');
}

void appendHexObject(QByteArray &out, const char *key, QByteArrayView bytes)
{
    out.append("{\"").append(key).append("\":\"");
    appendHex(out, bytes);
    out.append("\"}");
}

// NUL is valid in JSON; what is not UTF-8 has no form there and goes as hex.
bool fitsJson(QByteArrayView text)
{
    return isPlain(text) || (text.contains('\0') && isPlain(text.toByteArray().replace('\0', ' ')));
}

void appendJson(QByteArray &out, const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        out.append("null", 4);
        return;
    case Value::Kind::Integer:
        if (cell.integer <= GreatestExactInDouble && cell.integer >= -GreatestExactInDouble)
            return appendInteger(out, cell.integer);
        out.append(R"({"int":")");
        appendInteger(out, cell.integer);
        out.append("\"}");
        return;
    case Value::Kind::Real:
        if (!std::isinf(cell.real))
            return appendShortReal(out, cell.real);
        out.append(cell.real < 0 ? R"({"real":"-Inf"})" : R"({"real":"Inf"})");
        return;
    case Value::Kind::Text:
        if (fitsJson(cell.bytes))
            return appendJsonString(out, cell.bytes);
        return appendHexObject(out, "text_hex", cell.bytes);
    case Value::Kind::Blob:
        return appendHexObject(out, "hex", cell.bytes);
    }
}

void appendMarkdownText(QByteArray &out, QByteArrayView text)
{
    for (const char c : text) {
        if (c == '|' || c == '\\')
            out.append('\\').append(c);
        else if (c == '\n')
            out.append("<br>", 4);
        else if (c == '<')
            out.append("&lt;", 4);
        else if (static_cast<unsigned char>(c) >= 0x20)
            out.append(c);
    }
}

void appendMarkdown(QByteArray &out, const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        out.append("NULL", 4);
        return;
    case Value::Kind::Integer:
        return appendInteger(out, cell.integer);
    case Value::Kind::Real:
        return appendReal(out, cell.real);
    case Value::Kind::Text:
        return appendMarkdownText(out, cell.bytes);
    case Value::Kind::Blob:
        return appendBlobLiteral(out, cell.bytes);
    }
}

} // namespace

TableFormat::TableFormat(ExportFormat format, const QStringList &columns)
    : m_format(format)
{
    for (const QString &column : columns) {
        m_columns.append(column.toUtf8());
        QByteArray key;
        appendJsonString(key, m_columns.last());
        m_jsonKeys.append(key + ':');
    }
}

void TableFormat::begin(QByteArray &out) const
{
    if (m_format == ExportFormat::Json) {
        out.append('[');
        return;
    }
    for (int column = 0; column < m_columns.size(); ++column)
        cell(out, column, { .kind = Value::Kind::Text, .bytes = m_columns.at(column) });
    endRow(out);
    if (m_format == ExportFormat::Markdown)
        out.append("|" + QByteArray(" --- |").repeated(m_columns.size()) + '\n');
}

void TableFormat::beginRow(QByteArray &out, bool isFirst) const
{
    if (m_format == ExportFormat::Json)
        out.append(isFirst ? "\n{" : ",\n{");
}

void TableFormat::cell(QByteArray &out, int column, const Cell &cell) const
{
    switch (m_format) {
    case ExportFormat::Csv:
        if (column > 0)
            out.append(',');
        return appendCsv(out, cell);
    case ExportFormat::Json:
        if (column > 0)
            out.append(',');
        out.append(m_jsonKeys.at(column));
        return appendJson(out, cell);
    case ExportFormat::Markdown:
        out.append(column == 0 ? "| " : " ");
        appendMarkdown(out, cell);
        out.append(" |", 2);
        return;
    }
}

void TableFormat::endRow(QByteArray &out) const
{
    out.append(m_format == ExportFormat::Json ? "}" : "\n");
}

void TableFormat::end(QByteArray &out, bool isEmpty) const
{
    if (m_format == ExportFormat::Json)
        out.append(isEmpty ? "]\n" : "\n]\n");
}

} // namespace tidemark
