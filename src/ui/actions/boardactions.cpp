#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct BoardActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::BoardActions)
};

} // namespace

QList<ActionSpec> boardActions()
{
    constexpr auto Page = ActionScope::Page;
    return {
        { .id = u"boardRefreshAll"_s,
          .text = BoardActionWords::tr("Refresh all"),
          .menu = MenuPlace::View,
          .scope = Page,
          .icon = u"view-refresh"_s,
          .shortcuts = keys({ "F5" }),
          .startsGroup = true },
        { u"boardRefreshCell"_s,
          BoardActionWords::tr("Refresh this database"),
          MenuPlace::View,
          Page,
          {},
          keys({ "Ctrl+F5" }) },
        { .id = u"boardOnlyAttention"_s,
          .text = BoardActionWords::tr("Only what needs attention"),
          .menu = MenuPlace::View,
          .scope = Page,
          .shortcuts = keys({ "Ctrl+Shift+A" }),
          .isCheckable = true },
        { u"boardFilter"_s,
          BoardActionWords::tr("Filter databases"),
          MenuPlace::View,
          Page,
          u"view-filter"_s,
          keys({ "Ctrl+Shift+K" }) },
        { u"boardOpenFact"_s,
          BoardActionWords::tr("Open what is worst"),
          MenuPlace::View,
          Page,
          {},
          {} },
        { u"boardRunRemedy"_s,
          BoardActionWords::tr("Run the remedy"),
          MenuPlace::View,
          Page,
          {},
          {} },
    };
}

} // namespace tidemark
