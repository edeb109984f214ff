#pragma once

#include <engine/operations/editmigrations.h>

#include <QDialog>

#include <memory>

namespace tidemark {

namespace Ui {
class NewMigrationDialog;
} // namespace Ui

/// Asks what a new migration is called and what it begins with. It writes nothing itself: wanted() is answered by closing it,
/// or by saying why not.
class NewMigrationDialog : public QDialog
{
    Q_OBJECT

public:
    /// @p stream says whose migration it is, @p directory where its file goes.
    NewMigrationDialog(const QString &stream, const QString &directory, QWidget *parent);
    ~NewMigrationDialog() override;

    void showTrouble(const Error &error);

signals:
    void wanted(const QString &description, tidemark::MigrationTemplate kind, bool withDown);

private:
    void showReady();
    void ask();

    std::unique_ptr<Ui::NewMigrationDialog> m_ui;
};

} // namespace tidemark
