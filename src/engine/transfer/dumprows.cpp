#include "dumprows.h"

#include "dumprowwriter.h"

#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int MaxRowsPerStatement = 500;
// D1 fails with SQLITE_NOMEM at about 1,950 rows of 10 columns, far below its limit in bytes: its limit of 25,000
// byte code operations counts too.
constexpr int MaxCellsPerStatement = 5'000;

QByteArray commaSeparated(const QStringList &names)
{
    QByteArray list;
    for (const QString &name : names)
        list += (list.isEmpty() ? "" : ",") + quoted(name);
    return list;
}

// The lower-case word after USING.
QByteArray moduleName(const Table &table)
{
    const auto tokens = significantTokens(table.sql);
    for (qsizetype i = 0; i + 1 < tokens.size(); ++i) {
        if (isKeyword(table.sql, tokens.at(i), "USING"))
            return identifierName(table.sql, tokens.at(i + 1)).toLower();
    }
    return {};
}

bool isFullText(const Table &table)
{
    return table.kind == Table::Kind::Virtual && moduleName(table).startsWith("fts");
}

} // namespace

Result<> DumpRows::writeTable(Readers &readers, const Table &table, const Conduct &conduct)
{
    const QStringList columns = insertableColumns(table);
    const QByteArray names = commaSeparated(columns);
    RowQuery query{ .select = "SELECT " + names + " FROM " + quoted(table.name),
                    .rowid = table.rowidName() };
    if (table.kind == Table::Kind::Ordinary)
        query.select += " NOT INDEXED"; // a covering index would hand out the rows in its own order
    m_head = "INSERT INTO " + quoted(table.name) + " (" + names + ") VALUES\n";
    const auto count = static_cast<int>(columns.size());
    m_rowsPerStatement
        = std::clamp(MaxCellsPerStatement / std::max(count, 1), 1, MaxRowsPerStatement);
    const DumpRowWriter writer(m_head, count);
    const auto format
        = [&writer](sqlite3_stmt *row, RowBlock &block) { writer.append(row, block); };
    const auto sink = [this](const RowBlock &block) { return take(block); };
    if (const auto rows = scanRows(readers, query, format, sink, conduct); !rows)
        return rows.error();
    closeStatement();
    return m_out.drain();
}

void DumpRows::finish()
{
    if (m_hasPieces)
        m_out.buffer().append("DROP TABLE ").append(DumpRowWriter::PiecesTable).append(";\n");
    m_hasPieces = false;
}

// Goes over the rows by their ends alone: those that follow each other in one statement are copied as a whole.
Result<> DumpRows::take(const RowBlock &block)
{
    qsizetype copied = 0; // up to here the block is in the output
    qsizetype start = 0; // of the row
    const auto copyTo = [this, &block, &copied](qsizetype end) {
        if (end > copied)
            continueStatement(block.bytes.view(copied, end - Separator.size()));
        copied = end;
    };
    for (const RowBlock::Row &row : block.rows) {
        const qsizetype bytes = row.end - start;
        const bool fits = m_rows < m_rowsPerStatement && m_bytes + bytes <= StatementBytes;
        if (m_rows > 0 && (row.standsAlone || !fits)) {
            copyTo(start);
            closeStatement();
        }
        if (row.standsAlone) {
            takeAlone(block.bytes.view(start, row.end), row.usesPieces);
            copied = row.end;
        } else {
            if (m_rows == 0)
                beginStatement();
            ++m_rows;
            m_bytes
                += bytes; // the separator of the first row makes up for the one that the last has not
        }
        start = row.end;
    }
    copyTo(start);
    return m_out.drain();
}

void DumpRows::beginStatement()
{
    m_out.buffer().append(m_head);
    m_bytes = m_head.size() - Separator.size();
    m_isEmptyStatement = true;
}

void DumpRows::continueStatement(QByteArrayView rows)
{
    if (!m_isEmptyStatement)
        m_out.buffer().append(Separator);
    m_out.buffer().append(rows);
    m_isEmptyStatement = false;
}

void DumpRows::closeStatement()
{
    if (m_rows > 0)
        m_out.buffer().append(";\n");
    m_rows = 0;
}

void DumpRows::takeAlone(QByteArrayView statements, bool usesPieces)
{
    if (usesPieces && !m_hasPieces) {
        m_out.buffer()
            .append("CREATE TABLE ")
            .append(DumpRowWriter::PiecesTable)
            .append(" (id INTEGER PRIMARY KEY, piece BLOB);\n");
        m_hasPieces = true;
    }
    m_out.buffer().append(statements);
}

QStringList insertableColumns(const Table &table)
{
    QStringList names;
    if (isFullText(table))
        names.append(u"rowid"_s);
    for (const Column &column : table.columns) {
        if (column.kind == Column::Kind::Ordinary)
            names.append(column.name);
    }
    return names;
}

VirtualContent virtualContent(const Table &table)
{
    if (!isFullText(table))
        return VirtualContent::Rows;
    const auto tokens = significantTokens(table.sql);
    for (qsizetype i = 0; i + 2 < tokens.size(); ++i) {
        if (!isKeyword(table.sql, tokens.at(i), "CONTENT") || tokens.at(i + 1).in(table.sql) != "=")
            continue;
        const Token &value = tokens.at(i + 2);
        const QByteArrayView text = value.in(table.sql);
        const bool isEmpty = text == "''" || text == "\"\"" || text == "," || text == ")";
        return isEmpty ? VirtualContent::Lost : VirtualContent::Rebuilt;
    }
    return VirtualContent::Rows;
}

} // namespace tidemark
