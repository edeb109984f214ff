#pragma once

#include "failures.h"

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

    Result<Outcome> attempt(StepContext &context, const std::stop_token &stop);
    Result<Outcome> runStatements(StepContext &context, const std::stop_token &stop);
    Verdict runStatement(StepContext &context, int number, const std::stop_token &stop);
    Outcome commit(StepContext &context);
    Result<> finish(StepContext &context, const QList<Row> &orphans);
    void tryNulls(const StepContext &context, const Schema &after);
    Result<> restore(const QSet<QString> &toEmpty);
    Result<Outcome> retry(StepContext &context, const QSet<QString> &toEmpty);

    RunState &m_state;
    const RehearsalRequest &m_request;
    RowCounts &m_counts;
    std::optional<Substitute>
        m_snapshot; ///< the state at the beginning of the step; canary rows only
    std::optional<Replay> m_replay; ///< of the stream, when rolling back
    QMap<QString, QString> m_brokenBefore;
    RehearsedStep m_step;
    QString m_stoppedIn; ///< id of the step that failed
    int m_stoppedAt = 0; ///< its statement; 0: none, the step failed as a whole
};

} // namespace tidemark
