#include "actionspecs.h"

#include <QCoreApplication>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::QueryActions)
};

constexpr auto Menu = MenuPlace::Query;
constexpr auto OfPage = ActionScope::Page;

QList<ActionSpec> runs()
{
    return {
        { u"sqlOpen"_s,
          Words::tr("SQL"),
          MenuPlace::Database,
          ActionScope::Window,
          {},
          keys({ "Ctrl+Alt+6" }) },
        { u"sqlNew"_s,
          Words::tr("New SQL"),
          Menu,
          ActionScope::Window,
          u"document-new"_s,
          keys({ "Ctrl+T" }) },
        { .id = u"sqlRunStatement"_s,
          .text = Words::tr("Run statement"),
          .menu = Menu,
          .shortcuts = keys({ "Ctrl+Return", "Ctrl+Enter" }),
          .startsGroup = true },
        { u"sqlRunAll"_s,
          Words::tr("Run all"),
          Menu,
          OfPage,
          {},
          keys({ "F5", "Ctrl+Shift+Return" }) },
        { u"sqlParameters"_s,
          Words::tr("Parameters…"),
          Menu,
          OfPage,
          {},
          keys({ "Ctrl+Shift+M" }) },
        { u"sqlHistory"_s, Words::tr("History…"), Menu, OfPage, {}, keys({ "Ctrl+H" }) },
        { u"sqlUnlock"_s, Words::tr("Unlock…"), Menu, OfPage },
        { u"sqlLock"_s, Words::tr("Lock"), Menu, OfPage },
    };
}

QList<ActionSpec> places()
{
    return {
        { .id = u"sqlStatementNext"_s,
          .text = Words::tr("Next statement"),
          .menu = Menu,
          .shortcuts = keys({ "Alt+Down" }),
          .startsGroup = true },
        { u"sqlStatementPrevious"_s,
          Words::tr("Previous statement"),
          Menu,
          OfPage,
          {},
          keys({ "Alt+Up" }) },
        { u"errorNext"_s, Words::tr("Next problem"), Menu, OfPage, {}, keys({ "F8" }) },
        { u"sqlComment"_s, Words::tr("Comment out"), Menu, OfPage, {}, keys({ "Ctrl+/" }) },
        { .id = u"sqlFind"_s,
          .text = Words::tr("Find…"),
          .menu = Menu,
          .shortcuts = keys({ "Ctrl+F" }),
          .startsGroup = true },
        { u"sqlReplace"_s, Words::tr("Replace…"), Menu, OfPage, {}, keys({ "Ctrl+R" }) },
        { .id = u"sqlSave"_s,
          .text = Words::tr("Save SQL…"),
          .menu = Menu,
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
