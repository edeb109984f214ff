#pragma once

#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

#include <sandbox/api/outcome.h>
#include <sandbox/sql/statementrunner.h>

namespace tidemark::sandbox {

struct Account {
    enum class Plan { Free, Paid };

    QString id; ///< 32 hex digits
    QString name;
    Plan plan = Plan::Paid;
};

/// A token of the sandbox: it opens nothing but the databases here, so it may be shown and kept in a file.
struct Token {
    enum class Owner { User, Account };
    enum class Status { Active, Disabled, Expired, Revoked };

    QString id;
    QByteArray value;
    Owner owner = Owner::User;
    Status status = Status::Active;
    Rights rights = Rights::Write;
    bool narrow = false; ///< D1 alone: /user and /memberships are refused
    bool readsItself = false; ///< may read its own policies, which most tokens may not
    QStringList accounts = {}; ///< all if empty

    [[nodiscard]] bool opens(const QString &account) const
    {
        return accounts.isEmpty() || accounts.contains(account);
    }
};

/// Who may do what.
class AccountStore
{
public:
    /// Adds, or changes the one that has this id or this value; members that are not given stay.
    [[nodiscard]] Outcome<Account> putAccount(const QJsonObject &source);
    [[nodiscard]] Outcome<Token> putToken(const QJsonObject &source);

    [[nodiscard]] const QList<Account> &accounts() const { return m_accounts; }
    [[nodiscard]] const QList<Token> &tokens() const { return m_tokens; }
    [[nodiscard]] const Account *findAccount(const QString &id) const;
    [[nodiscard]] const Token *findToken(const QByteArray &value) const;

    /// The token of an Authorization header. Refuses a header that is missing or malformed, and a token that is unknown;
    /// whether it is still active is for the caller to see.
    [[nodiscard]] Outcome<Token> identify(const QByteArray &authorization) const;

    [[nodiscard]] QJsonObject toJson() const;
    [[nodiscard]] Outcome<bool> load(const QJsonObject &source);

private:
    QList<Account> m_accounts;
    QList<Token> m_tokens;
};

/// @p bytes random bytes in hex.
[[nodiscard]] QString randomHex(int bytes);

} // namespace tidemark::sandbox
