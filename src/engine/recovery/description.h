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

/// Restores the database in @p file into a scratch database, or reads it where it lies if it is large (backup.h, "verified"),
/// and compares. Empty if all is as expected.
[[nodiscard]] Result<QStringList>
compareWithCopy(const QString &file, const Description &expected, const Conduct &conduct);

} // namespace tidemark
