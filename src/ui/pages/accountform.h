#pragma once

#include <models/accountsession.h>

#include <QWidget>

class QTableView;

namespace tidemark {

namespace Ui {
class AccountForm;
} // namespace Ui

class ActionRegistry;
class Banner;
class SyntaxLibrary;

/// The form of a Cloudflare account: name, token, account; what the token may do, and what then does not work.
class AccountForm : public QWidget
{
    Q_OBJECT

public:
    /// @p session and @p library outlive the form.
    AccountForm(AccountSession &session,
                ActionRegistry &actions,
                const SyntaxLibrary &library,
                QWidget *parent);
    ~AccountForm() override;

    /// The page actions it knows, on or off.
    void updateActions();
    void perform(const QString &actionId);
    /// Fills in what is known of an account; the token is not.
    void fill(const D1AccountInfo &account);

private:
    void makeFindings();
    void connectFields();
    void showState();
    void showVerdict();
    void showReason();
    void returnPressed();
    void offerAccounts();
    void pasteToken();
    void openWritingTest();

    AccountSession &m_session;
    ActionRegistry &m_actions;
    const SyntaxLibrary &m_library;
    std::unique_ptr<Ui::AccountForm> m_ui;
    Banner *m_verdict;
    QTableView *m_permissions;
};

} // namespace tidemark
