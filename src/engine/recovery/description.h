#pragma once

#include "backup.h"

namespace tidemark {

/// What two databases must have in common to hold the same content.
struct Description {
    QString fingerprint; ///< of the user's schema
    QList<TableManifest> tables; ///< the user's
    QList<TableManifest> bookkeeping; ///< ledger and mirrors
    qint64 foreignKeyViolations = 0; ///< -1: SQLite cannot say ("foreign key mismatch")
};

/// Reads every row once. The caller holds the snapshot.
[[nodiscard]] Result<Description> describe(SqliteConnection &database, const Conduct &conduct);

/// What differs, in words; empty if nothing does.
[[nodiscard]] QStringList differences(const Description &expected, const Description &found);

/// What a copy turned out to hold; with problems, the description is empty.
struct CopyState {
    QStringList problems; ///< of the file itself, by quick_check
    Description description;
};

/// Opens the database in @p file by itself and restores it into a scratch database, or reads it where it lies if it is large
/// (backup.h, "verified"). May run on any thread.
[[nodiscard]] Result<CopyState> examineCopy(const QString &file, const Conduct &conduct);

/// Above this a copy is read where it lies: a second one on the disk would double what a backup costs and prove little more.
/// Below, a scratch database fits into memory.
inline constexpr qint64 GreatestScratchBytes = 16LL << 20;

/// PRAGMA quick_check of a file, and integrity_check before a problem is believed, in words; empty if all is well.
[[nodiscard]] Result<QStringList> quickCheckFile(const QString &file, const Conduct &conduct);

/// What speaks against the copy; empty if it can be relied on. Fails with Cancelled only: a copy that cannot be read is
/// a copy with a problem.
[[nodiscard]] Result<QStringList> verdict(const Description &expected,
                                          const Result<CopyState> &examined);

} // namespace tidemark
