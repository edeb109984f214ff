#pragma once

#include "arcticker.h"

#include <ui/statemark.h>

#include <QStyledItemDelegate>

namespace tidemark {

/// One line of a table: names in the mono font and elided in the middle, numbers right, prose elided at its end; a rule
/// under each row. The whole text is the tooltip only where it was elided.
class RowDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit RowDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event,
                   QAbstractItemView *view,
                   const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

    /// Distance from the cell's edge to its text: that of the header.
    [[nodiscard]] static int margin() { return Space::Small; }

    /// Whether an arc was painted and its next picture is on the way.
    [[nodiscard]] bool isTurning() const { return m_arc.isTurning(); }

protected:
    /// What stands in a cell beside the background.
    struct Cell {
        QStyleOptionViewItem option;
        const Theme &theme;
        const QModelIndex &index;
        bool isGroup = false; ///< a heading over its children
        bool isLoss = false; ///< rows are lost
        [[nodiscard]] bool isSelected() const { return option.state & QStyle::State_Selected; }
        /// @p colour, or the colour of a disabled row.
        [[nodiscard]] QColor ink(const QColor &colour) const;
    };

    /// The selection with its bar at the row's start, then the rule under the row.
    virtual void paintBackground(QPainter &painter, const Cell &cell) const;
    virtual void paintCell(QPainter &painter, const Cell &cell) const;
    /// Width of what paintCell() shows, without the margins.
    [[nodiscard]] virtual int contentWidth(const Cell &cell) const;
    /// What is said in the tooltip when it did not fit.
    [[nodiscard]] virtual QString fullText(const Cell &cell) const;

    /// Paints @p text into @p rect, elided as the cell's roles say.
    static void paintText(QPainter &painter,
                          const Cell &cell,
                          const QRect &rect,
                          const QString &text,
                          const QColor &ink);
    [[nodiscard]] static QRect contentRect(const Cell &cell);
    /// What the first column of a table keeps free before its text, beyond the margin.
    [[nodiscard]] static int lead(const Cell &cell);
    /// Paints the state's mark; the arc of a running one turns.
    void paintMark(QPainter &painter, const Cell &cell, const QRect &rect, ShownState state) const;

private:
    [[nodiscard]] Cell cellOf(const QStyleOptionViewItem &option, const QModelIndex &index) const;

    mutable ArcTicker m_arc; // painting is const, and asks for the next picture
};

} // namespace tidemark
