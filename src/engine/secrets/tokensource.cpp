#include "tokensource.h"

#include "tokentext.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

const QString Variable = QStringLiteral("CLOUDFLARE_API_TOKEN");

Result<FoundToken> fromEnvironment(const TokenRequest &request)
{
    const QByteArray text = request.environment.value(Variable).toUtf8();
    if (text.isEmpty())
        return Error{ .kind = Error::Kind::Unauthorized,
                      .message = request.environment.contains(Variable)
                                     ? u"%1 is set, but it is empty."_s.arg(Variable)
                                     : u"%1 is not set."_s.arg(Variable),
                      .remedy
                      = u"In CI, check that the secret is handed to this job; forks and other "
                        u"repositories do not get it."_s };
    auto token = tokenFromText(text);
    if (!token) {
        Error error = token.error();
        error.message = u"%1 holds no token. %2"_s.arg(Variable, error.message);
        return error;
    }
    return FoundToken{ *token, TokenFrom::Environment };
}

Error noTokenFor(const QString &account, bool hasEmptyVariable)
{
    const QString aside
        = hasEmptyVariable ? u" %1 is set, but it is empty."_s.arg(Variable) : QString();
    return { .kind = Error::Kind::Unauthorized,
             .message
             = u"There is no API token for account %1 in the keychain."_s.arg(account) + aside,
             .remedy = u"Store one with `tidemark-cli token set --account %1`, or set %2."_s.arg(
                 account, Variable) };
}

Error noAccount()
{
    return { .kind = Error::Kind::Usage,
             .message = u"Tokens are kept by account, and no account is known here."_s,
             .remedy = u"Add --account ID, or write account_id into wrangler's configuration."_s };
}

} // namespace

QString tokenSourceName(TokenFrom from)
{
    switch (from) {
    case TokenFrom::Environment:
        return u"env"_s;
    case TokenFrom::Keychain:
        return u"keychain"_s;
    case TokenFrom::StandardInput:
        return u"stdin"_s;
    }
    return {};
}

QCoro::Task<Result<FoundToken>>
findToken(TokenVault vault, TokenRequest request, std::stop_token stop)
{
    const bool isSet = !request.environment.value(Variable).isEmpty();
    const TokenFrom from
        = request.from.value_or(isSet ? TokenFrom::Environment : TokenFrom::Keychain);
    if (from == TokenFrom::Environment)
        co_return fromEnvironment(request);
    if (from == TokenFrom::StandardInput) {
        if (request.given.isEmpty())
            co_return Error{ .kind = Error::Kind::Unauthorized,
                             .message = u"No token came from standard input."_s,
                             .remedy = u"Pipe it in: `… --token-from stdin < FILE`."_s };
        const FoundToken given{ request.given, from };
        co_return given;
    }
    if (request.account.isEmpty())
        co_return noAccount();
    const auto stored = co_await vault.read(request.account, stop);
    if (!stored)
        co_return stored.error();
    if (!stored->has_value())
        co_return noTokenFor(request.account, request.environment.contains(Variable) && !isSet);
    const FoundToken found{ **stored, from };
    co_return found;
}

} // namespace tidemark
