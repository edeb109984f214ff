#include "fixdialog.h"

#include "ui_fixdialog.h"

#include <ui/editor/codeview.h>
#include <ui/style/emphasis.h>
#include <ui/theme.h>

#include <QShortcut>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

/// A sheet of this many characters shows a statement without scrolling.
constexpr int WidthInCharacters = 96;
constexpr int HeightInLines = 32;

QString inWords(const QList<SchemaDifference> &differences)
{
    QStringList names;
    for (const SchemaDifference &difference : differences)
        names.append(difference.name);
    return names.join(u", "_s);
}

} // namespace

FixDialog::FixDialog(FixProposals proposals, const SyntaxLibrary &library, QWidget *parent)
    : QDialog(parent)
    , m_proposals(std::move(proposals))
    , m_ui(std::make_unique<Ui::FixDialog>())
    , m_sql(new CodeView(library, this))
{
    m_ui->setupUi(this);
    setModal(true);
    m_ui->content->setContentsMargins(Space::Group, Space::Group, Space::Group, Space::Group);
    m_ui->content->setSpacing(Space::Small);
    m_ui->foot->setSpacing(Space::Small);
    m_ui->title->setFont(typeFont(TypeRole::PageTitle));
    m_ui->promise->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    m_sql->setObjectName(u"fixSql"_s);
    m_ui->sqlArea->addWidget(m_sql, 1);
    setEmphasis(m_ui->fixConfirm, Emphasis::Primary);
    for (QRadioButton *way : { m_ui->repair, m_ui->absorb, m_ui->runAgain })
        connect(way, &QRadioButton::toggled, this, &FixDialog::showChoice);
    auto *confirm = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Return), this);
    connect(confirm, &QShortcut::activated, m_ui->fixConfirm, &QPushButton::click);
    offer();
    showChoice();
    resize(fontMetrics().averageCharWidth() * WidthInCharacters,
           fontMetrics().height() * HeightInLines);
}

FixDialog::~FixDialog() = default;

void FixDialog::offer()
{
    m_ui->repair->setEnabled(!m_proposals.repair.statements.isEmpty());
    m_ui->absorb->setEnabled(!m_proposals.absorb.statements.isEmpty());
    m_ui->runAgain->setEnabled(!m_proposals.runAgain.isEmpty());
    const QString why = tr("No statement was found that is proved to do this.");
    m_ui->repair->setToolTip(m_ui->repair->isEnabled() ? QString() : why);
    m_ui->absorb->setToolTip(m_ui->absorb->isEnabled() ? QString() : why);
    m_ui->runAgain->setToolTip(m_ui->runAgain->isEnabled()
                                   ? QString()
                                   : tr("Every recorded migration shows in the database."));
    for (QRadioButton *way : { m_ui->runAgain, m_ui->repair, m_ui->absorb }) {
        if (way->isEnabled()) {
            way->setChecked(true);
            way->setFocus();
            break;
        }
    }
}

QString FixDialog::sqlOf(const FixProposal &proposal) const
{
    QString text;
    for (const QByteArray &statement : proposal.statements)
        text += QString::fromUtf8(statement) + (statement.endsWith(';') ? u"\n"_s : u";\n"_s);
    return text;
}

void FixDialog::showChoice()
{
    const QString again = runAgain();
    const FixProposal proposal = chosen();
    if (!again.isEmpty())
        m_sql->setScript(tr("the way"),
                         tr("-- %1 is marked as pending and runs again.").arg(again));
    else
        m_sql->setScript(tr("the new migration"), sqlOf(proposal));
    m_ui->left->setVisible(again.isEmpty() && !proposal.left.isEmpty());
    m_ui->left->setText(
        tr("Not covered, and to be mended by hand: %1").arg(inWords(proposal.left)));
    m_ui->fixConfirm->setText(again.isEmpty() ? tr("&Write and rehearse")
                                              : tr("&Go to the migration"));
    m_ui->promise->setText(again.isEmpty()
                               ? tr("Nothing runs: the migration is written and rehearsed.")
                               : tr("Nothing runs: the migration is shown with its remedies."));
    m_ui->fixConfirm->setEnabled(!again.isEmpty() || !proposal.statements.isEmpty());
}

FixProposal FixDialog::chosen() const
{
    if (m_ui->repair->isChecked())
        return m_proposals.repair;
    return m_ui->absorb->isChecked() ? m_proposals.absorb : FixProposal();
}

QString FixDialog::runAgain() const
{
    return m_ui->runAgain->isChecked() ? m_proposals.runAgain.value(0) : QString();
}

} // namespace tidemark
