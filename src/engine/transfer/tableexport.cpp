#include "tableexport.h"

#include "output.h"
#include "tableformat.h"

#include <engine/sql/identifier.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 RowsBetweenReports = 4096;

// The name as the schema has it; a name that is not in it would be taken for a string by SQLite.
Result<QString> knownName(SqliteConnection &source, const QString &table)
{
    const auto schema = source.schema();
    if (!schema)
        return schema.error();
    if (const Table *found = schema->table(table))
        return found->name;
    if (const View *found = schema->view(table))
        return found->name;
    return Error{ .kind = Error::Kind::Usage,
                  .message = u"There is no table or view %1."_s.arg(table),
                  .remedy = u"Name one of those that `tidemark-cli tables` lists."_s };
}

} // namespace

Result<qint64> exportTable(SqliteConnection &source,
                           const QString &table,
                           QIODevice &out,
                           ExportFormat format,
                           const Conduct &conduct)
{
    const auto name = knownName(source, table);
    if (!name)
        return name.error();
    const SqliteInterrupt interrupt(source, conduct.stop);
    auto statement = source.prepare(QByteArray("SELECT * FROM " + quoted(*name)));
    if (!statement)
        return statement.error();
    QStringList columns;
    for (int column = 0; column < statement->columnCount(); ++column)
        columns.append(statement->columnName(column));

    BufferedOutput output(out);
    const TableFormat form(format, columns);
    form.begin(output.buffer());
    const ConnectionLock lock(statement->handle());
    qint64 rows = 0;
    for (;; ++rows) {
        const auto more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            break;
        form.beginRow(output.buffer(), rows == 0);
        for (int column = 0; column < columns.size(); ++column)
            form.cell(output.buffer(), column, Cell::of(statement->handle(), column));
        form.endRow(output.buffer());
        if (auto drained = output.drain(); !drained)
            return drained.error();
        if (rows % RowsBetweenReports == 0) {
            if (conduct.stop.stop_requested())
                return cancelled();
            report(conduct.progress, { .text = u"Exporting %1"_s.arg(*name), .done = rows });
        }
    }
    form.end(output.buffer(), rows == 0);
    if (auto flushed = output.flush(); !flushed)
        return flushed.error();
    return rows;
}

QByteArray formatRows(const QStringList &columns, const QList<Row> &rows, ExportFormat format)
{
    QByteArray out;
    const TableFormat form(format, columns);
    form.begin(out);
    bool isFirst = true;
    QByteArray keep;
    for (const Row &row : rows) {
        form.beginRow(out, isFirst);
        for (int column = 0; column < columns.size(); ++column)
            form.cell(out, column, Cell::of(row.value(column), keep));
        form.endRow(out);
        isFirst = false;
    }
    form.end(out, isFirst);
    return out;
}

} // namespace tidemark
