#pragma once

#include <engine/base/progress.h>
#include <engine/base/secret.h>

#include <QCoroTask>

#include <QHash>
#include <QUrl>

#include <chrono>
#include <memory>

class QNetworkAccessManager;

namespace tidemark {

/// One HTTP request.
struct HttpRequest {
    QByteArray verb;
    QUrl url;
    QByteArray body = {};
    QString source = {}; ///< a file sent instead of @c body
    QString destination
        = {}; ///< a file that takes the body of a 2xx answer instead of HttpAnswer::body
    bool authorized = false; ///< with the token; never for presigned addresses
    bool repeatable
        = false; ///< the network code may send it a second time on a connection that broke
    bool stoppable = true; ///< a stop drops the connection; else it is waited for
    std::chrono::milliseconds timeout{}; ///< of silence
    ProgressSink progress = {}; ///< bytes of source or destination
};

/// What became of it.
struct HttpAnswer {
    enum class Fate {
        Answered, ///< whole
        NotSent, ///< nothing or not all of it left: it cannot have been carried out
        Lost, ///< sent, and the answer did not come, or not whole
        Untrusted, ///< the server's certificate was not accepted; nothing was sent
        Stopped,
        TooLong, ///< the answer is longer than anything that D1 sends
    };

    Fate fate = Fate::NotSent;
    int status = 0;
    QByteArray body = {};
    QHash<QByteArray, QByteArray> headers = {}; ///< names in lower case
    QString failure = {}; ///< the network's own words
    qint64 received = 0; ///< bytes of the body
};

/// Sends requests over kept connections (HTTP/1.1) through the system's proxy (loopback directly). Redirects are not
/// followed, cookies not kept, certificate errors not ignored. Belongs to the thread that made it and must outlive its
/// requests.
///
/// Qt sends a request again by itself, a POST too, when a connection closes before an answer (measured with 6.4.2: two
/// requests for one post()). A request that is not repeatable is therefore given a body that cannot be rewound, with which
/// Qt gives up instead.
class D1Transport
{
public:
    explicit D1Transport(Secret token);
    ~D1Transport();
    D1Transport(const D1Transport &) = delete;
    D1Transport &operator=(const D1Transport &) = delete;

    [[nodiscard]] QCoro::Task<HttpAnswer> send(HttpRequest request, std::stop_token stop);

    /// @p text without the token and without what signs presigned addresses.
    [[nodiscard]] QString redacted(QString text) const;

    /// True if @p token can stand in a header: not empty, visible ASCII.
    [[nodiscard]] static bool isToken(const Secret &token);

    static constexpr qint64 MaxAnswerBytes = 512LL * 1024 * 1024;

private:
    struct Exchange;
    [[nodiscard]] bool start(Exchange &exchange);
    void refreshConnections();

    Secret m_token;
    std::unique_ptr<QNetworkAccessManager> m_manager;
    std::chrono::steady_clock::time_point m_lastUse;
    int m_running = 0;
};

/// True for 127.0.0.0/8, ::1 and localhost.
[[nodiscard]] bool isLoopback(const QUrl &url);

} // namespace tidemark
