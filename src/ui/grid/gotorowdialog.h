#pragma once

#include <engine/operations/browserows.h>

#include <QDialog>

#include <memory>

namespace tidemark {

namespace Ui {
class GoToRowDialog;
} // namespace Ui

/// Asks which row to go to: by its number, or by its key where that is a number too.
class GoToRowDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p key is the name of the key; empty if rows cannot be found by it. @p isRemote: leaving rows out costs.
    GoToRowDialog(const QString &key, bool isRemote, QWidget *parent);
    ~GoToRowDialog() override;

signals:
    void chosen(const BrowsePlace &place);

private:
    void showPrice();
    void choose();

    std::unique_ptr<Ui::GoToRowDialog> m_ui;
    bool m_isRemote;
};

} // namespace tidemark
