#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct VerificationActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::VerificationActions)
};

constexpr auto VerificationMenu = MenuPlace::Database;
constexpr auto OfVerificationPage = ActionScope::Page;

} // namespace

QList<ActionSpec> verificationActions()
{
    return {
        { .id = u"verifyRun"_s,
          .text = VerificationActionWords::tr("Verify"),
          .menu = VerificationMenu,
          .scope = ActionScope::Window,
          .icon = u"dialog-ok-apply"_s,
          .shortcuts = keys({ "Ctrl+Shift+V" }),
          .startsGroup = true },
        { u"verifyBeforeAfter"_s,
          VerificationActionWords::tr("Before and after…"),
          VerificationMenu,
          OfVerificationPage,
          {},
          keys({ "F4" }) },
        { u"verifySwap"_s,
          VerificationActionWords::tr("Swap the sides"),
          VerificationMenu,
          OfVerificationPage,
          {},
          keys({ "Ctrl+Alt+S" }) },
        { .id = u"verifyOnlyDifferences"_s,
          .text = VerificationActionWords::tr("Only differences"),
          .menu = VerificationMenu,
          .shortcuts = keys({ "Ctrl+Shift+A" }),
          .isCheckable = true },
        { .id = u"verifyCountExactly"_s,
          .text = VerificationActionWords::tr("Count rows exactly (reads every row)"),
          .menu = VerificationMenu,
          .isCheckable = true },
        { u"verifyPlanFix"_s,
          VerificationActionWords::tr("Plan the fix…"),
          VerificationMenu,
          OfVerificationPage,
          {},
          keys({ "Ctrl+Return" }) },
        { u"verifySaveExpectation"_s,
          VerificationActionWords::tr("Save expectation…"),
          VerificationMenu,
          OfVerificationPage,
          {},
          keys({ "Ctrl+S" }) },
        { .id = u"verifyFindMoment"_s,
          .text = VerificationActionWords::tr("Find the moment…"),
          .menu = VerificationMenu },
        { .id = u"tableBrowse"_s,
          .text = VerificationActionWords::tr("Browse rows"),
          .menu = VerificationMenu },
    };
}

} // namespace tidemark
