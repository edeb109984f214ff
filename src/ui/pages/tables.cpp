#include "tables.h"

#include <ui/delegates/statedelegate.h>
#include <ui/theme.h>

#include <QHeaderView>
#include <QTableView>

namespace tidemark {

QTableView *makeTable(QAbstractItemModel *model,
                      const char *objectName,
                      const QString &accessibleName,
                      QWidget *parent)
{
    auto *table = new QTableView(parent);
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
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height()
                                                   + RowPadding::TableRow);
    table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setStretchLastSection(true);
    return table;
}

void fitColumns(QTableView *table)
{
    table->resizeColumnsToContents();
    const int most = table->viewport()->width() * 2 / 5;
    for (int column = 0; column < table->model()->columnCount() - 1; ++column) {
        if (table->columnWidth(column) > most && most > 0)
            table->setColumnWidth(column, most);
    }
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
