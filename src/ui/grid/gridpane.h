#pragma once

#include <QTimer>
#include <QWidget>

class QScrollBar;

namespace tidemark {

class BrowseSession;
class GridView;

/// The grid of a session with a scroll bar for the whole table: where rows go by rowid it stands for the range of keys, so
/// that any part of ten million rows is one drag away; else for the rows that were read.
class GridPane : public QWidget
{
    Q_OBJECT

public:
    explicit GridPane(BrowseSession *session, QWidget *parent = nullptr);

    [[nodiscard]] GridView *view() const { return m_view; }

private:
    void barMoved(int action);
    void jump();
    void showPlace();
    void placed(int row);
    [[nodiscard]] bool isMapped() const;

    BrowseSession *m_session;
    GridView *m_view;
    QScrollBar *m_bar;
    QTimer m_settling; ///< while the bar is dragged, rows are read where it rests
    bool m_isPlacing = false;
};

} // namespace tidemark
