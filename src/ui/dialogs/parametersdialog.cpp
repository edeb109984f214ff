#include "parametersdialog.h"

#include <ui/style/emphasis.h>
#include <ui/theme.h>

#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace tidemark {

using namespace Qt::StringLiterals;

ParametersDialog::ParametersDialog(const QStringList &names,
                                   const QMap<QString, QString> &known,
                                   QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"parametersDialog"_s);
    setWindowTitle(tr("Parameters"));
    setWindowModality(Qt::WindowModal);
    auto *note = new QLabel(tr("Values are bound as text; a column's type decides what they are "
                               "compared as."),
                            this);
    note->setWordWrap(true);
    auto *form = new QFormLayout;
    form->setSpacing(Space::Small);
    for (const QString &name : names) {
        auto *field = new QLineEdit(known.value(name), this);
        field->setObjectName(u"parameter"_s + name);
        field->setFont(typeFont(TypeRole::Mono));
        field->setAccessibleName(tr("Value of %1").arg(name));
        form->addRow(name, field);
        m_fields.insert(name, field);
    }
    auto *buttons = new QDialogButtonBox(this);
    auto *cancel = buttons->addButton(QDialogButtonBox::Cancel);
    auto *use = buttons->addButton(tr("&Use these values"), QDialogButtonBox::AcceptRole);
    cancel->setObjectName(u"parametersCancel"_s);
    use->setObjectName(u"parametersUse"_s);
    use->setDefault(true);
    setEmphasis(use, Emphasis::Primary);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Group, Space::Group, Space::Group, Space::Page);
    layout->setSpacing(Space::Medium);
    layout->addWidget(note);
    layout->addLayout(form);
    layout->addWidget(buttons);
}

QMap<QString, QString> ParametersDialog::values() const
{
    QMap<QString, QString> values;
    for (auto field = m_fields.cbegin(); field != m_fields.cend(); ++field)
        values.insert(field.key(), field.value()->text());
    return values;
}

} // namespace tidemark
