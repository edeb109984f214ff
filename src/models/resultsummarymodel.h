#pragma once

#include "roles.h"

#include <engine/operations/runscript.h>

#include <QAbstractTableModel>

namespace tidemark {

/// What became of each statement of the last script: one row a statement, filled in while it runs.
class ResultSummaryModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Text, Result, Rows, Time, RowsRead, RowsWritten, Line, ColumnCount };
    enum Role {
        StatementRangeRole = FirstFreeRole, ///< QPoint: offset and length in bytes of the script
        CostRole, ///< qint64: rows read
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// The statements of a script that starts at @p firstLine of its document, none of them run yet.
    void begin(const QList<StatementResult> &statements, int firstLine);
    void setRunning(int number);
    void finish(const StatementResult &result);
    /// From the operation's outcome: requests and regions.
    void setCost(qint64 requests, const QStringList &regions);

    [[nodiscard]] const QList<StatementResult> &results() const { return m_results; }
    /// In the document.
    [[nodiscard]] int lineOf(const StatementResult &result) const;
    /// True if a statement read far more rows than it gave back.
    [[nodiscard]] static bool isCostly(const StatementResult &result);
    /// "118,415 rows read · 0 written · 79 ms · WEUR · 3 API calls"; empty if nothing ran.
    [[nodiscard]] QString total() const;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] ShownState stateOf(const StatementResult &result) const;
    [[nodiscard]] QString text(const StatementResult &result, int column) const;

    QList<StatementResult> m_results;
    int m_firstLine = 1;
    int m_running = 0;
    qint64 m_requests = 0;
    QStringList m_regions;
};

/// "38 ms", "1.2 s": how long something took.
[[nodiscard]] QString durationText(std::chrono::microseconds duration);

} // namespace tidemark
