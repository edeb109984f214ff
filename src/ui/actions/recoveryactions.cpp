#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct RecoveryActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::RecoveryActions)
};

} // namespace

QList<ActionSpec> recoveryActions()
{
    return { { u"recoveryStart"_s,
               RecoveryActionWords::tr("Something is wrong…"),
               MenuPlace::Recovery,
               ActionScope::Window,
               {},
               keys({ "Ctrl+Shift+E", "Ctrl+Alt+E" }) } };
}

QList<ActionSpec> recoveryWindowActions()
{
    return { { .id = u"recoveryNext"_s,
               .text = RecoveryActionWords::tr("Go on"),
               .shortcuts = keys({ "Return", "Enter" }) },
             { .id = u"recoveryBack"_s,
               .text = RecoveryActionWords::tr("Back"),
               .shortcuts = keys({ "Alt+Left" }) },
             { .id = u"recoveryLeave"_s,
               .text = RecoveryActionWords::tr("Leave…"),
               .shortcuts = keys({ "Esc" }) },
             { .id = u"recoveryNextSuspect"_s,
               .text = RecoveryActionWords::tr("Next suspect"),
               .shortcuts = keys({ "Ctrl+Right" }) },
             { .id = u"recoveryPreviousSuspect"_s,
               .text = RecoveryActionWords::tr("Previous suspect"),
               .shortcuts = keys({ "Ctrl+Left" }) },
             { .id = u"recoveryPutRowsBack"_s,
               .text = RecoveryActionWords::tr("Put rows back…"),
               .shortcuts = keys({ "Ctrl+Shift+R" }) },
             { .id = u"restoreUndo"_s,
               .text = RecoveryActionWords::tr("Undo restore…"),
               .shortcuts = keys({ "Ctrl+Shift+Z" }) },
             { .id = u"reportSave"_s,
               .text = RecoveryActionWords::tr("Save report…"),
               .shortcuts = keys({ "Ctrl+S" }) } };
}

} // namespace tidemark
