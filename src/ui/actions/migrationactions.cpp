#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::MigrationActions)
};

constexpr auto Menu = MenuPlace::Migrations;
constexpr auto OfPage = ActionScope::Page;

} // namespace

QList<ActionSpec> migrationActions()
{
    return {
        { u"migrationRehearse"_s,
          Words::tr("Rehearse"),
          Menu,
          OfPage,
          u"view-refresh"_s,
          keys({ "Ctrl+R" }) },
        { .id = u"migrationApplyOne"_s,
          .text = Words::tr("Apply this one…"),
          .menu = Menu,
          .startsGroup = true },
        { u"migrationApplyTo"_s,
          Words::tr("Apply up to here…"),
          Menu,
          OfPage,
          {},
          keys({ "Ctrl+Shift+Return" }) },
        { u"migrationApplyAll"_s,
          Words::tr("Apply all…"),
          Menu,
          OfPage,
          {},
          keys({ "Ctrl+Return" }) },
        { .id = u"migrationRollBack"_s,
          .text = Words::tr("Roll back to here…"),
          .menu = Menu,
          .icon = u"edit-undo"_s,
          .startsGroup = true },
    };
}

QList<ActionSpec> verificationActions()
{
    return {
        { .id = u"verifyRun"_s,
          .text = Words::tr("Verify"),
          .menu = MenuPlace::Database,
          .scope = ActionScope::Window,
          .icon = u"dialog-ok-apply"_s,
          .shortcuts = keys({ "Ctrl+Shift+V" }),
          .startsGroup = true },
    };
}

} // namespace tidemark
