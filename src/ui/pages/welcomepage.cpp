#include "welcomepage.h"

#include <ui/actions/actionregistry.h>
#include <ui/errortext.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/themeprovider.h>
#include <ui/widgets/banner.h>

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QPushButton *wayIn(ActionRegistry &actions, const QString &id, QWidget *parent)
{
    QAction *action = actions.action(id);
    auto *button = new QPushButton(action->icon(), action->text(), parent);
    button->setObjectName(id + u"Button"_s);
    QObject::connect(button, &QPushButton::clicked, action, &QAction::trigger);
    return button;
}

} // namespace

WelcomePage::WelcomePage(ActionRegistry &actions, QWidget *parent)
    : QWidget(parent)
    , m_trouble(new Banner(this))
{
    setObjectName(u"welcomePage"_s);
    auto *title = new QLabel(tr("Tidemark"), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.35);
    font.setWeight(QFont::DemiBold);
    title->setFont(font);
    auto *what = new QLabel(tr("No database yet. Open the folder of a Cloudflare project with a "
                               "wrangler configuration, or an SQLite file."),
                            this);
    what->setWordWrap(true);
    m_trouble->hide();

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(Space::Small);
    QPushButton *open = wayIn(actions, u"projectOpen"_s, this);
    setEmphasis(open, Emphasis::Primary);
    buttons->addWidget(open);
    buttons->addWidget(wayIn(actions, u"databaseOpen"_s, this));
    buttons->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Welcome, Space::Welcome, Space::Welcome, Space::Welcome);
    layout->setSpacing(Space::Medium);
    layout->addWidget(title);
    layout->addWidget(what);
    layout->addWidget(m_trouble);
    layout->addLayout(buttons);
    layout->addStretch();
}

void WelcomePage::showError(const Error *error)
{
    m_trouble->setVisible(error != nullptr);
    if (error)
        m_trouble->setMessage(ShownState::Failed, errorTitle(*error), errorDetails(*error));
}

} // namespace tidemark
