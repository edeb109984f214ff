#pragma once

#include <engine/database/database.h>
#include <engine/safety/rehearsal.h>

namespace tidemark {

/// What a rehearsal wants to know of the live rows: how many there are in the tables it touches, and whether a probe hits.
struct LiveFacts {
    QMap<QString, qint64> counts = {}; ///< table → rows
    QMap<QByteArray, bool> probes = {}; ///< a probe's SELECT → it returned a row

    /// The same questions again, for a batch that is sent anyway; withAnswers() takes the answers.
    [[nodiscard]] QList<BoundStatement> questions() const;
    [[nodiscard]] LiveFacts withAnswers(const QList<ResultSet> &answers) const;
};

/// Counts those of @p tables that @p known does not have, in one call of Database::read().
[[nodiscard]] QCoro::Task<Result<LiveFacts>>
withCounts(DatabasePointer database, LiveFacts known, QStringList tables);

/// Puts those of @p probes that @p known does not have, in one call if all of them can be put. One that cannot is left
/// out: its table may only come to be during the run.
[[nodiscard]] QCoro::Task<LiveFacts>
withProbes(DatabasePointer database, LiveFacts known, QList<Probe> probes);

} // namespace tidemark
