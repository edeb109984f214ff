#pragma once

#include <engine/transfer/tableexport.h>
#include <models/valuetexts.h>

class QItemSelectionModel;

namespace tidemark {

class RowsGridModel;

/// What is selected in a grid, ready to be written somewhere: rows and columns that have a selected cell, as a rectangle.
struct GridSelection {
    QStringList columns;
    QList<Row> rows;
    int cut = 0; ///< values of which only the beginning is at hand
    bool isOneCell = false;

    [[nodiscard]] bool isEmpty() const { return rows.isEmpty(); }
};

/// @p columnOrder gives the logical columns in the order they are seen, hidden ones left out.
[[nodiscard]] GridSelection selectedCells(const RowsGridModel &model,
                                          const QItemSelectionModel &selection,
                                          const QList<int> &columnOrder);

/// What the selected cells add up to; empty if there are more than a person would wait for.
[[nodiscard]] std::optional<SelectionSum> sumOf(const RowsGridModel &model,
                                                const QItemSelectionModel &selection);

/// A format's name, its usual file suffix, and whether it needs a table's name.
struct GridFormat {
    ExportFormat format;
    QString name;
    QString suffix;
};
[[nodiscard]] QList<GridFormat> gridFormats();

} // namespace tidemark
