#pragma once

#include <models/databasesession.h>

#include <QWidget>

class QPushButton;

namespace tidemark {

class ActionRegistry;
struct ShownTarget;

/// A page about one database. It owns nothing of the session. While it is seen, the window's actions say what can be done
/// with its database.
class DatabasePage : public QWidget
{
    Q_OBJECT

public:
    DatabasePage(DatabaseSession *session, ActionRegistry &actions, QWidget *parent);

    [[nodiscard]] DatabaseSession *session() const { return m_session; }
    [[nodiscard]] virtual QString title() const = 0;
    /// Sets every action that concerns the database on or off, with the reason where it is off.
    void updateActions();

protected:
    void showEvent(QShowEvent *event) override;

    [[nodiscard]] ActionRegistry &actions() const { return m_actions; }
    [[nodiscard]] bool isIdle() const
    {
        return m_session->activity() == DatabaseSession::Activity::Idle;
    }
    /// A button that is the action: text, state, reason and what it does.
    [[nodiscard]] QPushButton *button(const QString &actionId);

private:
    /// The actions that run something; off unless the page is about them.
    virtual void updateRunActions();

    DatabaseSession *m_session;
    ActionRegistry &m_actions;
};

/// The target in the words of target bar and review sheet.
[[nodiscard]] ShownTarget shownTarget(const Target &target);
/// A local database's file as short as it stays understandable: from wrangler's folder or the home folder on.
[[nodiscard]] QString shownFile(const QString &file);

} // namespace tidemark
