#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct QueryActionWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::QueryActions)
};

constexpr auto QueryMenu = MenuPlace::Query;
constexpr auto OfSqlPage = ActionScope::Page;

QList<ActionSpec> runs()
{
    return {
        { u"sqlOpen"_s,
          QueryActionWords::tr("SQL"),
          MenuPlace::Database,
          ActionScope::Window,
          {},
          keys({ "Ctrl+Alt+6" }) },
        { u"sqlNew"_s,
          QueryActionWords::tr("New SQL"),
          QueryMenu,
          ActionScope::Window,
          u"document-new"_s,
          keys({ "Ctrl+T" }) },
        { .id = u"sqlRunStatement"_s,
          .text = QueryActionWords::tr("Run statement"),
          .menu = QueryMenu,
          .shortcuts = keys({ "Ctrl+Return", "Ctrl+Enter" }),
          .startsGroup = true },
        { u"sqlRunAll"_s,
          QueryActionWords::tr("Run all"),
          QueryMenu,
          OfSqlPage,
          {},
          keys({ "F5", "Ctrl+Shift+Return" }) },
        { u"sqlParameters"_s,
          QueryActionWords::tr("Parameters…"),
          QueryMenu,
          OfSqlPage,
          {},
          keys({ "Ctrl+Shift+M" }) },
        { u"sqlHistory"_s,
          QueryActionWords::tr("History…"),
          QueryMenu,
          OfSqlPage,
          {},
          keys({ "Ctrl+H" }) },
        { u"sqlUnlock"_s, QueryActionWords::tr("Unlock…"), QueryMenu, OfSqlPage },
        { u"sqlLock"_s, QueryActionWords::tr("Lock"), QueryMenu, OfSqlPage },
    };
}

QList<ActionSpec> places()
{
    return {
        { .id = u"sqlStatementNext"_s,
          .text = QueryActionWords::tr("Next statement"),
          .menu = QueryMenu,
          .shortcuts = keys({ "Alt+Down" }),
          .startsGroup = true },
        { u"sqlStatementPrevious"_s,
          QueryActionWords::tr("Previous statement"),
          QueryMenu,
          OfSqlPage,
          {},
          keys({ "Alt+Up" }) },
        { u"errorNext"_s,
          QueryActionWords::tr("Next problem"),
          QueryMenu,
          OfSqlPage,
          {},
          keys({ "F8" }) },
        { u"sqlComment"_s,
          QueryActionWords::tr("Comment out"),
          QueryMenu,
          OfSqlPage,
          {},
          keys({ "Ctrl+/" }) },
        { .id = u"sqlFind"_s,
          .text = QueryActionWords::tr("Find…"),
          .menu = QueryMenu,
          .shortcuts = keys({ "Ctrl+F" }),
          .startsGroup = true },
        { u"sqlReplace"_s,
          QueryActionWords::tr("Replace…"),
          QueryMenu,
          OfSqlPage,
          {},
          keys({ "Ctrl+R" }) },
        { .id = u"sqlSave"_s,
          .text = QueryActionWords::tr("Save SQL…"),
          .menu = QueryMenu,
          .shortcuts = keys({ "Ctrl+S" }),
          .startsGroup = true },
    };
}

} // namespace

QList<ActionSpec> queryActions()
{
    return runs() + places();
}

} // namespace tidemark
