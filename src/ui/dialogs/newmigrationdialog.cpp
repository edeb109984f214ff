#include "newmigrationdialog.h"

#include "ui_newmigrationdialog.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>

namespace tidemark {

namespace {

constexpr int MigrationNameWidth = 64;

} // namespace

NewMigrationDialog::NewMigrationDialog(const QString &stream,
                                       const QString &directory,
                                       QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::NewMigrationDialog>())
{
    m_ui->setupUi(this);
    setModal(true);
    m_ui->content->setContentsMargins(Space::Group, Space::Group, Space::Group, Space::Group);
    m_ui->content->setSpacing(Space::Medium);
    m_ui->fields->setHorizontalSpacing(Space::Medium);
    m_ui->fields->setVerticalSpacing(Space::Small);
    m_ui->foot->setSpacing(Space::Small);
    m_ui->title->setFont(typeFont(TypeRole::PageTitle));
    m_ui->where->setText(
        tr("For %1, in %2. Its number is the next one; nothing runs.").arg(stream, directory));
    m_ui->trouble->hide();
    setEmphasis(m_ui->newMigrationConfirm, Emphasis::Primary);
    setMinimumWidth(fontMetrics().averageCharWidth() * MigrationNameWidth);
    connect(m_ui->newMigrationName, &QLineEdit::textChanged, this, &NewMigrationDialog::showReady);
    connect(m_ui->newMigrationConfirm, &QPushButton::clicked, this, &NewMigrationDialog::ask);
    showReady();
    m_ui->newMigrationName->setFocus();
}

NewMigrationDialog::~NewMigrationDialog() = default;

void NewMigrationDialog::showReady()
{
    const bool isNamed = !m_ui->newMigrationName->text().trimmed().isEmpty();
    m_ui->newMigrationConfirm->setEnabled(isNamed);
    m_ui->newMigrationConfirm->setToolTip(isNamed ? QString()
                                                  : tr("Say in a few words what it does."));
    m_ui->trouble->hide();
}

void NewMigrationDialog::ask()
{
    emit wanted(m_ui->newMigrationName->text().trimmed(),
                static_cast<MigrationTemplate>(m_ui->newMigrationTemplate->currentIndex()),
                m_ui->newMigrationDown->isChecked());
}

void NewMigrationDialog::showTrouble(const Error &error)
{
    m_ui->trouble->setMessage(shown(error), errorTitle(error), errorDetails(error));
    m_ui->trouble->show();
    m_ui->newMigrationName->setFocus();
}

} // namespace tidemark
