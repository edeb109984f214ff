#pragma once

#include "result.h"

#include <QCoroTask>

#include <QObject>
#include <QPointer>

#include <exception>
#include <utility>

namespace tidemark {

namespace detail {

template<typename T>
QCoro::Task<Result<T>> guarded(QCoro::Task<Result<T>> task)
{
    try {
        co_return co_await task;
    } catch (const std::exception &bug) {
        co_return Error{ .message = QString::fromUtf8(bug.what()) };
    }
}

} // namespace detail

/// Starts @p task and hands its result to @p handler on this thread, unless @p context is gone by then.
/// An exception is a bug and arrives as Error::Kind::Internal. The one way from widgets, models and the
/// command line into a coroutine.
template<typename T, typename Handler>
void run(QObject *context, QCoro::Task<Result<T>> task, Handler handler)
{
    const QPointer<QObject> guard(context);
    detail::guarded(std::move(task))
        .then([guard, handler = std::move(handler)](Result<T> result) mutable {
            if (guard)
                handler(std::move(result));
        });
}

} // namespace tidemark
