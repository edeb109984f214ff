#pragma once

#include "timelinelayout.h"

#include <QPointer>
#include <QWidget>

namespace tidemark {

/// The last days of a database, drawn: what was written, migrated, restored, backed up and changed from outside, and the
/// moment to go back to, which is dragged, or moved by keys.
///
/// Left and Right move by a minute, with Shift by an hour, with Alt by a day, with Ctrl to the minute before the next or the
/// previous event; Home and End go to the edges; + and - and the wheel zoom. A click on a mark goes to the minute before it.
class TimelineView : public QWidget
{
    Q_OBJECT

public:
    explicit TimelineView(QWidget *parent = nullptr);

    /// The model outlives the view or goes with it; nullptr: nothing is drawn.
    void setModel(TimelineModel *model);
    [[nodiscard]] TimelineModel *model() const { return m_model; }

    /// The right end of time. A window that ended at the old one follows.
    void setNow(const QDateTime &now);
    [[nodiscard]] QDateTime now() const { return m_now; }
    /// Before @p oldest nothing can be reached; invalid: 30 days. The handle stays where it is.
    void setOldest(const QDateTime &oldest);
    [[nodiscard]] QDateTime oldest() const;
    /// The line over the lane names: "Time Travel window: 30 days".
    void setReach(const QString &text);

    /// Where the handle is. Moments before oldest() and after now() become those. Says momentMoved() if it moved, and brings
    /// the handle into sight.
    void setMoment(const QDateTime &moment);
    [[nodiscard]] QDateTime moment() const { return m_moment; }
    /// What is known of the moment, for the spoken value: "bookmark resolved".
    void setMomentNote(const QString &note);
    /// "14 November 2026, 16:20 UTC, bookmark resolved".
    [[nodiscard]] QString spokenValue() const;

    void setZoom(TimelineZoom zoom);
    [[nodiscard]] TimelineZoom zoom() const { return m_zoom; }
    void zoomIn();
    void zoomOut();

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    /// Where the event in @p row of the model is drawn; invalid if it is not in sight.
    [[nodiscard]] QPointF markOf(int row) const;
    /// Where a moment is drawn, in the widget's coordinates.
    [[nodiscard]] qreal positionOf(const QDateTime &moment) const { return scale().x(moment); }

signals:
    void momentMoved(const QDateTime &moment);
    void momentEntered(); ///< Return was pressed
    void typed(const QString &digit); ///< a digit: it belongs into the field with the moment
    void zoomChanged();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;

private:
    [[nodiscard]] QFontMetrics smallMetrics() const;
    [[nodiscard]] TimelineLayout layOut() const;
    [[nodiscard]] TimelineScale scale() const;
    [[nodiscard]] QList<PlacedEvent> placed() const;
    /// Row of the topmost mark at @p position; -1 if there is none.
    [[nodiscard]] int rowAt(const QPointF &position) const;
    [[nodiscard]] QString toolTipAt(const QPointF &position) const;
    [[nodiscard]] bool isOwnKey(const QKeyEvent &event) const;
    bool moveByKey(const QKeyEvent &event);
    void moveBy(qint64 milliseconds);
    void moveToEvent(bool forward);
    void moveTo(const QPointF &position);
    void zoomAround(int steps, const QDateTime &fixed);
    void showMoment();
    void setEnd(const QDateTime &end);

    QPointer<TimelineModel> m_model;
    QDateTime m_now;
    QDateTime m_oldest;
    QDateTime m_end; ///< of the window
    QDateTime m_moment;
    QString m_note;
    QString m_reach;
    TimelineZoom m_zoom = TimelineZoom::Month;
    int m_wheel = 0;
    int m_pressedRow = -1;
    bool m_isDragging = false;
};

} // namespace tidemark
