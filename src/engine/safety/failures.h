#pragma once

#include "runstate.h"

namespace tidemark {

/// What follows from a statement that did not run on the substitute.
struct Verdict {
    enum class Next {
        Continue, ///< leave the statement out and go on
        Retry, ///< only canary rows stood in the way: begin the step again without those of @c toEmpty
        Stop, ///< it would fail on the target too
    };
    Next next = Next::Stop;
    QSet<QString> toEmpty = {};
};

/// Records a finding, or a probe where only the target's rows can tell, and says how to go on.
[[nodiscard]] Verdict judgeFailure(StepContext &context, int number, const Execution &execution);

/// The tables of the step's first schema that hold rows on the substitute and are named in @p statement, with everything that
/// references them.
[[nodiscard]] QSet<QString> tablesInTheWay(const StepContext &context, QByteArrayView statement);

/// A finding that depends on rows: a probe if @p sql can be put to the target as it is before the run, else a warning.
/// @p written is what the run has changed by then (RunState::written): about that the target cannot tell.
void recordDoubt(RunState &run,
                 Finding finding,
                 const QByteArray &sql,
                 const QSet<QString> &written);

} // namespace tidemark
