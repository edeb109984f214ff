#pragma once

#include "runstate.h"

namespace tidemark {

// SELECTs that return one row if existing rows would make a statement fail; empty if none can be written.

[[nodiscard]] QByteArray anyRowProbe(const QString &table);
/// For CREATE UNIQUE INDEX.
[[nodiscard]] QByteArray duplicatesProbe(QByteArrayView createIndex, const QString &table);
[[nodiscard]] QByteArray duplicatesProbe(const QString &table, const QStringList &columns);
[[nodiscard]] QByteArray nullsProbe(const QString &table, const QString &column);
/// Rows of @p source that do not satisfy what @p target checks and @p source does not.
[[nodiscard]] QByteArray checkProbe(const Table &source, const Table &target);
/// Rows of @p source that reference nothing by a key of @p target which @p source does not have.
[[nodiscard]] QByteArray
orphansProbe(const Table &source, const Table &target, const Schema &schema);

} // namespace tidemark
