#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::BrowseActions)
};

constexpr auto OfPage = ActionScope::Page;

} // namespace

QList<ActionSpec> browseActions()
{
    return {
        { .id = u"gridCopyAs"_s,
          .text = Words::tr("Copy as…"),
          .menu = MenuPlace::Edit,
          .shortcuts = keys({ "Ctrl+Shift+C" }),
          .startsGroup = true },
        { u"valueCopy"_s, Words::tr("Copy value"), MenuPlace::Edit },
        { u"valueSave"_s, Words::tr("Save value…"), MenuPlace::Edit },
        { .id = u"gridGoToRow"_s,
          .text = Words::tr("Go to row…"),
          .menu = MenuPlace::Edit,
          .shortcuts = keys({ "Ctrl+G" }),
          .startsGroup = true },
        { .id = u"gridConditionAdd"_s,
          .text = Words::tr("Add condition"),
          .menu = MenuPlace::View,
          .shortcuts = keys({ "Ctrl+Shift+K" }),
          .startsGroup = true },
        { u"gridFilterAsSql"_s, Words::tr("Write as SQL"), MenuPlace::View },
        { u"gridFilterApply"_s, Words::tr("Apply conditions"), MenuPlace::View },
        { u"gridColumns"_s, Words::tr("Columns…"), MenuPlace::View },
        { u"cellViewerToggle"_s,
          Words::tr("Cell viewer"),
          MenuPlace::View,
          OfPage,
          {},
          keys({ "Ctrl+I" }) },
        { .id = u"countExactly"_s,
          .text = Words::tr("Count exactly"),
          .menu = MenuPlace::Database,
          .startsGroup = true },
        { u"gridExport"_s,
          Words::tr("Export…"),
          MenuPlace::File,
          OfPage,
          u"document-save"_s,
          keys({ "Ctrl+E" }) },
    };
}

} // namespace tidemark
