#pragma once

class QAbstractButton;
class QHeaderView;
class QTabBar;
class QWidget;

namespace tidemark {

/// How loud a button is; kept in the dynamic property "emphasis", so that forms can set it too.
enum class Emphasis {
    None,
    Primary, ///< what one came for, one per page
    Danger, ///< takes something away
    Emergency, ///< the way into recovery
    Link, ///< a text that can be followed
};

void setEmphasis(QAbstractButton *button, Emphasis emphasis);
[[nodiscard]] Emphasis emphasisOf(const QWidget *widget);

/// Tabs inside a page are underlined; the tabs of pages have a line on top.
void setInPage(QTabBar *bar);
[[nodiscard]] bool isInPage(const QWidget *widget);

/// Columns of a grid can be moved, so none of them begins at the page margin.
void setInGrid(QHeaderView *header);
[[nodiscard]] bool isInGrid(const QWidget *widget);

} // namespace tidemark
