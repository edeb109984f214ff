#pragma once

#include "cloudflare.h"
#include "selection.h"

#include <engine/database/d1/d1account.h>
#include <engine/secrets/tokensource.h>
#include <engine/secrets/tokentext.h>

namespace tidemark {

/// The account a command means: @p given (--account), else the project's for the environment, else CLOUDFLARE_ACCOUNT_ID;
/// empty if nobody says. Fails with Config if the project's files cannot be read, with Usage for an environment it does not
/// have; neither matters if one is given.
[[nodiscard]] Result<QString>
accountFor(const EnginePointer &engine, const SelectionRequest &request, const QString &given);

/// A right that Tidemark needs at Cloudflare.
struct TokenPermission {
    QString name; ///< as Cloudflare's dashboard calls it
    QString neededFor;
    std::optional<bool> granted = {}; ///< empty: it cannot be asked without using it
};

/// What is known of the token that a command would use.
struct TokenStatus {
    TokenFrom from = TokenFrom::Environment;
    QString account; ///< found out if nobody named one and the token sees only one
    QString apiUrl;
    D1TokenReport report;
    QList<TokenPermission> permissions;
    std::optional<Error> problem = {}; ///< Unauthorized, if it cannot be used
};

/// `token set|status|delete`.
class ManageTokens
{
public:
    explicit ManageTokens(EnginePointer engine, TokenVault vault = TokenVault())
        : m_engine(std::move(engine))
        , m_vault(std::move(vault))
    {}

    /// Into the keychain; the journal notes the account. Fails as TokenVault does, with Usage for an empty account.
    [[nodiscard]] QCoro::Task<Result<>> store(QString account, Secret token, Conduct conduct) const;

    /// Whether there was one in the keychain.
    [[nodiscard]] QCoro::Task<Result<bool>> remove(QString account, Conduct conduct) const;

    /// Asks Cloudflare: verification for users, then for accounts, then a real list. Fails as findToken() and D1Client do; a
    /// token that is not good enough is no failure but TokenStatus::problem.
    [[nodiscard]] QCoro::Task<Result<TokenStatus>> status(CloudflareRequest request,
                                                          Conduct conduct) const;

private:
    EnginePointer m_engine;
    TokenVault m_vault;
};

} // namespace tidemark
