#include "databasepage.h"

#include <models/shownstates.h>
#include <ui/widgets/targetbar.h>

#include <QDir>

namespace tidemark {

DatabasePage::DatabasePage(DatabaseSession *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
{}

ShownTarget shownTarget(const Target &target)
{
    const bool isLocal = target.place == PlaceOfTarget::Local;
    return { .environment = shownEnvironment(target),
             .environmentName = target.environmentWord(),
             .place = isLocal ? DatabasePage::tr("on this computer") : DatabasePage::tr("remote"),
             .name = target.name,
             .shortId = target.id.left(8),
             .account
             = isLocal ? QDir::toNativeSeparators(target.file) : target.accountId.left(8) };
}

} // namespace tidemark
