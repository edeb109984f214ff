#include "showstatus.h"

namespace tidemark {

using namespace Qt::StringLiterals;

QCoro::Task<Result<QList<TargetResult<Observation>>>> ShowStatus::run(Selection selection,
                                                                      Conduct conduct) const
{
    const auto engine = m_engine;
    QList<TargetResult<Observation>> results;
    for (const SelectedTarget &selected : selection.targets) {
        if (conduct.stop.stop_requested())
            co_return cancelled();
        const Progress progress{ .text = u"Reading %1"_s.arg(selected.target.name),
                                 .done = results.size(),
                                 .total = selection.targets.size(),
                                 .database = selected.target.stream };
        report(conduct.progress, progress);
        auto observed = co_await observe(engine, selected);
        results.append({ selected.target, std::move(observed) });
    }
    co_return results;
}

} // namespace tidemark
