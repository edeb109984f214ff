#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::VerificationActions)
};

constexpr auto Menu = MenuPlace::Database;
constexpr auto OfPage = ActionScope::Page;

} // namespace

QList<ActionSpec> verificationActions()
{
    return {
        { .id = u"verifyRun"_s,
          .text = Words::tr("Verify"),
          .menu = Menu,
          .scope = ActionScope::Window,
          .icon = u"dialog-ok-apply"_s,
          .shortcuts = keys({ "Ctrl+Shift+V" }),
          .startsGroup = true },
        { u"verifyBeforeAfter"_s,
          Words::tr("Before and after…"),
          Menu,
          OfPage,
          {},
          keys({ "F4" }) },
        { u"verifySwap"_s, Words::tr("Swap the sides"), Menu, OfPage, {}, keys({ "Ctrl+Alt+S" }) },
        { .id = u"verifyOnlyDifferences"_s,
          .text = Words::tr("Only differences"),
          .menu = Menu,
          .shortcuts = keys({ "Ctrl+Shift+A" }),
          .isCheckable = true },
        { .id = u"verifyCountExactly"_s,
          .text = Words::tr("Count rows exactly (reads every row)"),
          .menu = Menu,
          .isCheckable = true },
        { u"verifyPlanFix"_s,
          Words::tr("Plan the fix…"),
          Menu,
          OfPage,
          {},
          keys({ "Ctrl+Return" }) },
        { .id = u"verifyFindMoment"_s, .text = Words::tr("Find the moment…"), .menu = Menu },
        { .id = u"tableBrowse"_s, .text = Words::tr("Browse rows"), .menu = Menu },
    };
}

} // namespace tidemark
