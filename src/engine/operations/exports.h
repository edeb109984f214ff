#pragma once

#include "observation.h"

#include <engine/transfer/sqldump.h>
#include <engine/transfer/tableexport.h>

namespace tidemark {

/// `export`: one table as CSV, JSON, Markdown or SQL, or the whole database as SQL.
struct ExportRequest {
    QString table; ///< empty: the whole database (SQL only)
    std::optional<ExportFormat> format = {}; ///< empty: SQL
    QString output = {}; ///< a file; empty: @c sink
    bool overwrite = false;
    /// Takes blocks of about a megabyte, one after the other, on another thread while the export runs; false if one could not be
    /// written.
    std::function<bool(const QByteArray &)> sink = {};
};

/// Streams; a file is written beside its name and renamed when it is complete. Fails with Usage if it exists.
/// A remote database is copied by queries first.
[[nodiscard]] QCoro::Task<Result<>>
exportData(EnginePointer engine, SelectedTarget selected, ExportRequest request, Conduct conduct);

} // namespace tidemark
