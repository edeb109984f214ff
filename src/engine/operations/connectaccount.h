#pragma once

#include "managetokens.h"

namespace tidemark {

/// One thing a token must be allowed to do, and whether it is.
struct TokenRight {
    enum class Right { Valid, D1Read, D1Edit, AccountSettings };
    enum class Answer {
        Granted,
        Missing,
        Unknown, ///< it cannot be asked without using it
    };

    Right right = Right::Valid;
    Answer answer = Answer::Unknown;
    bool optional = false; ///< Tidemark works without it

    bool operator==(const TokenRight &other) const = default;
};

/// What trying a token told. Trying only reads.
struct TokenTrial {
    QString account; ///< as asked, or the only one the token sees
    QString accountName = {}; ///< empty if the token may not know
    QDateTime at = {};
    qint64 requests = 0;
    D1TokenReport report = {};
    QList<TokenRight> rights = {}; ///< in the order of Right

    [[nodiscard]] TokenRight::Answer answer(TokenRight::Right right) const;
    [[nodiscard]] bool mayLook() const;
    /// False only if it is known that it may not.
    [[nodiscard]] bool mayChange() const;
};

/// Gets to know a Cloudflare account for the window: tries a token, keeps it, finds the account's databases.
class ConnectAccount
{
public:
    explicit ConnectAccount(EnginePointer engine, TokenVault vault = TokenVault())
        : m_engine(std::move(engine))
        , m_vault(std::move(vault))
    {}

    /// The accounts that the token may see; empty for a narrow one, which may still be good for one whose id is known.
    [[nodiscard]] QCoro::Task<Result<QList<D1AccountInfo>>> accounts(Secret token,
                                                                     Conduct conduct) const;

    /// Asks Cloudflare what @p token may do in @p account (empty: the only one it sees): at most six requests. A token that
    /// is not good enough is no failure but shows in the trial's rights. Fails if nobody answered, or with Usage if it is
    /// not known which account.
    [[nodiscard]] QCoro::Task<Result<TokenTrial>>
    test(Secret token, QString account, Conduct conduct) const;

    /// Where a token went.
    struct Kept {
        std::optional<Error> problem
            = {}; ///< why the keychain did not take it: it is kept until the program ends
    };
    /// From now on @p token speaks for @p account, out of the keychain if there is one. Fails with Usage for an empty account,
    /// and if the journal cannot be written.
    [[nodiscard]] QCoro::Task<Result<Kept>>
    connect(QString account, Secret token, Conduct conduct) const;

    /// Whether @p account can be spoken for: finds its token, asks Cloudflare nothing unless the account is not named. Fails
    /// as Cloudflare::account().
    [[nodiscard]] QCoro::Task<Result<>> reach(QString account, Conduct conduct) const;

private:
    EnginePointer m_engine;
    TokenVault m_vault;
};

/// What a person put into a form, as a token. Fails with BadInput, as tokenFromText().
[[nodiscard]] Result<Secret> typedToken(const QString &text);

} // namespace tidemark
