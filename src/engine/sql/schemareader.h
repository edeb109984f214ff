#pragma once

#include "schema.h"
#include "value.h"

#include <engine/base/result.h>

namespace tidemark {

/// The one SELECT whose rows describe a whole SQLite or D1 database. It keeps within D1's limits (five compound
/// terms) and asks nothing about _cf_ tables beyond their names, which D1 refuses.
[[nodiscard]] QByteArray schemaQuery();

/// Builds the model from the rows of schemaQuery(). Fails with Internal on rows of another shape, with BadInput if a name is
/// not UTF-8.
[[nodiscard]] Result<Schema> schemaFromRows(const QList<Row> &rows);

} // namespace tidemark
