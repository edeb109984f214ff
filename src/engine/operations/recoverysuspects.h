#pragma once

#include "recoverdatabase.h"

namespace tidemark {

/// Something that may have broken a database, with the last moment that is known to be without it.
struct Suspect {
    enum class Kind {
        Run, ///< migrations applied or rolled back
        Restore,
        Repair,
        Import,
        OutsideMigration, ///< in the other tool's table alone
        TableGone,
        TableNew,
        RowsFewer,
        SchemaChanged,
        Backup, ///< changed nothing; a moment that is known to be whole
    };
    enum class Weight { Note, Warning, Error };
    /// Who saw it.
    enum class Witness { Journal, Ledger, OtherLedger, Backup, Photograph };

    Kind kind = Kind::Run;
    Weight weight = Weight::Note;
    QDateTime at; ///< when it happened; if it is not exact, when it was first seen
    QDateTime before; ///< the last moment known to be without it
    bool isExact = true;
    QString subject = {}; ///< a table; migrations; why a backup was taken
    qint64 rows = 0; ///< gone with it, at least
    bool failed = false; ///< it did not end well, or nobody knows how it ended
    bool byTidemark = true;
    QString actor = {};
    Witness witness = Witness::Journal;
    QDateTime seenAt = {}; ///< of the witness, if that was another moment
    /// A way to exactly @c before; without bookmark and backup if none is known.
    RecoverDatabase::Candidate back = {};
};

/// What may have broken @p selected: runs, restores, repairs and imports (journal, ledger), migrations of the other tool, and what
/// distinguishes each verified backup from the next and the last from @p photograph. Worst first, then newest. A database that
/// cannot be read has a journal and backups all the same.
[[nodiscard]] QCoro::Task<Result<QList<Suspect>>>
findSuspects(EnginePointer engine, SelectedTarget selected, RecoverDatabase::Photograph photograph);

/// The same of values, for findSuspects() and tests.
struct SuspectSources {
    QString targetKey;
    QList<JournalEvent> journal = {};
    LedgerState ledger = {};
    QList<Backup> backups = {}; ///< of this database, verified
    RecoverDatabase::Photograph photograph = {}; ///< without a fingerprint: it was not counted
};
[[nodiscard]] QList<Suspect> suspectsOf(const SuspectSources &sources);

} // namespace tidemark
