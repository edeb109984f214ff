#include "cloudflare.h"

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

Error whichAccount(const QList<D1AccountInfo> &accounts)
{
    QStringList names;
    for (const D1AccountInfo &account : accounts)
        names.append(u"%1 (%2)"_s.arg(account.name, account.id));
    return {
        .kind = Error::Kind::Usage,
        .message
        = accounts.isEmpty()
              ? u"It is not said which Cloudflare account is meant, and the token names none."_s
              : u"The token sees several accounts: %1."_s.arg(names.join(u", "_s)),
        .remedy
        = u"Write account_id into the wrangler configuration, or add --account ID (or set CLOUDFLARE_ACCOUNT_ID)."_s
    };
}

} // namespace

QString apiAddress(const CloudflareRequest &request)
{
    return request.apiUrl.isEmpty() ? D1Client::baseUrl(request.token.environment) : request.apiUrl;
}

void Cloudflare::use(CloudflareRequest request)
{
    ++m_changes;
    m_request = std::move(request);
    m_past = cost();
    m_clients.clear();
}

void Cloudflare::forget(const QString &account)
{
    ++m_changes;
    for (const QString &name : { account, QString() }) {
        if (const auto client = m_clients.take(name))
            m_past += client->cost();
    }
}

void Cloudflare::keep(const QString &account, const Secret &token)
{
    if (token.isEmpty())
        m_kept.remove(account);
    else
        m_kept.insert(account, token);
    forget(account);
}

std::shared_ptr<Cloudflare> Cloudflare::speakingWith(const Secret &token) const
{
    CloudflareRequest request = m_request;
    request.token.from
        = TokenFrom::StandardInput; // it is in our hands: nobody is asked for it again
    request.token.given = token;
    request.token.account.clear();
    auto way = std::make_shared<Cloudflare>(request, m_vault, m_tuning);
    way->m_budget = m_budget;
    return way;
}

D1Cost Cloudflare::cost() const
{
    D1Cost sum = m_past;
    for (const D1ClientPointer &client : m_clients)
        sum += client->cost();
    return sum;
}

Result<D1ClientPointer> Cloudflare::made(const QString &account, const Secret &token)
{
    D1ClientOptions options{ .baseUrl = apiAddress(m_request), .token = token };
    options.budget = m_budget;
    if (m_tuning)
        m_tuning(options);
    const auto client = D1Client::create(options);
    if (client)
        m_clients.insert(account, *client);
    return client;
}

TokenRequest Cloudflare::tokenRequest(const QString &account) const
{
    TokenRequest request = m_request.token;
    request.account = account;
    if (const auto kept = m_kept.constFind(account); kept != m_kept.cend()) {
        request.from = TokenFrom::StandardInput;
        request.given = *kept;
    }
    return request;
}

QCoro::Task<Result<D1ClientPointer>> Cloudflare::client(QString account, std::stop_token stop)
{
    const TokenVault vault = m_vault;
    while (true) {
        if (const auto known = m_clients.value(account))
            co_return known;
        const int changes = m_changes;
        const TokenRequest request = tokenRequest(account);
        const auto found = co_await findToken(vault, request, stop);
        // The keychain may have waited for a person. A token belongs to the address that it was asked for.
        if (changes != m_changes)
            continue;
        if (!found)
            co_return found.error();
        if (const auto known = m_clients.value(account))
            co_return known; // somebody else asked at the same time
        co_return made(account, found->token);
    }
}

QCoro::Task<Result<D1Account>> Cloudflare::account(QString wanted, std::stop_token stop)
{
    QString id = m_request.token.account.isEmpty() ? wanted : m_request.token.account;
    if (id.isEmpty())
        id = m_request.token.environment.value(u"CLOUDFLARE_ACCOUNT_ID"_s);
    const auto made = co_await client(id, stop);
    if (!made)
        co_return made.error();
    if (id.isEmpty()) {
        const auto accounts = co_await D1Account::accounts(*made, stop);
        if (!accounts)
            co_return accounts.error();
        if (accounts->size() != 1)
            co_return whichAccount(*accounts);
        id = accounts->constFirst().id;
    }
    co_return D1Account(*made, id);
}

QCoro::Task<Result<D1DatabasePointer>>
openRemote(std::shared_ptr<Cloudflare> cloudflare, Target target, std::stop_token stop)
{
    const auto account = co_await cloudflare->account(target.accountId, stop);
    if (!account)
        co_return account.error();
    QString id = target.id;
    if (id.isEmpty()) {
        const auto found = co_await account->find(target.name, stop);
        if (!found)
            co_return found.error();
        id = found->id;
    }
    co_return account->open(id);
}

} // namespace tidemark
