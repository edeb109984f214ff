#include "verificationpage.h"

#include "comparisonpane.h"

#include <models/shownstates.h>
#include <ui/actions/actionregistry.h>
#include <ui/delegates/statedelegate.h>
#include <ui/dialogs/fixdialog.h>
#include <ui/errortext.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/discard.h>
#include <ui/widgets/folding.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/statelabel.h>
#include <ui/widgets/targetbar.h>

#include <QComboBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QTreeView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// What a side's field shows of a long name; the list that opens shows all of it.
constexpr int SideCharacters = 24;
/// The list's part of the page.
constexpr int ListShare = 400;
constexpr int AllShares = 1000;

} // namespace

VerificationPage::VerificationPage(DatabaseSession *session,
                                   ActionRegistry &actions,
                                   const SyntaxLibrary &library,
                                   QWidget *parent)
    : DatabasePage(session, actions, parent)
    , m_head(new PageHead(this))
    , m_expected(sideBox("verifyExpected", tr("Expected")))
    , m_present(sideBox("verifyPresent", tr("Present")))
    , m_verdict(new Banner(this))
    , m_summaryArea(new QWidget(this))
    , m_summary(new QBoxLayout(QBoxLayout::LeftToRight, m_summaryArea))
    , m_tableMarks(new QHBoxLayout)
    , m_checkMarks(new QHBoxLayout)
    , m_list(new QTreeView(this))
    , m_detail(new ComparisonPane(library, this))
    , m_library(library)
{
    setObjectName(u"verificationPage"_s);
    m_verdict->setObjectName(u"verifyVerdict"_s);
    m_list->setObjectName(u"verification"_s);
    m_list->setAccessibleName(tr("Tables and checks of %1").arg(session->target().stream));
    m_list->setModel(verification().model());
    m_list->setItemDelegate(new StateDelegate(m_list));
    m_list->setUniformRowHeights(true);
    m_list->setAllColumnsShowFocus(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_list->addActions({ actions.action(u"tableBrowse"_s),
                         actions.action(u"verifySaveExpectation"_s),
                         actions.action(u"verifyBeforeAfter"_s),
                         actions.action(u"verifyOnlyDifferences"_s),
                         actions.action(u"verifyCountExactly"_s) });
    setFocusProxy(m_list);
    m_detail->addControl(button(u"verifyBeforeAfter"_s));
    m_detail->addControl(button(u"tableBrowse"_s));
    makeHead();
    layOut();

    connect(session, &DatabaseSession::changed, this, &VerificationPage::showEverything);
    connect(session, &DatabaseSession::fixProposed, this, &VerificationPage::askForFix);
    connect(&verification(),
            &VerificationSession::choicesChanged,
            this,
            &VerificationPage::showChoices);
    connect(
        &verification(), &VerificationSession::changed, this, &VerificationPage::showEverything);
    connect(verification().model(),
            &QAbstractItemModel::modelReset,
            this,
            &VerificationPage::keepSelection);
    connect(m_list->selectionModel(),
            &QItemSelectionModel::currentChanged,
            this,
            &VerificationPage::showSelected);
    connect(m_verdict, &Banner::remedyChosen, this, &VerificationPage::chooseRemedy);
    verification().findChoices();
    showChoices();
    keepSelection();
    showEverything();
}

QComboBox *VerificationPage::sideBox(const char *objectName, const QString &name)
{
    auto *box = new QComboBox(this);
    box->setObjectName(QString::fromLatin1(objectName));
    box->setAccessibleName(name);
    box->setMinimumContentsLength(SideCharacters);
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    return box;
}

void VerificationPage::makeHead()
{
    m_head->setTitle(tr("Verification of %1").arg(session()->target().stream));
    auto *expected = new QLabel(tr("&Expected"), this);
    expected->setBuddy(m_expected);
    auto *present = new QLabel(tr("again&st"), this);
    present->setBuddy(m_present);
    m_head->addControl(expected);
    m_head->addControl(m_expected);
    m_head->addControl(present);
    m_head->addControl(m_present);
    m_head->addControl(button(u"runCancel"_s));
    m_head->addControl(button(u"verifyRun"_s));
    connect(m_expected, &QComboBox::activated, this, [this](int choice) {
        verification().setExpected(choice);
        verifyAgain();
    });
    connect(m_present, &QComboBox::activated, this, [this](int choice) {
        verification().setPresent(choice);
        verifyAgain();
    });
}

void VerificationPage::layOut()
{
    auto *parts = new QSplitter(Qt::Horizontal, this);
    parts->setObjectName(u"verificationParts"_s);
    parts->addWidget(m_list);
    parts->addWidget(m_detail);
    parts->setChildrenCollapsible(false);
    // Shares hold for a splitter that has a width; what comes later is shared out alike.
    parts->resize(AllShares, AllShares);
    parts->setSizes({ ListShare, AllShares - ListShare });
    m_parts = parts;
    auto *target = new TargetBar(this);
    target->setTarget(shownTarget(session()->target()));
    m_summary->setContentsMargins(0, 0, 0, 0);
    m_summary->setSpacing(Space::Medium);
    for (QHBoxLayout *marks : { m_tableMarks, m_checkMarks }) {
        marks->setSpacing(Space::Group);
        m_summary->addLayout(marks);
    }
    m_summary->addStretch(1);
    m_summaryArea->setObjectName(u"verifySummary"_s);
    auto *above = new QVBoxLayout;
    above->setContentsMargins(Space::Page, Space::Medium, Space::Page, Space::Medium);
    above->setSpacing(Space::Medium);
    above->addWidget(m_verdict);
    above->addWidget(m_summaryArea);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(target);
    layout->addWidget(m_head);
    layout->addLayout(above);
    layout->addWidget(parts, 1);
    layout->addStretch();
}

QString VerificationPage::title() const
{
    return tr("Verification · %1").arg(session()->target().stream);
}

QString VerificationPage::note() const
{
    const auto &report = verification().report();
    if (!report)
        return {};
    const int tables = static_cast<int>(report->comparison.tables.size());
    if (verification().countsExactly())
        return tr("%n table(s) · rows were counted", nullptr, tables);
    if (!report->countedAt.isValid())
        return tr("%n table(s) · no backup tells the row counts", nullptr, tables);
    return tr("%n table(s) · row counts from the backup of %1 UTC", nullptr, tables)
        .arg(report->countedAt.toUTC().toString(u"d MMM, HH:mm"_s));
}

void VerificationPage::showChoices()
{
    const auto fill = [this](QComboBox *box, int current) {
        const QSignalBlocker quiet(box);
        box->clear();
        for (const SideChoice &choice : verification().choices())
            box->addItem(choice.text);
        box->setCurrentIndex(current);
        box->setToolTip(box->currentText());
    };
    fill(m_expected, verification().expected());
    fill(m_present, verification().present());
}

void VerificationPage::showEverything()
{
    m_expected->setCurrentIndex(verification().expected());
    m_present->setCurrentIndex(verification().present());
    m_expected->setEnabled(isIdle());
    m_present->setEnabled(isIdle());
    const bool isVerifying = session()->phase() == DatabaseSession::Phase::Verifying;
    const auto &report = verification().report();
    m_head->setRefreshing(isVerifying && report);
    m_head->setLoading(isVerifying && !report);
    const VerificationModel::Summary &summary = verification().model()->summary();
    m_head->setFacts(
        report ? tr("%1, %2 · read at %3 UTC")
                     .arg(tr("%n table(s)",
                             nullptr,
                             static_cast<int>(report->comparison.tables.size())),
                          tr("%n check(s)", nullptr, summary.passedChecks + summary.failedChecks),
                          verification().readAt().toUTC().toString(u"HH:mm:ss"_s))
               : tr("Verifying only reads."));
    m_parts->setVisible(report.has_value());
    showVerdict();
    showSummary();
    verifyIfWanted();
    emit described();
}

void VerificationPage::showVerdict()
{
    m_verdict->clearRemedies();
    m_verdict->show();
    const auto &report = verification().report();
    if (session()->error()) {
        m_verdict->setMessage(shown(*session()->error()),
                              errorTitle(*session()->error()),
                              errorDetails(*session()->error()));
    } else if (session()->phase() == DatabaseSession::Phase::Verifying && !report) {
        m_verdict->setMessage(ShownState::Checking, tr("Reading both sides"));
    } else if (!report) {
        m_verdict->setMessage(
            ShownState::Note, tr("Not verified yet"), tr("Verifying only reads."));
        m_verdict->addRemedy(tr("Verify"), u"verifyNow"_s);
    } else {
        showFindings(verification().model()->summary());
    }
    if (session()->settingsEdit())
        m_verdict->addRemedy(tr("Undo the change of tidemark.toml"), u"settingsUndo"_s);
}

void VerificationPage::showFindings(const VerificationModel::Summary &summary)
{
    const auto &report = *verification().report();
    const int tables = static_cast<int>(report.comparison.tables.size());
    if (verification().isUsual() && session()->status().applied() == 0 && tables > 0) {
        m_verdict->setMessage(ShownState::Note,
                              tr("Nothing is expected of this database yet"),
                              tr("No migration is recorded in it."));
        m_verdict->addRemedy(tr("Use all migrations"), u"verifyUseAll"_s);
    } else if (verification().isBeforeAndAfter()) {
        const int changed = summary.missing + summary.changed + summary.unexpected;
        if (changed == 0)
            m_verdict->setMessage(ShownState::Same, tr("No table has changed its schema"));
        else
            m_verdict->setMessage(ShownState::Changed,
                                  tr("%n table(s) changed between the two", nullptr, changed));
        m_verdict->addRemedy(tr("Back to the migrations"), u"verifyUsual"_s);
    } else if (summary.isWell()) {
        m_verdict->setMessage(ShownState::Passed,
                              tr("As expected: %1, %2, %3 UTC")
                                  .arg(tr("%n table(s)", nullptr, tables),
                                       tr("%n check(s)", nullptr, summary.passedChecks),
                                       verification().readAt().toUTC().toString(u"HH:mm:ss"_s)));
    } else {
        sayWorst();
    }
}

void VerificationPage::sayWorst()
{
    const VerificationModel &model = *verification().model();
    const QModelIndex worst = model.worst();
    const QString subject = worst.data(VerificationModel::SubjectRole).toString();
    const QString reason = worst.data(VerificationModel::ReasonRole).toString();
    const auto state
        = worst.siblingAtColumn(VerificationModel::StateColumn).data(StateRole).value<ShownState>();
    const QString sentence = state == ShownState::Missing      ? tr("Table %1 is missing")
                             : state == ShownState::Changed    ? tr("Table %1 is changed")
                             : state == ShownState::Unexpected ? tr("Table %1 is unexpected")
                                                               : tr("The check %1 failed");
    QStringList facts{ reason.isEmpty() ? QString() : reason + u'.' };
    const TableFacts known = verification().report()->factsOf(subject);
    if (state == ShownState::Missing && !known.madeBy.isEmpty()) {
        facts = { tr("%1 is recorded, and makes it.").arg(known.madeBy) };
        if (known.presentRows && *known.presentRows > 0)
            facts.append(tr("The backup of %1 UTC has it with %n row(s).",
                            nullptr,
                            static_cast<int>(*known.presentRows))
                             .arg(verification().report()->countedAt.toUTC().toString(
                                 u"d MMM yyyy, HH:mm"_s)));
    }
    m_verdict->setMessage(state, sentence.arg(subject), facts.join(u' '));
    m_verdict->addRemedy(tr("Find the moment…"), u"verifyFindMoment"_s);
    if (whyNotFix().isEmpty())
        setEmphasis(m_verdict->addRemedy(tr("Plan the fix…"), u"verifyPlanFix"_s),
                    Emphasis::Primary);
}

void VerificationPage::chooseRemedy(const QString &actionId)
{
    if (actionId == "verifyUseAll"_L1) {
        verification().setExpected(1);
        verifyAgain();
    } else if (actionId == "verifyUsual"_L1) {
        verification().chooseUsual();
        verifyAgain();
    } else if (actionId == "verifyNow"_L1) {
        verifyAgain();
    } else if (actionId == "settingsUndo"_L1) {
        changeExpectation([this] { session()->takeBackSettings(); });
    } else {
        perform(actionId);
    }
}

void VerificationPage::showSummary()
{
    discardItems(*m_tableMarks);
    discardItems(*m_checkMarks);
    m_summaryArea->setVisible(verification().report().has_value());
    if (!verification().report())
        return;
    const auto add = [this](QHBoxLayout *marks, int count, ShownState state, const QString &text) {
        if (count == 0)
            return;
        auto *label = new StateLabel(m_summaryArea);
        label->setState(state, text);
        marks->addWidget(label);
    };
    const VerificationModel::Summary &summary = verification().model()->summary();
    QHBoxLayout *tables = m_tableMarks;
    add(tables, summary.missing, ShownState::Missing, tr("%1 missing").arg(summary.missing));
    add(tables, summary.changed, ShownState::Changed, tr("%1 changed").arg(summary.changed));
    add(tables,
        summary.unexpected,
        ShownState::Unexpected,
        tr("%1 unexpected").arg(summary.unexpected));
    add(tables, summary.present, ShownState::Present, tr("%1 present").arg(summary.present));
    add(tables, summary.later, ShownState::ComesLater, tr("%1 to come").arg(summary.later));
    add(m_checkMarks,
        summary.failedChecks,
        ShownState::FailedCheck,
        tr("%n check(s) failed", nullptr, summary.failedChecks));
    add(m_checkMarks,
        summary.passedChecks,
        ShownState::Passed,
        tr("%n check(s) passed", nullptr, summary.passedChecks));
    tables->addStretch(1);
    m_checkMarks->addStretch(1);
    foldSummary();
}

void VerificationPage::foldSummary()
{
    const int needed = m_tableMarks->sizeHint().width() + m_checkMarks->sizeHint().width()
                       + 2 * Space::Page + Space::Group;
    foldWhenNarrow(m_summary, width(), needed);
}

void VerificationPage::resizeEvent(QResizeEvent *event)
{
    DatabasePage::resizeEvent(event);
    foldSummary();
}

void VerificationPage::keepSelection()
{
    const VerificationModel &model = *verification().model();
    for (int row = 0; row < model.rowCount(); ++row) {
        const QModelIndex group = model.index(row, 0);
        m_list->setFirstColumnSpanned(row, {}, true);
        // What is not compared stays folded.
        m_list->setExpanded(group, !group.data().toString().startsWith(tr("Internal")));
    }
    for (int column = 0; column < VerificationModel::VerificationColumnCount - 1; ++column)
        m_list->resizeColumnToContents(column);
    m_list->header()->setStretchLastSection(true);
    QModelIndex index = model.indexOf(VerificationModel::Group::Tables, m_selected);
    if (!index.isValid())
        index = model.indexOf(VerificationModel::Group::Checks, m_selected);
    m_list->setCurrentIndex(index.isValid() ? index : model.worst());
    showSelected();
}

void VerificationPage::showSelected()
{
    const QModelIndex index = m_list->currentIndex().siblingAtColumn(0);
    const VerificationModel &model = *verification().model();
    const auto &report = verification().report();
    const QString subject = index.data(VerificationModel::SubjectRole).toString();
    if (!subject.isEmpty())
        m_selected = subject;
    const ComparedTable *table = report ? report->comparison.table(model.tableAt(index)) : nullptr;
    const auto state
        = index.siblingAtColumn(VerificationModel::StateColumn).data(StateRole).value<ShownState>();
    const QString reason = index.data(VerificationModel::ReasonRole).toString();
    if (table)
        m_detail->showTable(*table,
                            verification().isBeforeAndAfter()
                                ? SchemaComparisonModel::Meaning::BeforeAndAfter
                                : SchemaComparisonModel::Meaning::Verification,
                            report->sql.value(table->name.toLower()),
                            presentName());
    else if (const Check *check = model.checkAt(index))
        m_detail->showCheck(shown(*check), subject, check->detail);
    else if (state == ShownState::ComesLater)
        m_detail->showSentence(state, tr("%1 comes later").arg(subject), reason);
    else if (!subject.isEmpty())
        m_detail->showSentence(
            ShownState::Note,
            tr("%1 is internal").arg(subject),
            tr("SQLite, Cloudflare or a migration tool keeps it; it is not compared."));
    else {
        m_detail->clear();
    }
    // "emit" is an empty macro. NOLINTNEXTLINE(readability-misleading-indentation)
    emit described();
}

QString VerificationPage::selectedTable() const
{
    return verification().model()->tableAt(m_list->currentIndex());
}

QString VerificationPage::presentName() const
{
    return session()->target().environmentWord();
}

QString VerificationPage::whyNotFix() const
{
    if (!isIdle())
        return tr("Something is running.");
    if (!verification().report())
        return tr("Verify first.");
    if (!verification().isUsual())
        return tr("A fix is planned from the recorded migrations against what is there now.");
    return verification().report()->comparison.differences() == 0
               ? tr("Nothing differs in the schema.")
               : QString();
}

void VerificationPage::updateActions()
{
    DatabasePage::updateActions();
    const QString busy = tr("Something is running.");
    const bool hasReport = verification().report().has_value();
    actions().setEnabled(u"verifySwap"_s, isIdle(), busy);
    actions().setEnabled(u"verifyBeforeAfter"_s, isIdle(), busy);
    actions().setEnabled(u"verifyCountExactly"_s, isIdle(), busy);
    actions().action(u"verifyCountExactly"_s)->setChecked(verification().countsExactly());
    actions().setEnabled(u"verifyOnlyDifferences"_s, hasReport, tr("Verify first."));
    actions()
        .action(u"verifyOnlyDifferences"_s)
        ->setChecked(verification().model()->onlyDifferences());
    const QString whyNot = whyNotFix();
    actions().setEnabled(u"verifyPlanFix"_s, whyNot.isEmpty(), whyNot);
    const QString whyNotKeep = whyNotSave();
    actions().setEnabled(u"verifySaveExpectation"_s, whyNotKeep.isEmpty(), whyNotKeep);
    actions().setEnabled(u"verifyFindMoment"_s, true);
    const QString table = selectedTable();
    const ComparedTable *compared
        = hasReport ? verification().report()->comparison.table(table) : nullptr;
    const bool isThere = compared && !compared->presentSql.isEmpty();
    actions().setEnabled(u"tableBrowse"_s, isThere, tr("Choose a table that is in the database."));
}

void VerificationPage::perform(const QString &actionId)
{
    const QString key = session()->target().key();
    if (actionId == "pageRefresh"_L1) {
        verifyAgain();
    } else if (actionId == "verifySwap"_L1) {
        verification().swap();
        verifyAgain();
    } else if (actionId == "verifyBeforeAfter"_L1) {
        compareBeforeAndAfter();
    } else if (actionId == "verifyOnlyDifferences"_L1) {
        verification().model()->setOnlyDifferences(!verification().model()->onlyDifferences());
        emit described();
    } else if (actionId == "verifyCountExactly"_L1) {
        verification().setCountExactly(!verification().countsExactly());
        verifyAgain();
    } else if (actionId == "verifyPlanFix"_L1) {
        session()->proposeFix();
    } else if (actionId == "verifySaveExpectation"_L1) {
        saveExpectation();
    } else if (actionId == "verifyFindMoment"_L1) {
        emit openRequested({ .kind = NavigatorKind::TimeTravel, .targetKey = key });
    } else if (actionId == "tableBrowse"_L1) {
        emit openRequested(
            { .kind = NavigatorKind::Table, .targetKey = key, .object = selectedTable() });
    } else {
        DatabasePage::perform(actionId);
    }
}

void VerificationPage::verifyAgain()
{
    session()->verify(false);
}

void VerificationPage::compareBeforeAndAfter()
{
    if (verification().chooseBeforeAndAfter()) {
        verifyAgain();
        return;
    }
    m_verdict->clearRemedies();
    m_verdict->setMessage(ShownState::Note,
                          tr("There is no moment to compare with yet"),
                          tr("A backup, or the safety point of a run, is what a change is measured "
                             "from."));
}

void VerificationPage::askForFix(const FixProposals &proposals)
{
    auto *dialog = new FixDialog(proposals, m_library, window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        takeFix(dialog->chosen(), dialog->runAgain());
    });
    dialog->open();
}

void VerificationPage::takeFix(const FixProposal &proposal, const QString &runAgain)
{
    const PageAddress migrations{ .kind = NavigatorKind::Migrations,
                                  .targetKey = session()->target().key() };
    if (!runAgain.isEmpty()) {
        session()->choose(runAgain);
        emit openRequested(migrations);
        return;
    }
    const auto file = session()->writeFix(proposal);
    if (!file) {
        m_verdict->clearRemedies();
        m_verdict->setMessage(
            shown(file.error()), errorTitle(file.error()), errorDetails(file.error()));
        return;
    }
    emit openRequested(migrations);
}

} // namespace tidemark
