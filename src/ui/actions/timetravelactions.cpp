#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct TimeTravelActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeTravelActions)
};

constexpr auto OfTimeTravelPage = ActionScope::Page;

QList<ActionSpec> backupActions()
{
    return {
        { u"backupTake"_s,
          TimeTravelActionWords::tr("Back up now"),
          MenuPlace::Database,
          ActionScope::Window, // it opens the page
          u"backup"_s,
          keys({ "Ctrl+Shift+B" }),
          true },
        { .id = u"backupCompare"_s,
          .text = TimeTravelActionWords::tr("Compare with live"),
          .menu = MenuPlace::Database },
        { .id = u"backupRepairRows"_s,
          .text = TimeTravelActionWords::tr("Repair rows…"),
          .menu = MenuPlace::Recovery,
          .startsGroup = true },
    };
}

QList<ActionSpec> momentActions()
{
    return {
        { .id = u"momentPreview"_s,
          .text = TimeTravelActionWords::tr("Preview"),
          .menu = MenuPlace::Recovery },
        { u"restoreToMoment"_s,
          TimeTravelActionWords::tr("Restore database…"),
          MenuPlace::Recovery,
          OfTimeTravelPage,
          {},
          keys({ "Ctrl+Return" }) },
        { u"restoreUndo"_s,
          TimeTravelActionWords::tr("Undo restore…"),
          MenuPlace::Recovery,
          OfTimeTravelPage,
          u"edit-undo"_s,
          keys({ "Ctrl+Shift+Z" }) },
        { u"bookmarkCopy"_s,
          TimeTravelActionWords::tr("Copy bookmark"),
          MenuPlace::Recovery,
          OfTimeTravelPage,
          u"edit-copy"_s,
          keys({ "Ctrl+Shift+C" }) },
    };
}

QList<ActionSpec> timelineActions()
{
    return {
        { u"timelinePick"_s,
          TimeTravelActionWords::tr("Go to moment"),
          MenuPlace::View,
          OfTimeTravelPage,
          {},
          keys({ "Ctrl+G" }),
          true },
        { u"timelineZoomIn"_s,
          TimeTravelActionWords::tr("Shorter time"),
          MenuPlace::View,
          OfTimeTravelPage,
          {},
          keys({ "Ctrl++", "Ctrl+=" }) },
        { u"timelineZoomOut"_s,
          TimeTravelActionWords::tr("Longer time"),
          MenuPlace::View,
          OfTimeTravelPage,
          {},
          keys({ "Ctrl+-" }) },
        { u"timelineShowAsList"_s,
          TimeTravelActionWords::tr("Timeline as list"),
          MenuPlace::View,
          OfTimeTravelPage,
          {},
          keys({ "Ctrl+Shift+I" }),
          false,
          true },
    };
}

} // namespace

QList<ActionSpec> timeTravelActions()
{
    return backupActions() + momentActions() + timelineActions();
}

} // namespace tidemark
