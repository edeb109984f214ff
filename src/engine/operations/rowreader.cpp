#include "rowreader.h"

#include <QFileInfo>

namespace tidemark {

namespace {

using std::chrono::duration_cast;
using std::chrono::microseconds;
using std::chrono::steady_clock;

/// @p value, or its beginning; the whole size goes into @p cut under @p place.
Value shortened(const Value &value, qsizetype place, QHash<qsizetype, qint64> &cut)
{
    const bool isText = value.kind() == Value::Kind::Text;
    if (!isText && value.kind() != Value::Kind::Blob)
        return value;
    const QByteArray bytes = value.bytes();
    if (bytes.size() <= RowBrowser::MostBytesOfValue)
        return value;
    cut.insert(place, bytes.size());
    qsizetype end = RowBrowser::MostBytesOfValue;
    // Not within a character.
    while (isText && end > 0 && (static_cast<unsigned char>(bytes.at(end)) & 0xC0) == 0x80)
        --end;
    const QByteArray start(bytes.constData(), end); // a copy: left() would keep the whole
    return isText ? Value::text(start) : Value::blob(start);
}

void append(ReadRows &read, const Row &values, const QSet<int> &whole)
{
    Row row;
    row.reserve(values.size());
    for (int i = 0; i < values.size(); ++i) {
        const qsizetype place = read.rows.size() * values.size() + i;
        row.append(whole.contains(i) ? values.at(i) : shortened(values.at(i), place, read.cut));
    }
    read.rows.append(row);
}

Result<ReadRows> readLocally(SqliteConnection &connection,
                             const BoundStatement &bound,
                             const QSet<int> &whole,
                             const std::stop_token &stop)
{
    if (stop.stop_requested())
        return cancelled();
    const auto started = steady_clock::now();
    const SqliteInterrupt interrupt(connection, stop);
    auto statement = connection.prepare(bound.sql);
    if (!statement)
        return statement.error();
    for (int i = 0; i < bound.parameters.size(); ++i)
        statement->bind(i + 1, bound.parameters.at(i));
    ReadRows read;
    auto more = statement->step();
    for (; more && *more; more = statement->step())
        append(read, statement->row(), whole); // one row at a time: large values do not pile up
    if (!more)
        return more.error();
    read.cost = { .rowsRead = std::max<qint64>(statement->rowsScanned(), read.rows.size()),
                  .isLowerBound = true,
                  .duration = duration_cast<microseconds>(steady_clock::now() - started) };
    return read;
}

} // namespace

QCoro::Task<Result<RowReader>> RowReader::open(EnginePointer engine, Target target)
{
    RowReader reader;
    if (target.place == PlaceOfTarget::Remote) {
        const auto remote = co_await openRemote(engine->cloudflare, target);
        if (!remote)
            co_return remote.error();
        reader.m_remote = *remote;
        co_return reader;
    }
    if (!QFileInfo::exists(target.file))
        co_return missingDatabase(target);
    const SqliteOptions options = optionsFor(target, SqliteOptions::Access::ReadOnly);
    const auto local = co_await SqliteDatabase::open(target.file, options);
    if (!local)
        co_return local.error();
    reader.m_local = *local;
    co_return reader;
}

DatabasePointer RowReader::database() const
{
    if (m_local)
        return m_local;
    return m_remote;
}

QCoro::Task<Result<ReadRows>>
RowReader::read(BoundStatement statement, QSet<int> whole, std::stop_token stop) const
{
    const auto local = m_local;
    const auto remote = m_remote;
    if (local) {
        const auto reading = [statement, whole, stop](SqliteConnection &connection) {
            return readLocally(connection, statement, whole, stop);
        };
        co_return co_await local->with(reading);
    }
    const QList<BoundStatement> one{ statement };
    const auto results = co_await remote->read(one, stop);
    if (!results)
        co_return results.error();
    const ResultSet &result = results->first();
    ReadRows read;
    for (const Row &row : result.rows)
        append(read, row, whole);
    const QStringList regions = remote->cost().regions;
    read.cost = { .rowsRead = std::max<qint64>(result.rowsRead, 0),
                  .isLowerBound = result.rowsRead < 0,
                  .duration = result.duration,
                  .region = regions.isEmpty() ? QString() : regions.last() };
    co_return read;
}

} // namespace tidemark
