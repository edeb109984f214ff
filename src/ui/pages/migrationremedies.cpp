#include "migrationremedies.h"

#include "databasepage.h"

#include <models/safemode.h>
#include <models/shownstates.h>
#include <ui/dialogs/newmigrationdialog.h>
#include <ui/dialogs/reviewdialog.h>
#include <ui/dialogs/settledialog.h>

#include <QFileInfo>

namespace tidemark {

using namespace Qt::StringLiterals;

MigrationRemedies::MigrationRemedies(DatabaseSession *session,
                                     const SyntaxLibrary &library,
                                     QWidget *page)
    : QObject(page)
    , m_session(session)
    , m_library(library)
    , m_page(page)
{
    connect(session, &DatabaseSession::settlementProposed, this, &MigrationRemedies::showProposal);
}

QString MigrationRemedies::whyNot() const
{
    if (m_session->phase() != DatabaseSession::Phase::Idle)
        return tr("Something is running.");
    return m_session->safeMode() == SafeMode::ReadOnly
               ? tr("The padlock of this database says Read-only.")
               : QString();
}

SettleRequest MigrationRemedies::blank() const
{
    SettleRequest request;
    request.target = shownTarget(m_session->target());
    if (m_session->safeMode() == SafeMode::AskAndTypeName)
        request.typedName = m_session->target().name;
    return request;
}

template<typename Then>
void MigrationRemedies::ask(const SettleRequest &request, Then then)
{
    auto *dialog = new SettleDialog(request, m_page->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [dialog, then] { then(*dialog); });
    dialog->open();
}

void MigrationRemedies::apply(Remedy remedy, const MigrationStatus &migration)
{
    const QString key = m_session->target().key();
    switch (remedy) {
    case Remedy::RunOutOfOrder:
        emit runWanted({ .up = { .only = migration.id, .allowOutOfOrder = true } });
        break;
    case Remedy::ShowDifference:
        emit differenceWanted();
        break;
    case Remedy::AcceptEdit:
        acceptEdit(migration);
        break;
    case Remedy::PutBack:
        putBack(migration);
        break;
    case Remedy::KeepBoth:
        keepBoth(migration);
        break;
    case Remedy::Renumber:
        renumber(migration);
        break;
    case Remedy::MarkApplied:
        markApplied(migration);
        break;
    case Remedy::MarkPending:
        markPending(migration);
        break;
    case Remedy::OpenVerification:
        emit openRequested({ .kind = NavigatorKind::Verification, .targetKey = key });
        break;
    case Remedy::FindMoment:
        emit openRequested({ .kind = NavigatorKind::TimeTravel, .targetKey = key });
        break;
    }
}

void MigrationRemedies::acceptEdit(const MigrationStatus &migration)
{
    SettleRequest request = blank();
    request.question = tr("Accept the edit of %1?").arg(migration.id);
    request.explanation
        = tr("From now on the file counts as what ran. The database is compared first "
             "and not changed; the SQL that ran stays in the history.");
    request.verb = tr("&Accept edit");
    request.asksReason = true;
    const QString id = migration.id;
    ask(request,
        [this, id](const SettleDialog &dialog) { m_session->acceptEdit(id, dialog.reason()); });
}

void MigrationRemedies::putBack(const MigrationStatus &migration)
{
    SettleRequest request = blank();
    request.question = tr("Put the file of %1 back?").arg(migration.id);
    request.explanation
        = tr("The file gets the SQL that ran, as the history kept it. What stands in "
             "it now is replaced; the database is not touched.");
    request.verb = tr("&Put the file back");
    request.typedName.clear(); // it is a file on this computer
    const QString id = migration.id;
    ask(request, [this, id](const SettleDialog &) { m_session->putBack(id); });
}

void MigrationRemedies::keepBoth(const MigrationStatus &migration)
{
    const auto proposed = m_session->proposePair(migration.id);
    if (!proposed) {
        SettleRequest request = blank();
        request.question = tr("These cannot be kept as a pair");
        request.explanation = proposed.error().message + u' ' + proposed.error().remedy;
        request.verb = tr("&Close");
        request.typedName.clear();
        ask(request, [](const SettleDialog &) {});
        return;
    }
    const SettingsEdit &edit = *proposed;
    ReviewRequest request;
    request.question = tr("Keep both migrations with the number %1?").arg(migration.version);
    request.target = shownTarget(m_session->target());
    request.steps = { { .name = shownFile(edit.file),
                        .pill = edit.isNew ? tr("a new file") : tr("added"),
                        .sql = QString::fromUtf8(edit.added) } };
    request.facts = { tr("They run in the order named here."),
                      tr("Only this file changes. Nothing runs."),
                      tr("The change can be undone on this page.") };
    request.verb = tr("Keep both");
    auto *dialog = new ReviewDialog(request, m_library, m_page->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, edit] { m_session->changeSettings(edit); });
    dialog->open();
}

void MigrationRemedies::renumber(const MigrationStatus &migration)
{
    SettleRequest request = blank();
    request.question = tr("Give %1 the next free number?").arg(migration.id);
    request.explanation
        = tr("Its files are renamed. A database elsewhere that has it already would "
             "take it for another migration.");
    request.verb = tr("&Renumber");
    request.typedName.clear();
    const QString id = migration.id;
    ask(request, [this, id](const SettleDialog &) { m_session->renumber(id); });
}

void MigrationRemedies::markApplied(const MigrationStatus &migration)
{
    SettleRequest request = blank();
    request.question = tr("Mark %1 as applied?").arg(migration.id);
    request.explanation = tr("Nothing of it runs. The schema is compared first: it must show the "
                             "migration.");
    request.verb = tr("&Mark as applied");
    request.asksReason = true;
    const QString id = migration.id;
    ask(request,
        [this, id](const SettleDialog &dialog) { m_session->markApplied(id, dialog.reason()); });
}

void MigrationRemedies::markPending(const MigrationStatus &migration)
{
    SettleRequest request = blank();
    request.question = tr("Mark %1 as pending?").arg(migration.id);
    request.explanation
        = tr("It would run again with the next plan. The schema is compared first: it "
             "must not show the migration.");
    request.verb = tr("&Mark as pending");
    request.asksReason = true;
    const QString id = migration.id;
    ask(request,
        [this, id](const SettleDialog &dialog) { m_session->markPending(id, dialog.reason()); });
}

void MigrationRemedies::writeNew()
{
    auto *dialog = new NewMigrationDialog(m_session->target().stream,
                                          shownFile(m_session->stream().config.directory),
                                          m_page->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog,
            &NewMigrationDialog::wanted,
            this,
            [this, dialog](const QString &description, MigrationTemplate kind, bool withDown) {
                const auto written = m_session->writeMigration(description, kind, withDown);
                if (written)
                    dialog->accept();
                else
                    dialog->showTrouble(written.error());
            });
    dialog->open();
}

void MigrationRemedies::adopt()
{
    m_baselineTo.reset();
    m_isAsked = true;
    m_session->proposeAdoption();
}

void MigrationRemedies::setBaseline()
{
    SettleRequest request = blank();
    request.question = tr("Up to where are the migrations in the database?");
    request.explanation
        = tr("They are recorded without running. The schema is compared first: it must "
             "be the one that they make.");
    request.verb = tr("&Compare");
    request.typedName.clear(); // nothing is written yet
    for (const Migration &migration : m_session->stream().migrations)
        request.moments.append(migration.id);
    ask(request, [this](const SettleDialog &dialog) {
        m_baselineTo = dialog.moment();
        m_isAsked = true;
        m_session->proposeBaseline(*m_baselineTo);
    });
}

void MigrationRemedies::showProposal(const QList<AdoptionItem> &items)
{
    if (!std::exchange(m_isAsked, false))
        return;
    if (m_baselineTo)
        askForBaseline(items);
    else
        askForAdoption(items);
}

void MigrationRemedies::askForAdoption(const QList<AdoptionItem> &items)
{
    const auto proposed = std::count_if(
        items.begin(), items.end(), [](const AdoptionItem &item) { return item.propose; });
    const int count = static_cast<int>(proposed);
    SettleRequest request = blank();
    request.question = tr("Record %n migration(s) that the database shows?", nullptr, count);
    request.explanation = tr("Nothing runs. Only the history is written, in one batch.");
    request.verb = tr("&Record %n migration(s)", nullptr, count);
    request.items = items;
    if (count == 0) {
        request.question = tr("Nothing can be adopted");
        request.explanation
            = tr("No migration is proved by the schema and unknown to the history.");
        request.verb = tr("&Close");
        request.typedName.clear();
    }
    ask(request, [this, count](const SettleDialog &) {
        if (count > 0)
            m_session->adopt();
    });
}

void MigrationRemedies::askForBaseline(const QList<AdoptionItem> &items)
{
    const int count = static_cast<int>(items.size());
    SettleRequest request = blank();
    request.question = tr("Set the baseline at %1?").arg(m_baselineTo.value_or(QString()));
    request.explanation
        = tr("%n migration(s) are recorded as being there; nothing of them runs.", nullptr, count);
    request.verb = tr("&Set baseline");
    request.items = items;
    const QString upTo = m_baselineTo.value_or(QString());
    ask(request, [this, upTo](const SettleDialog &) { m_session->recordBaseline(upTo); });
}

void MigrationRemedies::useRewrite(const Finding &finding)
{
    const QString file = QFileInfo(finding.file).fileName();
    ReviewRequest request;
    request.question = tr("Replace the script of %1 with the safe rewrite?").arg(finding.migration);
    request.target = shownTarget(m_session->target());
    request.steps = { { .name = file.isEmpty() ? finding.migration : file,
                        .pill = tr("the new file"),
                        .sql = finding.rewrite } };
    request.facts = { tr("It does what the script does and loses no row; it was rehearsed."),
                      tr("The file is replaced. Nothing runs.") };
    request.verb = tr("Replace the script");
    auto *dialog = new ReviewDialog(request, m_library, m_page->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    const QString id = finding.migration;
    const QByteArray script = finding.rewrite.toUtf8();
    connect(
        dialog, &QDialog::accepted, this, [this, id, script] { m_session->rewrite(id, script); });
    dialog->open();
}

} // namespace tidemark
