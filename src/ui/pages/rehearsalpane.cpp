#include "rehearsalpane.h"

#include "panehead.h"
#include "tables.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/commandbox.h>
#include <ui/widgets/elidedlabel.h>

#include <QFileInfo>
#include <QHeaderView>
#include <QPlainTextEdit>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

QVBoxLayout *paneLayout(QWidget *pane)
{
    auto *layout = new QVBoxLayout(pane);
    layout->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Medium);
    layout->setSpacing(Space::Medium);
    return layout;
}

/// Lines of words in columns, for a fixed pitch.
QStringList aligned(const QList<QStringList> &rows)
{
    QList<qsizetype> widths;
    for (const QStringList &row : rows) {
        widths.resize(std::max(widths.size(), row.size()));
        for (qsizetype i = 0; i + 1 < row.size(); ++i) // the last one ends where it ends
            widths[i] = std::max(widths.at(i), row.at(i).size());
    }
    QStringList lines;
    for (const QStringList &row : rows) {
        QString line;
        for (qsizetype i = 0; i < row.size(); ++i)
            line += i + 1 < row.size() ? row.at(i).leftJustified(widths.at(i) + 2) : row.at(i);
        lines.append(line);
    }
    return lines;
}

QString logOf(const CompletedRun &completed)
{
    QList<QStringList> steps;
    for (const StepOutcome &step : completed.report.steps)
        steps.append({ stateWord(shown(step.outcome)),
                       step.id,
                       RehearsalPane::tr("%1 ms").arg(step.duration.count()) });
    QList<QStringList> checks;
    for (const Check &check : completed.verification)
        checks.append({ stateWord(shown(check)), check.name, check.subject, check.detail });
    QStringList lines = aligned(steps);
    if (!checks.isEmpty())
        lines += QStringList{ QString() } + aligned(checks);
    return lines.join(u'\n');
}

QString commandFor(const CompletedRun &completed, const RunGoal &goal)
{
    const bool forward = completed.prepared.plan.direction == PlanStep::Action::Apply;
    const Target &target = completed.prepared.observation.target();
    const QString where = target.kind == DatabaseKind::Sqlite
                              ? u"--sqlite %1"_s.arg(target.file)
                              : u"--local --database %1"_s.arg(target.stream);
    const QString last = completed.prepared.plan.steps.isEmpty()
                             ? QString()
                             : completed.prepared.plan.steps.last().migration.id;
    return forward ? u"tidemark-cli up --to %1 %2"_s.arg(last, where)
                   : u"tidemark-cli down --to %1 %2"_s.arg(goal.downTo, where);
}

} // namespace

RehearsalPane::RehearsalPane(DatabaseSession *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_tabs(new QTabBar(this))
    , m_stack(new QStackedWidget(this))
    , m_facts(new ElidedLabel(TypeRole::Small, ElidedLabel::Ink::Secondary, this))
    , m_verdict(new Banner(this))
    , m_findings(makeWholeTable(session->findings(), "findings", tr("Findings"), this))
    , m_rows(makeWholeTable(session->rowChanges(), "rowChanges", tr("Rows before and after"), this))
    , m_outcome(new Banner(this))
    , m_log(new QPlainTextEdit(this))
    , m_command(new CommandBox(this))
{
    m_tabs->setObjectName(u"rehearsalTabs"_s);
    m_tabs->setAccessibleName(tr("Rehearsal and run"));
    m_tabs->addTab(tr("Rehearsal"));
    m_tabs->addTab(tr("Schema difference"));
    m_tabs->addTab(tr("Log"));
    m_stack->addWidget(rehearsalTab());
    m_stack->addWidget(schemaTab());
    m_stack->addWidget(logTab());
    connect(m_verdict, &Banner::remedyChosen, this, &RehearsalPane::remedyChosen);
    connect(m_outcome, &Banner::remedyChosen, this, &RehearsalPane::remedyChosen);
    m_verdict->setObjectName(u"rehearsalVerdict"_s);
    m_outcome->setObjectName(u"runOutcome"_s);
    connect(m_tabs, &QTabBar::currentChanged, m_stack, &QStackedWidget::setCurrentIndex);
    connect(m_findings, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit findingChosen(m_session->findings()->row(index));
    });

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(new PaneHead(m_tabs, m_facts, this));
    layout->addWidget(m_stack, 1);
    refresh();
}

QWidget *RehearsalPane::rehearsalTab()
{
    // In a low window the pane scrolls as a whole: a banner that gives way would lose its words.
    auto *tab = new QWidget(this);
    auto *layout = paneLayout(tab);
    layout->addWidget(m_verdict);
    layout->addWidget(m_findings);
    layout->addWidget(m_rows);
    layout->addStretch();
    auto *header = m_rows->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(QHeaderView::ResizeToContents);
    header->setSectionResizeMode(RowChangeModel::TableColumn, QHeaderView::Stretch);
    header->setMinimumSectionSize(m_rows->fontMetrics().averageCharWidth() * 12);
    auto *scroll = new QScrollArea(this);
    scroll->setObjectName(u"rehearsalScroll"_s);
    scroll->setAccessibleName(tr("Rehearsal"));
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(tab);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    tab->setAutoFillBackground(false);
    return scroll;
}

QWidget *RehearsalPane::schemaTab()
{
    auto *tab = new QWidget(this);
    paneLayout(tab)->addWidget(
        makeTable(m_session->schemaChanges(), "schemaChanges", tr("Schema difference"), tab));
    return tab;
}

QWidget *RehearsalPane::logTab()
{
    auto *tab = new QWidget(this);
    auto *layout = paneLayout(tab);
    m_log->setObjectName(u"runLog"_s);
    m_log->setReadOnly(true);
    m_log->setFrameShape(QFrame::NoFrame);
    m_log->setFont(typeFont(TypeRole::Mono));
    m_log->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_log->document()->setDocumentMargin(0);
    m_log->setAccessibleName(tr("What the last run did"));
    layout->addWidget(m_outcome);
    layout->addWidget(m_log, 1);
    layout->addWidget(m_command);
    return tab;
}

void RehearsalPane::showLog()
{
    m_tabs->setCurrentIndex(2);
}

void RehearsalPane::refresh()
{
    showVerdict();
    showRun();
    m_rows->setVisible(m_session->rowChanges()->rowCount() > 0);
    m_findings->setVisible(m_session->findings()->rowCount() > 0);
}

void RehearsalPane::showVerdict()
{
    const auto &prepared = m_session->prepared();
    m_facts->setText({});
    m_verdict->clearRemedies();
    if (m_session->error()) {
        m_verdict->setMessage(shown(*m_session->error()),
                              errorTitle(*m_session->error()),
                              errorDetails(*m_session->error()));
    } else if (m_session->phase() == DatabaseSession::Phase::Rehearsing) {
        m_verdict->setMessage(ShownState::Rehearsing,
                              tr("Rehearsing"),
                              tr("The migrations run on a substitute; nothing is written."));
    } else if (!prepared) {
        m_verdict->setMessage(
            ShownState::Note,
            tr("Not rehearsed yet"),
            tr("A rehearsal runs the pending migrations on a substitute with the live schema."));
    } else {
        m_facts->setText(tr("%1 UTC · live schema, canary rows · plan %2")
                             .arg(m_session->rehearsedAt().toString(u"HH:mm:ss"_s),
                                  prepared->plan.hash().left(6)));
        const int blocking = prepared->rehearsal.blocking();
        if (blocking > 0) {
            const auto worst
                = std::find_if(prepared->rehearsal.findings.begin(),
                               prepared->rehearsal.findings.end(),
                               [](const Finding &finding) { return finding.blocks(); });
            m_verdict->setMessage(
                ShownState::Blocked, tr("Blocked: %1").arg(worst->title), worst->message);
            offerRewrite();
        } else if (prepared->plan.isEmpty()) {
            m_verdict->setMessage(ShownState::UpToDate, tr("Nothing to do"), {});
        } else {
            m_verdict->setMessage(ShownState::Passed,
                                  tr("%n step(s) rehearsed, nothing forbids them",
                                     nullptr,
                                     static_cast<int>(prepared->plan.steps.size())),
                                  {});
        }
    }
}

void RehearsalPane::offerRewrite()
{
    const QList<Finding> &findings = m_session->findings()->rows();
    const bool hasRewrite
        = std::any_of(findings.begin(), findings.end(), [](const Finding &finding) {
              return !finding.rewrite.isEmpty() && finding.allowedBecause.isEmpty();
          });
    if (hasRewrite)
        m_verdict->addRemedy(tr("Use safe rewrite…"), u"migrationUseSafeRewrite"_s);
}

// A way back is offered where there is one; what was checked can be looked at in full.
void RehearsalPane::offerWaysOn(const CompletedRun &completed)
{
    if (!completed.safetyPoint.value.isEmpty())
        m_outcome->addRemedy(tr("Undo…"), u"restoreUndo"_s);
    if (!completed.verification.isEmpty())
        m_outcome->addRemedy(tr("Open verification"), u"openVerification"_s);
}

void RehearsalPane::showRun()
{
    m_outcome->clearRemedies();
    const auto &completed = m_session->completed();
    m_command->setVisible(completed.has_value());
    if (!completed) {
        m_outcome->setMessage(ShownState::Note, tr("Nothing was run yet"), {});
        m_log->clear();
        return;
    }
    const bool forward = completed->prepared.plan.direction == PlanStep::Action::Apply;
    if (completed->error)
        m_outcome->setMessage(
            ShownState::Failed, errorTitle(*completed->error), errorDetails(*completed->error));
    else
        m_outcome->setMessage(ShownState::Done,
                              forward ? tr("Applied and verified") : tr("Rolled back and verified"),
                              completed->safetyPoint.value.isEmpty()
                                  ? QString()
                                  : tr("The way back is the safety point %1.")
                                        .arg(QFileInfo(completed->safetyPoint.value).fileName()));
    offerWaysOn(*completed);
    m_log->setPlainText(logOf(*completed));
    m_command->setCommand(commandFor(*completed, m_session->completedGoal()));
}

} // namespace tidemark
