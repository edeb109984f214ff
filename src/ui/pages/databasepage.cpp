#include "databasepage.h"

#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/widgets/targetbar.h>

#include <QDir>
#include <QPushButton>

namespace tidemark {

using namespace Qt::StringLiterals;

DatabasePage::DatabasePage(DatabaseSession *session, ActionRegistry &actions, QWidget *parent)
    : Page(parent)
    , m_session(session)
    , m_actions(actions)
{
    connect(session, &DatabaseSession::changed, this, &Page::described);
}

std::optional<ShownTarget> DatabasePage::target() const
{
    return shownTarget(m_session->target());
}

void DatabasePage::updateActions()
{
    for (TargetBar *bar : findChildren<TargetBar *>())
        bar->setLock(safeModeSentence(m_session->safeMode()));
    const QString busy = tr("Something is running.");
    m_actions.setEnabled(u"verifyRun"_s,
                         isIdle() && m_session->isKnown(),
                         isIdle() ? tr("The database was not read yet.") : busy);
    m_actions.setEnabled(u"pageRefresh"_s, isIdle(), busy);
}

void DatabasePage::perform(const QString &actionId)
{
    if (actionId == "pageRefresh"_L1)
        m_session->refresh();
}

QPushButton *DatabasePage::button(const QString &actionId)
{
    QAction *action = m_actions.action(actionId);
    auto *made = new QPushButton(action->icon(), action->text(), this);
    made->setObjectName(actionId + u"Button"_s);
    const auto follow = [made, action] {
        made->setText(action->text());
        made->setEnabled(action->isEnabled());
        made->setToolTip(action->toolTip());
        made->setVisible(action->isVisible());
    };
    connect(action, &QAction::changed, made, follow);
    connect(made, &QPushButton::clicked, action, &QAction::trigger);
    follow();
    return made;
}

QString shownFile(const QString &file)
{
    static const QString wrangler = u"/.wrangler/"_s;
    QString shown = file;
    if (const qsizetype at = file.lastIndexOf(wrangler); at >= 0)
        shown = file.mid(at + 1);
    else if (file.startsWith(QDir::homePath() + u'/'))
        shown = u'~' + file.mid(QDir::homePath().size());
    return QDir::toNativeSeparators(shown);
}

ShownTarget shownTarget(const Target &target)
{
    const bool isLocal = target.place == PlaceOfTarget::Local;
    return { .environment = shownEnvironment(target),
             .environmentName = target.environmentWord(),
             .place = isLocal ? DatabasePage::tr("on this computer") : DatabasePage::tr("remote"),
             .name = target.name,
             .shortId = target.id.left(8),
             .account = isLocal ? shownFile(target.file) : target.accountId.left(8) };
}

} // namespace tidemark
