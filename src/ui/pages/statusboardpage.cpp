#include "statusboardpage.h"

#include "boardview.h"
#include "tables.h"

#include <ui/actions/actionregistry.h>
#include <ui/delegates/remedydelegate.h>
#include <ui/errortext.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/pagehead.h>
#include <ui/widgets/summarybar.h>

#include <QCheckBox>
#include <QHeaderView>
#include <QIcon>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Rows of the list that stay in sight, whatever the window's height.
constexpr int LeastAttention = 3;

QString countText(const BoardSession::Count &count)
{
    return QLocale().toString(count.cells) + u' ' + stateWord(count.state).toLower();
}

} // namespace

StatusBoardPage::StatusBoardPage(ProjectSession &project, ActionRegistry &actions, QWidget *parent)
    : Page(parent)
    , m_project(project)
    , m_actions(actions)
    , m_session(project)
    , m_head(new PageHead(this))
    , m_summary(new SummaryBar(this))
    , m_unreadable(new Banner(this))
    , m_board(new BoardView(m_session.cells(), this))
    , m_nothing(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Secondary, this))
    , m_attentionTitle(new ElidedLabel(TypeRole::Section, ElidedLabel::Ink::Plain, this))
    , m_attention(makeTable(m_session.attention(), "attention", tr("Needs attention"), this))
{
    setObjectName(u"statusBoardPage"_s);
    makeHead();
    makeAttention();
    layOut();
    connectViews();
    setFocusProxy(m_board);
    showBoard();
}

void StatusBoardPage::makeHead()
{
    m_head->setTitle(tr("Status board"));
    m_onlyAttention = new QCheckBox(tr("Only what needs attention"), this);
    m_onlyAttention->setObjectName(u"boardOnlyAttentionBox"_s);
    m_head->addControl(m_onlyAttention);
    m_filter = new QLineEdit(this);
    m_filter->setObjectName(u"boardFilterField"_s);
    m_filter->setPlaceholderText(tr("Filter databases"));
    m_filter->setAccessibleName(tr("Filter databases"));
    m_filter->setClearButtonEnabled(true);
    m_filter->addAction(QIcon::fromTheme(u"view-filter"_s), QLineEdit::LeadingPosition);
    m_head->addControl(m_filter);
    QAction *refresh = m_actions.action(u"boardRefreshAll"_s);
    auto *button = new QPushButton(refresh->icon(), refresh->text(), this);
    button->setObjectName(u"boardRefreshAllButton"_s);
    connect(button, &QPushButton::clicked, refresh, &QAction::trigger);
    m_head->addControl(button);
}

void StatusBoardPage::makeAttention()
{
    m_attentionTitle->setText(tr("Needs attention"));
    m_attention->setItemDelegate(new RemedyDelegate(m_attention));
    m_attention->horizontalHeader()->hide();
    m_attention->horizontalHeader()->setStretchLastSection(false);
    m_attention->horizontalHeader()->setSectionResizeMode(AttentionModel::TextColumn,
                                                          QHeaderView::Stretch);
    m_attention->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_attention->setMouseTracking(true);
    m_unreadable->hide();
    m_nothing->setObjectName(u"boardNothing"_s);
}

void StatusBoardPage::layOut()
{
    auto *content = new QVBoxLayout;
    content->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Small);
    content->setSpacing(Space::Small);
    content->addWidget(m_summary);
    content->addWidget(m_unreadable);
    content->addWidget(m_nothing);
    content->addWidget(m_board, 3);
    content->addWidget(m_attentionTitle);
    content->addWidget(m_attention, 1);
    content->addStretch();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_head);
    layout->addLayout(content, 1);
}

void StatusBoardPage::connectViews()
{
    connect(&m_session, &BoardSession::changed, this, &StatusBoardPage::showBoard);
    connect(m_summary, &SummaryBar::chosen, &m_session, &BoardSession::setState);
    connect(m_onlyAttention, &QCheckBox::toggled, &m_session, &BoardSession::setOnlyAttention);
    connect(m_onlyAttention, &QCheckBox::toggled, this, &Page::described);
    connect(m_filter, &QLineEdit::textChanged, &m_session, &BoardSession::setFilter);
    connect(m_board, &BoardView::cellChosen, this, &StatusBoardPage::openCell);
    connect(m_board,
            &BoardView::factChosen,
            this,
            [this](const QModelIndex &index, NavigatorKind page) {
                emit openRequested(
                    { .kind = page, .targetKey = index.data(TargetIdRole).toString() });
            });
    connect(m_board, &BoardView::unknownSeen, &m_session, [this](const QStringList &keys) {
        m_session.refresh(keys);
    });
    connect(
        m_board->selectionModel(), &QItemSelectionModel::currentChanged, this, &Page::described);
    connect(m_attention, &QTableView::activated, this, &StatusBoardPage::runRemedy);
    connect(m_attention, &QTableView::clicked, this, [this](const QModelIndex &index) {
        if (index.column() == AttentionModel::RemedyColumn)
            runRemedy(index);
    });
    connect(
        m_session.attention(), &QAbstractItemModel::modelReset, this, &StatusBoardPage::fitHeights);
}

QString StatusBoardPage::title() const
{
    return tr("Status board");
}

QString StatusBoardPage::note() const
{
    const BoardSession::Facts &facts = m_session.facts();
    return tr("%n database(s)", nullptr, facts.databases) + u" · "_s
           + tr("%n target(s)", nullptr, facts.targets);
}

QString StatusBoardPage::factsLine() const
{
    const BoardSession::Facts &facts = m_session.facts();
    QStringList parts{ tr("%n database(s)", nullptr, facts.databases) + u", "_s
                       + tr("%n target(s)", nullptr, facts.targets) };
    if (facts.checkedAt.isValid())
        parts.append(tr("checked at %1 UTC").arg(facts.checkedAt.toUTC().toString(u"hh:mm:ss"_s)));
    if (facts.cost.requests > 0)
        parts.append(tr("%n API call(s)", nullptr, static_cast<int>(facts.cost.requests)) + u", "_s
                     + tr("%n row(s) read", nullptr, static_cast<int>(facts.cost.rowsRead)));
    return parts.join(u" · "_s);
}

void StatusBoardPage::showBoard()
{
    QList<SummaryBar::Entry> entries;
    for (const BoardSession::Count &count : m_session.summary())
        entries.append({ count.state, countText(count) });
    m_summary->setEntries(entries, m_session.state());
    m_head->setFacts(factsLine());
    m_head->setRefreshing(m_session.facts().isChecking);
    const QList<EnvironmentSelection> &unreadable = m_project.unreadable();
    m_unreadable->setVisible(!unreadable.isEmpty());
    if (!unreadable.isEmpty())
        m_unreadable->setMessage(
            ShownState::Failed,
            tr("%1 cannot be shown: %2")
                .arg(unreadable.first().word(), errorTitle(unreadable.first().selection.error())),
            errorDetails(unreadable.first().selection.error()));
    const bool isEmpty = m_session.cells()->rowCount() == 0;
    m_nothing->setVisible(isEmpty);
    m_nothing->setText(m_session.facts().targets == 0
                           ? tr("No database yet. Open a project, or connect a Cloudflare account.")
                           : tr("No database is shown. Clear the filter to see all."));
    m_board->setVisible(!isEmpty);
    const bool isQuiet = m_session.attention()->rows().isEmpty();
    m_attention->setVisible(!isQuiet);
    m_attentionTitle->setVisible(!isQuiet);
    if (!isEmpty && !m_board->currentIndex().isValid())
        m_board->setCurrentIndex(m_session.cells()->index(0, 0));
    fitHeights();
    emit described();
}

// Both take what they need as long as there is room; the board scrolls first.
void StatusBoardPage::fitHeights()
{
    const auto rows = static_cast<int>(m_session.attention()->rows().size());
    const int row = m_attention->verticalHeader()->defaultSectionSize();
    m_attention->setMinimumHeight(std::min(rows, LeastAttention) * row);
    m_attention->setMaximumHeight(rows * row + Space::Tiny);
    for (const int column : { AttentionModel::TargetColumn, AttentionModel::RemedyColumn })
        m_attention->resizeColumnToContents(column);
    const int remedy = m_attention->columnWidth(AttentionModel::RemedyColumn) + Space::Page;
    const int target
        = std::min(m_attention->columnWidth(AttentionModel::TargetColumn), width() * 2 / 5);
    m_attention->setColumnWidth(AttentionModel::TargetColumn, target);
    m_attention->setColumnWidth(AttentionModel::RemedyColumn, remedy);
}

void StatusBoardPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_session.reloadBackups(); // other pages take some
}

void StatusBoardPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    fitHeights();
}

QString StatusBoardPage::currentKey() const
{
    return m_board->currentIndex().data(TargetIdRole).toString();
}

DatabaseSession *StatusBoardPage::selectedDatabase() const
{
    return m_project.database(currentKey());
}

void StatusBoardPage::updateActions()
{
    const DatabaseSession *current = selectedDatabase();
    const QString none = tr("Choose a database on the board.");
    m_actions.setEnabled(u"boardRefreshAll"_s, true);
    m_actions.setEnabled(u"boardFilter"_s, true);
    m_actions.setEnabled(u"boardOnlyAttention"_s, true);
    m_actions.action(u"boardOnlyAttention"_s)->setChecked(m_onlyAttention->isChecked());
    m_actions.setEnabled(u"boardRefreshCell"_s, current != nullptr, none);
    m_actions.setEnabled(u"boardOpenFact"_s, current != nullptr, none);
    m_actions.setEnabled(u"boardRunRemedy"_s,
                         m_attention->currentIndex().isValid(),
                         tr("Choose a line under “Needs attention”."));
}

void StatusBoardPage::perform(const QString &actionId)
{
    if (actionId == "boardRefreshAll"_L1)
        m_session.refreshAll();
    else if (actionId == "boardRefreshCell"_L1)
        refreshCurrent();
    else if (actionId == "boardOnlyAttention"_L1)
        m_onlyAttention->toggle();
    else if (actionId == "boardFilter"_L1)
        m_filter->setFocus(Qt::ShortcutFocusReason);
    else if (actionId == "boardOpenFact"_L1)
        openCell(m_board->currentIndex());
    else if (actionId == "boardRunRemedy"_L1)
        runRemedy(m_attention->currentIndex());
}

void StatusBoardPage::refreshCurrent()
{
    if (const QString key = currentKey(); !key.isEmpty())
        m_session.refresh({ key });
}

void StatusBoardPage::openCell(const QModelIndex &index)
{
    if (const BoardCell *cell = m_session.cells()->cell(index))
        emit openRequested({ .kind = cell->worstPage(), .targetKey = cell->targetKey });
}

void StatusBoardPage::runRemedy(const QModelIndex &index)
{
    if (!index.isValid())
        return;
    const Attention remedy = m_session.attention()->row(index);
    if (remedy.action.isEmpty())
        emit openRequested(remedy.page);
    else if (remedy.action == "boardRefreshCell"_L1)
        m_session.refresh({ remedy.page.targetKey });
    else
        m_actions.action(remedy.action)->trigger();
}

} // namespace tidemark
