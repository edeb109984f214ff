#include "previewstep.h"

#include "ui_previewstep.h"

#include <models/shownstates.h>
#include <ui/errortext.h>
#include <ui/pages/tables.h>
#include <ui/theme.h>

#include <QStyledItemDelegate>
#include <QTableView>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

using Choice = RecoverySession::Choice;
constexpr int RowsOfPreview = 14;
constexpr int RowsOfRepair = 5;

} // namespace

PreviewStep::PreviewStep(RecoverySession &session, QWidget *parent)
    : RecoveryStepWidget(session, parent)
    , m_ui(std::make_unique<Ui::PreviewStep>())
    , m_preview(makeTable(&session.models().preview, "previewTables", tr("What changes"), this))
    , m_rows(makeTable(&session.models().repairable, "repairTables", tr("Tables to repair"), this))
{
    m_ui->setupUi(this);
    dress(m_ui->title, m_ui->facts, { m_ui->choiceHeading });
    for (QLabel *facts : { m_ui->wholeFacts, m_ui->rowsFacts, m_ui->leaveFacts }) {
        quiet(facts);
        facts->setIndent(Space::Group + Space::Tiny); // below the words of the radio button
    }
    m_ui->previewPlace->addWidget(m_preview);
    m_ui->rowsPlace->addWidget(m_rows);
    m_ui->rowsPlace->setContentsMargins(Space::Group + Space::Tiny, 0, 0, 0);
    m_rows->setItemDelegate(new QStyledItemDelegate(m_rows)); // it can be checked
    m_rows->setEditTriggers(QAbstractItemView::NoEditTriggers);
    limitRows(m_preview, RowsOfPreview);
    limitRows(m_rows, RowsOfRepair);
    const auto choose = [this](QRadioButton *button, Choice choice) {
        connect(button, &QRadioButton::toggled, this, [this, choice](bool isOn) {
            if (isOn)
                this->session().setChoice(choice);
        });
    };
    choose(m_ui->restoreWhole, Choice::Whole);
    choose(m_ui->repairRows, Choice::Rows);
    choose(m_ui->leaveAsIs, Choice::Leave);
    connect(m_ui->trouble, &Banner::remedyChosen, this, &RecoveryStepWidget::actionChosen);
    showEverything();
}

PreviewStep::~PreviewStep() = default;

QString PreviewStep::primaryText() const
{
    switch (session().note().choice) {
    case Choice::Whole:
        return tr("&Restore…");
    case Choice::Rows:
        return tr("&Repair…");
    case Choice::Leave:
        break;
    }
    return tr("&Finish");
}

Emphasis PreviewStep::primaryEmphasis() const
{
    return session().note().choice == Choice::Whole ? Emphasis::Danger : Emphasis::Primary;
}

QString PreviewStep::keyHints() const
{
    return tr("↑ ↓ choose · Enter go on · Alt+Left back");
}

QWidget *PreviewStep::firstFocus()
{
    switch (session().note().choice) {
    case Choice::Whole:
        return m_ui->restoreWhole;
    case Choice::Rows:
        return m_ui->repairRows;
    case Choice::Leave:
        break;
    }
    return m_ui->leaveAsIs;
}

void PreviewStep::showEverything()
{
    const auto &moment = session().note().moment;
    if (moment)
        m_ui->facts->setText(
            tr("%1 at %2 UTC, beside now. ≈ was counted at another moment than that one.")
                .arg(session().target().name,
                     moment->at.toUTC().toString(u"d MMM yyyy, HH:mm:ss"_s)));
    showTrouble();
    showChoices();
}

void PreviewStep::showTrouble()
{
    const Activity &looking = *session().looking();
    const Activity &acting = *session().acting();
    // What was refused was refused after the preview was read.
    const auto &error = acting.error() ? acting.error() : looking.error();
    const bool hasTrouble = error && !looking.isRunning() && !acting.isRunning();
    m_ui->trouble->setVisible(hasTrouble);
    if (hasTrouble) {
        m_ui->trouble->clearRemedies();
        m_ui->trouble->setMessage(shown(*error), errorTitle(*error), errorDetails(*error));
        m_ui->trouble->addRemedy(tr("Read a&gain"), u"recoveryPreviewAgain"_s);
    }
    const auto &preview = session().preview();
    const QStringList undone = preview ? preview->migrationsUndone : QStringList();
    m_ui->migrations->setVisible(!undone.isEmpty());
    if (!undone.isEmpty())
        m_ui->migrations->setMessage(
            ShownState::Warning,
            tr("%n migration(s) would go, too", nullptr, static_cast<int>(undone.size())),
            tr("%1. The Worker may expect what goes; it can be applied again afterwards.")
                .arg(undone.join(u", "_s)));
}

void PreviewStep::showChoices()
{
    const Choice choice = session().note().choice;
    m_ui->restoreWhole->setChecked(choice == Choice::Whole);
    m_ui->repairRows->setChecked(choice == Choice::Rows);
    m_ui->leaveAsIs->setChecked(choice == Choice::Leave);
    const bool isRead = session().preview().has_value();
    const QString summary = session().models().preview.summary();
    m_ui->wholeFacts->setText(!isRead             ? tr("The preview is being read…")
                              : summary.isEmpty() ? tr("No table is known to change.")
                                                  : summary);
    const QString whyNoRows = isRead ? session().whyNoRows() : QString();
    const qint64 rows = session().models().repairable.chosenRows();
    m_ui->repairRows->setEnabled(isRead && whyNoRows.isEmpty());
    m_ui->repairRows->setToolTip(whyNoRows);
    m_ui->rowsFacts->setText(!isRead ? QString()
                             : !whyNoRows.isEmpty()
                                 ? whyNoRows
                                 : tr("%n row(s) that the backup has and the database lacks are "
                                      "inserted; nothing else moves.",
                                      nullptr,
                                      static_cast<int>(rows)));
    m_rows->setVisible(choice == Choice::Rows && whyNoRows.isEmpty());
}

} // namespace tidemark
