#pragma once

#include <QAction>
#include <QHash>
#include <QKeySequence>
#include <QObject>

namespace tidemark {

/// One action of the window: its id is its object name everywhere, in menus, buttons, shortcuts and tests.
struct ActionSpec {
    QString id;
    QString text;
    QString icon = {};
    QList<QKeySequence> shortcuts = {};
    QString toolTip = {};
};

/// All actions, made once. A shortcut that two of them claim is a programming error and is found by a test.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    explicit ActionRegistry(QWidget *window);

    /// Never nullptr: an id nobody declared is a programming error.
    [[nodiscard]] QAction *action(const QString &id) const;
    [[nodiscard]] QList<QAction *> all() const { return m_actions; }
    /// Off with a reason, or on: the reason is the tooltip.
    void setEnabled(const QString &id, bool enabled, const QString &whyNot = {});
    /// Off with @p whyNot: everything that rehearses or runs migrations.
    void disableRuns(const QString &whyNot);

private:
    QList<QAction *> m_actions;
    QHash<QString, QAction *> m_byId;
    QHash<QString, QString> m_toolTips;
};

} // namespace tidemark
