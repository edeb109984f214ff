#pragma once

#include "d1database.h"

#include <optional>

namespace tidemark {

// Export and import of a whole database by Cloudflare. Both stop the database for everybody while they run, so they are
// for what the query channel cannot do. Both end by themselves 15 s after the last poll.

struct D1ExportWish {
    bool schema = true;
    bool rows = true;
    /// Empty for all. D1 filters by object name: indexes and triggers of the tables are left out.
    QStringList tables = {};
};

/// What a job can be taken up with after a crash.
struct D1Job {
    QString bookmark = {}; ///< to poll with; empty: begin
};

/// Called with each new state, before it is waited upon. May be empty.
using D1JobSink = std::function<void(const D1Job &)>;

/// Lets Cloudflare write the database as SQL and streams it into @p file, which is complete or not there.
///
/// Never on a database with virtual tables: it fails and may wedge the database (workers-sdk#9519); they are looked for
/// first and refused with Policy. If the server has lost the job ("Not currently exporting anything.", a tiny
/// database may be done before the first poll) it begins anew, five times at most. Somebody else's running export is
/// Temporary. When stopped nothing is polled any more and D1 gives up by itself.
[[nodiscard]] QCoro::Task<Result<qint64>> exportDatabase(D1DatabasePointer database,
                                                         D1ExportWish wish,
                                                         QString file,
                                                         D1Job job = {},
                                                         D1JobSink sink = {},
                                                         Conduct conduct = {});

struct D1ImportWish {
    QString file; ///< SQL; at most 5 GB, statements of at most 100,000 bytes
    /// A statement that gives one row with a number other than 0 if the file's last statement has taken effect. It tells
    /// the truth where the server forgets: without it a lost job is an Error with state Unknown. A table that it names and that is not
    /// there says no as well.
    std::optional<BoundStatement> proof = {};
};

struct D1Imported {
    QString finalBookmark = {}; ///< empty if only the proof told of the end
    qint64 statements = -1; ///< -1 as well
};

/// Lets Cloudflare run a file: init, upload, ingest, polls. D1 puts the database back if a statement fails (by Time
/// Travel, not by a transaction), so a failure is Unchanged if the proof says so and else Unknown.
///
/// Nothing that may have started the import is sent twice. "Not currently importing anything." means over, well or
/// not: the proof is asked.
[[nodiscard]] QCoro::Task<Result<D1Imported>> importFile(D1DatabasePointer database,
                                                         D1ImportWish wish,
                                                         D1Job job = {},
                                                         D1JobSink sink = {},
                                                         Conduct conduct = {});

} // namespace tidemark
