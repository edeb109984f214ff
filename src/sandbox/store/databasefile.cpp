#include "databasefile.h"

#include "bookmark.h"

#include <engine/sql/script.h>

#include <QCryptographicHash>
#include <QFile>

#include <sandbox/sql/dumpwriter.h>
#include <sandbox/sql/engineerror.h>
#include <sqlite3.h>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype FramesBeforeCheckpoint = 1000;

int countFrames(void *frames, sqlite3 *, const char *, int count)
{
    *static_cast<qsizetype *>(frames) = count;
    return SQLITE_OK;
}

ApiError internalError(const QString &cause)
{
    const QByteArray reference
        = QCryptographicHash::hash(cause.toUtf8(), QCryptographicHash::Md5).toHex();
    return { .status = 500,
             .message
             = u"internal error; reference = %1"_s.arg(QString::fromLatin1(reference.left(20))) };
}

ApiError brokenConstraints(const ApiError &cause)
{
    return { .message
             = u"Durable Object was reset and rolled back to its last known good state because the "
               u"application left the database in a state where constraints were violated: "_s
               + cause.message };
}

ApiError unknownBookmark(const QString &bookmark)
{
    return malformed(u"Invalid bookmark: %1"_s.arg(bookmark));
}

} // namespace

DatabaseFile::DatabaseFile(Options options,
                           PageHistory history,
                           std::shared_ptr<const SandboxClock> clock)
    : m_options(std::move(options))
    , m_history(std::move(history))
    , m_clock(std::move(clock))
{}

DatabaseFile::~DatabaseFile() = default;

Result<std::shared_ptr<DatabaseFile>>
DatabaseFile::open(const Options &options, const std::shared_ptr<const SandboxClock> &clock)
{
    auto history = PageHistory::open(options.folder);
    if (!history)
        return history.error();
    const std::shared_ptr<DatabaseFile> file(new DatabaseFile(options, std::move(*history), clock));
    if (auto prepared = file->prepareFile(); !prepared)
        return prepared.error();
    return file;
}

/// Makes a new database, or finds out what was written behind the history's back.
Result<> DatabaseFile::prepareFile()
{
    if (auto opened = openConnection(); !opened)
        return opened.error();
    const bool isNew = m_history.commits().isEmpty();
    if (isNew) {
        auto made = m_connection->run(
            "CREATE TABLE _cf_KV (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID");
        if (!made)
            return made.error();
    }
    checkpoint();
    return captureFile(isNew ? u"create"_s : u"found"_s);
}

Result<> DatabaseFile::openConnection()
{
    const auto clock = m_clock;
    auto connection = SqliteConnection::open(
        path(),
        { .access = SqliteOptions::Access::Create,
          .profile = SqliteOptions::Profile::D1,
          .unixSeconds = [clock] { return clock->milliseconds() / 1000; } });
    if (!connection)
        return connection.error();
    m_connection.emplace(std::move(*connection));
    QByteArray script = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;";
    if (m_options.maxBytes > 0)
        script += "PRAGMA max_page_count="
                  + QByteArray::number(qMax<qint64>(1, m_options.maxBytes / PageSize));
    if (auto configured = m_connection->run(script); !configured)
        return configured.error();
    checkpoint();
    sqlite3_wal_hook(
        m_connection->handle(), countFrames, &m_frames); // takes automatic checkpoints away, too
    return Ok{};
}

Outcome<Execution> DatabaseFile::execute(const Batch &batch, const std::stop_token &stop)
{
    const SqliteInterrupt interrupt(*m_connection, stop);
    if (auto begun = m_connection->run("BEGIN"); !begun)
        return internalError(begun.error().message);
    auto results = runAll(batch);
    if (!results)
        return rolledBack(results.error());
    if (!m_connection->run("COMMIT")) {
        const ApiError cause = engineError(m_connection->handle());
        return rolledBack(brokenConstraints(cause));
    }
    if (auto captured = capture(); !captured)
        return internalError(captured.error().message);
    return Execution{ std::move(*results), size() };
}

Outcome<QList<StatementResult>> DatabaseFile::runAll(const Batch &batch)
{
    StatementRunner runner(*m_connection, batch.rights, batch.format);
    QList<StatementResult> results;
    for (const Call &call : batch.calls) {
        auto result = runner.run(call);
        if (!result)
            return result.error();
        results.append(std::move(*result));
    }
    return results;
}

ApiError DatabaseFile::rolledBack(const ApiError &error)
{
    if (!m_connection->inTransaction()) {
        // SQLite itself undoes it when the disk is full or the statement is interrupted; the service does not expect
        // a statement to do so, as INSERT OR ROLLBACK does.
        return error.message.contains("SQLITE_CONSTRAINT"_L1) ? internalError(error.message)
                                                              : error;
    }
    if (auto undone = m_connection->run("ROLLBACK"); !undone)
        return internalError(undone.error().message);
    return error;
}

Outcome<ImportSummary>
DatabaseFile::import(const QByteArray &script, OnFailure onFailure, const std::stop_token &stop)
{
    ImportSummary summary;
    std::optional<ApiError> problem;
    {
        const SqliteInterrupt interrupt(*m_connection, stop);
        RowMeter meter(*m_connection);
        const auto queries = runScript(script, meter, stop);
        summary.meter = meter.finish();
        if (queries)
            summary.queries = *queries;
        else
            problem = queries.error();
    }
    m_connection.reset(); // pragmas of the script go with it
    const bool returns = problem && onFailure == OnFailure::Return;
    const Result<> kept
        = returns ? replaceFile(m_history.commits().size() - 1) : captureFile(u"import"_s);
    const Result<> opened = openConnection();
    if (!kept || !opened)
        return internalError(!kept ? kept.error().message : opened.error().message);
    if (problem)
        return *problem;
    summary.bookmark = bookmark();
    summary.sizeAfter = size();
    return summary;
}

Outcome<qint64>
DatabaseFile::runScript(const QByteArray &script, RowMeter &meter, const std::stop_token &stop)
{
    StatementRunner runner(*m_connection, Rights::Write, RowFormat::None);
    qint64 queries = 0;
    QByteArrayView rest(script);
    while (!rest.isEmpty()) {
        if (stop.stop_requested())
            return ApiError{ .message = u"Cancelled due to no poll() received in 15000ms."_s };
        const qsizetype end = statementEnd(rest);
        const QByteArrayView statement = end < 0 ? rest : rest.first(end);
        const auto ran = runner.runCounted(statement, meter);
        if (!ran)
            return ran.error();
        queries += *ran ? 1 : 0;
        rest = rest.sliced(statement.size());
        if (m_frames > FramesBeforeCheckpoint && !m_connection->inTransaction())
            checkpoint();
    }
    return queries;
}

Outcome<QByteArray> DatabaseFile::dump(const DumpOptions &options)
{
    return writeDump(*m_connection, options);
}

bool DatabaseFile::hasVirtualTables()
{
    const auto found = m_connection->query({ "SELECT 1 FROM sqlite_master WHERE type = 'table' AND "
                                             "sql LIKE 'CREATE VIRTUAL TABLE%' LIMIT 1" });
    return found && !found->rows.isEmpty();
}

qint64 DatabaseFile::tableCount()
{
    const auto count
        = m_connection->query({ "SELECT count(*) FROM sqlite_master WHERE type = 'table'" });
    return count && !count->rows.isEmpty() ? count->rows.first().first().toInteger() : 0;
}

Outcome<QString> DatabaseFile::bookmarkAt(qint64 moment, qint64 oldest) const
{
    const qsizetype index = m_history.at(moment);
    if (index < 0 || moment < oldest)
        return malformed(u"Invalid timestamp: there is no bookmark that old"_s);
    return commits().at(index).bookmark;
}

Outcome<Restored> DatabaseFile::restore(const QString &bookmark, qint64 oldest)
{
    const qsizetype target = m_history.find(bookmark);
    if (target < 0)
        return unknownBookmark(bookmark);
    const bool isHead = target + 1 == commits().size();
    if (!isHead && commits().at(target + 1).at < oldest)
        return malformed(u"Invalid bookmark: %1 is too old"_s.arg(bookmark));

    Restored restored{ .previous = this->bookmark() };
    Commit commit = nextCommit(u"restore"_s);
    commit.bookmark
        = Bookmark::fromString(restored.previous)
              .afterRestore()
              .toString(QDateTime::fromMSecsSinceEpoch(commit.at, Qt::UTC), m_options.identity);
    restored.bookmark = commit.bookmark;
    m_connection.reset();
    Result<> done = replaceFile(target);
    if (done)
        done = m_history.appendReturn(commit, target);
    const Result<> opened = openConnection();
    if (!done || !opened)
        return internalError(!done ? done.error().message : opened.error().message);
    return restored;
}

/// Puts the state of a commit in the place of the file; the connection is closed.
Result<> DatabaseFile::replaceFile(qsizetype commit)
{
    const QString fresh = path() + u".new"_s;
    if (auto written = m_history.extract(commit, fresh); !written)
        return written.error();
    for (const QString &ending : { u"-wal"_s, u"-shm"_s, QString() })
        QFile::remove(path() + ending);
    if (!QFile::rename(fresh, path()))
        return Error{ .kind = Error::Kind::Database,
                      .message = u"%1 cannot be renamed."_s.arg(fresh) };
    m_size = qint64(commits().at(commit).pageCount) * PageSize;
    return Ok{};
}

Commit DatabaseFile::nextCommit(const QString &what) const
{
    const QList<Commit> &all = m_history.commits();
    Commit commit{ .at = m_clock->milliseconds(), .what = what };
    if (!all.isEmpty()) // a clock that was put back does not turn the order round
        commit.at = qMax(commit.at, all.last().at);
    const Bookmark name
        = all.isEmpty() ? Bookmark(1, 0) : Bookmark::fromString(all.last().bookmark).afterWrite();
    commit.bookmark
        = name.toString(QDateTime::fromMSecsSinceEpoch(commit.at, Qt::UTC), m_options.identity);
    return commit;
}

/// Takes what the last commit left in the write-ahead log into the history.
Result<> DatabaseFile::capture()
{
    if (m_frames == m_captured)
        return Ok{};
    const auto pages = pagesOfFrames(path() + u"-wal"_s, m_captured, m_frames);
    if (!pages)
        return pages.error();
    if (auto kept = m_history.append(nextCommit(u"write"_s), *pages); !kept)
        return kept.error();
    m_captured = m_frames;
    m_size = qint64(pages->count) * PageSize;
    if (m_frames > FramesBeforeCheckpoint)
        checkpoint();
    return Ok{};
}

/// The same for the whole file, whose write-ahead log is empty.
Result<> DatabaseFile::captureFile(const QString &what)
{
    const auto pages = pagesOfFile(path());
    if (!pages)
        return pages.error();
    m_size = qint64(pages->count) * PageSize;
    return m_history.isHead(*pages) ? Result<>(Ok{}) : m_history.append(nextCommit(what), *pages);
}

void DatabaseFile::checkpoint()
{
    sqlite3_wal_checkpoint_v2(
        m_connection->handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    m_frames = 0;
    m_captured = 0;
}

} // namespace tidemark::sandbox
