#include "freezestep.h"

#include "ui_freezestep.h"

namespace tidemark {

FreezeStep::FreezeStep(RecoverySession &session, QWidget *parent)
    : RecoveryStepWidget(session, parent)
    , m_ui(std::make_unique<Ui::FreezeStep>())
{
    m_ui->setupUi(this);
    dress(m_ui->title, m_ui->facts, { m_ui->nextHeading });
    setFocusPolicy(Qt::StrongFocus);
    const bool isRemote = session.isRemote();
    m_ui->others->setMessage(
        ShownState::Warning,
        isRemote ? tr("Tidemark cannot stop other writers; the Worker still writes.")
                 : tr("Tidemark cannot stop other writers; a running `wrangler dev` "
                      "still writes."),
        isRemote ? tr("If it is what broke the database, roll the Worker back "
                      "or put it into maintenance first.")
                 : tr("If it is what broke the database, end it first."));
    m_ui->offHere->setState(ShownState::Locked,
                            tr("Runs, SQL that writes, restores and repairs are off in every other "
                               "window of Tidemark"));
    m_ui->parked->setState(ShownState::Locked,
                           tr("Edits that were not sent are kept, and not sent"));
    m_ui->nothingSent->setState(ShownState::Note, tr("Nothing was sent to the database"));
    m_ui->next->setText(
        isRemote
            ? tr("A photograph: the bookmark of now on this computer's disk, then the schema, the "
                 "number of rows of every table, and a verified copy of them.")
            : tr("A photograph: the schema, the number of rows of every table, and a verified "
                 "copy of the whole file."));
    showEverything();
}

FreezeStep::~FreezeStep() = default;

QString FreezeStep::primaryText() const
{
    return tr("Photograph &now");
}

QString FreezeStep::keyHints() const
{
    return tr("Enter photograph · Esc leave");
}

void FreezeStep::showEverything()
{
    const auto &error = session().noteError();
    m_ui->noteTrouble->setVisible(error.has_value());
    if (error)
        m_ui->noteTrouble->setMessage(
            ShownState::Warning,
            tr("This recovery could not be noted on the disk; after a crash it would begin anew."),
            error->message);
}

} // namespace tidemark
