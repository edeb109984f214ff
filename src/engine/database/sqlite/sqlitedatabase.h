#pragma once

#include "connection.h"

#include <engine/base/worker.h>

namespace tidemark {

/// A SQLite file, or wrangler's local copy of a D1 database, on its own thread.
///
/// Safe beside a running `wrangler dev`: write transactions begin late and are short, the file is never replaced, and
/// nothing stays open between calls.
class SqliteDatabase final : public Database
{
public:
    /// Opens the connection on its thread. Fails like SqliteConnection::open().
    [[nodiscard]] static QCoro::Task<Result<std::shared_ptr<SqliteDatabase>>>
    open(QString path, SqliteOptions options = {});
    ~SqliteDatabase() override;

    [[nodiscard]] QCoro::Task<Result<ResultSet>> query(BoundStatement statement,
                                                       std::stop_token stop = {}) override;
    [[nodiscard]] QCoro::Task<Result<QList<ResultSet>>> read(QList<BoundStatement> statements,
                                                             std::stop_token stop = {}) override;
    [[nodiscard]] QCoro::Task<Result<QList<ResultSet>>> execute(QList<BoundStatement> batch,
                                                                std::stop_token stop = {}) override;
    [[nodiscard]] QCoro::Task<Result<Schema>> schema() override;

    /// Runs a blocking @p job with the connection on its thread; for what needs more than the calls above
    /// (backup, streaming). The job must leave no transaction open.
    template<typename Job>
    [[nodiscard]] QCoro::Task<std::invoke_result_t<Job, SqliteConnection &>> with(Job job)
    {
        const auto state = m_state; // kept by this frame: its worker must not end on its own thread
        State *const raw = state.get();
        // Named first: GCC 12 destroys a closure that is a temporary of a co_await expression twice.
        auto bound = [raw, job = std::move(job)]() mutable { return job(*raw->connection); };
        co_return co_await raw->worker.run(std::move(bound));
    }

    [[nodiscard]] QString path() const { return m_path; }

private:
    struct State {
        ~State(); // closes the connection on its thread

        Worker worker{ QStringLiteral("sqlite") };
        std::unique_ptr<SqliteConnection> connection;
    };
    SqliteDatabase(QString path, std::shared_ptr<State> state);

    QString m_path;
    std::shared_ptr<State> m_state;
};

/// Copies @p source into the file @p destination page by page with SQLite's backup API, yielding to writers, and syncs
/// it; the copy is complete even if the source has a WAL. Blocking. Fails with Safety; no partial file stays.
[[nodiscard]] Result<>
copyDatabase(SqliteConnection &source, const QString &destination, const Conduct &conduct = {});

} // namespace tidemark
