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

/// The form of a Cloudflare account: name, token, account; what the token may do, and what then does not work.
class AccountForm : public QWidget
{
    Q_OBJECT

public:
    /// @p session outlives the form.
    AccountForm(AccountSession &session, ActionRegistry &actions, QWidget *parent);
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

    AccountSession &m_session;
    ActionRegistry &m_actions;
    std::unique_ptr<Ui::AccountForm> m_ui;
    Banner *m_verdict;
    QTableView *m_permissions;
};

} // namespace tidemark
