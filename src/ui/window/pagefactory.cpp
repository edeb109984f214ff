#include "pagefactory.h"

#include <models/projectsession.h>
#include <models/shownstates.h>
#include <ui/pages/migrationspage.h>
#include <ui/pages/timetravelpage.h>
#include <ui/pages/verificationpage.h>

#include <QCoreApplication>

namespace tidemark {

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(tidemark::PageFactory)
};

QString titleOf(const PageAddress &address, const Target &target)
{
    switch (address.kind) {
    case NavigatorKind::Migrations:
        return Words::tr("Migrations · %1").arg(target.stream);
    case NavigatorKind::Verification:
        return Words::tr("Verification · %1").arg(target.stream);
    case NavigatorKind::TimeTravel:
        return Words::tr("Backups & Time Travel · %1").arg(target.stream);
    default:
        return {};
    }
}

} // namespace

std::optional<PageTab> tabFor(const PageAddress &address, const PageContext &context)
{
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
    case NavigatorKind::Verification:
        return new VerificationPage(database, context.actions, parent);
    case NavigatorKind::TimeTravel:
        return new TimeTravelPage(database, context.actions, context.syntax, parent);
    default:
        return new MigrationsPage(database, context.actions, context.syntax, parent);
    }
}

} // namespace tidemark
