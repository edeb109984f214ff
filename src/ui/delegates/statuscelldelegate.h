#pragma once

#include "arcticker.h"

#include <models/boardcell.h>

#include <QStyledItemDelegate>

namespace tidemark {

/// A cell of the status board as a card: mark and state, then a line for each fact, marked only where it is not well. Tinted for
/// errors and warnings alone; a plain sentence where there is no database.
class StatusCellDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit StatusCellDelegate(QObject *parent = nullptr);

    void paint(QPainter *painter,
               const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option,
                                 const QModelIndex &index) const override;
    bool helpEvent(QHelpEvent *event,
                   QAbstractItemView *view,
                   const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

    /// The height of every row, for the font of @p widget.
    [[nodiscard]] static int rowHeight(const QWidget *widget);
    /// The fact under @p position in a cell that fills @p cell; empty: none.
    [[nodiscard]] std::optional<BoardFact> factAt(const QWidget *widget,
                                                  const QRect &cell,
                                                  QPoint position,
                                                  const QModelIndex &index) const;

private:
    void paintCard(QPainter &painter, const QStyleOptionViewItem &option, ShownState state) const;
    void paintFacts(QPainter &painter,
                    const QStyleOptionViewItem &option,
                    const QList<BoardFact> &facts) const;

    mutable ArcTicker m_arc; // painting is const, and asks for the next picture
};

} // namespace tidemark
