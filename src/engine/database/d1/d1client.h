#pragma once

#include "d1cost.h"
#include "d1timing.h"

#include <engine/base/progress.h>
#include <engine/base/result.h>
#include <engine/base/secret.h>

#include <QCoroTask>

#include <QJsonObject>
#include <QJsonValue>
#include <QProcessEnvironment>
#include <QUrl>
#include <QUrlQuery>

#include <memory>

namespace tidemark {

class D1Transport;
struct D1Verdict;
struct HttpAnswer;
struct HttpRequest;

/// One call of Cloudflare's API.
struct D1Request {
    enum class Verb { Get, Post, Put, Delete };
    /// Whether it may be sent again while nobody knows what became of it.
    enum class Effect { Reads, Writes };

    Verb verb = Verb::Get;
    QStringList path; ///< parts below the base address, as they are; encoded when sent
    QUrlQuery query = {};
    QJsonObject body = {};
    Effect effect = Effect::Reads;
    /// Codes of Cloudflare that this call may meet for no reason and that are worth one more try.
    QList<int> flukes = {};
    std::shared_ptr<D1Cost> meter = {}; ///< counts this call too, beside the client's own sum
};

/// What a call that succeeded gave back.
struct D1Reply {
    int status = 200;
    QJsonValue result = {};
    QJsonObject page = {}; ///< `result_info`; empty if there is none
    QString bookmark = {}; ///< the session bookmark, if the answer carries one
};

struct D1ClientOptions {
    QString baseUrl; ///< see D1Client::baseUrl()
    Secret token;
    std::chrono::milliseconds timeout
        = std::chrono::seconds(45); ///< of silence; D1 itself ends a call after 30 s
    int attempts = 5; ///< of one call, the first included
    D1Timing timing = D1Timing::system();
    std::shared_ptr<D1Budget> budget = {}; ///< shared with other clients; its own if empty
};

/// Talks to Cloudflare's API with one token.
///
/// Held by shared_ptr by every D1Database and D1Account that uses it; call it on the thread that made it. The token goes
/// into the Authorization header of requests to the base address and nowhere else: redirects are not followed, and
/// presigned addresses get no header and never appear in an Error.
///
/// Sent again (with growing pauses, Retry-After obeyed): what was not sent at all, what was refused unread (429, a
/// running export or import), and reads of any fate. A write that may have arrived is never sent again: its Error has
/// databaseState Unknown. A write is also not cut off by a stop; it is finished, as dropping the connection would not
/// stop the server. Error kinds: Unauthorized (token, account, permission), Unreachable (TLS, no such database),
/// Temporary (nothing applied, later it may work), Config (a bad id or address), Database (an SQL error), Cancelled.
class D1Client : public std::enable_shared_from_this<D1Client>
{
public:
    /// Fails with Config if the address is not https (http is accepted for loopback), with Unauthorized if the token is
    /// empty or cannot be one.
    [[nodiscard]] static Result<std::shared_ptr<D1Client>> create(D1ClientOptions options);
    ~D1Client();
    D1Client(const D1Client &) = delete;
    D1Client &operator=(const D1Client &) = delete;

    /// CLOUDFLARE_API_BASE_URL if it is set, else Cloudflare's address (the one for FedRAMP if
    /// CLOUDFLARE_COMPLIANCE_REGION says so).
    [[nodiscard]] static QString baseUrl(const QProcessEnvironment &environment);

    [[nodiscard]] QCoro::Task<Result<D1Reply>> call(D1Request request, std::stop_token stop = {});

    /// Sends a file's bytes to a presigned address by PUT; gives the answer's ETag without quotes. A PUT of the same
    /// bytes may be repeated and is.
    [[nodiscard]] QCoro::Task<Result<QString>>
    upload(QUrl presigned, QString file, Conduct conduct);
    /// Streams a presigned address into @p file (made with mode 600, complete or not there at all).
    [[nodiscard]] QCoro::Task<Result<qint64>>
    download(QUrl presigned, QString file, Conduct conduct);

    [[nodiscard]] D1Cost cost() const { return *m_cost; }
    /// Adds what an answer's `meta` says to the client's sum.
    void charge(const D1Cost &cost) { *m_cost += cost; }
    [[nodiscard]] const D1Timing &timing() const { return m_options.timing; }
    /// Waits, unless stopped, and counts it.
    [[nodiscard]] QCoro::Task<> wait(std::chrono::milliseconds time, std::stop_token stop);

private:
    explicit D1Client(D1ClientOptions options);
    [[nodiscard]] QCoro::Task<Result<>> obtainTurn(std::stop_token stop);
    [[nodiscard]] QCoro::Task<Result<HttpAnswer>> move(HttpRequest request, std::stop_token stop);
    [[nodiscard]] std::chrono::milliseconds pauseAfter(const D1Verdict &verdict, int attempt);
    [[nodiscard]] bool mayGoAgain(const D1Verdict &verdict, int attempt, bool flukeMet) const;
    void count(const D1Request &request, bool again);
    [[nodiscard]] Error clean(Error error) const;
    [[nodiscard]] QUrl urlOf(const D1Request &request) const;

    D1ClientOptions m_options;
    std::unique_ptr<D1Transport> m_transport;
    std::shared_ptr<D1Cost> m_cost = std::make_shared<D1Cost>();
};

using D1ClientPointer = std::shared_ptr<D1Client>;

} // namespace tidemark
