#pragma once

#include <models/roles.h>

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QProgressBar;

namespace tidemark {

class ElidedLabel;
class StateLabel;

/// The page's subject, the line of facts under it, and what can be done; the buttons go below in a narrow window.
class PageHead : public QWidget
{
    Q_OBJECT

public:
    explicit PageHead(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    void setFacts(const QString &facts);
    [[nodiscard]] QString title() const;
    /// While the old content stays and is read anew: the arc stands before the facts.
    void setRefreshing(bool refreshing);
    /// While there is nothing to show yet: after 300 ms a thin moving bar appears under the head.
    void setLoading(bool loading);

    /// Buttons and fields, left to right. The head takes the widget.
    void addControl(QWidget *control);

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void refold();

    ElidedLabel *m_title;
    ElidedLabel *m_facts;
    StateLabel *m_refreshing;
    QBoxLayout *m_row;
    QWidget *m_controlArea;
    QBoxLayout *m_controls;
    QProgressBar *m_progress;
    QTimer m_loading;
};

} // namespace tidemark
