#include "dumprowwriter.h"

#include "cell.h"

#include <QList>

#include <algorithm>
#include <numeric>

namespace tidemark {

namespace {

constexpr qsizetype PieceBytes = 45'000; // two digits each
constexpr qsizetype ReferenceBytes = 100; // room for "(SELECT CAST(piece AS TEXT) FROM …)"

bool holdsMoreThanD1Takes(sqlite3_stmt *row, int columns)
{
    for (int column = 0; column < columns; ++column) {
        if (Cell::of(row, column).bytes.size() > d1profile::MaxValueBytes)
            return true;
    }
    return false;
}

QByteArray sqlLiteral(const Cell &cell)
{
    ByteBuffer literal;
    appendSqlLiteral(literal, cell);
    return literal.view().toByteArray();
}

void appendPieces(ByteBuffer &out, int id, QByteArrayView bytes)
{
    const QByteArray key = QByteArray::number(id);
    out.append("INSERT INTO ").append(DumpRowWriter::PiecesTable).append(" VALUES (").append(key);
    out.append(",X'");
    appendHex(out, bytes.first(std::min(PieceBytes, bytes.size())));
    out.append("');\n");
    for (qsizetype at = PieceBytes; at < bytes.size(); at += PieceBytes) {
        // || gives text whatever it is given; the cast makes it bytes again.
        out.append("UPDATE ").append(DumpRowWriter::PiecesTable);
        out.append(" SET piece=CAST(piece||X'");
        appendHex(out, bytes.sliced(at, std::min(PieceBytes, bytes.size() - at)));
        out.append("' AS BLOB) WHERE id=").append(key).append(";\n");
    }
}

} // namespace

void DumpRowWriter::append(sqlite3_stmt *row, RowBlock &block) const
{
    ByteBuffer &out = block.bytes;
    const qsizetype start = out.size();
    appendRow(row, out);
    RowBlock::Row entry;
    if (m_head.size() + out.size() - start <= StatementBytes) {
        out.append(Separator);
    } else if (entry.standsAlone = true; holdsMoreThanD1Takes(row, m_columns)) {
        out.truncate(start);
        out.append(m_head);
        appendRow(row, out);
        out.append(";\n");
    } else {
        out.truncate(start);
        appendFromPieces(row, out);
        entry.usesPieces = true;
    }
    entry.end = out.size();
    block.rows.push_back(entry);
}

void DumpRowWriter::appendRow(sqlite3_stmt *row, ByteBuffer &out) const
{
    out.append('(');
    for (int column = 0; column < m_columns; ++column) {
        if (column > 0)
            out.append(',');
        appendSqlLiteral(out, Cell::of(row, column));
    }
    out.append(')');
}

void DumpRowWriter::appendFromPieces(sqlite3_stmt *row, ByteBuffer &out) const
{
    QList<QByteArray> literals(m_columns);
    qsizetype total = m_head.size() + ReferenceBytes;
    for (int column = 0; column < m_columns; ++column) {
        literals[column] = sqlLiteral(Cell::of(row, column));
        total += literals.at(column).size() + 1;
    }
    QList<int> largestFirst(m_columns);
    std::iota(largestFirst.begin(), largestFirst.end(), 0);
    std::stable_sort(largestFirst.begin(), largestFirst.end(), [&literals](int a, int b) {
        return literals.at(a).size() > literals.at(b).size();
    });
    for (const int column : std::as_const(largestFirst)) {
        if (total <= StatementBytes || literals.at(column).size() <= ReferenceBytes)
            break;
        const Cell cell = Cell::of(row, column);
        appendPieces(out, column, cell.bytes);
        total -= literals.at(column).size() - ReferenceBytes;
        const bool isText = cell.kind == Value::Kind::Text;
        literals[column] = (isText ? "(SELECT CAST(piece AS TEXT) FROM " : "(SELECT piece FROM ")
                           + PiecesTable.toByteArray() + " WHERE id=" + QByteArray::number(column)
                           + ')';
    }
    out.append(m_head).append('(').append(literals.join(',')).append(");\n");
    out.append("DELETE FROM ").append(PiecesTable).append(";\n");
}

} // namespace tidemark
