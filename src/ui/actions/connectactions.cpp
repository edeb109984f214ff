#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct ConnectActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::ConnectActions)
};

QList<ActionSpec> programActions()
{
    constexpr auto Window = ActionScope::Window;
    return {
        { .id = u"settingsOpen"_s,
          .text = ConnectActionWords::tr("Settings…"),
          .menu = MenuPlace::Tools,
          .scope = Window,
          .icon = u"configure"_s,
          .shortcuts = keys({ "Ctrl+," }),
          .startsGroup = true },
        { u"shortcutsShow"_s,
          ConnectActionWords::tr("Shortcuts…"),
          MenuPlace::Help,
          Window,
          {},
          keys({ "Ctrl+Alt+K" }) },
        { u"aboutShow"_s,
          ConnectActionWords::tr("About Tidemark"),
          MenuPlace::Help,
          Window,
          {},
          {} },
    };
}

QList<ActionSpec> placeActions()
{
    constexpr auto Window = ActionScope::Window;
    return {
        { .id = u"accountConnect"_s,
          .text = ConnectActionWords::tr("Connect account…"),
          .menu = MenuPlace::File,
          .scope = Window,
          .icon = u"folder-cloud"_s,
          .shortcuts = keys({ "Ctrl+Shift+O" }) },
        { .id = u"boardOpen"_s,
          .text = ConnectActionWords::tr("Status board"),
          .menu = MenuPlace::Database,
          .scope = Window,
          .icon = u"view-grid"_s,
          .shortcuts = keys({ "Ctrl+Alt+1" }) },
        { .id = u"safeModeChoose"_s,
          .text = ConnectActionWords::tr("Safe mode…"),
          .menu = MenuPlace::Database,
          .scope = Window,
          .icon = u"object-locked"_s,
          .shortcuts = keys({ "Ctrl+Shift+L" }),
          .startsGroup = true },
        { .id = u"recentOpen"_s,
          .text = ConnectActionWords::tr("Open recent"),
          .menu = MenuPlace::File,
          .scope = ActionScope::Page },
        { .id = u"recentForget"_s,
          .text = ConnectActionWords::tr("Forget recent"),
          .menu = MenuPlace::File,
          .scope = ActionScope::Page,
          .icon = u"edit-clear"_s,
          .shortcuts = keys({ "Del" }) },
        { .id = u"sandboxStart"_s,
          .text = ConnectActionWords::tr("Start sandbox"),
          .menu = MenuPlace::Tools,
          .scope = Window },
    };
}

QList<ActionSpec> tokenActions()
{
    constexpr auto Page = ActionScope::Page;
    return {
        { .id = u"tokenTest"_s,
          .text = ConnectActionWords::tr("Test token"),
          .menu = MenuPlace::Tools,
          .scope = Page,
          .icon = u"view-refresh"_s,
          .shortcuts = keys({ "F5" }) },
        { u"tokenTestWriting"_s,
          ConnectActionWords::tr("Test writing…"),
          MenuPlace::Tools,
          Page,
          {},
          keys({ "Shift+F5" }) },
        { u"tokenPaste"_s,
          ConnectActionWords::tr("Paste token"),
          MenuPlace::Tools,
          Page,
          u"edit-paste"_s,
          {} },
        { u"tokenPageOpen"_s,
          ConnectActionWords::tr("Open token page"),
          MenuPlace::Tools,
          Page,
          {},
          {} },
        { u"accountChoose"_s,
          ConnectActionWords::tr("Choose account…"),
          MenuPlace::Tools,
          Page,
          {},
          {} },
    };
}

} // namespace

QList<ActionSpec> connectActions()
{
    return placeActions() + tokenActions() + programActions();
}

} // namespace tidemark
