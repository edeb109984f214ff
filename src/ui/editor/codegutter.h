#pragma once

#include <QWidget>

namespace tidemark {

class CodeView;

/// Line numbers and the marks of findings beside a CodeView, which lays it out.
class CodeGutter : public QWidget
{
    Q_OBJECT

public:
    explicit CodeGutter(CodeView *view);

    [[nodiscard]] int neededWidth() const;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    bool event(QEvent *event) override;

private:
    CodeView *m_view;
};

} // namespace tidemark
