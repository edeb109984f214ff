#include "gridview.h"

#include "celldelegate.h"
#include "gridheader.h"

#include <models/rowsgridmodel.h>
#include <ui/theme.h>

#include <QKeyEvent>
#include <QScrollBar>

namespace tidemark {

namespace {

constexpr int NarrowestCharacters = 6;
constexpr int WidestCharacters = 40;

} // namespace

GridView::GridView(RowsGridModel *rows, QWidget *parent)
    : QTableView(parent)
    , m_rows(rows)
    , m_header(new GridHeader(this))
{
    setHorizontalHeader(m_header);
    setModel(rows);
    setItemDelegate(new CellDelegate(this));
    setShowGrid(false);
    setAlternatingRowColors(true);
    setFrameShape(QFrame::NoFrame);
    setWordWrap(false);
    setTabKeyNavigation(false);
    setEditTriggers(NoEditTriggers);
    setSelectionMode(ExtendedSelection);
    setVerticalScrollMode(ScrollPerItem);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollBarPolicy(
        Qt::ScrollBarAlwaysOff); // GridPane has one that knows the whole table
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(fontMetrics().height() + RowPadding::TableRow);
    verticalHeader()->setDefaultAlignment(Qt::AlignRight | Qt::AlignVCenter);
    verticalHeader()->setHighlightSections(false);
    verticalHeader()->setFont(typeFont(TypeRole::Small, font()));
    setCornerButtonEnabled(false);
    connect(rows, &RowsGridModel::shifted, this, &GridView::follow);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &GridView::tellSeen);
}

int GridView::firstSeen() const
{
    return viewport()->height() > 0 ? rowAt(0) : -1;
}

int GridView::lastSeen() const
{
    if (viewport()->height() <= 0)
        return -1;
    const int last = rowAt(viewport()->height() - 1);
    return last < 0 ? m_rows->rowCount() - 1 : last;
}

// The bar counts rows. Its range follows a change of the model late, so it is brought up to date first.
void GridView::follow(int rows)
{
    executeDelayedItemsLayout();
    updateGeometries();
    verticalScrollBar()->setValue(verticalScrollBar()->value() + rows);
}

void GridView::tellSeen()
{
    if (const int last = lastSeen(); last >= 0)
        emit seenChanged(firstSeen(), last);
}

void GridView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    tellSeen();
}

void GridView::updateGeometries()
{
    QTableView::updateGeometries();
    tellSeen();
}

void GridView::showRow(int row, ScrollHint hint)
{
    executeDelayedItemsLayout();
    const int column = qMax(0, currentIndex().column());
    const QModelIndex index = m_rows->index(row, column);
    setCurrentIndex(index);
    scrollTo(index, hint);
}

void GridView::fitColumns()
{
    const int most = fontMetrics().averageCharWidth() * WidestCharacters;
    const int least = fontMetrics().averageCharWidth() * NarrowestCharacters;
    for (int column = 0; column < m_rows->columnCount(); ++column) {
        const int wanted
            = qMax(sizeHintForColumn(column), m_header->sectionSizeHint(column) + Space::Small);
        // A key that is cut names another row.
        setColumnWidth(column, m_rows->isName(column) ? wanted : qBound(least, wanted, most));
    }
}

void GridView::keyPressEvent(QKeyEvent *event)
{
    const bool isControl = event->modifiers() == Qt::ControlModifier;
    if (isControl && event->key() == Qt::Key_Home && m_rows->hasBefore()) {
        emit startRequested();
        return;
    }
    if (isControl && event->key() == Qt::Key_End && m_rows->hasAfter()) {
        emit endRequested();
        return;
    }
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        emit peekRequested();
        return;
    }
    if (event->matches(QKeySequence::Copy)) {
        emit copyRequested();
        return;
    }
    QTableView::keyPressEvent(event);
}

} // namespace tidemark
