#include "tableexport.h"

#include "output.h"
#include "rowscan.h"
#include "tableformat.h"

#include <engine/sql/identifier.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error unknownTable(const QString &table)
{
    return { .kind = Error::Kind::Usage,
             .message = u"There is no table or view %1."_s.arg(table),
             .remedy = u"Name one of those that `tidemark-cli tables` lists."_s };
}

// A generated column may call a function that only the caller's connection has.
bool isStoredOnly(const Table &table)
{
    return std::all_of(table.columns.begin(), table.columns.end(), [](const Column &column) {
        return column.kind == Column::Kind::Ordinary;
    });
}

// By the name as the schema has it; a name that is not in it would be taken for a string by SQLite.
Result<RowQuery> queryOf(const Schema &schema, const QString &name)
{
    if (const Table *table = schema.table(name)) {
        return RowQuery{ .select = "SELECT * FROM " + quoted(table->name),
                         .rowid = isStoredOnly(*table) ? table->rowidName() : QByteArray() };
    }
    if (const View *view = schema.view(name))
        return RowQuery{ .select = "SELECT * FROM " + quoted(view->name) };
    return unknownTable(name);
}

Result<QStringList> columnsOf(SqliteConnection &source, const QByteArray &select)
{
    const auto statement = source.prepare(select);
    if (!statement)
        return statement.error();
    QStringList columns;
    for (int column = 0; column < statement->columnCount(); ++column)
        columns.append(statement->columnName(column));
    return columns;
}

} // namespace

Result<qint64> exportTable(SqliteConnection &source,
                           const QString &table,
                           QIODevice &out,
                           ExportFormat format,
                           const Conduct &conduct)
{
    auto readers = Readers::begin(source, 0);
    if (!readers)
        return readers.error();
    const auto schema = source.schema();
    if (!schema)
        return schema.error();
    const auto query = queryOf(*schema, table);
    if (!query)
        return query.error();
    const SqliteInterrupt interrupt(source, conduct.stop);
    const auto columns = columnsOf(source, query->select);
    if (!columns)
        return columns.error();

    report(conduct.progress, { .text = u"Exporting %1"_s.arg(table) });
    BufferedOutput output(out);
    const TableFormat form(format, *columns, table);
    form.begin(output.buffer());
    bool isFirst = true;
    const auto write = [&form, count = columns->size()](sqlite3_stmt *row, RowBlock &block) {
        form.beginRow(block.bytes);
        for (int column = 0; column < count; ++column)
            form.cell(block.bytes, column, Cell::of(row, column));
        form.endRow(block.bytes);
    };
    const auto take = [&](const RowBlock &block) -> Result<> {
        form.appendRows(output.buffer(), block.bytes.view(), isFirst);
        isFirst = isFirst && block.bytes.isEmpty();
        return output.drain();
    };
    const auto rows = scanRows(*readers, *query, write, take, conduct);
    if (!rows)
        return rows;
    form.end(output.buffer(), *rows == 0);
    if (auto flushed = output.flush(); !flushed)
        return flushed.error();
    return rows;
}

QByteArray formatRows(const QStringList &columns,
                      const QList<Row> &rows,
                      ExportFormat format,
                      const QString &table)
{
    ByteBuffer block;
    const TableFormat form(format, columns, table);
    QByteArray keep;
    for (const Row &row : rows) {
        form.beginRow(block);
        for (int column = 0; column < columns.size(); ++column)
            form.cell(block, column, Cell::of(row.value(column), keep));
        form.endRow(block);
    }
    ByteBuffer out;
    form.begin(out);
    form.appendRows(out, block.view(), true);
    form.end(out, rows.isEmpty());
    return out.view().toByteArray();
}

} // namespace tidemark
