#include "identityendpoint.h"

#include "envelope.h"

#include <QJsonArray>
#include <QJsonDocument>

namespace tidemark::sandbox {

using namespace Qt::StringLiterals;

namespace {

const QString UserId = u"5a4d0b0c0000000000000000005a4db0"_s;

ApiError invalidToken()
{
    return { .status = 401, .code = 1000, .message = u"Invalid API Token"_s };
}

QString statusName(Token::Status status)
{
    switch (status) {
    case Token::Status::Disabled:
        return u"disabled"_s;
    case Token::Status::Expired:
        return u"expired"_s;
    case Token::Status::Active:
    case Token::Status::Revoked:
        break;
    }
    return u"active"_s;
}

QJsonObject accountJson(const Account &account)
{
    return { { u"id"_s, account.id }, { u"name"_s, account.name }, { u"type"_s, u"standard"_s } };
}

QJsonObject policyOf(const Token &token)
{
    QJsonObject resources;
    for (const QString &account : token.accounts)
        resources.insert(u"com.cloudflare.api.account."_s + account, u"*"_s);
    if (token.accounts.isEmpty())
        resources.insert(u"com.cloudflare.api.account.*"_s, u"*"_s);
    const QString right = token.rights == Rights::Read ? u"D1 Read"_s : u"D1 Write"_s;
    const QJsonObject group{ { u"id"_s, u"d1"_s }, { u"name"_s, right } };
    return { { u"effect"_s, u"allow"_s },
             { u"resources"_s, resources },
             { u"permission_groups"_s, QJsonArray{ group } } };
}

bool asksForItself(const QStringList &path, const Token &token)
{
    const QStringList ofUser{ u"user"_s, u"tokens"_s, token.id };
    if (token.owner == Token::Owner::User)
        return path == ofUser;
    return path.size() == 4 && path.first() == "accounts"_L1 && path.at(2) == "tokens"_L1
           && path.at(3) == token.id && token.opens(path.at(1));
}

} // namespace

HttpReply IdentityEndpoint::answer(const ApiCall &call, const QStringList &path) const
{
    const Token &token = call.token;
    if (call.request.method != "GET")
        return failure(noRoute(call.request));
    if (path == QStringList{ u"user"_s, u"tokens"_s, u"verify"_s })
        return verify(token, Token::Owner::User);
    if (path.size() == 4 && path.first() == "accounts"_L1 && path.at(2) == "tokens"_L1
        && path.at(3) == "verify"_L1)
        return token.opens(path.at(1)) ? verify(token, Token::Owner::Account)
                                       : failure(invalidToken());
    if (token.status != Token::Status::Active)
        return failure({ .status = 403, .code = 9109, .message = u"Invalid access token"_s });
    if (asksForItself(path, token))
        return token.readsItself ? described(token) : failure(notAllowed());
    if (path == QStringList{ u"accounts"_s })
        return accounts(call);
    if (path == QStringList{ u"memberships"_s })
        return memberships(token);
    if (path != QStringList{ u"user"_s })
        return failure(noRoute(call.request));
    if (token.narrow || token.owner == Token::Owner::Account)
        return failure({ .status = 403,
                         .code = 9109,
                         .message = u"Unauthorized to access requested resource"_s });
    return success(QJsonObject{ { u"id"_s, UserId }, { u"email"_s, u"sandbox@example.com"_s } });
}

HttpReply IdentityEndpoint::verify(const Token &token, Token::Owner owner) const
{
    if (token.owner != owner || token.status == Token::Status::Revoked)
        return failure(invalidToken());
    return success(QJsonObject{ { u"id"_s, token.id }, { u"status"_s, statusName(token.status) } });
}

HttpReply IdentityEndpoint::described(const Token &token) const
{
    return success(QJsonObject{ { u"id"_s, token.id },
                                { u"status"_s, statusName(token.status) },
                                { u"policies"_s, QJsonArray{ policyOf(token) } } });
}

QList<Account> IdentityEndpoint::opened(const Token &token) const
{
    QList<Account> accounts;
    for (const Account &account : m_state.accounts.accounts()) {
        if (token.opens(account.id))
            accounts.append(account);
    }
    return accounts;
}

HttpReply IdentityEndpoint::accounts(const ApiCall &call) const
{
    const int perPage = qBound(1,
                               call.request.parameter(u"per_page"_s).toInt() > 0
                                   ? call.request.parameter(u"per_page"_s).toInt()
                                   : 20,
                               50);
    const int page = qMax(1, call.request.parameter(u"page"_s).toInt());
    const QList<Account> all = opened(call.token);
    const QList<Account> shown = all.mid(qsizetype(page - 1) * perPage, perPage);
    QJsonArray list;
    for (const Account &account : shown)
        list.append(accountJson(account));
    const QJsonObject info{ { u"page"_s, page },
                            { u"per_page"_s, perPage },
                            { u"count"_s, shown.size() },
                            { u"total_count"_s, all.size() },
                            { u"total_pages"_s, (all.size() + perPage - 1) / perPage } };
    return successWith(QJsonDocument(list).toJson(QJsonDocument::Compact),
                       QJsonDocument(info).toJson(QJsonDocument::Compact));
}

HttpReply IdentityEndpoint::memberships(const Token &token) const
{
    if (token.owner == Token::Owner::Account)
        return failure({ .code = 9106, .message = u"Authentication failed (status: 400)"_s });
    if (token.narrow)
        return failure(notAllowed());
    QJsonArray list;
    for (const Account &account : opened(token)) {
        list.append(QJsonObject{ { u"id"_s, account.id },
                                 { u"status"_s, u"accepted"_s },
                                 { u"account"_s, accountJson(account) } });
    }
    return success(list);
}

} // namespace tidemark::sandbox
