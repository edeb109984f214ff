#include "actionregistry.h"

#include <QIcon>
#include <QMenuBar>
#include <QSettings>
#include <QWidget>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QList<ActionSpec> allSpecs()
{
    return shellActions() + connectActions() + boardActions() + browseActions()
           + timeTravelActions() + verificationActions() + migrationActions() + queryActions()
           + recoveryActions();
}

QString menuTitle(MenuPlace place)
{
    switch (place) {
    case MenuPlace::File:
        return ActionRegistry::tr("&File");
    case MenuPlace::Edit:
        return ActionRegistry::tr("&Edit");
    case MenuPlace::View:
        return ActionRegistry::tr("&View");
    case MenuPlace::Database:
        return ActionRegistry::tr("&Database");
    case MenuPlace::Migrations:
        return ActionRegistry::tr("&Migrations");
    case MenuPlace::Query:
        return ActionRegistry::tr("&Query");
    case MenuPlace::Recovery:
        return ActionRegistry::tr("&Recovery");
    case MenuPlace::Tools:
        return ActionRegistry::tr("&Tools");
    case MenuPlace::Help:
        return ActionRegistry::tr("&Help");
    case MenuPlace::None:
        break;
    }
    return {};
}

QString settingsKey(const QString &id)
{
    return u"shortcuts/"_s + id;
}

} // namespace

QList<QKeySequence> keys(std::initializer_list<const char *> texts)
{
    QList<QKeySequence> sequences;
    for (const char *text : texts)
        sequences.append(QKeySequence(QString::fromLatin1(text)));
    return sequences;
}

ActionRegistry::ActionRegistry(QWidget *window)
    : QObject(window)
    , m_specs(allSpecs())
{
    for (const ActionSpec &spec : m_specs) {
        auto *action = new QAction(spec.text, window);
        action->setObjectName(spec.id);
        action->setShortcuts(spec.shortcuts);
        action->setCheckable(spec.isCheckable);
        if (!spec.icon.isEmpty())
            action->setIcon(QIcon::fromTheme(spec.icon));
        if (spec.scope == ActionScope::Page)
            connect(action, &QAction::triggered, this, [this, id = spec.id] {
                emit pageActionTriggered(id);
            });
        Q_ASSERT_X(!m_byId.contains(spec.id), "ActionRegistry", qPrintable(spec.id));
        m_actions.append(action);
        m_byId.insert(spec.id, action);
        m_toolTips.insert(spec.id, action->toolTip());
    }
    window->addActions(m_actions);
}

QAction *ActionRegistry::action(const QString &id) const
{
    QAction *action = m_byId.value(id);
    Q_ASSERT_X(action, "ActionRegistry", qPrintable(id));
    return action;
}

void ActionRegistry::setEnabled(const QString &id, bool enabled, const QString &whyNot)
{
    QAction *changed = action(id);
    changed->setEnabled(enabled);
    changed->setToolTip(enabled || whyNot.isEmpty() ? m_toolTips.value(id) : whyNot);
    changed->setStatusTip(enabled ? QString() : whyNot);
}

void ActionRegistry::disableRuns(const QString &whyNot)
{
    for (const QString &id : { u"migrationRehearse"_s,
                               u"migrationApplyAll"_s,
                               u"migrationApplyTo"_s,
                               u"migrationApplyOne"_s,
                               u"migrationRollBack"_s })
        setEnabled(id, false, whyNot);
}

void ActionRegistry::disablePageActions(const QString &whyNot)
{
    for (const ActionSpec &spec : m_specs) {
        if (spec.scope == ActionScope::Page)
            setEnabled(spec.id, false, whyNot);
    }
}

const ActionSpec &ActionRegistry::spec(const QString &id) const
{
    const auto found = std::ranges::find(m_specs, id, &ActionSpec::id);
    Q_ASSERT_X(found != m_specs.end(), "ActionRegistry", qPrintable(id));
    return *found;
}

void ActionRegistry::keepIn(QSettings &settings)
{
    m_settings = &settings;
    for (const ActionSpec &each : std::as_const(m_specs)) {
        const QString key = settingsKey(each.id);
        if (settings.contains(key))
            action(each.id)->setShortcuts(
                QKeySequence::listFromString(settings.value(key).toString()));
    }
}

QString ActionRegistry::holderOf(const QKeySequence &keys, const QString &id) const
{
    const ActionScope scope = spec(id).scope;
    for (const ActionSpec &other : m_specs) {
        // Pages are in front one at a time, so two of them may share a key.
        const bool meet = other.scope == ActionScope::Window || scope == ActionScope::Window;
        if (other.id != id && meet && action(other.id)->shortcuts().contains(keys))
            return other.id;
    }
    return {};
}

bool ActionRegistry::rebind(const QString &id, const QList<QKeySequence> &shortcuts)
{
    for (const QKeySequence &each : shortcuts) {
        if (!holderOf(each, id).isEmpty())
            return false;
    }
    action(id)->setShortcuts(shortcuts);
    if (m_settings)
        m_settings->setValue(settingsKey(id), QKeySequence::listToString(shortcuts));
    return true;
}

bool ActionRegistry::resetShortcuts(const QString &id)
{
    if (!rebind(id, spec(id).shortcuts))
        return false;
    if (m_settings)
        m_settings->remove(settingsKey(id));
    return true;
}

void ActionRegistry::fill(QMenuBar *bar)
{
    for (int place = 0; place < int(MenuPlace::None); ++place) {
        QMenu *menu = nullptr;
        for (const ActionSpec &spec : m_specs) {
            if (spec.menu != MenuPlace(place))
                continue;
            if (!menu) {
                menu = bar->addMenu(menuTitle(spec.menu));
                menu->setObjectName(u"menu%1"_s.arg(place));
                menu->setToolTipsVisible(true); // why something is off
                m_menus.insert(place, menu);
            }
            if (spec.startsGroup && !menu->isEmpty())
                menu->addSeparator();
            menu->addAction(m_byId.value(spec.id));
        }
    }
}

} // namespace tidemark
