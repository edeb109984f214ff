#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::RecoveryActions)
};

} // namespace

QList<ActionSpec> recoveryActions()
{
    return { { u"recoveryStart"_s,
               Words::tr("Something is wrong…"),
               MenuPlace::Recovery,
               ActionScope::Window,
               {},
               keys({ "Ctrl+Shift+E", "Ctrl+Alt+E" }) } };
}

QList<ActionSpec> recoveryWindowActions()
{
    return {
        { .id = u"recoveryNext"_s,
          .text = Words::tr("Go on"),
          .shortcuts = keys({ "Return", "Enter" }) },
        { .id = u"recoveryBack"_s, .text = Words::tr("Back"), .shortcuts = keys({ "Alt+Left" }) },
        { .id = u"recoveryLeave"_s, .text = Words::tr("Leave…"), .shortcuts = keys({ "Esc" }) },
        { .id = u"recoveryNextSuspect"_s,
          .text = Words::tr("Next suspect"),
          .shortcuts = keys({ "Ctrl+Right" }) },
        { .id = u"recoveryPreviousSuspect"_s,
          .text = Words::tr("Previous suspect"),
          .shortcuts = keys({ "Ctrl+Left" }) },
        { .id = u"recoveryPutRowsBack"_s,
          .text = Words::tr("Put rows back…"),
          .shortcuts = keys({ "Ctrl+Shift+R" }) },
        { .id = u"restoreUndo"_s,
          .text = Words::tr("Undo restore…"),
          .shortcuts = keys({ "Ctrl+Shift+Z" }) },
        { .id = u"reportSave"_s,
          .text = Words::tr("Save report…"),
          .shortcuts = keys({ "Ctrl+S" }) }
    };
}

} // namespace tidemark
