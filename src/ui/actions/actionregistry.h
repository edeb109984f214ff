#pragma once

#include "actionspecs.h"

#include <QAction>
#include <QHash>
#include <QObject>

class QMenu;
class QMenuBar;
class QSettings;

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

    /// From now on the shortcuts that a person chose hold; they are kept in @p settings, which outlive this.
    void keepIn(QSettings &settings);
    /// The action that has @p keys and could be on at the same time as @p id; empty: none.
    [[nodiscard]] QString holderOf(const QKeySequence &keys, const QString &id) const;
    /// Gives @p id these keys in place of all it had; none: empty. False, and nothing changes, if another holds one of them.
    bool rebind(const QString &id, const QList<QKeySequence> &shortcuts);
    /// Back to what it was made with. False if another has one of those by now.
    bool resetShortcuts(const QString &id);

    /// A menu for each place that has actions.
    void fill(QMenuBar *bar);
    /// nullptr if nothing is in it.
    [[nodiscard]] QMenu *menu(MenuPlace place) const { return m_menus.value(int(place)); }

signals:
    /// A page action was chosen.
    void pageActionTriggered(const QString &id);

private:
    [[nodiscard]] const ActionSpec &spec(const QString &id) const;

    QList<ActionSpec> m_specs;
    QList<QAction *> m_actions;
    QHash<QString, QAction *> m_byId;
    QHash<QString, QString> m_toolTips;
    QHash<int, QMenu *> m_menus;
    QSettings *m_settings = nullptr;
};

} // namespace tidemark
