#pragma once

#include <models/navigatormodel.h>
#include <models/pageaddress.h>

#include <QSet>
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
    void select(const PageAddress &address);

signals:
    /// Enter, or a double click, on a row that opens something.
    void opened(const tidemark::PageAddress &address);

private:
    void open(const QModelIndex &index);
    void filter(const QString &text);
    /// The tree was built anew: folds and current row are what they were.
    void restore();
    void restoreFolds(const QModelIndex &below);
    void remember(const QModelIndex &index, bool isOpen);

    NavigatorModel *m_model;
    QSortFilterProxyModel m_filtered;
    QLineEdit *m_filter;
    QTreeView *m_tree;
    QSet<QString> m_refolded; ///< rows that are not folded as they would be by themselves
    std::optional<PageAddress> m_current; ///< the page in front
};

} // namespace tidemark
