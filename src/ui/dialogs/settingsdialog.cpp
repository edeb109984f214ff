#include "settingsdialog.h"

#include "ui_settingsdialog.h"

#include <ui/theme.h>

#include <QDesktopServices>
#include <QDir>
#include <QUrl>

namespace tidemark {

SettingsDialog::SettingsDialog(const Context &context, QWidget *parent)
    : QDialog(parent)
    , m_appearance(context.appearance)
    , m_safeModes(context.safeModes)
    , m_ui(std::make_unique<Ui::SettingsDialog>())
{
    m_ui->setupUi(this);
    for (QLabel *title : { m_ui->lookTitle, m_ui->safeTitle, m_ui->foldersTitle })
        title->setFont(typeFont(TypeRole::Strong));
    for (QLabel *note : { m_ui->safeNote, m_ui->foldersNote })
        note->setForegroundRole(QPalette::PlaceholderText);
    for (QLineEdit *path : { m_ui->backupsFolder, m_ui->journalFile })
        path->setFont(typeFont(TypeRole::Mono));
    m_ui->backupsFolder->setText(QDir::toNativeSeparators(context.paths.backups()));
    m_ui->journalFile->setText(QDir::toNativeSeparators(context.paths.journal()));
    for (QLineEdit *path : { m_ui->backupsFolder, m_ui->journalFile })
        path->setCursorPosition(0);
    setMinimumWidth(fontMetrics().averageCharWidth() * 80);
    m_ui->theme->setCurrentIndex(static_cast<int>(m_appearance.choice()));
    connect(m_ui->theme, &QComboBox::currentIndexChanged, this, [this](int index) {
        m_appearance.choose(static_cast<Appearance::Choice>(index));
    });
    fillSafeMode(m_ui->safeLocal, SafeModeScope::Local);
    fillSafeMode(m_ui->safeRemote, SafeModeScope::Remote);
    fillSafeMode(m_ui->safeProduction, SafeModeScope::Production);
    connect(m_ui->backupsOpen, &QPushButton::clicked, this, [folder = context.paths.backups()] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(folder));
    });
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

SettingsDialog::~SettingsDialog() = default;

void SettingsDialog::fillSafeMode(QComboBox *box, SafeModeScope scope)
{
    const bool isProduction = scope == SafeModeScope::Production;
    for (int i = isProduction ? int(SafeMode::AskAndTypeName) : 0; i < SafeModeCount; ++i)
        box->addItem(safeModeWord(SafeMode(i)), i);
    box->setCurrentIndex(box->findData(int(m_safeModes.defaultOf(scope))));
    connect(box, &QComboBox::currentIndexChanged, this, [this, box, scope] {
        m_safeModes.setDefault(scope, SafeMode(box->currentData().toInt()));
    });
}

} // namespace tidemark
