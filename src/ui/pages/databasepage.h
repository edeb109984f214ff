#pragma once

#include "page.h"

#include <models/databasesession.h>

class QPushButton;

namespace tidemark {

class ActionRegistry;

/// A page about one database. It owns nothing of the session. While it is seen, the window's actions say what can be done
/// with its database.
class DatabasePage : public Page
{
    Q_OBJECT

public:
    DatabasePage(DatabaseSession *session, ActionRegistry &actions, QWidget *parent);

    [[nodiscard]] DatabaseSession *session() const { return m_session; }
    [[nodiscard]] std::optional<ShownTarget> target() const override;
    [[nodiscard]] DatabaseSession *selectedDatabase() const override { return m_session; }
    [[nodiscard]] Activity *activity() const override { return m_session->activity(); }
    /// Refresh; a page adds its own.
    void updateActions() override;
    void perform(const QString &actionId) override;

protected:
    [[nodiscard]] ActionRegistry &actions() const { return m_actions; }
    [[nodiscard]] bool isIdle() const { return m_session->phase() == DatabaseSession::Phase::Idle; }
    /// A button that is the action: text, state, reason and what it does.
    [[nodiscard]] QPushButton *button(const QString &actionId);

private:
    DatabaseSession *m_session;
    ActionRegistry &m_actions;
};

/// The target in the words of target bar and review sheet.
[[nodiscard]] ShownTarget shownTarget(const Target &target);
/// A local database's file as short as it stays understandable: from wrangler's folder or the home folder on.
[[nodiscard]] QString shownFile(const QString &file);

} // namespace tidemark
