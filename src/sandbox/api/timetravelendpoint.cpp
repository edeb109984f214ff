#include "timetravelendpoint.h"

#include "envelope.h"
#include "locks.h"

#include <engine/base/clock.h>

#include <sandbox/store/bookmark.h>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

constexpr qsizetype RestoresAtMost = 10;
constexpr qint64 RestoreWindowMs = 600'000;

HttpReply restoredReply(const Restored &restored, bool answersNew)
{
    const QString message = u"Database restored to bookmark "_s + restored.target;
    return success(QJsonObject{ { u"bookmark"_s, answersNew ? restored.bookmark : restored.target },
                                { u"previous_bookmark"_s, restored.previous },
                                { u"message"_s, message } });
}

} // namespace

/// The time asked for, if one is.
Outcome<std::optional<qint64>> TimeTravelEndpoint::momentOf(const ApiCall &call) const
{
    const QString text = call.request.parameter(u"timestamp"_s);
    if (text.isEmpty())
        return std::optional<qint64>();
    const QDateTime moment = parseTime(text);
    if (!moment.isValid())
        return malformed(u"Invalid property: timestamp => Invalid datetime"_s);
    if (moment > m_state.clock->now())
        return malformed(u"Invalid timestamp: it lies in the future"_s);
    return std::optional<qint64>(moment.toMSecsSinceEpoch());
}

QCoro::Task<HttpReply> TimeTravelEndpoint::bookmark(ApiCall call)
{
    if (const auto busy = busyError(*call.database, m_state))
        co_return failure(*busy);
    const auto moment = momentOf(call);
    if (!moment)
        co_return failure(moment.error());
    const qint64 oldest = m_state.oldestMoment(call.account.id);
    auto look = [moment = *moment, oldest](DatabaseFile &file) {
        return moment ? file.bookmarkAt(*moment, oldest) : Outcome<QString>(file.bookmark());
    };
    const auto found = co_await call.database->run(std::move(look));
    if (!found)
        co_return failure(found.error());
    const QJsonObject answer{ { u"bookmark"_s, *found } };
    co_return success(answer);
}

std::optional<ApiError> TimeTravelEndpoint::refusal(const ApiCall &call)
{
    if (!call.mayWrite())
        return notAllowed();
    if (auto busy = busyError(*call.database, m_state))
        return busy;
    QList<qint64> &restores = call.database->restores;
    const qint64 now = m_state.clock->milliseconds();
    restores.removeIf([now](qint64 at) { return now - at >= RestoreWindowMs; });
    if (restores.size() >= RestoresAtMost) {
        return ApiError{ .status = 429,
                         .code = 7429,
                         .message
                         = u"Too many restores: at most %1 in 10 minutes."_s.arg(RestoresAtMost) };
    }
    return {};
}

QCoro::Task<HttpReply> TimeTravelEndpoint::restore(ApiCall call)
{
    if (const auto refused = refusal(call))
        co_return failure(*refused);
    const auto moment = momentOf(call);
    if (!moment)
        co_return failure(moment.error());
    const QString wanted = call.request.parameter(u"bookmark"_s);
    if (wanted.isEmpty() && !*moment)
        co_return failure(malformed(u"bookmark or timestamp is required"_s));
    if (!wanted.isEmpty() && !Bookmark::isValid(wanted))
        co_return failure(malformed(u"Invalid bookmark: "_s + wanted));
    const qint64 oldest = m_state.oldestMoment(call.account.id);
    auto travel = [wanted, moment = *moment, oldest](DatabaseFile &file) {
        const auto target
            = wanted.isEmpty() ? file.bookmarkAt(*moment, oldest) : Outcome<QString>(wanted);
        if (!target)
            return Outcome<Restored>(target.error());
        auto restored = file.restore(*target, oldest);
        if (restored)
            restored->target = *target;
        return restored;
    };
    const auto restored = co_await call.database->run(std::move(travel));
    if (!restored)
        co_return failure(restored.error());
    call.database->restores.append(m_state.clock->milliseconds());
    co_return restoredReply(*restored, m_state.quirks.take(Quirk::RestoreAnswersNew));
}

} // namespace tidemark::sandbox
