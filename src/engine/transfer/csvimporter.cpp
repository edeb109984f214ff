#include "csvimporter.h"

#include "cell.h"

#include <engine/sql/identifier.h>

#include <sqlite3.h>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr qint64 RowsBetweenLooks = 1024;
// Room for a chunk's pages, so that they are written once, by the commit.
constexpr auto LargerCache = "PRAGMA main.cache_size = -20000";

} // namespace

CsvImporter::CsvImporter(SqliteConnection &connection,
                         const CsvImportRequest &request,
                         const Conduct &conduct)
    : m_connection(connection)
    , m_request(request)
    , m_conduct(conduct)
{}

Result<CsvImportReport> CsvImporter::run()
{
    if (auto prepared = prepare(); !prepared)
        return prepared.error();
    for (bool isMore = true; isMore;) {
        const auto chunk = importChunk();
        if (!chunk)
            return undone(chunk.error());
        isMore = *chunk;
    }
    const auto rows = countRows();
    m_report.rowsAfter = rows ? *rows : -1; // every row is in, whatever ends the counting
    m_report.counts = m_progress.counts;
    m_report.rowsBefore = m_progress.rowsBefore;
    m_report.rejects = m_progress.rejects;
    return m_report;
}

Result<> CsvImporter::prepare()
{
    if (m_request.from) {
        m_progress = *m_request.from;
        m_report.resumedAt = m_progress.mark.line;
    } else {
        m_progress.safetyPoint = m_request.safetyPoint;
        m_isTableMissing = !m_request.plan.create.isEmpty();
        m_isHeaderNext = m_request.plan.hasHeader;
    }
    m_progress.plan = m_request.plan;
    const CsvPlan &plan = m_progress.plan;
    for (const CsvColumn &column : plan.columns)
        m_kinds.push_back(columnKind(column.type));
    auto source = CsvSource::open(plan.file, plan.encoding, plan.markBytes, plan.delimiter);
    if (!source)
        return source.error();
    m_source.emplace(std::move(*source));
    if (m_request.from) {
        if (auto gone = m_source->goTo(m_progress.mark); !gone)
            return gone.error();
    }
    if (auto opened = openRejects(); !opened)
        return opened.error();
    if (!m_request.from && !m_isTableMissing) {
        const auto rows = countRows();
        if (!rows)
            return rows.error();
        m_progress.rowsBefore = *rows;
    }
    m_committed = m_progress;
    return m_connection.run(LargerCache);
}

Result<> CsvImporter::openRejects()
{
    const bool isGoingOn = m_request.from && !m_progress.rejects.isEmpty();
    if (isGoingOn && !m_request.rejects.isEmpty() && m_request.rejects != m_progress.rejects) {
        return Error{ .kind = Error::Kind::Usage,
                      .message = u"The bad rows found so far are in %1, not in %2."_s.arg(
                          m_progress.rejects, m_request.rejects),
                      .remedy = u"Leave out --rejects: the import goes on with its file."_s };
    }
    if (!isGoingOn && m_request.rejects.isEmpty())
        return Ok{};
    auto rejects = isGoingOn ? CsvRejects::reopen(m_progress.rejects, m_progress.rejectsBytes)
                             : CsvRejects::create(m_request.rejects, m_request.mayOverwriteRejects);
    if (!rejects)
        return rejects.error();
    m_rejects.emplace(std::move(*rejects));
    if (!isGoingOn)
        m_progress.rejects = m_request.rejects;
    return Ok{};
}

Result<qint64> CsvImporter::countRows()
{
    const auto counted = m_connection.query(
        { "SELECT count(*) FROM " + quoted(m_progress.plan.table) }, m_conduct.stop);
    if (!counted)
        return counted.error();
    return counted->rows.first().first().toInteger();
}

Result<bool> CsvImporter::importChunk()
{
    if (m_conduct.stop.stop_requested())
        return cancelled();
    report(m_conduct.progress,
           { .text = u"Importing into %1: %2 rows read"_s.arg(m_progress.plan.table)
                         .arg(m_progress.counts.read),
             .done = m_source->bytesRead(),
             .total = m_source->fileBytes() });
    if (auto begun = m_connection.run("BEGIN IMMEDIATE"); !begun)
        return begun.error();
    if (auto proved = runAll(m_request.before); !proved)
        return proved.error();
    const auto isMore = fillChunk();
    if (!isMore)
        return isMore.error();
    if (auto closed = closeChunk(!*isMore); !closed)
        return closed.error();
    if (auto committed = m_connection.run("COMMIT"); !committed)
        return committed.error();
    ++m_report.chunks;
    m_committed = m_progress;
    m_isTableMissing = false;
    return *isMore;
}

Result<> CsvImporter::runAll(const QList<BoundStatement> &statements)
{
    for (const BoundStatement &statement : statements) {
        if (const auto done = m_connection.query(statement); !done)
            return done.error();
    }
    return Ok{};
}

Result<bool> CsvImporter::fillChunk()
{
    if (m_isTableMissing) {
        // Not through run(): D1's limits count for it.
        if (const auto made = m_connection.query({ m_progress.plan.create }); !made)
            return made.error();
    }
    auto statement = m_connection.prepare(m_progress.plan.insertStatement());
    if (!statement)
        return statement.error();
    return writeRecords(statement->handle());
}

Result<bool> CsvImporter::writeRecords(sqlite3_stmt *statement)
{
    const qint64 start = m_source->position();
    for (qint64 rows = 0;
         rows < m_request.chunkRows && m_source->position() - start < m_request.chunkBytes;) {
        const auto more = m_source->next();
        if (!more)
            return more.error();
        if (!*more)
            return false;
        if (m_source->isBlank() && (m_isHeaderNext || m_progress.plan.fields > 1))
            continue;
        if (std::exchange(m_isHeaderNext, false))
            continue;
        ++m_progress.counts.read;
        if (++rows % RowsBetweenLooks == 0 && m_conduct.stop.stop_requested())
            return cancelled();
        if (auto written = writeRecord(statement); !written)
            return written.error();
    }
    return true;
}

QByteArray CsvImporter::faultText() const
{
    const CsvRecord &record = m_source->record();
    QByteArray text = faultReason(record.fault);
    if (record.faultLine != record.line)
        text += " (line " + QByteArray::number(record.faultLine) + ')';
    return text;
}

Result<> CsvImporter::writeRecord(sqlite3_stmt *statement)
{
    const CsvRecord &record = m_source->record();
    const CsvPlan &plan = m_progress.plan;
    if (record.fault != CsvFault::None)
        return reject(faultText());
    const auto &fields = m_source->fields();
    if (fields.size() != static_cast<size_t>(plan.fields))
        return reject("the record has " + QByteArray::number(qint64(fields.size()))
                      + " fields, not " + QByteArray::number(plan.fields));
    if (!isPlain(record.bytes))
        return reject(record.bytes.contains('\0')
                          ? QByteArray("the record holds a NUL byte")
                          : "the record is not text in " + encodingName(plan.encoding).toUtf8());
    for (size_t index = 0; index < m_kinds.size(); ++index) {
        const CsvColumn &column = plan.columns.at(static_cast<qsizetype>(index));
        const char *const reason = bindField(statement,
                                             static_cast<int>(index) + 1,
                                             fields[static_cast<size_t>(column.field)],
                                             m_kinds[index],
                                             plan.empty);
        if (reason)
            return reject(column.name.toUtf8() + ": " + reason);
    }
    const int code = sqlite3_step(statement);
    auto judged = judgeStep(code); // before the reset, while the message is there
    sqlite3_reset(statement);
    return judged;
}

Result<> CsvImporter::judgeStep(int code)
{
    sqlite3 *const handle = m_connection.handle();
    if (code == SQLITE_DONE) {
        if (sqlite3_changes64(handle) > 0)
            ++m_progress.counts.written;
        else
            ++m_progress.counts.skipped;
        return Ok{};
    }
    const int primary = code & 0xff;
    const bool isRowsFault
        = primary == SQLITE_CONSTRAINT || primary == SQLITE_TOOBIG || primary == SQLITE_MISMATCH;
    if (isRowsFault && m_connection.inTransaction())
        return reject(sqlite3_errmsg(handle));
    return m_connection.lastError();
}

Result<> CsvImporter::reject(const QByteArray &reason)
{
    const CsvRecord &record = m_source->record();
    ++m_progress.counts.rejected;
    if (m_rejects) {
        m_rejects->add(record.line, reason, record.bytes);
        return m_rejects->drain();
    }
    return Error{ .kind = Error::Kind::BadInput,
                  .message = u"Line %1 of %2 cannot be imported: %3."_s.arg(record.line)
                                 .arg(m_progress.plan.file, QString::fromUtf8(reason)),
                  .remedy = u"Correct it, or put such rows aside with --rejects FILE."_s,
                  .where
                  = { .file = m_progress.plan.file, .line = static_cast<int>(record.line) } };
}

Result<> CsvImporter::closeChunk(bool isLast)
{
    if (m_rejects) {
        if (auto flushed = m_rejects->flush(); !flushed)
            return flushed.error();
        m_progress.rejectsBytes = m_rejects->bytes();
    }
    const auto mark = m_source->mark();
    if (!mark)
        return mark.error();
    m_progress.mark = *mark;
    auto noted = isLast ? removeCsvProgress(m_connection, m_progress.plan.table)
                        : writeCsvProgress(m_connection, m_progress);
    if (!noted)
        return noted;
    if (m_conduct.stop.stop_requested())
        return cancelled();
    return runAll(m_request.after);
}

/// Ends the chunk that failed; what earlier ones wrote stays.
Error CsvImporter::undone(Error error)
{
    if (m_connection.inTransaction() && !m_connection.run("ROLLBACK")) {
        error.databaseState = DatabaseState::Unknown;
        return error;
    }
    if (m_rejects)
        m_rejects->cut(m_committed.rejectsBytes);
    const bool hasRows = m_report.chunks > 0 || m_request.from;
    if (!hasRows)
        return error;
    if (m_report.chunks > 0 && error.databaseState == DatabaseState::Unchanged)
        error.databaseState = DatabaseState::Changed;
    error.message += u" The rows before line %1 are in %2."_s.arg(m_committed.mark.line)
                         .arg(m_committed.plan.table);
    error.remedy += (error.remedy.isEmpty() ? u""_s : u" "_s) + u"--resume goes on from there."_s;
    return error;
}

Result<CsvImportReport>
importCsv(SqliteConnection &connection, const CsvImportRequest &request, const Conduct &conduct)
{
    const SqliteInterrupt interrupt(connection, conduct.stop);
    return CsvImporter(connection, request, conduct).run();
}

} // namespace tidemark
