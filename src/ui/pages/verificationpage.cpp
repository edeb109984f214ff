#include "verificationpage.h"

#include "tables.h"

#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/errortext.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/targetbar.h>

#include <QPushButton>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

VerificationPage::VerificationPage(DatabaseSession *session,
                                   ActionRegistry &actions,
                                   QWidget *parent)
    : DatabasePage(session, actions, parent)
    , m_head(new PageHead(this))
    , m_verdict(new Banner(this))
    , m_checks(makeTable(session->checks(), "checks", tr("Checks"), this))
{
    setObjectName(u"verificationPage"_s);
    auto *target = new TargetBar(this);
    target->setTarget(shownTarget(session->target()));
    m_head->setTitle(tr("Verification of %1").arg(session->target().stream));
    m_head->addControl(button(u"runCancel"_s));
    QPushButton *verify = button(u"verifyRun"_s);
    setEmphasis(verify, Emphasis::Primary);
    verify->setIcon({}); // its ink is made for plain buttons
    m_head->addControl(verify);
    setFocusProxy(m_checks);

    auto *content = new QVBoxLayout;
    content->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Page);
    content->setSpacing(Space::Medium);
    content->addWidget(m_verdict);
    content->addWidget(m_checks, 1);
    content->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(target);
    layout->addWidget(m_head);
    layout->addLayout(content, 1);

    connect(session, &DatabaseSession::changed, this, &VerificationPage::showEverything);
    connect(session, &DatabaseSession::verified, this, &VerificationPage::showEverything);
    showEverything();
}

QString VerificationPage::title() const
{
    return tr("Verification · %1").arg(session()->target().stream);
}

void VerificationPage::showEverything()
{
    const QList<Check> &checks = session()->checks()->rows();
    const auto failed = std::count_if(
        checks.begin(), checks.end(), [](const Check &check) { return !check.passed; });
    m_head->setRefreshing(session()->phase() == DatabaseSession::Phase::Verifying);
    m_head->setFacts(checks.isEmpty()
                         ? tr("Expected by the recorded migrations and tidemark.toml · present now")
                         : tr("%n check(s) · expected by the recorded migrations and tidemark.toml",
                              nullptr,
                              static_cast<int>(checks.size())));
    m_checks->setVisible(!checks.isEmpty());
    if (session()->error())
        m_verdict->setMessage(shown(*session()->error()),
                              errorTitle(*session()->error()),
                              errorDetails(*session()->error()));
    else if (checks.isEmpty())
        m_verdict->setMessage(
            ShownState::Note, tr("Not verified yet"), tr("Verifying only reads."));
    else if (failed > 0)
        m_verdict->setMessage(
            ShownState::FailedCheck,
            tr("%1 of %n check(s) failed", nullptr, static_cast<int>(checks.size())).arg(failed),
            checks.first().subject + u": "_s + checks.first().detail);
    else
        m_verdict->setMessage(
            ShownState::Passed,
            tr("As expected: %n check(s)", nullptr, static_cast<int>(checks.size())),
            {});
}

} // namespace tidemark
