#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::TimeTravelActions)
};

constexpr auto OfPage = ActionScope::Page;

QList<ActionSpec> backupActions()
{
    return {
        { u"backupTake"_s,
          Words::tr("Back up now"),
          MenuPlace::Database,
          ActionScope::Window, // it opens the page
          u"backup"_s,
          keys({ "Ctrl+Shift+B" }),
          true },
        { .id = u"backupCompare"_s,
          .text = Words::tr("Compare with live"),
          .menu = MenuPlace::Database },
        { .id = u"backupRepairRows"_s,
          .text = Words::tr("Repair rows…"),
          .menu = MenuPlace::Recovery,
          .startsGroup = true },
    };
}

QList<ActionSpec> momentActions()
{
    return {
        { .id = u"momentPreview"_s,
          .text = Words::tr("Preview"),
          .menu = MenuPlace::Recovery },
        { u"restoreToMoment"_s,
          Words::tr("Restore database…"),
          MenuPlace::Recovery,
          OfPage,
          {},
          keys({ "Ctrl+Return" }) },
        { u"restoreUndo"_s,
          Words::tr("Undo restore…"),
          MenuPlace::Recovery,
          OfPage,
          u"edit-undo"_s,
          keys({ "Ctrl+Shift+Z" }) },
        { u"bookmarkCopy"_s,
          Words::tr("Copy bookmark"),
          MenuPlace::Recovery,
          OfPage,
          u"edit-copy"_s,
          keys({ "Ctrl+Shift+C" }) },
    };
}

QList<ActionSpec> timelineActions()
{
    return {
        { u"timelinePick"_s,
          Words::tr("Go to moment"),
          MenuPlace::View,
          OfPage,
          {},
          keys({ "Ctrl+G" }),
          true },
        { u"timelineZoomIn"_s,
          Words::tr("Shorter time"),
          MenuPlace::View,
          OfPage,
          {},
          keys({ "Ctrl++", "Ctrl+=" }) },
        { u"timelineZoomOut"_s,
          Words::tr("Longer time"),
          MenuPlace::View,
          OfPage,
          {},
          keys({ "Ctrl+-" }) },
        { u"timelineShowAsList"_s,
          Words::tr("Timeline as list"),
          MenuPlace::View,
          OfPage,
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
