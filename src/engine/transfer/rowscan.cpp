#include "rowscan.h"

#include "rowshare.h"

#include <future>

namespace tidemark {

namespace {

constexpr qsizetype ScanBlockBytes = 1 << 18; // stays in a core's cache until it is written
constexpr qsizetype WaitingBytes = 1 << 21; // what a reader may have ready before its turn

/// One reader's part of a scan.
class Scanner
{
public:
    Scanner(const RowFormat &format, const Conduct &conduct)
        : m_format(format)
        , m_conduct(conduct)
    {}

    /// Steps to the end; calls @p full whenever the block has grown to @p bytes. Returns the number of rows.
    template<typename Full>
    Result<qint64> run(SqliteStatement &statement, qsizetype bytes, const Full &full)
    {
        qint64 rows = 0;
        for (;; ++rows) {
            const auto more = statement.step();
            if (!more)
                return more.error();
            if (!*more)
                return rows;
            m_format(statement.handle(), m_block);
            if (m_block.bytes.size() < bytes)
                continue;
            if (auto taken = full(m_block); !taken)
                return taken.error();
            m_block.clear();
            if (m_conduct.stop.stop_requested())
                return cancelled();
        }
    }
    RowBlock &block() { return m_block; }

private:
    const RowFormat &m_format;
    const Conduct &m_conduct;
    RowBlock m_block;
};

Result<qint64> scanAlone(SqliteConnection &reader,
                         const RowQuery &query,
                         const RowFormat &format,
                         const BlockSink &sink,
                         const Conduct &conduct)
{
    auto statement = reader.prepare(query.select);
    if (!statement)
        return statement.error();
    Scanner scanner(format, conduct);
    const auto rows = scanner.run(*statement, ScanBlockBytes, sink);
    if (!rows)
        return rows;
    if (auto taken = sink(scanner.block()); !taken)
        return taken.error();
    return rows;
}

// Carries out parts of the scan until none is left.
Result<> scanParts(SqliteConnection &reader,
                   const RowQuery &query,
                   RowShare &share,
                   Scanner scanner,
                   const BlockSink &sink)
{
    auto statement = reader.prepare(QByteArray(query.select + " WHERE " + query.rowid
                                               + " BETWEEN ? AND ? ORDER BY " + query.rowid));
    if (!statement)
        return statement.error();
    // Only whose turn it is may write; a block that has grown too large waits for it here.
    while (const auto part = share.next()) {
        const auto take = [&](const RowBlock &block) {
            return share.waitForTurn(*part) ? sink(block) : Result<>(cancelled());
        };
        statement->reset();
        statement->bind(1, Value::integer(part->first));
        statement->bind(2, Value::integer(part->last));
        const auto rows = scanner.run(*statement, WaitingBytes, take);
        if (!rows)
            return rows.error();
        if (auto taken = take(scanner.block()); !taken)
            return taken.error();
        scanner.block().clear();
        share.finish(*part, *rows);
    }
    return Ok{};
}

Result<std::optional<RowRange>> rangeOf(SqliteConnection &reader, const RowQuery &query)
{
    const qsizetype from = query.select.lastIndexOf(" FROM ");
    const QByteArray source = query.select.sliced(from);
    // Each by itself: SQLite finds one end of a table at once, both together by reading all of it.
    const auto found = reader.query({ "SELECT (SELECT min(" + query.rowid + ')' + source
                                      + "), (SELECT max(" + query.rowid + ')' + source + ')' });
    if (!found)
        return found.error();
    const Row ends = found->rows.first();
    if (ends.at(0).isNull())
        return std::optional<RowRange>();
    return std::optional(RowRange{ ends.at(0).toInteger(), ends.at(1).toInteger() });
}

// Of two that failed, the one that made the other give up; nullptr if none did.
const Result<> *firstFailure(const Result<> &own, const Result<> &other)
{
    if (own && other)
        return nullptr;
    const bool isOwn = !own && (other || own.error().kind != Error::Kind::Cancelled);
    return isOwn ? &own : &other;
}

} // namespace

Result<qint64> scanRows(Readers &readers,
                        const RowQuery &query,
                        const RowFormat &format,
                        const BlockSink &sink,
                        const Conduct &conduct)
{
    if (conduct.stop.stop_requested())
        return cancelled();
    if (!readers.second() || query.rowid.isEmpty())
        return scanAlone(readers.first(), query, format, sink, conduct);
    const auto range = rangeOf(readers.first(), query);
    if (!range)
        return range.error();
    if (!*range || !RowShare::isWorthwhile(**range))
        return scanAlone(readers.first(), query, format, sink, conduct);

    RowShare share(**range);
    const auto work = [&](SqliteConnection &reader) {
        auto done = scanParts(reader, query, share, Scanner(format, conduct), sink);
        if (!done)
            share.abandon();
        return done;
    };
    const SqliteInterrupt interrupt(*readers.second(), conduct.stop);
    auto other = std::async(std::launch::async, work, std::ref(*readers.second()));
    const auto own = work(readers.first());
    const auto others = other.get();
    if (const auto *failed = firstFailure(own, others))
        return failed->error();
    return share.rows();
}

} // namespace tidemark
