#include "d1client.h"

#include "d1transport.h"
#include "d1verdict.h"

#include <engine/base/files.h>

#include <QFile>
#include <QJsonDocument>

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::chrono::seconds LongestPause{ 60 }; // that a caller may be left waiting

QByteArray nameOf(D1Request::Verb verb)
{
    switch (verb) {
    case D1Request::Verb::Get:
        return "GET";
    case D1Request::Verb::Post:
        return "POST";
    case D1Request::Verb::Put:
        return "PUT";
    case D1Request::Verb::Delete:
        return "DELETE";
    }
    return {};
}

/// Half a second at first, twice as long each time, up to eight seconds; a random part of it off.
std::chrono::milliseconds backOff(int attempt, double chance)
{
    constexpr double First = 500;
    constexpr int Doublings = 4;
    const double whole = First * (1 << std::min(attempt - 1, Doublings));
    return std::chrono::milliseconds(static_cast<qint64>(whole * (0.5 + chance / 2)));
}

/// Clear text never leaves this machine.
bool isSafe(const QUrl &url)
{
    return url.scheme() == "https"_L1 || (url.scheme() == "http"_L1 && isLoopback(url));
}

Error stillHeld(std::chrono::seconds time)
{
    return { .kind = Error::Kind::Temporary,
             .message
             = u"Cloudflare refuses requests for another %1 seconds; nothing was sent."_s.arg(
                 time.count()),
             .remedy
             = u"Try again then. Dashboard and all tokens of a user share 1,200 requests in 5 "
               "minutes."_s };
}

Error badAddress(const QString &message)
{
    return { .kind = Error::Kind::Config,
             .message = message,
             .remedy = u"Check CLOUDFLARE_API_BASE_URL or --api-url; http is accepted only for an "
                       "address of this machine."_s };
}

} // namespace

Result<std::shared_ptr<D1Client>> D1Client::create(D1ClientOptions options)
{
    const QUrl url(options.baseUrl, QUrl::StrictMode);
    if (!url.isValid() || url.host().isEmpty() || !url.userInfo().isEmpty() || url.hasQuery())
        return badAddress(u"The address of Cloudflare's API is not one."_s);
    if (!isSafe(url))
        return badAddress(u"The address of Cloudflare's API, %1, is not https."_s.arg(
            url.toDisplayString(QUrl::RemovePath)));
    if (!D1Transport::isToken(options.token))
        return Error{ .kind = Error::Kind::Unauthorized,
                      .message = u"There is no token, or it holds blanks or line ends."_s,
                      .remedy = u"Store it with `tidemark-cli token set`, or set "
                                "CLOUDFLARE_API_TOKEN."_s };
    if (!options.budget)
        options.budget = std::make_shared<D1Budget>();
    return std::shared_ptr<D1Client>(new D1Client(std::move(options)));
}

D1Client::D1Client(D1ClientOptions options)
    : m_options(std::move(options))
    , m_transport(std::make_unique<D1Transport>(m_options.token))
{}

D1Client::~D1Client() = default;

QString D1Client::baseUrl(const QProcessEnvironment &environment)
{
    const QString given = environment.value(u"CLOUDFLARE_API_BASE_URL"_s).trimmed();
    if (!given.isEmpty())
        return given;
    return environment.value(u"CLOUDFLARE_COMPLIANCE_REGION"_s) == "fedramp_high"_L1
               ? u"https://api.fed.cloudflare.com/client/v4"_s
               : u"https://api.cloudflare.com/client/v4"_s;
}

QUrl D1Client::urlOf(const D1Request &request) const
{
    QUrl url(m_options.baseUrl, QUrl::StrictMode);
    QString path = url.path(QUrl::FullyEncoded);
    while (path.endsWith(u'/'))
        path.chop(1);
    for (const QString &part : request.path)
        path += u'/' + QString::fromLatin1(QUrl::toPercentEncoding(part));
    url.setPath(path, QUrl::StrictMode);
    if (!request.query.isEmpty())
        url.setQuery(request.query);
    return url;
}

QCoro::Task<> D1Client::wait(std::chrono::milliseconds time, std::stop_token stop)
{
    const auto cost = m_cost;
    const auto pause = m_options.timing.pause;
    cost->waited += time;
    co_await pause(time, stop);
}

QCoro::Task<Result<>> D1Client::obtainTurn(std::stop_token stop)
{
    const auto self = shared_from_this();
    while (!stop.stop_requested()) {
        const auto now = m_options.timing.now();
        const auto held = m_options.budget->heldFor(now);
        if (held > LongestPause)
            co_return stillHeld(std::chrono::ceil<std::chrono::seconds>(held));
        const auto pause = m_options.budget->take(now);
        if (pause.count() == 0)
            co_return Ok{};
        co_await self->wait(pause, stop);
    }
    co_return cancelled();
}

void D1Client::count(const D1Request &request, bool again)
{
    for (D1Cost *cost : { m_cost.get(), request.meter.get() }) {
        if (!cost)
            continue;
        ++cost->requests;
        cost->retries += again ? 1 : 0;
    }
}

Error D1Client::clean(Error error) const
{
    error.message = m_transport->redacted(error.message);
    error.remedy = m_transport->redacted(error.remedy);
    return error;
}

QCoro::Task<Result<D1Reply>> D1Client::call(D1Request request, std::stop_token stop)
{
    const auto self = shared_from_this();
    const bool reads = request.effect == D1Request::Effect::Reads;
    HttpRequest http{ .verb = nameOf(request.verb),
                      .url = urlOf(request),
                      .authorized = true,
                      .repeatable = reads,
                      .stoppable = reads,
                      .timeout = m_options.timeout };
    // Only a body that cannot be rewound keeps Qt from sending a write twice, so there is always one.
    if (!request.body.isEmpty() || request.verb == D1Request::Verb::Post)
        http.body = QJsonDocument(request.body).toJson(QJsonDocument::Compact);
    int attempt = 1;
    bool flukeMet = false;
    while (true) {
        const auto turn = co_await self->obtainTurn(stop);
        if (!turn)
            co_return turn.error();
        count(request, attempt > 1);
        const HttpAnswer answer = co_await m_transport->send(http, stop);
        D1Verdict verdict = judge(request, answer);
        if (verdict.outcome)
            co_return verdict.outcome;
        const Error error = clean(verdict.outcome.error());
        const auto pause = pauseAfter(verdict, attempt);
        const bool again = mayGoAgain(verdict, attempt, flukeMet) && pause <= LongestPause;
        if (!again)
            co_return error;
        flukeMet = flukeMet || verdict.again == D1Verdict::Again::Once;
        co_await self->wait(pause, stop);
        ++attempt;
    }
}

std::chrono::milliseconds D1Client::pauseAfter(const D1Verdict &verdict, int attempt)
{
    if (verdict.holdsAll && verdict.pause.count() > 0)
        m_options.budget->holdUntil(m_options.timing.now() + verdict.pause);
    const auto pause = backOff(attempt, m_options.timing.chance());
    return std::max<std::chrono::milliseconds>(pause, verdict.pause);
}

bool D1Client::mayGoAgain(const D1Verdict &verdict, int attempt, bool flukeMet) const
{
    switch (verdict.again) {
    case D1Verdict::Again::Never:
        return false;
    case D1Verdict::Again::Now:
        return attempt < m_options.attempts;
    case D1Verdict::Again::Once:
        return !flukeMet && attempt < m_options.attempts;
    }
    return false;
}

QCoro::Task<Result<HttpAnswer>> D1Client::move(HttpRequest request, std::stop_token stop)
{
    const auto self = shared_from_this();
    const D1Request asRead{};
    if (!isSafe(request.url))
        co_return Error{ .kind = Error::Kind::Unreachable,
                         .message
                         = u"Cloudflare named an address for the file that is not https."_s };
    request.repeatable = true; // the same bytes to or from the same place
    request.timeout = m_options.timeout;
    for (int attempt = 1;; ++attempt) {
        const auto turn = co_await self->obtainTurn(stop);
        if (!turn)
            co_return turn.error();
        count(asRead, attempt > 1);
        const HttpAnswer answer = co_await m_transport->send(request, stop);
        if (answer.fate == HttpAnswer::Fate::Answered && answer.status == 200)
            co_return answer;
        if (answer.fate == HttpAnswer::Fate::Stopped)
            co_return cancelled();
        const bool passing = answer.fate != HttpAnswer::Fate::Answered || answer.status >= 500;
        if (!passing || attempt >= m_options.attempts
            || answer.fate == HttpAnswer::Fate::Untrusted) {
            const QString reason = answer.fate == HttpAnswer::Fate::Answered
                                       ? u"HTTP %1"_s.arg(answer.status)
                                       : answer.failure;
            co_return clean(
                { .kind = passing ? Error::Kind::Temporary : Error::Kind::Unreachable,
                  .message = u"The file store of Cloudflare did not take part: %1."_s.arg(reason),
                  .remedy = u"Begin the export or import again."_s });
        }
        const auto pause = backOff(attempt, m_options.timing.chance());
        co_await self->wait(pause, stop);
    }
}

QCoro::Task<Result<QString>> D1Client::upload(QUrl presigned, QString file, Conduct conduct)
{
    HttpRequest request{
        .verb = "PUT", .url = presigned, .source = file, .progress = conduct.progress
    };
    const auto answer = co_await move(request, conduct.stop);
    if (!answer)
        co_return answer.error();
    QString tag = QString::fromLatin1(answer->headers.value("etag"));
    tag.remove(u'"');
    co_return tag;
}

QCoro::Task<Result<qint64>> D1Client::download(QUrl presigned, QString file, Conduct conduct)
{
    const QString partial = file + u".part"_s;
    HttpRequest request{
        .verb = "GET", .url = presigned, .destination = partial, .progress = conduct.progress
    };
    const auto answer = co_await move(request, conduct.stop);
    if (!answer) {
        QFile::remove(partial);
        co_return answer.error();
    }
    const auto synced = syncToDisk(partial);
    if (!synced)
        co_return synced.error();
    QFile::remove(file);
    if (!QFile::rename(partial, file))
        co_return Error{ .kind = Error::Kind::Safety,
                         .message = u"The file %1 could not be put in its place."_s.arg(file) };
    co_return answer->received;
}

} // namespace tidemark
