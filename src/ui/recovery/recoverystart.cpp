#include "recoverystart.h"

#include "ui_recoverystart.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/theme.h>

#include <QFileDialog>

namespace tidemark {

using namespace Qt::StringLiterals;

RecoveryStart::RecoveryStart(RecoveryTargets &targets, QWidget *parent)
    : QWidget(parent)
    , m_targets(targets)
    , m_ui(std::make_unique<Ui::RecoveryStart>())
{
    m_ui->setupUi(this);
    m_ui->title->setFont(typeFont(TypeRole::PageTitle));
    m_ui->facts->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel *heading : { m_ui->accountHeading, m_ui->fileHeading })
        heading->setFont(typeFont(TypeRole::Section));
    layout()->setContentsMargins(Space::Group, Space::Page, Space::Group, Space::Medium);
    layout()->setSpacing(Space::Small);
    setBackgroundRole(QPalette::Base);
    setAutoFillBackground(true);
    m_ui->databases->setFrameShape(QFrame::StyledPanel);
    connect(&targets, &RecoveryTargets::changed, this, &RecoveryStart::showTargets);
    connect(m_ui->filter, &QLineEdit::textChanged, this, &RecoveryStart::showTargets);
    connect(
        m_ui->databases, &QListWidget::currentRowChanged, this, &RecoveryStart::selectionChanged);
    connect(m_ui->accountRead, &QPushButton::clicked, this, &RecoveryStart::readAccount);
    connect(m_ui->fileChoose, &QPushButton::clicked, this, &RecoveryStart::chooseFile);
    connect(m_ui->fileAdd, &QPushButton::clicked, this, &RecoveryStart::addFile);
    showTargets();
}

RecoveryStart::~RecoveryStart() = default;

const RecoveryTarget *RecoveryStart::selected() const
{
    const auto *item = m_ui->databases->currentItem();
    const int index = item ? item->data(Qt::UserRole).toInt() : -1;
    return index >= 0 && index < m_targets.targets().size() ? &m_targets.targets().at(index)
                                                            : nullptr;
}

QWidget *RecoveryStart::firstFocus()
{
    return m_ui->databases->count() > 0 ? static_cast<QWidget *>(m_ui->databases) : m_ui->account;
}

bool RecoveryStart::takeReturn()
{
    if (m_ui->account->hasFocus() || m_ui->token->hasFocus()) {
        readAccount();
        return true;
    }
    if (m_ui->file->hasFocus()) {
        addFile();
        return true;
    }
    return false;
}

void RecoveryStart::showProblem(const Error &error)
{
    m_problem = error;
    showTrouble();
}

void RecoveryStart::showTargets()
{
    const auto *before = selected();
    const QString key = before ? before->note.target.key() : QString();
    const QString wanted = m_ui->filter->text();
    m_ui->databases->clear();
    for (int i = 0; i < m_targets.targets().size(); ++i) {
        const Target &target = m_targets.targets().at(i).note.target;
        const QString text = target.kind == DatabaseKind::Sqlite ? target.file : target.label();
        if (!text.contains(wanted, Qt::CaseInsensitive))
            continue;
        auto *item = new QListWidgetItem(text, m_ui->databases);
        item->setData(Qt::UserRole, i);
        if (target.key() == key || m_ui->databases->count() == 1)
            m_ui->databases->setCurrentItem(item);
    }
    const bool isReading = m_targets.reading()->isRunning();
    m_ui->accountRead->setEnabled(!isReading);
    m_ui->accountRead->setText(isReading ? tr("Asking…") : tr("L&ist its databases"));
    if (isReading || !m_targets.reading()->error())
        m_problem.reset();
    showTrouble();
    emit selectionChanged();
}

void RecoveryStart::showTrouble()
{
    const auto &reading = m_targets.reading()->error();
    const auto &error = reading ? reading : m_problem;
    m_ui->trouble->setVisible(error.has_value());
    if (error)
        m_ui->trouble->setMessage(shown(*error), errorTitle(*error), errorDetails(*error));
}

void RecoveryStart::readAccount()
{
    m_targets.readAccount(m_ui->account->text().trimmed(),
                          Secret(m_ui->token->text().trimmed().toUtf8()));
    m_ui->token->clear();
    m_ui->databases->setFocus(Qt::OtherFocusReason);
}

void RecoveryStart::chooseFile()
{
    auto *dialog = new QFileDialog(this, tr("A SQLite file"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters(
        { tr("SQLite databases (*.sqlite *.sqlite3 *.db)"), tr("All files (*)") });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_ui->file->setText(file);
        addFile();
    });
    dialog->open();
}

void RecoveryStart::addFile()
{
    const QString file = m_ui->file->text().trimmed();
    if (file.isEmpty())
        return;
    const auto added = m_targets.addFile(file);
    if (!added) {
        showProblem(added.error());
        return;
    }
    m_ui->databases->setCurrentRow(m_ui->databases->count() - 1);
    m_ui->databases->setFocus(Qt::OtherFocusReason);
}

} // namespace tidemark
