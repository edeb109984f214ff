#pragma once

#include <engine/base/progress.h>
#include <engine/base/result.h>
#include <engine/database/sqlite/connection.h>

#include <QIODevice>

namespace tidemark {

struct DumpOptions {
    bool schema = true;
    bool data = true;
    /// Tables and views, with their indexes and triggers; empty: all of them, ledger and mirrors included, so that
    /// migrations are not run again where the dump is read. Lock and guard never.
    QStringList tables = {};
    /// How many threads may read at once; 0: two where there are two processors. What is written is the same.
    int readers = 0;
};

/// Writes SQL that D1, wrangler and sqlite3 can read and that gives the same rows back: all tables first, rows with named
/// columns in statements under 100,000 bytes (longer rows put together from pieces), then sequences, indexes, views,
/// triggers; FTS5 tables by their rows, or rebuilt if another table holds those. Exact for 64-bit integers, every real,
/// NUL bytes and invalid UTF-8. One snapshot, which keeps no writer out. Blocking. Fails with Usage (no such table), Safety (cannot be written), Policy (an
/// FTS table without content: its rows cannot be read).
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

/// Reads a dump of ours, wrangler's (docs/d1.md, "Exports") or sqlite3's into an empty database, in one transaction and one
/// pass over the input: transaction statements are left out, keys are checked at the end, indexes, views and triggers are made
/// after the rows, "Infinity" is understood. Blocking. Fails with BadInput (line and statement; rows without a parent if the
/// connection enforces foreign keys) or Usage (not empty), the database Unchanged.
[[nodiscard]] Result<ImportReport>
importSql(SqliteConnection &destination, QIODevice &in, const Conduct &conduct = {});

/// What a file is, by its first bytes.
enum class DumpKind { SqliteDatabase, Sql, Unknown };
[[nodiscard]] DumpKind recogniseDump(QIODevice &in);

} // namespace tidemark
