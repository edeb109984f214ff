#pragma once

#include "page.h"

#include <models/accountsession.h>

class QLabel;
class QListView;
class QStackedWidget;

namespace tidemark {

class AccountDatabasesPane;
class AccountForm;
class ActionRegistry;
class Banner;
class RecentPlaces;
class SyntaxLibrary;

/// Get to a database in one minute: three ways in, what was open before, the sandbox; beside them an account's form, then its
/// databases. Nothing that was open before is contacted.
class ConnectPage : public Page
{
    Q_OBJECT

public:
    /// @p project, @p recent and @p library outlive the page.
    ConnectPage(ProjectSession &project,
                RecentPlaces &recent,
                ActionRegistry &actions,
                const SyntaxLibrary &library,
                QWidget *parent);

    [[nodiscard]] QString title() const override;
    [[nodiscard]] Activity *activity() const override;
    void updateActions() override;
    void perform(const QString &actionId) override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    [[nodiscard]] QWidget *makeWays();
    [[nodiscard]] QWidget *makeRecent();
    [[nodiscard]] QWidget *makeSandbox();
    void openRecent(const QModelIndex &index);
    void showState();
    void focusRight();

    ProjectSession &m_project;
    RecentPlaces &m_recent;
    ActionRegistry &m_actions;
    mutable AccountSession m_session; // its activity is shown by the window
    Banner *m_trouble;
    QListView *m_places = nullptr;
    QLabel *m_noPlaces = nullptr;
    AccountForm *m_form;
    AccountDatabasesPane *m_databases;
    QStackedWidget *m_right;
};

} // namespace tidemark
