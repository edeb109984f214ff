#pragma once

#include <models/boardcell.h>

#include <QTableView>

namespace tidemark {

class StatusBoardModel;
class StatusCellDelegate;

/// The table of the status board: cards under environments, the databases' names frozen at its left. Never higher than its rows.
class BoardView : public QTableView
{
    Q_OBJECT

public:
    /// @p model outlives the view.
    explicit BoardView(StatusBoardModel *model, QWidget *parent = nullptr);

signals:
    /// A fact was clicked.
    void factChosen(const QModelIndex &index, tidemark::NavigatorKind page);
    /// Enter, or a double click beside the facts.
    void cellChosen(const QModelIndex &index);
    /// These have come into sight and were never looked at.
    void unknownSeen(const QStringList &targetKeys);

protected:
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void updateGeometries() override;

private:
    /// All rows, the header and a scroll bar that is needed.
    [[nodiscard]] int wholeHeight() const;
    void fitColumns();
    void tellUnknown();
    [[nodiscard]] std::optional<BoardFact> factAt(QPoint position) const;

    StatusBoardModel *m_model;
    StatusCellDelegate *m_delegate;
    QWidget *m_corner;
};

} // namespace tidemark
