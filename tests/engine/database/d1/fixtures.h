#pragma once

#include <engine/database/d1/d1client.h>
#include <support/await.h>
#include <support/scriptedserver.h>

namespace tidemark {

/// Time that passes only when somebody waits.
struct StillTime {
    std::chrono::milliseconds now{ 1'000'000 };
    QList<std::chrono::milliseconds> pauses = {};

    [[nodiscard]] static D1Timing timing(const std::shared_ptr<StillTime> &time)
    {
        return { .now = [time] { return time->now; },
                 .pause = [time](std::chrono::milliseconds length,
                                 std::stop_token) { return pass(time, length); },
                 .chance = [] { return 0.5; } };
    }

private:
    static QCoro::Task<> pass(std::shared_ptr<StillTime> time, std::chrono::milliseconds length)
    {
        time->pauses.append(length);
        time->now += length;
        co_return;
    }
};

/// A client of a scripted server, with the token that must appear nowhere.
struct ScriptedClient {
    static constexpr auto Token = "tok_SECRET_4f1c9aZ-_x";

    ScriptedServer server = {};
    std::shared_ptr<StillTime> time = std::make_shared<StillTime>();
    D1ClientPointer client = make();

    [[nodiscard]] D1ClientOptions options() const
    {
        D1ClientOptions options;
        options.baseUrl = server.base();
        options.token = Secret(Token);
        options.timing = StillTime::timing(time);
        return options;
    }
    [[nodiscard]] D1ClientPointer make() const { return *D1Client::create(options()); }
};

[[nodiscard]] inline QString textOf(const Error &error)
{
    return error.message + QChar(u'\n') + error.remedy;
}

} // namespace tidemark
