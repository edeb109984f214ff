#pragma once

#include "painting.h"

class QStyleOption;
class QStyleOptionHeader;
class QStyleOptionSlider;
class QStyleOptionTab;
class QWidget;

namespace tidemark {

/// Tab bars, headers, scroll bars, menu and status bars of TidemarkStyle.
struct Bars : Brushwork {
    void pageTab(const QStyleOptionTab &tab) const;
    void inPageTab(const QStyleOptionTab &tab) const;
    void header(const QStyleOption &option) const;
    void scrollBar(const QStyleOptionSlider &bar, const QRect &slider) const;
    void menuBarItem(const QStyleOption &option) const;
    void statusBar(const QStyleOption &option) const;
    void progress(const QRect &rect, qreal share) const;
    void treeBranch(const QStyleOption &option) const;
    /// A cell's background: selection with a 3 px bar at the row's start, accent while the view has the keyboard.
    void itemPanel(const QStyleOption &option, const QWidget *view) const;
};

/// What the title of a table's first column has on its left in addition, since that column begins at the page margin; 0 for the
/// others, and for every column of a grid.
[[nodiscard]] int leadingMargin(const QStyleOptionHeader &header, const QWidget *widget);
/// The slider of a bar without line buttons, and the pages before and after it.
[[nodiscard]] QRect scrollBarPart(const QStyleOptionSlider &bar, QStyle::SubControl part);

} // namespace tidemark
