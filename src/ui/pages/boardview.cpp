#include "boardview.h"

#include "boardheaders.h"

#include <models/statusboardmodel.h>
#include <ui/delegates/statuscelldelegate.h>
#include <ui/themeprovider.h>

#include <QAbstractButton>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

namespace tidemark {

namespace {

/// Narrower, a card does not tell its facts any more.
constexpr int CardCharacters = 36;

/// What stands over the names of the databases.
class Corner : public QWidget
{
public:
    using QWidget::QWidget;

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Theme &theme = themeOf(this);
        QPainter painter(this);
        painter.fillRect(rect(), theme.alt);
        painter.fillRect(QRect(0, height() - LineWidth::Rule, width(), LineWidth::Rule),
                         theme.border);
        painter.setFont(typeFont(TypeRole::SmallStrong, font()));
        painter.setPen(theme.text2);
        painter.drawText(rect().adjusted(Space::Medium, 0, 0, 0),
                         int(Qt::AlignLeft) | Qt::AlignVCenter,
                         BoardView::tr("Database"));
    }
};

} // namespace

BoardView::BoardView(StatusBoardModel *model, QWidget *parent)
    : QTableView(parent)
    , m_model(model)
    , m_delegate(new StatusCellDelegate(this))
    , m_corner(new Corner(this))
{
    setObjectName(QStringLiteral("statusBoard"));
    setAccessibleName(tr("Status board"));
    setHorizontalHeader(new BoardEnvironmentHeader(this));
    setVerticalHeader(new BoardDatabaseHeader(this));
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setMinimumSectionSize(1);
    verticalHeader()->setDefaultSectionSize(StatusCellDelegate::rowHeight(this));
    horizontalHeader()->setMinimumSectionSize(1);
    setItemDelegate(m_delegate);
    setModel(model);
    setShowGrid(false);
    setCornerButtonEnabled(false);
    setFrameShape(QFrame::NoFrame);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    connect(this, &QAbstractItemView::activated, this, &BoardView::cellChosen);
    connect(model, &QAbstractItemModel::modelReset, this, [this] {
        fitColumns();
        tellUnknown();
    });
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, &BoardView::tellUnknown);
}

int BoardView::wholeHeight() const
{
    const int header = horizontalHeader()->sizeHint().height();
    const QScrollBar *scroll = horizontalScrollBar();
    const int bar = scroll->maximum() > scroll->minimum() ? scroll->sizeHint().height() : 0;
    return header + verticalHeader()->length() + bar;
}

void BoardView::fitColumns()
{
    const int columns = m_model->columnCount();
    if (columns == 0)
        return;
    const int least = fontMetrics().averageCharWidth() * CardCharacters;
    const int each = std::max(viewport()->width() / columns, least);
    for (int column = 0; column < columns; ++column)
        setColumnWidth(column, each);
}

void BoardView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
    tellUnknown();
}

void BoardView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() != QEvent::FontChange)
        return;
    verticalHeader()->setDefaultSectionSize(StatusCellDelegate::rowHeight(this));
    fitColumns();
}

void BoardView::updateGeometries()
{
    QTableView::updateGeometries();
    m_corner->setGeometry(
        0, 0, verticalHeader()->width(), std::max(0, horizontalHeader()->height()));
    m_corner->raise();
    setMaximumHeight(wholeHeight()); // the scroll bar comes and goes with the width
}

void BoardView::tellUnknown()
{
    QStringList keys;
    const int first = std::max(0, rowAt(0));
    const int last = rowAt(viewport()->height() - 1);
    for (int row = first; row <= (last < 0 ? m_model->rowCount() - 1 : last); ++row) {
        for (int column = 0; column < m_model->columnCount(); ++column) {
            const BoardCell *cell = m_model->cell(m_model->index(row, column));
            if (cell && cell->state == ShownState::Waiting)
                keys.append(cell->targetKey);
        }
    }
    if (!keys.isEmpty())
        emit unknownSeen(keys);
}

std::optional<BoardFact> BoardView::factAt(QPoint position) const
{
    const QModelIndex index = indexAt(position);
    return index.isValid() ? m_delegate->factAt(this, visualRect(index), position, index)
                           : std::nullopt;
}

void BoardView::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    viewport()->setCursor(factAt(event->position().toPoint()) ? Qt::PointingHandCursor
                                                              : Qt::ArrowCursor);
}

void BoardView::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    const QPoint position = event->position().toPoint();
    const auto fact = factAt(position);
    if (fact && event->button() == Qt::LeftButton)
        emit factChosen(indexAt(position), fact->page);
}

} // namespace tidemark
