#pragma once

#include "runstate.h"

namespace tidemark {

/// Whether an authorizer code changes rows.
[[nodiscard]] bool isRowAction(int action);

/// The rules that look at one statement before it runs: its tokens, its size, the names it writes to. Returns the text
/// to be executed; empty if the statement must not run on the substitute.
[[nodiscard]] QByteArray checkStatement(StepContext &context, int number);

/// The rules that look at what the authorizer saw.
void checkEvents(StepContext &context, int number, const Execution &execution);

/// S410: triggers that a copy or fill sets off.
void checkTriggers(StepContext &context, int number, const Execution &execution);

/// Whether a statement reads a table from end to end; asked before it runs, and only where live counts are known.
[[nodiscard]] bool mayScan(StepContext &context, int number);
/// S415, for a statement that mayScan(); adds to StepContext::rowsScanned.
void checkVolume(StepContext &context, int number);

/// D118: integers that a JavaScript number cannot hold.
void checkWideIntegers(StepContext &context, int number);

/// "x" that is no name: prepares the statement once more without SQLite's fallback.
void checkQuotedStrings(StepContext &context, int number);

/// A guarded CREATE that changed nothing although the object that is there has another shape.
void checkMasked(StepContext &context, int number, const Schema &now);

/// The line a failure points at and a caret below the place; empty without a place.
[[nodiscard]] QString caretText(QByteArrayView statement, qsizetype offset);

} // namespace tidemark
