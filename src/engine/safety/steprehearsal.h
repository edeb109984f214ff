#pragma once

#include "failures.h"

#include <engine/sql/fingerprinter.h>

namespace tidemark {

/// Rehearses one step after the other on a substitute.
class StepRehearsal
{
public:
    /// @p counts are the rows at the start of the run; tables whose canary rows have to go are set to none there.
    StepRehearsal(RunState &state, const RehearsalRequest &request, RowCounts &counts);

    /// Nothing if the step would fail on the target. Fails with Cancelled or Internal.
    [[nodiscard]] Result<std::optional<RehearsedStep>> run(const PlanStep &step,
                                                           const std::stop_token &stop);

    /// After a run() that returned nothing: what can be said of the statements that did not run, from their text alone.
    void readOn(const PlanStep &step);

private:
    enum class Outcome { Done, Retry, Stopped };

    /// The substitute between two steps.
    struct Moment {
        Schema schema = {}; ///< the user's part
        QString fingerprint = {};
        RowCounts counts = {};
        QMap<QString, QString> broken = {}; ///< views and triggers that do not compile
        QList<Row> orphans = {};
    };

    Result<> takeSnapshot(const PlanStep &step);
    Result<Moment> look();
    Result<Outcome> attempt(StepContext &context, const std::stop_token &stop);
    Result<Outcome> runStatements(StepContext &context, const std::stop_token &stop);
    Verdict runStatement(StepContext &context, int number, const std::stop_token &stop);
    Outcome commit(StepContext &context);
    Result<Moment> finish(StepContext &context, const Moment &before);
    void tryNulls(const StepContext &context, const Schema &after);
    Result<> restore(const QSet<QString> &toEmpty);
    Result<Outcome> retry(StepContext &context, const QSet<QString> &toEmpty);

    RunState &m_state;
    const RehearsalRequest &m_request;
    RowCounts &m_counts;
    std::optional<Substitute> m_snapshotPlace;
    Substitute *m_snapshot = nullptr; ///< the state at the beginning of the step; canary rows only
    std::optional<Replay> m_replay; ///< of the stream, when rolling back
    std::optional<Moment> m_reached; ///< as the last step left it, if nothing has changed since
    Fingerprinter m_fingerprinter;
    RehearsedStep m_step;
    QString m_stoppedIn; ///< id of the step that failed
    int m_stoppedAt = 0; ///< its statement; 0: none, the step failed as a whole
};

} // namespace tidemark
