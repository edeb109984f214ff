#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct ShellActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::ShellActions)
};

constexpr auto Window = ActionScope::Window;

QList<ActionSpec> files()
{
    return {
        { u"projectOpen"_s,
          ShellActionWords::tr("Open project…"),
          MenuPlace::File,
          Window,
          u"document-open"_s,
          keys({ "Ctrl+O" }) },
        { u"databaseOpen"_s,
          ShellActionWords::tr("Open database…"),
          MenuPlace::File,
          Window,
          u"document-open"_s,
          keys({ "Ctrl+Alt+O" }) },
        { .id = u"tabClose"_s,
          .text = ShellActionWords::tr("Close tab"),
          .menu = MenuPlace::File,
          .scope = Window,
          .shortcuts = keys({ "Ctrl+W" }),
          .startsGroup = true },
        { u"tabReopen"_s,
          ShellActionWords::tr("Reopen tab"),
          MenuPlace::File,
          Window,
          {},
          keys({ "Ctrl+Shift+T" }) },
        { .id = u"windowClose"_s,
          .text = ShellActionWords::tr("Close window"),
          .menu = MenuPlace::File,
          .scope = Window,
          .shortcuts = keys({ "Ctrl+Q" }),
          .startsGroup = true },
    };
}

QList<ActionSpec> views()
{
    return {
        { u"pageRefresh"_s,
          ShellActionWords::tr("Refresh"),
          MenuPlace::View,
          ActionScope::Page,
          u"view-refresh"_s,
          keys({ "F5" }) },
        { u"runCancel"_s,
          ShellActionWords::tr("Cancel"),
          MenuPlace::View,
          Window,
          {},
          keys({ "Esc" }) },
        { .id = u"goTo"_s,
          .text = ShellActionWords::tr("Go to…"),
          .menu = MenuPlace::View,
          .scope = Window,
          .icon = u"search"_s,
          .shortcuts = keys({ "Ctrl+P" }),
          .startsGroup = true },
        { u"commandPalette"_s,
          ShellActionWords::tr("Run command…"),
          MenuPlace::View,
          Window,
          {},
          keys({ "Ctrl+Shift+P" }) },
        { u"historyBack"_s,
          ShellActionWords::tr("Back"),
          MenuPlace::View,
          Window,
          u"go-previous"_s,
          keys({ "Alt+Left" }) },
        { u"historyForward"_s,
          ShellActionWords::tr("Forward"),
          MenuPlace::View,
          Window,
          u"go-next"_s,
          keys({ "Alt+Right" }) },
    };
}

QList<ActionSpec> panes()
{
    return {
        { .id = u"navigatorToggle"_s,
          .text = ShellActionWords::tr("Navigator"),
          .menu = MenuPlace::View,
          .scope = Window,
          .shortcuts = keys({ "F9" }),
          .startsGroup = true },
        { u"activityToggle"_s,
          ShellActionWords::tr("Activity"),
          MenuPlace::View,
          Window,
          {},
          keys({ "Shift+F9" }) },
        { .id = u"tabNext"_s,
          .text = ShellActionWords::tr("Next tab"),
          .menu = MenuPlace::View,
          .scope = Window,
          .shortcuts = keys({ "Ctrl+Tab" }),
          .startsGroup = true },
        { u"tabPrevious"_s,
          ShellActionWords::tr("Previous tab"),
          MenuPlace::View,
          Window,
          {},
          keys({ "Ctrl+Shift+Tab" }) },
        { u"paneNext"_s,
          ShellActionWords::tr("Next pane"),
          MenuPlace::View,
          Window,
          {},
          keys({ "F6" }) },
        { u"panePrevious"_s,
          ShellActionWords::tr("Previous pane"),
          MenuPlace::View,
          Window,
          {},
          keys({ "Shift+F6" }) },
        { .id = u"appearanceSystem"_s,
          .text = ShellActionWords::tr("As the system"),
          .scope = Window,
          .isCheckable = true },
        { .id = u"appearanceLight"_s,
          .text = ShellActionWords::tr("Light"),
          .scope = Window,
          .isCheckable = true },
        { .id = u"appearanceDark"_s,
          .text = ShellActionWords::tr("Dark"),
          .scope = Window,
          .isCheckable = true },
    };
}

QList<ActionSpec> pages()
{
    return {
        { u"migrationsOpen"_s,
          ShellActionWords::tr("Migrations"),
          MenuPlace::Database,
          Window,
          {},
          keys({ "Ctrl+Alt+2" }) },
        { u"verificationOpen"_s,
          ShellActionWords::tr("Verification"),
          MenuPlace::Database,
          Window,
          {},
          keys({ "Ctrl+Alt+3" }) },
        { u"timeTravelOpen"_s,
          ShellActionWords::tr("Backups and Time Travel"),
          MenuPlace::Database,
          Window,
          {},
          keys({ "Ctrl+Alt+4" }) },
        { u"tablesOpen"_s,
          ShellActionWords::tr("Tables"),
          MenuPlace::Database,
          Window,
          {},
          keys({ "Ctrl+Alt+5" }) },
    };
}

} // namespace

QList<ActionSpec> shellActions()
{
    return files() + views() + panes() + pages();
}

} // namespace tidemark
