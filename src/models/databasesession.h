#pragma once

#include "activity.h"
#include "checkmodel.h"
#include "findingmodel.h"
#include "migrationmodel.h"
#include "rowchangemodel.h"
#include "safemode.h"
#include "schemadifferencemodel.h"
#include "verificationsession.h"

#include <engine/operations/editmigrations.h>
#include <engine/operations/runmigrations.h>
#include <engine/operations/settingsedits.h>

#include <QObject>

namespace tidemark {

struct AdoptionItem;

/// One open database of the window: what is known of it, what is going on, and the models that show it. It asks
/// operations and waits for nothing; one activity at a time. Lives on the GUI thread.
class DatabaseSession : public QObject
{
    Q_OBJECT
    Q_MOC_INCLUDE(<engine / migration / adoption.h>)

public:
    enum class Phase { Idle, Reading, Rehearsing, Running, Verifying, Settling };

    /// @p selection holds this database alone. @p safeModes outlive the session.
    DatabaseSession(EnginePointer engine,
                    Selection selection,
                    const SafeModes &safeModes,
                    QObject *parent = nullptr);
    ~DatabaseSession() override;

    [[nodiscard]] const Target &target() const { return m_selection.targets.first().target; }
    [[nodiscard]] const Stream &stream() const;
    [[nodiscard]] const StreamStatus &status() const;
    [[nodiscard]] const Schema &schema() const;
    [[nodiscard]] bool isKnown() const { return m_observation.has_value(); }
    /// The last look; empty before the first.
    [[nodiscard]] const std::optional<Observation> &observation() const { return m_observation; }
    [[nodiscard]] QDateTime checkedAt() const { return m_checkedAt; }

    [[nodiscard]] const EnginePointer &engine() const { return m_engine; }
    /// With this database alone, for operations that want a selection.
    [[nodiscard]] const Selection &selection() const { return m_selection; }
    [[nodiscard]] const SelectedTarget &selected() const { return m_selection.targets.first(); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] Activity *activity() { return &m_activity; }
    [[nodiscard]] const Progress &progress() const { return m_activity.progress(); }
    /// Why the last activity failed; empty if it did not.
    [[nodiscard]] const std::optional<Error> &error() const
    {
        return m_unreached ? m_unreached : m_activity.error();
    }
    /// The padlock of this database.
    [[nodiscard]] SafeMode safeMode() const { return m_safeModes.of(target()); }
    [[nodiscard]] const SafeModes &safeModes() const { return m_safeModes; }

    [[nodiscard]] const RunGoal &goal() const { return m_goal; }
    /// The last rehearsal; empty before the first and after a run.
    [[nodiscard]] const std::optional<PreparedRun> &prepared() const { return m_prepared; }
    [[nodiscard]] QDateTime rehearsedAt() const { return m_rehearsedAt; }
    /// True if the database or the files are not those of the rehearsal any more, as far as is known.
    [[nodiscard]] bool isOutdated() const { return m_outdated; }
    /// True if what was rehearsed may run; never while the padlock says Read-only.
    [[nodiscard]] bool mayRun() const;
    /// The last run; empty before the first.
    [[nodiscard]] const std::optional<CompletedRun> &completed() const { return m_completed; }
    /// What it was asked for.
    [[nodiscard]] const RunGoal &completedGoal() const { return m_completedGoal; }

    [[nodiscard]] MigrationModel *migrations() { return &m_migrations; }
    [[nodiscard]] FindingModel *findings() { return &m_findings; }
    [[nodiscard]] RowChangeModel *rowChanges() { return &m_rowChanges; }
    [[nodiscard]] SchemaDifferenceModel *schemaChanges() { return &m_schemaChanges; }
    [[nodiscard]] CheckModel *checks() { return &m_checks; }
    [[nodiscard]] const CheckModel *checks() const { return &m_checks; }

    void refresh();
    /// It could not even be asked, since its account cannot be spoken for; holds until something is asked again.
    void setUnreached(const Error &why);
    /// Rehearses what @p goal asks for; rehearsed() or changed() with an error follows.
    void rehearse(const RunGoal &goal);
    /// Runs what was rehearsed last; runFinished() follows. Does nothing unless mayRun().
    void execute();
    /// Compares what verification() says; verified() follows.
    void verify(bool full);
    [[nodiscard]] VerificationSession *verification() { return &m_verification; }
    /// Looks for what a migration could mend; fixProposed() follows. Writes nothing.
    void proposeFix();

    /// What adopt, or a baseline up to @p upTo (empty: all), would record; settlementProposed() follows. Writes nothing.
    void proposeAdoption();
    void proposeBaseline(const QString &upTo);
    // Changes to history and files: settled() follows, or changed() with an error; then everything is read anew.
    void adopt();
    void recordBaseline(const QString &upTo);
    // Each @p reason is kept in the history.
    void markApplied(const QString &id, const QString &reason);
    void markPending(const QString &id, const QString &reason);
    void acceptEdit(const QString &id, const QString &reason);
    void renumber(const QString &id);
    /// Replaces the script of a migration that waits.
    void rewrite(const QString &id, const QByteArray &script);
    /// Writes what ran back into the migration's file.
    void putBack(const QString &id);
    /// What would be written into tidemark.toml; nothing is. @p conditions: table → ">= 1".
    [[nodiscard]] Result<SettingsEdit> proposePair(const QString &id) const;
    [[nodiscard]] Result<SettingsEdit> proposeRows(const QMap<QString, QString> &conditions) const;
    /// Writes it; settled() follows, or changed() with an error.
    void changeSettings(const SettingsEdit &edit);
    /// What was written and can be taken back; empty if nothing was.
    [[nodiscard]] const std::optional<SettingsEdit> &settingsEdit() const { return m_settingsEdit; }
    void takeBackSettings();
    /// At once: a file named after @p description, or after what is mended. The session reads everything anew.
    [[nodiscard]] Result<WrittenMigration>
    writeMigration(const QString &description, MigrationTemplate kind, bool withDown);
    /// The same for a fix, which is rehearsed at once.
    [[nodiscard]] Result<QString> writeFix(const FixProposal &proposal);

    /// The migration that the pages are about; empty if none is.
    [[nodiscard]] const QString &chosen() const { return m_chosen; }
    void choose(const QString &id);
    /// Asks what goes on to stop at the next safe point.
    void cancel();

signals:
    void changed(); ///< phase, progress, error or anything shown
    void rehearsed();
    void runFinished();
    void verified();
    void fixProposed(const tidemark::FixProposals &proposals);
    void settlementProposed(const QList<tidemark::AdoptionItem> &items);
    void migrationChosen(const QString &id);
    /// @p id is the migration it was about, with its new number; empty if it was about several.
    void settled(const QString &id);

private:
    void reloadStream();
    [[nodiscard]] Conduct begin(Phase phase);
    void finish(const std::optional<Error> &error);
    [[nodiscard]] bool wouldPlanDiffer() const;
    void showProgress();
    void observed(const Result<Observation> &observation);
    void rehearsalDone(const Result<PreparedRun> &prepared);
    void runDone(const Result<CompletedRun> &completed);
    void settlementDone(const std::optional<Error> &error, const QString &id);

    EnginePointer m_engine;
    Selection m_selection;
    const SafeModes &m_safeModes;
    std::optional<Error> m_unreached;
    Phase m_phase = Phase::Idle;
    Activity m_activity;
    std::optional<Observation> m_observation;
    QDateTime m_checkedAt;
    QDateTime m_rehearsedAt;
    RunGoal m_goal;
    std::optional<PreparedRun> m_prepared;
    bool m_outdated = false;
    std::optional<CompletedRun> m_completed;
    RunGoal m_completedGoal;
    MigrationModel m_migrations;
    FindingModel m_findings;
    RowChangeModel m_rowChanges;
    SchemaDifferenceModel m_schemaChanges{ SchemaDifferenceModel::Meaning::Effect };
    CheckModel m_checks;
    VerificationSession m_verification;
    QString m_chosen;
    std::optional<SettingsEdit> m_settingsEdit;
};

} // namespace tidemark
