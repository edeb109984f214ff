#pragma once

#include "runstate.h"

namespace tidemark {

// The rules that compare the schema before and after a step. @p after is the user's part.

/// S101, S102, S103, S106, S301, S302: what is gone, renamed, or lost in a rebuild.
void checkLosses(StepContext &context, const Schema &after, const RowCounts &countsAfter);
/// S303 to S306: what code that is running may stumble over.
void checkCompatibility(StepContext &context, const Schema &after);
/// S109, S110: references that lead nowhere now and did not before.
void checkIntegrity(StepContext &context,
                    const Schema &after,
                    const QList<Row> &orphansBefore,
                    const QList<Row> &orphansAfter);
/// S402, S404 to S407, S413, S414: objects that are new in this step.
void checkPortability(StepContext &context, const Schema &after);
/// G019: schema change and bulk change of rows in one script.
void checkMixture(StepContext &context);
/// D117, D119: what D1's own export makes of the new schema.
void checkExports(StepContext &context, const Schema &after);
/// G023: new names in another style than those that are there.
void checkNaming(StepContext &context, const Schema &after);
/// D116: the rows that all statements together go through.
void checkDuration(StepContext &context);
/// S112: what the script's header expects of row counts.
void checkExpectations(StepContext &context, const RowCounts &countsAfter);
/// Remembers what the step created.
void noteCreated(StepContext &context, const Schema &after);

/// Where a table or column of the step's first schema went, following the script's renames; @p statement is the renaming
/// one, 0 if there is none.
struct Trace {
    QString name;
    int statement = 0;
};
[[nodiscard]] Trace tableTrace(const StepContext &context, const QString &table);
[[nodiscard]] Trace
columnTrace(const StepContext &context, const QString &table, const QString &column);

/// The views and triggers that do not compile: name → SQLite's message.
[[nodiscard]] QMap<QString, QString> brokenObjects(Substitute &substitute, const Schema &schema);

/// "users.email" that a down script drops although its up script did not make them: what G011 reports; also used for
/// @c up, where the down script is only tried.
[[nodiscard]] QStringList
missingObjects(const Schema &before, const Schema &after, const StepContext &context);

} // namespace tidemark
