#include "sqlresults.h"

#include "panehead.h"
#include "tables.h"

#include <models/sqlsession.h>
#include <ui/errortext.h>
#include <ui/grid/celldelegate.h>
#include <ui/theme.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/discard.h>
#include <ui/widgets/elidedlabel.h>

#include <QHeaderView>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QTableView>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A script of thousands of statements has its rows in the summary; more tabs than this help nobody.
constexpr int MostTabs = 50;
constexpr int MostCostBanners = 3;
/// Rows looked at to find the width of a column.
constexpr int RowsForWidth = 50;

QTableView *makeGrid(QAbstractItemModel *model, QWidget *parent)
{
    auto *grid = new QTableView(parent);
    grid->setObjectName(u"sqlRows"_s);
    grid->setModel(model);
    grid->setItemDelegate(new CellDelegate(grid));
    grid->setAccessibleName(SqlResults::tr("Rows of the statement"));
    grid->setShowGrid(false);
    grid->setAlternatingRowColors(true);
    grid->setFrameShape(QFrame::NoFrame);
    grid->setWordWrap(false);
    grid->setTabKeyNavigation(false);
    grid->setEditTriggers(QAbstractItemView::NoEditTriggers);
    grid->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    grid->verticalHeader()->setMinimumSectionSize(1);
    grid->verticalHeader()->setDefaultSectionSize(grid->fontMetrics().height()
                                                  + RowPadding::TableRow);
    grid->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    grid->horizontalHeader()->setHighlightSections(false);
    grid->horizontalHeader()->setResizeContentsPrecision(RowsForWidth);
    return grid;
}

void fitColumns(QTableView *grid)
{
    const int most = std::max(grid->viewport()->width() * 2 / 5, Space::Welcome * 4);
    grid->resizeColumnsToContents();
    for (int column = 0; column < grid->model()->columnCount(); ++column)
        grid->setColumnWidth(column, std::min(grid->columnWidth(column) + Space::Small, most));
}

} // namespace

SqlResults::SqlResults(SqlSession *session, QWidget *parent)
    : QWidget(parent)
    , m_session(session)
    , m_tabs(new QTabBar(this))
    , m_verdict(new ElidedLabel(TypeRole::Small, ElidedLabel::Ink::Secondary, this))
    , m_pages(new QStackedWidget(this))
    , m_summary(makeTable(session->summary(), "sqlSummary", tr("Summary of the run"), this))
    , m_total(new ElidedLabel(TypeRole::Body, ElidedLabel::Ink::Plain, this))
    , m_problemList(makeTable(&m_problems, "sqlProblems", tr("Problems of the script"), this))
    , m_rowsPage(new QWidget(this))
    , m_grid(makeGrid(&m_rows, m_rowsPage))
    , m_gridNote(new ElidedLabel(TypeRole::Small, ElidedLabel::Ink::Secondary, m_rowsPage))
{
    setObjectName(u"sqlResults"_s);
    m_tabs->setObjectName(u"sqlResultTabs"_s);
    m_tabs->setAccessibleName(tr("Results"));
    m_total->setObjectName(u"sqlTotal"_s);
    m_verdict->setObjectName(u"sqlVerdict"_s);
    m_gridNote->setObjectName(u"sqlRowsNote"_s);
    m_tabs->addTab(tr("Summary"));
    m_tabs->addTab(tr("Problems"));
    layOut();

    connect(m_tabs, &QTabBar::currentChanged, this, &SqlResults::showTab);
    connect(session, &SqlSession::runStarted, this, &SqlResults::begin);
    connect(session, &SqlSession::statementFinished, this, &SqlResults::addTab);
    connect(session, &SqlSession::runFinished, this, &SqlResults::finish);
    connect(m_summary, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit statementChosen(m_session->summary()->results().at(index.row()));
    });
    connect(m_problemList, &QTableView::activated, this, [this](const QModelIndex &index) {
        emit problemChosen(m_problems.row(index));
    });
}

void SqlResults::layOut()
{
    auto *rows = new QVBoxLayout(m_rowsPage);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(0);
    rows->addWidget(m_grid, 1);
    auto *note = new QHBoxLayout;
    note->setContentsMargins(Space::Page, Space::Tiny, Space::Page, Space::Tiny);
    note->addWidget(m_gridNote);
    rows->addLayout(note);

    m_pages->addWidget(summaryPage());
    m_pages->addWidget(m_problemList);
    m_pages->addWidget(m_rowsPage);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    auto *head = new PaneHead(m_tabs, m_verdict, this);
    m_tabs->setUsesScrollButtons(true); // there may be many
    m_tabs->setElideMode(Qt::ElideNone);
    layout->addWidget(head);
    layout->addWidget(m_pages, 1);
}

QWidget *SqlResults::summaryPage()
{
    auto *page = new QWidget(this);
    // The statement takes what the numbers leave.
    QHeaderView *columns = m_summary->horizontalHeader();
    columns->setStretchLastSection(false);
    columns->setResizeContentsPrecision(0);
    columns->setSectionResizeMode(QHeaderView::ResizeToContents);
    columns->setSectionResizeMode(ResultSummaryModel::Text, QHeaderView::Stretch);
    m_summary->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_total->hide();
    auto *total = new QHBoxLayout;
    total->setContentsMargins(Space::Page, Space::Small, Space::Page, Space::Small);
    total->addWidget(m_total);
    m_banners = new QVBoxLayout;
    m_banners->setContentsMargins(Space::Page, 0, Space::Page, Space::Small);
    m_banners->setSpacing(Space::Small);
    auto *layout = new QVBoxLayout(page);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_summary, 1);
    layout->addLayout(total);
    layout->addLayout(m_banners);
    layout->addStretch();
    fitSummary();
    return page;
}

// The total stands under the last row; only where room is short does the table scroll.
void SqlResults::fitSummary()
{
    const int rows = m_session->summary()->rowCount();
    const int height = m_summary->horizontalHeader()->sizeHint().height()
                       + rows * m_summary->verticalHeader()->defaultSectionSize();
    m_summary->setMaximumHeight(height + LineWidth::Focus);
}

// The verdict gives way before a tab does, but a hundred tabs do not make the window wider.
void SqlResults::fitTabs()
{
    m_tabs->setMinimumWidth(std::min(m_tabs->sizeHint().width(), width() * 3 / 4));
}

void SqlResults::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    fitTabs();
}

void SqlResults::begin()
{
    while (m_tabs->count() > FixedTabCount)
        m_tabs->removeTab(FixedTabCount);
    m_tabs->setCurrentIndex(SummaryTab);
    m_verdict->setText({});
    m_total->hide();
    showBanners();
    fitSummary();
}

QString SqlResults::tabText(const StatementResult &result) const
{
    const QString number = QString::number(result.number);
    if (result.state == StatementResult::State::Failed)
        return tr("%1  failed", "number of the statement").arg(number);
    const QString size
        = u"%1×%2"_s.arg(result.set.columns.size()).arg(locale().toString(result.set.rows.size()));
    return result.object.isEmpty() ? u"%1  %2"_s.arg(number, size)
                                   : u"%1  %2 · %3"_s.arg(number, result.object, size);
}

void SqlResults::addTab(const StatementResult &result)
{
    const bool hasRows = !result.set.columns.isEmpty();
    const bool failed = result.state == StatementResult::State::Failed;
    if ((hasRows || failed) && m_tabs->count() < MostTabs + FixedTabCount)
        m_tabs->setTabData(m_tabs->addTab(tabText(result)), result.number);
    fitTabs();
}

void SqlResults::finish()
{
    m_verdict->setText(m_session->verdict());
    const QString total = m_session->summary()->total();
    m_total->setText(tr("Total  %1").arg(total));
    m_total->setVisible(!total.isEmpty());
    showBanners();
    const auto &results = m_session->summary()->results();
    // Who runs one statement wants to see its rows.
    if (results.size() == 1 && m_tabs->count() == FixedTabCount + 1
        && results.first().state == StatementResult::State::Done)
        m_tabs->setCurrentIndex(FixedTabCount);
}

void SqlResults::showTab(int tab)
{
    if (tab < FixedTabCount) {
        m_pages->setCurrentIndex(tab);
        return;
    }
    const int number = m_tabs->tabData(tab).toInt();
    const auto &results = m_session->summary()->results();
    if (number < 1 || number > results.size())
        return;
    const StatementResult &result = results.at(number - 1);
    if (result.state == StatementResult::State::Failed) {
        m_pages->setCurrentIndex(SummaryTab);
        m_summary->selectRow(number - 1);
        return;
    }
    m_rows.show(result.set);
    m_gridNote->setText(result.hasMore
                            ? tr("The first %Ln row(s) are shown; there are more.",
                                 nullptr,
                                 static_cast<int>(result.set.rows.size()))
                            : tr("%Ln row(s)", nullptr, static_cast<int>(result.set.rows.size())));
    m_pages->setCurrentWidget(m_rowsPage);
    fitColumns(m_grid);
}

void SqlResults::showBanners()
{
    discardItems(*m_banners);
    int costly = 0;
    for (const StatementResult &result : m_session->failures())
        addErrorBanner(result);
    for (const StatementResult &result : m_session->summary()->results()) {
        if (ResultSummaryModel::isCostly(result) && ++costly <= MostCostBanners)
            addCostBanner(result);
    }
    if (m_session->wasUndone()) {
        auto *banner = new Banner(this);
        banner->setMessage(ShownState::Aborted,
                           tr("The script left its transaction open"),
                           tr("What it wrote since BEGIN was rolled back."));
        m_banners->addWidget(banner);
    }
}

void SqlResults::addErrorBanner(const StatementResult &result)
{
    auto *banner = new Banner(this);
    banner->setObjectName(u"sqlErrorBanner"_s);
    const Error &error = *result.error;
    const QString state = error.databaseState == DatabaseState::Unknown
                              ? tr("The database may have changed. Look before you go on.")
                              : tr("The statement changed nothing.");
    banner->setMessage(ShownState::Failed,
                       tr("Statement %1, line %2: %3")
                           .arg(result.number)
                           .arg(m_session->summary()->lineOf(result))
                           .arg(error.message),
                       QStringList{ state, error.remedy }.join(u' ').trimmed());
    banner->addRemedy(tr("&Go to line"), u"errorGoToLine"_s);
    connect(banner, &Banner::remedyChosen, this, [this, result] { emit statementChosen(result); });
    m_banners->addWidget(banner);
}

void SqlResults::addCostBanner(const StatementResult &result)
{
    auto *banner = new Banner(this);
    banner->setMessage(
        ShownState::Warning,
        tr("Statement %1 reads %2 rows to give back %3")
            .arg(result.number)
            .arg(locale().toString(result.set.rowsRead), locale().toString(result.set.rows.size())),
        tr("An index on what it compares by may spare most of them."));
    m_banners->addWidget(banner);
}

void SqlResults::setProblems(const QList<SqlProblem> &problems)
{
    if (problems != m_problems.rows())
        m_problems.setRows(problems);
    m_tabs->setTabText(ProblemsTab,
                       problems.isEmpty() ? tr("Problems")
                                          : tr("Problems (%1)").arg(problems.size()));
    fitTabs();
}

void SqlResults::showSummary()
{
    m_tabs->setCurrentIndex(SummaryTab);
}

void SqlResults::showProblems()
{
    m_tabs->setCurrentIndex(ProblemsTab);
}

} // namespace tidemark
