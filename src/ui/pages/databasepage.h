#pragma once

#include <models/databasesession.h>

#include <QWidget>

namespace tidemark {

struct ShownTarget;

/// A page about one database. It owns nothing of the session.
class DatabasePage : public QWidget
{
    Q_OBJECT

public:
    DatabasePage(DatabaseSession *session, QWidget *parent);

    [[nodiscard]] DatabaseSession *session() const { return m_session; }
    [[nodiscard]] virtual QString title() const = 0;

signals:
    /// What the page's actions may do changed.
    void actionsChanged();

private:
    DatabaseSession *m_session;
};

/// The target in the words of target bar and review sheet.
[[nodiscard]] ShownTarget shownTarget(const Target &target);

} // namespace tidemark
