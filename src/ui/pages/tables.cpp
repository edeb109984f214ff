#include "tables.h"

#include <ui/delegates/statedelegate.h>
#include <ui/theme.h>

#include <QHeaderView>
#include <QTableView>

namespace tidemark {

namespace {

/// Columns as wide as their contents, at most 40 % of the view; the last one takes the rest.
class FittedTable : public QTableView
{
public:
    explicit FittedTable(QWidget *parent)
        : QTableView(parent)
    {}

    void fit()
    {
        if (!horizontalHeader()->stretchLastSection())
            return;
        const int most = viewport()->width() * 2 / 5;
        for (int column = 0; column < model()->columnCount() - 1; ++column) {
            resizeColumnToContents(column);
            if (columnWidth(column) > most)
                setColumnWidth(column, most);
        }
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        QTableView::resizeEvent(event);
        fit();
    }
};

} // namespace

QTableView *makeTable(QAbstractItemModel *model,
                      const char *objectName,
                      const QString &accessibleName,
                      QWidget *parent)
{
    auto *table = new FittedTable(parent);
    table->setObjectName(QString::fromLatin1(objectName));
    table->setModel(model);
    table->setItemDelegate(new StateDelegate(table));
    table->setShowGrid(false);
    table->setAccessibleName(accessibleName);
    table->setFrameShape(QFrame::NoFrame);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::SingleSelection);
    table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    table->setTabKeyNavigation(false);
    table->setWordWrap(false);
    table->verticalHeader()->hide();
    table->verticalHeader()->setMinimumSectionSize(1); // else that of a header with text
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height()
                                                   + RowPadding::TableRow);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    QObject::connect(model, &QAbstractItemModel::modelReset, table, &FittedTable::fit);
    return table;
}

QTableView *makeWholeTable(QAbstractItemModel *model,
                           const char *objectName,
                           const QString &accessibleName,
                           QWidget *parent)
{
    QTableView *table = makeTable(model, objectName, accessibleName, parent);
    table->setSizeAdjustPolicy(QAbstractScrollArea::AdjustToContents);
    table->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    table->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    return table;
}

} // namespace tidemark
