#pragma once

#include "activity.h"
#include "checkmodel.h"
#include "findingmodel.h"
#include "migrationmodel.h"
#include "rowchangemodel.h"
#include "schemadifferencemodel.h"

#include <engine/operations/runmigrations.h>

#include <QObject>

namespace tidemark {

/// One open database of the window: what is known of it, what is going on, and the models that show it. It asks
/// operations and waits for nothing; one activity at a time. Lives on the GUI thread.
class DatabaseSession : public QObject
{
    Q_OBJECT

public:
    enum class Phase { Idle, Reading, Rehearsing, Running, Verifying };

    /// @p selection holds this database alone.
    DatabaseSession(EnginePointer engine, Selection selection, QObject *parent = nullptr);
    ~DatabaseSession() override;

    [[nodiscard]] const Target &target() const { return m_selection.targets.first().target; }
    [[nodiscard]] const Stream &stream() const;
    [[nodiscard]] const StreamStatus &status() const;
    [[nodiscard]] const Schema &schema() const;
    [[nodiscard]] bool isKnown() const { return m_observation.has_value(); }
    [[nodiscard]] QDateTime checkedAt() const { return m_checkedAt; }

    [[nodiscard]] const EnginePointer &engine() const { return m_engine; }
    /// With this database alone, for operations that want a selection.
    [[nodiscard]] const Selection &selection() const { return m_selection; }
    [[nodiscard]] const SelectedTarget &selected() const { return m_selection.targets.first(); }

    [[nodiscard]] Phase phase() const { return m_phase; }
    [[nodiscard]] Activity *activity() { return &m_activity; }
    [[nodiscard]] const Progress &progress() const { return m_activity.progress(); }
    /// Why the last activity failed; empty if it did not.
    [[nodiscard]] const std::optional<Error> &error() const { return m_activity.error(); }

    [[nodiscard]] const RunGoal &goal() const { return m_goal; }
    /// The last rehearsal; empty before the first and after a run.
    [[nodiscard]] const std::optional<PreparedRun> &prepared() const { return m_prepared; }
    [[nodiscard]] QDateTime rehearsedAt() const { return m_rehearsedAt; }
    /// True if the database or the files are not those of the rehearsal any more, as far as is known.
    [[nodiscard]] bool isOutdated() const { return m_outdated; }
    /// True if what was rehearsed may run.
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

    void refresh();
    /// Rehearses what @p goal asks for; rehearsed() or changed() with an error follows.
    void rehearse(const RunGoal &goal);
    /// Runs what was rehearsed last; runFinished() follows. Does nothing unless mayRun().
    void execute();
    void verify(bool full);
    /// Asks what goes on to stop at the next safe point.
    void cancel();

signals:
    void changed(); ///< phase, progress, error or anything shown
    void rehearsed();
    void runFinished();
    void verified();

private:
    void reloadStream();
    [[nodiscard]] Conduct begin(Phase phase);
    void finish(const std::optional<Error> &error);
    [[nodiscard]] bool wouldPlanDiffer() const;
    void showProgress();
    void observed(const Result<Observation> &observation);
    void rehearsalDone(const Result<PreparedRun> &prepared);
    void runDone(const Result<CompletedRun> &completed);

    EnginePointer m_engine;
    Selection m_selection;
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
};

} // namespace tidemark
