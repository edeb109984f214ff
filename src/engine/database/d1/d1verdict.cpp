#include "d1verdict.h"

#include "d1codes.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Again = D1Verdict::Again;
using Effect = D1Request::Effect;

D1Verdict refusal(Error error, Again again = Again::Never)
{
    return { .outcome = std::move(error), .again = again };
}

/// Of a request whose fate is open: a read goes again, a write ends here.
D1Verdict open(const D1Request &request, const QString &reason)
{
    return refusal(lostAnswer(request, reason),
                   request.effect == Effect::Reads ? Again::Now : Again::Never);
}

/// The first bytes of a page that is not JSON, and what Cloudflare knows it by.
QString excerpt(const HttpAnswer &answer)
{
    constexpr qsizetype Shown = 200;
    QString text = QString::fromUtf8(answer.body.left(Shown)).simplified();
    if (answer.body.size() > Shown)
        text += u" …"_s;
    if (text.isEmpty())
        text = u"(empty)"_s;
    const QByteArray ray = answer.headers.value("cf-ray");
    return ray.isEmpty() ? text : u"%1 (cf-ray %2)"_s.arg(text, QString::fromLatin1(ray));
}

std::chrono::seconds retryAfter(const HttpAnswer &answer)
{
    return std::chrono::seconds(std::max(0, answer.headers.value("retry-after").trimmed().toInt()));
}

D1Verdict tooMany(const HttpAnswer &answer, const QString &text)
{
    const auto pause = retryAfter(answer);
    D1Verdict verdict = refusal(
        { .kind = Error::Kind::Temporary,
          .message = u"Cloudflare refuses requests for now: %1"_s.arg(text),
          .remedy = pause.count() > 0
                        ? u"Try again in %1 seconds. Dashboard and all tokens of a user share "
                          "1,200 requests in 5 minutes."_s.arg(pause.count())
                        : u"Try again in 5 minutes. Dashboard and all tokens of a user share "
                          "1,200 requests in that time."_s },
        Again::Now);
    verdict.pause = pause;
    verdict.holdsAll = true;
    return verdict;
}

D1Verdict redirected(const HttpAnswer &answer)
{
    const QUrl target(QString::fromUtf8(answer.headers.value("location")));
    return refusal({ .kind = Error::Kind::Unreachable,
                     .message = u"The address answers with a redirect to %1, which is not "
                                "followed so that the token stays where it belongs."_s.arg(
                                    target.host().isEmpty() ? u"another place"_s : target.host()),
                     .remedy = u"Check CLOUDFLARE_API_BASE_URL and the proxy."_s });
}

/// An answer that is not in the API's form: pages of the edge, of proxies, of firewalls.
D1Verdict foreignAnswer(const D1Request &request, const HttpAnswer &answer)
{
    const QString text = excerpt(answer);
    if (answer.headers.value("cf-mitigated") == "challenge")
        return refusal({ .kind = Error::Kind::Unreachable,
                         .message = u"Cloudflare's firewall wants to see a browser: %1"_s.arg(text),
                         .remedy = u"Try from another network, or ask Cloudflare's support with "
                                   "the cf-ray."_s });
    if (answer.status == 429)
        return tooMany(answer, text);
    if (answer.status == 401 || answer.status == 403)
        return refusal(
            { .kind = Error::Kind::Unauthorized,
              .message = u"Access was refused (HTTP %1): %2"_s.arg(answer.status).arg(text),
              .remedy = u"Check the token with `tidemark-cli token status`."_s });
    if (answer.status == 413)
        return refusal({ .kind = Error::Kind::Database,
                         .message = u"The request is larger than Cloudflare accepts."_s,
                         .remedy = u"Send fewer or smaller rows at once."_s });
    if (answer.status / 100 == 4)
        return refusal({ .kind = Error::Kind::Unreachable,
                         .message = u"The address does not answer like Cloudflare's API (HTTP "
                                    "%1): %2"_s.arg(answer.status)
                                        .arg(text),
                         .remedy = u"Check CLOUDFLARE_API_BASE_URL and the proxy."_s });
    return open(request, u"the answer (HTTP %1) is not JSON: %2"_s.arg(answer.status).arg(text));
}

struct Complaint {
    int code = 0;
    QString message;
};

Complaint firstComplaint(const QJsonObject &envelope)
{
    Complaint first;
    QJsonValue error = envelope["errors"_L1].toArray().first();
    // A chain leads from the general to the particular, e.g. 6003 to 6111.
    while (error.isObject()) {
        const auto object = error.toObject();
        if (first.code == 0)
            first.code = object["code"_L1].toInt();
        const QString text = object["message"_L1].toString();
        if (!text.isEmpty())
            first.message = first.message.isEmpty() ? text : first.message + u": "_s + text;
        error = object["error_chain"_L1].toArray().first();
    }
    if (error.isString())
        first.message = error.toString();
    if (first.message.isEmpty())
        first.message = u"no reason was given"_s;
    return first;
}

/// Which entry of a batch failed, if the answer points at it: "/batch/3" or "batch.3", counted from 0.
int pointedStatement(const QJsonObject &envelope)
{
    static const QRegularExpression entry(u"\\bbatch[/.\\[](\\d+)"_s);
    const auto error = envelope["errors"_L1].toArray().first().toObject();
    const auto match = entry.match(error["source"_L1].toObject()["pointer"_L1].toString());
    return match.hasMatch() ? match.captured(1).toInt() + 1 : 0;
}

D1Verdict statementVerdict(const D1Request &request,
                           const HttpAnswer &answer,
                           const QJsonObject &envelope,
                           const QString &message)
{
    D1Complaint complaint = complaintOf(message, request.effect);
    if (answer.status >= 500 && complaint.error.kind == Error::Kind::Database
        && request.effect == Effect::Writes)
        complaint.error.databaseState = DatabaseState::Unknown;
    complaint.error.where.statement = pointedStatement(envelope);
    D1Verdict verdict = refusal(complaint.error, complaint.repeatable ? Again::Now : Again::Never);
    verdict.pause = retryAfter(answer);
    return verdict;
}

D1Verdict refused(const D1Request &request, const HttpAnswer &answer, const QJsonObject &envelope)
{
    const auto [code, message] = firstComplaint(envelope);
    if (code == d1codes::Statement || code == d1codes::Overloaded)
        return statementVerdict(request, answer, envelope, message);
    if (answer.status == 429 || code == d1codes::Throttled || code == d1codes::RateLimited)
        return tooMany(answer, message);
    if (auto known = d1codes::errorOf(code, message)) {
        const bool fluke = request.flukes.contains(code);
        return refusal(*known, fluke ? Again::Once : Again::Never);
    }
    if (answer.status >= 500)
        return open(request,
                    u"Cloudflare failed (HTTP %1, code %2): %3"_s.arg(answer.status)
                        .arg(code)
                        .arg(message));
    return refusal(d1codes::errorOfStatus(answer.status, code, message));
}

QString bookmarkOf(const HttpAnswer &answer, const QJsonValue &result)
{
    const QByteArray header = answer.headers.value("x-cf-d1-session-commit-token");
    if (!header.isEmpty())
        return QString::fromLatin1(header);
    const auto last = result.toArray().last().toObject();
    return last["meta"_L1].toObject()["bookmark"_L1].toString();
}

D1Verdict answered(const D1Request &request, const HttpAnswer &answer)
{
    if (answer.status == 204 || answer.status == 205)
        return { .outcome = D1Reply{ .status = answer.status } };
    if (answer.status / 100 == 3)
        return redirected(answer);
    const auto document = QJsonDocument::fromJson(answer.body);
    const QJsonObject envelope = document.object();
    if (!envelope["success"_L1].isBool())
        return foreignAnswer(request, answer);
    if (!envelope["success"_L1].toBool() || answer.status / 100 != 2)
        return refused(request, answer, envelope);
    const auto result = envelope["result"_L1];
    return { .outcome = D1Reply{ .status = answer.status,
                                 .result = result,
                                 .page = envelope["result_info"_L1].toObject(),
                                 .bookmark = bookmarkOf(answer, result) } };
}

} // namespace

Error lostAnswer(const D1Request &request, const QString &reason)
{
    if (request.effect == Effect::Reads)
        return { .kind = Error::Kind::Temporary,
                 .message = u"Cloudflare did not answer: %1."_s.arg(reason),
                 .remedy = u"Try again; if it stays, look at cloudflarestatus.com."_s };
    return { .kind = Error::Kind::Database,
             .message = u"The answer to a request that writes was lost: %1."_s.arg(reason),
             .remedy = u"It may or may not have been carried out. Read what it should have changed "
                       "before you send it again."_s,
             .databaseState = DatabaseState::Unknown };
}

D1Verdict judge(const D1Request &request, const HttpAnswer &answer)
{
    using Fate = HttpAnswer::Fate;
    switch (answer.fate) {
    case Fate::Answered:
        return answered(request, answer);
    case Fate::NotSent:
        return refusal({ .kind = Error::Kind::Temporary,
                         .message = u"Cloudflare could not be reached: %1."_s.arg(answer.failure),
                         .remedy = u"Check the network and the proxy. Nothing was sent."_s },
                       Again::Now);
    case Fate::Lost:
        return open(request, answer.failure);
    case Fate::Untrusted:
        return refusal({ .kind = Error::Kind::Unreachable,
                         .message = u"The server's certificate was not accepted: %1. Nothing was "
                                    "sent."_s.arg(answer.failure),
                         .remedy
                         = u"Check the clock and the proxy; a proxy that reads TLS needs its "
                           "certificate in the system's store."_s });
    case Fate::Stopped:
        return refusal(cancelled());
    case Fate::TooLong:
        if (request.effect == Effect::Writes)
            return refusal(lostAnswer(request, u"its answer is too long"_s), Again::Never);
        return refusal({ .kind = Error::Kind::Database,
                         .message = u"The answer is longer than %1 MB."_s.arg(
                             D1Transport::MaxAnswerBytes / 1024 / 1024),
                         .remedy = u"Ask for fewer rows at once, with LIMIT."_s });
    }
    return refusal({ .message = u"An answer of an unknown kind."_s });
}

qint64 offsetIn(QStringView message)
{
    static const QRegularExpression offset(u" at offset (\\d+)"_s);
    const auto match = offset.match(message);
    return match.hasMatch() ? match.captured(1).toLongLong() : -1;
}

} // namespace tidemark
