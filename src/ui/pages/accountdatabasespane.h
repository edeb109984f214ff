#pragma once

#include <models/accountsession.h>

#include <QTimer>
#include <QWidget>

class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace tidemark {

class Banner;

/// The databases of a connected account: found by name, chosen, opened. They may be thousands.
class AccountDatabasesPane : public QWidget
{
    Q_OBJECT

public:
    /// @p session outlives the pane.
    AccountDatabasesPane(AccountSession &session, QWidget *parent);

private:
    void showState();
    void openChosen();
    [[nodiscard]] QList<int> chosenRows() const;

    AccountSession &m_session;
    QLabel *m_title;
    QLabel *m_facts;
    Banner *m_trouble;
    QLineEdit *m_filter;
    QTableView *m_list;
    QPushButton *m_open;
    QTimer m_typing; ///< a request for each letter would be too many
};

} // namespace tidemark
