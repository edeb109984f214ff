#pragma once

#include <models/roles.h>

#include <QWidget>

class QHBoxLayout;
class QProgressBar;

namespace tidemark {

class StateLabel;

/// The end of a page: its verdict in a sentence, then the buttons that act on it. While something runs, the step and how
/// far it is.
class PageFoot : public QWidget
{
    Q_OBJECT

public:
    explicit PageFoot(QWidget *parent = nullptr);

    void setVerdict(ShownState state, const QString &sentence);
    [[nodiscard]] QString verdict() const;
    /// "Step 2 of 3: 0005_add_permissions_table"; @p step from 1 to @p steps.
    void setProgress(int step, int steps, const QString &subject);
    void endProgress();

    /// Buttons, left to right. The foot takes the widget.
    void addControl(QWidget *control);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    StateLabel *m_verdict;
    QProgressBar *m_progress;
    QHBoxLayout *m_row;
};

} // namespace tidemark
