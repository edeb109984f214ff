#pragma once

#include <engine/base/progress.h>
#include <engine/base/result.h>
#include <engine/database/sqlite/connection.h>

#include <QIODevice>

namespace tidemark {

enum class ExportFormat {
    Csv,
    Json,
    Markdown,
    Tsv, ///< as spreadsheets take it from the clipboard: fields with tabs, quotes or line ends in quotes; NULL is empty
    Html, ///< a table; NULL in <i>
    Insert, ///< one INSERT per row, values exact
};

/// Streams one table or view. CSV is RFC 4180 with LF line ends and a header: NULL is an empty field, an empty text "", a blob
/// X'…'. JSON is an array of objects: integers beyond ±2^53 as {"int":"…"}, blobs as {"hex":"…"}, infinities as
/// {"real":"Inf"}, text that is not UTF-8 as {"text_hex":"…"}. Markdown is a table. Returns the number of rows. Blocking.
/// Fails with Usage if there is no such table, Safety if it cannot be written.
[[nodiscard]] Result<qint64> exportTable(SqliteConnection &source,
                                         const QString &table,
                                         QIODevice &out,
                                         ExportFormat format,
                                         const Conduct &conduct = {});

/// The same forms for rows that are at hand (a query's result).
/// @p table is the name that Insert writes.
[[nodiscard]] QByteArray formatRows(const QStringList &columns,
                                    const QList<Row> &rows,
                                    ExportFormat format,
                                    const QString &table = {});

} // namespace tidemark
