#include "proofstep.h"

#include "ui_proofstep.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/pages/tables.h>
#include <ui/theme.h>
#include <ui/widgets/discard.h>
#include <ui/widgets/statelabel.h>

#include <QFileInfo>
#include <QHeaderView>
#include <QStyledItemDelegate>
#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Choice = RecoverySession::Choice;
using Doing = RecoverySession::Doing;

constexpr int RowsOfTables = 12;
constexpr int RowsOfChecks = 8;
constexpr int RowsOfRewound = 5;
constexpr int RowsOfDeeds = 14;

/// "4 min 12 s"
QString shownDuration(qint64 seconds)
{
    return seconds < 60 ? ProofStep::tr("%1 s", "seconds").arg(seconds)
                        : ProofStep::tr("%1 min %2 s").arg(seconds / 60).arg(seconds % 60);
}

QString momentText(const QDateTime &at)
{
    return QLocale().toString(at.toUTC(), u"d MMM yyyy, HH:mm"_s);
}

} // namespace

ProofStep::ProofStep(RecoverySession &session, QWidget *parent)
    : RecoveryStepWidget(session, parent)
    , m_ui(std::make_unique<Ui::ProofStep>())
    , m_tables(makeTable(&session.models().proof, "proofTables", tr("Tables"), this))
    , m_checks(makeTable(&session.models().checks, "proofChecks", tr("Other checks"), this))
    , m_rewound(makeTable(&session.models().rewound, "rewoundTables", tr("Rewound rows"), this))
{
    m_ui->setupUi(this);
    dress(m_ui->title,
          m_ui->facts,
          { m_ui->tablesHeading,
            m_ui->checksHeading,
            m_ui->rewoundHeading,
            m_ui->doneHeading,
            m_ui->wayBackHeading,
            m_ui->commandHeading,
            m_ui->leftHeading });
    setFocusPolicy(Qt::StrongFocus);
    quiet(m_ui->wayBackFacts);
    makeCopyable(m_ui->wayBack, m_ui->wayBackCopy);
    m_ui->columns->setSpacing(Space::Group);
    m_ui->reportSave->setIcon(QIcon::fromTheme(u"document-save"_s));
    m_ui->restoreUndo->setIcon(QIcon::fromTheme(u"edit-undo"_s));
    auto *deeds = makeTable(&session.models().deeds, "deeds", tr("What was done"), this);
    deeds->horizontalHeader()->hide();
    m_ui->tablesPlace->addWidget(m_tables);
    m_ui->checksPlace->addWidget(m_checks);
    m_ui->rewoundPlace->addWidget(m_rewound);
    m_ui->donePlace->addWidget(deeds);
    m_rewound->setItemDelegate(new QStyledItemDelegate(m_rewound)); // it can be checked
    limitRows(m_tables, RowsOfTables);
    limitRows(m_checks, RowsOfChecks);
    limitRows(m_rewound, RowsOfRewound);
    limitRows(deeds, RowsOfDeeds);
    for (QBoxLayout *column : { m_ui->left, m_ui->right, m_ui->leftPlace })
        column->setSpacing(Space::Small);
    m_ui->left->addStretch();
    m_ui->rule->setFrameShape(QFrame::NoFrame);
    m_ui->rule->setFixedWidth(LineWidth::Rule);
    m_ui->rule->setBackgroundRole(QPalette::Mid);
    m_ui->rule->setAutoFillBackground(true);
    connect(m_ui->verdict, &Banner::remedyChosen, this, &RecoveryStepWidget::actionChosen);
    for (QPushButton *button : { m_ui->reportSave, m_ui->restoreUndo })
        connect(button, &QPushButton::clicked, this, [this, id = button->objectName()] {
            emit actionChosen(id);
        });
    connect(session.acting(), &Activity::changed, this, &ProofStep::showHead);
    showEverything();
}

ProofStep::~ProofStep() = default;

QString ProofStep::primaryText() const
{
    return session().note().isSent ? tr("&Verify") : tr("Un&freeze and close");
}

QString ProofStep::keyHints() const
{
    return session().proof() ? tr("Ctrl+S save the report · Enter close") : tr("Enter verify");
}

QString ProofStep::leftNote() const
{
    const QString &report = session().note().report;
    return report.isEmpty() ? RecoveryStepWidget::leftNote()
                            : tr("Report: %1").arg(QFileInfo(report).fileName());
}

void ProofStep::showEverything()
{
    showHead();
    showVerdict();
    showProof();
    showWayBack();
    showLeftToDo();
}

void ProofStep::showHead()
{
    const Activity &acting = *session().acting();
    const auto &note = session().note();
    const auto &proof = session().proof();
    m_ui->progress->setVisible(acting.isRunning());
    m_ui->progress->setRange(0, static_cast<int>(acting.progress().total));
    m_ui->progress->setValue(static_cast<int>(acting.progress().done));
    if (acting.isRunning()) {
        m_ui->title->setText(acting.title());
        m_ui->facts->setText(acting.progress().text);
        return;
    }
    if (!proof) {
        m_ui->title->setText(tr("It is not known how the database stands"));
        m_ui->facts->setText(session().target().label());
        return;
    }
    const bool isWell = proof->failed() == 0;
    const QString took = shownDuration(note.begunAt.secsTo(proof->at));
    if (!note.isChanged) {
        m_ui->title->setText(isWell ? tr("Left as it is, and verified") : tr("Left as it is"));
        m_ui->facts->setText(tr("Nothing was written to %1.").arg(session().target().name));
    } else if (note.choice == Choice::Rows) {
        m_ui->title->setText(isWell ? tr("Repaired and verified") : tr("Repaired; a check failed"));
        m_ui->facts->setText(tr("%n row(s) were put back · %1 from freeze to proof",
                                nullptr,
                                static_cast<int>(session().rowsPutBack()))
                                 .arg(took));
    } else {
        m_ui->title->setText(isWell ? tr("Recovered and verified")
                                    : tr("Recovered; a check failed"));
        m_ui->facts->setText(tr("%1 is back at %2 UTC · %3 from freeze to proof")
                                 .arg(session().target().name,
                                      note.moment ? momentText(note.moment->at) : u"–"_s,
                                      took));
    }
}

void ProofStep::showVerdict()
{
    const auto &proof = session().proof();
    const Activity &acting = *session().acting();
    const bool isUnknown = session().isOutcomeUnknown();
    m_ui->verdict->setVisible(!acting.isRunning() && (proof || isUnknown || acting.error()));
    if (acting.isRunning() || m_ui->verdict->isHidden()) {
        m_shownVerdict.clear();
        return;
    }
    const auto rewound = session().models().rewound.chosenRows();
    const QString verdict = u"%1 %2 %3 %4"_s.arg(isUnknown)
                                .arg(proof ? proof->failed() : -1)
                                .arg(rewound)
                                .arg(acting.error() ? acting.error()->message : QString());
    if (verdict == m_shownVerdict)
        return;
    m_shownVerdict = verdict;
    m_ui->verdict->clearRemedies();
    if (isUnknown) {
        showUnknownOutcome();
    } else if (acting.error()) {
        showFailure(*acting.error());
    } else if (proof->failed() > 0) {
        m_ui->verdict->setMessage(
            ShownState::FailedCheck,
            tr("%1 of %n check(s) failed.", nullptr, proof->checked()).arg(proof->failed()));
        if (session().mayUndo())
            m_ui->verdict->addRemedy(tr("Undo restore…"), u"restoreUndo"_s);
        m_ui->verdict->addRemedy(tr("Repair rows…"), u"recoveryRepairInstead"_s);
        m_ui->verdict->addRemedy(tr("Choose another moment"), u"recoveryOtherMoment"_s);
    } else {
        m_ui->verdict->setMessage(ShownState::Passed,
                                  tr("All %n check(s) passed", nullptr, proof->checked()),
                                  rewound > 0 ? tr("What was rewound is kept in the photograph; %n "
                                                   "row(s) of it can be put back.",
                                                   nullptr,
                                                   static_cast<int>(rewound))
                                              : QString());
        if (rewound > 0)
            m_ui->verdict->addRemedy(tr("&Put rows back…"), u"recoveryPutRowsBack"_s);
    }
}

void ProofStep::showUnknownOutcome()
{
    const Target &target = session().target();
    const QString at = QLocale().toString(session().cutOffAt().toUTC(), u"HH:mm"_s);
    const bool isRepair = session().note().choice == Choice::Rows;
    m_ui->verdict->setMessage(
        ShownState::OutcomeUnknown,
        isRepair ? tr("A repair was in progress at %1.").arg(at)
                 : tr("A restore was in progress at %1.").arg(at),
        tr("%1 %2, %3. It is not known whether it finished; the undo bookmark is on disk.")
            .arg(target.name, target.id.left(8), target.environmentWord())
            .simplified());
    m_ui->verdict->addRemedy(tr("&Verify"), u"recoveryVerify"_s);
    if (session().mayUndo())
        m_ui->verdict->addRemedy(tr("Undo restore…"), u"restoreUndo"_s);
    m_ui->verdict->addRemedy(tr("Keep as it &is"), u"recoveryKeepAsItIs"_s);
}

void ProofStep::showFailure(const Error &error)
{
    m_ui->verdict->setMessage(shown(error), errorTitle(error), errorDetails(error));
    m_ui->verdict->addRemedy(tr("&Verify"), u"recoveryVerify"_s);
}

void ProofStep::showProof()
{
    const bool isProved = session().proof().has_value();
    const bool hasRewound = isProved && session().models().rewound.rowCount() > 0;
    const int tables = session().models().proof.rowCount();
    const int checks = session().models().checks.rowCount();
    m_ui->tablesHeading->setText(tr("Tables (%1)").arg(tables));
    m_ui->checksHeading->setText(tr("Other checks (%1)").arg(checks));
    m_ui->rewoundHeading->setText(
        tr("Rewound rows (%1), kept in the photograph")
            .arg(QLocale().toString(session().models().rewound.chosenRows())));
    m_ui->tablesHeading->setVisible(isProved);
    m_tables->setVisible(isProved);
    m_ui->checksHeading->setVisible(isProved && checks > 0);
    m_checks->setVisible(isProved && checks > 0);
    m_ui->rewoundHeading->setVisible(hasRewound);
    m_rewound->setVisible(hasRewound);
    m_ui->reportSave->setVisible(isProved);
}

void ProofStep::showWayBack()
{
    const auto &note = session().note();
    const bool isThere = session().mayUndo();
    m_ui->restoreUndo->setVisible(isThere && session().proof());
    m_ui->wayBackHeading->setVisible(isThere);
    m_ui->wayBack->setVisible(isThere);
    m_ui->wayBackCopy->setVisible(isThere);
    m_ui->wayBackFacts->setVisible(isThere);
    m_ui->wayBack->setText(note.wayBack.bookmark.isEmpty() ? note.wayBack.backup
                                                           : note.wayBack.bookmark);
    m_ui->wayBack->setCursorPosition(0);
    m_ui->wayBackFacts->setText(
        tr("Undo puts the database back to %1 UTC and is itself undoable.")
            .arg(QLocale().toString(note.wayBack.at.toUTC(), u"HH:mm:ss"_s)));
    const QString command = session().command();
    m_ui->commandHeading->setVisible(!command.isEmpty());
    m_ui->commandLine->setVisible(!command.isEmpty());
    m_ui->commandLine->setCommand(command);
}

void ProofStep::showLeftToDo()
{
    discardItems(*m_ui->leftPlace);
    const auto left = session().proof() ? session().leftToDo() : QList<RecoverySession::LeftToDo>();
    m_ui->leftHeading->setVisible(!left.isEmpty());
    for (const auto &[state, text] : left) {
        auto *label = new StateLabel(this);
        label->setState(state, text);
        label->setWordWrap(true);
        m_ui->leftPlace->addWidget(label);
    }
}

} // namespace tidemark
