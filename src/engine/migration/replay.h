#pragma once

#include "stream.h"

#include <engine/database/sqlite/connection.h>

namespace tidemark {

/// What a migration does to an empty database's schema, found by running it in memory.
struct ReplayStep {
    QString id;
    QString fingerprintBefore;
    QString fingerprintAfter;
    Schema after;
};

struct Replay {
    QList<ReplayStep> steps; ///< one per migration, in order
    [[nodiscard]] Schema schema() const; ///< after the last; empty if there is none
    [[nodiscard]] QString fingerprint() const;
    [[nodiscard]] const ReplayStep *step(const QString &id) const;
    /// The schema before the step of @p id; empty for the first and for an unknown one.
    [[nodiscard]] Schema before(const QString &id) const;
};

/// Runs @p migrations one after the other in memory. Blocking; give it to a Worker. Fails with History, file, line and
/// statement, if one does not run on an empty database.
[[nodiscard]] Result<Replay> replay(const QList<Migration> &migrations,
                                    SqliteOptions::Profile profile = SqliteOptions::Profile::D1);

/// Whether the schema change a migration makes is visible in a live schema.
enum class Effect { Present, Absent, Partial, Undecidable };
/// Compares what the migration created, altered or dropped (its replay step) with @p live; Undecidable if it only
/// changes data. That something dropped is gone proves nothing by itself, as it may never have been there; that it is
/// still there proves that the migration had no effect.
[[nodiscard]] Effect effectOf(const Schema &before, const Schema &after, const Schema &live);

/// effectOf() for one migration of a stream, with those after it in mind: what a later one takes away again is no proof that
/// @p id was not applied (Present if the later one shows, Undecidable if it cannot be told).
[[nodiscard]] Effect effectInStream(const Replay &replay, const QString &id, const Schema &live);

} // namespace tidemark
