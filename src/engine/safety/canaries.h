#pragma once

#include "substitute.h"

namespace tidemark {

/// Fills every table of @p schema with two canary rows, equal in every column that is not part of a key, each foreign
/// key satisfied. Returns the tables that take none. Triggers must not exist yet; foreign keys must be off.
[[nodiscard]] QStringList seedCanaries(Substitute &substitute, const Schema &schema);

/// The texts to be tried for one column, as SQL: those its CHECKs suggest first, then one that suits its type. @p row is
/// 0 or 1; columns of a key differ by it.
[[nodiscard]] QList<QByteArray>
canaryCandidates(const Table &table, const Column &column, int row, bool isKey);

/// Tables with their parents before them; within a cycle the order of the schema.
[[nodiscard]] QList<const Table *> parentsFirst(const Schema &schema);

} // namespace tidemark
