#include "querycopy.h"

#include "contentobjects.h"
#include "tablescan.h"

#include <engine/database/sqlite/sqlitedatabase.h>
#include <engine/sql/identifier.h>
#include <engine/sql/schemareader.h>

#include <QFile>
#include <QFileInfo>

#include <numeric>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// An answer of about this size keeps memory and the time of one request small.
constexpr qsizetype WantedPageBytes = 500'000;
constexpr qint64 FirstPage = 250;
constexpr qint64 LargestPage = 10'000;

struct Source {
    Schema schema;
    QList<ContentObject> objects;
};

QCoro::Task<Result<Source>> readSource(DatabasePointer database, std::stop_token stop)
{
    const QList<BoundStatement> questions{ { schemaQuery(), {} }, { contentObjectsQuery(), {} } };
    const auto answers = co_await database->read(questions, stop);
    if (!answers)
        co_return answers.error();
    const auto schema = schemaFromRows(answers->value(0).rows);
    if (!schema)
        co_return schema.error();
    Source source{ .schema = *schema, .objects = contentObjects(answers->value(1).rows) };
    co_return source;
}

Result<> makeTables(SqliteConnection &copy, const QList<ContentObject> &objects)
{
    if (auto begun = copy.run("BEGIN IMMEDIATE"); !begun)
        return begun;
    auto made = createObjects(copy, objects, "table");
    if (!made) {
        static_cast<void>(copy.run("ROLLBACK"));
        return made;
    }
    return copy.run("COMMIT");
}

// True if @p copy has the source's tables and nothing else: what a cut-off copy leaves.
bool isBeginning(SqliteConnection &copy, const QList<ContentObject> &objects)
{
    const auto rows = copy.query({ contentObjectsQuery() });
    if (!rows)
        return false;
    const auto tables = [](const QList<ContentObject> &all) {
        QMap<QString, QByteArray> found;
        for (const ContentObject &object : all) {
            if (object.type == "table" && !object.isVirtual)
                found.insert(object.name, object.sql);
        }
        return found;
    };
    const auto there = contentObjects(rows->rows);
    return tables(there) == tables(objects) && there.size() == tables(there).size();
}

QCoro::Task<Result<std::shared_ptr<SqliteDatabase>>> openCopy(QString file, Source source)
{
    SqliteOptions options;
    options.access = SqliteOptions::Access::Create;
    options.foreignKeys = false;
    const bool existed = QFileInfo::exists(file);
    const auto objects = source.objects;
    auto copy = co_await SqliteDatabase::open(file, options);
    if (copy && existed) {
        const auto asking
            = [objects](SqliteConnection &connection) { return isBeginning(connection, objects); };
        if (co_await (*copy)->with(asking))
            co_return copy;
    }
    if (existed) {
        copy = Error{};
        for (const QString &suffix : { u""_s, u"-journal"_s, u"-wal"_s })
            QFile::remove(QString(file + suffix));
        copy = co_await SqliteDatabase::open(file, options);
    }
    if (!copy)
        co_return copy.error();
    QFile::setPermissions(file, QFile::ReadOwner | QFile::WriteOwner);
    const auto making
        = [objects](SqliteConnection &connection) { return makeTables(connection, objects); };
    const auto made = co_await (*copy)->with(making);
    if (!made)
        co_return made.error();
    co_return copy;
}

qsizetype bytesOf(const Row &row)
{
    return std::accumulate(
        row.begin(), row.end(), qsizetype(0), [](qsizetype sum, const Value &value) {
            return sum + 16 + (value.kind() >= Value::Kind::Text ? value.bytes().size() : 0);
        });
}

/// One table on its way.
class TablePager
{
public:
    explicit TablePager(const Table &table)
        : m_scan(scanOf(table))
    {
        for (const QByteArray &column : m_scan.key)
            m_places.append(m_scan.columns.indexOf(column));
    }

    /// Behind the row whose key is @p last; from the start if that is empty.
    [[nodiscard]] BoundStatement nextPage(const Row &last) const
    {
        QByteArray select = m_scan.select;
        if (m_scan.key.isEmpty()) {
            select += " LIMIT " + QByteArray::number(m_size) + " OFFSET "
                      + QByteArray::number(m_taken);
            return { select, {} };
        }
        if (!last.isEmpty()) {
            const QByteArray marks = QByteArray(",?").repeated(m_scan.key.size()).mid(1);
            const QByteArray where
                = " WHERE (" + m_scan.key.join(',') + ") > (" + marks + ") ORDER BY ";
            select.replace(select.lastIndexOf(" ORDER BY "), 10, where);
        }
        return { select + " LIMIT " + QByteArray::number(m_size), last };
    }
    /// The greatest key a copy has; no row if it has none.
    [[nodiscard]] QByteArray greatestKey(const QString &table) const
    {
        QByteArray order;
        for (const QByteArray &column : m_scan.key)
            order += (order.isEmpty() ? "" : ",") + column + " DESC";
        return "SELECT " + m_scan.key.join(',') + " FROM " + quoted(table) + " ORDER BY " + order
               + " LIMIT 1";
    }
    [[nodiscard]] Row keyOf(const Row &row) const
    {
        Row key;
        for (const qsizetype place : m_places)
            key.append(row.at(place));
        return key;
    }
    void took(const QList<Row> &rows)
    {
        m_taken += rows.size();
        qsizetype bytes = 1;
        for (const Row &row : rows)
            bytes += bytesOf(row);
        const qint64 fitting = std::max<qint64>(1, rows.size() * WantedPageBytes / bytes);
        m_size = std::clamp<qint64>(fitting, 1, std::min(LargestPage, m_size * 4));
    }
    [[nodiscard]] bool hasKey() const { return !m_scan.key.isEmpty(); }
    [[nodiscard]] const QByteArray &insert() const { return m_scan.insert; }
    [[nodiscard]] qint64 size() const { return m_size; }

private:
    TableScan m_scan;
    QList<qsizetype> m_places = {};
    qint64 m_size = FirstPage;
    qint64 m_taken = 0;
};

Result<> insertRows(SqliteConnection &copy, const QByteArray &insert, const QList<Row> &rows)
{
    const ChecksIgnored ignored(copy);
    if (auto begun = copy.run("BEGIN IMMEDIATE"); !begun)
        return begun;
    Result<> outcome = Ok{};
    {
        auto statement = copy.prepare(insert);
        if (!statement)
            outcome = statement.error();
        for (const Row &row : outcome ? rows : QList<Row>()) {
            for (int column = 0; column < row.size(); ++column)
                statement->bind(column + 1, row.at(column));
            if (const auto stepped = statement->step(); !stepped) {
                outcome = stepped.error();
                break;
            }
            statement->reset();
        }
    }
    if (!outcome) {
        static_cast<void>(copy.run("ROLLBACK"));
        return outcome;
    }
    return copy.run("COMMIT");
}

struct Start {
    Row key = {};
    qint64 rows = 0;
};

// What a cut-off copy already has of a table.
Result<Start> startOf(SqliteConnection &copy, const TablePager &pager, const QString &table)
{
    if (!pager.hasKey()) {
        if (auto cleared = copy.run(QByteArray("DELETE FROM " + quoted(table))); !cleared)
            return cleared.error();
        return Start{};
    }
    const auto last = copy.query({ pager.greatestKey(table) });
    if (!last)
        return last.error();
    const auto count = copy.query({ "SELECT count(*) FROM " + quoted(table) });
    if (!count)
        return count.error();
    return Start{ .key = last->rows.value(0), .rows = count->rows.value(0).value(0).toInteger() };
}

QCoro::Task<Result<QueryCopy>> copyTable(DatabasePointer source,
                                         std::shared_ptr<SqliteDatabase> copy,
                                         Table table,
                                         QueryCopy done,
                                         Conduct conduct)
{
    TablePager pager(table);
    const auto starting = [pager, name = table.name](SqliteConnection &connection) {
        return startOf(connection, pager, name);
    };
    const auto start = co_await copy->with(starting);
    if (!start)
        co_return start.error();
    Row last = start->key;
    qint64 rows = start->rows;
    done.resumedRows += rows;
    for (bool more = true; more;) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        report(conduct.progress,
               { .text = u"Copying %1, %2 rows"_s.arg(table.name).arg(rows),
                 .done = done.total() + rows });
        const QList<BoundStatement> page{ pager.nextPage(last) };
        const auto answers = co_await source->read(page, conduct.stop);
        if (!answers)
            co_return answers.error();
        const QList<Row> found = answers->value(0).rows;
        done.pages += 1;
        more = found.size() == pager.size();
        if (found.isEmpty())
            break;
        const QByteArray insert = pager.insert();
        const auto inserting = [insert, found](SqliteConnection &connection) {
            return insertRows(connection, insert, found);
        };
        const auto inserted = co_await copy->with(inserting);
        if (!inserted)
            co_return inserted.error();
        rows += found.size();
        last = pager.keyOf(found.constLast());
        pager.took(found);
    }
    done.rows.insert(table.name, rows);
    co_return done;
}

Result<> replaceRows(SqliteConnection &copy,
                     const QByteArray &table,
                     const QByteArray &columns,
                     const QList<Row> &rows)
{
    if (auto cleared = copy.run(QByteArray("DELETE FROM " + table)); !cleared)
        return cleared;
    const auto count = columns.count(',') + 1;
    const QByteArray insert = "INSERT INTO " + table + " (" + columns + ") VALUES ("
                              + QByteArray(",?").repeated(count).mid(1) + ')';
    return insertRows(copy, insert, rows);
}

/// Counters and statistics as they are in the source, and what is made after the rows.
struct Remainder {
    QList<ContentObject> objects;
    std::optional<QList<Row>> sequences = {};
    std::optional<QList<Row>> statistics = {};
};

Result<> finish(SqliteConnection &copy, const Remainder &rest)
{
    if (rest.sequences) {
        if (auto set = replaceRows(copy, "sqlite_sequence", "name,seq", *rest.sequences); !set)
            return set;
    }
    for (const char *type : { "index", "view", "trigger" }) {
        if (auto created = createObjects(copy, rest.objects, type); !created)
            return created;
    }
    if (rest.statistics) {
        if (auto made = copy.run("ANALYZE sqlite_schema"); !made)
            return made;
        if (auto set = replaceRows(copy, "sqlite_stat1", "tbl,idx,stat", *rest.statistics); !set)
            return set;
    }
    return registerVirtualTables(copy, rest.objects);
}

QCoro::Task<Result<Remainder>>
readRemainder(DatabasePointer database, Source source, std::stop_token stop)
{
    Remainder rest{ .objects = source.objects };
    QList<BoundStatement> questions;
    const bool hasSequences = source.schema.table(u"sqlite_sequence"_s);
    const bool hasStatistics = source.schema.table(u"sqlite_stat1"_s);
    if (hasSequences)
        questions.append({ "SELECT name, seq FROM sqlite_sequence "
                           "WHERE lower(name) NOT GLOB '_cf_*' ORDER BY rowid" });
    if (hasStatistics)
        questions.append({ "SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY rowid" });
    if (questions.isEmpty())
        co_return rest;
    const auto answers = co_await database->read(questions, stop);
    if (!answers)
        co_return answers.error();
    if (hasSequences)
        rest.sequences = answers->constFirst().rows;
    if (hasStatistics)
        rest.statistics = answers->constLast().rows;
    co_return rest;
}

} // namespace

qint64 QueryCopy::total() const
{
    return std::accumulate(rows.begin(), rows.end(), qint64(0));
}

QCoro::Task<Result<QueryCopy>> copyByQueries(DatabasePointer source, QString file, Conduct conduct)
{
    const auto stop = conduct.stop;
    const auto content = co_await readSource(source, stop);
    if (!content)
        co_return content.error();
    const auto copy = co_await openCopy(file, *content);
    if (!copy)
        co_return copy.error();
    QueryCopy done;
    for (const ContentObject &object : content->objects) {
        const Table *table = content->schema.table(object.name);
        if (object.type != "table" || object.isVirtual || !table)
            continue;
        const Table wanted = *table;
        const auto copied = co_await copyTable(source, *copy, wanted, done, conduct);
        if (!copied)
            co_return copied.error();
        done = *copied;
    }
    const auto rest = co_await readRemainder(source, *content, stop);
    if (!rest)
        co_return rest.error();
    const Remainder &remainder = *rest;
    const auto finishing
        = [remainder](SqliteConnection &connection) { return finish(connection, remainder); };
    const auto finished = co_await (*copy)->with(finishing);
    if (!finished)
        co_return finished.error();
    co_return done;
}

} // namespace tidemark
