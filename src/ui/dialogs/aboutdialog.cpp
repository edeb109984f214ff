#include "aboutdialog.h"

#include "ui_aboutdialog.h"

#include <ui/resources.h>
#include <ui/theme.h>

#include <QCoreApplication>

namespace tidemark {

namespace {

constexpr int PictureSize = 48;

} // namespace

AboutDialog::AboutDialog(QWidget *parent)
    : QDialog(parent)
{
    Ui::AboutDialog ui;
    ui.setupUi(this);
    ui.picture->setPixmap(applicationIcon().pixmap(PictureSize));
    ui.title->setFont(typeFont(TypeRole::PageTitle));
    ui.versions->setFont(typeFont(TypeRole::Mono));
    ui.versions->setText(
        tr("Tidemark %1 · Qt %2")
            .arg(QStringLiteral(TIDEMARK_VERSION), QString::fromLatin1(qVersion())));
    ui.versions->setAccessibleName(tr("Versions"));
    setMaximumWidth(fontMetrics().averageCharWidth() * 90);
    connect(ui.buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

} // namespace tidemark
