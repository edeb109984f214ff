#pragma once

#include "accountdatabasemodel.h"
#include "permissionmodel.h"
#include "projectsession.h"
#include "writingtest.h"

namespace tidemark {

/// Getting to know a Cloudflare account: a token is tried, kept in the keychain, and the account's databases are listed. One
/// thing at a time; a newer wish ends the one before. The token is held until it is kept, and never given out.
class AccountSession : public QObject
{
    Q_OBJECT

public:
    /// @p project outlives this. @p vault: tests use one of their own.
    explicit AccountSession(ProjectSession &project,
                            TokenVault vault = TokenVault(),
                            QObject *parent = nullptr);
    ~AccountSession() override;

    /// As typed or pasted; what was found out of another one is forgotten.
    void setToken(const QString &typed);
    void setAccount(const QString &id);
    [[nodiscard]] const QString &account() const { return m_account; }
    /// Why what was typed cannot be a token; empty if it can.
    [[nodiscard]] const std::optional<Error> &tokenProblem() const { return m_tokenProblem; }
    [[nodiscard]] bool hasToken() const { return !m_token.isEmpty(); }

    enum class Verdict {
        Untried,
        MayChange,
        MayLook, ///< D1 Edit is missing
        Useless,
    };
    [[nodiscard]] Verdict verdict() const;
    [[nodiscard]] const std::optional<TokenTrial> &trial() const { return m_trial; }
    [[nodiscard]] PermissionModel *permissions() { return &m_permissions; }
    /// Of the trial, and of what was asked about writing since.
    [[nodiscard]] qint64 requests() const;
    /// Those the token may see, after findAccounts().
    [[nodiscard]] const QList<D1AccountInfo> &accounts() const { return m_accounts; }

    /// Only reads. Nothing while something runs; what is found out of a token or account that was left meanwhile is dropped.
    void test();
    void findAccounts();

    /// True if the trial could not tell whether the token may write, so that only a write can.
    [[nodiscard]] bool mayTestWriting() const;
    /// The choices before testWriting(). Only where mayTestWriting().
    [[nodiscard]] std::unique_ptr<WritingTest> makeWritingTest();
    /// Sends the statement; what it tells goes into the trial. An error leaves the trial as it was.
    void testWriting(const WritingPlan &plan);

    /// Keeps the token, then lists. Only after a trial that may look.
    void connectAccount(const QString &name);
    /// An account that was connected before: its token is in the keychain.
    void reopen(const D1AccountInfo &account);

    [[nodiscard]] bool isConnected() const { return m_isConnected; }
    [[nodiscard]] D1AccountInfo info() const { return { m_account, m_name }; }
    /// Why the keychain did not take the token; it is then kept until the program ends.
    [[nodiscard]] const std::optional<Error> &keychainProblem() const { return m_keychainProblem; }
    /// Offers the token to the keychain again.
    void keepAgain();

    [[nodiscard]] AccountDatabaseModel *databases() { return &m_databases; }
    /// Lists those whose name contains @p namePart; all if it is empty.
    void filter(const QString &namePart);
    /// Opens rows of the list in the window.
    void open(const QList<int> &rows);
    /// Back to the form; what was typed stays.
    void leave();

    [[nodiscard]] Activity *activity() { return &m_activity; }
    /// Why the last thing failed; empty if it did not.
    [[nodiscard]] const std::optional<Error> &error() const
    {
        return m_listError ? m_listError : m_activity.error();
    }

signals:
    void changed();
    void accountsFound();
    void connected();

private:
    void forgetTrial();
    void keep();
    void list();
    void readPage(int number);

    ProjectSession &m_project;
    EnginePointer m_engine;
    std::shared_ptr<ConnectAccount> m_connecting;
    Activity m_activity;
    Secret m_token;
    std::optional<Error> m_tokenProblem;
    QString m_account;
    QString m_name;
    std::optional<TokenTrial> m_trial;
    int m_trying = 0; ///< an answer about another token or account is dropped
    std::shared_ptr<const TestWriting> m_writing; ///< of this trial
    PermissionModel m_permissions;
    QList<D1AccountInfo> m_accounts;
    bool m_isConnected = false;
    std::optional<Error> m_keychainProblem;
    AccountDatabaseModel m_databases;
    std::optional<Error> m_listError;
    QString m_filter;
    int m_page = 0; ///< the last that was read
    int m_listing = 0; ///< an answer to an older list is dropped
};

} // namespace tidemark
