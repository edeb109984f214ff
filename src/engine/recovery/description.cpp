#include "description.h"

#include "tablescan.h"

#include <engine/sql/identifier.h>

#include <QCryptographicHash>
#include <QtEndian>

#include <bit>
#include <cstring>
#include <sqlite3.h>
#include <vector>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int CountedBetweenStops = 4096;

/// The hash over rows: each value is a type letter and its bytes, lengths before texts and blobs, integers and reals as eight
/// little-endian bytes. BLAKE2b, because every row of a backup passes here twice and SHA-256 takes 2.5 times as long in Qt.
class ContentHash
{
public:
    void add(sqlite3_stmt *row, int columns)
    {
        for (int column = 0; column < columns; ++column)
            addValue(sqlite3_column_value(row, column));
    }

    [[nodiscard]] QString result()
    {
        flush();
        return QString::fromLatin1(m_hash.result().toHex());
    }

private:
    static constexpr qsizetype BufferBytes = 1 << 16;

    // The connection has no mutex and is used by this thread alone: "protected" in SQLite's sense.
    void addValue(sqlite3_value *value)
    {
        switch (sqlite3_value_type(value)) {
        case SQLITE_INTEGER:
            return addWord('I', static_cast<quint64>(sqlite3_value_int64(value)));
        case SQLITE_FLOAT:
            return addWord('R', std::bit_cast<quint64>(sqlite3_value_double(value)));
        case SQLITE_TEXT: {
            const void *text
                = sqlite3_value_text(value); // before its length: it may be turned into UTF-8
            return addBytes('T', text, sqlite3_value_bytes(value));
        }
        case SQLITE_BLOB: {
            const void *blob = sqlite3_value_blob(value);
            return addBytes('B', blob, sqlite3_value_bytes(value));
        }
        default:
            makeRoom(1);
            m_buffer[m_used++] = 'N';
        }
    }

    void addWord(char type, quint64 word)
    {
        makeRoom(1 + sizeof word);
        m_buffer[m_used] = type;
        qToLittleEndian(word, m_buffer.data() + m_used + 1);
        m_used += 1 + sizeof word;
    }

    void addBytes(char type, const void *data, int size)
    {
        addWord(type, static_cast<quint64>(size));
        if (size == 0)
            return;
        makeRoom(size);
        if (size > BufferBytes) {
            m_hash.addData(QByteArrayView(static_cast<const char *>(data), size));
            return;
        }
        std::memcpy(m_buffer.data() + m_used, data, static_cast<size_t>(size));
        m_used += static_cast<size_t>(size);
    }

    void makeRoom(qsizetype bytes)
    {
        if (static_cast<qsizetype>(m_used) + bytes > BufferBytes)
            flush();
    }

    void flush()
    {
        m_hash.addData(QByteArrayView(m_buffer.data(), static_cast<qsizetype>(m_used)));
        m_used = 0;
    }

    QCryptographicHash m_hash{ QCryptographicHash::Blake2b_256 };
    std::vector<char> m_buffer = std::vector<char>(BufferBytes);
    size_t m_used = 0;
};

/// Adds every row of @p table; returns how many there were.
Result<qint64>
addRows(SqliteConnection &database, const Table &table, ContentHash &hash, const Conduct &conduct)
{
    const TableScan scan = scanOf(table);
    auto statement = database.prepare(scan.select);
    if (!statement)
        return statement.error();
    const int columns = statement->columnCount();
    for (qint64 rows = 0;; ++rows) {
        const auto more = statement->step();
        if (!more)
            return more.error();
        if (!*more)
            return rows;
        hash.add(statement->handle(), columns);
        if (rows % CountedBetweenStops == 0 && conduct.stop.stop_requested())
            return cancelled();
    }
}

// A virtual table's content lies in its shadow tables, so that no module is needed to compare it.
Result<TableManifest> describeVirtual(SqliteConnection &database,
                                      const Schema &schema,
                                      const Table &table,
                                      const Conduct &conduct)
{
    ContentHash hash;
    for (const Table &shadow : schema.tables) {
        if (shadow.kind != Table::Kind::Shadow || ownerOf(shadow, schema) != &table)
            continue;
        if (const auto rows = addRows(database, shadow, hash, conduct); !rows)
            return rows.error();
    }
    const auto count
        = database.query({ "SELECT count(*) FROM " + quoted(table.name) }, conduct.stop);
    if (!count && count.error().kind == Error::Kind::Cancelled)
        return count.error();
    const qint64 rows
        = count ? count->rows.first().first().toInteger() : 0; // its module is missing here
    return TableManifest{ table.name, rows, hash.result() };
}

Result<TableManifest> describeTable(SqliteConnection &database,
                                    const Schema &schema,
                                    const Table &table,
                                    const Conduct &conduct)
{
    if (table.kind == Table::Kind::Virtual)
        return describeVirtual(database, schema, table, conduct);
    ContentHash hash;
    const auto rows = addRows(database, table, hash, conduct);
    if (!rows)
        return rows.error();
    return TableManifest{ table.name, *rows, hash.result() };
}

Result<QList<TableManifest>> describeList(SqliteConnection &database,
                                          const Schema &schema,
                                          const QList<Table> &tables,
                                          const Conduct &conduct)
{
    QList<TableManifest> manifests;
    for (const Table &table : tables) {
        report(conduct.progress,
               { .text = u"Reading %1"_s.arg(table.name),
                 .done = manifests.size(),
                 .total = tables.size() });
        // By name again: describeVirtual() compares with the schema's own object.
        auto manifest = describeTable(database, schema, *schema.table(table.name), conduct);
        if (!manifest)
            return manifest.error();
        manifests.append(std::move(*manifest));
    }
    return manifests;
}

QList<Table> bookkeepingTables(const Schema &schema)
{
    QList<Table> tables;
    for (const Table &table : schema.tables) {
        if (isBookkeeping(table))
            tables.append(table);
    }
    return tables;
}

Result<qint64> foreignKeyViolations(SqliteConnection &database)
{
    auto statement = database.prepare("PRAGMA foreign_key_check");
    if (!statement)
        return statement.error();
    for (qint64 count = 0;; ++count) {
        const auto more = statement->step();
        if (!more && more.error().kind == Error::Kind::Cancelled)
            return more.error();
        if (!more)
            return -1;
        if (!*more)
            return count;
    }
}

QString shortForm(const TableManifest &table)
{
    return u"%1 rows, %2…"_s.arg(table.rows).arg(table.contentHash.left(8));
}

QStringList tableDifferences(const QList<TableManifest> &expected,
                             const QList<TableManifest> &found)
{
    QStringList all;
    const auto named = [](const QList<TableManifest> &tables, const QString &name) {
        return std::find_if(tables.begin(), tables.end(), [&name](const TableManifest &table) {
            return table.name.compare(name, Qt::CaseInsensitive) == 0;
        });
    };
    for (const TableManifest &table : expected) {
        const auto other = named(found, table.name);
        if (other == found.end())
            all.append(u"table %1 is missing"_s.arg(table.name));
        else if (other->rows != table.rows || other->contentHash != table.contentHash)
            all.append(u"table %1: expected %2, found %3"_s.arg(
                table.name, shortForm(table), shortForm(*other)));
    }
    for (const TableManifest &table : found) {
        if (named(expected, table.name) == expected.end())
            all.append(u"table %1 is not expected"_s.arg(table.name));
    }
    return all;
}

} // namespace

Result<QList<TableManifest>> describeTables(SqliteConnection &database, const Conduct &conduct)
{
    const auto schema = database.schema();
    if (!schema)
        return schema.error();
    const SqliteInterrupt interrupt(database, conduct.stop);
    return describeList(database, *schema, schema->userPart().tables, conduct);
}

Result<Description> describe(SqliteConnection &database, const Conduct &conduct)
{
    const auto schema = database.schema();
    if (!schema)
        return schema.error();
    const SqliteInterrupt interrupt(database, conduct.stop);
    auto tables = describeList(database, *schema, schema->userPart().tables, conduct);
    if (!tables)
        return tables.error();
    auto bookkeeping = describeList(database, *schema, bookkeepingTables(*schema), conduct);
    if (!bookkeeping)
        return bookkeeping.error();
    const auto violations = foreignKeyViolations(database);
    if (!violations)
        return violations.error();
    return Description{ fingerprint(*schema), *tables, *bookkeeping, *violations };
}

QStringList differences(const Description &expected, const Description &found)
{
    QStringList all;
    if (expected.fingerprint != found.fingerprint)
        all.append(u"the schema's fingerprint differs"_s);
    all += tableDifferences(expected.tables, found.tables);
    all += tableDifferences(expected.bookkeeping, found.bookkeeping);
    if (expected.foreignKeyViolations != found.foreignKeyViolations) {
        all.append(
            u"rows without a parent: expected %1, found %2"_s.arg(expected.foreignKeyViolations)
                .arg(found.foreignKeyViolations));
    }
    return all;
}

} // namespace tidemark
