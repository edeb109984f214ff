#pragma once

#include "observation.h"

#include <engine/migration/adoption.h>

namespace tidemark {

/// `baseline`, `adopt`, `resolve`, `eject`: changes to the history alone. Each takes the lease, checks the live schema first,
/// and writes in one guarded batch; the journal notes it.
class SettleHistory
{
public:
    SettleHistory(EnginePointer engine, Selection selection)
        : m_engine(std::move(engine))
        , m_selection(std::move(selection))
    {}

    struct Outcome {
        Observation before;
        QList<AdoptionItem> items = {}; ///< what was found, proposed or not
        StreamStatus status = {}; ///< afterwards
    };

    /// @p write = false only proposes.
    [[nodiscard]] QCoro::Task<Result<Outcome>>
    baseline(SelectedTarget selected, QString upTo, bool write, Conduct conduct) const;
    [[nodiscard]] QCoro::Task<Result<Outcome>>
    adopt(SelectedTarget selected, bool write, Conduct conduct) const;
    [[nodiscard]] QCoro::Task<Result<Outcome>> resolve(SelectedTarget selected,
                                                       QString id,
                                                       Resolution resolution,
                                                       QString reason,
                                                       Conduct conduct) const;
    /// Drops our tables; the mirrors stay.
    [[nodiscard]] QCoro::Task<Result<>> eject(SelectedTarget selected, Conduct conduct) const;

private:
    EnginePointer m_engine;
    Selection m_selection;
};

} // namespace tidemark
