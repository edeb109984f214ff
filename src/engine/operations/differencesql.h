#pragma once

#include <engine/sql/schemacomparison.h>

namespace tidemark {

/// Statements that should make one table of @p present like that of @p expected, as a script with comments: what ALTER TABLE
/// can do, else a rebuild that keeps the rows of tables that refer to it. Nothing was tried. Empty if nothing differs.
[[nodiscard]] QByteArray
differenceSql(const Schema &expected, const Schema &present, const ComparedTable &table);

/// True if nothing short of a new table brings @p table to what is expected.
[[nodiscard]] bool needsRebuild(const ComparedTable &table);

} // namespace tidemark
