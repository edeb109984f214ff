#include "actionregistry.h"

#include <QIcon>
#include <QWidget>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QList<ActionSpec> specifications()
{
    const auto keys = [](std::initializer_list<const char *> texts) {
        QList<QKeySequence> sequences;
        for (const char *text : texts)
            sequences.append(QKeySequence(QString::fromLatin1(text)));
        return sequences;
    };
    using Registry = ActionRegistry;
    return {
        { u"projectOpen"_s, Registry::tr("Open project…"), u"document-open"_s, keys({ "Ctrl+O" }) },
        { u"databaseOpen"_s,
          Registry::tr("Open database…"),
          u"document-open"_s,
          keys({ "Ctrl+Alt+O" }) },
        { u"windowClose"_s, Registry::tr("Close window"), {}, keys({ "Ctrl+Q" }) },
        { u"pageRefresh"_s, Registry::tr("Refresh"), u"view-refresh"_s, keys({ "F5" }) },
        { u"navigatorToggle"_s, Registry::tr("Navigator"), {}, keys({ "F9" }) },
        { u"appearanceSystem"_s, Registry::tr("As the system"), {}, {} },
        { u"appearanceLight"_s, Registry::tr("Light"), {}, {} },
        { u"appearanceDark"_s, Registry::tr("Dark"), {}, {} },
        { u"tabClose"_s, Registry::tr("Close tab"), {}, keys({ "Ctrl+W" }) },
        { u"tabNext"_s, Registry::tr("Next tab"), {}, keys({ "Ctrl+Tab" }) },
        { u"tabPrevious"_s, Registry::tr("Previous tab"), {}, keys({ "Ctrl+Shift+Tab" }) },
        { u"paneNext"_s, Registry::tr("Next pane"), {}, keys({ "F6" }) },
        { u"panePrevious"_s, Registry::tr("Previous pane"), {}, keys({ "Shift+F6" }) },
        { u"migrationsOpen"_s, Registry::tr("Migrations"), {}, keys({ "Ctrl+Alt+2" }) },
        { u"verificationOpen"_s, Registry::tr("Verification"), {}, keys({ "Ctrl+Alt+3" }) },
        { u"verifyRun"_s, Registry::tr("Verify"), u"dialog-ok-apply"_s, keys({ "Ctrl+Shift+V" }) },
        { u"migrationRehearse"_s, Registry::tr("Rehearse"), u"view-refresh"_s, keys({ "Ctrl+R" }) },
        { u"migrationApplyOne"_s, Registry::tr("Apply this one…"), {}, {} },
        { u"migrationApplyTo"_s,
          Registry::tr("Apply up to here…"),
          {},
          keys({ "Ctrl+Shift+Return" }) },
        { u"migrationApplyAll"_s, Registry::tr("Apply all…"), {}, keys({ "Ctrl+Return" }) },
        { u"migrationRollBack"_s, Registry::tr("Roll back to here…"), u"edit-undo"_s, {} },
        { u"runCancel"_s, Registry::tr("Cancel"), {}, keys({ "Esc" }) },
    };
}

} // namespace

ActionRegistry::ActionRegistry(QWidget *window)
    : QObject(window)
{
    const auto specs = specifications();
    for (const ActionSpec &spec : specs) {
        auto *action = new QAction(spec.text, window);
        action->setObjectName(spec.id);
        action->setShortcuts(spec.shortcuts);
        if (!spec.icon.isEmpty())
            action->setIcon(QIcon::fromTheme(spec.icon));
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

} // namespace tidemark
