#pragma once

#include <models/navigatormodel.h>

#include <QSortFilterProxyModel>
#include <QWidget>

class QLineEdit;
class QTreeView;

namespace tidemark {

/// The filter and the tree of projects, databases and tables.
class NavigatorPane : public QWidget
{
    Q_OBJECT

public:
    /// @p model outlives the pane.
    explicit NavigatorPane(NavigatorModel *model, QWidget *parent = nullptr);

    /// Selects the row of a page without opening it.
    void select(const QString &targetKey, NavigatorKind kind);

signals:
    /// Enter, or a double click, on a row that opens something.
    void opened(const QString &targetKey, tidemark::NavigatorKind kind, const QString &name);

private:
    void open(const QModelIndex &index);
    void unfold();

    NavigatorModel *m_model;
    QSortFilterProxyModel m_filtered;
    QLineEdit *m_filter;
    QTreeView *m_tree;
};

} // namespace tidemark
