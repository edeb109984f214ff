#include "pagefactory.h"

#include "windowmemory.h"

#include <models/projectsession.h>
#include <models/shownstates.h>
#include <ui/pages/browsepage.h>
#include <ui/pages/connectpage.h>
#include <ui/pages/migrationspage.h>
#include <ui/pages/sqlpage.h>
#include <ui/pages/statusboardpage.h>
#include <ui/pages/tablespage.h>
#include <ui/pages/timetravelpage.h>
#include <ui/pages/verificationpage.h>

#include <QCoreApplication>

namespace tidemark {

namespace {

struct PageFactoryWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::PageFactory)
};

QString titleOf(const PageAddress &address, const Target &target)
{
    switch (address.kind) {
    case NavigatorKind::Migrations:
        return PageFactoryWords::tr("Migrations · %1").arg(target.stream);
    case NavigatorKind::Verification:
        return PageFactoryWords::tr("Verification · %1").arg(target.stream);
    case NavigatorKind::TimeTravel:
        return PageFactoryWords::tr("Backups & Time Travel · %1").arg(target.stream);
    case NavigatorKind::Sql:
        return address.object.isEmpty() ? PageFactoryWords::tr("SQL · %1").arg(target.stream)
                                        : address.object + QStringLiteral(" · ") + target.stream;
    case NavigatorKind::Tables:
        return PageFactoryWords::tr("Tables · %1").arg(target.stream);
    case NavigatorKind::Table:
    case NavigatorKind::View:
        return PageFactoryWords::tr("%1 · %2").arg(address.object, target.stream);
    default:
        return {};
    }
}

} // namespace

std::optional<PageTab> tabFor(const PageAddress &address, const PageContext &context)
{
    if (address.kind == NavigatorKind::Connect && context.recent)
        return PageTab{ .title = PageFactoryWords::tr("Welcome") };
    if (address.kind == NavigatorKind::StatusBoard && context.project.isOpen())
        return PageTab{ .title = PageFactoryWords::tr("Status board") };
    const DatabaseSession *database = context.project.database(address.targetKey);
    if (!database)
        return {};
    const QString title = titleOf(address, database->target());
    if (title.isEmpty())
        return {};
    return PageTab{ .title = title,
                    .environment = shownEnvironment(database->target()),
                    .environmentName = database->target().environmentWord() };
}

Page *makePage(const PageAddress &address, const PageContext &context, QWidget *parent)
{
    DatabaseSession *database = context.project.database(address.targetKey);
    switch (address.kind) {
    case NavigatorKind::Connect:
        return new ConnectPage(
            context.project, *context.recent, context.actions, context.syntax, parent);
    case NavigatorKind::StatusBoard:
        return new StatusBoardPage(context.project, context.actions, parent);
    case NavigatorKind::Verification:
        return new VerificationPage(database, context.actions, context.syntax, parent);
    case NavigatorKind::TimeTravel:
        return new TimeTravelPage(database, context.actions, context.syntax, parent);
    case NavigatorKind::Sql:
        return new SqlPage(database, context.actions, context.syntax, address.object, parent);
    case NavigatorKind::Tables:
        return new TablesPage(database, context.actions, parent);
    case NavigatorKind::Table:
    case NavigatorKind::View:
        return new BrowsePage(database,
                              address.object,
                              context.actions,
                              context.syntax,
                              context.memory ? &context.memory->settings() : nullptr,
                              parent);
    default:
        return new MigrationsPage(database, context.actions, context.syntax, parent);
    }
}

} // namespace tidemark
