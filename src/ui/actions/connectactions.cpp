#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::ConnectActions)
};

} // namespace

QList<ActionSpec> connectActions()
{
    constexpr auto Window = ActionScope::Window;
    constexpr auto Page = ActionScope::Page;
    return {
        { .id = u"accountConnect"_s,
          .text = Words::tr("Connect account…"),
          .menu = MenuPlace::File,
          .scope = Window,
          .icon = u"folder-cloud"_s,
          .shortcuts = keys({ "Ctrl+Shift+O" }) },
        { .id = u"boardOpen"_s,
          .text = Words::tr("Status board"),
          .menu = MenuPlace::Database,
          .scope = Window,
          .icon = u"view-grid"_s,
          .shortcuts = keys({ "Ctrl+Alt+1" }) },
        { .id = u"safeModeChoose"_s,
          .text = Words::tr("Safe mode…"),
          .menu = MenuPlace::Database,
          .scope = Window,
          .icon = u"object-locked"_s,
          .shortcuts = keys({ "Ctrl+Shift+L" }),
          .startsGroup = true },
        { .id = u"tokenTest"_s,
          .text = Words::tr("Test token"),
          .menu = MenuPlace::Tools,
          .scope = Page,
          .icon = u"view-refresh"_s,
          .shortcuts = keys({ "F5" }) },
        { u"tokenPaste"_s, Words::tr("Paste token"), MenuPlace::Tools, Page, u"edit-paste"_s, {} },
        { u"tokenPageOpen"_s, Words::tr("Open token page"), MenuPlace::Tools, Page, {}, {} },
        { u"accountChoose"_s, Words::tr("Choose account…"), MenuPlace::Tools, Page, {}, {} },
        { u"recentOpen"_s, Words::tr("Open recent"), MenuPlace::File, Page, {}, {} },
        { u"recentForget"_s,
          Words::tr("Forget recent"),
          MenuPlace::File,
          Page,
          u"edit-clear"_s,
          keys({ "Del" }) },
        { u"sandboxStart"_s, Words::tr("Start sandbox"), MenuPlace::Tools, Window, {}, {} },
        { .id = u"settingsOpen"_s,
          .text = Words::tr("Settings…"),
          .menu = MenuPlace::Tools,
          .scope = Window,
          .icon = u"configure"_s,
          .shortcuts = keys({ "Ctrl+," }),
          .startsGroup = true },
        { u"shortcutsShow"_s,
          Words::tr("Shortcuts…"),
          MenuPlace::Help,
          Window,
          {},
          keys({ "Ctrl+Alt+K" }) },
        { u"aboutShow"_s, Words::tr("About Tidemark"), MenuPlace::Help, Window, {}, {} },
    };
}

} // namespace tidemark
