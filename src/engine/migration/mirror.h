#pragma once

#include "ledger.h"

/// What is known about the tables of other tools.
namespace tidemark::mirror {

/// Drizzle's own table; its rows hold hashes and the times of a file we do not read, so it is read and never written.
[[nodiscard]] bool isDrizzleTable(const QString &table);
/// Columns without which a table of that name is somebody else's.
[[nodiscard]] QStringList requiredColumns(const LedgerNames &names);
/// Reads the rows, oldest first.
[[nodiscard]] BoundStatement select(const LedgerNames &names);
[[nodiscard]] MirrorRow rowFrom(const LedgerNames &names, const Row &row);

/// The names a row for @p migration may have.
[[nodiscard]] QStringList namesOf(const Migration &migration, LayoutKind layout);
/// True if @p row is the row of @p migration.
[[nodiscard]] bool matches(const MirrorRow &row, const Migration &migration, LayoutKind layout);
/// The id that a row's name stands for: without ".sql".
[[nodiscard]] QString idOf(const MirrorRow &row);
/// Who writes the table: "wrangler", "_migrations", "drizzle".
[[nodiscard]] QString toolName(LayoutKind layout);

} // namespace tidemark::mirror
