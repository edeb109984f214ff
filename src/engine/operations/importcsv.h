#pragma once

#include "observation.h"

#include <engine/recovery/safetypoint.h>
#include <engine/safety/verification.h>
#include <engine/transfer/csvimport.h>

namespace tidemark {

struct ImportCsvRequest {
    CsvOptions options;
    QString rejects = {}; ///< a file for bad rows; empty: the first one ends the import
    bool mayOverwriteRejects = false;
    bool resume = false; ///< go on with the unfinished import, as it was begun
    bool forgetUnfinished = false; ///< begin anew although there is one; its rows stay
    bool takeSafetyPoint = true;
};

/// What an import would do.
struct PreparedImport {
    CsvPlan plan;
    std::optional<CsvProgress> from = {}; ///< where a resumed one goes on
};

struct CompletedImport {
    CsvImportReport report;
    SafetyPoint safetyPoint = {}; ///< None: the table is new, or the import was resumed
    QList<Check> checks = {};
    std::optional<Error> error = {}; ///< a check failed
};

/// `import-csv`: a CSV file's rows into one table of a local database.
class ImportCsv
{
public:
    ImportCsv(EnginePointer engine, Selection selection)
        : m_engine(std::move(engine))
        , m_selection(std::move(selection))
    {}

    /// Looks at file and table; writes nothing. Fails with Usage if an earlier import into the table was not finished and
    /// the request does not say what is to become of it, or if there is none to resume; else like planCsvImport().
    [[nodiscard]] QCoro::Task<Result<PreparedImport>>
    prepare(SelectedTarget selected, ImportCsvRequest request, Conduct conduct) const;

    /// Lease, safety point (for a table that was there), rows, counts, release; the journal is on the disk around it.
    [[nodiscard]] QCoro::Task<Result<CompletedImport>> execute(SelectedTarget selected,
                                                               ImportCsvRequest request,
                                                               PreparedImport prepared,
                                                               Conduct conduct) const;

private:
    EnginePointer m_engine;
    Selection m_selection;
};

} // namespace tidemark
