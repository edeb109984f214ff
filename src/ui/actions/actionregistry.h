#pragma once

#include "actionspecs.h"

#include <QAction>
#include <QHash>
#include <QObject>

class QMenu;
class QMenuBar;

namespace tidemark {

/// All actions, made once. Two that can be on at the same time and claim one shortcut are a programming error and are found
/// by a test.
class ActionRegistry : public QObject
{
    Q_OBJECT

public:
    explicit ActionRegistry(QWidget *window);

    /// Never nullptr: an id nobody declared is a programming error.
    [[nodiscard]] QAction *action(const QString &id) const;
    [[nodiscard]] QList<QAction *> all() const { return m_actions; }
    [[nodiscard]] const QList<ActionSpec> &specs() const { return m_specs; }
    /// Off with a reason, or on: the reason is the tooltip.
    void setEnabled(const QString &id, bool enabled, const QString &whyNot = {});
    /// Off with @p whyNot: everything that rehearses or runs migrations.
    void disableRuns(const QString &whyNot);
    /// Off with @p whyNot: everything that the page in front decides about.
    void disablePageActions(const QString &whyNot);
    /// A menu for each place that has actions.
    void fill(QMenuBar *bar);
    /// nullptr if nothing is in it.
    [[nodiscard]] QMenu *menu(MenuPlace place) const { return m_menus.value(int(place)); }

signals:
    /// A page action was chosen.
    void pageActionTriggered(const QString &id);

private:
    QList<ActionSpec> m_specs;
    QList<QAction *> m_actions;
    QHash<QString, QAction *> m_byId;
    QHash<QString, QString> m_toolTips;
    QHash<int, QMenu *> m_menus;
};

} // namespace tidemark
