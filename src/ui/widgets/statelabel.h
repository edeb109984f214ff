#pragma once

#include <models/roles.h>

#include <QBasicTimer>
#include <QWidget>

namespace tidemark {

/// A state as mark and word. The arc of a running state turns, unless the desktop wants no animations.
class StateLabel : public QWidget
{
    Q_OBJECT

public:
    explicit StateLabel(QWidget *parent = nullptr);

    /// @p text replaces the state's word: "Nothing can be applied until …" under the mark of Blocked.
    void setState(ShownState state, const QString &text = {});
    /// Lets a sentence take several lines instead of being elided.
    void setWordWrap(bool wrap);
    [[nodiscard]] ShownState state() const { return m_state; }
    [[nodiscard]] QString text() const { return m_text; }
    [[nodiscard]] bool isTurning() const { return m_turning.isActive(); }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] bool hasHeightForWidth() const override { return m_wraps; }
    [[nodiscard]] int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool event(QEvent *event) override;

private:
    void updateTurning();
    [[nodiscard]] QRect textRect() const;

    ShownState m_state = ShownState::Unknown;
    QString m_text;
    QBasicTimer m_turning;
    int m_step = 0;
    bool m_wraps = false;
};

} // namespace tidemark
