#pragma once

#include <engine/sql/schema.h>

#include <QByteArray>
#include <QStringList>

namespace tidemark {

/// How all rows of one table are read, and written back so that they are the same ones.
struct TableScan {
    /// Names an INSERT takes, the rowid first where a table has one that can be named; generated columns left out.
    QList<QByteArray> columns;
    /// The columns a row is found again by and read in order of, all of them in @c columns; empty if the table has no name
    /// left for its rowid.
    QList<QByteArray> key = {};
    QByteArray select; ///< in key order
    QByteArray insert; ///< one parameter per column
};
[[nodiscard]] TableScan scanOf(const Table &table);

/// sqlite_… and _cf_…: never copied, never touched.
[[nodiscard]] bool isEngineOwned(const QString &name);
/// _tidemark_lock and _tidemark_guard: a lock must not come back from a backup (nordic-institute/X-Road#3076).
[[nodiscard]] bool isLockOrGuard(const QString &name);
/// Ledger and mirrors.
[[nodiscard]] bool isBookkeeping(const Table &table);
/// The virtual table that a shadow table belongs to; nullptr for a stray.
[[nodiscard]] const Table *ownerOf(const Table &shadow, const Schema &schema);

} // namespace tidemark
