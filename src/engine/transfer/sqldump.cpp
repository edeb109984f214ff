#include "sqldump.h"

#include "cell.h"
#include "dumprows.h"

#include <engine/sql/identifier.h>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

// What the dump is made of, in the order of sqlite_schema.
struct Selection {
    QList<Table> tables;
    QList<Index> indexes;
    QList<View> views;
    QList<Trigger> triggers;
    bool isWhole = true;

    [[nodiscard]] bool hasTable(const QString &name) const
    {
        return std::any_of(tables.begin(), tables.end(), [&name](const Table &table) {
            return table.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    }
    [[nodiscard]] bool hasView(const QString &name) const
    {
        return std::any_of(views.begin(), views.end(), [&name](const View &view) {
            return view.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    }
};

bool isExportable(const Table &table)
{
    const QString &name = table.name;
    return table.kind != Table::Kind::Shadow && !name.startsWith("sqlite_"_L1, Qt::CaseInsensitive)
           && !name.startsWith("_cf_"_L1, Qt::CaseInsensitive) && name != "_tidemark_lock"_L1
           && name != "_tidemark_guard"_L1 && name != "_tidemark_pieces"_L1;
}

Result<> requireNames(const Schema &schema, const QStringList &names)
{
    for (const QString &name : names) {
        const Table *table = schema.table(name);
        if ((table && isExportable(*table)) || schema.view(name))
            continue;
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"There is no table or view %1 to export."_s.arg(name),
                      .remedy = u"Name one of those that `tidemark-cli tables` lists."_s };
    }
    return Ok{};
}

Selection select(const Schema &schema, const QStringList &names)
{
    const auto isWanted = [&names](const QString &name) {
        return names.isEmpty() || names.contains(name, Qt::CaseInsensitive);
    };
    Selection selection{ .isWhole = names.isEmpty() };
    for (const Table &table : schema.tables) {
        if (isExportable(table) && isWanted(table.name))
            selection.tables.append(table);
    }
    for (const View &view : schema.views) {
        if (isWanted(view.name))
            selection.views.append(view);
    }
    for (const Index &index : schema.indexes) {
        if (!index.sql.isEmpty() && selection.hasTable(index.table))
            selection.indexes.append(index);
    }
    for (const Trigger &trigger : schema.triggers) {
        if (selection.hasTable(trigger.table) || selection.hasView(trigger.table))
            selection.triggers.append(trigger);
    }
    return selection;
}

template<typename Objects>
void writeDefinitions(BufferedOutput &out, const Objects &objects)
{
    for (const auto &object : objects)
        out.buffer().append(object.sql).append(";\n");
}

Error withoutContent(const Table &table)
{
    return {
        .kind = Error::Kind::Policy,
        .message = u"The full-text table %1 stores no content, only its index: its rows cannot be "
                   "exported."_s.arg(table.name),
        .remedy
        = u"Export the other tables by name, or the schema alone; `tidemark-cli backup` keeps everything."_s
    };
}

Result<>
writeRows(Readers &readers, const Selection &selection, BufferedOutput &out, const Conduct &conduct)
{
    DumpRows rows(out);
    QByteArray rebuilds;
    qint64 done = 0;
    for (const Table &table : selection.tables) {
        const Progress progress{ .text = u"Exporting %1"_s.arg(table.name),
                                 .done = done++,
                                 .total = selection.tables.size() };
        report(conduct.progress, progress);
        const auto content
            = table.kind == Table::Kind::Virtual ? virtualContent(table) : VirtualContent::Rows;
        if (content == VirtualContent::Lost)
            return withoutContent(table);
        if (content == VirtualContent::Rebuilt) {
            rebuilds += "INSERT INTO " + quoted(table.name) + " (" + quoted(table.name)
                        + ") VALUES ('rebuild');\n";
            continue;
        }
        if (auto written = rows.writeTable(readers, table, conduct); !written)
            return written.error();
    }
    rows.finish();
    out.buffer().append(rebuilds);
    return Ok{};
}

// The rows above have set sequences of their own, so the old ones go first.
Result<> writeSequences(SqliteConnection &source, const Selection &selection, BufferedOutput &out)
{
    auto statement = source.prepare("SELECT name, seq FROM sqlite_sequence");
    if (!statement)
        return statement.error();
    ByteBuffer inserts;
    while (true) {
        const auto more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            break;
        if (!selection.hasTable(statement->value(0).toString()))
            continue;
        inserts.append("INSERT INTO sqlite_sequence (name,seq) VALUES (");
        appendSqlLiteral(inserts, Cell::of(statement->handle(), 0));
        inserts.append(',');
        appendSqlLiteral(inserts, Cell::of(statement->handle(), 1));
        inserts.append(");\n");
    }
    if (selection.isWhole) {
        out.buffer().append("DELETE FROM sqlite_sequence;\n");
    } else {
        for (const Table &table : selection.tables)
            out.buffer()
                .append("DELETE FROM sqlite_sequence WHERE name=")
                .append(quotedString(table.name.toUtf8()))
                .append(";\n");
    }
    out.buffer().append(inserts.view());
    return Ok{};
}

bool hasAutoincrement(const Schema &schema, const Selection &selection)
{
    // sqlite_sequence stays in a database whose last AUTOINCREMENT table is gone; where the dump is read it may not exist.
    return schema.table(u"sqlite_sequence"_s)
           && std::any_of(selection.tables.begin(), selection.tables.end(), [](const Table &table) {
                  return table.sql.toUpper().contains("AUTOINCREMENT");
              });
}

} // namespace

Result<> exportSql(SqliteConnection &source,
                   QIODevice &out,
                   const DumpOptions &options,
                   const Conduct &conduct)
{
    auto readers = Readers::begin(source, options.readers);
    if (!readers)
        return readers.error();
    const auto schema = source.schema();
    if (!schema)
        return schema.error();
    if (auto known = requireNames(*schema, options.tables); !known)
        return known.error();
    const Selection selection = select(*schema, options.tables);

    const SqliteInterrupt interrupt(source, conduct.stop);
    BufferedOutput output(out);
    // The pragma first, as in D1's own exports; comments before a statement are part of it for every reader.
    output.buffer().append("PRAGMA defer_foreign_keys=TRUE;\n-- Tidemark " TIDEMARK_VERSION "\n");
    if (options.schema)
        writeDefinitions(output, selection.tables);
    if (options.data) {
        if (auto written = writeRows(*readers, selection, output, conduct); !written)
            return written.error();
        if (hasAutoincrement(*schema, selection)) {
            if (auto written = writeSequences(source, selection, output); !written)
                return written.error();
        }
    }
    if (options.schema) {
        writeDefinitions(output, selection.indexes);
        writeDefinitions(output, selection.views);
        writeDefinitions(output, selection.triggers);
    }
    return output.flush();
}

} // namespace tidemark
