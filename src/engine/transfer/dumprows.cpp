#include "dumprows.h"

#include "cell.h"

#include <engine/database/sqlite/d1profile.h>
#include <engine/sql/identifier.h>
#include <engine/sql/tokenizer.h>

#include <algorithm>
#include <numeric>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int MaxRowsPerStatement = 500;
// D1 fails with SQLITE_NOMEM at about 1,950 rows of 10 columns, far below its limit in bytes: its limit of 25,000
// byte code operations counts too.
constexpr int MaxCellsPerStatement = 5'000;
constexpr qsizetype StatementBytes = d1profile::MaxStatementBytes - 100;
constexpr qsizetype PieceBytes = 45'000; // two digits each
constexpr qsizetype ReferenceBytes = 100; // room for "(SELECT CAST(piece AS TEXT) FROM …)"
constexpr int RowsBetweenStops = 1024;

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

bool holdsMoreThanD1Takes(sqlite3_stmt *row, int columns)
{
    for (int column = 0; column < columns; ++column) {
        if (Cell::of(row, column).bytes.size() > d1profile::MaxValueBytes)
            return true;
    }
    return false;
}

} // namespace

Result<> DumpRows::writeTable(SqliteConnection &source, const Table &table, const Conduct &conduct)
{
    const QStringList columns = insertableColumns(table);
    QByteArray sql = "SELECT " + commaSeparated(columns) + " FROM " + quoted(table.name);
    if (table.kind == Table::Kind::Ordinary)
        sql += " NOT INDEXED"; // a covering index would hand out the rows in its own order
    auto statement = source.prepare(sql);
    if (!statement)
        return statement.error();

    begin(table, columns);
    const ConnectionLock lock(statement->handle());
    for (qint64 count = 0;; ++count) {
        const auto more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            break;
        if (auto written = writeRow(statement->handle()); !written)
            return written.error();
        if (count % RowsBetweenStops == 0 && conduct.stop.stop_requested())
            return cancelled();
    }
    closeStatement();
    return m_out.drain();
}

void DumpRows::finish()
{
    if (m_hasPieces)
        m_out.buffer().append("DROP TABLE ").append(PiecesTable).append(";\n");
    m_hasPieces = false;
}

void DumpRows::begin(const Table &table, const QStringList &columns)
{
    m_head = "INSERT INTO " + quoted(table.name) + " (" + commaSeparated(columns) + ") VALUES\n";
    m_columns = static_cast<int>(columns.size());
    m_rowsPerStatement
        = std::clamp(MaxCellsPerStatement / std::max(m_columns, 1), 1, MaxRowsPerStatement);
    m_rows = 0;
}

Result<> DumpRows::writeRow(sqlite3_stmt *row)
{
    QByteArray &buffer = m_out.buffer();
    const qsizetype before = buffer.size();
    if (m_rows == 0) {
        m_statementStart = before;
        buffer.append(m_head);
    } else {
        buffer.append(",\n", 2);
    }
    appendRow(row);
    if (buffer.size() - m_statementStart > StatementBytes) {
        buffer.resize(before);
        if (m_rows > 0) {
            closeStatement();
            return writeRow(row); // now the first of its statement: this does not recur again
        }
        writeLongRow(row);
        return m_out.drain();
    }
    if (++m_rows < m_rowsPerStatement)
        return Ok{};
    closeStatement();
    return m_out.drain();
}

void DumpRows::writeLongRow(sqlite3_stmt *row)
{
    if (!holdsMoreThanD1Takes(row, m_columns)) {
        writeFromPieces(row);
        return;
    }
    m_out.buffer().append(m_head);
    appendRow(row);
    m_out.buffer().append(";\n", 2);
}

void DumpRows::writeFromPieces(sqlite3_stmt *row)
{
    QList<QByteArray> literals(m_columns);
    qsizetype total = m_head.size() + ReferenceBytes;
    for (int column = 0; column < m_columns; ++column) {
        appendSqlLiteral(literals[column], Cell::of(row, column));
        total += literals.at(column).size() + 1;
    }
    QList<int> largestFirst(m_columns);
    std::iota(largestFirst.begin(), largestFirst.end(), 0);
    std::stable_sort(largestFirst.begin(), largestFirst.end(), [&literals](int a, int b) {
        return literals.at(a).size() > literals.at(b).size();
    });

    QByteArray &buffer = m_out.buffer();
    if (!m_hasPieces)
        buffer.append("CREATE TABLE ")
            .append(PiecesTable)
            .append(" (id INTEGER PRIMARY KEY, piece BLOB);\n");
    m_hasPieces = true;
    for (const int column : std::as_const(largestFirst)) {
        if (total <= StatementBytes || literals.at(column).size() <= ReferenceBytes)
            break;
        const Cell cell = Cell::of(row, column);
        writePieces(column, cell.bytes);
        total -= literals.at(column).size() - ReferenceBytes;
        const bool isText = cell.kind == Value::Kind::Text;
        literals[column] = (isText ? "(SELECT CAST(piece AS TEXT) FROM " : "(SELECT piece FROM ")
                           + PiecesTable.toByteArray() + " WHERE id=" + QByteArray::number(column)
                           + ')';
    }
    buffer.append(m_head).append('(').append(literals.join(',')).append(");\n");
    buffer.append("DELETE FROM ").append(PiecesTable).append(";\n");
}

void DumpRows::writePieces(int id, QByteArrayView bytes)
{
    QByteArray &buffer = m_out.buffer();
    const QByteArray key = QByteArray::number(id);
    buffer.append("INSERT INTO ").append(PiecesTable).append(" VALUES (").append(key).append(",X'");
    appendHex(buffer, bytes.first(std::min(PieceBytes, bytes.size())));
    buffer.append("');\n");
    for (qsizetype at = PieceBytes; at < bytes.size(); at += PieceBytes) {
        // || gives text whatever it is given; the cast makes it bytes again.
        buffer.append("UPDATE ").append(PiecesTable).append(" SET piece=CAST(piece||X'");
        appendHex(buffer, bytes.sliced(at, std::min(PieceBytes, bytes.size() - at)));
        buffer.append("' AS BLOB) WHERE id=").append(key).append(";\n");
    }
}

void DumpRows::appendRow(sqlite3_stmt *row)
{
    QByteArray &buffer = m_out.buffer();
    buffer.append('(');
    for (int column = 0; column < m_columns; ++column) {
        if (column > 0)
            buffer.append(',');
        appendSqlLiteral(buffer, Cell::of(row, column));
    }
    buffer.append(')');
}

void DumpRows::closeStatement()
{
    if (m_rows > 0)
        m_out.buffer().append(";\n", 2);
    m_rows = 0;
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
