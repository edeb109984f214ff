#include "settledialog.h"

#include "ui_settledialog.h"

#include <ui/pages/tables.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>

#include <QShortcut>
#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int SettleWidth = 76;
constexpr int WideInCharacters = 110;
constexpr int SettleHeight = 30;

} // namespace

SettleDialog::SettleDialog(const SettleRequest &request, QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::SettleDialog>())
    , m_asksReason(request.asksReason)
    , m_asksName(!request.typedName.isEmpty())
{
    m_ui->setupUi(this);
    setModal(true);
    setWindowTitle(request.question);
    m_ui->outer->setContentsMargins(0, 0, 0, 0);
    m_ui->outer->setSpacing(0);
    m_ui->content->setContentsMargins(Space::Group, Space::Group, Space::Group, Space::Group);
    m_ui->content->setSpacing(Space::Medium);
    m_ui->fields->setHorizontalSpacing(Space::Medium);
    m_ui->fields->setVerticalSpacing(Space::Small);
    m_ui->foot->setSpacing(Space::Small);
    m_ui->target->setTarget(request.target);
    m_ui->question->setFont(typeFont(TypeRole::PageTitle));
    ask(request);
    showItems(request);
    setEmphasis(m_ui->settleConfirm, Emphasis::Primary);
    auto *confirm = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(confirm, &QShortcut::activated, m_ui->settleConfirm, &QPushButton::click);
    connect(m_ui->settleReason, &QLineEdit::textChanged, this, &SettleDialog::showReady);
    connect(m_ui->settleName, &NameField::matchChanged, this, &SettleDialog::showReady);
    showReady();
}

SettleDialog::~SettleDialog() = default;

void SettleDialog::ask(const SettleRequest &request)
{
    m_ui->question->setText(request.question);
    m_ui->explanation->setText(request.explanation);
    m_ui->settleConfirm->setText(request.verb);
    m_ui->momentLabel->setVisible(!request.moments.isEmpty());
    m_ui->settleMoment->setVisible(!request.moments.isEmpty());
    m_ui->settleMoment->addItems(request.moments);
    m_ui->settleMoment->setCurrentIndex(static_cast<int>(request.moments.size()) - 1);
    m_ui->reasonLabel->setVisible(request.asksReason);
    m_ui->settleReason->setVisible(request.asksReason);
    m_ui->settleName->setVisible(m_asksName);
    m_ui->settleName->setExpected(request.typedName);
    if (request.asksReason)
        m_ui->settleReason->setFocus();
    else
        m_ui->settleCancel->setFocus();
}

void SettleDialog::showItems(const SettleRequest &request)
{
    const int character = fontMetrics().averageCharWidth();
    setMinimumWidth(character * SettleWidth);
    if (request.items.isEmpty())
        return;
    m_items.setRows(request.items);
    m_ui->itemsArea->addWidget(
        makeTable(&m_items, "settleItems", tr("What would be recorded"), this), 1);
    resize(character * WideInCharacters, fontMetrics().height() * SettleHeight);
}

void SettleDialog::showReady()
{
    const bool lacksReason = m_asksReason && reason().isEmpty();
    const bool lacksName = m_asksName && !m_ui->settleName->matches();
    m_ui->settleConfirm->setEnabled(!lacksReason && !lacksName);
    m_ui->settleConfirm->setToolTip(lacksReason ? tr("Give a reason first.")
                                    : lacksName ? tr("Type the name of the database first.")
                                                : QString());
}

QString SettleDialog::reason() const
{
    return m_ui->settleReason->text().trimmed();
}

QString SettleDialog::moment() const
{
    return m_ui->settleMoment->currentText();
}

} // namespace tidemark
