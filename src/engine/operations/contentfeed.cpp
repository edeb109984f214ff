#include "contentfeed.h"

#include <engine/recovery/tablescan.h>
#include <engine/sql/identifier.h>

#include <QSet>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype MostParameters = 100; // D1's limit for one statement
constexpr qsizetype BatchBytes = 500'000;
constexpr qsizetype BatchStatements = 500;
constexpr qsizetype StatementBytes = 90'000;

// Each table after those it references; a circle is cut where it is first met.
void appendParentsFirst(const Schema &schema,
                        const Table &table,
                        QSet<QString> &seen,
                        QList<Table> &ordered)
{
    if (seen.contains(table.name.toLower()))
        return;
    seen.insert(table.name.toLower());
    for (const ForeignKey &key : table.foreignKeys) {
        if (const Table *parent = schema.table(key.parent))
            appendParentsFirst(schema, *parent, seen, ordered);
    }
    ordered.append(table);
}

/// The option content= of a full text table: its value, empty text for '', nothing if it keeps its own.
std::optional<QByteArray> contentOption(const QByteArray &sql)
{
    QByteArray plain = sql.toLower();
    plain.replace(' ', "");
    const qsizetype at = plain.indexOf(",content=");
    if (at < 0)
        return std::nullopt;
    QByteArray value = plain.mid(at + 9);
    const auto end = std::ranges::find_if(value, [](char c) { return c == ',' || c == ')'; });
    value.truncate(end - value.begin());
    return value == "''" || value == "\"\"" ? QByteArray("") : value;
}

Error cannotBeSent(const QString &table, const QString &why)
{
    return { .kind = Error::Kind::Policy,
             .message = u"%1 cannot be made by statements: %2."_s.arg(table, why),
             .remedy = u"Restore into a new file with --into-new FILE --local instead."_s };
}

/// At the most: quotes are doubled, blobs become hexadecimal.
qsizetype literalBytes(const Row &row)
{
    qsizetype bytes = 0;
    for (const Value &value : row)
        bytes += 2 * value.bytes().size() + 30;
    return bytes;
}

qsizetype bytesOf(const Value &value)
{
    return value.bytes().size() + 10;
}

} // namespace

ContentFeed::ContentFeed(SqliteConnection connection)
    : m_connection(std::make_unique<SqliteConnection>(std::move(connection)))
{}

Result<ContentFeed> ContentFeed::open(const QString &file)
{
    auto connection = SqliteConnection::open(file, { .access = SqliteOptions::Access::ReadOnly });
    if (!connection)
        return connection.error();
    ContentFeed feed(std::move(*connection));
    if (auto read = feed.read(); !read)
        return read.error();
    return feed;
}

Result<> ContentFeed::read()
{
    const auto schema = m_connection->schema();
    if (!schema)
        return schema.error();
    const auto objects = m_connection->query({ contentObjectsQuery() });
    if (!objects)
        return objects.error();
    QSet<QString> seen;
    QList<Table> ordered;
    for (const Table &table : schema->tables)
        appendParentsFirst(*schema, table, seen, ordered);
    QSet<QString> shadows;
    for (const Table &table : std::as_const(ordered)) {
        if (table.kind == Table::Kind::Shadow)
            shadows.insert(table.name);
        if (table.kind == Table::Kind::Shadow || isEngineOwned(table.name)
            || isLockOrGuard(table.name))
            continue;
        const bool isVirtual = table.kind == Table::Kind::Virtual;
        if (isVirtual && !table.sql.toLower().contains("fts5"))
            return cannotBeSent(table.name, u"D1 knows no virtual tables but fts5"_s);
        const auto content = isVirtual ? contentOption(table.sql) : std::nullopt;
        if (content && content->isEmpty())
            return cannotBeSent(table.name, u"its text is nowhere (content='')"_s);
        if (content)
            m_rebuilds.append("INSERT INTO " + quoted(table.name) + '(' + quoted(table.name)
                              + ") VALUES ('rebuild')");
        else
            m_tables.append(table);
    }
    m_objects = contentObjects(objects->rows);
    m_objects.removeIf(
        [&shadows](const ContentObject &object) { return shadows.contains(object.name); });
    return Ok{};
}

QStringList ContentFeed::virtualTables() const
{
    QStringList names;
    for (const ContentObject &object : m_objects) {
        if (object.isVirtual)
            names.append(object.name);
    }
    return names;
}

QList<BoundStatement> ContentFeed::definitions(const QList<QByteArray> &types) const
{
    QList<BoundStatement> statements;
    for (const QByteArray &type : types) {
        for (const ContentObject &object : m_objects) {
            if (object.type == type)
                statements.append({ object.sql });
        }
    }
    return statements;
}

/// False if there is none left.
Result<bool> ContentFeed::openNextTable()
{
    if (m_nextTable >= m_tables.size())
        return false;
    const TableScan scan = scanOf(m_tables.at(m_nextTable));
    QByteArray select = scan.select;
    QList<QByteArray> columns = scan.columns;
    if (m_tables.at(m_nextTable).kind == Table::Kind::Virtual) {
        columns.prepend("rowid");
        select = "SELECT " + columns.join(',') + " FROM " + quoted(m_tables.at(m_nextTable).name);
    }
    auto cursor = m_connection->prepare(select);
    if (!cursor)
        return cursor.error();
    m_cursor = std::make_unique<SqliteStatement>(std::move(*cursor));
    m_columns = columns.size();
    m_insert = "INSERT INTO " + quoted(m_tables.at(m_nextTable).name) + " (" + columns.join(',')
               + ") VALUES ";
    ++m_nextTable;
    return true;
}

/// Empty if there are no rows left.
Result<QList<BoundStatement>> ContentFeed::rowBatch()
{
    // A row may reference one that comes later in the same batch.
    QList<BoundStatement> batch{ { "PRAGMA defer_foreign_keys = ON" } };
    qsizetype bytes = 0;
    bool full = false; // the last statement takes no more rows
    while (bytes < BatchBytes && batch.size() < BatchStatements) {
        if (!m_cursor) {
            const auto opened = openNextTable();
            if (!opened)
                return opened.error();
            if (!*opened)
                break;
            full = true;
        }
        const auto more = m_cursor->step();
        if (!more)
            return more.error();
        if (!*more) {
            m_cursor.reset();
            continue;
        }
        const Row row = m_cursor->row();
        const QByteArray values = '(' + QByteArray(",?").repeated(m_columns).mid(1) + ')';
        const qsizetype literal = literalBytes(row);
        m_statementBytes += literal;
        if (full || batch.size() == 1 || m_statementBytes > StatementBytes
            || batch.last().parameters.size() + m_columns > MostParameters) {
            batch.append({ m_insert + values });
            m_statementBytes = m_insert.size() + literal;
        } else {
            batch.last().sql += ',' + values;
        }
        full = false;
        batch.last().parameters += row;
        for (const Value &value : row)
            bytes += bytesOf(value);
        ++m_rows;
    }
    return batch.size() == 1 ? QList<BoundStatement>() : batch;
}

Result<QList<BoundStatement>> ContentFeed::ending()
{
    QList<BoundStatement> batch;
    const auto schema = m_connection->schema();
    if (schema && schema->table(u"sqlite_sequence"_s)) {
        const auto counters = m_connection->query({ "SELECT name, seq FROM sqlite_sequence" });
        if (!counters)
            return counters.error();
        for (const Row &counter : counters->rows) {
            batch.append({ "DELETE FROM sqlite_sequence WHERE name = ?", { counter.at(0) } });
            batch.append({ "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", counter });
        }
    }
    for (const QByteArray &rebuild : std::as_const(m_rebuilds))
        batch.append({ rebuild });
    return batch + definitions({ "index", "view", "trigger" });
}

Result<QList<BoundStatement>> ContentFeed::next()
{
    if (m_part == Part::Tables) {
        m_part = Part::Rows;
        const auto tables = definitions({ "table" });
        if (!tables.isEmpty())
            return tables;
    }
    if (m_part == Part::Rows) {
        auto rows = rowBatch();
        if (!rows || !rows->isEmpty())
            return rows;
        m_part = Part::Ending;
    }
    if (m_part == Part::Ending) {
        m_part = Part::Done;
        return ending();
    }
    return QList<BoundStatement>();
}

} // namespace tidemark
