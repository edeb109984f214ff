#include "rowsource.h"

#include <engine/sql/identifier.h>

namespace tidemark {

namespace {

// Stored columns in declaration order: what an INSERT can be given.
QByteArray storedColumns(const Table &table)
{
    QByteArray list;
    for (const Column &column : table.columns) {
        if (column.kind != Column::Kind::Ordinary)
            continue;
        if (!list.isEmpty())
            list += ", ";
        list += quoted(column.name);
    }
    return list;
}

} // namespace

RowSource rowsOf(const QString &file)
{
    return [file](const Table &table,
                  const std::function<Result<>(const Row &)> &insert) -> Result<> {
        SqliteOptions options;
        options.access = SqliteOptions::Access::ReadOnly;
        auto connection = SqliteConnection::open(file, options);
        if (!connection)
            return connection.error();
        const QByteArray select = "SELECT " + storedColumns(table) + " FROM " + quoted(table.name);
        auto statement = connection->prepare(select);
        if (!statement)
            return statement.error();
        while (true) {
            const auto more = statement->step();
            if (!more)
                return more.error();
            if (!*more)
                return Ok{};
            if (auto inserted = insert(statement->row()); !inserted)
                return inserted.error();
        }
    };
}

} // namespace tidemark
