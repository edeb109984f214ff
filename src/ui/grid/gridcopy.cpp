#include "gridcopy.h"

#include <models/rowsgridmodel.h>

#include <QCoreApplication>
#include <QItemSelectionModel>

#include <set>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// Adding up this many takes some milliseconds.
constexpr qint64 MostCellsToSum = 500'000;

struct GridFormatsWords {
    Q_DECLARE_TR_FUNCTIONS(tidemark::GridFormats)
};

} // namespace

GridSelection selectedCells(const RowsGridModel &model,
                            const QItemSelectionModel &selection,
                            const QList<int> &columnOrder)
{
    std::set<int> rows;
    std::set<int> columns;
    qint64 cells = 0;
    for (const QItemSelectionRange &range : selection.selection()) {
        for (int row = range.top(); row <= range.bottom(); ++row)
            rows.insert(row);
        for (int column = range.left(); column <= range.right(); ++column)
            columns.insert(column);
        cells += qint64(range.width()) * range.height();
    }
    GridSelection selected;
    QList<int> order;
    for (const int column : columnOrder) {
        if (!columns.contains(column))
            continue;
        order.append(column);
        selected.columns.append(model.object().columns.at(column).name);
    }
    for (const int row : rows) {
        if (!model.isHeld(row))
            continue;
        Row values;
        for (const int column : std::as_const(order)) {
            values.append(model.values(row).at(column));
            selected.cut += model.isCut(row, column) ? 1 : 0;
        }
        selected.rows.append(values);
    }
    selected.isOneCell = cells == 1;
    return selected;
}

std::optional<SelectionSum> sumOf(const RowsGridModel &model, const QItemSelectionModel &selection)
{
    SelectionSum sum;
    qint64 cells = 0;
    const QItemSelection ranges = selection.selection();
    for (const QItemSelectionRange &range : ranges)
        cells += qint64(range.width()) * range.height();
    if (cells > MostCellsToSum)
        return {};
    for (const QItemSelectionRange &range : ranges) {
        for (int row = range.top(); row <= range.bottom(); ++row) {
            for (int column = range.left(); column <= range.right(); ++column) {
                if (const Value *value = model.value(row, column))
                    sum.add(*value);
            }
        }
    }
    return sum;
}

QList<GridFormat> gridFormats()
{
    return {
        { ExportFormat::Csv, GridFormatsWords::tr("CSV"), u"csv"_s },
        { ExportFormat::Tsv, GridFormatsWords::tr("TSV, for spreadsheets"), u"tsv"_s },
        { ExportFormat::Json, GridFormatsWords::tr("JSON"), u"json"_s },
        { ExportFormat::Markdown, GridFormatsWords::tr("Markdown table"), u"md"_s },
        { ExportFormat::Html, GridFormatsWords::tr("HTML table"), u"html"_s },
        { ExportFormat::Insert, GridFormatsWords::tr("SQL, INSERT statements"), u"sql"_s },
    };
}

} // namespace tidemark
