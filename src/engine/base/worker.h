#pragma once

#include <QCoroFuture>
#include <QCoroTask>

#include <QString>
#include <QtConcurrentRun>
#include <QThreadPool>

#include <concepts>
#include <functional>
#include <memory>
#include <optional>

namespace tidemark {

/// One thread that runs blocking jobs one after the other, in the order they were given.
///
/// The thread stays the same for the life of the worker, so what belongs to a thread (an SQLite
/// connection) may live there. Destroying the worker waits for the job that runs.
class Worker
{
public:
    explicit Worker(const QString &name);
    ~Worker();
    Worker(const Worker &) = delete;
    Worker &operator=(const Worker &) = delete;

    /// Runs @p job on the worker's thread and resumes the caller on its own thread. Who awaits is the only one who has the
    /// result, and may let go of it. @p job owns what it needs.
    template<std::invocable Job>
    [[nodiscard]] QCoro::Task<std::invoke_result_t<Job>> run(Job job)
    {
        const auto pool = m_pool; // outlives us if the worker goes while the caller waits
        const auto result = std::make_shared<std::optional<std::invoke_result_t<Job>>>();
        auto work = [job = std::move(job), result]() mutable { result->emplace(job()); };
        const auto future = QtConcurrent::run(pool.get(), std::move(work));
        co_await future;
        co_return std::move(**result);
    }

    /// Runs @p job after those given before it; nobody waits but the destructor.
    void post(std::function<void()> job);

private:
    std::shared_ptr<QThreadPool> m_pool;
};

} // namespace tidemark
