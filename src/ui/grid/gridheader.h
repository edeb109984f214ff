#pragma once

#include <QHeaderView>

namespace tidemark {

/// The columns' names over a grid, with the marks of what it is sorted by. A click or Space sorts by a column, with Shift
/// beside the others; the arrows go from column to column.
class GridHeader : public QHeaderView
{
    Q_OBJECT

public:
    explicit GridHeader(QWidget *parent);

    [[nodiscard]] int currentSection() const { return m_current; }

signals:
    void sortRequested(int column, bool adds);
    /// A person gave a column this width.
    void widthChosen(int column, int width);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    void initStyleOptionForIndex(QStyleOptionHeader *option, int section) const override;

private:
    void setCurrentSection(int visual);

    int m_current = 0; ///< logical, the one with the keyboard
    bool m_adds = false; ///< Shift was held while the click ended
    bool m_isHeld = false; ///< by the mouse
    int m_resized = -1; ///< the column whose width changes under it
};

} // namespace tidemark
