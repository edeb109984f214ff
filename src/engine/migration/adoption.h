#pragma once

#include "lease.h"
#include "status.h"

namespace tidemark {

/// What baseline and adopt propose for one migration, with the evidence.
struct AdoptionItem {
    Migration migration;
    Effect effect = Effect::Undecidable;
    bool recordedByMirror = false;
    bool propose = false; ///< to be recorded
    QString why; ///< one sentence
};

/// Baseline: everything up to @p upTo (number or id; empty: all) is already in the database. Checked first: the live schema
/// must equal the replay up to there. Fails with History and the first differences if it does not, or if the
/// ledger has entries.
[[nodiscard]] Result<QList<AdoptionItem>> proposeBaseline(const StatusInput &input,
                                                          const QString &upTo);

/// Adopt: what the live schema proves to be in effect, or the mirror says was applied, and our ledger does not know yet.
/// Recorded-but-absent ones are reported and never proposed.
[[nodiscard]] Result<QList<AdoptionItem>> proposeAdoption(const StatusInput &input);

/// The rows for the proposed items, in order, for one guarded batch.
[[nodiscard]] QList<LedgerEntry> adoptionEntries(const QList<AdoptionItem> &items,
                                                 const StatusInput &input,
                                                 LedgerEntry::Kind kind,
                                                 const RunIdentity &identity,
                                                 const QDateTime &now);

/// The row for one migration that is in effect and was not run by us.
[[nodiscard]] LedgerEntry recordedEntry(const StatusInput &input,
                                        const Migration &migration,
                                        LedgerEntry::Kind kind,
                                        const RunIdentity &identity,
                                        const QDateTime &now);

enum class Resolution { Applied, Pending, AcceptEdit };

/// `resolve ID`: the row that settles one migration as @p resolution; its error column keeps who, when and @p reason. Fails
/// with History if the live schema contradicts it (marking applied what is absent, pending what is present), Usage for an
/// unknown id, a missing reason, or if there is nothing to settle.
[[nodiscard]] Result<LedgerEntry> resolveEntry(const StatusInput &input,
                                               const QString &id,
                                               Resolution resolution,
                                               const QString &reason,
                                               const RunIdentity &identity,
                                               const QDateTime &now);

/// Writes @p entries and their mirror rows in one guarded batch.
[[nodiscard]] QCoro::Task<Result<>> recordEntries(DatabasePointer database,
                                                  LedgerNames names,
                                                  Lease lease,
                                                  StatusInput input,
                                                  QList<LedgerEntry> entries);

} // namespace tidemark
