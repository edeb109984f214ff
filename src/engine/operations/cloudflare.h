#pragma once

#include <engine/database/d1/d1account.h>
#include <engine/project/target.h>
#include <engine/secrets/tokensource.h>

#include <QMap>

namespace tidemark {

/// Where Cloudflare is and as whom we speak: the global options of the command line, or the window's choice.
struct CloudflareRequest {
    TokenRequest token; ///< its account, if one was named, beats the project's
    QString apiUrl = {}; ///< --api-url; empty: D1Client::baseUrl()
};

/// The address that is meant.
[[nodiscard]] QString apiAddress(const CloudflareRequest &request);

/// The one way to Cloudflare: a client per account with its token, made when it is first needed and kept. All clients
/// share one budget of requests. Belongs to the thread that made it.
class Cloudflare
{
public:
    /// Changes what a client is made with; for tests, which wait for nothing.
    using Tuning = std::function<void(D1ClientOptions &)>;

    explicit Cloudflare(CloudflareRequest request,
                        TokenVault vault = TokenVault(),
                        Tuning tuning = {})
        : m_request(std::move(request))
        , m_vault(std::move(vault))
        , m_tuning(std::move(tuning))
    {}

    /// Replaces what was said; clients that were made stay with those that hold them.
    void use(CloudflareRequest request);

    /// The account that was named, or @p wanted, or the only one the token sees (one request). Fails with
    /// Unauthorized (no token), Usage (several accounts), Config (a bad address) or as the keychain does.
    [[nodiscard]] QCoro::Task<Result<D1Account>> account(QString wanted, std::stop_token stop = {});
    /// Forgets the clients of an account, after its token was changed.
    void forget(const QString &account);
    /// Speaks for @p account with @p token as long as this lasts, whatever the keychain holds: for where there is none. An
    /// empty token ends that.
    void keep(const QString &account, const Secret &token);

    /// Another way to the same address with @p token alone, for a token that is only being tried.
    [[nodiscard]] std::shared_ptr<Cloudflare> speakingWith(const Secret &token) const;
    [[nodiscard]] const CloudflareRequest &request() const { return m_request; }

    /// Of all clients since this was made, forgotten ones included as far as they had come.
    [[nodiscard]] D1Cost cost() const;

private:
    [[nodiscard]] QCoro::Task<Result<D1ClientPointer>> client(QString account,
                                                              std::stop_token stop);
    [[nodiscard]] Result<D1ClientPointer> made(const QString &account, const Secret &token);
    [[nodiscard]] TokenRequest tokenRequest(const QString &account) const;

    CloudflareRequest m_request;
    TokenVault m_vault;
    Tuning m_tuning;
    QMap<QString, D1ClientPointer> m_clients; ///< by account; "" before it is known
    QMap<QString, Secret> m_kept; ///< by account
    int m_changes = 0; ///< of what a token is asked with
    D1Cost m_past; ///< of the clients that were forgotten
    std::shared_ptr<D1Budget> m_budget = std::make_shared<D1Budget>();
};

/// The database of a remote target; looked up by name (one request) if its id is not known. Fails with MissingInput.
[[nodiscard]] QCoro::Task<Result<D1DatabasePointer>>
openRemote(std::shared_ptr<Cloudflare> cloudflare, Target target, std::stop_token stop = {});

} // namespace tidemark
