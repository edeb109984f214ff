#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct MigrationActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::MigrationActions)
};

constexpr auto Menu = MenuPlace::Migrations;
constexpr auto OfPage = ActionScope::Page;

} // namespace

QList<ActionSpec> migrationActions()
{
    return {
        { u"migrationRehearse"_s,
          MigrationActionWords::tr("Rehearse"),
          Menu,
          OfPage,
          u"view-refresh"_s,
          keys({ "Ctrl+R" }) },
        { .id = u"migrationApplyOne"_s,
          .text = MigrationActionWords::tr("Apply this one…"),
          .menu = Menu,
          .startsGroup = true },
        { u"migrationApplyTo"_s,
          MigrationActionWords::tr("Apply up to here…"),
          Menu,
          OfPage,
          {},
          keys({ "Ctrl+Shift+Return" }) },
        { u"migrationApplyAll"_s,
          MigrationActionWords::tr("Apply all…"),
          Menu,
          OfPage,
          {},
          keys({ "Ctrl+Return" }) },
        { .id = u"migrationRollBack"_s,
          .text = MigrationActionWords::tr("Roll back to here…"),
          .menu = Menu,
          .icon = u"edit-undo"_s,
          .startsGroup = true },
        { .id = u"migrationNew"_s,
          .text = MigrationActionWords::tr("New migration…"),
          .menu = Menu,
          .icon = u"list-add"_s,
          .shortcuts = keys({ "Ctrl+N" }),
          .startsGroup = true },
        { u"migrationResolve"_s,
          MigrationActionWords::tr("Resolve…"),
          Menu,
          OfPage,
          {},
          keys({ "F8" }) },
        { u"migrationDifference"_s,
          MigrationActionWords::tr("Show difference"),
          Menu,
          OfPage,
          {},
          keys({ "F4" }) },
        { .id = u"migrationUseSafeRewrite"_s,
          .text = MigrationActionWords::tr("Use safe rewrite…"),
          .menu = Menu },
        { .id = u"migrationAdopt"_s,
          .text = MigrationActionWords::tr("Adopt what is there…"),
          .menu = Menu },
        { .id = u"migrationBaseline"_s,
          .text = MigrationActionWords::tr("Set a baseline…"),
          .menu = Menu },
    };
}

} // namespace tidemark
