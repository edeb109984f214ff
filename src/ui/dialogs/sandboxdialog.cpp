#include "sandboxdialog.h"

#include <ui/errortext.h>
#include <ui/theme.h>
#include <ui/widgets/commandbox.h>

#include <QDialogButtonBox>
#include <QLabel>
#include <QVBoxLayout>

namespace tidemark {

using namespace Qt::StringLiterals;

SandboxDialog::SandboxDialog(const std::optional<Error> &error, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(u"sandboxDialog"_s);
    setWindowTitle(tr("Practise on the sandbox"));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Space::Group, Space::Group, Space::Group, Space::Page);
    layout->setSpacing(Space::Small);
    const auto say = [this, layout](const QString &text) {
        auto *label = new QLabel(text, this);
        label->setWordWrap(true);
        layout->addWidget(label);
    };
    const auto command = [this, layout](const QString &text) {
        auto *box = new CommandBox(this);
        box->setCommand(text);
        layout->addWidget(box);
    };
    say(error ? errorDetails(*error)
              : tr("The program tidemark-sandbox was not found beside Tidemark."));
    say(tr(
        "The sandbox answers like Cloudflare's D1, with three weeks of history to travel in. In a "
        "terminal, start it; it prints its address and a token:"));
    command(u"tidemark-sandbox --demo --port 8788 --token practice"_s);
    say(tr("In a second one, copy the sample project and open Tidemark on it:"));
    command(u"cp -r migrations/nanotype /tmp/nanotype"_s);
    command(
        u"CLOUDFLARE_API_BASE_URL=http://127.0.0.1:8788/client/v4 CLOUDFLARE_API_TOKEN=practice "
        "tidemark /tmp/nanotype"_s);
    say(tr(
        "It is a program of its own so that practising cannot touch an account. Its databases go "
        "with it."));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout->addWidget(buttons);
    setMinimumWidth(fontMetrics().averageCharWidth() * 90);
}

} // namespace tidemark
