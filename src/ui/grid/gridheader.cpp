#include "gridheader.h"

#include <models/celltext.h>
#include <ui/style/emphasis.h>

#include <QKeyEvent>
#include <QPainter>
#include <QStyleOptionHeader>

namespace tidemark {

namespace {

/// Small digits behind a name say which order comes first; more than nine nobody needs.
constexpr QStringView Places = u"¹²³⁴⁵⁶⁷⁸⁹";

} // namespace

GridHeader::GridHeader(QWidget *parent)
    : QHeaderView(Qt::Horizontal, parent)
{
    setSectionsClickable(true);
    setSectionsMovable(true);
    setHighlightSections(false);
    setFocusPolicy(Qt::StrongFocus);
    setInGrid(this);
    setObjectName(QStringLiteral("gridHeader"));
    setAccessibleName(tr("Columns; Space sorts by one"));
    connect(this, &QHeaderView::sectionResized, this, [this](int section) {
        if (m_isHeld)
            m_resized = section;
    });
    connect(this, &QHeaderView::sectionClicked, this, [this](int section) {
        m_current = section;
        emit sortRequested(section, m_adds);
    });
}

void GridHeader::mousePressEvent(QMouseEvent *event)
{
    m_isHeld = true;
    QHeaderView::mousePressEvent(event);
}

// On an edge it fits the column to what it shows.
void GridHeader::mouseDoubleClickEvent(QMouseEvent *event)
{
    m_isHeld = true;
    QHeaderView::mouseDoubleClickEvent(event);
}

void GridHeader::mouseReleaseEvent(QMouseEvent *event)
{
    m_adds = event->modifiers().testFlag(Qt::ShiftModifier);
    QHeaderView::mouseReleaseEvent(event);
    m_isHeld = false;
    if (const int column = std::exchange(m_resized, -1); column >= 0)
        emit widthChosen(column, sectionSize(column));
}

void GridHeader::keyPressEvent(QKeyEvent *event)
{
    const bool isRightToLeft = layoutDirection() == Qt::RightToLeft;
    const int visual = visualIndex(m_current);
    switch (event->key()) {
    case Qt::Key_Left:
        return setCurrentSection(visual + (isRightToLeft ? 1 : -1));
    case Qt::Key_Right:
        return setCurrentSection(visual + (isRightToLeft ? -1 : 1));
    case Qt::Key_Home:
        return setCurrentSection(0);
    case Qt::Key_End:
        return setCurrentSection(count() - 1);
    case Qt::Key_Space:
        if (m_current < count())
            emit sortRequested(m_current, event->modifiers().testFlag(Qt::ShiftModifier));
        return;
    default:
        event->ignore();
    }
}

void GridHeader::setCurrentSection(int visual)
{
    for (int step = visual >= visualIndex(m_current) ? 1 : -1;
         visual >= 0 && visual < count() && isSectionHidden(logicalIndex(visual));)
        visual += step;
    if (visual < 0 || visual >= count())
        return;
    m_current = logicalIndex(visual);
    const int start = sectionViewportPosition(m_current);
    const int end = start + sectionSize(m_current);
    if (start < 0)
        setOffset(offset() + start);
    else if (end > viewport()->width())
        setOffset(offset() + end - viewport()->width());
    viewport()->update();
}

void GridHeader::focusInEvent(QFocusEvent *event)
{
    QHeaderView::focusInEvent(event);
    viewport()->update();
}

void GridHeader::focusOutEvent(QFocusEvent *event)
{
    QHeaderView::focusOutEvent(event);
    viewport()->update();
}

void GridHeader::initStyleOptionForIndex(QStyleOptionHeader *option, int section) const
{
    QHeaderView::initStyleOptionForIndex(option, section);
    const int place = model()->headerData(section, orientation(), SortPlaceRole).toInt();
    if (place == 0)
        return;
    const bool descending
        = model()->headerData(section, orientation(), SortDescendingRole).toBool();
    option->sortIndicator = descending ? QStyleOptionHeader::SortDown : QStyleOptionHeader::SortUp;
    int sorted = 0;
    for (int i = 0; i < count(); ++i)
        sorted += model()->headerData(i, orientation(), SortPlaceRole).toInt() > 0;
    if (sorted > 1 && place <= Places.size())
        option->text += QLatin1Char(' ') + Places.at(place - 1);
}

void GridHeader::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    painter->save();
    QHeaderView::paintSection(painter, rect, section);
    painter->restore();
    if (!hasFocus() || section != m_current)
        return;
    QStyleOptionFocusRect ring;
    ring.initFrom(this);
    ring.rect = rect;
    style()->drawPrimitive(QStyle::PE_FrameFocusRect, &ring, painter, this);
}

} // namespace tidemark
