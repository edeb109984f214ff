#include "tableformat.h"

#include "sqlreal.h"

#include <engine/sql/identifier.h>

#include <array>
#include <cmath>

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

constexpr ByteSet NeedsJsonEscape
    = bytesThat([](unsigned char c) { return c < 0x20 || c == '"' || c == '\\' || c == 0x7F; });

// Looks at every byte whatever it finds, so that the compiler can take sixteen at a time.
bool needsCsvQuotes(QByteArrayView text)
{
    bool found = false;
    for (const char c : text)
        found |= (c == ',') | (c == '"') | (c == '\r') | (c == '\n');
    return found;
}

void appendReal(ByteBuffer &out, double number)
{
    if (std::isinf(number))
        out.append(number < 0 ? "-Inf" : "Inf");
    else
        appendShortReal(out, number);
}

void appendBlobLiteral(ByteBuffer &out, QByteArrayView bytes)
{
    out.append("X'");
    appendHex(out, bytes);
    out.append('\'');
}

// An empty field is NULL; an empty text is quoted.
void appendCsvText(ByteBuffer &out, QByteArrayView text)
{
    if (!text.isEmpty() && !needsCsvQuotes(text)) {
        out.append(text);
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

void appendCsv(ByteBuffer &out, const Cell &cell)
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

void appendJsonEscape(ByteBuffer &out, char c)
{
    switch (c) {
    case '"':
        out.append("\\\"");
        return;
    case '\\':
        out.append("\\\\");
        return;
    case '\n':
        out.append("\\n");
        return;
    case '\r':
        out.append("\\r");
        return;
    case '\t':
        out.append("\\t");
        return;
    default:
        out.append("\\u00");
        appendHex(out, QByteArrayView(&c, 1));
    }
}

void appendJsonString(ByteBuffer &out, QByteArrayView text)
{
    out.append('"');
    qsizetype start = 0;
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (!NeedsJsonEscape[static_cast<unsigned char>(text.at(at))])
            continue;
        out.append(text.sliced(start, at - start));
        appendJsonEscape(out, text.at(at));
        start = at + 1;
    }
    out.append(text.sliced(start));
    out.append('"');
}

void appendHexObject(ByteBuffer &out, const char *key, QByteArrayView bytes)
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

void appendJson(ByteBuffer &out, const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        out.append("null");
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

void appendMarkdownText(ByteBuffer &out, QByteArrayView text)
{
    for (const char c : text) {
        if (c == '|' || c == '\\')
            out.append('\\').append(c);
        else if (c == '\n')
            out.append("<br>");
        else if (c == '<')
            out.append("&lt;");
        else if (static_cast<unsigned char>(c) >= 0x20)
            out.append(c);
    }
}

void appendMarkdown(ByteBuffer &out, const Cell &cell)
{
    switch (cell.kind) {
    case Value::Kind::Null:
        out.append("NULL");
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

void appendTsv(ByteBuffer &out, const Cell &cell)
{
    if (cell.kind != Value::Kind::Text)
        return appendCsv(out, cell);
    const bool needsQuotes = std::any_of(cell.bytes.begin(), cell.bytes.end(), [](char c) {
        return c == '\t' || c == '"' || c == '\n' || c == '\r';
    });
    if (!needsQuotes) {
        out.append(cell.bytes);
        return;
    }
    out.append('"');
    for (const char c : cell.bytes)
        out.append(c == '"' ? QByteArrayView("\"\"") : QByteArrayView(&c, 1));
    out.append('"');
}

void appendHtmlText(ByteBuffer &out, QByteArrayView text)
{
    for (const char c : text) {
        if (c == '<')
            out.append("&lt;");
        else if (c == '&')
            out.append("&amp;");
        else if (c == '\n')
            out.append("<br>");
        else if (static_cast<unsigned char>(c) >= 0x20 || c == '\t')
            out.append(c);
    }
}

void appendHtml(ByteBuffer &out, const Cell &cell)
{
    if (cell.kind == Value::Kind::Text)
        return appendHtmlText(out, cell.bytes);
    if (cell.kind == Value::Kind::Null)
        out.append("<i>NULL</i>");
    else
        appendCsv(out, cell);
}

} // namespace

TableFormat::TableFormat(ExportFormat format, const QStringList &columns, const QString &table)
    : m_format(format)
{
    for (const QString &column : columns) {
        m_columns.append(column.toUtf8());
        ByteBuffer key;
        appendJsonString(key, m_columns.last());
        m_jsonKeys.append(key.append(':').view().toByteArray());
        m_insert += (m_insert.isEmpty() ? "" : ", ") + quoted(column);
    }
    m_insert = "INSERT INTO " + quoted(table) + " (" + m_insert + ") VALUES (";
}

void TableFormat::begin(ByteBuffer &out) const
{
    if (m_format == ExportFormat::Json) {
        out.append('[');
        return;
    }
    if (m_format == ExportFormat::Html)
        return beginHtml(out);
    if (m_format == ExportFormat::Insert)
        return;
    for (int column = 0; column < m_columns.size(); ++column)
        cell(out, column, { .kind = Value::Kind::Text, .bytes = m_columns.at(column) });
    endRow(out);
    if (m_format == ExportFormat::Markdown)
        out.append('|').append(QByteArray(" --- |").repeated(m_columns.size())).append('\n');
}

void TableFormat::beginHtml(ByteBuffer &out) const
{
    out.append("<table>\n<thead>\n<tr>");
    for (const QByteArray &column : m_columns) {
        out.append("<th>");
        appendHtmlText(out, column);
        out.append("</th>");
    }
    out.append("</tr>\n</thead>\n<tbody>\n");
}

void TableFormat::beginRow(ByteBuffer &out) const
{
    if (m_format == ExportFormat::Json)
        out.append(",\n{");
    else if (m_format == ExportFormat::Html)
        out.append("<tr>");
    else if (m_format == ExportFormat::Insert)
        out.append(m_insert);
}

void TableFormat::appendRows(ByteBuffer &out, QByteArrayView rows, bool isFirst) const
{
    const bool hasComma = isFirst && m_format == ExportFormat::Json && !rows.isEmpty();
    out.append(hasComma ? rows.sliced(1) : rows);
}

void TableFormat::cell(ByteBuffer &out, int column, const Cell &cell) const
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
        out.append(" |");
        return;
    case ExportFormat::Tsv:
        if (column > 0)
            out.append('\t');
        return appendTsv(out, cell);
    case ExportFormat::Html:
        out.append("<td>");
        appendHtml(out, cell);
        out.append("</td>");
        return;
    case ExportFormat::Insert:
        if (column > 0)
            out.append(", ");
        return appendSqlLiteral(out, cell);
    }
}

void TableFormat::endRow(ByteBuffer &out) const
{
    switch (m_format) {
    case ExportFormat::Json:
        out.append('}');
        return;
    case ExportFormat::Html:
        out.append("</tr>\n");
        return;
    case ExportFormat::Insert:
        out.append(");\n");
        return;
    case ExportFormat::Csv:
    case ExportFormat::Tsv:
    case ExportFormat::Markdown:
        out.append('\n');
    }
}

void TableFormat::end(ByteBuffer &out, bool isEmpty) const
{
    if (m_format == ExportFormat::Json)
        out.append(isEmpty ? "]\n" : "\n]\n");
    else if (m_format == ExportFormat::Html)
        out.append("</tbody>\n</table>\n");
}

} // namespace tidemark
