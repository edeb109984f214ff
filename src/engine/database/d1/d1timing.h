#pragma once

#include <QCoroTask>

#include <algorithm>
#include <chrono>
#include <deque>
#include <functional>
#include <memory>
#include <stop_token>

namespace tidemark {

/// Time and chance as the client meets them; replaced by tests, which wait for nothing.
struct D1Timing {
    /// Monotonic.
    std::function<std::chrono::milliseconds()> now;
    /// Ends after the time given, or at once when stopped.
    std::function<QCoro::Task<>(std::chrono::milliseconds, std::stop_token)> pause;
    /// From 0 to 1, without 1: spreads retries of several programs over time.
    std::function<double()> chance;

    [[nodiscard]] static D1Timing system();
};

/// Requests that may still be sent. Cloudflare allows a user 1,200 in five minutes, dashboard and every token together,
/// and refuses *everything* for five minutes to one who sends more; so this keeps a part free for the person in front
/// of the dashboard. Shared by all clients of a program. Belongs to their thread.
class D1Budget
{
public:
    static constexpr int Allowed = 1'200; // Cloudflare API documentation, "Rate limits"
    static constexpr int LeftToOthers = 300;
    static constexpr std::chrono::minutes Window{ 5 };

    explicit D1Budget(int requests = Allowed - LeftToOthers,
                      std::chrono::milliseconds window = Window)
        : m_requests(requests)
        , m_window(window)
    {}

    /// Takes one request, and gives zero; or takes none, and gives how long to wait before asking again.
    [[nodiscard]] std::chrono::milliseconds take(std::chrono::milliseconds now);
    /// Nobody sends before @p moment: the server said so.
    void holdUntil(std::chrono::milliseconds moment) { m_held = std::max(m_held, moment); }
    /// How much longer the server wants to be left alone.
    [[nodiscard]] std::chrono::milliseconds heldFor(std::chrono::milliseconds now) const
    {
        return std::max(m_held - now, std::chrono::milliseconds(0));
    }
    /// Requests taken in the window that ends now.
    [[nodiscard]] int taken(std::chrono::milliseconds now);

private:
    int m_requests;
    std::chrono::milliseconds m_window;
    std::chrono::milliseconds m_held{ 0 };
    std::deque<std::chrono::milliseconds> m_taken;
};

} // namespace tidemark
