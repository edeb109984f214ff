#pragma once

#include "schema.h"
#include "value.h"

#include <optional>

namespace tidemark {

/// One SELECT that reads sqlite_schema and nothing else: names, owners and statements. What schemaQuery() adds to them (columns,
/// keys, options) makes SQLite compile four more questions for each table.
[[nodiscard]] QByteArray outlineQuery();

/// The schema without keys, options and what is known of columns beside, at most, their names; from the rows of outlineQuery().
/// Its objects' names and its fingerprint() are those of the whole schema. Nothing where they could be others: with a virtual
/// table (whose shadows are not the user's), a user's object without a statement, a name that is not UTF-8, a row of another
/// shape.
[[nodiscard]] std::optional<Schema> outlineFromRows(const QList<Row> &rows);

} // namespace tidemark
