#pragma once

#include <engine/database/sqlite/connection.h>

#include <QMap>

namespace tidemark {

enum class Rowids { Compared, Ignored };

/// Every row of every table of the user, generated columns and virtual tables included, as text that tells apart whatever
/// SQLite tells apart: types, the bits of a REAL, the bytes of texts and blobs. Sorted, so that the order of rows does not
/// count. Fails as the first table does that cannot be read (FTS without content).
[[nodiscard]] Result<QMap<QString, QList<QByteArray>>> exactContent(SqliteConnection &connection,
                                                                    Rowids rowids);

/// Where two contents differ, for people: table, rows of one and the other; empty if nowhere.
[[nodiscard]] QString contentDifference(const QMap<QString, QList<QByteArray>> &expected,
                                        const QMap<QString, QList<QByteArray>> &found);

} // namespace tidemark
