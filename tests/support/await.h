#pragma once

#include <engine/base/run.h>

#include <QEventLoop>
#include <QTimer>

#include <chrono>
#include <optional>

namespace tidemark {

/// Runs the event loop until @p task is done and returns its result; a time-out or an exception is an Internal error, so no
/// test can hang.
template<typename T>
[[nodiscard]] Result<T> await(QCoro::Task<Result<T>> task,
                              std::chrono::milliseconds timeout = std::chrono::seconds(60))
{
    QEventLoop loop;
    QObject context;
    std::optional<Result<T>> outcome;
    run(&context, std::move(task), [&loop, &outcome](Result<T> result) {
        outcome.emplace(std::move(result));
        loop.quit();
    });
    if (!outcome) {
        QTimer::singleShot(timeout, &loop, &QEventLoop::quit);
        loop.exec();
    }
    if (!outcome)
        return Error{ .message = QStringLiteral("The task did not finish in time.") };
    return std::move(*outcome);
}

/// The same for a task that reports no errors.
template<typename T>
[[nodiscard]] T awaitValue(QCoro::Task<T> task,
                           std::chrono::milliseconds timeout = std::chrono::seconds(60))
{
    QEventLoop loop;
    std::optional<T> outcome;
    task.then([&loop, &outcome](T value) {
        outcome.emplace(std::move(value));
        loop.quit();
    });
    if (!outcome) {
        QTimer::singleShot(timeout, &loop, &QEventLoop::quit);
        loop.exec();
    }
    return outcome ? std::move(*outcome) : T{};
}

} // namespace tidemark
