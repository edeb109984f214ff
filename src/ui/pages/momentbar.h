#pragma once

#include <ui/timeline/timelinescale.h>

#include <QWidget>

class QComboBox;
class QLineEdit;

namespace tidemark {

/// The moment as a field to type into, and how much time the timeline shows.
class MomentBar : public QWidget
{
    Q_OBJECT

public:
    explicit MomentBar(QWidget *parent = nullptr);

    /// What a person is typing stays.
    void setMoment(const QDateTime &moment);
    void setZoom(TimelineZoom zoom);
    /// Goes into the field; @p start replaces what is there, empty: all of it is selected.
    void pick(const QString &start = {});

signals:
    void entered(const QDateTime &moment); ///< Return, with a moment that can be read
    void refused(const QString &why);
    void zoomChosen(tidemark::TimelineZoom zoom);

private:
    void read();

    QLineEdit *m_field;
    QComboBox *m_zoom;
};

} // namespace tidemark
