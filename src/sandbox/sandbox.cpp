#include "sandbox.h"

#include "api/envelope.h"
#include "api/locks.h"

#include <engine/base/clock.h>

#include <QElapsedTimer>
#include <QUrl>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype LoggedBodyBytes = 4000;

bool isControl(const HttpRequest &request)
{
    return request.path.startsWith("/__sandbox"_L1);
}

/// A page in a browser may not turn the knobs, nor use a token it has heard of; a name that was made to point to this
/// computer does not help it.
bool isForeign(const HttpRequest &request)
{
    const QString host = QUrl(u"http://"_s + QString::fromLatin1(request.header("Host"))).host();
    return !request.header("Origin").isEmpty()
           || (host != "127.0.0.1"_L1 && host != "localhost"_L1);
}

HttpReply refuseForeign()
{
    return { .status = 403,
             .body = "The sandbox does not answer web pages.\n",
             .contentType = "text/plain" };
}

} // namespace

Sandbox::Sandbox(SandboxState &state)
    : m_state(state)
    , m_api(state)
    , m_control(state)
    , m_listener([this](const HttpRequest &request) { return answer(request); })
{}

Result<quint16> Sandbox::listen(quint16 port)
{
    const auto opened = m_listener.open(port);
    if (!opened)
        return opened.error();
    const auto storage = m_listener.open(0);
    if (!storage)
        return storage.error();
    m_state.objects.setPort(*storage);
    return *opened;
}

QCoro::Task<Result<HttpReply>> Sandbox::answer(HttpRequest request)
{
    QElapsedTimer timer;
    timer.start();
    if (isControl(request) && !isForeign(request))
        co_return co_await m_control.answer(request);
    const auto fault = m_state.faults.take(request);
    const HttpReply reply = co_await serve(request, fault);
    log(request, reply, fault, timer.nsecsElapsed() / 1000);
    co_return reply;
}

QCoro::Task<HttpReply> Sandbox::serve(HttpRequest request, std::optional<Fault> fault)
{
    const Fault wrong = fault.value_or(Fault());
    if (const int delay = m_state.settings.latencyMs + wrong.delayMs; delay > 0)
        co_await pause(delay);
    HttpReply reply;
    reply.delivery = wrong.drop == Fault::Drop::No ? Delivery::Whole : Delivery::Dropped;
    if (wrong.drop == Fault::Drop::Before)
        co_return reply;
    if (wrong.reply)
        reply = *wrong.reply;
    else
        reply = co_await execute(request);
    if (wrong.drop == Fault::Drop::After)
        reply.delivery = Delivery::Dropped;
    if (wrong.bytesKept) {
        reply.delivery = Delivery::Truncated;
        reply.bytesKept = *wrong.bytesKept;
    }
    co_return reply;
}

QCoro::Task<HttpReply> Sandbox::execute(HttpRequest request)
{
    if (isForeign(request))
        co_return refuseForeign();
    if (request.port == m_state.objects.port())
        co_return m_state.objects.answer(request);
    co_return co_await m_api.answer(request);
}

void Sandbox::log(const HttpRequest &request,
                  const HttpReply &reply,
                  const std::optional<Fault> &fault,
                  qint64 microseconds)
{
    const auto token = m_state.accounts.identify(request.header("Authorization"));
    const bool isDump = request.port == m_state.objects.port();
    m_state.log.append(
        { .at = rfc3339(m_state.clock->now()),
          .method = request.method,
          .path = loggedPath(request),
          .body = isDump ? QString() : QString::fromUtf8(request.body.left(LoggedBodyBytes)),
          .token = token ? token->id : QString(),
          .status = reply.delivery == Delivery::Dropped ? 0 : reply.status,
          .durationUs = microseconds,
          .bytesIn = request.body.size(),
          .bytesOut = reply.body.size(),
          .fault = fault ? fault->describe() : QString() });
}

} // namespace tidemark::sandbox
