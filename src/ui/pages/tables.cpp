#include "tables.h"

#include <ui/delegates/statedelegate.h>
#include <ui/theme.h>

#include <QHeaderView>
#include <QTableView>

#include <numeric>

namespace tidemark {

namespace {

/// Columns as wide as their contents, at most 40 % of the view; the last one takes the rest. Where there is too little room, the
/// widest give some to the last, but each keeps its heading.
class FittedTable : public QTableView
{
public:
    explicit FittedTable(QWidget *parent)
        : QTableView(parent)
    {}

    void fit()
    {
        const int last = model()->columnCount() - 1;
        if (!horizontalHeader()->stretchLastSection() || last < 1)
            return;
        QList<int> widths;
        for (int column = 0; column < last; ++column)
            widths.append(wanted(column));
        narrow(widths, viewport()->width() - wanted(last));
        for (int column = 0; column < last; ++column)
            setColumnWidth(column, widths.at(column));
    }

private:
    [[nodiscard]] int wanted(int column) const
    {
        const int most = viewport()->width() * 2 / 5;
        const int content
            = std::max(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
        return std::min(content, most);
    }

    /// Until they fit into @p room, or none can give any more.
    void narrow(QList<int> &widths, int room) const
    {
        const auto spare = [&](int column) {
            return std::max(0, widths.at(column) - horizontalHeader()->sectionSizeHint(column));
        };
        for (int over = std::accumulate(widths.cbegin(), widths.cend(), 0) - room; over > 0;
             --over) {
            int giver = 0;
            for (int column = 1; column < widths.size(); ++column) {
                if (spare(giver) == 0 || (spare(column) > 0 && widths[column] > widths[giver]))
                    giver = column;
            }
            if (spare(giver) == 0)
                return;
            --widths[giver];
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
