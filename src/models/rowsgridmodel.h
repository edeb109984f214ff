#pragma once

#include "celltext.h"

#include <engine/operations/browserows.h>

#include <QAbstractTableModel>

#include <deque>
#include <optional>

namespace tidemark {

/// Consecutive rows of a table of any size: a window that grows where the view goes and loses rows at its other end. Where
/// there are more rows, a few that are not read yet stand before and after, so that a view can scroll towards them. It
/// reads nothing itself: whoever loads hands it pages.
class RowsGridModel final : public QAbstractTableModel, public CellSource
{
    Q_OBJECT

public:
    static constexpr int MostRows = 100'000; ///< held at a time
    static constexpr qint64 MostBytes = 64LL * 1024 * 1024; ///< held at a time, about
    static constexpr int WaitingRows = 100; ///< before and after, where there is more

    /// Where the first row of a new window lies.
    struct Start {
        bool isFirst = true; ///< nothing comes before it
        std::optional<qint64> number = 0; ///< rows before it, if that is known
        bool isEstimate = false; ///< of the number
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// Another table: no rows. @p references are its columns that refer to another table.
    void setObject(const BrowsedObject &object, const QStringList &references = {});
    [[nodiscard]] const BrowsedObject &object() const { return m_object; }
    void setOrder(const QList<RowOrder> &order);

    /// Nothing but rows that are not read yet.
    void wait();
    /// The window is @p page and nothing else. @p hasMore: rows come after it.
    void setPage(const RowPage &page, const Start &start, bool hasMore);
    /// @p page follows the last row; rows may go at the start.
    void append(const RowPage &page);
    /// @p page comes before the first row; rows may go at the end.
    void prepend(const RowPage &page);

    /// Rows that are read; those before them are firstHeld() in number.
    [[nodiscard]] int held() const { return static_cast<int>(m_rows.size()); }
    [[nodiscard]] int firstHeld() const { return m_before; }
    [[nodiscard]] bool hasBefore() const { return m_before > 0; }
    [[nodiscard]] bool hasAfter() const { return m_after > 0; }
    [[nodiscard]] bool isHeld(int row) const { return row >= m_before && row < m_before + held(); }
    /// Of a held row.
    [[nodiscard]] const Row &key(int row) const;
    [[nodiscard]] const Row &values(int row) const;
    /// True if the value was cut and must be read whole to be shown whole.
    [[nodiscard]] bool isCut(int row, int column) const;
    /// How many rows lie before @p row; empty if nobody knows.
    [[nodiscard]] std::optional<qint64> number(int row) const;
    [[nodiscard]] bool isNumberEstimate() const { return m_start.isEstimate; }

    [[nodiscard]] const Value *value(int row, int column) const override;
    [[nodiscard]] qint64 size(int row, int column) const override;
    [[nodiscard]] bool isName(int column) const override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant
    headerData(int section, Qt::Orientation orientation, int role) const override;

signals:
    /// What a view showed now stands @p rows further down (or up, if negative): follow it.
    void shifted(int rows);

private:
    struct HeldRow {
        Row values;
        Row key;
        QList<std::pair<int, qint64>> cut = {}; ///< column and whole size
        qint64 bytes = 0;
    };
    [[nodiscard]] static QList<HeldRow> rowsOf(const RowPage &page, int columns);
    [[nodiscard]] const HeldRow &at(int row) const;
    [[nodiscard]] QVariant columnHeader(int column, int role) const;
    [[nodiscard]] bool isFull() const { return m_bytes > MostBytes || held() > MostRows; }
    void setAfter(int rows);
    void setBefore(int rows);
    void dropFirst();
    void dropLast();
    void rowsChanged(int first, int last);

    BrowsedObject m_object;
    QStringList m_references;
    QList<RowOrder> m_order;
    std::deque<HeldRow> m_rows;
    qint64 m_bytes = 0;
    Start m_start;
    int m_before = 0; ///< rows that wait, before and after
    int m_after = 0;
};

} // namespace tidemark
