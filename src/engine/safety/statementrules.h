#pragma once

#include "runstate.h"

namespace tidemark {

/// The rules that look at one statement before it runs: its tokens, its size, the names it writes to. Returns the text
/// to be executed; empty if the statement must not run on the substitute.
[[nodiscard]] QByteArray checkStatement(StepContext &context, int number);

/// The rules that look at what the authorizer saw.
void checkEvents(StepContext &context, int number, const Execution &execution);

/// "x" that is no name: prepares the statement once more without SQLite's fallback.
void checkQuotedStrings(StepContext &context, int number);

/// A guarded CREATE that changed nothing although the object that is there has another shape.
void checkMasked(StepContext &context, int number, const Schema &now);

/// The line a failure points at and a caret below the place; empty without a place.
[[nodiscard]] QString caretText(QByteArrayView statement, qsizetype offset);

} // namespace tidemark
