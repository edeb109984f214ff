#include "browsepage.h"

#include "definitionpane.h"

#include <models/rowreference.h>
#include <ui/actions/actionregistry.h>
#include <ui/errortext.h>
#include <ui/grid/browsefoot.h>
#include <ui/grid/cellviewer.h>
#include <ui/grid/filterbar.h>
#include <ui/grid/gridcopy.h>
#include <ui/grid/gridpane.h>
#include <ui/grid/gridview.h>
#include <ui/widgets/banner.h>
#include <ui/widgets/elidedlabel.h>
#include <ui/widgets/statelabel.h>

#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTabBar>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int GridShare = 65; ///< percent, when the viewer lies below it
/// Narrower than this it does.
constexpr int CharactersSideBySide = 150;

} // namespace

QString BrowsePage::title() const
{
    return tr("%1 · %2").arg(m_browse->name(), session()->target().stream);
}

QString BrowsePage::note() const
{
    const auto sum = sumOf(*m_browse->rows(), *m_grid->view()->selectionModel());
    QStringList facts;
    if (m_browse->isShown())
        facts.append(
            costText(m_browse->cost(), session()->target().place == PlaceOfTarget::Remote));
    if (sum && sum->cells > 1)
        facts.append(tr("%n cell(s) selected", nullptr, int(sum->cells)));
    return facts.join(u" · "_s);
}

void BrowsePage::showEvent(QShowEvent *event)
{
    DatabasePage::showEvent(event);
    // Not yet: who opens the page may still say which rows it is for.
    QMetaObject::invokeMethod(this, &BrowsePage::openFirst, Qt::QueuedConnection);
}

void BrowsePage::openFirst()
{
    // A tab that was restored asks nothing of Cloudflare by itself.
    const bool isFree = session()->target().place == PlaceOfTarget::Local || session()->isKnown();
    if (!m_browse->browser() && !m_browse->isReading() && !m_browse->error() && isFree)
        m_browse->open();
}

void BrowsePage::resizeEvent(QResizeEvent *event)
{
    DatabasePage::resizeEvent(event);
    const bool isWide = width() > fontMetrics().averageCharWidth() * CharactersSideBySide;
    const auto orientation = isWide ? Qt::Horizontal : Qt::Vertical;
    if (m_split->orientation() == orientation)
        return;
    m_split->setOrientation(orientation);
    // The grid is what one came for.
    if (isWide)
        m_split->setSizes({ width() - ViewerWidth, ViewerWidth });
    else
        m_split->setSizes({ GridShare, 100 - GridShare });
}

void BrowsePage::updateActions()
{
    DatabasePage::updateActions();
    const QString unread = tr("The rows were not read yet.");
    const bool isShown = m_browse->isShown();
    const bool hasRows = m_browse->rows()->held() > 0;
    actions().setEnabled(
        u"pageRefresh"_s, !m_browse->activity()->isRunning(), tr("Something is running."));
    for (const QString &id : { u"gridConditionAdd"_s,
                               u"gridFilterApply"_s,
                               u"gridFilterAsSql"_s,
                               u"gridColumns"_s,
                               u"cellViewerToggle"_s })
        actions().setEnabled(id, isShown, unread);
    for (const QString &id : { u"gridGoToRow"_s, u"gridCopyAs"_s, u"valueCopy"_s, u"valueSave"_s })
        actions().setEnabled(id, hasRows, isShown ? tr("There are no rows.") : unread);
    const QModelIndex current = m_grid->view()->currentIndex();
    const RowReference reference = referenceAt(*m_browse, current.row(), current.column());
    for (const QString &id : { u"gridFollowKey"_s, u"gridPeek"_s })
        actions().setEnabled(id, !reference.table.isEmpty(), reference.whyNot);
    const bool isBusy = m_browse->activity()->isRunning();
    for (const QString &id : { u"gridExport"_s, u"countExactly"_s })
        actions().setEnabled(id, isShown && !isBusy, isBusy ? tr("Something is running.") : unread);
    actions()
        .action(u"gridFilterAsSql"_s)
        ->setText(m_filter->isSql() ? tr("Use conditions") : tr("Write as SQL"));
    showCount();
}

void BrowsePage::showObject()
{
    m_wasFitted = false;
    m_filter->setObject(m_browse->browser()->object());
    if (const auto query = std::exchange(m_toShow, {}))
        m_filter->setQuery(*query);
    const Schema &schema = m_browse->browser()->schema();
    const QString name = m_browse->name();
    m_definitions.at(Structure - 1)->show(schema, name, {});
    m_definitions.at(Indexes - 1)->show(schema, name, tr("%1 has no index.").arg(name));
    m_definitions.at(Triggers - 1)->show(schema, name, tr("%1 has no trigger.").arg(name));
    m_definitions.at(Dependents - 1)->show(schema, name, tr("Nothing depends on %1.").arg(name));
    const auto title = [this](Tab tab, const QString &plain) {
        const int count = m_definitions.at(tab - 1)->count();
        m_tabs->setTabText(tab, count > 0 ? u"%1 (%2)"_s.arg(plain).arg(count) : plain);
    };
    title(Indexes, tr("Indexes"));
    title(Triggers, tr("Triggers"));
    title(Dependents, tr("Dependents"));
}

void BrowsePage::showEverything()
{
    showTrouble();
    showEmptiness();
    showSort();
    m_foot->show(*m_browse);
    emit described();
}

void BrowsePage::showTrouble()
{
    const auto &error = m_browse->error() ? m_browse->error() : m_browse->activity()->error();
    const bool isTrouble = error && error->kind != Error::Kind::Cancelled;
    if (isTrouble)
        m_trouble->setMessage(ShownState::Failed, errorTitle(*error), errorDetails(*error));
    m_trouble->setVisible(isTrouble);
}

void BrowsePage::showEmptiness()
{
    const auto &error = m_browse->error();
    const bool isUnread = !m_browse->isShown() && !m_browse->isReading()
                          && (!error || error->kind == Error::Kind::Cancelled);
    const bool isEmpty = m_browse->isShown() && m_browse->rows()->rowCount() == 0;
    m_empty->setVisible(isUnread || isEmpty);
    if (isUnread)
        m_emptyText->setText(tr("Press F5 to load."));
    else if (isEmpty)
        m_emptyText->setText(m_browse->query().isFiltered() ? tr("No rows match.")
                                                            : tr("The table is empty."));
    m_emptyButton->setVisible(isEmpty && m_browse->query().isFiltered());
}

void BrowsePage::showSort()
{
    bool isWarning = false;
    const QString text = sortText(*m_browse, &isWarning);
    m_sort->setText(text);
    m_sort->setVisible(!isWarning);
    if (isWarning)
        m_sortWarning->setState(ShownState::Warning, text);
    m_sortWarning->setVisible(isWarning);
}

void BrowsePage::showCount()
{
    QAction *count = actions().action(u"countExactly"_s);
    const auto &range = m_browse->keyRange();
    const bool isWhole
        = m_browse->isShown() && !m_browse->rows()->hasBefore() && !m_browse->rows()->hasAfter();
    count->setVisible(m_browse->isShown() && !isWhole && !m_browse->counted());
    count->setText(range ? tr("Count exactly (reads ≈ %1 rows)").arg(roughNumber(range->span()))
                         : tr("Count exactly"));
}

void BrowsePage::showSelection()
{
    m_foot->showSum(sumOf(*m_browse->rows(), *m_grid->view()->selectionModel()));
    showValue();
    emit described();
}

void BrowsePage::showValue()
{
    const QModelIndex index = m_grid->view()->currentIndex();
    RowsGridModel &rows = *m_browse->rows();
    if (!m_viewer->isVisibleTo(this))
        return;
    if (!index.isValid() || !rows.isHeld(index.row())) {
        m_shown = QModelIndex();
        m_viewer->clear();
        return;
    }
    if (m_shown == index)
        return;
    m_shown = index;
    const int row = index.row();
    const int column = index.column();
    const Column &described = rows.object().columns.at(column);
    const bool isCut = rows.isCut(row, column);
    m_viewer->setValue(described.name,
                       described.type,
                       *rows.value(row, column),
                       isCut ? rows.size(row, column) : -1);
    if (!isCut)
        return;
    const auto show = [this, shown = m_shown, described](const Value &value) {
        if (shown.isValid() && shown == m_shown)
            m_viewer->setValue(described.name, described.type, value, -1);
    };
    const auto giveUp = [this, shown = m_shown] {
        if (shown.isValid() && shown == m_shown)
            m_viewer->giveUp();
    };
    m_browse->readWhole(row, column, show, giveUp);
}

void BrowsePage::fitColumns()
{
    m_wasFitted = true;
    GridView *view = m_grid->view();
    view->fitColumns();
    const auto widths = m_columns.widths();
    const auto &columns = m_browse->rows()->object().columns;
    for (int column = 0; column < columns.size(); ++column) {
        if (const double width = widths.value(columns.at(column).name); width > 0)
            view->setColumnWidth(column, qRound(width * view->fontMetrics().averageCharWidth()));
    }
}

bool BrowsePage::narrow(const QMap<QString, QString> &where)
{
    m_tabs->setCurrentIndex(Rows);
    const BrowseQuery query{ .conditions = conditionsOf(where) };
    showFilter(query);
    if (m_browse->isShowing(query))
        return false;
    m_browse->setQuery(query);
    return true;
}

void BrowsePage::showFilter(const BrowseQuery &query)
{
    if (m_browse->browser())
        m_filter->setQuery(query);
    else
        m_toShow = query; // when the columns are known
}

std::any BrowsePage::view() const
{
    if (!m_browse->isShown())
        return {};
    const QModelIndex current = m_grid->view()->currentIndex();
    return m_browse->view(m_grid->view()->firstSeen(), current.row(), current.column());
}

void BrowsePage::showView(const std::any &view)
{
    const auto *wanted = std::any_cast<BrowseView>(&view);
    if (!wanted)
        return;
    m_tabs->setCurrentIndex(Rows);
    showFilter(wanted->query);
    m_browse->show(*wanted);
}

void BrowsePage::comeBackTo(int row, int column)
{
    GridView *view = m_grid->view();
    const int first = m_browse->rows()->firstHeld();
    view->setCurrentIndex(m_browse->rows()->index(row < 0 ? first : row, column));
    view->scrollTo(m_browse->rows()->index(first, column), GridView::PositionAtTop);
}

void BrowsePage::applyFilter()
{
    m_browse->setQuery(m_filter->query(m_browse->query().order));
}

void BrowsePage::clearFilter()
{
    m_filter->clear();
    applyFilter();
    m_grid->view()->setFocus();
}

} // namespace tidemark
