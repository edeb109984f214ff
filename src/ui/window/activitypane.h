#pragma once

#include <models/activitymodel.h>

#include <QWidget>

class QPushButton;
class QTableView;

namespace tidemark {

/// The panel of what goes on and went on; what goes on can be stopped here.
class ActivityPane : public QWidget
{
    Q_OBJECT

public:
    /// @p model outlives the pane.
    explicit ActivityPane(ActivityModel *model, QWidget *parent = nullptr);

private:
    void cancelSelected();
    void updateButton();

    ActivityModel *m_model;
    QTableView *m_table;
    QPushButton *m_cancel;
};

} // namespace tidemark
