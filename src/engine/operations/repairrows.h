#pragma once

#include "backups.h"

#include <engine/recovery/rowrepair.h>

namespace tidemark {

/// `recover --rows-from`: puts back rows that a backup has and the database lost, and leaves everything else as it is.
class RepairRows
{
public:
    RepairRows(EnginePointer engine, Selection selection)
        : m_engine(std::move(engine))
        , m_selection(std::move(selection))
    {}

    struct Wish {
        QString backup; ///< a backup's folder
        QStringList tables = {}; ///< empty: all
        qint64 mostRows = 10'000;
    };
    struct Outcome {
        RowRepair repair; ///< what is missing
        SafetyPoint safetyPoint = {};
        qint64 putBack = 0;
        bool done = false; ///< false: only compared
    };
    /// Compares; unless @p dryRun takes the lease and a safety point and inserts, parents first. Fails like
    /// findMissingRows() and putRowsBack().
    [[nodiscard]] QCoro::Task<Result<Outcome>>
    run(SelectedTarget selected, Wish wish, bool dryRun, Conduct conduct) const;

private:
    EnginePointer m_engine;
    Selection m_selection;
};

} // namespace tidemark
