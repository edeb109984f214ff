#pragma once

#include <engine/base/progress.h>
#include <engine/base/result.h>
#include <engine/database/sqlite/connection.h>

#include <QIODevice>

namespace tidemark {

struct DumpOptions {
    bool schema = true;
    bool data = true;
    QStringList tables = {}; ///< empty: all of the user's, with their indexes and triggers
};

/// Writes SQL that D1, wrangler and sqlite3 can read and that gives the same rows back: all tables first, rows with named
/// columns in statements under 100,000 bytes (larger values in pieces), then sequences, indexes, views, triggers; FTS5
/// tables by their definition and rebuilt. Exact for 64-bit integers, infinities, NUL bytes and invalid UTF-8. One snapshot.
/// Blocking.
[[nodiscard]] Result<> exportSql(SqliteConnection &source,
                                 QIODevice &out,
                                 const DumpOptions &options,
                                 const Conduct &conduct = {});

struct ImportReport {
    qint64 statements = 0;
    QStringList repairs
        = {}; ///< what was mended in a foreign dump, in words: "child table before parent: reordered"
    QStringList doubts
        = {}; ///< what could not be known: "integers beyond 2^53 may have been rounded by the exporter"
};

/// Reads a dump of ours, wrangler's (docs/d1.md, "Exports") or sqlite3's into an empty database, in one transaction: transaction
/// statements are left out, tables come before rows, rows before indexes, views before triggers, "Infinity" is understood.
/// The input is streamed. Fails with BadInput (line and statement), the database Unchanged. Blocking.
[[nodiscard]] Result<ImportReport>
importSql(SqliteConnection &destination, QIODevice &in, const Conduct &conduct = {});

/// What a file is, by its first bytes.
enum class DumpKind { SqliteDatabase, Sql, Unknown };
[[nodiscard]] DumpKind recogniseDump(QIODevice &in);

} // namespace tidemark
