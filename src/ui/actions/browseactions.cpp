#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct BrowseActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::BrowseActions)
};

constexpr auto OfBrowsePage = ActionScope::Page;

} // namespace

QList<ActionSpec> browseActions()
{
    return {
        { .id = u"gridCopyAs"_s,
          .text = BrowseActionWords::tr("Copy as…"),
          .menu = MenuPlace::Edit,
          .shortcuts = keys({ "Ctrl+Shift+C" }),
          .startsGroup = true },
        { u"valueCopy"_s, BrowseActionWords::tr("Copy value"), MenuPlace::Edit },
        { u"valueSave"_s, BrowseActionWords::tr("Save value…"), MenuPlace::Edit },
        { .id = u"gridGoToRow"_s,
          .text = BrowseActionWords::tr("Go to row…"),
          .menu = MenuPlace::Edit,
          .shortcuts = keys({ "Ctrl+G" }),
          .startsGroup = true },
        { u"gridFollowKey"_s,
          BrowseActionWords::tr("Follow the key"),
          MenuPlace::Edit,
          OfBrowsePage,
          {},
          keys({ "Alt+Down" }) },
        { u"gridPeek"_s, BrowseActionWords::tr("Peek at the row it refers to"), MenuPlace::Edit },
        { .id = u"gridConditionAdd"_s,
          .text = BrowseActionWords::tr("Add condition"),
          .menu = MenuPlace::View,
          .shortcuts = keys({ "Ctrl+Shift+K" }),
          .startsGroup = true },
        { u"gridFilterAsSql"_s, BrowseActionWords::tr("Write as SQL"), MenuPlace::View },
        { u"gridFilterApply"_s, BrowseActionWords::tr("Apply conditions"), MenuPlace::View },
        { u"gridColumns"_s, BrowseActionWords::tr("Columns…"), MenuPlace::View },
        { u"cellViewerToggle"_s,
          BrowseActionWords::tr("Cell viewer"),
          MenuPlace::View,
          OfBrowsePage,
          {},
          keys({ "Ctrl+I" }) },
        { .id = u"countExactly"_s,
          .text = BrowseActionWords::tr("Count exactly"),
          .menu = MenuPlace::Database,
          .startsGroup = true },
        { u"gridExport"_s,
          BrowseActionWords::tr("Export…"),
          MenuPlace::File,
          OfBrowsePage,
          u"document-save"_s,
          keys({ "Ctrl+E" }) },
    };
}

} // namespace tidemark
