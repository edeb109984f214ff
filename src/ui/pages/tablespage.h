#pragma once

#include "databasepage.h"

#include <models/tablelistmodel.h>

class QLineEdit;
class QSortFilterProxyModel;
class QTableView;

namespace tidemark {

class PageHead;

/// The tables and views of a database as a list; Enter opens one.
class TablesPage : public DatabasePage
{
    Q_OBJECT

public:
    TablesPage(DatabaseSession *session, ActionRegistry &actions, QWidget *parent);

    [[nodiscard]] QString title() const override;

private:
    void showEverything();
    void openCurrent();

    TableListModel *m_model;
    QSortFilterProxyModel *m_found;
    PageHead *m_head;
    QLineEdit *m_filter;
    QTableView *m_list;
};

} // namespace tidemark
