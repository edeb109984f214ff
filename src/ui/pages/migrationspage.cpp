#include "migrationspage.h"

#include "migrationremedies.h"
#include "rehearsalpane.h"
#include "scriptpane.h"

#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/delegates/statedelegate.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/pagefoot.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/targetbar.h>

#include <QHeaderView>
#include <QMenu>
#include <QPushButton>
#include <QScopedValueRollback>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

MigrationsPage::MigrationsPage(DatabaseSession *session,
                               ActionRegistry &actions,
                               const SyntaxLibrary &library,
                               QWidget *parent)
    : DatabasePage(session, actions, parent)
    , m_head(new PageHead(this))
    , m_noticeArea(new QWidget(this))
    , m_notice(new Banner(m_noticeArea))
    , m_list(new QTreeView(this))
    , m_script(new ScriptPane(library, this))
    , m_rehearsal(new RehearsalPane(session, this))
    , m_foot(new PageFoot(this))
    , m_remedies(new MigrationRemedies(session, library, this))
    , m_library(library)
{
    setObjectName(u"migrationsPage"_s);
    makeList();
    m_head->addControl(button(u"migrationNew"_s));
    m_head->addControl(button(u"migrationRollBack"_s));
    m_head->addControl(button(u"migrationRehearse"_s));
    m_foot->addControl(button(u"runCancel"_s));
    m_foot->addControl(button(u"migrationApplyOne"_s));
    m_foot->addControl(button(u"migrationApplyTo"_s));
    auto *applyAll = button(u"migrationApplyAll"_s);
    setEmphasis(applyAll, Emphasis::Primary);
    m_foot->addControl(applyAll);
    layOut();

    connect(session, &DatabaseSession::changed, this, &MigrationsPage::showEverything);
    connect(session, &DatabaseSession::runFinished, m_rehearsal, &RehearsalPane::showLog);
    connect(session->migrations(),
            &QAbstractItemModel::modelReset,
            this,
            &MigrationsPage::keepSelection);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &MigrationsPage::takeSelected);
    connect(session, &DatabaseSession::rehearsed, this, &MigrationsPage::showWorstFinding);
    connect(m_rehearsal, &RehearsalPane::findingChosen, this, &MigrationsPage::chooseFinding);
    connect(m_rehearsal, &RehearsalPane::remedyChosen, this, &MigrationsPage::chooseRemedy);
    connect(m_script, &ScriptPane::remedyChosen, this, &MigrationsPage::chooseRemedy);
    connect(m_notice, &Banner::remedyChosen, this, &MigrationsPage::chooseRemedy);
    connect(session, &DatabaseSession::migrationChosen, this, &MigrationsPage::showChosen);
    connect(m_remedies, &MigrationRemedies::openRequested, this, &Page::openRequested);
    connect(
        m_remedies, &MigrationRemedies::differenceWanted, m_script, &ScriptPane::showDifference);
    connect(m_remedies, &MigrationRemedies::runWanted, this, &MigrationsPage::rehearseAndReview);
    keepSelection();
    showEverything();
}

void MigrationsPage::makeList()
{
    m_list->setObjectName(u"migrations"_s);
    m_list->setAccessibleName(tr("Migrations of %1").arg(session()->target().stream));
    m_list->setModel(session()->migrations());
    m_list->setItemDelegate(new StateDelegate(m_list));
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideRight);
    setFocusProxy(m_list);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->addActions({ actions().action(u"migrationApplyOne"_s),
                         actions().action(u"migrationApplyTo"_s),
                         actions().action(u"migrationRollBack"_s),
                         actions().action(u"migrationRehearse"_s),
                         actions().action(u"migrationResolve"_s) });
}

void MigrationsPage::layOut()
{
    auto *below = new QSplitter(Qt::Horizontal, this);
    below->setObjectName(u"migrationDetail"_s);
    below->addWidget(m_script);
    below->addWidget(m_rehearsal);
    below->setStretchFactor(0, 43);
    below->setStretchFactor(1, 57);
    below->setChildrenCollapsible(false);
    auto *parts = new QSplitter(Qt::Vertical, this);
    parts->setObjectName(u"migrationParts"_s);
    parts->addWidget(m_list);
    parts->addWidget(below);
    parts->setStretchFactor(0, 45);
    parts->setStretchFactor(1, 55);
    parts->setChildrenCollapsible(false);

    m_noticeArea->hide();
    auto *notice = new QVBoxLayout(m_noticeArea);
    notice->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Medium);
    notice->addWidget(m_notice);
    m_notice->setObjectName(u"migrationsNotice"_s);
    auto *target = new TargetBar(this);
    target->setTarget(shownTarget(session()->target()));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(target);
    layout->addWidget(m_head);
    layout->addWidget(m_noticeArea);
    layout->addWidget(parts, 1);
    layout->addWidget(m_foot);
}

QString MigrationsPage::title() const
{
    return tr("Migrations · %1").arg(session()->target().stream);
}

const MigrationStatus *MigrationsPage::selected() const
{
    return session()->migrations()->migration(m_list->currentIndex());
}

void MigrationsPage::keepSelection()
{
    const QScopedValueRollback keeping(m_isKeeping, true);
    m_list->expandAll();
    for (int row = 0; row < session()->migrations()->rowCount(); ++row)
        m_list->setFirstColumnSpanned(row, {}, true);
    for (int column = 0; column < MigrationModel::MigrationColumnCount - 1; ++column)
        m_list->resizeColumnToContents(column);
    m_list->header()->setStretchLastSection(true);
    QModelIndex index = session()->migrations()->indexOf(session()->chosen());
    if (!index.isValid())
        index = session()->migrations()->index(0, 0, session()->migrations()->index(0, 0));
    m_list->setCurrentIndex(index);
    showSelected();
}

void MigrationsPage::showChosen()
{
    if (!selected() || selected()->id != session()->chosen())
        keepSelection();
}

void MigrationsPage::takeSelected()
{
    if (!m_isKeeping && selected())
        session()->choose(selected()->id);
    showSelected();
}

void MigrationsPage::showSelected()
{
    const MigrationStatus *status = selected();
    if (status) {
        m_script->show(
            *status, session()->stream().find(status->id), session()->findings()->rows());
    } else {
        m_script->clear();
    }
    emit described();
}

void MigrationsPage::showEverything()
{
    // What was to be reviewed failed; a later rehearsal, for another wish, opens no sheet.
    if (isIdle() && session()->error())
        disconnect(m_reviewing);
    showFacts();
    m_script->setWhyNot(m_remedies->whyNot());
    showNotice();
    m_rehearsal->refresh();
    showVerdict();
    showSelected();
}

void MigrationsPage::showFacts()
{
    const StreamStatus &status = session()->status();
    m_head->setTitle(tr("Migrations of %1").arg(session()->target().stream));
    m_head->setRefreshing(session()->phase() == DatabaseSession::Phase::Reading
                          && session()->isKnown());
    m_head->setLoading(session()->phase() == DatabaseSession::Phase::Reading
                       && !session()->isKnown());
    if (!session()->isKnown())
        return;
    QStringList facts{
        stateWord(shown(status.state)),
        tr("%1 applied, %2 pending").arg(status.applied()).arg(status.pending()),
        tr("layout %1").arg(session()->stream().layout.name()),
        tr("checked at %1 UTC").arg(session()->checkedAt().toString(u"HH:mm:ss"_s))
    };
    m_head->setFacts(facts.join(u" · "_s));
}

void MigrationsPage::showNotice()
{
    const auto &observation = session()->observation();
    const bool hasRows = session()->migrations()->rowCount() > 0;
    const bool isEmpty = session()->isKnown() && !hasRows;
    const bool isUnmanaged = session()->status().state == TargetState::Unmanaged;
    const auto lock = observation ? observation->input.ledger.lock : std::nullopt;
    const bool isHeld
        = lock && !lock->expired && session()->phase() != DatabaseSession::Phase::Running;
    const auto &edit = session()->settingsEdit();
    m_noticeArea->setVisible(isEmpty || isUnmanaged || isHeld || edit);
    const QString said = isEmpty       ? u"empty"_s
                         : isUnmanaged ? u"unmanaged"_s
                         : isHeld      ? lock->owner
                         : edit        ? QString::fromUtf8(edit->added)
                                       : QString();
    if (std::exchange(m_noticed, said) == said)
        return;
    m_notice->clearRemedies();
    if (isEmpty) {
        m_notice->setMessage(
            ShownState::Note,
            tr("No migrations in %1").arg(shownFile(session()->stream().config.directory)));
        m_notice->addRemedy(tr("New migration…"), u"migrationNew"_s);
    } else if (isUnmanaged) {
        m_notice->setMessage(ShownState::NoLedger,
                             tr("This database has no ledger"),
                             tr("It has tables, and nothing says which migrations made them."));
        m_notice->addRemedy(tr("Adopt what is there…"), u"migrationAdopt"_s);
        m_notice->addRemedy(tr("Set a baseline…"), u"migrationBaseline"_s);
    } else if (isHeld) {
        m_notice->setMessage(ShownState::Locked,
                             tr("%1 holds the lease until %2 UTC")
                                 .arg(lock->actor, lock->expiresAt.toUTC().toString(u"HH:mm:ss"_s)),
                             tr("Since %1 UTC, process %2 on %3. A run waits for it.")
                                 .arg(lock->acquiredAt.toUTC().toString(u"HH:mm:ss"_s))
                                 .arg(lock->pid)
                                 .arg(lock->host));
    } else if (edit) {
        m_notice->setMessage(ShownState::Done,
                             tr("%1 was changed").arg(shownFile(edit->file)),
                             QString::fromUtf8(edit->added).simplified());
        m_notice->addRemedy(tr("Undo"), u"settingsUndo"_s);
    }
}

void MigrationsPage::showVerdict()
{
    const auto &prepared = session()->prepared();
    m_foot->endProgress();
    if (session()->phase() == DatabaseSession::Phase::Running) {
        const Progress &progress = session()->progress();
        const int steps = prepared ? static_cast<int>(prepared->plan.steps.size()) : 0;
        m_foot->setProgress(
            static_cast<int>(std::min<qint64>(progress.done + 1, steps)), steps, progress.text);
    } else if (session()->error()) {
        m_foot->setVerdict(shown(*session()->error()), session()->error()->message);
    } else if (!session()->isKnown()) {
        m_foot->setVerdict(ShownState::Checking, tr("Reading the database."));
    } else if (session()->status().pending() == 0) {
        m_foot->setVerdict(shown(session()->status().state), tr("Nothing is pending."));
    } else if (session()->isOutdated()) {
        m_foot->setVerdict(ShownState::Changed,
                           tr("The database or the files changed since the rehearsal at %1. "
                              "Rehearse again.")
                               .arg(session()->rehearsedAt().toString(u"HH:mm"_s)));
    } else if (!prepared || prepared->plan.direction != PlanStep::Action::Apply) {
        m_foot->setVerdict(ShownState::Note, tr("Rehearse first."));
    } else if (prepared->rehearsal.blocks()) {
        m_foot->setVerdict(ShownState::Blocked, blockedSentence());
    } else {
        m_foot->setVerdict(ShownState::Passed,
                           tr("Plan %1 is rehearsed and matches what is live.")
                               .arg(prepared->plan.hash().left(6)));
    }
}

QString MigrationsPage::blockedSentence()
{
    return tr("Nothing can be applied until the blocking finding is resolved or allowed with a "
              "reason in the file.");
}

QString MigrationsPage::whyNotApply() const
{
    const auto &prepared = session()->prepared();
    if (!isIdle())
        return tr("Something is running.");
    if (session()->status().pending() == 0)
        return tr("Nothing is pending.");
    if (prepared && prepared->plan.direction == PlanStep::Action::Apply
        && prepared->rehearsal.blocks())
        return blockedSentence();
    if (prepared && session()->safeMode() == SafeMode::ReadOnly)
        return tr("The padlock says Read-only.");
    return session()->isOutdated() ? tr("The database or the files changed. Rehearse again.")
                                   : tr("Rehearse first.");
}

QString MigrationsPage::whyNotRollBack() const
{
    const MigrationStatus *status = selected();
    if (!isIdle())
        return tr("Something is running.");
    if (session()->safeMode() == SafeMode::ReadOnly)
        return tr("The padlock says Read-only.");
    if (!status || !status->inEffect)
        return tr("Choose an applied migration; what came after it is undone.");
    bool isLast = true;
    for (const MigrationStatus &other : session()->status().migrations) {
        if (!other.inEffect || other.seq <= status->seq)
            continue;
        isLast = false;
        if (!other.hasDown)
            return tr("%1 has no down script.").arg(other.id);
    }
    return isLast ? tr("Nothing was applied after %1.").arg(status->id) : QString();
}

void MigrationsPage::updateActions()
{
    DatabasePage::updateActions();
    const int pending = session()->status().pending();
    const auto &prepared = session()->prepared();
    const MigrationStatus *status = selected();
    const bool mayApply
        = session()->mayRun() && prepared->plan.direction == PlanStep::Action::Apply;
    const bool mayApplySelected = mayApply && status && !status->inEffect;
    const QString why = whyNotApply();
    const QString whyNotSelected = mayApply ? tr("Choose a pending migration.") : why;
    actions().setEnabled(u"migrationRehearse"_s, isIdle() && pending > 0, why);
    actions().setEnabled(u"migrationApplyAll"_s, mayApply, why);
    actions().setEnabled(u"migrationApplyTo"_s, mayApplySelected, whyNotSelected);
    actions().setEnabled(u"migrationApplyOne"_s, mayApplySelected, whyNotSelected);
    const QString whyNotBack = whyNotRollBack();
    actions().setEnabled(u"migrationRollBack"_s, whyNotBack.isEmpty(), whyNotBack);
    updateRemedyActions();
    actions()
        .action(u"migrationApplyAll"_s)
        ->setText(pending > 1 ? tr("Apply all %1…").arg(pending) : tr("Apply all…"));
    actions()
        .action(u"migrationRehearse"_s)
        ->setText(prepared ? tr("Rehearse again") : tr("Rehearse"));
}

const Finding *MigrationsPage::rewritable() const
{
    const QList<Finding> &findings = session()->findings()->rows();
    const auto found = std::find_if(findings.begin(), findings.end(), [](const Finding &finding) {
        return !finding.rewrite.isEmpty() && finding.allowedBecause.isEmpty();
    });
    return found == findings.end() || !session()->prepared() ? nullptr : &*found;
}

void MigrationsPage::updateRemedyActions()
{
    const QString whyNot = m_remedies->whyNot();
    const MigrationStatus *status = selected();
    const bool hasRemedies = status && !remediesFor(*status).isEmpty();
    const bool isFree = whyNot.isEmpty();
    actions().setEnabled(u"migrationNew"_s, isIdle(), tr("Something is running."));
    actions().setEnabled(u"migrationResolve"_s,
                         isIdle() && hasRemedies,
                         tr("Choose a migration that is in trouble."));
    actions().setEnabled(u"migrationDifference"_s,
                         m_script->hasDifference(),
                         tr("The file is what ran, or the history did not keep it."));
    actions().setEnabled(u"migrationUseSafeRewrite"_s,
                         isFree && rewritable(),
                         isFree ? tr("No finding offers a rewrite.") : whyNot);
    const bool isKnown = session()->isKnown();
    const QString unknown = tr("The database was not read yet.");
    actions().setEnabled(u"migrationAdopt"_s, isFree && isKnown, isFree ? unknown : whyNot);
    const bool isFresh = isKnown && session()->status().applied() == 0;
    actions().setEnabled(u"migrationBaseline"_s,
                         isFree && isFresh,
                         isFree ? tr("A baseline is for a database without a history.") : whyNot);
}

QString MigrationsPage::note() const
{
    if (!session()->prepared())
        return {};
    const Plan &plan = session()->prepared()->plan;
    return tr("Plan %1, %n step(s)", nullptr, static_cast<int>(plan.steps.size()))
        .arg(plan.hash().left(6));
}

void MigrationsPage::perform(const QString &actionId)
{
    const QString id = selected() ? selected()->id : QString();
    if (actionId == "migrationRehearse"_L1) {
        disconnect(m_reviewing);
        session()->rehearse({});
    } else if (actionId == "migrationApplyAll"_L1) {
        apply({});
    } else if (actionId == "migrationApplyTo"_L1) {
        apply({ .upTo = id });
    } else if (actionId == "migrationApplyOne"_L1) {
        apply({ .only = id });
    } else if (actionId == "migrationRollBack"_L1) {
        rollBack();
    } else if (actionId == "migrationResolve"_L1) {
        showRemedies();
    } else {
        chooseRemedy(actionId);
    }
}

void MigrationsPage::showRemedies()
{
    const MigrationStatus *status = selected();
    if (!status)
        return;
    auto *menu = new QMenu(this);
    menu->setObjectName(u"remedies"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setToolTipsVisible(true);
    const QString whyNot = m_remedies->whyNot();
    for (const Remedy remedy : remediesFor(*status)) {
        const QString name = remedyName(remedy);
        QAction *entry = menu->addAction(remedyText(remedy));
        entry->setObjectName(name + u"Entry"_s);
        connect(entry, &QAction::triggered, this, [this, name] { chooseRemedy(name); });
    }
    const QRect row = m_list->visualRect(m_list->currentIndex());
    menu->popup(m_list->viewport()->mapToGlobal(row.bottomLeft()));
}

void MigrationsPage::chooseRemedy(const QString &name)
{
    const MigrationStatus *status = selected();
    if (const auto remedy = remedyNamed(name); remedy && status)
        m_remedies->apply(*remedy, *status);
    else if (name == "migrationNew"_L1)
        m_remedies->writeNew();
    else if (name == "migrationAdopt"_L1)
        m_remedies->adopt();
    else if (name == "migrationBaseline"_L1)
        m_remedies->setBaseline();
    else if (name == "settingsUndo"_L1)
        session()->takeBackSettings();
    else if (name == "migrationDifference"_L1)
        m_script->showDifference();
    else if (name == "migrationUseSafeRewrite"_L1 && rewritable())
        m_remedies->useRewrite(*rewritable());
    else if (name == "restoreUndo"_L1)
        emit openRequested(
            { .kind = NavigatorKind::TimeTravel, .targetKey = session()->target().key() });
    else if (name == "openVerification"_L1)
        emit openRequested(
            { .kind = NavigatorKind::Verification, .targetKey = session()->target().key() });
    else
        DatabasePage::perform(name);
}

void MigrationsPage::apply(const UpGoal &goal)
{
    if (session()->mayRun())
        rehearseAndReview({ .up = goal });
}

void MigrationsPage::rollBack()
{
    if (selected())
        rehearseAndReview({ .direction = PlanStep::Action::RollBack, .downTo = selected()->id });
}

void MigrationsPage::rehearseAndReview(const RunGoal &goal)
{
    disconnect(m_reviewing); // never two sheets
    m_reviewing = connect(session(),
                          &DatabaseSession::rehearsed,
                          this,
                          &MigrationsPage::review,
                          Qt::SingleShotConnection);
    session()->rehearse(goal);
}

void MigrationsPage::review()
{
    if (!session()->mayRun())
        return; // the page shows what forbids it
    auto *dialog = new ReviewDialog(
        reviewOf(*session()->prepared(), session()->safeMode()), m_library, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, session(), &DatabaseSession::execute);
    dialog->open();
}

void MigrationsPage::showWorstFinding()
{
    const QList<Finding> &findings = session()->findings()->rows();
    const auto worst = std::find_if(
        findings.begin(), findings.end(), [](const Finding &finding) { return finding.blocks(); });
    if (worst != findings.end())
        chooseFinding(*worst);
}

void MigrationsPage::chooseFinding(const Finding &finding)
{
    const QModelIndex index = session()->migrations()->indexOf(finding.migration);
    if (index.isValid())
        m_list->setCurrentIndex(index);
    m_script->goToLine(finding.line);
}

} // namespace tidemark
