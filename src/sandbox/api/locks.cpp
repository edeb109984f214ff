#include "locks.h"

#include "envelope.h"

#include <QCoroTimer>

#include <QJsonDocument>
#include <QTimer>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr int HoldMs = 1000;
constexpr int StepMs = 10;

QString nameOf(TransferJob::Kind kind)
{
    return kind == TransferJob::Kind::Export ? u"export"_s : u"import"_s;
}

HttpReply refused(const QString &error)
{
    return success(QJsonObject{ { u"success"_s, false }, { u"error"_s, error } });
}

} // namespace

ApiError noRoute(const HttpRequest &request)
{
    return { .status = 404,
             .code = 7003,
             .message = u"Could not route to %1, perhaps your object identifier is invalid?"_s.arg(
                 request.path) };
}

Outcome<QJsonObject> objectFrom(const QByteArray &body)
{
    if (body.trimmed().isEmpty())
        return QJsonObject();
    QJsonParseError problem;
    const QJsonDocument document = QJsonDocument::fromJson(body, &problem);
    if (problem.error != QJsonParseError::NoError)
        return malformed(u"the body is not JSON: "_s + problem.errorString());
    if (!document.isObject())
        return malformed(u"Invalid input: Expected object, received array"_s);
    return document.object();
}

void expireJob(HostedDatabase &database, const SandboxState &state)
{
    const auto job = database.job;
    if (!job || job->finished || job->stuck
        || state.clock->milliseconds() - job->lastPoll <= state.settings.pollTimeoutMs)
        return;
    job->error
        = u"Cancelled due to no poll() received in %1ms."_s.arg(state.settings.pollTimeoutMs);
    job->finished = true;
    job->stop.request_stop();
}

std::optional<ApiError> busyError(HostedDatabase &database, const SandboxState &state)
{
    expireJob(database, state);
    if (!database.job || database.job->finished)
        return {};
    return ApiError{ .message = u"Currently processing a long-running %1."_s.arg(
                         nameOf(database.job->kind)) };
}

std::optional<HttpReply> refusedStart(HostedDatabase &database, const SandboxState &state)
{
    expireJob(database, state);
    if (!database.job || database.job->finished)
        return {};
    const QString name = nameOf(database.job->kind);
    const QString article = name == "export"_L1 ? u"a new"_s : u"another"_s;
    return refused(
        u"Currently processing a long-running %1. Cannot start %2 %1 until that completes or times out."_s
            .arg(name, article));
}

HttpReply notCurrently(TransferJob::Kind kind)
{
    return refused(u"Not currently %1ing anything."_s.arg(nameOf(kind)));
}

QCoro::Task<> settle(std::shared_ptr<TransferJob> job)
{
    for (int waited = 0; waited < HoldMs && !job->ready && !job->stuck; waited += StepMs)
        co_await pause(StepMs);
}

QCoro::Task<> pause(int milliseconds)
{
    QTimer timer;
    timer.setSingleShot(true);
    timer.setTimerType(Qt::PreciseTimer); // a coarse one may be 5 % early
    timer.start(milliseconds);
    co_await timer;
}

} // namespace tidemark::sandbox
