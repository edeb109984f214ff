#include "recoverywindow.h"

#include "ui_recoverywindow.h"

#include "freezestep.h"
#include "momentstep.h"
#include "photographstep.h"
#include "previewstep.h"
#include "proofstep.h"
#include "recoveryreview.h"
#include "recoverystart.h"

#include <models/shownstates.h>
#include <ui/actions/actionspecs.h>
#include <ui/pages/databasepage.h>
#include <ui/theme.h>

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QCloseEvent>
#include <QFileDialog>
#include <QMessageBox>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr QSize FirstSize(1200, 800);
constexpr QSize SmallestSize(1024, 640);

} // namespace

RecoveryWindow::RecoveryWindow(EnginePointer engine,
                               const SyntaxLibrary &syntax,
                               RecoverySession::Patience patience,
                               QWidget *parent)
    : QWidget(parent, Qt::Window)
    , m_engine(engine)
    , m_syntax(syntax)
    , m_patience(patience)
    , m_targets(std::move(engine))
    , m_ui(std::make_unique<Ui::RecoveryWindow>())
{
    m_ui->setupUi(this);
    setWindowTitle(tr("Emergency recovery – Tidemark"));
    setMinimumSize(SmallestSize);
    resize(FirstSize);
    for (QLayout *layout : { static_cast<QLayout *>(m_ui->outer),
                             static_cast<QLayout *>(m_ui->middle),
                             static_cast<QLayout *>(m_ui->right) }) {
        layout->setContentsMargins(0, 0, 0, 0);
        layout->setSpacing(0);
    }
    m_ui->leftColumn->setContentsMargins(
        Space::Medium, Space::Medium, Space::Medium, Space::Medium);
    m_ui->footRow->setContentsMargins(Space::Group, Space::Small, Space::Group, Space::Small);
    m_ui->footRow->setSpacing(Space::Medium);
    m_ui->left->setFixedWidth(m_ui->steps->sizeHint().width() + 2 * Space::Medium);
    for (QFrame *line : { m_ui->rule, m_ui->footRule }) {
        line->setFrameShape(QFrame::NoFrame);
        line->setBackgroundRole(QPalette::Mid);
        line->setAutoFillBackground(true);
    }
    m_ui->rule->setFixedWidth(LineWidth::Rule);
    m_ui->footRule->setFixedHeight(LineWidth::Rule);
    m_ui->foot->setBackgroundRole(QPalette::Base);
    m_ui->foot->setAutoFillBackground(true);
    for (QLabel *label : { m_ui->leftNote, m_ui->hints }) {
        label->setFont(typeFont(TypeRole::Small));
        label->setForegroundRole(QPalette::PlaceholderText);
    }
    m_ui->hints->setWordWrap(false);
    m_ui->hints->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // gives way first
    m_ui->hints->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_ui->footRow->setStretchFactor(m_ui->hints, 1);
    setEmphasis(m_ui->recoveryNext, Emphasis::Primary);
    makeActions();
    showBand();
    showFoot();
}

RecoveryWindow::~RecoveryWindow() = default;

void RecoveryWindow::makeActions()
{
    addAction(u"recoveryNext"_s, &RecoveryWindow::primaryPressed);
    addAction(u"recoveryBack"_s, &RecoveryWindow::back);
    addAction(u"recoveryLeave"_s, &RecoveryWindow::leave);
    addAction(u"recoveryNextSuspect"_s, &RecoveryWindow::nextSuspect);
    addAction(u"recoveryPreviousSuspect"_s, &RecoveryWindow::previousSuspect);
    addAction(u"recoveryPutRowsBack"_s, &RecoveryWindow::putRowsBack);
    addAction(u"restoreUndo"_s, &RecoveryWindow::undo);
    addAction(u"reportSave"_s, &RecoveryWindow::saveReport);
    connect(m_ui->recoveryNext, &QPushButton::clicked, this, &RecoveryWindow::primaryPressed);
    connect(m_ui->recoveryBack, &QPushButton::clicked, this, &RecoveryWindow::back);
    connect(m_ui->openVerification, &QPushButton::clicked, this, &RecoveryWindow::openVerification);
}

void RecoveryWindow::addAction(const QString &id, void (RecoveryWindow::*slot)())
{
    for (const ActionSpec &spec : recoveryWindowActions()) {
        if (spec.id != id)
            continue;
        auto *action = new QAction(spec.text, this);
        action->setObjectName(id);
        action->setShortcuts(spec.shortcuts);
        action->setAutoRepeat(false);
        connect(action, &QAction::triggered, this, slot);
        QWidget::addAction(action);
        m_actions.insert(id, action);
    }
}

void RecoveryWindow::ask(const ProjectSession *project, const std::optional<Error> &problem)
{
    m_start = new RecoveryStart(m_targets, this);
    m_ui->pages->addWidget(m_start);
    m_ui->pages->setCurrentWidget(m_start);
    m_ui->left->hide();
    m_ui->rule->hide();
    if (project)
        m_targets.addProject(*project);
    if (problem)
        m_start->showProblem(*problem);
    connect(m_start, &RecoveryStart::selectionChanged, this, &RecoveryWindow::showFoot);
    m_start->firstFocus()->setFocus(Qt::OtherFocusReason);
    showFoot();
}

void RecoveryWindow::begin(const RecoveryTarget &target)
{
    m_session
        = std::make_unique<RecoverySession>(m_engine, target.note, target.selection, m_patience);
    makeSteps();
    m_ui->steps->setModel(&m_session->models().steps);
    m_ui->left->show();
    m_ui->rule->show();
    connect(m_session.get(), &RecoverySession::stepChanged, this, &RecoveryWindow::showStep);
    connect(m_session.get(), &RecoverySession::changed, this, &RecoveryWindow::showFoot);
    connect(m_session.get(), &RecoverySession::proved, this, [this] { QApplication::alert(this); });
    emit frozenChanged(true);
    m_session->start();
    showBand();
}

void RecoveryWindow::makeSteps()
{
    m_momentStep = new MomentStep(*m_session, this);
    m_steps = { new FreezeStep(*m_session, this),
                new PhotographStep(*m_session, this),
                m_momentStep,
                new PreviewStep(*m_session, this),
                new ProofStep(*m_session, this) };
    for (RecoveryStepWidget *step : std::as_const(m_steps)) {
        m_ui->pages->addWidget(step);
        connect(step, &RecoveryStepWidget::actionChosen, this, &RecoveryWindow::perform);
    }
}

RecoveryStepWidget *RecoveryWindow::currentStep() const
{
    return m_session ? m_steps.value(int(m_session->step())) : nullptr;
}

void RecoveryWindow::showStep()
{
    RecoveryStepWidget *step = currentStep();
    m_ui->pages->setCurrentWidget(step);
    step->showEverything();
    step->firstFocus()->setFocus(Qt::OtherFocusReason);
    showFoot();
}

void RecoveryWindow::showBand()
{
    if (!m_session)
        return;
    const ShownTarget target = shownTarget(m_session->target());
    m_ui->band->setPlace({ .environment = target.environment,
                           .environmentName = target.environmentName,
                           .isDrill = m_session->isDrill(),
                           .place = target.place,
                           .name = target.name,
                           .shortId = target.shortId,
                           .account = target.account,
                           .frozenSince = m_session->note().begunAt });
}

void RecoveryWindow::showFoot()
{
    RecoveryStepWidget *step = currentStep();
    const bool isProof = m_session && m_session->step() == RecoverySession::Step::Prove;
    m_ui->recoveryBack->setVisible(m_session && !isProof);
    m_ui->recoveryKeepReadOnly->setVisible(isProof);
    m_ui->openVerification->setVisible(isProof && m_session->proof());
    m_actions.value(u"recoveryPutRowsBack"_s)
        ->setEnabled(isProof && m_session->models().rewound.rowCount() > 0);
    m_actions.value(u"restoreUndo"_s)->setEnabled(isProof && m_session->mayUndo());
    m_actions.value(u"reportSave"_s)->setEnabled(isProof && m_session->proof());
    if (!step) {
        m_ui->recoveryNext->setText(tr("Start &recovery"));
        m_ui->recoveryNext->setEnabled(m_start && m_start->selected());
        m_ui->hints->setText(tr("Enter start · Esc leave"));
        return;
    }
    step->showEverything();
    const QString whyNot = m_session->whyNotOn();
    m_ui->recoveryBack->setEnabled(m_session->mayGoBack());
    m_ui->recoveryNext->setText(step->primaryText());
    m_ui->recoveryNext->setEnabled(whyNot.isEmpty());
    m_ui->recoveryNext->setToolTip(whyNot);
    setEmphasis(m_ui->recoveryNext, step->primaryEmphasis());
    m_ui->hints->setText(whyNot.isEmpty() ? step->keyHints() : whyNot);
    m_ui->leftNote->setText(step->leftNote());
}

void RecoveryWindow::primaryPressed()
{
    // Return on another button means that button, and not the way on.
    auto *focused = qobject_cast<QPushButton *>(focusWidget());
    if (sender() != m_ui->recoveryNext && focused && focused != m_ui->recoveryNext
        && focused->isVisible()) {
        focused->click();
        return;
    }
    if (!m_session) {
        const RecoveryTarget *target = m_start ? m_start->selected() : nullptr;
        if (!(m_start && m_start->takeReturn()) && target)
            begin(RecoveryTarget(*target));
        return;
    }
    if (!m_session->whyNotOn().isEmpty())
        return;
    if (m_session->step() == RecoverySession::Step::Preview)
        recover();
    else if (m_session->step() != RecoverySession::Step::Prove)
        m_session->goOn();
    else if (!m_session->proof())
        m_session->verify();
    else
        closeAfter(m_ui->recoveryKeepReadOnly->isChecked());
}

void RecoveryWindow::perform(const QString &actionId)
{
    using Slot = void (RecoveryWindow::*)();
    static const QHash<QString, Slot> slotsById{
        { u"recoveryNext"_s, &RecoveryWindow::primaryPressed },
        { u"reportSave"_s, &RecoveryWindow::saveReport },
        { u"restoreUndo"_s, &RecoveryWindow::undo },
        { u"recoveryPutRowsBack"_s, &RecoveryWindow::putRowsBack },
        { u"recoveryVerify"_s, &RecoveryWindow::verify },
        { u"recoveryCopyCommand"_s, &RecoveryWindow::copyCommand },
        { u"recoveryRepairInstead"_s, &RecoveryWindow::repairInstead },
        { u"recoveryOtherMoment"_s, &RecoveryWindow::chooseOtherMoment },
    };
    if (const Slot slot = slotsById.value(actionId))
        (this->*slot)();
    else if (actionId == "recoveryRetry"_L1)
        m_session->retryPhotograph();
    else if (actionId == "recoverySkipCopy"_L1)
        m_session->skipCopy();
    else if (actionId == "recoveryKeepAsItIs"_L1)
        m_session->keepAsItIs();
    else if (actionId == "recoveryPreviewAgain"_L1)
        m_session->readPreviewAgain();
}

void RecoveryWindow::recover()
{
    switch (m_session->note().choice) {
    case RecoverySession::Choice::Whole:
        review(reviewOfRestore(*m_session), &RecoverySession::recover);
        break;
    case RecoverySession::Choice::Rows:
        review(reviewOfRepair(*m_session), &RecoverySession::recover);
        break;
    case RecoverySession::Choice::Leave:
        m_session->recover();
        break;
    }
}

void RecoveryWindow::undo()
{
    if (m_session->mayUndo())
        review(reviewOfUndo(*m_session), &RecoverySession::undo);
}

void RecoveryWindow::putRowsBack()
{
    if (!m_session->models().rewound.chosen().isEmpty())
        review(reviewOfPuttingBack(*m_session), &RecoverySession::putRowsBack);
}

void RecoveryWindow::review(const ReviewRequest &request, void (RecoverySession::*act)())
{
    auto *dialog = new ReviewDialog(request, m_syntax, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, m_session.get(), act);
    dialog->open();
}

void RecoveryWindow::back()
{
    if (m_session)
        m_session->goBack();
}

void RecoveryWindow::verify()
{
    m_session->verify();
}

void RecoveryWindow::nextSuspect()
{
    if (m_session && m_session->step() == RecoverySession::Step::Moment)
        m_momentStep->stepSuspect(1);
}

void RecoveryWindow::previousSuspect()
{
    if (m_session && m_session->step() == RecoverySession::Step::Moment)
        m_momentStep->stepSuspect(-1);
}

void RecoveryWindow::copyCommand()
{
    QApplication::clipboard()->setText(m_session->commandToLook());
}

void RecoveryWindow::repairInstead()
{
    m_session->setChoice(RecoverySession::Choice::Rows);
    m_session->goBack();
}

void RecoveryWindow::chooseOtherMoment()
{
    m_session->goBack();
}

void RecoveryWindow::openVerification()
{
    emit verificationRequested(m_session->target().key());
}

void RecoveryWindow::saveReport()
{
    auto *dialog = new QFileDialog(this, tr("Save report"));
    dialog->setObjectName(u"reportDialog"_s);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setOption(QFileDialog::DontConfirmOverwrite); // an existing file is refused
    dialog->setNameFilter(tr("Markdown (*.md)"));
    dialog->setDefaultSuffix(u"md"_s);
    dialog->selectFile(
        tr("%1 %2 recovery.md", "date, database")
            .arg(m_session->now().toString(u"yyyy-MM-dd"_s), m_session->target().name));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        const auto saved = m_session->saveReport(file);
        m_ui->leftNote->setText(saved ? tr("Report saved: %1").arg(*saved) : saved.error().message);
    });
    dialog->open();
}

void RecoveryWindow::leave()
{
    if (!m_session) {
        closeAfter(false);
        return;
    }
    if (m_session->acting()->isRunning() || findChild<QMessageBox *>(u"recoveryLeaveQuestion"_s))
        return;
    auto *question = new QMessageBox(this);
    question->setObjectName(u"recoveryLeaveQuestion"_s);
    question->setAttribute(Qt::WA_DeleteOnClose);
    question->setWindowTitle(tr("Leave the recovery"));
    const auto &note = m_session->note();
    question->setText(note.isSent ? tr("Leave? It is not known how the database stands.")
                      : note.isChanged
                          ? tr("Leave? %1 was changed; the report is saved.").arg(note.target.name)
                          : tr("Leave? Nothing was changed; the photograph is kept."));
    auto *stay = question->addButton(tr("&Stay"), QMessageBox::RejectRole);
    auto *go = question->addButton(tr("&Leave"), QMessageBox::DestructiveRole);
    question->setDefaultButton(stay);
    question->setEscapeButton(stay);
    connect(go, &QAbstractButton::clicked, this, [this] { closeAfter(false); });
    question->open();
}

void RecoveryWindow::closeAfter(bool staysFrozen)
{
    if (m_session)
        m_session->finish();
    m_mayClose = true;
    if (!staysFrozen)
        emit frozenChanged(false);
    close();
}

// What was given the focus before the window was seen gets it now.
void RecoveryWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    if (RecoveryStepWidget *step = currentStep())
        step->firstFocus()->setFocus(Qt::OtherFocusReason);
    else if (m_start)
        m_start->firstFocus()->setFocus(Qt::OtherFocusReason);
}

void RecoveryWindow::closeEvent(QCloseEvent *event)
{
    if (m_mayClose || !m_session) {
        if (!m_mayClose)
            emit frozenChanged(false);
        QWidget::closeEvent(event);
        return;
    }
    event->ignore();
    leave();
}

} // namespace tidemark
