// The part of DatabaseSession that changes histories and migration files.

#include "databasesession.h"

#include <engine/base/run.h>
#include <engine/operations/settlehistory.h>

#include <QFileInfo>

namespace tidemark {

namespace {

QString idOf(const QString &file)
{
    return QFileInfo(file).completeBaseName();
}

} // namespace

void DatabaseSession::choose(const QString &id)
{
    if (std::exchange(m_chosen, id) != id)
        emit migrationChosen(id);
}

void DatabaseSession::proposeFix()
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Verifying);
    reloadStream();
    m_verification.setSelected(selected());
    run(this, m_verification.propose(conduct), [this](const Result<FixProposals> &proposals) {
        finish(proposals ? std::nullopt : std::optional(proposals.error()));
        if (proposals)
            emit fixProposed(*proposals);
    });
}

void DatabaseSession::proposeAdoption()
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    const SettleHistory operation(m_engine, m_selection);
    run(this, operation.adopt(selected(), false, conduct), [this](const auto &outcome) {
        finish(outcome ? std::nullopt : std::optional(outcome.error()));
        if (outcome)
            emit settlementProposed(outcome->items);
    });
}

void DatabaseSession::proposeBaseline(const QString &upTo)
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    const SettleHistory operation(m_engine, m_selection);
    run(this, operation.baseline(selected(), upTo, false, conduct), [this](const auto &outcome) {
        finish(outcome ? std::nullopt : std::optional(outcome.error()));
        if (outcome)
            emit settlementProposed(outcome->items);
    });
}

void DatabaseSession::settlementDone(const std::optional<Error> &error, const QString &id)
{
    finish(error);
    if (error)
        return;
    m_prepared.reset(); // what was rehearsed was planned on another history
    m_outdated = false;
    if (!id.isEmpty())
        choose(id);
    emit settled(id);
    refresh();
}

void DatabaseSession::adopt()
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Settling);
    const SettleHistory operation(m_engine, m_selection);
    run(this, operation.adopt(selected(), true, conduct), [this](const auto &outcome) {
        settlementDone(outcome ? std::nullopt : std::optional(outcome.error()), {});
    });
}

void DatabaseSession::recordBaseline(const QString &upTo)
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Settling);
    const SettleHistory operation(m_engine, m_selection);
    run(this, operation.baseline(selected(), upTo, true, conduct), [this](const auto &outcome) {
        settlementDone(outcome ? std::nullopt : std::optional(outcome.error()), {});
    });
}

void DatabaseSession::markApplied(const QString &id, const QString &reason)
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    const SettleHistory operation(m_engine, m_selection);
    run(this,
        operation.resolve(selected(), id, Resolution::Applied, reason, conduct),
        [this, id](const auto &outcome) {
            settlementDone(outcome ? std::nullopt : std::optional(outcome.error()), id);
        });
}

void DatabaseSession::markPending(const QString &id, const QString &reason)
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    const SettleHistory operation(m_engine, m_selection);
    run(this,
        operation.resolve(selected(), id, Resolution::Pending, reason, conduct),
        [this, id](const auto &outcome) {
            settlementDone(outcome ? std::nullopt : std::optional(outcome.error()), id);
        });
}

void DatabaseSession::acceptEdit(const QString &id, const QString &reason)
{
    if (m_phase != Phase::Idle)
        return;
    const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    const SettleHistory operation(m_engine, m_selection);
    run(this,
        operation.resolve(selected(), id, Resolution::AcceptEdit, reason, conduct),
        [this, id](const auto &outcome) {
            settlementDone(outcome ? std::nullopt : std::optional(outcome.error()), id);
        });
}

void DatabaseSession::renumber(const QString &id)
{
    if (m_phase != Phase::Idle)
        return;
    [[maybe_unused]] const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    run(this, renumberMigration(m_engine, m_selection, id), [this](const Result<QString> &renamed) {
        settlementDone(renamed ? std::nullopt : std::optional(renamed.error()),
                       renamed.valueOr(QString()));
    });
}

void DatabaseSession::rewrite(const QString &id, const QByteArray &script)
{
    if (m_phase != Phase::Idle)
        return;
    [[maybe_unused]] const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    run(this,
        rewriteMigration(m_engine, selected(), id, script),
        [this, id](const Result<QString> &file) {
            settlementDone(file ? std::nullopt : std::optional(file.error()), id);
        });
}

void DatabaseSession::putBack(const QString &id)
{
    if (m_phase != Phase::Idle)
        return;
    [[maybe_unused]] const Conduct conduct = begin(Phase::Settling);
    reloadStream();
    run(this, putBackMigration(m_engine, selected(), id), [this, id](const Result<QString> &file) {
        settlementDone(file ? std::nullopt : std::optional(file.error()), id);
    });
}

Result<SettingsEdit> DatabaseSession::proposePair(const QString &id) const
{
    return tidemark::proposePair(m_selection, status(), id);
}

Result<SettingsEdit> DatabaseSession::proposeRows(const QMap<QString, QString> &conditions) const
{
    return tidemark::proposeRows(m_selection, conditions);
}

void DatabaseSession::changeSettings(const SettingsEdit &edit)
{
    if (m_phase != Phase::Idle)
        return;
    [[maybe_unused]] const Conduct conduct = begin(Phase::Settling);
    const auto written = writeSettings(edit);
    if (written)
        m_settingsEdit = edit;
    settlementDone(written ? std::nullopt : std::optional(written.error()), m_chosen);
}

void DatabaseSession::takeBackSettings()
{
    if (m_phase != Phase::Idle || !m_settingsEdit)
        return;
    [[maybe_unused]] const Conduct conduct = begin(Phase::Settling);
    // Whether it worked or the file is not ours any more: there is nothing to take back by us now.
    const SettingsEdit edit = *std::exchange(m_settingsEdit, std::nullopt);
    const auto written = tidemark::takeBackSettings(edit);
    settlementDone(written ? std::nullopt : std::optional(written.error()), m_chosen);
}

Result<WrittenMigration>
DatabaseSession::writeMigration(const QString &description, MigrationTemplate kind, bool withDown)
{
    reloadStream();
    const auto written = writeNewMigration(m_engine, m_selection, description, kind, withDown);
    if (written) {
        choose(idOf(written->files.first()));
        refresh();
    }
    return written;
}

Result<QString> DatabaseSession::writeFix(const FixProposal &proposal)
{
    reloadStream();
    m_verification.setSelected(selected());
    const auto file = m_verification.write(proposal);
    if (file) {
        choose(idOf(*file));
        rehearse({});
    }
    return file;
}

} // namespace tidemark
