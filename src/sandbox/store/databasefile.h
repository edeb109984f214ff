#pragma once

#include "pagehistory.h"

#include <engine/database/sqlite/connection.h>

#include <atomic>
#include <sandbox/behaviour/clock.h>
#include <sandbox/sql/statementrunner.h>
#include <stop_token>

namespace tidemark::sandbox {

/// The statements of one request and how they are to be answered.
struct Batch {
    QList<Call> calls;
    RowFormat format = RowFormat::Objects;
    Rights rights = Rights::Write;
};

struct Execution {
    QList<StatementResult> results;
    qint64 sizeAfter = 0;
};

struct ImportSummary {
    qint64 queries = 0;
    QString bookmark;
    Meter meter;
    qint64 sizeAfter = 0;
};

struct Restored {
    QString target = {}; ///< the bookmark it was restored to
    QString bookmark = {}; ///< of the new state
    QString previous = {}; ///< of the state just before
};

struct DumpOptions {
    bool schema = true;
    bool data = true;
    QStringList tables = {}; ///< all if empty
};

/// One database: its SQLite file under D1's rules and its history. Blocking; used by one thread at a time.
///
/// Every request runs in a transaction; the frames that its commit left in the write-ahead log become a commit of the
/// history, so Time Travel costs what a write changes, not what the database holds.
class DatabaseFile
{
public:
    struct Options {
        QString folder; ///< there already
        QByteArray identity; ///< goes into the bookmarks
        qint64 maxBytes = 0;
    };

    [[nodiscard]] static Result<std::shared_ptr<DatabaseFile>>
    open(const Options &options, const std::shared_ptr<const SandboxClock> &clock);
    ~DatabaseFile();
    DatabaseFile(const DatabaseFile &) = delete;
    DatabaseFile &operator=(const DatabaseFile &) = delete;

    [[nodiscard]] Outcome<Execution> execute(const Batch &batch, const std::stop_token &stop);
    enum class OnFailure { Return, Stay };
    /// Runs a dump outside a transaction, and returns to the state before it if a statement fails, unless it is to stay.
    [[nodiscard]] Outcome<ImportSummary>
    import(const QByteArray &script, OnFailure onFailure, const std::stop_token &stop);
    [[nodiscard]] Outcome<QByteArray> dump(const DumpOptions &options);
    [[nodiscard]] bool hasVirtualTables();
    [[nodiscard]] qint64 tableCount();

    [[nodiscard]] QString bookmark() const { return m_history.commits().last().bookmark; }
    [[nodiscard]] const QList<Commit> &commits() const { return m_history.commits(); }
    /// The state at @p moment, if it is not one that ended before @p oldest.
    [[nodiscard]] Outcome<QString> bookmarkAt(qint64 moment, qint64 oldest) const;
    [[nodiscard]] Outcome<Restored> restore(const QString &bookmark, qint64 oldest);

    [[nodiscard]] qint64 size() const { return m_size; } ///< in bytes; from any thread

private:
    DatabaseFile(Options options, PageHistory history, std::shared_ptr<const SandboxClock> clock);
    [[nodiscard]] Result<> openConnection();
    [[nodiscard]] Result<> prepareFile();
    [[nodiscard]] Outcome<QList<StatementResult>> runAll(const Batch &batch);
    [[nodiscard]] Outcome<qint64>
    runScript(const QByteArray &script, RowMeter &meter, const std::stop_token &stop);
    [[nodiscard]] ApiError rolledBack(const ApiError &error);
    [[nodiscard]] Result<> capture();
    [[nodiscard]] Result<> captureFile(const QString &what);
    [[nodiscard]] Result<> replaceFile(qsizetype commit);
    [[nodiscard]] Commit nextCommit(const QString &what) const;
    void checkpoint();
    [[nodiscard]] QString path() const { return m_options.folder + QStringLiteral("/data.sqlite"); }

    Options m_options;
    PageHistory m_history;
    std::shared_ptr<const SandboxClock> m_clock;
    std::optional<SqliteConnection> m_connection;
    qsizetype m_frames = 0; ///< in the write-ahead log at the last commit; SQLite's hook sets it
    qsizetype m_captured = 0; ///< how many of them the history holds
    std::atomic<qint64> m_size{ 0 };
};

} // namespace tidemark::sandbox
