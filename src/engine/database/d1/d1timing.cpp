#include "d1timing.h"

#include <QCoroFuture>

#include <QPromise>
#include <QRandomGenerator>
#include <QTimer>

#include <algorithm>

namespace tidemark {

namespace {

QCoro::Task<> pauseOnTimer(std::chrono::milliseconds time, std::stop_token stop)
{
    const auto promise = std::make_shared<QPromise<void>>();
    promise->start();
    const auto future = promise->future();
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, &timer, [promise] { promise->finish(); });
    timer.start(time);
    const std::stop_callback wake(stop, [promise] { promise->finish(); });
    co_await future;
}

} // namespace

D1Timing D1Timing::system()
{
    return { .now =
                 [] {
                     return std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::steady_clock::now().time_since_epoch());
                 },
             .pause = pauseOnTimer,
             .chance = [] { return QRandomGenerator::global()->generateDouble(); } };
}

std::chrono::milliseconds D1Budget::take(std::chrono::milliseconds now)
{
    if (const auto held = heldFor(now); held.count() > 0)
        return held;
    if (taken(now) >= m_requests)
        return std::max(m_taken.front() + m_window - now, std::chrono::milliseconds(1));
    m_taken.push_back(now);
    return {};
}

int D1Budget::taken(std::chrono::milliseconds now)
{
    while (!m_taken.empty() && m_taken.front() + m_window <= now)
        m_taken.pop_front();
    return static_cast<int>(m_taken.size());
}

} // namespace tidemark
