#include "photographstep.h"

#include "ui_photographstep.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/pages/tables.h>

#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

PhotographStep::PhotographStep(RecoverySession &session, QWidget *parent)
    : RecoveryStepWidget(session, parent)
    , m_ui(std::make_unique<Ui::PhotographStep>())
{
    m_ui->setupUi(this);
    dress(m_ui->title, m_ui->facts, { m_ui->tablesHeading });
    setFocusPolicy(Qt::StrongFocus);
    makeCopyable(m_ui->bookmarkText, m_ui->bookmarkCopy);
    m_ui->tablesPlace->addWidget(
        makeTable(&session.models().photograph, "photographTables", tr("Tables"), this));
    connect(m_ui->trouble, &Banner::remedyChosen, this, &RecoveryStepWidget::actionChosen);
    connect(m_ui->recoverySkipCopy, &QPushButton::clicked, this, [this] {
        emit actionChosen(u"recoverySkipCopy"_s);
    });
    connect(session.photographing(), &Activity::changed, this, &PhotographStep::showProgress);
    showEverything();
}

PhotographStep::~PhotographStep() = default;

QString PhotographStep::primaryText() const
{
    return tr("Find the &moment");
}

QString PhotographStep::keyHints() const
{
    return tr("Enter find the moment · Esc leave");
}

void PhotographStep::showEverything()
{
    showParts();
    showProgress();
    showTrouble();
}

void PhotographStep::showParts()
{
    const auto &taken = session().note().photograph;
    const bool isRemote = session().isRemote();
    const bool isRunning = session().photographing()->isRunning();
    const auto toCome = isRunning ? ShownState::Waiting : ShownState::ComesLater;
    if (taken.at.isValid())
        m_ui->bookmark->setState(
            ShownState::Done,
            isRemote ? tr("The bookmark of now is on this computer's disk")
                     : tr("The moment is on this computer's disk: %1").arg(rfc3339(taken.at)));
    else
        m_ui->bookmark->setState(isRunning ? ShownState::Running : toCome,
                                 tr("The bookmark of now"));
    for (QWidget *widget :
         { static_cast<QWidget *>(m_ui->bookmarkText), static_cast<QWidget *>(m_ui->bookmarkCopy) })
        widget->setVisible(!taken.bookmark.isEmpty());
    m_ui->bookmarkText->setText(taken.bookmark);

    const bool isCounted = !taken.fingerprint.isEmpty();
    if (!taken.isThere)
        m_ui->counts->setState(ShownState::Missing, tr("The file of the database does not exist"));
    else
        m_ui->counts->setState(isCounted ? ShownState::Done : toCome,
                               isCounted
                                   ? tr("Schema and counts: %1").arg(session().photographExtent())
                                   : tr("Schema and counts"));
    if (taken.backup)
        m_ui->copy->setState(ShownState::Verified, tr("A copy of every table, verified"));
    else
        m_ui->copy->setState(isRunning && isCounted ? ShownState::Running : toCome,
                             tr("A copy of every table; it may go on in the background"));
    m_ui->tablesHeading->setVisible(isCounted);
    findChild<QTableView *>(u"photographTables"_s)->setVisible(isCounted);
}

void PhotographStep::showProgress()
{
    const Activity &activity = *session().photographing();
    m_ui->progress->setVisible(activity.isRunning());
    m_ui->recoverySkipCopy->setVisible(activity.isRunning()
                                       && !session().note().photograph.fingerprint.isEmpty());
    m_ui->progress->setRange(0, static_cast<int>(activity.progress().total));
    m_ui->progress->setValue(static_cast<int>(activity.progress().done));
    m_ui->progress->setToolTip(activity.progress().text);
}

void PhotographStep::showTrouble()
{
    const Activity &activity = *session().photographing();
    const bool hasTrouble = activity.error() && !activity.isRunning();
    m_ui->trouble->setVisible(hasTrouble);
    if (!hasTrouble)
        return;
    const Error &error = *activity.error();
    const auto &taken = session().note().photograph;
    m_ui->trouble->clearRemedies();
    if (taken.at.isValid()) {
        const bool isStopped = error.kind == Error::Kind::Cancelled;
        m_ui->trouble->setMessage(ShownState::NotVerified,
                                  isStopped
                                      ? tr("The tables were not copied. What is there is kept.")
                                      : tr("The photograph is not whole. What is there is kept."),
                                  isStopped ? QString() : errorDetails(error));
    } else {
        const bool retries
            = error.kind == Error::Kind::Unreachable || error.kind == Error::Kind::Temporary;
        m_ui->trouble->setMessage(shown(error),
                                  retries ? tr("No bookmark could be read. Trying again in 5 s.")
                                          : tr("No bookmark could be read."),
                                  errorDetails(error));
        m_ui->trouble->addRemedy(tr("Copy the command"), u"recoveryCopyCommand"_s);
    }
    m_ui->trouble->addRemedy(tr("&Try again"), u"recoveryRetry"_s);
}

} // namespace tidemark
