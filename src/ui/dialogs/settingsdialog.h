#pragma once

#include <engine/base/paths.h>
#include <models/safemode.h>
#include <ui/appearance.h>

#include <QDialog>

class QComboBox;

namespace tidemark {

namespace Ui {
class SettingsDialog;
} // namespace Ui

/// What can be set for the whole program; each choice holds at once.
class SettingsDialog : public QDialog
{
    Q_OBJECT

public:
    /// What is set; all of it outlives the dialog.
    struct Context {
        Appearance &appearance;
        SafeModes &safeModes;
        Paths paths;
    };
    SettingsDialog(const Context &context, QWidget *parent);
    ~SettingsDialog() override;

private:
    void fillSafeMode(QComboBox *box, SafeModeScope scope);

    Appearance &m_appearance;
    SafeModes &m_safeModes;
    std::unique_ptr<Ui::SettingsDialog> m_ui;
};

} // namespace tidemark
