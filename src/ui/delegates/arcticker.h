#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>

class QWidget;

namespace tidemark {

/// Turns the arc of running states in a view: each painted arc asks for the next picture, so that it stops by itself when
/// none is seen any more.
class ArcTicker : public QObject
{
    Q_OBJECT

public:
    ArcTicker();

    /// The step to paint now in @p view, the delegate's option.widget; 0 where the desktop wants nothing to move.
    [[nodiscard]] int stepFor(const QWidget *view);
    [[nodiscard]] bool isTurning() const { return m_next.isActive(); }

private:
    QElapsedTimer m_since;
    QTimer m_next;
    QPointer<QWidget> m_viewport;
};

} // namespace tidemark
