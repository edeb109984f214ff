#pragma once

#include <QDialog>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>

class QTableView;

namespace tidemark {

class ActionRegistry;

namespace Ui {
class ShortcutsDialog;
} // namespace Ui

/// Every action with its keys: found, given others, put back. Keys that another action holds are refused and its name is said.
class ShortcutsDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p actions outlive the dialog.
    ShortcutsDialog(ActionRegistry &actions, QWidget *parent);
    ~ShortcutsDialog() override;

private:
    void fill();
    void showChosen();
    void assign();
    void clear();
    void reset();
    void showRow(int row);
    /// Of the chosen row; empty: none.
    [[nodiscard]] QString chosen() const;

    ActionRegistry &m_actions;
    std::unique_ptr<Ui::ShortcutsDialog> m_ui;
    QStandardItemModel m_model;
    QSortFilterProxyModel m_filtered;
    QTableView *m_list;
};

} // namespace tidemark
