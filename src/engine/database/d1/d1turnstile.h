#pragma once

#include <QCoroFuture>
#include <QCoroTask>

#include <QPromise>

#include <deque>
#include <memory>

namespace tidemark {

/// Lets one coroutine through at a time, in the order they came. Held by shared_ptr; for one thread.
class D1Turnstile : public std::enable_shared_from_this<D1Turnstile>
{
public:
    /// Lets the next one through when it goes.
    class Turn
    {
    public:
        explicit Turn(std::shared_ptr<D1Turnstile> turnstile)
            : m_turnstile(std::move(turnstile))
        {}
        ~Turn() { m_turnstile->leave(); }
        Turn(const Turn &) = delete;
        Turn &operator=(const Turn &) = delete;

    private:
        std::shared_ptr<D1Turnstile> m_turnstile;
    };

    [[nodiscard]] QCoro::Task<std::shared_ptr<Turn>> enter()
    {
        const auto self = shared_from_this();
        if (std::exchange(self->m_taken, true)) {
            const auto promise = std::make_shared<QPromise<void>>();
            promise->start();
            const auto future = promise->future();
            self->m_waiting.push_back(promise);
            co_await future;
        }
        co_return std::make_shared<Turn>(self);
    }

private:
    void leave()
    {
        if (m_waiting.empty()) {
            m_taken = false;
            return;
        }
        const auto next = m_waiting.front();
        m_waiting.pop_front();
        next->finish(); // resumes from the event loop
    }

    bool m_taken = false;
    std::deque<std::shared_ptr<QPromise<void>>> m_waiting;
};

} // namespace tidemark
