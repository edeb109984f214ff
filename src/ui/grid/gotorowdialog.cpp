#include "gotorowdialog.h"

#include "ui_gotorowdialog.h"

#include <QPushButton>
#include <QRegularExpressionValidator>

namespace tidemark {

using namespace Qt::StringLiterals;

GoToRowDialog::GoToRowDialog(const QString &key, bool isRemote, QWidget *parent)
    : QDialog(parent)
    , m_ui(std::make_unique<Ui::GoToRowDialog>())
    , m_isRemote(isRemote)
{
    m_ui->setupUi(this);
    setAttribute(Qt::WA_DeleteOnClose);
    if (!key.isEmpty())
        m_ui->by->addItem(key, true);
    m_ui->by->addItem(tr("Row number, from the first"), false);
    m_ui->number->setValidator(
        new QRegularExpressionValidator(QRegularExpression(u"-?[0-9]{1,19}"_s), this));
    QPushButton *go = m_ui->buttons->button(QDialogButtonBox::Ok);
    go->setText(tr("Go"));
    go->setEnabled(false);
    connect(m_ui->number, &QLineEdit::textChanged, go, [go](const QString &text) {
        bool isNumber = false;
        static_cast<void>(text.toLongLong(&isNumber));
        go->setEnabled(isNumber);
    });
    connect(m_ui->by, &QComboBox::currentIndexChanged, this, &GoToRowDialog::showPrice);
    connect(m_ui->buttons, &QDialogButtonBox::accepted, this, &GoToRowDialog::choose);
    connect(m_ui->buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showPrice();
    m_ui->number->setFocus();
}

GoToRowDialog::~GoToRowDialog() = default;

void GoToRowDialog::showPrice()
{
    const bool isByKey = m_ui->by->currentData().toBool();
    if (isByKey)
        m_ui->price->setText(tr("The first row whose key is not below this is shown."));
    else
        m_ui->price->setText(m_isRemote ? tr("The rows before it are read too, and are paid for.")
                                        : tr("The rows before it are read too."));
}

void GoToRowDialog::choose()
{
    const qint64 number = m_ui->number->text().toLongLong();
    BrowsePlace place;
    if (m_ui->by->currentData().toBool())
        place = { .kind = BrowsePlace::Kind::AtKey, .key = { Value::integer(number) } };
    else
        place = { .kind = BrowsePlace::Kind::AtNumber, .number = qMax<qint64>(0, number - 1) };
    emit chosen(place);
    accept();
}

} // namespace tidemark
