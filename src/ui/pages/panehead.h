#pragma once

#include <QWidget>

class QTabBar;

namespace tidemark {

/// The head of a pane inside a page: its tabs, a line of facts at the end, and one rule below both.
class PaneHead : public QWidget
{
public:
    /// Takes both; @p facts may be nullptr.
    PaneHead(QTabBar *tabs, QWidget *facts, QWidget *parent);

protected:
    void paintEvent(QPaintEvent *event) override;
};

} // namespace tidemark
