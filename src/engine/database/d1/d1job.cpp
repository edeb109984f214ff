#include "d1job.h"

#include "d1codes.h"

#include <QJsonArray>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// D1 gives a job up after 15 s without a question. Seldom enough to leave the user's 1,200 requests in five minutes alone.
constexpr std::chrono::milliseconds PollInterval{ 2'500 };

} // namespace

D1JobChannel::D1JobChannel(D1DatabasePointer database, QString name, D1JobSink sink)
    : m_database(std::move(database))
    , m_name(std::move(name))
    , m_sink(std::move(sink))
{}

QCoro::Task<Result<QJsonObject>>
D1JobChannel::post(QJsonObject body, D1Request::Effect effect, std::stop_token stop) const
{
    const auto database = m_database;
    D1Request request{
        .verb = D1Request::Verb::Post,
        .path
        = { u"accounts"_s, database->account(), u"d1"_s, u"database"_s, database->id(), m_name },
        .body = body,
        .effect = effect,
        // Both were seen here for tokens that were in order.
        .flukes = { d1codes::AccountRefused, d1codes::Authentication },
        .meter = database->meter()
    };
    const auto reply = co_await database->client()->call(request, stop);
    if (!reply)
        co_return reply.error();
    co_return reply->result.toObject();
}

void D1JobChannel::take(const QJsonObject &state, D1Job &job) const
{
    const QString bookmark = state["at_bookmark"_L1].toString();
    if (bookmark.isEmpty() || bookmark == job.bookmark)
        return;
    job.bookmark = bookmark;
    if (m_sink)
        m_sink(job);
}

QCoro::Task<> D1JobChannel::waitForNextPoll(std::stop_token stop) const
{
    const auto client = m_database->client();
    co_await client->wait(PollInterval, stop);
}

QString complaintIn(const QJsonObject &state)
{
    QString text = state["error"_L1].toString();
    if (text.isEmpty()) {
        const auto first = state["errors"_L1].toArray().first();
        text = first.isString() ? first.toString() : first.toObject()["message"_L1].toString();
    }
    const bool failed
        = !state["success"_L1].toBool(true) || state["status"_L1].toString() == "error"_L1;
    if (text.isEmpty() && failed)
        text = u"no reason was given"_s;
    return text;
}

void reportMessages(const QJsonObject &state, const ProgressSink &progress)
{
    const QString last = state["messages"_L1].toArray().last().toString();
    if (!last.isEmpty())
        report(progress, { last });
}

} // namespace tidemark
