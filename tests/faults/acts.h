#pragma once

#include "yard.h"

namespace tidemark {

/// A command that changes something, and all that may be seen of it when it was cut short.
struct Act {
    QStringList line;
    QStringList place = { QStringLiteral("--local") }; ///< what `status` is asked about
    /// By watched name: the states in the order in which they are reached, the first is before, the last after. What is not
    /// listed here must be as it was in the end.
    QMap<QString, QList<QByteArray>> states = {};
    /// By watched name, of a run: steps[i] leads from states[i] to states[i + 1].
    QMap<QString, QStringList> steps = {};
    /// What the same command ends with when there is nothing left to do.
    int exitOnceDone = 0;
    /// What `status` may call a target beside what is sound: the words it has for the kept state and for the end.
    QStringList statusWords = {};
    /// Names that pass through states of their own, which only have to come to their end.
    QStringList passing = {};
};

/// How the databases of a yard keep their promises: SQLite's rollback journal, or the write-ahead log that wrangler sets.
enum class JournalMode { Rollback, WriteAhead };

/// The sample "nanotype" with rows in both databases, everything applied.
[[nodiscard]] std::unique_ptr<Yard> filledYard(JournalMode mode);

using MakeAct = Act (*)(Yard &);
/// The yard that @p make begins with.
[[nodiscard]] std::unique_ptr<Yard> yardFor(MakeAct make, JournalMode mode);
// Each prepares the yard, calls keep(), and finds out the states by running what is unharmed.
[[nodiscard]] Act upAct(Yard &yard);
[[nodiscard]] Act downAct(Yard &yard);
/// A script outside of transactions, in an empty yard: what it did stays, and nothing is done twice.
[[nodiscard]] Act piecemealAct(Yard &yard);
/// Rows of a CSV file into a table of an empty yard; begun anew, it comes to the same end.
[[nodiscard]] Act importAct(Yard &yard);
[[nodiscard]] Act backupAct(Yard &yard);
[[nodiscard]] Act restoreAct(Yard &yard);
[[nodiscard]] Act restoreDumpAct(Yard &yard);
[[nodiscard]] Act restoreNewAct(Yard &yard);
[[nodiscard]] Act adoptAct(Yard &yard);
[[nodiscard]] Act ejectAct(Yard &yard);
[[nodiscard]] Act renumberAct(Yard &yard);

/// What is wrong after @p harmed, which began in the yard's kept state, and after the same command once more; empty if the
/// next start has put everything in order.
[[nodiscard]] QString complaintAfter(const Yard &yard, const Act &act, const Harmed &harmed);

} // namespace tidemark
