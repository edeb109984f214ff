#include "d1codes.h"

#include "d1verdict.h"

#include <array>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace d1codes {

namespace {

QString told(const QString &sentence, int code, const QString &message)
{
    return u"%1 Cloudflare says: %2 (code %3)."_s.arg(sentence, message).arg(code);
}

Error malformed(const QString &message)
{
    const bool badId = message.contains("uuid"_L1, Qt::CaseInsensitive);
    return { .kind = badId ? Error::Kind::Config : Error::Kind::Internal,
             .message = told(badId ? u"The database's id is not one."_s
                                   : u"Cloudflare did not understand the request."_s,
                             Malformed,
                             message),
             .remedy = badId ? u"Check database_id in wrangler's configuration."_s
                             : u"This is an error of Tidemark; report it with this text."_s };
}

} // namespace

std::optional<Error> errorOf(int code, const QString &message)
{
    using Kind = Error::Kind;
    switch (code) {
    case RouteUnknown:
        return Error{ .kind = Kind::Config,
                      .message = told(u"There is no such address."_s, code, message),
                      .remedy = u"Check the account's and the database's id, and "
                                "CLOUDFLARE_API_BASE_URL."_s };
    case Malformed:
        return malformed(message);
    case AccountRefused:
        return Error{ .kind = Kind::Unauthorized,
                      .message
                      = told(u"This token may not use D1 of this account."_s, code, message),
                      .remedy
                      = u"Check that account and token belong together; a .env file or "
                        "account_id in wrangler's configuration may name another account."_s };
    case NoSuchDatabase:
        return Error{ .kind = Kind::Unreachable,
                      .message = told(u"The account has no such database."_s, code, message),
                      .remedy
                      = u"It may have been deleted; `tidemark-cli databases list` shows what "
                        "is there."_s };
    case LimitReached:
        return Error{ .kind = Kind::Database,
                      .message = told(u"A limit of the account is reached."_s, code, message),
                      .remedy = u"Delete what is not needed, or change the plan."_s };
    case NameTaken:
        return Error{ .kind = Kind::Usage,
                      .message = told(u"A database of this name exists."_s, code, message),
                      .remedy = u"Choose another name."_s };
    case Authentication:
    case InvalidToken:
    case TokenKind:
        return Error{ .kind = Kind::Unauthorized,
                      .message = told(u"The token was not accepted."_s, code, message),
                      .remedy
                      = u"It may be revoked, expired, of another account, or lack the right "
                        "\"D1 Edit\" (\"D1 Read\" for reading). `tidemark-cli token status` "
                        "tells which."_s };
    case BadHeaders:
        return Error{ .kind = Kind::Unauthorized,
                      .message = told(u"The token is not in the form of one."_s, code, message),
                      .remedy = u"Copy it again, whole and without blanks."_s };
    default:
        return std::nullopt;
    }
}

Error errorOfStatus(int status, int code, const QString &message)
{
    const QString text
        = u"Cloudflare refused the request (HTTP %1, code %2): %3"_s.arg(status).arg(code).arg(
            message);
    if (status == 401 || status == 403)
        return { .kind = Error::Kind::Unauthorized,
                 .message = text,
                 .remedy = u"Check the token with `tidemark-cli token status`."_s };
    if (status == 404)
        return { .kind = Error::Kind::Unreachable,
                 .message = text,
                 .remedy = u"Check the account's and the database's id."_s };
    return { .kind = Error::Kind::Database, .message = text };
}

} // namespace d1codes

namespace {

bool hasOne(const QString &message, std::initializer_list<QLatin1StringView> texts)
{
    return std::any_of(texts.begin(), texts.end(), [&message](QLatin1StringView text) {
        return message.contains(text, Qt::CaseInsensitive);
    });
}

/// Said by D1 while an export or import runs; the request was not looked at.
bool isBusy(const QString &message)
{
    return hasOne(message, { "long-running export"_L1, "long-running import"_L1 });
}

/// The free plan's daily limits.
bool isSpent(const QString &message)
{
    return hasOne(message, { "limit for the day"_L1, "free tier daily"_L1, "daily row"_L1 });
}

bool isFull(const QString &message)
{
    return hasOne(message, { "Exceeded maximum DB size"_L1, "maximum account storage"_L1 });
}

/// D1's documented passing troubles, in the middle of which a statement may have been. The text about violated
/// constraints also speaks of a reset, but says that the old state was kept.
bool isTrouble(const QString &message)
{
    return !message.contains("application left the database"_L1)
           && hasOne(message,
                     { "Network connection lost"_L1,
                       "object to be reset"_L1,
                       "and was reset"_L1,
                       "reset because its code was updated"_L1,
                       "Cannot resolve D1 DB"_L1,
                       "client disconnected"_L1,
                       "internal error"_L1 });
}

} // namespace

D1Complaint complaintOf(const QString &message, D1Request::Effect effect)
{
    using Kind = Error::Kind;
    const bool reads = effect == D1Request::Effect::Reads;
    if (isBusy(message))
        return { .error = { .kind = Kind::Temporary,
                            .message = u"The database is busy: %1"_s.arg(message),
                            .remedy = u"An export or import stops the database for everybody. Wait "
                                      "until it has ended; there is no call that ends it."_s },
                 .repeatable = true };
    if (message.contains("queued for too long"_L1))
        return { .error = { .kind = Kind::Temporary,
                            .message = u"The database is overloaded: %1"_s.arg(message),
                            .remedy = u"Try again later, or with smaller statements."_s },
                 .repeatable = true };
    if (isSpent(message))
        return { .error
                 = { .kind = Kind::Temporary,
                     .message = u"The plan's rows for today are used up: %1"_s.arg(message),
                     .remedy = u"They are counted anew from 00:00 UTC; a paid plan has more."_s } };
    if (isFull(message))
        return { .error = { .kind = Kind::Database,
                            .message = u"There is no room left: %1"_s.arg(message),
                            .remedy = u"Delete rows or databases, or change the plan."_s } };
    if (isTrouble(message)) {
        const D1Request open{ .effect = effect };
        return { .error = lostAnswer(open, u"D1 says \"%1\""_s.arg(message)), .repeatable = reads };
    }
    Error error{ .kind = Kind::Database,
                 .message = u"D1 refused the statement: %1"_s.arg(message) };
    error.where.offset = offsetIn(message);
    return { .error = error };
}

} // namespace tidemark
