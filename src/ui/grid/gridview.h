#pragma once

#include <QTableView>

namespace tidemark {

class GridHeader;
class RowsGridModel;

/// The rows of a table as a grid. It stays at the rows it shows while others come and go before them. Home and End go along
/// the row, with Ctrl to the first and the last row of the table.
class GridView : public QTableView
{
    Q_OBJECT

public:
    explicit GridView(RowsGridModel *rows, QWidget *parent = nullptr);

    [[nodiscard]] GridHeader *header() const { return m_header; }
    /// The first and the last row that are seen, also in part; -1 without rows.
    [[nodiscard]] int firstSeen() const;
    [[nodiscard]] int lastSeen() const;
    /// Makes @p row the current one, in the column that was current, as the first or the last that is seen.
    void showRow(int row, ScrollHint hint);
    /// Columns as wide as what they show now, within bounds; keys whole.
    void fitColumns();

signals:
    void seenChanged(int first, int last);
    void startRequested();
    void endRequested();
    void copyRequested();
    void peekRequested(); ///< Space

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void updateGeometries() override;

private:
    void follow(int rows);
    void tellSeen();

    RowsGridModel *m_rows;
    GridHeader *m_header;
};

} // namespace tidemark
